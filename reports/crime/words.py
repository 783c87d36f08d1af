"""The sentences of the crime half, written from its figures: they say no more than these do."""

from fractions import Fraction

from crime.figures.crime import NOT_KNOWN, CrimeFigures, Revision, SuspectRow
from crime.figures.periods import period_in_words
from cse_portal.days import day_in_words
from reports.figures.rounding import one_decimal


def share(part: int, whole: int) -> str:
    """A percent with what it is of: 74.8% (237 of 317)."""
    if not whole:
        return "none (0 of 0)"
    return f"{one_decimal(Fraction(100 * part, whole))}% ({part:,} of {whole:,})"


def as_of_offences(crime: CrimeFigures) -> str:
    """The period of the offences, and the extract that they are counted from."""
    period = period_in_words(crime.periods.first, crime.periods.last)
    return f"Offences recorded {period}, both days included{_extract(crime, 'offences')}."


def as_of_cyber(crime: CrimeFigures) -> str:
    """The same for the cyber table, whose period may be another."""
    period = period_in_words(crime.periods.cyber_first, crime.periods.cyber_last)
    return f"Recent offences recorded {period}, both days included{_extract(crime, 'offences')}."


def as_of_suspects(crime: CrimeFigures) -> str:
    """The day of the suspects, and their extract."""
    day = day_in_words(crime.periods.as_of)
    return f"Suspects as of {day}{_extract(crime, 'suspects')}."


def _extract(crime: CrimeFigures, kind: str) -> str:
    found, aside = crime.extract(kind), crime.rows_aside(kind)
    said = f", by the extract of {day_in_words(found[0])}" if found else ""
    if aside:
        said += f" ({aside:,} wrong row{'s' * (aside != 1)} set aside and not counted)"
    return said


def offences(crime: CrimeFigures) -> str:
    """How many there were, how that compares, and how many were recent."""
    now, then = crime.recorded, crime.previous
    change = f"{abs(now - then):,} {'more' if now > then else 'fewer'} than" if now != then else ""
    compared = f"{change or 'as many as'} a year earlier ({then:,})"
    unknown = crime.timing[NOT_KNOWN]
    not_known = f", and of {unknown:,} the day is not known" if unknown else ""
    were = "was" if now == 1 else "were"
    return (
        f"{now:,} CSE flagged offence{'s' * (now != 1)} {were} recorded: {compared}. "
        f"{crime.timing['recent']:,} were recent and {crime.timing['non_recent']:,} "
        f"non-recent{not_known}."
    )


def revisions(crime: CrimeFigures) -> str:
    """Where extracts counted the same period differently, what each one counted."""
    first, last = crime.periods.first, crime.periods.last
    told = [
        _revised(crime.revisions, period_in_words(first, last)),
        _revised(crime.previous_revisions, period_in_words(*crime.periods.previous)),
    ]
    return " ".join(filter(None, told))


def _revised(found: list[Revision], period: str) -> str:
    if len({each.total for each in found}) < 2:
        return ""
    counts = [f"{each.total:,} by that of {day_in_words(each.day)}" for each in found]
    return f"The extracts count {period} differently: {', '.join(counts)}."


def known_days(crime: CrimeFigures) -> str:
    """Of how many offences it is known when they were committed."""
    known = crime.recorded - crime.timing[NOT_KNOWN]
    return f"The day of the offence is known for {share(known, crime.recorded)}."


def known_areas(crime: CrimeFigures) -> str:
    """Of how many offences the area is known."""
    unknown = sum(
        row.recent + row.non_recent + row.not_known
        for row in crime.by_area
        if row.code == NOT_KNOWN
    )
    return f"The area is known for {share(crime.recorded - unknown, crime.recorded)}."


def known_outcomes(crime: CrimeFigures) -> str:
    """Of how many filed offences the outcome is known."""
    filed = crime.status["filed"]
    unknown = sum(row.total for row in crime.outcomes if row.code == NOT_KNOWN)
    return f"The outcome is known for {share(filed - unknown, filed)} of the filed offences."


def known_cyber(crime: CrimeFigures) -> str:
    """Of how many recent offences it is recorded how they were committed."""
    total = sum(crime.cyber.values())
    known = total - crime.cyber["not_recorded"]
    return f"How it was done is recorded for {share(known, total)} of the recent offences."


def cyber(crime: CrimeFigures) -> str:
    """The three kinds in a sentence."""
    counts = crime.cyber
    return (
        f"{counts['cyber']:,} cyber, {counts['non_cyber']:,} non-cyber, and "
        f"{counts['online_then_met']:,} with a first contact online and then a meeting."
    )


def status(crime: CrimeFigures) -> str:
    """The three statuses in a sentence."""
    counts = crime.status
    return (
        f"Of {crime.recorded:,} offences {counts['new']:,} are new, "
        f"{counts['under_investigation']:,} under investigation and {counts['filed']:,} filed."
    )


def known_of(rows: list[SuspectRow], noun: str) -> str:
    """Of how many suspects a table knows its category."""
    total = sum(row.total for row in rows)
    known = sum(row.total for row in rows if row.code != NOT_KNOWN)
    return f"The {noun} is known for {share(known, total)} of these suspects."


def only_non_recent(crime: CrimeFigures) -> str:
    """The share of the suspects that is linked to no recent offence."""
    said = share(crime.only_non_recent_suspects, crime.suspects)
    return f"Linked to non-recent offences only: {said} of all suspects."


def recent_suspects(crime: CrimeFigures) -> str:
    """How many suspects there are in recent offences."""
    said = share(crime.recent_suspects, crime.suspects)
    return f"Linked to a recent offence: {said} of all suspects."
