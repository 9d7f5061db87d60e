"""Nobody asks for a purpose before two persons have signed what it does to people. [law:pipl/第五十五条]"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.extracts import recipients
from chengxin.core.floors import of_assessment
from chengxin.core.reasons import Reason
from tests.core.lives import agreement, assessed, purpose
from tests.proves import proves

FIRST = date(2026, 1, 1)
days = st.integers(0, 60).map(lambda days: FIRST + timedelta(days))
spans = st.tuples(days, st.none() | days)


@proves("R40")
@given(st.lists(spans, max_size=4), st.lists(st.tuples(days, days), max_size=3), days)
def test_a_unit_may_ask_on_exactly_the_days_on_which_both_the_register_and_an_assessment_say_so(
    assessments, agreements, on
):
    one = purpose(
        "road_transport_violation",
        assessed=tuple(assessed(since, until) for since, until in assessments),
        agreements=tuple(agreement("transport", in_force_from=a, in_force_until=b) for a, b in agreements),
    )
    is_assessed = any(since <= on and (until is None or on < until) for since, until in assessments)
    is_registered = any(a <= on < b for a, b in agreements)
    may = is_assessed and is_registered
    assert (one.reason_against("transport", on) is None) is may
    assert one.askers(on) == (("transport",) if may else ())
    assert [found.unit for found in recipients([one], on=on)] == (["transport"] if may else [])
    assert one.reason_against("samr", on) is Reason.PURPOSE_NOT_YOURS
    if is_registered and not is_assessed:
        assert one.reason_against("transport", on) is Reason.PURPOSE_NOT_ASSESSED


@proves("R40")
@given(days)
def test_the_newest_of_those_that_count_is_the_one_that_is_shown(on):
    old, new = assessed(FIRST), assessed(FIRST + timedelta(30))
    found = replace(purpose(), assessed=(new, old)).assessment(on)
    assert found == (new if on >= new.since else old).by


BODIES = ("黑河市公共信用中心", "黑河市营商环境建设监督局")


def signed(maker, approver, made_on=FIRST, approved_on=FIRST):
    one = assessed(made_by=maker, made_on=made_on, approved_by=approver, approved_on=approved_on).by
    return {key for key, _ in of_assessment(one, bodies=BODIES)}


@proves("R40")
@given(
    st.sampled_from(["个人信息保护岗", "分管负责人", "法制科"]),
    st.sampled_from(["个人信息保护岗", "分管负责人 "]),
    days,
    days,
)
def test_two_seats_sign_one_after_the_other(maker, approver, made_on, approved_on):
    keys = signed(maker, approver, made_on, approved_on)
    assert ("approved_by" in keys) is (maker == approver.strip())
    assert ("approved_on" in keys) is (approved_on < made_on)


SEAT = "黑河市公共信用中心，个人信息保护负责岗"


@proves("R40")
@pytest.mark.parametrize(
    ("maker", "approver"),
    [
        (SEAT, "黑河市公共信用中心、个人信息保护负责岗"),
        (SEAT, "黑河市公共信用中心,个人信息保护负责岗。"),
        (SEAT, "黑河市公共信用中心个人信息保护负责岗"),
        (SEAT, " 黑河市公共信用中心　个人信息保护负责岗\u200b"),
        (SEAT, "个人信息保护负责岗（黑河市公共信用中心）"),
        (SEAT, "黑河市营商环境建设监督局，个人信息保护负责岗"),
        (SEAT, "个人信息保护负责岗"),
        (SEAT, f"{SEAT}，王䶮"),
        (f"{SEAT}，王䶮", "黑河市公共信用中心，分管负责人，王䶮"),
        (f"{SEAT}，王䶮", "黑河市营商环境建设监督局，分管负责人（王䶮）"),
        ("王䶮，个人信息保护负责岗", "王䶮，分管负责人"),
        ("Ａ岗", "a岗"),
        ("黑河市公共信用中心", "黑河市公共信用中心，分管负责人"),
    ],
)
def test_one_person_signs_once_however_it_is_written(maker, approver):
    assert "approved_by" in signed(maker, approver)
    assert "approved_by" in signed(approver, maker)


@proves("R40")
@pytest.mark.parametrize(
    "approver",
    [
        "黑河市营商环境建设监督局，分管负责人",
        "黑河市公共信用中心，分管负责人",
        "黑河市公共信用中心，分管负责人，佟岱",
    ],
)
def test_two_seats_of_one_body_are_two(approver):
    assert signed(SEAT, approver) == signed(f"{SEAT}，王䶮", approver) == set()
