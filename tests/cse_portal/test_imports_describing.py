"""What is told of the columns is what the declarations say, on the page and in docs/imports.md."""

import pytest

from agencies.extracts import AGENCIES, ALLOCATIONS
from cse_portal.imports.describing import Described, as_csv, described, rules, template
from cse_portal.imports.extracts import kinds
from cse_portal.imports.management.commands.describe_extracts import PLACE, renewed
from cse_portal.imports.words import in_words, kind_in_words
from risk.extracts import AREAS, CHILDREN


def test_page_of_the_docs_is_up_to_date():
    page = PLACE.read_text(encoding="utf-8")
    assert page == renewed(page), "run: python manage.py describe_extracts"
    assert all(f"(`{kind}`)" in page for kind in kinds())


def test_columns_are_told_with_what_they_must():
    told = {each.name: each.must for each in described(CHILDREN)}
    assert told["child_id"] == "Always"
    assert told["date_of_birth"] == "A cell may be empty"
    assert told["upn"] == "The column may be left out, and a cell may be empty"
    assert described(AGENCIES)[0] == Described(
        "code", "The agency's code. It never changes.", "Always"
    )


def test_codes_are_told():
    told = {each.name: each.meaning for each in described(CHILDREN)}
    assert "One of: F, M, U." in told["gender"]
    assert "WBRI (White - British)" in told["ethnicity"]
    assert "One of" not in told["nationality"]


@pytest.mark.parametrize(
    ("extract", "told"),
    [
        (AGENCIES, ["A row is known by its code."]),
        (
            AREAS,
            [
                "A row is known by its code and year.",
                "Rows with the same code must have the same name.",
            ],
        ),
        (
            ALLOCATIONS,
            [
                "Load before it: agencies and children.",
                "A row is known by its child_id, agency and start_date.",
                "Of one child_id, rows in which is_key is true may not overlap in time; they may "
                "touch.",
            ],
        ),
    ],
)
def test_rules_are_told(extract, told):
    assert list(rules(extract)) == told


def test_template():
    assert template(AGENCIES) == "\ufeffcode,name,service\r\n"


def test_no_cell_starts_a_formula():
    assert as_csv([["=1+1", "+44", 7]]) == "\ufeff'=1+1,'+44,7\r\n"


@pytest.mark.parametrize(
    ("value", "said"),
    [(None, ""), ("", ""), (True, "true"), (False, "false"), (0, "0"), ("x" * 300, None)],
)
def test_values_in_words(value, said):
    assert in_words(value) == (said if said is not None else "x" * 199 + "…")


def test_kind_in_words():
    assert kind_in_words("missing_episodes") == "Missing episodes"
