"""docs/security.md names tests that exist."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", (ROOT / "docs/security.md").read_text())


def names_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_test_that_is_named_exists() -> None:
    assert len(NAMED) > 30
    assert [(file, name) for file, name in NAMED if name not in names_in(file)] == []


def test_every_requirement_names_a_test() -> None:
    table = (ROOT / "docs/security.md").read_text().partition("## Requirements met")[2]
    rows = re.findall(r"^\| (\d+\.\d+\.\d+.*) \| (.*) \|$", table, re.M)
    assert len(rows) > 25
    assert [requirement for requirement, tests in rows if "::test_" not in tests] == []
