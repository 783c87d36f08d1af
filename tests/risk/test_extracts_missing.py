"""The extract of missing episodes: no overlap, end after start, what is not over stays open."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from cse_portal.imports.planning import RefusedError
from risk.actions.agendas import build_agenda
from risk.models import AgendaReason, MissingEpisode
from tests.cse_portal.extract_files import load
from tests.factories import ChildFactory

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
HEADER = (
    "child_id,category,started_at,ended_at,police_informed,interview_offered,interview_accepted,"
    "interview_at"
)
FULL = "C1,missing,2018-09-29T21:30,2018-09-30 07:00:00,yes,yes,no,2018-10-01T09:00+01:00"


@pytest.fixture(autouse=True)
def child():
    return ChildFactory(reference="C1")


def at(day, hour, minute=0):
    return datetime(2018, 9, day, hour, minute, tzinfo=LONDON)


def load_episodes(*rows):
    return load("missing_episodes", HEADER, *rows)


def errors_of(*rows):
    with pytest.raises(RefusedError) as refused:
        load_episodes(*rows)
    assert not MissingEpisode.objects.exists()
    return [str(error) for error in refused.value.errors]


def test_episode_with_everything():
    load_episodes(FULL)
    episode = MissingEpisode.objects.get()
    assert (episode.child.reference, episode.category) == ("C1", "missing")
    assert (episode.started_at, episode.ended_at) == (at(29, 21, 30), at(30, 7))
    assert episode.interview_at == datetime(2018, 10, 1, 9, tzinfo=LONDON)
    answers = (episode.police_informed, episode.interview_offered, episode.interview_accepted)
    assert answers == ("yes", "yes", "no")
    assert episode.history.count() == 1


def test_unresolved_one_stays_open_and_empty_answers_are_not_recorded():
    load_episodes("C1,away,2018-09-29T21:30,,,,,")
    episode = MissingEpisode.objects.get()
    assert (episode.ended_at, episode.interview_at) == (None, None)
    answers = {episode.police_informed, episode.interview_offered, episode.interview_accepted}
    assert answers == {"not_recorded"}


def test_same_file_again_changes_nothing_and_a_return_corrects_the_open_one():
    row = "C1,missing,2018-09-29T21:30,,yes,,,"
    load_episodes(row)
    assert str(load_episodes(row)) == "0 added, 0 corrected, 1 unchanged"
    plan = load_episodes("C1,missing,2018-09-29T20:30Z,2018-09-30T07:00,yes,yes,,")
    assert str(plan) == "0 added, 1 corrected, 0 unchanged"
    assert MissingEpisode.objects.get().ended_at == at(30, 7)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            ["C1,missing,2018-09-29T21:30,2018-09-29T21:30,,,,"],
            "line 2, column ended_at: 2018-09-29T21:30 is not after started_at, 2018-09-29T21:30",
        ),
        (
            ["C1,missing,2018-09-01,,,,,", "C1,away,2018-09-03T10:00,2018-09-04T10:00,,,,"],
            "line 3, column started_at: from 3 September 2018, 10:00 it overlaps the one on line "
            "2, from 1 September 2018, 00:00",
        ),
        (
            ["C1,lost,2018-09-01,,,,,"],
            "line 2, column category: 'lost' is not one of missing, away",
        ),
        (
            ["C1,missing,1/9/2018 10:00,,,,,"],
            "line 2, column started_at: '1/9/2018 10:00' is not a date and time: write it like "
            "2018-09-03T21:30",
        ),
        (
            ["C1,missing,2018-09-01T25:00,,,,,"],
            "line 2, column started_at: '2018-09-01T25:00' is not a date and time: write it like "
            "2018-09-03T21:30",
        ),
        (
            ["C1,missing,2018-09-01,,true,,,"],
            "line 2, column police_informed: 'true' is not one of yes, no, not_applicable, "
            "not_recorded",
        ),
        (
            ["C9,missing,2018-09-01,,,,,"],
            'line 2, column child_id: There is no child "C9": load the children first',
        ),
    ],
)
def test_row_that_is_refused(rows, said):
    assert errors_of(*rows) == [said]


def test_overlap_with_one_that_is_recorded_is_told():
    load_episodes("C1,missing,2018-09-01T10:00,2018-09-03T10:00,,,,")
    with pytest.raises(RefusedError) as refused:
        load_episodes("C1,missing,2018-09-02T10:00,2018-09-04T10:00,,,,")
    assert [str(error) for error in refused.value.errors] == [
        "line 2, column started_at: from 2 September 2018, 10:00 it overlaps the one already "
        "recorded, from 1 September 2018, 10:00"
    ]


def test_two_that_touch_are_taken():
    load_episodes(
        "C1,missing,2018-09-01T10:00,2018-09-03T10:00,,,,", "C1,away,2018-09-03T10:00,,,,,"
    )
    assert MissingEpisode.objects.count() == 2


def test_return_that_was_loaded_is_on_the_agenda_once(child):
    load_episodes(FULL)
    for _ in range(2):
        build_agenda(date(2018, 10, 1))
    reason = AgendaReason.objects.get()
    assert (reason.kind, reason.item.child) == ("return", child)


def test_episode_that_goes_on_is_on_no_agenda():
    load_episodes("C1,missing,2018-09-29T21:30,,yes,,,")
    build_agenda(date(2018, 10, 1))
    assert not AgendaReason.objects.exists()
