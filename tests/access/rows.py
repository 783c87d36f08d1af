"""What each address asks of whoever comes: the one table that every address must be in."""

from dataclasses import dataclass

ANYBODY, SIGNED_IN = "anybody", "signed in"


@dataclass(frozen=True)
class Row:
    """``what``: a rule of RULES, or ANYBODY or SIGNED_IN. ``of``: the object its address names.

    ``edits``: of the children whom somebody sees it opens those whose record they write.
    ``hidden``: who has not the rule is told that there is no such page.
    """

    what: str
    methods: str = "GET"
    of: str = ""
    edits: bool = False
    hidden: bool = False


def _read(what: str, of: str = "") -> Row:
    return Row(what, of=of)


def _post(what: str, of: str = "", **more: bool) -> Row:
    return Row(what, "POST", of, **more)


def _form(what: str, of: str = "", **more: bool) -> Row:
    return Row(what, "GET POST", of, **more)


CHILDREN = {
    "risk:children": _form("see_children"),
    "risk:new": _form("edit_children"),
    "risk:refer": _form("add_to_children"),
    "risk:place": _post("edit_children"),
    "risk:child": _read("see_children", "child"),
    "risk:details": _form("edit_children", "child", edits=True),
    "risk:add": _form("add_to_children", "child note", edits=True),
    "risk:go_on": _form("edit_children", "child agency", edits=True),
    "risk:merge": _form("merge_records", "child", edits=True),
    "risk:merge_with": _form("merge_records", "two children", edits=True),
    "risk:undo_merge": _form("merge_records", "merge", edits=True),
    "risk:assessments": _read("see_children", "child"),
    "risk:assessment_compare": _read("see_children", "child"),
    "risk:assessment_edit": _read("assess", "child"),
    "risk:assessment_start": _post("assess", "child", edits=True),
    "risk:assessment": _read("see_children", "assessment"),
    "risk:assessment_save": _form("assess", "assessment", edits=True),
    "risk:domains": _read("keep_code_lists"),
    "risk:domains_begin": _post("keep_code_lists"),
    "risk:domain_add": _form("keep_code_lists"),
    "risk:domain": _form("keep_code_lists", "domain"),
    "risk:emergency": _form("break_glass"),
    "risk:openings": _read("restrict"),
    "risk:review_opening": _post("restrict", "opening"),
    "risk:access": Row("propose_restriction", "GET", "child", hidden=True),
    "risk:propose_restriction": _post("propose_restriction", "child", hidden=True),
    "risk:restrict": _post("restrict", "child", hidden=True),
    "risk:lift_restriction": _post("restrict", "child", hidden=True),
    "risk:shut_out": _post("restrict", "child", hidden=True),
    "risk:let_in": _post("restrict", "shut out", hidden=True),
    "risk:who_looked": Row("see_who_looked", "GET", "child", hidden=True),
    "my_work:list": _read("see_my_work"),
}
