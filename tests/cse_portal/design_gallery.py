"""Every component on one page, for the eye, the keyboard and axe. Only the tests have this page."""

from datetime import date

import django_tables2 as tables
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import engines
from django.urls import path

from cse_portal.design.forms import GovukDateField
from cse_portal.urls import urlpatterns as site_urls

LEVELS = [("high", "High"), ("medium", "Medium"), ("low", "Low")]
MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September"]
STATUSES = [
    *LEVELS,
    ("awaiting_assessment", "Awaiting risk assessment"),
    ("cautionary_six_months", "Cautionary six months"),
    ("potential_perpetrator", "Potential perpetrator"),
]


class EveryField(forms.Form):
    """One field of each kind."""

    says_optional = True

    reference = forms.CharField(help_text="The authority's own reference.")
    reason = forms.CharField(widget=forms.Textarea({"rows": 3}), required=False)
    level = forms.ChoiceField(choices=[("", "Choose"), *LEVELS])
    decision = forms.ChoiceField(choices=LEVELS, widget=forms.RadioSelect, help_text="One only.")
    shown = forms.MultipleChoiceField(choices=LEVELS, widget=forms.CheckboxSelectMultiple)
    started = GovukDateField(label="Start date", help_text="For example, 3 9 2018.")
    ended = GovukDateField(label="End date", required=False)
    extract = forms.FileField()
    sure = forms.BooleanField(label="I have read this", help_text="It cannot be undone.")


class Children(tables.Table):
    caption = "Children"
    row_header = "reference"

    reference = tables.Column(linkify=lambda record: f"#{record['reference']}", footer="All")
    name = tables.Column()
    status = tables.TemplateColumn("{% status_tag value label %}", extra_context={"label": "High"})
    age = tables.Column("Age in months", attrs={"cell": {"class": "numeric"}}, footer="2,000")

    class Meta:
        empty_text = "No children are found"
        order_by = "name"


PAGE = """{% extends "base.html" %}{% load django_tables2 %}
{% block title %}Gallery{% endblock %}
{% block scripts %}{% include "_components/chart_scripts.html" %}{% endblock %}
{% block before_content %}
  {% include "_components/breadcrumbs.html" with here="Gallery" parent="Children" parent_url="/" %}
{% endblock %}
{% block content %}
  {% error_summary form %}
  <h1 class="govuk-heading-l">Gallery</h1>
  <p class="govuk-body">{% for code, label in statuses %}{% status_tag code label %} {% endfor %}
    {% status_tag "" %}</p>
  <p class="govuk-body">{% date day %}, aged {{ born|age_on:day }}, {{ 181|age_in_words }}</p>
  {% definition %}<p>Children flagged high, medium or low.</p>{% enddefinition %}
  {% include "_components/summary_list.html" with rows=rows %}
  {% render_table table %}
  {% render_table empty %}
  {% for name, title in charts %}
    <h2 class="govuk-heading-m">{{ title }}</h2>
    {% with "/gallery/chart/"|add:name|add:"/" as url %}
      {% include "_components/chart.html" with title=title %}
    {% endwith %}
  {% endfor %}
  <form method="post" enctype="multipart/form-data" novalidate>{% csrf_token %}{{ form }}
    {% include "_components/button.html" with text="Save" %}</form>
{% endblock %}
"""
CHARTS = [
    ("bar", "Children at risk by month"),
    ("levels", "Children by level and month"),
    ("flat", "Children by key agency"),
    ("line", "Movement by month"),
    ("missing", "A chart that fails"),
]
TOTALS = [300, 298, 307, 279, 257, 291, 305, 311, 326]


@login_not_required
def gallery(request: HttpRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    if request.GET.get("say"):
        messages.success(request, "The flag is set.")
        messages.error(request, "The extract was refused.")
        messages.info(request, "The month end was taken.")
    children = [
        {"reference": f"C{n:04}", "name": f"Child {n}", "status": "high", "age": n * 7 % 200}
        for n in range(1, 101)
    ]
    table = Children(children)
    tables.RequestConfig(request, paginate={"per_page": 5}).configure(table)
    context = {
        "form": EveryField(data, request.FILES or None),
        "statuses": STATUSES,
        "day": date(2018, 9, 3),
        "born": date(2003, 8, 1),
        "rows": [("Reference", "C0001"), ("Sex", "Female"), ("Ethnicity", "")],
        "table": table,
        "empty": Children([]),
        "charts": CHARTS,
    }
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


@login_not_required
def chart(request: HttpRequest, name: str) -> HttpResponse:
    stacked = {"scales": {"x": {"stacked": True}, "y": {"stacked": True}}}
    charts = {
        "bar": _chart("bar", MONTHS, [{"label": "Children", "data": TOTALS}]),
        "levels": _chart(
            "bar",
            MONTHS,
            [
                {"label": label, "code": code, "data": [n // share for n in TOTALS]}
                for (code, label), share in zip(LEVELS, (6, 2, 3), strict=True)
            ],
            **stacked,
        ),
        "flat": _chart(
            "bar",
            ["Children's social care", "Police", "Barnardo's", "Education", "Not recorded"],
            [{"label": "Children", "data": [120, 64, 33, 8, 0]}],
            indexAxis="y",
        ),
        "line": _chart(
            "line",
            MONTHS,
            [{"label": f"Series {s}", "data": [n % (19 + s) for n in TOTALS]} for s in range(6)],
        ),
    }
    return JsonResponse(charts[name]) if name in charts else HttpResponse(status=404)


def _chart(kind: str, labels: list[str], datasets: list[dict], **options: object) -> dict:
    return {"type": kind, "data": {"labels": labels, "datasets": datasets}, "options": options}


urlpatterns = [
    path("gallery/", gallery),
    path("gallery/chart/<name>/", chart),
    *site_urls,
]
