"""What docs/operations/reliability.md calls shown, is shown by something: every test and command that it names exists."""

from __future__ import annotations

import ast
import re

from tests.guards import tree

DOCUMENT = tree.ROOT / "docs" / "operations" / "reliability.md"
_TEST = re.compile(r"`(tests/[\w/]+\.py)::([\w:]+)`")
_TARGET = re.compile(r"`make (\w+)[^`]*`")
_SCRIPT = re.compile(r"`(?:\w+=\S+ )*(scripts/\w+)[^`]*`")
_ROW = re.compile(r"^\| (\d+) \|", re.MULTILINE)


def named() -> list[tuple[str, str]]:
    return _TEST.findall(DOCUMENT.read_text(encoding="utf-8"))


def defined(path: str) -> set[str]:
    """Each test function of a file, with its class before it where it has one."""
    body = ast.parse((tree.ROOT / path).read_text(encoding="utf-8")).body
    found = {one.name for one in body if isinstance(one, ast.FunctionDef)}
    for owner in body:
        if isinstance(owner, ast.ClassDef):
            found |= {owner.name} | {
                f"{owner.name}::{one.name}" for one in owner.body if isinstance(one, ast.FunctionDef)
            }
    return found


def test_each_test_exists() -> None:
    missing = [
        f"{path}::{name}" for path, name in named() if not (tree.ROOT / path).exists() or name not in defined(path)
    ]
    assert missing == []
    assert len(named()) >= 60


def test_each_command_exists() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    targets = set(re.findall(r"^(\w+):", (tree.ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(_TARGET.findall(text)) <= targets
    assert all((tree.ROOT / script).exists() for script in _SCRIPT.findall(text))


def test_each_property_has_its_row_and_says_what_was_seen() -> None:
    text = DOCUMENT.read_text(encoding="utf-8").partition("## The ladder")[0]
    assert [int(number) for number in _ROW.findall(text)] == list(range(1, 19))
    rows = [line.split("|") for line in text.splitlines() if _ROW.match(line)]
    assert all(row[4].strip() for row in rows)


def test_each_fault_has_a_test_or_says_that_it_was_not_measured() -> None:
    faults = DOCUMENT.read_text(encoding="utf-8").partition("## What was done to it")[2].partition("\n## ")[0]
    rows = [line for line in faults.splitlines() if line.startswith("| ")][1:]
    assert len(rows) >= 20
    assert [row for row in rows if not _TEST.search(row) and "not measured" not in row] == []
