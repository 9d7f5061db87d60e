"""F7, R38: what is counted, when; frozen once; rebuilt byte for byte. H4: figures that no record makes better."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.verify import verify
from chengxin.apps.notices import selectors as notices
from chengxin.apps.objections.actions.check import check
from chengxin.apps.objections.actions.decide import decide
from chengxin.apps.objections.actions.escalate import escalate
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.apps.records.actions.read_letter import read_letter
from chengxin.apps.records.selectors import held_by
from chengxin.apps.statistics import counting, process, selectors
from chengxin.apps.statistics.actions.freeze import freeze
from chengxin.apps.statistics.actions.note import note
from chengxin.apps.statistics.files import build
from chengxin.apps.statistics.models import FrozenQuarter
from chengxin.apps.submissions.actions.account import close_submission
from chengxin.core.calendar import SHANGHAI, start_of
from chengxin.core.facts import RowState
from chengxin.core.figures import Figure
from chengxin.core.objections import Check, Ground, Outcome
from chengxin.core.permissions import Role
from chengxin.core.quarters import Quarter, quarter_of
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.records import Standing
from chengxin.web.law import feeds, lawbook
from tests.proves import proves
from tests.web import filled
from tests.web.world import official

pytestmark = pytest.mark.django_db
Q3, Q4 = Quarter(2026, 3), Quarter(2026, 4)
CELL = ("road_transport_violation", "transport")
LICENCE = ("road_transport_qualification", "transport")
DAY = timedelta(days=1)


def at(month, day, hour=9):
    return datetime(2026, month, day, hour, tzinfo=SHANGHAI)


def people_of(count, first=1):
    return [filled.person("王䶮", serial) for serial in range(first, first + count)]


def penalty(who, serial, served_on=None, **changes):
    facts = filled.penalty(who, f"黑交罚〔2026〕{serial:04d}号", decided_on=date(2026, 7, 1), **changes)
    return replace(facts, conduct_end_on=date(2026, 6, 1), proof=filled.enclosed(served_on) if served_on else None)


def penalties(count, served_on=date(2026, 7, 6), first=1, **changes):
    return [penalty(who, first + place, served_on, **changes) for place, who in enumerate(people_of(count, first))]


def several_sources():
    """Enough of several sources that most of what is large can be published."""
    filled.submit(penalties(24), at=at(9, 25))
    others = (
        ("heihe/emergency/penalties", "work_safety_violation", "emergency", 40),
        ("heihe/agriculture/product_penalties", "agri_product_penalty", "agriculture", 30),
        ("heihe/agriculture_nenjiang/product_penalties", "agri_product_penalty", "agriculture_nenjiang", 26),
    )
    for place, (feed, item, unit, count) in enumerate(others, 1):
        rows = penalties(count, first=100 * place, item=item, authority=lawbook().unit(unit).uscc)
        filled.submit(rows, feed=feed, at=at(9, 26))


def entered(quarter):
    return counting.entered(lawbook(), quarter)


def taken_back(quarter):
    return counting.taken_back(lawbook(), quarter)


def frozen(when):
    done = 0
    while freeze(lawbook=lawbook(), feeds=feeds(), at=when):
        done += 1
    return done


def shown(quarter, measure=0):
    told = selectors.told(selectors.get_frozen(quarter.code, at=start_of(date(2030, 1, 1))))
    rows = told["tables"][measure]["rows"]
    return {(row["level"], row["area"], row["item"], row["county"], row["unit"]): row["count"] for row in rows}


@proves("R38", "F7", "R01")
class TestCounting:
    def test_counts_once_the_waiting_period_is_over(self):
        """Served on 6 July: effect on the 14th. Served on 24 September: the waiting ends with the holiday, in October."""
        filled.submit(penalties(3) + penalties(2, date(2026, 9, 24), first=50), at=at(9, 25))
        assert entered(Q3) == {CELL: 3}
        assert entered(Q4) == {CELL: 2}

    def test_counts_nobody_who_was_not_told(self):
        filled.submit(penalties(4, None), at=at(7, 10))
        assert entered(Q3) == entered(Q4) == {}

    def test_counts_what_a_person_read_in_the_quarter_of_the_reading(self):
        (who,) = people_of(1)
        filled.submit([penalty(who, 1)], at=at(7, 10))
        mine = people.indexes(who)
        read_letter(notices.list_for_person(mine.number, mine.name)[0].ref, lawbook=lawbook(), by=mine, at=at(10, 20))
        assert (entered(Q3), entered(Q4)) == ({}, {CELL: 1})

    def test_counts_basic_records_when_their_file_is_complete(self):
        filled.submit([filled.licence(who) for who in people_of(2)], feed=filled.LICENCES, at=at(8, 3))
        assert (entered(Q3), entered(Q4)) == ({LICENCE: 2}, {})

    def test_knows_no_file_that_is_not_complete(self):
        filled.submit(penalties(3), at=at(7, 10), close=False)
        assert entered(Q3) == {}

    def test_counts_each_record_once_whatever_becomes_of_it(self):
        """A newer version of what was counted, told anew, is the same record."""
        filled.submit(penalties(2), at=at(7, 10))
        newer = penalties(2, date(2026, 10, 12), amount_fen=100_000)
        filled.submit(newer, at=at(10, 20))
        assert (entered(Q3), entered(Q4)) == ({CELL: 2}, {})

    def test_leaves_out_what_was_withdrawn_within_the_quarter(self):
        rows = penalties(2)
        filled.submit(rows, at=at(7, 10))
        filled.submit([replace(rows[0], state=RowState.WITHDRAWN)], at=at(9, 1))
        assert (entered(Q3), taken_back(Q3)) == ({CELL: 1}, {})

    def test_tells_in_the_next_quarter_what_was_taken_back(self):
        rows = penalties(3)
        filled.submit(rows, at=at(7, 10))
        filled.submit([replace(rows[0], state=RowState.WITHDRAWN)], at=at(10, 9))
        assert (entered(Q3), taken_back(Q4)) == ({CELL: 3}, {CELL: 1})

    def test_leaves_out_what_only_the_person_sees(self):
        """Honours need consent: no answer without it, and no count."""
        honour = filled.penalty(filled.person("王䶮", 1), item="civic_honour", conduct_end_on=None)
        honour = replace(honour, authority=lawbook().unit("civility_office").uscc, penalty_classes=(), amount_fen=None)
        filled.submit([replace(honour, procedure="")], feed=filled.HONOURS, at=at(7, 10))
        assert entered(Q3) == {}

    def test_agrees_with_what_every_person_sees(self):
        """Record by record through `standing`, the one rule there is: the same number at the end of the quarter."""
        rows = penalties(6) + penalties(5, None, first=20) + penalties(4, date(2026, 9, 29), first=40)
        filled.submit(rows, at=at(9, 30))
        filled.submit([replace(rows[1], state=RowState.WITHDRAWN)], at=at(9, 30, 20))
        last = Q3.end - timedelta(seconds=1)
        held = [
            one
            for who in {row.identity for row in rows}
            for one in held_by(people.indexes(who), lawbook=lawbook(), at=last)
        ]
        in_effect = [one for one in held if one.standing is Standing.IN_EFFECT]
        assert entered(Q3) == {CELL: len(in_effect)} == {CELL: 5}

    def test_asks_no_more_when_there_are_more_records(self, django_assert_num_queries):
        filled.submit(penalties(30), at=at(7, 10))
        with django_assert_num_queries(2):
            entered(Q3)


#: The last minute of the third quarter, and of the year.
LAST_MINUTES = [datetime(2026, month, day, 23, 59, 30, tzinfo=SHANGHAI) for month, day in ((9, 30), (12, 31))]
TWO_MINUTES = timedelta(minutes=2)


def late(quarter):
    return process.late_rows(quarter, feeds().values())["transport"]


def handed_over(rows, when, *, closed):
    close_submission(filled.submit(rows, at=when, close=False), at=closed)


@dataclass(frozen=True)
class Span:
    """As much of a quarter as counting reads, of any length."""

    begin: datetime
    end: datetime


@proves("F7", "H4")
class TestRoundMidnight:
    """A file is handed over in one quarter and worked through in the next: it belongs to that of its receipt."""

    def test_late_rows_are_late_once(self):
        handed_over(penalties(12), LAST_MINUTES[0], closed=LAST_MINUTES[0] + TWO_MINUTES)
        assert [late(quarter) for quarter in (Q3, Q4, Q4.next)] == [0, 12, 0]

    def test_how_late_they_were_counts_to_the_day_of_handing_over(self):
        rows = [replace(row, decided_on=date(2026, 9, 28)) for row in penalties(12)]
        handed_over(rows, LAST_MINUTES[0], closed=LAST_MINUTES[0] + 20 * DAY)
        assert [late(quarter) for quarter in (Q3, Q4)] == [0, 0]

    def test_what_was_withdrawn_is_taken_back_once(self):
        rows = penalties(12)
        filled.submit(rows, at=at(7, 10))
        withdrawn = [replace(row, state=RowState.WITHDRAWN) for row in rows]
        handed_over(withdrawn, LAST_MINUTES[1], closed=LAST_MINUTES[1] + TWO_MINUTES)
        assert entered(Q3) == {CELL: 12}
        assert [taken_back(quarter) for quarter in (Q3, Q4, Q4.next, Q4.next.next)] == [{}, {}, {CELL: 12}, {}]


@proves("F7", "H4")
class TestAnySplit(TestCase):
    """However time is cut into quarters, their sums are what there is in all: no row and no withdrawal falls between two."""

    FIRST = at(9, 30, 8)
    _steps = st.integers(0, 40)

    @settings(max_examples=20)
    @given(
        st.lists(st.tuples(st.integers(1, 3), _steps, _steps, st.none() | st.tuples(_steps, _steps)), max_size=4),
        st.sets(_steps, max_size=6),
    )
    def test_counts_everything_once(self, files, cuts):
        """A step is half an hour; a file brings some rows, is closed later, and another may take them back later still."""
        step, first = timedelta(minutes=30), 1
        for count, handed, worked, taken in files:
            rows = penalties(count, first=first)
            first += count
            handed_at = self.FIRST + handed * step
            handed_over(rows, handed_at, closed=handed_at + worked * step)
            if taken:
                again = handed_at + (worked + taken[0]) * step
                withdrawn = [replace(row, state=RowState.WITHDRAWN) for row in rows]
                handed_over(withdrawn, again, closed=again + taken[1] * step)
        whole = Span(self.FIRST - DAY, self.FIRST + 200 * step)
        inner = [self.FIRST + cut * 4 * step for cut in sorted(cuts)]
        spans = [Span(*both) for both in pairwise([whole.begin, *inner, whole.end])]
        assert sum(map(late, spans)) == late(whole) == sum(count for count, *_ in files)
        net = Counter()
        for span in spans:
            net.update(entered(span))
            net.subtract(taken_back(span))
        assert +net == entered(whole)
        assert -net == {}
        assert taken_back(whole) == {}


@proves("F7", "H6")
class TestFreezing:
    def test_waits_for_the_end_of_the_quarter(self):
        filled.submit(penalties(12), at=at(7, 10))
        assert frozen(Q3.end) == 0
        assert frozen(Q3.end + timedelta(hours=1)) == 1
        assert frozen(Q3.end + 2 * DAY) == 0

    def test_catches_up_from_the_first_file_on(self):
        filled.submit([filled.licence(who) for who in people_of(2)], feed=filled.LICENCES, at=at(3, 10))
        assert frozen(at(11, 24)) == 3
        assert [one.quarter for one in selectors.list_frozen(at=at(11, 24))] == ["2026-Q3", "2026-Q2", "2026-Q1"]

    def test_has_nothing_to_freeze_before_the_first_file(self):
        assert frozen(at(11, 24)) == 0

    def test_is_rebuilt_byte_for_byte(self):
        filled.submit(penalties(12), at=at(7, 10))
        frozen(at(10, 2))
        (one,) = selectors.list_frozen(at=at(10, 2))
        filled.submit(penalties(30, first=100), at=at(10, 20))
        assert selectors.is_rebuilt(one, lawbook=lawbook(), feeds=feeds())

    def test_keeps_what_was_published_when_it_turns_out_wrong(self):
        rows = penalties(12)
        filled.submit(rows, at=at(7, 10))
        frozen(at(10, 2))
        (one,) = selectors.list_frozen(at=at(10, 2))
        filled.submit([replace(row, state=RowState.WITHDRAWN) for row in rows[:11]], at=at(10, 20))
        assert selectors.is_rebuilt(one, lawbook=lawbook(), feeds=feeds())
        frozen(start_of(date(2027, 1, 3)))
        assert shown(Q3)["total", None, None, None, None] == 12
        assert shown(Q4, 1)["total", None, None, None, None] == 11

    def test_is_never_overwritten(self):
        filled.submit(penalties(12), at=at(7, 10))
        frozen(at(10, 2))
        with pytest.raises(DatabaseError), transaction.atomic():
            FrozenQuarter.objects.update(as_csv=b"other")
        with pytest.raises(DatabaseError), transaction.atomic():
            FrozenQuarter.objects.all().delete()

    def test_is_in_the_ledger(self):
        filled.submit(penalties(12), at=at(7, 10))
        frozen(at(10, 2))
        seal(at=at(10, 2))
        assert verify().findings == ()

    def test_says_rule_and_edition_in_both_files(self):
        filled.submit(penalties(12), at=at(7, 10))
        files = build(Q3, lawbook=lawbook(), feeds=feeds())
        told = json.loads(files.as_json)
        assert (told["least"], told["edition"], told["law_digest"]) == (10, lawbook().edition, lawbook().digest)
        rows = list(csv.DictReader(io.StringIO(files.as_csv.decode("utf-8-sig"))))
        assert {row["法律版本"] for row in rows} == {lawbook().edition}
        assert all("少于10条" in row["规则"] for row in rows)
        assert [row["条数"] for row in rows if row["层级"] == "合计"] == ["12", ""]

    @proves("R38")
    def test_leaves_small_numbers_out(self):
        filled.submit(penalties(12), at=at(7, 10))
        filled.submit([filled.licence(who) for who in people_of(9, 60)], feed=filled.LICENCES, at=at(8, 3))
        frozen(at(10, 2))
        told = shown(Q3)
        assert 9 not in told.values()
        # 21 would give the nine away beside the twelve: one of the two has to go.
        total = told["total", None, None, None, None]
        twelve = told["cell", "traffic_safety", *CELL[:1], "231100", "transport"]
        assert (total, twelve) in {(21, None), (None, 12), (None, None)}

    @proves("R38")
    def test_has_the_same_rows_whatever_was_counted(self):
        empty = json.loads(build(Q3, lawbook=lawbook(), feeds=feeds()).as_json)
        filled.submit(penalties(40), at=at(7, 10))
        full = json.loads(build(Q3, lawbook=lawbook(), feeds=feeds()).as_json)

        def places(told):
            return [[{**row, "count": None} for row in measure["rows"]] for measure in told["tables"]]

        assert places(empty) == places(full)

    @proves("R24", "R22")
    def test_knows_no_person(self):
        rows = penalties(12)
        filled.submit(rows, at=at(7, 10))
        files = build(Q3, lawbook=lawbook(), feeds=feeds())
        for row in rows:
            for secret in (row.identity.name, row.identity.number, row.decision_no):
                assert secret.encode() not in files.as_json + files.as_csv

    @proves("R24")
    def test_reads_no_access_log(self):
        """Who looked is the person's alone: no query of a quarter touches it. [decision 35]"""
        filled.submit(penalties(12), at=at(7, 10))
        with connection.execute_wrapper(_no_access_log):
            assert frozen(at(10, 2)) == 1


def _no_access_log(execute, sql, params, many, context):
    assert "inquiries_" not in sql
    assert "looks_" not in sql
    return execute(sql, params, many, context)


def officer(unit="transport"):
    return filled.official(Role.DATA_OFFICER, unit, name="葛德鸿", seat="法制科")


def second():
    """Most units have one who sends files: whoever is responsible for them is the other."""
    known = Official.objects.filter(username="second").first()
    return known or official("second", Role.SUPERVISOR, "transport", name="魏立志", seat="分管副局长")


@proves("H4")
class TestFigures:
    def test_count_late_rows_refused_rows_and_nothing_else(self):
        assert set(Figure) == {"late", "refused", "upheld", "overdue"}
        filled.submit(penalties(12), at=at(9, 25))
        assert process.figures(Q3, feeds())["transport"].counts == {
            Figure.LATE: 12,
            Figure.REFUSED: 0,
            Figure.UPHELD: 0,
            Figure.OVERDUE: 0,
        }

    def test_leave_out_a_small_count_of_records_and_nothing_else(self):
        figures = replace(process.figures(Q3, feeds())["transport"], counts={Figure.LATE: 9, Figure.UPHELD: 1})
        assert figures.shown(10, is_beside=True) == {Figure.LATE: None, Figure.UPHELD: 1}
        assert replace(figures, counts={Figure.LATE: 10}).shown(10, is_beside=True) == {Figure.LATE: 10}
        large = replace(figures, counts={Figure.LATE: 10, Figure.UPHELD: 10})
        assert large.shown(10, is_beside=False) == {Figure.LATE: None, Figure.UPHELD: 10}

    @proves("R38")
    def test_leave_out_late_rows_of_a_unit_whose_records_are_left_out(self):
        """Twelve licences of one source, four penalties of another, sixteen in all: that twelve came late would say that all
        others together are four at most."""
        emergency, justice = (lawbook().unit(unit).uscc for unit in ("emergency", "justice"))
        rows = penalties(4, item="work_safety_violation", authority=emergency)
        filled.submit(rows, feed="heihe/emergency/penalties", at=at(7, 10))
        licences = [
            replace(
                filled.licence(who, f"黑司许〔2026〕{serial:04d}号", item="lawyer_licence", authority=justice),
                decided_on=date(2026, 7, 2),
                starts_on=date(2026, 7, 2),
            )
            for serial, who in enumerate(people_of(12, 300))
        ]
        filled.submit(licences, feed="heihe/justice/lawyer_licences", at=at(8, 20))
        told = json.loads(build(Q3, lawbook=lawbook(), feeds=feeds()).as_json)
        counts = {row["unit"]: row["count"] for row in told["tables"][0]["rows"] if row["level"] in ("source", "total")}
        assert (counts[None], counts["justice"], counts["emergency"]) == (16, None, None)
        late_of = {row["unit"]: row["late"] for row in told["departments"]}
        assert process.late_rows(Q3, feeds().values())["justice"] == 12
        assert late_of["justice"] is None

    def test_publish_late_rows_beside_the_number_of_their_unit(self):
        several_sources()
        told = json.loads(build(Q3, lawbook=lawbook(), feeds=feeds()).as_json)
        counts = {row["unit"]: row["count"] for row in told["tables"][0]["rows"] if row["level"] == "source"}
        late_of = {row["unit"]: row["late"] for row in told["departments"]}
        assert (counts["emergency"], late_of["emergency"]) == (40, 40)
        assert (counts["transport"], late_of["transport"]) == (None, None)

    def test_know_what_a_unit_never_hands_over_late(self):
        def agreed(key, has_agreed):
            return feeds()[key] if has_agreed else replace(feeds()[key], agreed=())

        def never(licences, penalties):
            own = [agreed(filled.LICENCES, licences), agreed(filled.PENALTIES, penalties)]
            return process.never_late("transport", own)

        assert never(True, True) == frozenset()
        assert never(False, True) == feeds()[filled.LICENCES].items - feeds()[filled.PENALTIES].items != frozenset()
        assert process.never_late("samr", [agreed(filled.LICENCES, False)]) == frozenset()


@proves("H4")
class TestCases:
    """What an objection came to, and whose days ran out; through the acts of a case."""

    def lodged(self, when):
        who = filled.person("王䶮", 900)
        filled.submit([penalty(who, 900, date(2026, 7, 6))], at=at(7, 8))
        mine = people.indexes(who)
        (held,) = held_by(mine, lawbook=lawbook(), at=when)
        return lodge(
            held.record.ref, ground=Ground.WRONG_FACT, words="金额不对", lawbook=lawbook(), by=mine, at=when
        ).ref

    def checked(self, ref, result, when):
        by = filled.official(Role.CASE_OFFICER, "credit_centre", name="苗青禾", seat="异议科")
        check(ref, result=result, words="查了平台自己", lawbook=lawbook(), by=by, at=when)

    def removed(self, ref, when):
        by = filled.official(Role.CASE_OFFICER, "credit_centre", name="苗青禾", seat="异议科")
        decide(ref, outcome=Outcome.REMOVED, words="移出", article="", changes={}, lawbook=lawbook(), by=by, at=when)

    @pytest.mark.parametrize(
        ("result", "unit"), [(Check.OWN_ERROR, "credit_centre"), (Check.NO_OWN_ERROR, "transport")]
    )
    def test_count_against_whose_error_it_was(self, result, unit):
        ref = self.lodged(at(8, 3))
        self.checked(ref, result, at(8, 4))
        self.removed(ref, at(8, 20) if result is Check.NO_OWN_ERROR else at(8, 5))
        assert +process.upheld(Q3) == {unit: 1}
        assert process.upheld(Q4) == {"credit_centre": 0}
        own = {one.figure: one for one in selectors.own_figures(Q3, unit, feeds=feeds())}
        assert (own[Figure.UPHELD].count, own[Figure.UPHELD].cases) == (1, (ref,))

    @pytest.mark.parametrize(("is_checked", "unit"), [(False, "credit_centre"), (True, "transport")])
    def test_count_a_missed_last_day_against_whom_it_waited_for(self, is_checked, unit):
        ref = self.lodged(at(8, 3))
        if is_checked:
            self.checked(ref, Check.NO_OWN_ERROR, at(8, 4))
        escalate(lawbook=lawbook(), at=at(8, 20))
        assert process.overdue(Q3) == {unit: 1}
        assert process.overdue_of(Q3, unit) == [ref]
        assert process.overdue(Q4) == {}


@proves("H4")
class TestMoreRecords(TestCase):
    """Metamorphic: whatever a department did, more adverse records make none of its figures smaller, nor anybody's."""

    @settings(max_examples=12)
    @given(
        st.lists(st.tuples(st.integers(1, 4), st.integers(1, 80), st.booleans()), min_size=1, max_size=3),
        st.lists(st.tuples(st.integers(1, 4), st.integers(0, 80), st.booleans()), min_size=1, max_size=3),
    )
    def test_improve_no_figure(self, before, more):
        first = 1
        for files in (before, more):
            was = process.figures(Q3, feeds())
            for count, days, is_told in files:
                rows = penalties(count, date(2026, 7, 6) if is_told else None, first=first)
                first += count
                filled.submit(rows, at=at(7, 7) + timedelta(days=days))
            now = process.figures(Q3, feeds())
            for unit, figures in was.items():
                for figure, count in figures.counts.items():
                    assert now[unit].counts[figure] >= count, (unit, figure)


@proves("H4", "H5")
class TestNotes:
    @pytest.fixture(autouse=True)
    def quarter(self):
        filled.submit(penalties(12), at=at(9, 25))
        frozen(at(10, 2))

    def said(self, words, figure="late", by=None, day=3, quarter="2026-Q3"):
        return note(quarter, figure, words=words, by=by or officer(), at=at(10, day))

    def said_by_two(self, words, day=3):
        for by in (None, second()):
            self.said(words, by=by, day=day)

    def standing(self):
        when = at(10, 9)
        one = selectors.get_frozen("2026-Q3", at=when)
        return {key: (found.words, found.by) for key, found in selectors.notes_of(one, at=when).items()}

    def test_stand_beside_the_figure_under_a_name(self):
        self.said_by_two("九月换系统，晚了一周；已经补齐。")
        assert self.standing() == {("transport", "late"): ("九月换系统，晚了一周；已经补齐。", "葛德鸿、魏立志")}

    def test_stand_once_two_have_written_the_same(self):
        """「爱辉区王小明自己无证经营」 has no shape that a rule could see."""
        self.said("先这样说")
        self.said("先这样说")
        self.said("另一个说法", by=second())
        assert self.standing() == {}
        waiting = selectors.notes_waiting(selectors.get_frozen("2026-Q3", at=at(10, 9)), "transport", at=at(10, 9))
        assert [(one.words, one.by) for one in waiting.values()] == [("另一个说法", "魏立志")]
        self.said("另一个说法", day=4)
        self.said("再改一次", day=5)
        # What waits takes nothing away.
        assert self.standing()["transport", "late"][0] == "另一个说法"

    def test_the_last_one_counts_and_an_empty_one_takes_it_back(self):
        self.said_by_two("先这样说")
        self.said_by_two("再这样说", day=4)
        assert self.standing()["transport", "late"][0] == "再这样说"
        self.said("", day=5)
        assert self.standing() == {}

    @pytest.mark.parametrize(
        "words",
        [
            "二〇二六年九月三十日以前的三件，因为换系统晚了两天，现在都补齐了。",
            "2026-09-30以前的3件，10月8日补齐；窗口电话12345。",
        ],
    )
    def test_may_hold_dates_and_counts(self, words):
        assert self.said(words)

    def test_leave_the_figure_as_it_is(self):
        one = selectors.get_frozen("2026-Q3", at=at(10, 3))
        self.said("不同意这个数")
        assert selectors.is_rebuilt(one, lawbook=lawbook(), feeds=feeds())

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"figure": "score"}, Reason.FIGURE_MISSING),
            ({"quarter": "2026-Q4"}, Reason.FIGURE_MISSING),
            ({"words": "长" * 501}, Reason.NOTE_TOO_LONG),
            ({"words": "当事人231102189005050015的材料不全"}, Reason.NOTE_ABOUT_PERSON),
            ({"words": "当事人二三一一〇二一八九〇〇五〇五〇〇一五的材料不全"}, Reason.NOTE_ABOUT_PERSON),
            ({"words": "当事人231102-1890-0505-0015的材料不全"}, Reason.NOTE_ABOUT_PERSON),
            ({"words": "黑交罚〔2026〕0417号决定有误"}, Reason.NOTE_ABOUT_PERSON),
            ({"words": "黑交罚〔二〇二六〕四一七号决定有误"}, Reason.NOTE_ABOUT_PERSON),
            ({"words": "黑交罚〔２０２６〕第\u3000４１７\n号决定有误"}, Reason.NOTE_ABOUT_PERSON),
            ({"words": "当事人是信访的人"}, Reason.NOTE_ABOUT_PERSON),
        ],
    )
    def test_are_refused(self, changes, reason):
        with pytest.raises(Refusal) as refusal:
            self.said(**{"words": "说明", **changes})
        assert refusal.value.reason is reason

    def test_are_the_units_own(self):
        with pytest.raises(Refusal) as refusal:
            self.said("说明", by=filled.official(Role.CLERK))
        assert refusal.value.reason is Reason.ROLE_MAY_NOT


class TestQuarters:
    def test_are_those_of_the_civil_days_of_heihe(self):
        assert quarter_of(start_of(date(2026, 10, 1))) == Q4
        assert quarter_of(start_of(date(2026, 10, 1)) - timedelta(seconds=1)) == Q3
        assert (Q4.next, Q4.name, Q4.first_day) == (Quarter(2027, 1), "2026年第四季度", date(2026, 10, 1))
