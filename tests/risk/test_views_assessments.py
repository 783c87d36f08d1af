"""Drafting, submitting, reading and comparing assessments, on the pages."""

from datetime import date

import pytest
from django.urls import reverse

from cse_portal.accounts.models import Role
from risk.actions.assessments import draft_assessment, save_draft, submit_assessment
from risk.models import AgendaReason, Assessment, IndicatorDomain
from tests.factories import (
    AllocationFactory,
    ChildFactory,
    ResidenceFactory,
    RiskFlagFactory,
    UserFactory,
    seen_at_work,
)

pytestmark = pytest.mark.django_db
MONDAY = date(2018, 10, 1)
COMPLETE = {"analysis": "Often missing.", "proposed_status": "high", "proposed_because": "Met men."}
JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def on_monday(settings):
    settings.DEMO_TODAY = MONDAY


@pytest.fixture
def worker(client):
    user = UserFactory(first_name="Sam", last_name="Whitaker", role=Role.SOCIAL_WORKER)
    client.force_login(user)
    return user


@pytest.fixture
def other():
    return UserFactory(first_name="Robin", last_name="Hussain", role=Role.COORDINATOR)


@pytest.fixture
def child():
    return ChildFactory(given_name="Ann", family_name="Example")


@pytest.fixture
def school():
    return IndicatorDomain.objects.create(name="School", low="Late", medium="Absent", high="Gone")


def submitted(child, by, day=MONDAY, **written):
    draft = draft_assessment(child=child, by=by)
    written = {**COMPLETE, "assessed_on": day, **written}
    saved = save_draft(draft=draft, version=draft.version, by=by, **written)
    return submit_assessment(draft=saved, version=saved.version, by=by, today=MONDAY)


def edit_url(child):
    return reverse("risk:assessment_edit", args=[child.pk])


def save_url(draft):
    return reverse("risk:assessment_save", args=[draft.child_id, draft.pk])


def page_url(assessment):
    return reverse("risk:assessment", args=[assessment.child_id, assessment.pk])


def post(client, draft, version=1, headers=None, **typed):
    return client.post(save_url(draft), {"version": version, **typed}, headers=headers)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def now(draft):
    return Assessment.objects.get(pk=draft.pk)


# Starting


def test_nothing_is_started_by_looking(client, worker, child):
    answer = client.get(edit_url(child))
    assert "Ann Example has not been assessed before." in text_of(answer)
    assert not Assessment.objects.exists()


def test_start_leads_to_the_one_draft(client, worker, child):
    for _ in range(2):
        answer = client.post(reverse("risk:assessment_start", args=[child.pk]))
        assert answer.url == edit_url(child)
    assert Assessment.objects.count() == 1
    assert "Submit to the meeting" in text_of(client.get(edit_url(child)))


def test_start_names_the_assessment_that_it_starts_from(client, worker, child):
    submitted(child, worker, day=date(2018, 7, 3))
    assert "3 July 2018" in text_of(client.get(edit_url(child)))


# Saving


def test_incomplete_draft_is_saved(client, worker, child, school):
    draft = draft_assessment(child=child, by=worker)
    typed = {f"concern_{school.pk}": "medium", f"found_{school.pk}": "Late\r\ntwice"}
    answer = post(client, draft, analysis="Half a sen", **typed)
    assert answer.url == edit_url(child)
    saved = now(draft)
    assert (saved.analysis, saved.version, saved.saved_by) == ("Half a sen", 2, worker)
    assert saved.concerns == {
        str(school.pk): {"name": "School", "concern": "medium", "found": "Late\ntwice"}
    }


def test_page_shows_what_was_saved(client, worker, child, school):
    draft = draft_assessment(child=child, by=worker)
    post(client, draft, analysis="Half a sen", **{f"found_{school.pk}": "Late twice"})
    form = client.get(edit_url(child)).context["form"]
    assert form["analysis"].value() == "Half a sen"
    assert form[f"found_{school.pk}"].value() == "Late twice"


def test_what_is_wrong_is_kept_on_the_page_and_the_rest_is_saved(client, worker, child):
    draft = draft_assessment(child=child, by=worker)
    date_typed = {"assessed_on_day": "31", "assessed_on_month": "9", "assessed_on_year": "2018"}
    answer = post(client, draft, analysis="Half", **date_typed)
    assert answer.context["form"].errors["assessed_on"] == [
        "The day that it speaks of must be a real date"
    ]
    assert 'value="31"' in text_of(answer)
    assert (now(draft).analysis, now(draft).assessed_on) == ("Half", None)
    assert post(client, draft, version=2, analysis="Half a sen", **date_typed).status_code == 200


def test_day_in_the_future_is_refused(client, worker, child):
    draft = draft_assessment(child=child, by=worker)
    answer = post(client, draft, assessed_on="2018-10-02")
    assert answer.context["form"].errors == {
        "assessed_on": ["The day that it speaks of must not be in the future"]
    }


def test_domain_taken_out_of_use_keeps_what_was_written(client, worker, child, school):
    draft = draft_assessment(child=child, by=worker)
    post(client, draft, **{f"found_{school.pk}": "Late twice"})
    IndicatorDomain.objects.update(is_in_use=False)
    assert f"found_{school.pk}" in client.get(edit_url(child)).context["form"].fields
    other_draft = draft_assessment(child=ChildFactory(), by=worker)
    other_form = client.get(edit_url(other_draft.child)).context["form"]
    assert f"found_{school.pk}" not in other_form.fields


def test_address_of_saving_leads_back_to_the_draft(client, worker, child):
    draft = draft_assessment(child=child, by=worker)
    assert client.get(save_url(draft)).url == edit_url(child)


# Saving by itself


def test_page_saves_itself(client, worker, child):
    draft = draft_assessment(child=child, by=worker)
    answer = post(client, draft, headers=JSON, analysis="Half")
    said = answer.json()
    assert (answer.status_code, said["version"], said["unsaved"]) == (200, 2, {})
    assert len(said["at"]) == len("10:42:07")
    assert now(draft).analysis == "Half"


def test_page_is_told_what_it_could_not_save(client, worker, child):
    draft = draft_assessment(child=child, by=worker)
    said = post(client, draft, headers=JSON, assessed_on="x", analysis="Half").json()
    assert said["unsaved"] == {
        "assessed_on": ["The day that it speaks of must include a month and a year"]
    }
    assert now(draft).analysis == "Half"


def test_saving_the_same_again_is_no_new_version(client, worker, child):
    draft = draft_assessment(child=child, by=worker)
    for _ in range(2):
        said = post(client, draft, headers=JSON, analysis="Half").json()
        assert said["version"] == 2


def test_page_asks_who_is_signed_in(client, worker, child):
    draft = draft_assessment(child=child, by=worker)
    said = client.get(save_url(draft), headers=JSON).json()
    assert said["user"] == worker.pk
    assert len(said["token"]) == 64


def test_signed_out_page_is_sent_to_the_sign_in(client, worker, child):
    draft = draft_assessment(child=child, by=worker)
    client.logout()
    answer = post(client, draft, headers=JSON, analysis="Half")
    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/sign-in/")
    assert now(draft).analysis == ""


# Two people on one draft


def test_second_writer_is_told_by_whom_and_what(client, worker, other, child, school):
    draft = draft_assessment(child=child, by=worker)
    concerns = {str(school.pk): {"name": "School", "concern": "high", "found": "Gone"}}
    save_draft(draft=draft, version=1, by=other, analysis="Theirs", concerns=concerns)
    answer = post(client, draft, headers=JSON, analysis="Mine")
    said = answer.json()
    assert (answer.status_code, said["version"], said["by"]) == (409, 2, "Robin Hussain")
    assert said["values"]["analysis"] == ["Theirs"]
    assert said["values"][f"concern_{school.pk}"] == ["high"]
    assert said["values"]["network"] == []
    assert said["values"]["assessed_on_day"] == []
    assert said["closed"] == ""
    assert now(draft).analysis == "Theirs"


def test_second_writer_without_scripts_sees_both_and_chooses(client, worker, other, child):
    draft = draft_assessment(child=child, by=worker)
    save_draft(draft=draft, version=1, by=other, analysis="Theirs", childs_words="No")
    answer = post(client, draft, analysis="Mine")
    assert answer.status_code == 409
    assert answer.context["theirs"] == {"childs_words": "No", "analysis": "Theirs"}
    assert answer.context["form"]["analysis"].value() == "Mine"
    asked = {"conflict": ["childs_words", "analysis"], "analysis": "Mine"}
    answer = post(client, draft, version=2, **asked, keep_analysis="mine")
    assert answer.context["form"].errors == {"childs_words": ["Choose whose text to keep"]}
    assert answer.context["theirs"] == {"childs_words": "No", "analysis": "Theirs"}
    assert now(draft).version == 2
    post(client, draft, version=2, **asked, keep_analysis="mine", keep_childs_words="theirs")
    assert (now(draft).analysis, now(draft).childs_words) == ("Mine", "No")


def test_draft_submitted_meanwhile_shows_what_was_typed(client, worker, other, child):
    draft = draft_assessment(child=child, by=worker)
    sent = submitted(child, other)
    answer = post(client, draft, analysis="Mine", proposed_status="high")
    assert answer.status_code == 409
    assert answer.context["typed"] == [("Your analysis", "Mine")]
    said = post(client, draft, headers=JSON, analysis="Mine").json()
    assert said["closed"].startswith("Robin Hussain submitted this assessment at ")
    assert now(sent).analysis == "Often missing."


# Submitting


def test_submit_puts_the_child_on_the_agenda(client, worker, child):
    draft = draft_assessment(child=child, by=worker)
    answer = client.post(save_url(draft), {"version": 1, "submit": "1", **COMPLETE}, follow=True)
    assert answer.redirect_chain == [(page_url(draft), 302)]
    assert "Ann Example is on the agenda of Monday 1 October 2018." in text_of(answer)
    sent = now(draft)
    assert (sent.is_draft, sent.assessed_on, sent.saved_by) == (False, MONDAY, worker)
    assert AgendaReason.objects.get().source == draft.pk


def test_submitted_by_is_who_submits(client, worker, other, child):
    draft = draft_assessment(child=child, by=other)
    save_draft(draft=draft, version=1, by=other, **COMPLETE)
    assert post(client, draft, version=2, submit="1", **COMPLETE).url == page_url(draft)
    assert (now(draft).author, now(draft).saved_by) == (other, worker)


def test_submit_twice_is_one_submission(client, worker, child):
    draft = draft_assessment(child=child, by=worker)
    for _ in range(2):
        answer = post(client, draft, submit="1", **COMPLETE)
        assert answer.url == page_url(draft)
    assert AgendaReason.objects.count() == 1


def test_submit_says_what_is_missing_and_saves_the_rest(client, worker, child):
    draft = draft_assessment(child=child, by=worker)
    answer = post(client, draft, submit="1", analysis="Half", assessed_on="2018-10-02")
    assert sorted(answer.context["form"].errors) == [
        "assessed_on",
        "proposed_because",
        "proposed_status",
    ]
    assert 'href="#id_proposed_status_0"' in text_of(answer)
    assert 'name="version" value="2"' in text_of(answer)
    assert (now(draft).analysis, now(draft).is_draft) == ("Half", True)


# What a worker is reminded of


@pytest.mark.parametrize(
    ("more", "reasons"),
    [
        ({"date_of_birth": date(2005, 10, 2)}, ["The child is under 13."]),
        ({"date_of_birth": date(2005, 10, 1)}, []),
        (
            {"date_of_birth": None},
            ["The birth date is not recorded: the child may be under 13."],
        ),
        (
            {"disability": "Learning disability"},
            ["The child has a learning disability or difficulty."],
        ),
    ],
)
def test_reminder(client, worker, more, reasons):
    child = ChildFactory(**more)
    draft = draft_assessment(child=child, by=worker)
    reminder = client.get(edit_url(child)).context["reminder"]
    assert list(reminder.reasons if reminder else []) == reasons
    answer = post(client, draft, submit="1", **{**COMPLETE, "proposed_status": "low"})
    assert answer.url == page_url(draft)  # a reminder, not a rule


def test_draft_says_what_happened_since_the_last_assessment(client, worker, child):
    ResidenceFactory(child=child, start_date=date(2018, 7, 3), area__name="East")
    submitted(child, worker, day=date(2018, 7, 3))
    RiskFlagFactory(child=child, status="low", start_date=date(2018, 8, 1))
    AllocationFactory(child=child, start_date=date(2018, 9, 1), agency__name="Barnardo's")
    draft_assessment(child=child, by=worker)
    assert client.get(edit_url(child)).context["since"] == [
        ("Flag", "Low, from 1 August 2018"),
        ("Agency", "Barnardo's, from 1 September 2018"),
    ]


# Reading


def test_assessment_shows_what_changed(client, worker, child, school):
    key = str(school.pk)
    said = {"name": "School", "concern": "low", "found": "Late"}
    submitted(child, worker, day=date(2018, 7, 3), concerns={key: said})
    newer = submitted(child, worker, concerns={key: {**said, "concern": "high"}})
    school.name = "Learning"
    school.save()
    answer = client.get(page_url(newer))
    assert [line.label for line in answer.context["changes"]] == ["School"]
    assert "Last time: Low" in text_of(answer)
    assert "Learning" not in text_of(answer)


def test_first_assessment_compares_with_nothing(client, worker, child):
    answer = client.get(page_url(submitted(child, worker)))
    assert answer.context["changes"] == []
    assert "Last time" not in text_of(answer)


def test_draft_says_what_changed_since_last_time(client, worker, child):
    submitted(child, worker, childs_words="Leave me")
    draft = draft_assessment(child=child, by=worker)
    assert "Changed since" not in text_of(client.get(edit_url(child)))
    save_draft(draft=draft, version=1, by=worker, childs_words="Help me")
    assert text_of(client.get(edit_url(child))).count("Changed since") == 1


def test_list_marks_the_draft(client, worker, child):
    first = submitted(child, worker, day=date(2018, 7, 3))
    draft = draft_assessment(child=child, by=worker)
    answer = client.get(reverse("risk:assessments", args=[child.pk]))
    assert answer.context["assessments"] == [draft, first]
    assert "Continue the draft" in text_of(answer)
    assert "Saved by Sam Whitaker at " in text_of(answer)


def test_compare_puts_the_earlier_first(client, worker, child):
    first = submitted(child, worker, day=date(2018, 7, 3))
    second = submitted(child, worker, analysis="Quiet.")
    url = reverse("risk:assessment_compare", args=[child.pk])
    for one, two in ((first, second), (second, first)):
        answer = client.get(url, {"one": one.pk, "other": two.pk})
        assert (answer.context["earlier"], answer.context["later"]) == (first, second)
        assert [line.label for line in answer.context["changes"]] == ["Analysis"]
    answer = client.get(url, {"one": first.pk, "other": first.pk})
    assert answer.context["form"].errors == {"other": ["Choose two different assessments"]}


# Who may


@pytest.mark.parametrize(
    ("role", "reads", "writes"),
    [
        (Role.SOCIAL_WORKER, 200, 200),
        (Role.PARTNER_WORKER, 200, 200),
        (Role.CHAIR, 200, 200),
        (Role.MANAGER, 200, 403),
        (Role.POLICE_ANALYST, 200, 403),
        (Role.REPORT_READER, 403, 403),
    ],
)
def test_who_reads_and_who_writes(client, other, child, role, reads, writes):
    draft = draft_assessment(child=child, by=other)
    client.force_login(seen_at_work(child, UserFactory(role=role)))
    assert client.get(page_url(draft)).status_code == reads
    assert client.get(reverse("risk:assessments", args=[child.pk])).status_code == reads
    assert client.get(edit_url(child)).status_code == writes
    saved = post(client, draft, analysis="x", headers=JSON)
    assert (saved.status_code, now(draft).analysis) == (writes, "x" if writes == 200 else "")


def test_assessment_of_another_child_is_missing(client, worker, other, child):
    draft = draft_assessment(child=ChildFactory(), by=other)
    for name in ("risk:assessment", "risk:assessment_save"):
        assert client.get(reverse(name, args=[child.pk, draft.pk])).status_code == 404


def test_pages_ask_as_often_with_more_rows(client, worker, child, django_assert_max_num_queries):
    def asked(url):
        with django_assert_max_num_queries(18) as counted:
            assert client.get(url).status_code == 200
        return len(counted)

    def of_each_page():
        newest = submitted(child, worker)
        draft = draft_assessment(child=child, by=worker)
        counts = [asked(edit_url(child)), asked(reverse("risk:assessments", args=[child.pk]))]
        draft.delete()
        return [*counts, asked(page_url(newest))]

    submitted(child, worker)
    few = of_each_page()
    for n in range(5):
        IndicatorDomain.objects.create(name=f"Domain {n}")
        RiskFlagFactory(child=child, start_date=date(2018, 9, n + 1), end_date=date(2018, 9, n + 2))
    assert of_each_page() == few
