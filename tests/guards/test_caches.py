"""What stays in a process's memory when a request or a file has ended: the law, our own words, and nothing of a person."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.guards import tree

_REMEMBERS = {"cache", "lru_cache", "cached"}

#: Each function that remembers what it was asked or made, and what that is. What a file has one's own is asked anew each time;
#: what hangs on an object ends with it.
REMEMBERED = {
    "our own words, pages, layouts and tables": {
        "api/law.py::feeds",
        "api/v1.py::description",
        "apps/ledger/backup/tables.py::_unpackers",
        "apps/ledger/backup/tables.py::tables",
        "apps/ledger/load.py::_array_dumper",
        "apps/ledger/load.py::_insertions",
        "apps/ledger/load.py::_names",
        "apps/ledger/load.py::_own",
        "apps/ledger/message.py::_numbered",
        "apps/ledger/models.py::_defaults",
        "apps/ledger/readiness.py::_has_every_table",
        "apps/notices/paper/__init__.py::_covered",
        "apps/submissions/selectors.py::_newest_of",
        "intake/feeds.py::_layout",
        "intake/feeds.py::_loaded",
        "intake/words.py::_loaded",
        "lawbook/examples.py::_read",
        "web/law.py::feeds",
        "web/precheck/build.py::etag",
        "web/precheck/build.py::page",
        "web/proving/page.py::_script",
        "web/proving/page.py::_style",
        "web/proving/page.py::etag",
        "web/proving/page.py::page",
    },
    "the law": {
        "apps/ledger/adopted_law.py::_verdict",
        "core/law.py::stale_from",
        "intake/on_spark.py::_plain",
        "lawbook/load.py::_load",
        "lawbook/load.py::released_root",
        "web/law.py::released",
    },
    "keys, and the address of who vouches": {
        "apps/ledger/keyring.py::keys",
        "web/signing_in/provider.py::_unasked",
    },
    "days and instants": {
        "apps/ledger/load.py::_text",
        "apps/records/layout.py::_day",
        "apps/records/layout.py::_seconds",
        "core/dates.py::_from_text",
    },
    "words of a file that many rows say, codes of bodies": {
        "apps/records/layout.py::_quoted",
        "core/feeds.py::plain_word",
        "core/row_what.py::_classes_in",
        "core/rows.py::_shared_is_sealed",
        "core/rows.py::_shared_is_special",
        "core/rows.py::_shared_is_wealth",
        "core/uscc.py::is_valid",
    },
}


def remembering() -> Iterator[str]:
    for path, module in tree.modules():
        here = path.relative_to(tree.CODE).as_posix()
        for node in ast.walk(module):
            match node:
                case ast.FunctionDef(name=name, decorator_list=decorators):
                    if any(named(one) in _REMEMBERS for one in decorators):
                        yield f"{here}::{name}"
                case ast.Assign(targets=[target], value=ast.Call(func=ast.Call(func=called))):
                    if named(called) in _REMEMBERS and isinstance(target, ast.Name):
                        yield f"{here}::{ast.unparse(target)}"


def named(node: ast.expr) -> str:
    match node:
        case ast.Call(func=func):
            return named(func)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def test_nothing_of_a_person_is_remembered() -> None:
    assert sorted(remembering()) == sorted(set().union(*REMEMBERED.values()))
