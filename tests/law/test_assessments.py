"""An assessment is of what it was made of: what is changed is assessed anew, and what was signed is kept. [law:pipl/第五十五条] [law:pipl/第五十六条]"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.cli.main import main
from chengxin.core.editions import Editions
from chengxin.lawbook import check, load
from chengxin.lawbook.changes import dropped_assessments
from tests.core.lives import agreement, assessed, purpose
from tests.law.conftest import LAW, Copy
from tests.proves import proves

PIA = "assessments/road_transport_licence.toml"
Q02 = "purposes/Q02_road_transport_licence.toml"
ROAD = "catalogue/A0401_road_transport_violation.toml"
ROAD_NEXT = "catalogue/A0401_road_transport_violation_2027.toml"
LATER = "assessments/road_transport_licence_2027.toml"
SINCE = "in_force_from = 2015-01-01"

#: What may be asked, of whom, by which law, for how long, and who decided it.
NEW = [
    (Q02, 'question = "道路运输', 'question = "客运、货运'),
    (Q02, '"道路客运驾驶员从业资格许可", ', ""),
    (Q02, '["第九条", "第二十二条", "第二十三条"]', '["第九条", "第二十二条"]'),
    (Q02, '["第七十五条"]', '["第九条"]'),
    (ROAD, "months = 36", "months = 37"),
    (ROAD, "道路运输从业人员在从业活动中", "道路运输从业人员"),
    (ROAD, '"conduct_end_on", "procedure"', '"conduct_end_on"'),
]
#: Words and days: nothing else is done to anybody.
SAME = [
    (ROAD, "不评价您这个人", "不是对您这个人的评价"),
    (ROAD, 'note = "计划里', 'note = "工作计划里'),
    (Q02, 'code = "Q02"', '# 编号\ncode = "Q02"'),
    (Q02, "in_force_from = 2026-01-01", "in_force_from = 2026-02-01"),
    (Q02, "in_force_from = 2026-01-01", "in_force_from = 2026-01-01\nin_force_until = 2036-01-01"),
]


@proves("R40")
class TestCurrent:
    @pytest.mark.parametrize(("file", "old", "new"), NEW)
    def test_what_is_changed_is_assessed_anew(self, law: Copy, file: str, old: str, new: str) -> None:
        if "客运驾驶员" in old:
            (law.root / "services/S01_passenger_driver.toml").unlink()
        law.replace(file, old, new)
        (problem,) = check(law.root)
        assert (problem.file, problem.key) == (PIA, "subject")
        assert re.search("请重新评估.*subject写[0-9a-f]{64}", problem.sentence)
        law.assess()
        assert check(law.root) == []

    @pytest.mark.parametrize(("file", "old", "new"), SAME)
    def test_words_and_days_are_nothing_new(self, law: Copy, file: str, old: str, new: str) -> None:
        law.replace(file, old, new)
        assert (PIA, "subject") not in law.places()

    def test_a_purpose_without_one_does_not_load(self, law: Copy) -> None:
        law.replace(PIA, '"road_transport_licence"', '"food_licence"')
        (problem,) = check(law.root)
        assert (problem.file, problem.key) == (Q02, "slug")
        assert re.search("没有影响评估.*subject写[0-9a-f]{64}", problem.sentence)

    def test_what_comes_later_is_assessed_before_and_counts_from_its_day(self, law: Copy) -> None:
        """Both editions of an item stay assessed, each on its own days, and the first one may not be taken away."""
        first, then = law.read(PIA), date(2027, 1, 1)
        law.write(
            ROAD_NEXT, law.read(ROAD).replace(SINCE, f"in_force_from = {then}").replace("months = 36", "months = 24")
        )
        law.replace(ROAD, SINCE, f"{SINCE}\nin_force_until = {then}")
        assert law.places() == {(PIA, "subject")}
        law.assess()
        law.write(LATER, law.read(PIA).replace("2025-12-18", "2026-12-18"))
        assert law.places() == {(LATER, "subject")}
        law.write(PIA, first)
        assert check(law.root) == []
        found = load(law.root).purposes["road_transport_licence"]
        assert [(one.since, one.until) for one in found.assessed] == [(date(2026, 1, 1), then), (then, None)]

    def test_a_second_signature_that_comes_late_counts_from_its_day(self, law: Copy) -> None:
        law.replace(PIA, "approved_on = 2025-12-18", "approved_on = 2026-03-10")
        found = load(law.root).purposes["road_transport_licence"]
        assert found.askers(date(2026, 3, 9)) == ()
        assert "transport" in found.askers(date(2026, 3, 10))


@proves("R40")
class TestShipped:
    def test_every_purpose_of_others_is_assessed_on_each_of_its_days_from_the_first(self) -> None:
        for one in load(LAW).purposes.rows:
            if not one.is_own_file:
                assert min(found.since for found in one.assessed) == one.in_force_from
                assert one.assessment(one.in_force_from) is not None

    def test_no_two_say_the_same(self) -> None:
        texts = [text for one in load(LAW).assessments for text in (one.necessity, one.effect, one.protection)]
        assert len(set(texts)) == len(texts)


CODE, MONTHS = "impact_assessment_kept", load(LAW).period("impact_assessment_kept", on=date(2026, 11, 1))
days = st.integers(-1500, 1500).map(lambda n: date(2026, 11, 1) + timedelta(n))


@proves("R40")
class TestKept:
    @given(days, st.none() | days, st.booleans())
    def test_for_the_months_of_the_law_after_the_last_day_on_which_it_counted(
        self, approved, until, is_counted
    ) -> None:
        one = assessed(approved, until)
        book = load(LAW)
        row = purpose(assessed=(one,) if is_counted else (), agreements=(agreement("transport"),))
        before = replace(book, assessments=(one.by,), purposes=Editions([row]))
        on = date(2026, 11, 1)
        last = max(approved, until or approved) if is_counted else approved
        months = (on.year - last.year) * 12 + on.month - last.month
        is_old = months > MONTHS or (months == MONTHS and on.day >= last.day)
        is_free = is_old and not (is_counted and until is None)
        assert dropped_assessments(before, replace(book, assessments=()), on=on) == ([] if is_free else [one.by])
        assert dropped_assessments(before, replace(book, assessments=(one.by,)), on=on) == []
        assert MONTHS >= 36

    def test_law_diff_stops_at_a_law_that_drops_or_rewrites_one(self, law: Copy, capsys) -> None:
        law.replace(PIA, "司机靠这个资格养家", "司机靠它养家")
        assert main(["law", "diff", str(LAW), str(law.root), "--on", "2026-11-24"]) == 1
        assert "road_transport_licence的影响评估（2025-12-18批准）还在法定的保存期里" in capsys.readouterr().err
