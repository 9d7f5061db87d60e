"""A program of a bank, or of anybody, tries names and numbers: what it is told never tells who is known here.

CHENGXIN_TORTURE=1 also measures whether the time of a reply tells it.
"""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from time import perf_counter
from types import SimpleNamespace
from typing import Any

import pytest

from chengxin.api import pace
from chengxin.api.pace import BEAT_SECONDS
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.officials.models import Revocation
from chengxin.apps.people import selectors as people
from chengxin.apps.records.selectors import held_by
from chengxin.core.facts import Identity
from chengxin.core.objections import Ground
from chengxin.core.reasons import Reason
from chengxin.core.watching import Sign
from chengxin.web.law import lawbook
from tests.api import world
from tests.apps import restrained
from tests.proves import proves
from tests.web import filled

pytestmark = pytest.mark.django_db
AT = filled.AT
FOUND = filled.person("王䶮", 101)
FROZEN = filled.person("欧阳㐱", 102)
UNTOLD = filled.person("诸葛长河", 103)
ELSEWHERE = filled.person("令狐砚", 104)
UNKNOWN = filled.person("申屠默", 105)
WRONG_NAME = replace(FOUND, name="王炎")
#: What only a reply of its own has: its numbers, and its time.
_OWN = re.compile(r'"(?:answer|matter|at)": ?"[^"]*"')
#: Asks so often in each state where the time is measured.
TIMES = 400


def own_removed(reply: Any) -> str:
    return _OWN.sub("", reply.content.decode())


@pytest.fixture
def told() -> None:
    """One has a penalty in effect; of one it is frozen; one was not told yet; one has only what this purpose is not bound
    to; one nobody has ever named."""
    proof = filled.enclosed(date(2026, 9, 18))
    in_effect = [
        filled.penalty(who, f"黑交罚〔2026〕09{place}号", proof=proof) for place, who in enumerate((FOUND, FROZEN))
    ]
    filled.submit(in_effect, at=AT - timedelta(days=30))
    filled.submit([filled.penalty(UNTOLD, "黑交罚〔2026〕093号")], at=AT - timedelta(days=1))
    restrained.record(ELSEWHERE)
    freeze(FROZEN)
    filled.nothing_new()


def freeze(who: Identity) -> None:
    mine = people.indexes(who)
    (held,) = held_by(mine, lawbook=lawbook(), at=AT)
    lodge(held.record.ref, ground=Ground.NOT_ME, words="不是我", lawbook=lawbook(), by=mine, at=AT)


def opened_and_asked(by: world.Caller, who: Identity, number: int) -> tuple[Any, Any]:
    opened = by.post("/matters", world.matter_body(who, request_no=f"黑政服〔2026〕{number}", reason="换证"))
    assert opened.status_code == 201
    return opened, world.ask(by, opened.json()["matter"], who)


@proves("R08", "API5")
class TestReplies:
    def test_are_byte_for_byte_the_same_of_nobody_and_of_somebody_of_whom_nothing_may_be_told(self, told, monkeypatch):
        # `Expires` says the second of the reply: on a slow machine not all of them are within one.
        monkeypatch.setattr("django.utils.cache.time", SimpleNamespace(time=AT.timestamp))
        by = world.caller()
        hidden = [UNKNOWN, FROZEN, UNTOLD, ELSEWHERE, WRONG_NAME]
        replies = [opened_and_asked(by, who, place) for place, who in enumerate(hidden)]
        for opened, asked in replies:
            assert (opened.status_code, asked.status_code) == (201, 200)
            assert asked.json()["records"] == []
        for kind in (0, 1):
            first, *others = [pair[kind] for pair in replies]
            for other in others:
                if kind == 1:
                    assert own_removed(other) == own_removed(first)
                    assert len(other.content) == len(first.content)
                assert sorted(other.json()) == sorted(first.json())
                assert {**other.headers} == {**first.headers} if kind == 1 else {*other.headers} == {*first.headers}

    def test_have_one_form_where_something_is_found(self, told):
        by = world.caller()
        _, found = opened_and_asked(by, FOUND, 1)
        _, none = opened_and_asked(by, UNKNOWN, 2)
        assert len(found.json()["records"]) == 1
        assert found.status_code == none.status_code
        assert sorted(found.json()) == sorted(none.json())
        assert set(found.headers) == set(none.headers)

    def test_of_guessed_pairs_are_all_that_of_nobody(self, told):
        """Right numbers under guessed names, guessed numbers under right names, and both guessed."""
        by, chance = world.caller(), random.Random(20261124)
        known = (FOUND, FROZEN, UNTOLD)
        _, nobody = opened_and_asked(by, UNKNOWN, 0)
        for number in range(1, 31):
            one = chance.choice(known)
            guessed = filled.person(chance.choice("赵钱孙李周吴郑冯陈褚") + chance.choice("䶮㐱砚默"), 200 + number)
            who = chance.choice([replace(guessed, name=one.name), replace(one, name=guessed.name), guessed])
            _, reply = opened_and_asked(by, who, number)
            assert own_removed(reply) == own_removed(nobody)

    def test_of_refused_tries_say_nothing_and_end_with_the_key_at_the_published_number(self, told):
        """Within one matter, about whomever: known, frozen, unknown."""
        most = next(rule.values[0] for rule in lawbook().watching if rule.sign is Sign.PROBING)
        by = world.caller()
        matter = world.open_matter(by, UNKNOWN)
        guesses = [FOUND, FROZEN, UNTOLD, ELSEWHERE, WRONG_NAME]
        bodies = set()
        for number in range(most):
            assert not Revocation.objects.exists()
            reply = world.ask(by, matter, guesses[number % len(guesses)])
            world.problem(reply, 403, Reason.MATTER_ABOUT_SOMEONE_ELSE)
            bodies.add(own_removed(reply))
        assert len(bodies) == 1
        world.problem(world.ask(by, matter, UNKNOWN), 401, Reason.TOKEN_NOT_VALID)
        world.problem(by.post("/matters", world.matter_body(FOUND)), 401, Reason.TOKEN_NOT_VALID)


def p_of(first: list[float], second: list[float], chance: random.Random, rounds: int = 2_000) -> float:
    """How often chance alone parts the two medians as far: a permutation test."""
    apart, both = abs(median(first) - median(second)), first + second
    further = 0
    for _ in range(rounds):
        chance.shuffle(both)
        further += abs(median(both[: len(first)]) - median(both[len(first) :])) >= apart
    return (further + 1) / (rounds + 1)


def test_the_measure_sees_a_difference_and_none() -> None:
    chance = random.Random(7)
    same = [[chance.gauss(10, 1) for _ in range(200)] for _ in range(2)]
    assert p_of(*same, chance, 500) > 0.01
    assert p_of(same[0], [one + 1 for one in same[1]], chance, 500) < 0.01


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("CHENGXIN_TORTURE"), reason="measures time; CHENGXIN_TORTURE=1 runs it")
@pytest.mark.parametrize(
    "known",
    [
        pytest.param(FROZEN, id="frozen"),
        pytest.param(UNTOLD, id="untold"),
        pytest.param(WRONG_NAME, id="wrong-name"),
    ],
)
def test_the_time_of_a_reply_does_not_tell_somebody_from_nobody(told, known, monkeypatch):
    monkeypatch.setattr(pace, "BEAT_SECONDS", BEAT_SECONDS)
    # Whoever measures may not open so many in a day, nor about one person in a week; here they may.
    monkeypatch.setattr("chengxin.apps.matters.actions.open_matter.most_matters", lambda rules: None)
    monkeypatch.setattr("chengxin.apps.matters.actions.open_matter.require_seldom", lambda *of_this_week: None)
    by, chance = world.caller(), random.Random(42)
    took: dict[str, list[float]] = {"known": [], "nobody": []}
    asks: list[tuple[str, Callable[[], Any]]] = []
    for number in range(TIMES):
        for kind, who in (("known", known), ("nobody", UNKNOWN)):
            matter = world.open_matter(by, who, request_no=f"黑政服〔2026〕{kind}{number}", reason="换证")
            asks.append((kind, lambda matter=matter, who=who: world.ask(by, matter, who)))
    chance.shuffle(asks)
    for kind, ask in asks:
        begun = perf_counter()
        reply = ask()
        took[kind].append(perf_counter() - begun)
        assert reply.status_code == 200
    p = p_of(took["known"], took["nobody"], chance)
    measured = {kind: f"{median(times) * 1000:.3f} ms" for kind, times in took.items()}
    assert p > 0.01, f"{measured}, p={p:.4f}"
