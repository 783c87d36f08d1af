"""The look of the site: the GOV.UK Design System in Django's own places.

A page extends ``base.html`` (blocks: title, before_content, content, scripts). Its parts:

- forms: ``{{ form }}`` or ``{{ form.field.as_field_group }}`` in a ``<form novalidate>``, with
  ``{% error_summary form %}`` above the heading: it alone shows what is wrong with the whole form.
  ``GovukDateField`` is a date in three boxes; ``says_optional = True`` on a form marks what may be
  left empty. A form in ``class="panel"`` is a compact one, beside its result.
- tables: ``{% render_table table %}``; a Table declares ``caption``, ``caption_is_hidden`` and
  ``row_header``, a column of figures ``attrs={"cell": {"class": "numeric"}}``. A table written by
  hand is ``<table class="table">`` inside ``{% scrolled "its name" %}``.
- charts: ``_components/chart.html`` with url and title, and ``_components/chart_scripts.html`` once
  in the block scripts. A view gives type, data and options, no colours; ``"code": "high"`` in a
  dataset gives it the colour of its level.
- words: ``{% date day %}``, ``{{ born|age_on:day }}``, ``{{ months|age_in_words }}``,
  ``{% status_tag status label %}``, ``{% definition "What this counts" %}``.
- the rest of ``_components``: back_link, breadcrumbs, button, empty_state, summary_list, pagination
  (``{% pages page %}``). ``class="no-print"`` stays off paper.

tests/cse_portal/design_gallery.py shows all of them on one page.
"""
