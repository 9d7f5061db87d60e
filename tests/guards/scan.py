"""The report that ships with each release: what the scan for lists of persons and for grades went over, and what it found.

Written by `scripts/write_scan.py` from the same tables that the guards use; a guard compares it with the product.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from chengxin.apps.ledger.protect import LOG, PAYLOAD, WORKING
from tests.guards import test_nobody_lists_persons as lists
from tests.guards import test_routes as doors
from tests.guards import test_words as words
from tests.guards import tree

PLACE = tree.ROOT / "docs" / "scan.md"
#: What the application role of PostgreSQL may do with a table of each class; the database refuses the rest to everybody.
RIGHTS = {
    LOG: "SELECT, INSERT",
    PAYLOAD: "SELECT, INSERT; UPDATE only to NULL",
    WORKING: "SELECT, INSERT, UPDATE, DELETE",
}


def report() -> str:
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# Nobody searches, nothing grades: what was scanned"
    yield ""
    yield "Written by `scripts/write_scan.py` from the tables that the guards use, and compared with the product by `make test`"
    yield "(`tests/guards/test_scan.py`). The scan itself: `tests/guards/test_nobody_lists_persons.py`, `tests/guards/test_words.py`,"
    yield "`tests/guards/test_routes.py`, `tests/apps/test_application_role.py`."
    yield from _routes()
    yield from _queries()
    yield from _numbers()
    yield from _tables()
    yield from _planted()


def _routes() -> Iterator[str]:
    found = sorted((address, tuple(sorted(map(str, route.callback.door)))) for address, route in doors.routes())
    counts = Counter(audience for _, door in found for audience in door)
    yield from ("", "## Addresses", "")
    yield f"{len(found)} addresses, each with the audience that may enter. None takes a person's name or number, and no page of any"
    yield "role names more than the one person whom it is about."
    yield from ("", "| audience | addresses |", "|---|---|")
    for audience, count in sorted(counts.items()):
        yield f"| {audience} | {count} |"
    yield from ("", "| address | audience |", "|---|---|")
    for address, door in found:
        yield f"| `/{address}` | {', '.join(door)} |"


def _queries() -> Iterator[str]:
    yield from ("", "## Queries for rows about persons", "")
    yield "Each is narrowed by one of these keys to one person, one row, or rows that the caller already holds."
    yield from ("", "| rows | narrowed by | counted by |", "|---|---|---|")
    for model, keys in sorted(lists.NARROWED_BY.items()):
        counted = ", ".join(sorted(lists.GROUPED_BY.get(model, ()))) or "—"
        yield f"| {model} | {', '.join(sorted(keys))} | {counted} |"
    yield from ("", "Read over many persons by duties that tell each of them alone, and shown on no screen:", "")
    for path, count in sorted(lists.DUTIES.items()):
        yield f"- `src/chengxin/{path}`: {count}"


def _numbers() -> Iterator[str]:
    yield from ("", "## Every number that is stored", "")
    yield "None is about a person's conduct or worth. A column that is not in this table stops the release."
    yield from ("", "| column | what it counts |", "|---|---|")
    for column, meaning in sorted(words.NUMBERS.items()):
        yield f"| {column} | {meaning} |"
    yield ""
    yield f"{len(words.FORBIDDEN)} words may name nothing in code, templates, tables, addresses and the law's data, among them:"
    yield "score, rating, rank, grade, risk, blacklist, fingerprint, religion."


def _tables() -> Iterator[str]:
    models = sorted(words.own_models(), key=lambda model: model._meta.db_table)
    yield from ("", "## Tables and the rights of the application's role", "")
    yield "The role that the product runs as on PostgreSQL; triggers refuse the rest on both databases."
    for kind in (LOG, PAYLOAD, WORKING):
        tables = [model._meta.db_table for model in models if getattr(model, "table_class", WORKING) == kind]
        yield from ("", f"{RIGHTS[kind]} ({len(tables)}): {', '.join(tables)}.")


def _planted() -> Iterator[str]:
    yield from ("", "## Planted, and caught", "")
    yield "Each run plants these and fails unless each is found:"
    yield ""
    for test in (
        lists.TestCode.test_would_catch_a_planted_list,
        words.TestNoForbiddenWord.test_sees_a_planted_word_in_code,
    ):
        (mark,) = [mark for mark in test.pytestmark if mark.name == "parametrize"]
        for planted in mark.args[1]:
            yield "- `" + planted.replace("\n", " ") + "`"
