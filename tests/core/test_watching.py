"""Which looks a published rule gives to a reviewer: each sign alone, and never more than what shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.calendar import WorkingDays, YearNotice
from chengxin.core.names import fold
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.watching import Rule, Seen, Sign, is_own_name, is_probing, require_matching, signs
from tests.proves import proves

DAYS = WorkingDays({2026: YearNotice(2026, "国办发明电〔2025〕1号", frozenset({date(2026, 11, 25)}), frozenset())})
NOON = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # 中午，星期二
RULES = (
    Rule(Sign.HIDDEN, "", ()),
    Rule(Sign.SHOWN_UNUSED, "", ()),
    Rule(Sign.NO_OUTCOME, "", ()),
    Rule(Sign.FILE_AND_MATTER, "", (30,)),
    Rule(Sign.SAME_PERSON, "", (3,)),
    Rule(Sign.SAME_FILE, "", (2,)),
    Rule(Sign.READ_AGAIN, "", (2,)),
    Rule(Sign.REFUSED_OFTEN, "", (10,)),
    Rule(Sign.ODD_HOURS, "", (7, 19)),
    Rule(Sign.PROBING, "", (20,)),
    Rule(Sign.PERSON_OFTEN, "", (5,)),
    Rule(Sign.OPENED_MANY, "", (300,)),
    Rule(Sign.OWN_NAME, "", ()),
    Rule(Sign.UNMATCHED, "", (10,)),
)
PLAIN = Seen(1, 1, False, NOON, False, b"a", 1)


def pairs(*looks, rules=RULES, refused=(), matters=None, files=(), earlier=()):
    given = {"refused": refused, "matters": matters or {}, "files": files, "earlier": earlier}
    return signs(rules, looks, **given, working_days=DAYS)


def shown(*looks, **how):
    return dict(pairs(*looks, **how))


@proves("C5")
class TestOwnName:
    @given(st.text(alphabet="王䶮·•古丽Ａa", min_size=1), st.text(alphabet="王䶮·•古丽Ａa", min_size=1))
    def test_is_where_two_names_fold_alike_and_the_rule_is_published(self, name, own):
        without = tuple(rule for rule in RULES if rule.sign is not Sign.OWN_NAME)
        assert not is_own_name(without, name, own=own)
        assert is_own_name(RULES, name, own=own) is (fold(name) == fold(own))


@proves("C4")
@given(st.integers(0, 30))
def test_a_form_names_so_many_records_in_vain_and_no_more(unmatched):
    require_matching([rule for rule in RULES if rule.sign is not Sign.UNMATCHED], unmatched)
    if unmatched < 10:
        require_matching(RULES, unmatched)
        return
    with pytest.raises(Refusal) as refused:
        require_matching(RULES, unmatched)
    assert refused.value.reason is Reason.RESTRAINT_TRIED_OFTEN


@proves("C5")
class TestSigns:
    def test_are_none_in_an_ordinary_week(self):
        week = [replace(PLAIN, look=n, matter=n, person=bytes([n % 200])) for n in range(1, 50)]
        assert shown(*week) == {}

    def test_of_hours_are_those_of_officials_and_of_working_days(self):
        at = {
            "just before seven": NOON.replace(hour=22, minute=59) - timedelta(days=1),
            "seven": NOON.replace(hour=23) - timedelta(days=1),
            "before nineteen": NOON.replace(hour=10, minute=59),
            "nineteen": NOON.replace(hour=11),
            "a day off": NOON + timedelta(days=1),
        }
        looks = {
            name: replace(PLAIN, look=n, matter=n, person=bytes([n]), at=when)
            for n, (name, when) in enumerate(at.items())
        }
        odd = {looks[name].look for name in ("just before seven", "nineteen", "a day off")}
        assert set(shown(*looks.values())) == odd
        assert shown(*(replace(one, is_program=True) for one in looks.values())) == {}

    def test_of_the_same_person_are_about_matters_not_readings(self):
        three = [replace(PLAIN, look=n, matter=n) for n in (1, 2, 3)]
        assert shown(*three) == {3: Sign.SAME_PERSON}
        assert shown(*three[:2]) == {}
        assert shown(*(replace(one, matter=1) for one in three)) == {}
        assert shown(*(replace(one, by=one.look) for one in three)) == {}

    def test_of_the_same_file_are_about_days_and_errands(self):
        at_window = replace(PLAIN, matter=None)
        visits = [
            at_window,
            replace(at_window, look=2),
            replace(at_window, look=3, at=NOON + timedelta(days=2)),
            replace(at_window, look=4, at=NOON + timedelta(days=2, hours=1)),
        ]
        assert shown(*visits) == {3: Sign.SAME_FILE}
        assert shown(*visits[:2]) == {}
        assert shown(visits[0], replace(visits[2], person=b"b")) == {}
        assert shown(visits[0], replace(visits[2], by=2)) == {}
        assert shown(visits[0], replace(visits[2], matter=1)) == {}

    def test_of_a_file_beside_a_matter_is_the_look_at_the_window(self):
        visits = [replace(PLAIN, look=n, matter=None, person=bytes([n])) for n in (1, 2)]
        assert shown(*visits, files={2}) == {2: Sign.FILE_AND_MATTER}
        assert shown(*visits) == {}

    def test_of_reading_again_is_the_last_reading(self):
        again = [replace(PLAIN, look=n, is_read_again=n > 1) for n in (1, 2, 3)]
        assert shown(*again) == {3: Sign.READ_AGAIN}
        assert shown(*again[:2]) == {}

    @proves("C3")
    def test_of_refusals_is_the_last_of_that_official(self):
        """Also of somebody who was let in nowhere."""
        tries = [(100 + n, 1) for n in range(10)] + [(200 + n, 2) for n in range(9)]
        assert shown(PLAIN, refused=tries) == {109: Sign.REFUSED_OFTEN}
        assert shown(refused=tries) == {109: Sign.REFUSED_OFTEN}
        assert shown(refused=tries[1:]) == {}

    @pytest.mark.parametrize("sign", [Sign.HIDDEN, Sign.SHOWN_UNUSED, Sign.NO_OUTCOME])
    def test_of_how_a_matter_went_name_that_before_all_else(self, sign):
        looks = [replace(PLAIN, look=n, at=NOON.replace(hour=20)) for n in (1, 2)]
        assert pairs(*looks, matters={sign: {1}}) == [(2, sign), (1, Sign.ODD_HOURS)]
        assert shown(replace(PLAIN, matter=2), matters={sign: {1}}) == {}
        assert pairs(earlier=looks, matters={sign: {1}}) == [(2, sign)]

    def test_of_how_a_matter_went_are_each_shown(self):
        """What a person sees only later hides nothing else that a reviewer has to see."""
        three = {Sign.HIDDEN: {1}, Sign.SHOWN_UNUSED: {1}, Sign.NO_OUTCOME: {1}}
        assert pairs(PLAIN, matters=three) == [(1, sign) for sign in three]

    def test_of_other_weeks_show_nothing_else(self):
        odd = [replace(PLAIN, look=n, matter=n, at=NOON.replace(hour=20)) for n in (1, 2, 3)]
        assert pairs(earlier=odd) == []
        assert pairs(earlier=odd, files={2}) == [(2, Sign.FILE_AND_MATTER)]

    @given(st.sets(st.sampled_from(list(Sign))))
    def test_come_only_from_rules_that_are_published(self, kept):
        looks = [replace(PLAIN, look=n, matter=n, is_read_again=True, at=NOON.replace(hour=20)) for n in (1, 2, 3)]
        looks += [replace(one, look=one.look + 3, matter=None, at=NOON + timedelta(days=2 * one.look)) for one in looks]
        matters = {sign: {1} for sign in Sign}
        rules = [rule for rule in RULES if rule.sign in kept]
        found = shown(*looks, rules=rules, refused=[(n, 1) for n in range(99)], matters=matters, files=[4])
        assert set(found.values()) <= kept


@proves("C4")
def test_a_program_is_probing_from_the_published_number_on():
    assert [is_probing(RULES, tries) for tries in (19, 20, 21)] == [False, True, True]
    assert not is_probing([rule for rule in RULES if rule.sign is not Sign.PROBING], 1_000)
