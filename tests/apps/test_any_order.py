"""What a source says of one decision ends in the same state in whatever order its files arrive, and however often. [row 3]

The same for everybody who may ask: which of its statements stands, or that none does. What the person was told on the way is
what happened; a decision that had been withdrawn before it came was never told to them and is not held.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count, permutations
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chengxin.apps.ledger import journal
from chengxin.apps.ledger.verify import verify
from chengxin.apps.notices.models import Letter
from chengxin.apps.people import selectors as people
from chengxin.apps.people.models import Person
from chengxin.apps.records.models import Record, Tombstone, Version
from chengxin.apps.records.selectors import held_by
from chengxin.apps.submissions import selectors as submissions
from chengxin.apps.submissions.models import RowOutcome, Submission
from chengxin.core.calendar import start_of
from chengxin.core.facts import Facts, RowState
from chengxin.core.records import Standing
from chengxin.web.law import lawbook
from tests.proves import proves
from tests.web import filled

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WITHDRAWN = {"state": RowState.WITHDRAWN}
#: What is said on three days.
TWO_CHANGES: list[dict[str, Any]] = [{"amount_fen": 100_000}, {"amount_fen": 200_000}, {"amount_fen": 300_000}]
CHANGED_BACK: list[dict[str, Any]] = [{"amount_fen": 100_000}, {"amount_fen": 200_000}, {"amount_fen": 100_000}]
WITHDRAWN_LAST: list[dict[str, Any]] = [{"amount_fen": 100_000}, {"amount_fen": 200_000}, WITHDRAWN]
WITHDRAWN_BETWEEN: list[dict[str, Any]] = [{"amount_fen": 100_000}, WITHDRAWN, {"amount_fen": 200_000}]
ORDERS = [*permutations(range(3)), (0, 0, 1, 2), (2, 0, 2, 1), (0, 1, 2, 1, 0)]
_SERIALS = count(100)


def said(serial: int, changes: dict[str, Any]) -> Facts:
    proof = filled.enclosed(date(2026, 9, 18))
    return filled.penalty(filled.person(serial=serial), f"黑交罚〔2026〕{serial:04d}号", proof=proof, **changes)


def comes(serial: int, changes: dict[str, Any], day: int) -> Submission:
    """A file that speaks of the day `day` comes, whenever that is."""
    return filled.submit([said(serial, changes)], at=filled.AT, as_of=filled.AT - (100 - day) * DAY)


def stands(serial: int) -> list[Any]:
    """The amounts that stand, or that it was withdrawn; nothing where nothing is held."""
    who = people.indexes(filled.person(serial=serial))
    assert Record.objects.filter(person__number_index=who.number).count() <= 1
    found = held_by(who, lawbook=lawbook(), at=filled.AT + 60 * DAY)
    return [one.standing if one.standing is Standing.WITHDRAWN else one.body["amount_fen"] for one in found]


def ended(decisions: list[list[dict[str, Any]]], order: tuple[int, ...]) -> list[list[Any]]:
    """What stands of decisions whose files come in this order; the file of a day speaks of each of them."""
    serials = [next(_SERIALS) for _ in decisions]
    for day in order:
        rows = [said(serial, statements[day]) for serial, statements in zip(serials, decisions, strict=True)]
        filled.submit(rows, at=filled.AT, as_of=filled.AT - (100 - day) * DAY)
    return [stands(serial) for serial in serials]


def codes(submission: Submission) -> list[tuple[str, list[str]]]:
    return [
        (one.fate, [issue["code"] for issue in submissions.issues_of(one)])
        for one in submissions.outcomes_of(submission)
    ]


@proves("B12")
class TestAnyOrder:
    @pytest.mark.parametrize("order", ORDERS, ids=str)
    def test_ends_in_the_same_state(self, order) -> None:
        """What was withdrawn is held as withdrawn where it was there before, and not held at all where it came after."""
        decisions = [TWO_CHANGES, CHANGED_BACK, WITHDRAWN_LAST, WITHDRAWN_BETWEEN]
        gone = [[] if one[order[0]] is WITHDRAWN else [Standing.WITHDRAWN] for one in decisions[2:]]
        assert ended(decisions, order) == [[300_000], [100_000], *gone]

    @settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(data=st.data())
    def test_is_any_order_of_any_statements_however_often(self, data) -> None:
        days = data.draw(st.integers(2, 4), label="days")
        each_day = st.lists(st.sampled_from([100_000, 200_000, None]), min_size=days, max_size=days)
        decisions = data.draw(st.lists(each_day, min_size=6, max_size=6), label="said each day, None for withdrawn")
        order = data.draw(st.permutations(range(days)), label="order")
        again = data.draw(st.lists(st.sampled_from(range(days)), max_size=2), label="and again")
        expected = [
            [] if one[order[0]] is None else [Standing.WITHDRAWN] if None in one else [one[-1]] for one in decisions
        ]
        changes = [
            [WITHDRAWN if amount is None else {"amount_fen": amount} for amount in statements]
            for statements in decisions
        ]
        assert ended(changes, (*order, *again)) == expected


@proves("B12")
class TestWithdrawalThatComesFirst:
    def test_is_kept_without_anything_about_the_person(self) -> None:
        file = comes(701, WITHDRAWN, 5)
        assert codes(file) == [("accepted", ["nothing_to_withdraw"])]
        assert (file.receipt.rows, file.receipt.accepted, file.receipt.refused) == (1, 1, 0)
        assert [model.objects.count() for model in (Person, Record, Version, Letter)] == [0, 0, 0, 0]
        stone = Tombstone.objects.get()
        assert (stone.event, stone.submission) == ("withdrawn", file)
        assert verify().findings == ()

    def test_lets_the_decision_in_on_no_later_day(self) -> None:
        comes(702, WITHDRAWN, 5)
        for day in (1, 5, 9):
            assert codes(comes(702, {"amount_fen": day}, day)) == [("refused", ["withdrawn_before"])]
        assert codes(comes(702, WITHDRAWN, 7)) == [("duplicate", [])]
        assert (Record.objects.count(), Letter.objects.count(), Tombstone.objects.count()) == (0, 0, 1)

    def test_touches_nothing_else_of_the_same_person_or_the_same_file(self) -> None:
        of_one, of_other = said(703, {}), said(704, WITHDRAWN)
        another = filled.penalty(of_other.identity, "黑交罚〔2026〕0999号")
        file = filled.submit([of_one, of_other, another])
        assert (file.receipt.accepted, codes(file)) == (3, [("accepted", ["nothing_to_withdraw"])])
        assert (Person.objects.count(), Record.objects.count()) == (2, 2)
        assert [
            one.body["decision_no"]
            for one in held_by(people.indexes(of_other.identity), lawbook=lawbook(), at=filled.AT)
        ] == ["黑交罚〔2026〕0999号"]

    def test_under_a_number_with_another_name_waits_for_a_human(self) -> None:
        comes(705, {}, 1)
        other = filled.person("赵㐱", 705)
        file = filled.submit([filled.penalty(other, "黑交罚〔2026〕0705号", state=RowState.WITHDRAWN)])
        assert (file.receipt.waiting, Tombstone.objects.count(), stands(705)) == (1, 0, [200_000])

    def test_outlives_the_restore_of_an_older_backup(
        self, settings, tmp_path, django_capture_on_commit_callbacks
    ) -> None:
        settings.JOURNAL = tmp_path / "endings.jsonl"
        with django_capture_on_commit_callbacks(execute=True):
            comes(706, WITHDRAWN, 5)
        stone = Tombstone.objects.get()
        assert [(one.event, one.natural_key) for one in journal.read()] == [("withdrawn", bytes(stone.natural_key))]

    @pytest.mark.parametrize("event", ["voided", "repaired", "destroyed"])
    def test_is_the_only_ending_that_a_file_tells_of(self, event) -> None:
        file = comes(707, WITHDRAWN, 5)
        stone = Tombstone(
            id=1, salt=b"s" * 32, natural_key=b"k" * 32, event=event, ended_at=filled.AT, submission=file, at=filled.AT
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            Tombstone.objects.bulk_create([stone])


@proves("B12")
class TestRowSaidAgain:
    def test_is_remembered_with_the_version_and_adds_none(self) -> None:
        comes(708, {"amount_fen": 1}, 1)
        versions = [comes(708, {"amount_fen": 1}, day).outcomes.get().repeats for day in (3, 2, 1, 4)]
        (version,) = Version.objects.all()
        assert versions == [version.pk, version.pk, None, version.pk]
        assert (stands(708), Letter.objects.count()) == ([1], 1)

    def test_says_nothing_of_the_version_before(self) -> None:
        """A, A again, B, and then a C that is older than B and newer than the second A."""
        for day, amount in ((1, 1), (3, 1), (5, 2), (4, 3)):
            comes(709, {"amount_fen": amount}, day)
        assert stands(709) == [2]
        comes(709, {"amount_fen": 3}, 6)
        assert stands(709) == [3]

    def test_of_a_licence_without_an_end_moves_its_end_as_before(self) -> None:
        who = filled.person(serial=710)
        for day in (1, 50, 20):
            as_of = filled.AT - (100 - day) * DAY
            filled.submit([filled.licence(who, ends_on=None)], feed=filled.LICENCES, as_of=as_of)
        assert (Version.objects.count(), RowOutcome.objects.filter(repeats__isnull=False).count()) == (2, 0)
        (held,) = held_by(people.indexes(who), lawbook=lawbook(), at=filled.AT)
        assert held.until > start_of(date(2027, 9, 30))
