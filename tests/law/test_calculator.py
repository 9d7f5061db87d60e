"""The calculator counts what the lawyers counted by hand, and whatever is counted for a record."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.calculator import Given, count, day_of_effect
from chengxin.core.calendar import start_of
from chengxin.core.facts import Facts, ProofMode
from chengxin.core.law import RetentionStart
from chengxin.core.records import Event, Happening, Proof, effect_from, last_day_of, repair_class_of, term
from chengxin.core.repairs import Case, Periods, due
from chengxin.lawbook import load
from chengxin.lawbook.examples import Example, examples
from chengxin.lawbook.lives import parameters
from chengxin.web.public.calculator import adverse_examples, explain, given_of
from tests.law.test_examples import SOMEBODY
from tests.proves import proves

BOOK = load()
ON = date(2026, 11, 24)
KNOWN = parameters(BOOK, on=ON)
DECIDE = BOOK.period("repair_decide", on=date(2026, 12, 1))
ADVERSE = [item for item in BOOK.items.rows if item.is_adverse]
BY_HAND = adverse_examples(BOOK)


@pytest.mark.parametrize("example", BY_HAND, ids=lambda example: example.name)
class TestByHand:
    @proves("A8")
    def test_counts_what_was_counted_by_hand(self, example: Example) -> None:
        item = BOOK.items.at(example.given["item"], example.given["decided_on"])
        counted = count(item, given_of(example), parameters=KNOWN, decide=DECIDE)
        then = example.then
        assert (counted.last_day, counted.repair_from) == (then["last_day"], then["repair_from"])
        if "proved_at" not in example.when:
            assert day_of_effect(counted) == then.get("effect_from")
        assert (counted.decide_by.last_day if counted.decide_by else None) == then.get("decide_by")

    def test_says_how_in_words_and_draws_it(self, example: Example) -> None:
        assert len(example.counted) >= 2
        assert all(sentence.endswith("。") for sentence in example.counted)
        item = BOOK.items.at(example.given["item"], example.given["decided_on"])
        shown = explain(item, given_of(example), BOOK, on=date(2026, 12, 1))
        places = [float(mark.x) for mark in shown.picture.marks]
        assert places == sorted(places)
        assert all(two - one > 24 for one, two in pairwise(places))
        assert min(places) >= 0
        assert max(places) <= 360
        assert [mark.on for mark in shown.picture.marks] == sorted(mark.on for mark in shown.picture.marks)


def test_there_are_enough_and_every_way_is_among_them() -> None:
    assert len(examples()) >= 40
    assert sum("decide_by" in one.then for one in BY_HAND) >= 3
    classes = {repair_class_of(BOOK.item(one.given["item"]), one.given.get("penalty_classes", ())) for one in BY_HAND}
    assert len(classes) == 4


DAYS = st.dates(date(2026, 1, 1), date(2028, 12, 31))
DECIDED = st.lists(st.sampled_from(["warning", "public_criticism", "fine"]), max_size=2, unique=True).map(tuple)


@proves("A8")
@given(st.sampled_from(ADVERSE), DAYS, st.integers(0, 900), st.integers(0, 60), st.integers(0, 400), DECIDED)
def test_counts_every_record_as_production_does(item, decided, conduct, told, asked, classes) -> None:
    starts = decided if item.retention.start is RetentionStart.BAR_START else None
    filled = Given(
        decided_on=decided,
        conduct_end_on=decided - timedelta(days=conduct),
        starts_on=starts,
        penalty_classes=classes,
        told_on=decided + timedelta(days=told),
        asked_on=decided + timedelta(days=asked),
    )
    counted = count(item, filled, parameters=KNOWN, decide=DECIDE)
    facts = Facts(
        item=item.slug,
        identity=SOMEBODY,
        authority="11231100MB0000166T",
        decision_no="黑市罚〔2026〕7号",
        decided_on=decided,
        conduct_end_on=filled.conduct_end_on,
        starts_on=starts,
        penalty_classes=classes,
    )
    born = term(item, facts, confirmed_on=decided, parameters=KNOWN)
    assert (counted.last_day, counted.repair_from) == (last_day_of(born.until), born.repair_from)
    proof = Proof(ProofMode.ENCLOSED_WITH_DECISION, filled.told_on)
    life = [Happening(Event.REGISTERED, start_of(decided)), Happening(Event.NOTICE_PROVED, start_of(proof.on), proof)]
    assert counted.effect_from == effect_from(item, life, KNOWN)
    if filled.asked_on < born.repair_from:
        assert counted.decide_by is None
    else:
        assert counted.decide_by == due(Case(start_of(filled.asked_on)), Periods(KNOWN.working_days, DECIDE))
