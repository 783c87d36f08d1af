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
MEETINGS = {
    "meetings:list": _form("attend_meeting"),
    "meetings:follow_up": _read("attend_meeting"),
    "meetings:finish": _post("attend_meeting", "action"),
    "meetings:agenda": _form("attend_meeting", "meeting"),
    "meetings:find": _post("prepare_meeting", "meeting"),
    "meetings:add": _post("prepare_meeting", "meeting"),
    "meetings:send_round": _post("prepare_meeting", "meeting"),
    "meetings:attendance": _form("prepare_meeting", "meeting"),
    "meetings:follow": _read("attend_meeting", "meeting"),
    "meetings:updates": _read("attend_meeting", "meeting"),
    "meetings:sign": _form("sign_off", "meeting"),
    "meetings:minutes": _read("attend_meeting", "meeting"),
    "meetings:document": _read("attend_meeting", "meeting"),
    "meetings:child": _form("attend_meeting", "item"),
    "meetings:draft": _form("prepare_meeting", "item"),
    "meetings:contribute": _post("attend_meeting", "item"),
    "meetings:correct": _form("sign_off", "item"),
}
REPORTS = {
    "reports:choose": _read("read_reports"),
    "reports:rules": _read("read_reports"),
    "reports:scale": _read("read_reports", "period"),
    "reports:json": _read("read_reports", "period"),
    "reports:csv": _read("read_reports", "period"),
    "reports:table": _read("read_reports", "table"),
    "reports:chart": _read("read_reports", "table"),
}
IMPORTS = {
    "imports:upload": _form("import"),
    "imports:columns": _read("import"),
    "imports:template": _read("import", "kind"),
    "imports:upload_page": _read("import", "upload"),
    "imports:check": _post("import", "upload"),
    "imports:confirm": _post("import", "upload"),
    "imports:discard": _post("import", "upload"),
    "imports:errors_csv": _read("import", "upload"),
}
SITE = {
    "home": _read(SIGNED_IN),
    "people:list": _read("keep_users"),
    "people:add": _form("keep_users"),
    "people:change": _form("keep_users", "user"),
    "people:close": _post("keep_users", "user"),
    "people:open": _post("keep_users", "user"),
    "people:reset": _post("keep_users", "user"),
    "people:add_team": _form("keep_users"),
    "people:team": _form("keep_users", "team"),
    "audit:log": _read("read_audit_log"),
    "audit:searched": _post("read_audit_log"),
}
# Pages of one's own account, and those that anybody may open: tests/cse_portal tells what they do.
OF_ONESELF = {
    *("accounts:sign_in", "accounts:sign_out", "accounts:sign_out_everywhere"),
    *("accounts:change_password", "account_login", "account_logout", "account_reauthenticate"),
    *("mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp", "mfa_deactivate_totp"),
    *("mfa_index", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "usersessions_list"),
    *("socialaccount_login_cancelled", "socialaccount_login_error"),
    *("openid_connect_login", "openid_connect_callback"),
    *("demonstration", "accessibility", "privacy", "cookies"),
    *("health", "ready", "robots", "favicon"),
}
ROWS = {**CHILDREN, **MEETINGS, **REPORTS, **IMPORTS, **SITE}
