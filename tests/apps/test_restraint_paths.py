"""Every way to write: a screen, a program, a command, a duty, the database. One act by a case officer writes a restraint down,
and what lacks its papers is written by nobody."""

from __future__ import annotations

import ast
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from chengxin.api.v1 import PREFIX, api
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.verify import verify
from chengxin.apps.matters.models import AGAINST, Closing, Ending
from chengxin.apps.notices.models import Letter
from chengxin.apps.restraints import selectors
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.apps.restraints.models import Restraint, UsedRecord, UseNotice
from chengxin.core import uses
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.jobs.duties import run_due
from chengxin.web.endings import AGAINST as AGAINST_ON_PAGES
from chengxin.web.endings import ENDINGS
from chengxin.web.law import lawbook
from tests.apps.restrained import AT, WHO, documented, record
from tests.guards import tree
from tests.guards.test_routes import example, routes
from tests.proves import proves
from tests.web import filled
from tests.web.test_restraints import FORM, files

SOURCE = Path(__file__).parents[2] / "src" / "chengxin"
#: What would carry a restraint from one person to another.
OTHERS = set(
    "relative relatives family spouse parent parents child children sibling kin household employer employers employee "
    "guarantor guarantors guarantee surety classmate classmates landlord colleague affiliate associates".split()
)


@cache
def _imports() -> dict[str, set[str]]:
    """Module -> the files that take something out of it."""
    found: dict[str, set[str]] = {}
    for path, source in tree.modules():
        here = str(path.relative_to(SOURCE))
        for node in ast.walk(source):
            if isinstance(node, ast.ImportFrom) and node.module:
                for module in (node.module, *(f"{node.module}.{name.name}" for name in node.names)):
                    found.setdefault(module, set()).add(here)
            elif isinstance(node, ast.Import):
                for name in node.names:
                    found.setdefault(name.name, set()).add(here)
    return found


def importing(module: str) -> set[str]:
    return _imports().get(module, set())


class TestCode:
    @proves("R14", "E3")
    def test_has_one_place_that_makes_the_row_and_one_screen_that_asks_it(self):
        makers = {
            str(path.relative_to(SOURCE))
            for path in (SOURCE / "apps").rglob("*.py")
            if "migrations" not in path.parts
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("Restraint", "Restraint.objects.create")
        }
        assert makers == {"apps/restraints/actions/document.py"}
        askers = importing("chengxin.apps.restraints.actions.document")
        assert askers == {"web/desk/restraints.py", "demo/restraints.py"}

    @proves("R14", "E3")
    def test_lets_no_program_no_command_and_no_duty_near_it(self):
        near = {path for module in _modules() for path in importing(module)}
        assert not {path for path in near if path.startswith(("cli/", "jobs/", "intake/", "sessions"))}
        assert {path for path in near if path.startswith("api/")} <= {"api/matters.py"}
        assert not [path for path in api.get_openapi_schema(path_prefix=PREFIX)["paths"] if "restraint" in path]


def _modules() -> list[str]:
    under = (SOURCE / "apps" / "restraints").rglob("*.py")
    return [
        "chengxin." + ".".join(path.relative_to(SOURCE).with_suffix("").parts)
        for path in under
        if "migrations" not in path.parts and path.name not in ("__init__.py", "apps.py")
    ]


@pytest.mark.django_db
@pytest.mark.any_database
class TestScreens:
    @proves("R14", "E3")
    @pytest.mark.parametrize("who", [*Role, "resident", "anonymous"])
    def test_of_nobody_but_the_case_officer_write_one(self, who, monkeypatch):
        record()
        monkeypatch.setattr("chengxin.clock.now", lambda: AT)
        official = filled.official(Role(who), "finance_bureau", name="薄从简") if who in list(Role) else None
        written = set()
        for address, route in routes():
            # Whom a door does not name is turned away before anything is read (tests/guards/test_routes.py).
            if not route.callback.door & {who, "public", "staff", "program"}:
                continue
            client = Client(raise_request_exception=False)
            if who == "resident":
                filled.sign_in(client, WHO)
            elif official is not None:
                client.force_login(official)
            client.post(example(address, route), {**FORM, **files()})
            if not written and Restraint.objects.exists():
                written.add(address)
        assert written == ({"desk/restraints/new/"} if who == Role.CASE_OFFICER else set())


@pytest.mark.django_db
class TestDuties:
    @proves("R14", "E3")
    def test_write_none(self):
        record()
        for at in (AT, AT + timedelta(days=40)):
            run_due(at)
        assert not Restraint.objects.exists()


@pytest.mark.django_db
class TestForged:
    @proves("E3")
    def test_row_is_seen_by_the_ledger_and_opened_by_nobody(self):
        """Whoever may insert can put a row there that has every column; what it says is not in it, nor is it in the tree."""
        record()
        restraint = documented().restraint
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM restraints_restraint")
            names = [column[0] for column in cursor.description]
            row = dict(zip(names, cursor.fetchone(), strict=True))
            for paper in ("decision_id", "notice_id", "hearing_id"):
                cursor.execute("SELECT * FROM restraints_restraintpaper WHERE id = %s", [row[paper]])
                columns = [column[0] for column in cursor.description]
                copied = dict(zip(columns, cursor.fetchone(), strict=True))
                row[paper] = copied["id"] = copied["id"] + 1000
                copied["ref"] = f"F{paper}"[:16]
                _insert(cursor, "restraints_restraintpaper", copied)
            forged = {**row, "id": row["id"] + 1000, "ref": "FORGED", "natural_key": b"f" * 32}
            _insert(cursor, "restraints_restraint", forged)
        seal(at=AT, force_checkpoint=True)
        assert verify().findings
        found = selectors.get_for_unit("finance_bureau", "FORGED", lawbook=lawbook(), at=AT)
        assert found is not None
        with pytest.raises(InvalidTag):
            _ = found.said
        assert restraint.ref != "FORGED"


def _insert(cursor, table, row):
    marks = ", ".join(["%s"] * len(row))
    cursor.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


class TestNobodyElse:
    @proves("R16")
    def test_has_a_column_or_a_table(self):
        for model in apps.get_models():
            names = [model.__name__, *(field.name for field in model._meta.get_fields())]
            for name in names:
                words = set(name.lower().split("_"))
                assert not words & OTHERS, f"{model._meta.label}.{name}"

    @proves("R16")
    def test_is_reached_from_a_person(self):
        """No row leads from one person to another, but that of a representative, whom nothing here asks."""
        for model in apps.get_models():
            to_persons = [field for field in model._meta.concrete_fields if _leads_to_person(field)]
            assert len(to_persons) <= 1, model
            pairs = {field.name for field in model._meta.concrete_fields if field.name.endswith("number_index")}
            assert len(pairs) <= 1 or model._meta.label == "mandates.MandateNoted", model

    @proves("R16")
    def test_is_asked_where_something_has_an_effect(self):
        acting = ("core/restraints.py", "core/records.py", "core/inquiries.py", "core/uses.py", "apps/restraints/")
        knowing = importing("chengxin.core.mandates") | {
            path
            for module in ("models", "selectors", "letters", "actions.act", "actions.note", "actions.end")
            for path in importing(f"chengxin.apps.mandates.{module}")
        }
        assert knowing
        assert not [path for path in knowing if path.startswith((*acting, "apps/records/"))]

    @proves("R16")
    def test_would_be_seen(self):
        assert set("guarantor_number".split("_")) & OTHERS


def _leads_to_person(field) -> bool:
    return field.is_relation and field.related_model._meta.label == "people.Person"


#: Whole, but for what was used.
SAID = {
    "decider": "慕容知远",
    "seat": "审批科科长",
    "article": "《道路运输条例》第七十五条",
    "words": "处罚还在生效",
    "remedy": "黑河市人民政府",
}


@pytest.mark.django_db
class TestUses:
    @proves("R43", "E6")
    def test_against_somebody_are_as_many_as_the_letters(self):
        """Whatever the answer showed and however the matter ended."""
        clerk = filled.official(Role.CLERK)
        told = filled.person("赵㐱", 71)
        filled.submit([filled.penalty(told, proof=filled.enclosed(date(2026, 9, 18)))], at=AT - timedelta(days=30))
        filled.nothing_new()
        ended, needed = 0, 0
        for place, ending in enumerate([*Ending, *Ending]):
            who = told if place < len(Ending) else filled.person("无记录", 72 + place)
            matter = filled.matter(who, request_no=f"黑政服〔2026〕{place}", reason="又来办一次")
            filled.ask(matter, who)
            shown = selectors.adverse_shown(matter, lawbook=lawbook(), by=clerk)
            notice = uses.UseNotice(frozenset(one.pk for one in shown), **SAID)
            is_needed = ending in AGAINST
            wrong, right = (None, notice) if is_needed else (notice, None)
            with pytest.raises(Refusal) as refused:
                close_matter(matter, outcome=ending.value, notice=wrong, lawbook=lawbook(), by=clerk, at=AT)
            assert refused.value.reason is (Reason.USE_NOTICE_MISSING if is_needed else Reason.USE_NOTICE_WITHOUT_USE)
            close_matter(matter, outcome=ending.value, notice=right, lawbook=lawbook(), by=clerk, at=AT)
            ended, needed = ended + 1, needed + is_needed
        assert (ended, needed) == (2 * len(Ending), 2 * len(AGAINST))
        letters = Letter.objects.filter(template="adverse_use")
        assert letters.count() == UseNotice.objects.count() == needed
        adverse = Closing.objects.filter(outcome__in=[one.value for one in AGAINST])
        assert adverse.count() == needed
        assert UsedRecord.objects.count() == len(AGAINST)
        seal(at=AT, force_checkpoint=True)
        assert verify().findings == ()

    def test_have_words_for_every_ending(self):
        assert set(ENDINGS) == {one.value for one in Ending}
        assert {one.value for one in AGAINST} == AGAINST_ON_PAGES
