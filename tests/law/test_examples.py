"""The lawyers' cases of law/examples, counted by hand, run through the core with the real lawbook."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from chengxin.apps.records.rules import parameters
from chengxin.core.calendar import day_of, start_of
from chengxin.core.facts import DocumentType, Facts, Identity, ProofMode
from chengxin.core.law import Demand, RepairClass
from chengxin.core.records import Event, Happening, accept_proof, effect_from, last_day_of, standing, term
from chengxin.lawbook import load
from tests.confirmed import confirmed
from tests.proves import proves

ROOT = Path(__file__).resolve().parents[2]
CASES = {path.stem: path for path in sorted((ROOT / "law" / "examples").glob("*.toml"))}
BOOK = confirmed(load())
PARAMETERS = parameters(BOOK, on=date(2026, 11, 24))
SOMEBODY = Identity(DocumentType.CITIZEN_ID, "231102189001010018", "王䶮")
GIVEN = {"item", "decided_on", "conduct_end_on", "starts_on", "ends_on", "confirmed_on", "penalty_classes"}
WHEN = {"registered_at", "told_by", "told_on", "proved_at", "asked_on"}
THEN = {"last_day", "repair_from", "effect_from", "stands", "decide_by"}


def read(name: str) -> dict[str, Any]:
    return tomllib.loads(CASES[name].read_text(encoding="utf-8"))


def facts_of(given: dict[str, Any]) -> Facts:
    return Facts(
        item=given["item"],
        identity=SOMEBODY,
        authority="11231100MB0000166T",
        decision_no="黑市罚〔2026〕7号",
        decided_on=given["decided_on"],
        conduct_end_on=given.get("conduct_end_on"),
        starts_on=given.get("starts_on"),
        ends_on=given.get("ends_on"),
        penalty_classes=tuple(given.get("penalty_classes", ())),
    )


def life_of(when: dict[str, Any]) -> list[Happening]:
    """Registered, and told where the case says so: with the row, or when the proof came."""
    registered: datetime = when["registered_at"]
    life = [Happening(Event.REGISTERED, registered)]
    if "told_on" in when:
        proved_at = when.get("proved_at", max(registered, start_of(when["told_on"])))
        proof = accept_proof(ProofMode(when["told_by"]), when["told_on"], at=proved_at)
        life.append(Happening(Event.NOTICE_PROVED, proved_at, proof))
    return life


def instant(day: date | datetime | None) -> datetime | None:
    """The first instant of a day; an instant as it stands."""
    return day if day is None or isinstance(day, datetime) else start_of(day)


@pytest.fixture(params=CASES, name="case")
def _case(request: pytest.FixtureRequest) -> dict[str, Any]:
    return read(request.param)


class TestExamples:
    def test_is_written_in_known_words_only(self, case: dict[str, Any]) -> None:
        assert set(case) == {"title", "given", "when", "then"}
        assert set(case["given"]) <= GIVEN
        assert set(case["when"]) <= WHEN
        assert {"last_day", "stands"} <= set(case["then"]) <= THEN

    def test_gives_what_its_item_demands(self, case: dict[str, Any]) -> None:
        item = BOOK.item(case["given"]["item"])
        dates = {Demand.CONDUCT_END_ON: "conduct_end_on", Demand.BAR_STARTS_ON: "starts_on"}
        assert {dates[demand] for demand in item.demands if demand in dates} <= set(case["given"])

    @proves("R07")
    def test_ends_on_the_day_counted_by_hand(self, case: dict[str, Any]) -> None:
        given, then = case["given"], case["then"]
        item = BOOK.item(given["item"])
        confirmed_on = given.get("confirmed_on", day_of(case["when"]["registered_at"]))
        born = term(item, facts_of(given), confirmed_on=confirmed_on, parameters=PARAMETERS)
        assert last_day_of(born.until) == then["last_day"]
        assert born.repair_from == then.get("repair_from")
        assert (born.repair_from is None) == (item.repair_class is RepairClass.NONE)

    @proves("R01")
    def test_begins_on_the_day_counted_by_hand(self, case: dict[str, Any]) -> None:
        item = BOOK.item(case["given"]["item"])
        begins = effect_from(item, life_of(case["when"]), PARAMETERS)
        assert begins == instant(case["then"].get("effect_from"))

    @proves("R01", "R06")
    def test_stands_as_the_case_says_on_each_of_its_days(self, case: dict[str, Any]) -> None:
        """The day the record was registered is asked at that instant, every other at its first instant."""
        given, when = case["given"], case["when"]
        item, known = BOOK.item(given["item"]), PARAMETERS
        confirmed_on = given.get("confirmed_on", day_of(when["registered_at"]))
        until = term(item, facts_of(given), confirmed_on=confirmed_on, parameters=known).until
        life = life_of(when)
        said = {}
        for day, _ in case["then"]["stands"]:
            at = max(start_of(day), when["registered_at"])
            said[day] = standing(item, life, until=until, at=at, parameters=known, has_basis=True).value
        assert said == dict(case["then"]["stands"])


def test_cover_every_way_of_counting() -> None:
    """Counted from each start that a shipped item has, in each class, with and without proof."""
    cases = [read(name) for name in CASES]
    items = [BOOK.item(case["given"]["item"]) for case in cases]
    assert len(cases) >= 40
    assert {item.retention.start for item in items} == {item.retention.start for item in BOOK.items.values()}
    assert {item.repair_class for item in items} == {item.repair_class for item in BOOK.items.values()}
    assert {item.kind for item in items} == {item.kind for item in BOOK.items.values()}
    assert {case["when"].get("told_by") for case in cases} == {None, *(mode.value for mode in ProofMode)}
    assert all(path.read_text(encoding="utf-8").count("#") >= 3 for path in CASES.values()), (
        "each says how it was counted"
    )
