"""What the columns of each kind of extract are, told by the declarations themselves."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cse_portal.cells import safe
from cse_portal.imports.columns import Column
from cse_portal.imports.extracts import Extract, kinds
from cse_portal.imports.words import kind_in_words


@dataclass(frozen=True)
class Described:
    """A column, as the help page and docs/imports.md tell of it."""

    name: str
    meaning: str
    must: str


def described(extract: Extract) -> list[Described]:
    """The columns of a kind, in their order."""
    return [Described(c.name, _meaning(c), _must(c)) for c in extract.columns]


def _meaning(column: Column) -> str:
    codes = column.codes
    if isinstance(codes, Mapping):
        codes = [f"{code} ({label})" for code, label in codes.items()]
    return f"{column.meaning} One of: {', '.join(codes)}." if codes else column.meaning


def _must(column: Column) -> str:
    if column.may_be_missing:
        return "The column may be left out, and a cell may be empty"
    return "A cell may be empty" if column.may_be_empty else "Always"


def rules(extract: Extract) -> Iterator[str]:
    """What holds for the rows of a kind, a sentence each."""
    if extract.needs:
        yield f"Load before it: {_joined(sorted(extract.needs))}."
    yield f"A row is known by its {_joined(list(extract.key))}."
    if extract.agree:
        named, *said = extract.agree
        yield f"Rows with the same {named} must have the same {_joined(said)}."
    for step in extract.steps:
        if step.one_at_a_time:
            rows = f"rows in which {step.competes} is true" if step.competes else "rows"
            yield f"Of one {extract.key[0]}, {rows} may not overlap in time; they may touch."


def template(extract: Extract) -> str:
    """An extract without rows: the header alone, as CSV."""
    return as_csv([[column.name for column in extract.columns]])


def as_csv(rows: list[list[object]]) -> str:
    """A file to hand out: UTF-8 with the mark that Excel needs, no cell a formula."""
    written = io.StringIO()
    csv.writer(written).writerows([safe(cell) for cell in row] for row in rows)
    return f"\ufeff{written.getvalue()}"


def as_markdown() -> str:
    """The kinds and their columns as Markdown, for docs/imports.md."""
    return "\n".join(line for extract in kinds().values() for line in _markdown(extract))


def _markdown(extract: Extract) -> Iterator[str]:
    yield from [f"### {kind_in_words(extract.kind)} (`{extract.kind}`)", ""]
    yield from [" ".join(rules(extract)), "", "| column | what it holds | must it be there? |"]
    yield "|---|---|---|"
    for column in described(extract):
        yield f"| `{column.name}` | {column.meaning} | {column.must} |"
    yield ""


def _joined(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names)
