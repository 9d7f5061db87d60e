"""Ways of writing that hide what happens: signals, swallowed errors, raw SQL at the edges, notes to self."""

from __future__ import annotations

import ast
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.guards import tree
from tests.proves import proves

#: Commands speak by printing; nothing else does.
PRINTS = ("src/chengxin/cli/", "src/chengxin/demo/")


def calls(source: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(source):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def signals_in(source: ast.AST) -> list[int]:
    lines = []
    for node in ast.walk(source):
        if isinstance(node, ast.ImportFrom) and (node.module or "").endswith(("signals", "django.dispatch")):
            lines.append(node.lineno)
        if isinstance(node, ast.Import) and any("signals" in name.name for name in node.names):
            lines.append(node.lineno)
        if isinstance(node, ast.Call) and re.search(
            r"(signal|^(pre|post)_\w+)\w*\.connect$|^receiver$", ast.unparse(node.func)
        ):
            lines.append(node.lineno)
    return lines


def swallowers_in(source: ast.AST) -> list[int]:
    lines = []
    for node in ast.walk(source):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "everything"
            if re.search(r"\b(everything|Exception|BaseException)\b", caught):
                lines.append(node.lineno)
    return lines


def database_in(source: ast.AST) -> list[str]:
    """Where a screen or command reaches past selectors into tables."""
    found = []
    for node in ast.walk(source):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager", "_base_manager", "cursor"}:
            found.append(f"line {node.lineno}: .{node.attr}")
        if isinstance(node, ast.Attribute) and node.attr in {"raw", "extra"} and "objects" in ast.unparse(node.value):
            found.append(f"line {node.lineno}: raw SQL")
    return found


class TestSignals:
    def test_there_are_none(self) -> None:
        assert [f"{tree.relative(path)}:{line}" for path, source in tree.modules() for line in signals_in(source)] == []

    @pytest.mark.parametrize(
        "planted",
        [
            "from django.db.models.signals import post_save",
            "from django.dispatch import receiver",
            "@receiver(post_save)\ndef tell(): ...",
            "post_save.connect(tell)",
        ],
    )
    def test_a_planted_one_is_seen(self, planted: str) -> None:
        assert signals_in(ast.parse(planted))


class TestErrors:
    def test_nothing_swallows_everything(self) -> None:
        assert [
            f"{tree.relative(path)}:{line}" for path, source in tree.modules() for line in swallowers_in(source)
        ] == []

    @pytest.mark.parametrize(
        "planted", ["except Exception: pass", "except: pass", "except (ValueError, Exception): pass"]
    )
    def test_a_planted_one_is_seen(self, planted: str) -> None:
        assert swallowers_in(ast.parse(f"try: pass\n{planted}"))


class TestEdges:
    def test_never_reach_into_tables(self) -> None:
        bad = [
            f"{tree.relative(path)} {what}"
            for path, source in tree.modules("web", "api", "jobs", "cli")
            for what in database_in(source)
        ]
        assert bad == []

    def test_there_are_edges_to_look_at(self) -> None:
        assert len(tree.modules("web", "api", "jobs", "cli")) > 20

    def test_a_planted_one_is_seen(self) -> None:
        assert database_in(ast.parse("Person.objects.filter(pk=1)"))
        assert database_in(ast.parse("connection.cursor()"))


class TestNotes:
    def test_no_work_is_left_in_comments(self) -> None:
        bad = []
        for path, _ in tree.modules():
            with tokenize.open(path) as lines:
                for token in tokenize.generate_tokens(lines.readline):
                    if token.type == tokenize.COMMENT and re.search(r"\b(TODO|FIXME|XXX|HACK)\b", token.string):
                        bad.append(f"{tree.relative(path)}:{token.start[0]}")
        assert bad == []

    def test_only_commands_print(self) -> None:
        bad = [
            f"{tree.relative(path)}:{call.lineno}"
            for path, source in tree.modules()
            if not tree.relative(path).startswith(PRINTS)
            for name, call in calls(source)
            if name == "print"
        ]
        assert bad == []

    def test_every_module_says_what_it_is_about(self) -> None:
        bad = [
            tree.relative(path)
            for path, source in tree.modules()
            if source.body and not ast.get_docstring(source) and not _is_django_form(path)
        ]
        assert bad == []


def _is_django_form(path: Path) -> bool:
    return tree.is_migration(path) or path.name in {"apps.py", "wsgi.py", "__init__.py"}


#: Comparisons that would find people by something other than their exact number and name.
_BROAD = re.compile(r"__(i?contains|i?startswith|i?endswith|i?regex|search|trigram\w*|range|gte?|lte?|in)$")
_PERSON_KEYS = ("number_index", "name_index", "identity", "person", "number", "name")


def searches_for_people(source: ast.AST) -> list[str]:
    """Lookups on what identifies a person that could match more than one, and listings of the persons' table."""
    found = []
    for name, call in calls(source):
        for keyword in call.keywords:
            if keyword.arg and _BROAD.search(keyword.arg) and keyword.arg.split("__")[0] in _PERSON_KEYS:
                found.append(keyword.arg)
        if name == "find" and call.args and ast.unparse(call.args[0]) == "Person":
            found.append("find(Person)")
        if re.search(
            r"\bPerson\.(objects|_default_manager)\.(all|order_by|iterator|values|values_list|count|annotate)$", name
        ):
            found.append(name)
    for node in ast.walk(source):
        if isinstance(node, ast.FunctionDef) and node.returns:
            if re.search(r"(list|tuple|Sequence|Iterator|Iterable|QuerySet|set)\[Person\b", ast.unparse(node.returns)):
                found.append(f"{node.name} returns persons")
    return found


#: Set-wise work over exact indexes that the caller already holds; it finds no one who was not named.
SET_WISE = {
    ("src/chengxin/apps/people/selectors.py", "number_index__in"): "which of the given numbers are in conflict",
    (
        "src/chengxin/apps/looks/affected.py",
        "number_index__in",
    ): "whose number the access log names, to owe them a letter",
    (
        "src/chengxin/apps/looks/actions/draw.py",
        "number_index__in",
    ): "other matters about those whose matter ended in a week, for a reviewer",
    ("src/chengxin/apps/inquiries/selectors.py", "name_index__in"): "leaves out what was shown to a namesake",
    ("src/chengxin/apps/own_report/schema.py", "name_index__in"): "leaves out the matters of a namesake",
    ("src/chengxin/apps/people/actions/recognise.py", "find(Person)"): "one chunk of one department's file",
    ("src/chengxin/apps/records/new_records.py", "find(Person)"): "one chunk of one department's file",
}


def searches_found() -> set[tuple[str, str]]:
    return {
        (tree.relative(path), what)
        for path, source in tree.modules()
        if not tree.is_migration(path)
        for what in searches_for_people(source)
    }


@proves("R24")
class TestNobodyCanLookForPeople:
    def test_no_code_lists_or_searches_them(self) -> None:
        assert searches_found() == SET_WISE.keys()

    @pytest.mark.parametrize(
        "planted",
        [
            "Person.objects.filter(name_index__in=found)",
            "Letter.objects.filter(number_index__startswith=part)",
            "Person.objects.all()",
            "find(Person, 'number_index', found, ('id',))",
            "Person.objects.order_by('pk')",
            "def everyone() -> list[Person]: ...",
            "def everyone() -> QuerySet[Person, Person]: ...",
        ],
    )
    def test_a_planted_search_is_seen(self, planted: str) -> None:
        assert searches_for_people(ast.parse(planted))
