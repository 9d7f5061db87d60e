"""A statement that is written once finds, on either database, exactly what its queryset finds each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import BinaryField, CharField, DateTimeField, Max

from chengxin.apps.inquiries.models import AccessEntry, Answer, Fragment
from chengxin.apps.ledger import load
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import holding
from chengxin.apps.ledger.models import Batch, Entry
from chengxin.apps.ledger.statement import Statement, together
from chengxin.apps.ledger.verify import verify
from chengxin.apps.matters.models import Matter
from chengxin.apps.people import selectors as people
from chengxin.apps.people.models import ConflictEvent
from chengxin.apps.records.actions.settle_row import Finding, settle_row
from chengxin.apps.records.selectors import asking_holding
from chengxin.apps.records.selectors import holding as holding_of
from chengxin.apps.submissions.models import HeldRow
from chengxin.core.permissions import KEEPER, Role
from tests.proves import proves
from tests.web import filled

pytestmark = pytest.mark.django_db
AT = filled.AT


def of_unit(unit, ref):
    return Matter.objects.select_related("closing", "by").filter(unit=unit, ref=ref)


def until(at, number):
    return Matter.objects.filter(at__lte=at, number_index=number).order_by("-pk")


def plain(row):
    """The row and what came with it, by value."""
    return row and {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.fixture
def matters():
    return [filled.matter(filled.person("王䶮", place), at=AT + timedelta(seconds=place)) for place in range(1, 5)]


@proves("I7")
def test_finds_what_its_queryset_finds_for_each_value(matters, django_assert_num_queries):
    statement = Statement(of_unit, CharField(), CharField())
    for unit in ("transport", "finance"):
        for ref in [*(matter.ref for matter in matters), "2222222222", "'; --", "%s", ""]:
            found, expected = statement.first(unit, ref), of_unit(unit, ref).first()
            assert plain(found) == plain(expected)
            if found is not None:
                with django_assert_num_queries(0):
                    assert plain(found.by) == plain(expected.by)
                    assert not hasattr(found, "closing")
    assert statement.first("transport", matters[2].ref).pk == matters[2].pk


@proves("I7")
def test_takes_instants_bytes_and_tuples(matters):
    kept = Statement(until, DateTimeField(), BinaryField())
    newest = Statement(
        lambda unit: Matter.objects.filter(unit=unit).values_list("unit").annotate(Max("at")), CharField()
    )
    for matter in matters:
        for second in range(6):
            at, number = AT + timedelta(seconds=second), bytes(matter.number_index)
            assert [plain(row) for row in kept.all(at, number)] == [plain(row) for row in until(at, number)]
    assert newest.all("transport") == [("transport", AT + timedelta(seconds=4))]
    assert newest.all("finance") == []


@proves("I7")
def test_finds_together_what_each_finds_alone(matters):
    of_ref = Statement(of_unit, CharField(), CharField())
    kept = Statement(until, DateTimeField(), BinaryField())
    number = bytes(matters[0].number_index)
    with transaction.atomic():
        _, first, second, none = together(
            holding(("matter", 1), ("number", b"one")),
            of_ref.of("transport", matters[1].ref),
            kept.of(AT + timedelta(days=1), number),
            of_ref.of("finance", matters[1].ref),
        )
    assert [row.pk for row in first] == [matters[1].pk]
    assert [row.pk for row in second] == [matters[0].pk]
    assert none == []


@proves("I7")
def test_a_converter_of_the_database_is_asked_too():
    filled.nothing_new()
    who = filled.person()
    filled.ask(filled.matter(who), who)
    statement = Statement(lambda unit: AccessEntry.objects.filter(unit=unit), CharField())
    [look] = statement.all("transport")
    assert look.reasons == ["nothing_usable"]
    assert look.shown == []
    assert look.at == AT


@proves("I7")
@pytest.mark.parametrize("few", [0, 1000])
def test_few_rows_and_many_are_written_the_same(few, monkeypatch):
    """An answer with its fragment, its access entry and their leaves, in either way of writing."""
    monkeypatch.setattr(load, "_FEW", few)
    who = filled.person()
    filled.submit([filled.penalty(who, proof=filled.enclosed(datetime(2026, 9, 18, tzinfo=UTC).date()))], at=AT)
    filled.nothing_new(at=AT + timedelta(days=20))
    at = AT + timedelta(days=20)
    given = filled.ask(filled.matter(who, at=at), who, at=at)
    assert given.answer is not None
    assert given.shown is not None
    assert len(given.shown.fragments) == Fragment.objects.filter(answer=given.answer).count() == 1
    assert Answer.objects.get().pk == given.answer.pk
    assert Entry.objects.filter(pk__in=[given.answer.pk, given.entry.pk]).count() == 2
    assert verify().findings == ()


@proves("I7")
def test_a_batch_gets_the_key_that_the_database_gave():
    first = load.begin(Batch, "at", AT)
    second = load.begin(Batch, "at", AT + timedelta(seconds=1))
    assert first < second
    assert Batch.objects.get(pk=second).at == AT + timedelta(seconds=1)


def test_a_refused_question_leaves_one_batch_and_looks_nobody_up(django_assert_max_num_queries):
    who = filled.person()
    of = filled.matter(who)
    before = Batch.objects.count()
    with django_assert_max_num_queries(30) as asked:
        given = filled.ask(of, filled.person("别人", 9))
    assert given.answer is None
    assert Batch.objects.count() == before + 1
    assert not [query["sql"] for query in asked.captured_queries if "records_" in query["sql"]]
    assert not [query["sql"] for query in asked.captured_queries if "people_person" in query["sql"]]


@proves("R24")
def test_a_finding_on_a_number_is_told_of_a_name_that_is_held_alone():
    who = filled.person()
    filled.submit([filled.penalty(who)], at=AT - timedelta(minutes=2))
    filled.submit([filled.penalty(replace(who, name="欧阳㐱"))], at=AT - timedelta(minutes=1))
    second = HeldRow.objects.get()
    number, keeper = people.indexes(who).number, filled.official(Role.CASE_OFFICER, KEEPER)
    settle_row(second, finding=Finding.NUMBER_IS_SHARED, reason="来函", lawbook=filled.lawbook(), by=keeper, at=AT)
    by = filled.official(Role.CASE_OFFICER)
    for second, is_confirmed in ((1, True), (2, False), (3, True)):
        at = AT + timedelta(seconds=second)
        with transaction.atomic():
            writer = Writer(at)
            finding = ConflictEvent(number_index=number, is_confirmed=is_confirmed, reason=b"-", at=at, by=by)
            writer.add("identity_conflict", finding)
            writer.flush()
        for name, is_told in ((who.name, is_confirmed), ("别人", False)):
            asked = people.indexes(replace(who, name=name))
            found = together(*asking_holding(asked, at=at))
            assert holding_of(found, asked, lawbook=filled.lawbook(), at=at).is_in_conflict is is_told
