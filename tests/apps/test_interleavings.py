"""Whatever acts meet about one person, the end is that of some order of them one after the other. [rights R03]

Each two and each three of the acts below, about one person with five records, in orders of single statements of which none is
tried twice. After each order: what every act came to and what was written is what it is in an order of whole transactions;
each objection that was taken is there, no effect is there twice, and each row is what the ledger committed to. What an order
of whole transactions comes to is looked at further: each objection flags its record or was decided, answers show nothing else
than the file, and the whole ledger verifies.

    CHENGXIN_INTERLEAVINGS=100000 scripts/postgres .venv/bin/python -m pytest -s -n 2 tests/apps/test_interleavings.py
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations_with_replacement, permutations
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

import pytest
from django.db import connection, models
from django.test import TransactionTestCase

from chengxin.apps.extracts.actions.make_extract import digest as digest_seen
from chengxin.apps.extracts.actions.make_extract import make_extract
from chengxin.apps.inquiries.actions.answer import Given, answer
from chengxin.apps.inquiries.actions.tell_looks import tell_looks
from chengxin.apps.inquiries.preview import preview
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.models import (
    PLACE_BITS,
    Batch,
    Checkpoint,
    Committed,
    CommittedPayload,
    Entry,
    SealedBatch,
    commit,
)
from chengxin.apps.ledger.verify import verify
from chengxin.apps.matters.actions.note_overdue import note_overdue
from chengxin.apps.matters.models import Matter
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.actions.contact import give_contact
from chengxin.apps.objections.actions.check import check
from chengxin.apps.objections.actions.decide import decide
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.objections.actions.withdraw import withdraw
from chengxin.apps.objections.models import Objection
from chengxin.apps.people import selectors as people
from chengxin.apps.records.actions.make_statement import make_statement
from chengxin.apps.records.actions.read_letter import read_letter
from chengxin.apps.records.actions.register import register
from chengxin.apps.records.layout import prepare
from chengxin.apps.records.models import RecordEvent
from chengxin.apps.records.selectors import held_by
from chengxin.apps.repairs.actions.decide import decide as decide_repair
from chengxin.apps.repairs.actions.request import request as ask_for_repair
from chengxin.apps.repairs.actions.withdraw import withdraw as take_repair_back
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.apps.submissions.actions.account import close_submission
from chengxin.apps.submissions.actions.receive_file import receive_file
from chengxin.apps.submissions.models import Submission
from chengxin.core.delivery import Channel
from chengxin.core.facts import Facts, RowState
from chengxin.core.objections import Check, Ground, Outcome
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason
from chengxin.core.records import Standing
from chengxin.core.repairs import Outcome as RepairOutcome
from chengxin.core.rows import Fate
from chengxin.core.rows import Outcome as RowOutcome
from chengxin.intake.setwise import frame_of
from chengxin.lawbook import Lawbook
from chengxin.web.law import feeds, lawbook
from tests.apps.interleavings import Act, Orders, Sessions, Tables, one_after_the_other
from tests.apps.test_double_clicks import _empty
from tests.marked import marked
from tests.proves import proves
from tests.web import filled
from tests.web.filled import AT

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite who writes is alone from the beginning"),
]
IS_TORTURE = os.environ.get("CHENGXIN_TORTURE") == "1"
#: How many different orders are run to their end, of both laws together; a night's, or what `make test` has time for.
INTERLEAVINGS = int(os.environ.get("CHENGXIN_INTERLEAVINGS", "100000" if IS_TORTURE else "48"))
SEED = int(os.environ.get("CHENGXIN_SEED", "1"))
#: Each part takes its share of the acts' meetings, so that two processors have something to do until the end.
PARTS = 1 if INTERLEAVINGS < 1_000 else 8
#: So many orders of each meeting, on an average: of fewer the whole orders that they are compared with would cost more.
EACH = 64
#: What a short run tries first.
CHIEF = {"objects to untold", "reads the letter", "asks", "repairs", "withdraws untold"}
#: After so many wrong ones nobody reads the others.
MOST_WRONG = 20
DAY = timedelta(days=1)
WHO, NAMESAKE, OTHER = filled.person(), filled.person("赵㐱"), filled.person("尼古拉", 2)
LATER = AT + timedelta(hours=1)
PURPOSE = "road_transport_licence"
#: What is drawn by chance, or follows from the order of ids: it says nothing of what happened.
_DRAWN = {"id", "ref"}
#: Of bytes, those that say the same each time, and those that are wrapped.
_SAME, _WRAPPED = {"number_index", "name_index", "natural_key", "digest"}, {"issues", "reason"}
_DRAWN_TOLD = {"answer", "commitment", "code", "identity", "salt"}
LAWS = {"freeze": lawbook(), "mark": marked(lawbook(), "road_transport_violation")}


@pytest.fixture(autouse=True, scope="module")
def committed() -> Iterator[None]:
    """What a test writes is committed, for the other connections to see; then its tables are emptied past their triggers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", _empty)
        yield


@dataclass(frozen=True)
class World:
    """One person with five penalties: in effect, waiting for its letter, with a case that waits for its decision, old enough
    to be repaired, and with a repair that waits for its decision; two open matters, and files that were received."""

    law: Lawbook
    acts: Mapping[str, Act]
    files: Sequence[Submission]


def number(serial: int) -> str:
    return f"黑交罚〔2026〕{serial:04d}号"


def penalty(serial: int, **changes: Any) -> Facts:
    old = {"decided_on": date(2026, 6, 16), "conduct_end_on": date(2026, 5, 19)} if serial in {4, 5} else {}
    told = {} if serial == 2 else {"proof": filled.enclosed(date(2026, 9, 18))}
    return filled.penalty(WHO, number(serial), **(old | told | changes))


def received(facts: Facts, law: Lawbook) -> tuple[Submission, Act]:
    """A file with one row, received and not worked through, and the work."""
    feed = feeds()[filled.PENALTIES]
    by = filled.official(Role.DATA_OFFICER, feed.sender, name="葛德鸿", seat="法制科")
    data = repr(facts).encode()
    file = receive_file(lawbook=law, data=data, filename="九月.csv", feed=feed, as_of=None, by=by, at=AT)
    accepted = prepare(frame_of([RowOutcome("处罚", 2, Fate.ACCEPTED, facts)]))
    return file, lambda: register(file, 0, accepted, [], lawbook=law, at=LATER)


def world(law: Lawbook) -> World:
    clerk = filled.official(Role.CLERK)
    keeper = filled.official(Role.CASE_OFFICER, "credit_centre", name="戚望舒", seat="异议科")
    source = filled.official(Role.CASE_OFFICER, "transport", name="魏立志", seat="法制科")
    filled.nothing_new()
    filled.submit([penalty(serial) for serial in range(1, 6)], at=AT - 30 * DAY)
    mine = people.indexes(WHO)
    give_contact(Channel.EMAIL, "me@example.cn", number_index=mine.number, name_index=mine.name, at=AT)
    refs = {one.body["decision_no"]: one.record.ref for one in held_by(mine, lawbook=law, at=AT)}
    first, second, third, fourth, fifth = (refs[number(serial)] for serial in range(1, 6))
    letters = {one.subject: one for one in notices.list_for_person(mine.number, mine.name)}
    (untold,) = (one.version.pk for one in held_by(mine, lawbook=law, at=AT) if one.record.ref == second)
    letter = letters[untold].ref
    lodged = {"lawbook": law, "by": mine, "at": AT}
    case = lodge(third, ground=Ground.WRONG_FACT, words="不对", **lodged).ref
    check(case, result=Check.OWN_ERROR, words="平台导入时错了", lawbook=law, by=keeper, at=AT)
    repair = ask_for_repair(fifth, commitment="罚款已经缴清。", **lodged).ref
    matters = [filled.matter(WHO, request_no=f"黑政服〔2026〕{one}", reason="换证", law=law) for one in (1, 2)]
    filled.matter(OTHER, at=AT - 60 * DAY, law=law)
    filled.ask(matters[1], WHO, law=law)
    files = {
        "withdraws": received(penalty(1, state=RowState.WITHDRAWN), law),
        "changes": received(penalty(1, amount_fen=100_000), law),
        "repeats": received(penalty(1, proof=filled.enclosed(date(2026, 10, 9))), law),
        "withdraws untold": received(penalty(2, state=RowState.WITHDRAWN), law),
        "withdraws objected": received(penalty(3, state=RowState.WITHDRAWN), law),
        "repeats wrong": received(penalty(3, proof=filled.enclosed(date(2026, 11, 20))), law),
        "withdraws repairable": received(penalty(4, state=RowState.WITHDRAWN), law),
        "withdraws repaired": received(penalty(5, state=RowState.WITHDRAWN), law),
        "brings another": received(penalty(6), law),
        "brings a namesake's": received(filled.penalty(NAMESAKE, number(7)), law),
    }
    seal(at=AT, force_checkpoint=True)

    def asking(matter: Matter) -> Act:
        ref = matter.ref
        return lambda: answer(matter=ref, purpose=PURPOSE, identity=WHO, lawbook=law, feeds=feeds(), by=clerk, at=LATER)

    def closing(matter: Matter) -> Act:
        pk = matter.pk
        return lambda: close_matter(Matter.objects.get(pk=pk), outcome="granted", lawbook=law, by=clerk, at=LATER)

    def extracting() -> Any:
        seen = digest_seen(preview(mine, law.purposes[PURPOSE], lawbook=law, feeds=feeds(), at=LATER))
        return make_extract(
            purpose=PURPOSE, unit="credit_centre", seen=seen, lawbook=law, feeds=feeds(), by=WHO, at=LATER
        )

    deciding = {"words": "已经更正", "lawbook": law, "by": keeper, "at": LATER}
    settling = {"words": "罚款9月20日缴清", "lawbook": law, "by": source, "at": LATER}
    later = {"lawbook": law, "by": mine, "at": LATER}
    acts: dict[str, Act] = {
        "objects": lambda: lodge(first, ground=Ground.WRONG_FACT, words="不对", **later),
        "objects: not me": lambda: lodge(first, ground=Ground.NOT_ME, words="不是我", **later),
        "objects to untold": lambda: lodge(second, ground=Ground.WRONG_FACT, words="不对", **later),
        "objects to repairable": lambda: lodge(fourth, ground=Ground.WRONG_FACT, words="不对", **later),
        "reads the letter": lambda: read_letter(letter, **later),
        "asks": asking(matters[0]),
        "asks again": asking(matters[1]),
        "closes": closing(matters[0]),
        "closes what was asked": closing(matters[1]),
        "removes": lambda: decide(case, outcome=Outcome.REMOVED, **deciding),
        "corrects": lambda: decide(case, outcome=Outcome.CORRECTED, changes={"amount_fen": 50_000}, **deciding),
        "takes back": lambda: withdraw(case, **later),
        "asks for repair": lambda: ask_for_repair(fourth, commitment="罚款已经缴清。", **later),
        "repairs": lambda: decide_repair(repair, outcome=RepairOutcome.GRANTED, **settling),
        "refuses repair": lambda: decide_repair(
            repair, outcome=RepairOutcome.REFUSED, article="《道路运输条例》第七十五条", **settling
        ),
        "takes repair back": lambda: take_repair_back(repair, **later),
        "says": lambda: make_statement(first, "已经整改。", **later),
        "extracts": extracting,
        "tells of looks": lambda: tell_looks(lawbook=law, at=LATER),
        "tells of no outcome": lambda: note_overdue(lawbook=law, at=LATER),
        "seals": lambda: seal(at=LATER, force_checkpoint=True),
        **{name: work for name, (_, work) in files.items()},
    }
    return World(law, acts, [file for file, _ in files.values()])


class Meeting:
    """Some acts at once, again and again from the same beginning."""

    def __init__(self, of: World, names: Sequence[str], tables: Tables, sessions: Sessions) -> None:
        self.world, self.names, self.tables, self.sessions = of, names, tables, sessions
        self.acts = [of.acts[name] for name in names]
        self.orderly: dict[str, str] = {}
        self.ran = 0

    def in_whole(self) -> None:
        """Every order of the acts one after the other: what may come of them, and whether that is right."""
        for order in permutations(range(len(self.acts))):
            told, written = self._ran(one_after_the_other(order))
            if told not in self.orderly.values():
                self._look_at()
                written = self.tables.written()  # by this very connection too
            self.orderly[str(order)] = told
            self.tables.put_back(written)

    def in_part(self, orders: Orders) -> str:
        """One more order of the single statements; what is wrong about it, if anything."""
        order = orders.one()
        try:
            told, written = self._ran(order.choose)
            assert told in self.orderly.values(), _difference(told, self.orderly)
        except Exception as failed:  # noqa: BLE001 - the others are tried all the same
            written = self.tables.written()
            wrong = f"{' / '.join(self.names)} in the order {order.steps}: {failed!r}"
        else:
            wrong = ""
        order.over()
        self.tables.put_back(written)
        return wrong

    def _ran(self, choose: Callable[[list[int]], int]) -> tuple[str, Iterable[str]]:
        found = self.sessions.run(self.acts, choose)
        self.ran += 1
        written = self.sessions.wrote
        # Looking through all tables takes a third of all time; the statements were seen.
        if self.ran % 16 == 1:
            assert written >= set(self.tables.written())
        return Written(self.tables.new(sorted(written))).told(found), written

    def _look_at(self) -> None:
        """What the file shows once every file is closed, and whether the ledger verifies."""
        law, mine = self.world.law, people.indexes(WHO)
        for file in self.world.files:
            if file.chunks.exists():
                close_submission(file, at=LATER)
        open_about = {
            objection.record_id
            for objection in Objection.objects.prefetch_related("steps")
            if not objection.steps.filter(step__in=["decided", "withdrawn"]).exists()
        }
        held = {one.record.pk: one for one in held_by(mine, lawbook=law, at=LATER)}
        ended = {Standing.WITHDRAWN, Standing.VOIDED, Standing.REPAIRED}
        for pk in open_about:
            assert held[pk].flags or held[pk].standing in ended, held[pk]
        seal(at=LATER, force_checkpoint=True)
        assert verify().findings == ()


class Written:
    """Rows that were written, told without what was drawn by chance, and whether the ledger is right about them."""

    def __init__(self, rows: Sequence[models.Model]) -> None:
        self.rows = rows
        self.by_id = {row.pk: row for row in rows if isinstance(row, Committed)}
        self.entries = {row.pk: row for row in rows if isinstance(row, Entry)}
        self.refs = {row.ref for row in rows if hasattr(row, "ref")}
        self.shapes: dict[int, Any] = {}

    def told(self, found: Sequence[Any]) -> str:
        """What the acts came to and what they wrote.

        :raises AssertionError: where an effect is there twice, what was taken is not there, or the ledger is wrong.
        """
        self._is_right(found)
        shapes = [self._shape(row) for row in self.rows if not isinstance(row, Entry | SealedBatch | Checkpoint)]
        return "\n".join([*map(self._came_to, found), *sorted(map(repr, shapes))])

    def _is_right(self, found: Sequence[Any]) -> None:
        assert self.entries.keys() == self.by_id.keys()
        for pk, entry in self.entries.items():
            row = self.by_id[pk]
            assert entry.kind in row.entry_kinds
            assert bytes(entry.commitment) == commit(bytes(row.salt), row.told()), row
        for one in found:
            if isinstance(one, Committed) and one._state.adding:
                assert one.pk in self.by_id, one
        flagged = {row.cause for row in self.rows if isinstance(row, RecordEvent) and row.event in {"frozen", "marked"}}
        assert flagged >= {row.pk for row in self.rows if isinstance(row, Objection)}
        effects = Counter(
            (row.version_id, row.event, row.cause, row.proof_mode, row.proof_on)
            for row in self.rows
            if isinstance(row, RecordEvent)
        )
        endings = Counter(
            row.record_id
            for row in self.rows
            if isinstance(row, RecordEvent) and row.event in {"withdrawn", "voided", "repaired"}
        )
        assert set(effects.values()) <= {1}, effects
        assert set(endings.values()) <= {1}, endings

    def _came_to(self, found: Any) -> str:
        if isinstance(found, Given):
            shown = found.shown.fragments if found.shown else ()
            return f"{found.entry.outcome} {found.reasons} {sorted(json.dumps(one, sort_keys=True) for one in shown if one)}"
        return f"{type(found).__name__} {found if isinstance(found, Reason | int) else ''}"

    def _shape(self, row: models.Model) -> Any:
        pk = row.pk
        if isinstance(row, Committed):
            if pk not in self.shapes:
                self.shapes[pk] = None  # whoever points at itself is told as nothing
                self.shapes[pk] = self._fields(row)
            return self.shapes[pk]
        return self._fields(row)

    def _fields(self, row: models.Model) -> Any:
        fields = [
            (field.attname, self._value(field.attname, getattr(row, field.attname)))
            for field in row._meta.concrete_fields
            if field.attname not in _DRAWN
            and (not isinstance(field, models.BinaryField) or field.attname in _SAME | _WRAPPED)
        ]
        if isinstance(row, CommittedPayload):
            fields.append(("content", self._plain(read_content(row))))
        if isinstance(row, Batch):
            kinds = sorted(entry.kind for pk, entry in self.entries.items() if pk >> PLACE_BITS == row.pk)
            fields.append(("entries", kinds))
        return type(row).__name__, tuple(fields)

    def _value(self, name: str, value: Any) -> Any:
        if isinstance(value, memoryview | bytes):
            return keys().unwrap(bytes(value)) if name in _WRAPPED else bytes(value).hex()
        if isinstance(value, int) and value in self.by_id:
            return self._shape(self.by_id[value])
        return self._plain(value)

    def _plain(self, value: Any) -> Any:
        if isinstance(value, dict):
            return sorted((key, self._plain(one)) for key, one in value.items() if key not in _DRAWN_TOLD)
        if isinstance(value, list):
            return [self._plain(one) for one in value]
        is_new = isinstance(value, str | int) and (value in self.refs or value in self.by_id)
        return "new" if is_new else value


def _difference(told: str, orderly: Mapping[str, str]) -> str:
    """What is told and is not told in the orders of whole acts, and the other way round."""
    here = Counter(told.splitlines())
    lines = []
    for order, other in orderly.items():
        there = Counter(other.splitlines())
        lines += [f"order {order}", *(f"  + {one}" for one in here - there), *(f"  - {one}" for one in there - here)]
    return "\n".join(lines)


def meetings(names: Sequence[str], count: int) -> list[tuple[str, ...]]:
    """Each two acts, the same one too, the chief ones first; and as many threes, drawn by the seed, as that many orders
    are shared by."""
    chance = Random(SEED)
    pairs = list(combinations_with_replacement(names, 2))
    threes = [three for three in combinations_with_replacement(names, 3) if len(set(three)) > 1]
    chance.shuffle(pairs)
    chance.shuffle(threes)
    pairs.sort(key=lambda pair: not CHIEF.issuperset(pair))
    return (pairs + threes)[: max(len(pairs), count // EACH)]


@proves("R03", "G9", "G13")
@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("law", LAWS if PARTS > 1 else ["freeze"])
def test_acts_that_meet_end_as_one_after_the_other(law: str, part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filled, "lawbook", lambda: LAWS[law])
    of, tables, sessions = world(LAWS[law]), Tables(), Sessions(3)
    tables.keep()
    count = INTERLEAVINGS // (len(LAWS) if PARTS > 1 else 1)
    mine = meetings(list(of.acts), count)[part::PARTS]
    left = -(-count // PARTS)
    ran, spent, begun, wrong = 0, 0, monotonic(), list[str]()

    def tell(so_far: str) -> None:
        _tell(
            f"{law} {part}: {ran:,} different orders {so_far} of {place + 1} of {len(mine)} meetings"
            f" ({spent} in every order), {len(wrong)} wrong, {monotonic() - begun:.0f} s"
        )

    try:
        for place, names in enumerate(mine):
            share = max(4, -(-left // (len(mine) - place)))
            meeting, orders = Meeting(of, names, tables, sessions), Orders(Random(f"{SEED} {law} {names}"))
            meeting.in_whole()
            for _ in range(min(share, left)):
                if orders.is_spent:
                    break
                if found := meeting.in_part(orders):
                    wrong.append(found)
                    _tell(f"{law} {part}: WRONG {found}")
                else:
                    ran += 1
                left -= 1
            spent += orders.is_spent
            if place % 20 == 19:
                tell("so far")
            if left <= 0 or len(wrong) >= MOST_WRONG:
                break
        tell("in the end")
    finally:
        sessions.leave()
    assert wrong == []
    assert left <= 0 or spent == len(mine)


def _tell(line: str) -> None:
    """Into the log that CHENGXIN_PROGRESS names, for whoever looks at a long run; workers of xdist say nothing until they end."""
    print(line)  # noqa: T201 - shown by `pytest -s`
    if log := os.environ.get("CHENGXIN_PROGRESS"):
        with Path(log).open("a") as file:
            file.write(line + "\n")
