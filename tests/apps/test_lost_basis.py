"""A law that ends: the dry run counts what it costs, adopting it stops intake the same day, and each person is told once."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chengxin.apps.ledger.models import Entry
from chengxin.apps.letters import render
from chengxin.apps.notices.models import Letter
from chengxin.apps.people import selectors as people
from chengxin.apps.records.actions.tell_basis_ended import tell_basis_ended
from chengxin.apps.records.ended_basis import losses
from chengxin.apps.records.selectors import held_by
from chengxin.apps.submissions.actions.receive_file import receive_file
from chengxin.cli.main import main
from chengxin.core.calendar import day_of, start_of
from chengxin.core.editions import Editions
from chengxin.core.facts import RowState
from chengxin.core.permissions import Role
from chengxin.demo import sheets
from chengxin.demo.decisions import PENALTIES, Penalty
from chengxin.jobs.queue import work_through
from chengxin.lawbook import Lawbook
from chengxin.web.law import feeds, lawbook
from tests.law.conftest import LAW
from tests.proves import proves
from tests.web import filled

ROAD = "road_transport_violation"
ROAD_FILE = "catalogue/A0401_road_transport_violation.toml"
TODAY = day_of(filled.AT)
TEMPLATE = "record_basis_ended"


def ending(on: date, *, back: date | None = None) -> Lawbook:
    """The lawbook in which the road item ends on a day, and perhaps comes back on another."""
    others = [item for item in lawbook().items.rows if item.slug != ROAD]
    old = replace(lawbook().item(ROAD), in_force_until=on)
    new = [replace(old, in_force_from=back, in_force_until=None)] if back else []
    return replace(lawbook(), items=Editions([*others, old, *new]))


def counted(law: Lawbook, on: date) -> dict[str, int]:
    return {loss.item: loss.records for loss in losses((lawbook(), TODAY), (law, on))}


def told() -> int:
    return Letter.objects.filter(template=TEMPLATE).count()


@proves("B3")
@pytest.mark.django_db
class TestDryRun:
    def test_counts_what_stands_and_nothing_that_ended_or_was_taken_back(self):
        filled.submit([filled.penalty(filled.person("王䶮", n), f"黑交罚〔2026〕{n:04}号") for n in (1, 2, 3)])
        filled.submit([filled.penalty(filled.person("王䶮", 3), "黑交罚〔2026〕0003号", state=RowState.WITHDRAWN)])
        filled.submit([filled.licence(filled.person("王䶮", 1))], feed=filled.LICENCES)
        filled.submit([filled.penalty(filled.person("赵㐱", 9), "黑交罚〔2026〕0009号")], close=False)
        ends = TODAY + timedelta(days=7)
        assert counted(ending(ends), ends) == {ROAD: 2}
        assert counted(ending(ends), ends - timedelta(days=1)) == {}
        assert counted(lawbook(), ends) == {}
        assert counted(ending(ends), date(2099, 1, 1)) == {}

    def test_writes_nothing(self):
        filled.submit([filled.penalty(filled.person())])
        before = Entry.objects.count()
        assert counted(ending(TODAY), TODAY) == {ROAD: 1}
        assert (Entry.objects.count(), told()) == (before, 0)


@pytest.mark.slow
class TestPromise(TestCase):
    """What the dry run counts is what the duty tells, whatever ends and comes back when."""

    pytestmark = proves("B3")

    @given(st.integers(-3, 20), st.none() | st.integers(1, 10), st.integers(0, 40))
    @settings(max_examples=12)
    def test_as_many_letters_as_counted_and_never_twice(self, ends: int, gap: int | None, adopted: int) -> None:
        filled.submit([filled.penalty(filled.person("王䶮", n), f"黑交罚〔2026〕{n:04}号") for n in (1, 2)])
        stops = TODAY + timedelta(days=ends)
        law = ending(stops, back=stops + timedelta(days=gap) if gap else None)
        on = TODAY + timedelta(days=adopted)
        expected = sum(counted(law, on).values())
        at = start_of(on)
        held = [held_by(people.indexes(filled.person("王䶮", n)), lawbook=law, at=at) for n in (1, 2)]
        lost = sum(one.standing.value == "basis_ended" for records in held for one in records)
        # On its first day a record is a few hours old; what was registered later than `at` is not held yet.
        assert adopted == 0 or expected == lost
        assert tell_basis_ended(lawbook=law, at=at) == expected
        assert tell_basis_ended(lawbook=law, at=at + timedelta(days=1)) in {0, 2 - expected}


@proves("B3")
@pytest.mark.django_db
class TestTelling:
    def test_tells_what_ended_in_words(self):
        who = filled.person()
        filled.submit([filled.penalty(who)])
        law = ending(TODAY + timedelta(days=1))
        assert tell_basis_ended(lawbook=law, at=filled.AT) == 0
        assert tell_basis_ended(lawbook=law, at=filled.AT + timedelta(days=1)) == 1
        letter = Letter.objects.get(template=TEMPLATE)
        assert bytes(letter.number_index) == people.indexes(who).number
        text = str(render(letter, lawbook=law))
        assert all(
            part in text for part in ("依据已经停止施行", "黑交罚〔2026〕0417号", "第七十五条", "谁来问都查不到")
        )

    def test_waits_for_law_that_somebody_adopted(self, settings):
        filled.submit([filled.penalty(filled.person())])
        settings.LAW_MUST_BE_SIGNED = True
        assert tell_basis_ended(lawbook=ending(TODAY), at=filled.AT) == 0


@proves("B3")
@pytest.mark.django_db
@pytest.mark.parametrize(("days", "fate"), [(1, "accepted"), (0, "refused")])
def test_intake_of_what_ended_stops_the_same_day(days, fate):
    row = Penalty(filled.person(), 1, date(2026, 10, 8), date(2026, 9, 1)).row(lawbook())
    data = sheets.as_csv(sheets.table(feeds()[PENALTIES], [row]))
    by = filled.official(Role.DATA_OFFICER, "transport", name="葛德鸿", seat="法制科")
    submission = receive_file(
        lawbook=lawbook(), data=data, filename="一.csv", feed=feeds()[PENALTIES], by=by, at=filled.AT
    )
    receipt = work_through(submission, lawbook=ending(TODAY + timedelta(days=days)), feeds=feeds(), at=filled.AT)
    assert getattr(receipt, fate) == receipt.rows == 1


# The command, and the two worked examples


def diffed(capsys: pytest.CaptureFixture[str], *asked: str, code: int = 0) -> dict:
    assert main(["law", "diff", *asked, "--format", "json"]) == code
    return json.loads(capsys.readouterr().out)


def turned(told: dict, table: str) -> dict[str, str]:
    return {change["name"]: change["turn"] for change in told["changes"] if change["table"] == table}


@proves("B3")
@pytest.mark.django_db
class TestCommand:
    def test_the_environment_code_of_2026_08_15(self, capsys):
        told = diffed(capsys, "2026-08-14", "2026-08-15")
        assert turned(told, "items") == {
            "A0501 环评编制人员禁业": "changed",
            "A0502 生态环境违法（个人经营者）": "added",
        }
        assert turned(told, "sources") == {"生态环境法典": "added", "环境影响评价法": "removed"}
        bar = next(change for change in told["changes"] if change["name"].startswith("A0501"))
        bases = next(one for one in bar["differences"] if one["key"] == "bases")
        assert bases["before"].startswith("《环境影响评价法》")
        assert bases["after"].startswith("《生态环境法典》")
        assert (told["is_database_looked_at"], told["records_losing_basis"], told["intake_stops"]) == (True, [], [])

    def test_the_sealing_of_public_security_penalties_in_2026(self, tmp_path: Path, capsys):
        told = diffed(capsys, "2025-12-31", "2026-01-01")
        assert turned(told, "never") == {"治安管理处罚": "changed"}
        assert turned(told, "articles")["《治安管理处罚法》第一百三十六条"] == "added"
        old = tmp_path / "old"
        shutil.copytree(LAW, old)
        text = (LAW / ROAD_FILE).read_text("utf-8").replace("A0401", "A0499").replace(ROAD, "public_security_penalty")
        (old / "catalogue/A0499_public_security_penalty.toml").write_text(
            text.replace("道路运输从业人员违法", "治安管理处罚"), "utf-8"
        )
        filled.submit([filled.penalty(filled.person())])
        told = diffed(capsys, str(old), str(LAW), "--on", "2026-11-24")
        assert turned(told, "items") == {"A0499 治安管理处罚": "removed"}
        assert told["intake_stops"] == ["public_security_penalty"]
        assert "封存" in told["before"]["problems"][0]["sentence"]
        assert told["files"] == [{"file": "catalogue/A0499_public_security_penalty.toml", "turn": "removed"}]
        # And nobody brings it back.
        assert main(["law", "diff", str(LAW), str(old)]) == 1
        assert "依法封存" in capsys.readouterr().err

    def test_names_items_and_counts_and_no_person(self, tmp_path: Path, capsys):
        filled.submit([filled.penalty(filled.person("王䶮", n), f"黑交罚〔2026〕{n:04}号") for n in (1, 2)])
        new = tmp_path / "new"
        shutil.copytree(LAW, new)
        text = (new / ROAD_FILE).read_text("utf-8")
        ends = "in_force_from = 2015-01-01\nin_force_until = 2026-12-01"
        (new / ROAD_FILE).write_text(text.replace("in_force_from = 2015-01-01", ends), "utf-8")
        asked = (str(LAW), str(new), "--on", "2026-12-01")
        told = diffed(capsys, *asked)
        assert told["records_losing_basis"] == [{"item": ROAD, "records": 2}]
        assert told["letters"] == [{"template": TEMPLATE, "letters": 2}]
        assert told["intake_stops"] == [ROAD]
        assert main(["law", "diff", *asked]) == 0
        said = capsys.readouterr().out
        assert all(text in said for text in (f"{ROAD}：2条", "要发的信：2封", "不再收：A0401", "什么也没有改"))
        assert "王䶮" not in said
        (new / ROAD_FILE).unlink()
        told = diffed(capsys, str(LAW), str(LAW), "--on", "2026-12-01")
        assert told["changes"] == told["records_losing_basis"] == []

    def test_an_item_with_records_may_not_vanish(self, capsys, monkeypatch):
        filled.submit([filled.penalty(filled.person())])
        others = Editions(item for item in lawbook().items.rows if item.slug != ROAD)
        asking = Editions(purpose for purpose in lawbook().purposes.rows if ROAD not in purpose.items)
        gone = replace(lawbook(), items=others, purposes=asking, services=Editions())
        found = list(losses((lawbook(), TODAY), (gone, TODAY)))
        assert [(loss.item, loss.records, loss.is_unknown) for loss in found] == [(ROAD, 1, True)]
        monkeypatch.setattr("chengxin.cli.law_diff.the_lawbook", lambda: gone)
        told = diffed(capsys, str(LAW), "2026-11-24", "--on", "2026-11-24", code=1)
        assert told["items_that_must_stay"] == [ROAD]

    @pytest.mark.parametrize("loss", ["rewritten", "dropped"])
    def test_a_letter_keeps_the_words_in_which_people_were_written_to(self, loss: str, tmp_path: Path, capsys):
        new = tmp_path / "new"
        shutil.copytree(LAW, new)
        letter = new / "texts/zh_Hans/letters/record_withdrawn.toml"
        first = letter.read_text("utf-8")
        edition = re.search('edition = "(.*)"', first)[1]
        renamed = first if loss == "rewritten" else first.replace(edition, "2027-01-01")
        letter.write_text(renamed.replace('title = "', 'title = "新的：'), "utf-8")
        assert main(["law", "diff", str(LAW), str(new)]) == 1
        assert f"请把原文留作record_withdrawn@{edition}.toml" in capsys.readouterr().err
        letter.with_name(f"record_withdrawn@{edition}.toml").write_text(first, "utf-8")
        letter.write_text(letter.read_text("utf-8").replace(edition, "2027-01-01"), "utf-8")
        assert main(["law", "diff", str(LAW), str(new)]) == 0

    @pytest.mark.parametrize("asked", [("2026-02-30", "2026-03-01"), ("2026-01-01", "nowhere")])
    def test_takes_days_and_directories(self, asked, capsys):
        assert main(["law", "diff", *asked]) == 1
        assert "不是日期" in capsys.readouterr().err


def test_says_that_no_database_was_looked_at(capsys, monkeypatch, settings):
    monkeypatch.setattr("chengxin.cli.law_diff._is_there", lambda name: False)
    settings.DATABASES["default"]["ENGINE"] = "django.db.backends.sqlite3"
    told = diffed(capsys, "2026-08-14", "2026-08-15")
    assert told["is_database_looked_at"] is False
    assert main(["law", "diff", "2026-08-14", "2026-08-15"]) == 0
    assert "没有看数据库" in capsys.readouterr().out


@proves("B3")
class TestShow:
    def test_gives_the_edition_of_the_day(self, capsys):
        for day, law in (("2026-08-14", "环境影响评价法"), ("2026-08-15", "生态环境法典")):
            assert main(["law", "show", "A0501", "--on", day, "--format", "json"]) == 0
            assert [basis["title"] for basis in json.loads(capsys.readouterr().out)["bases"]] == [law]

    def test_rebuilds_the_whole_catalogue_of_every_day_on_which_it_changed(self, capsys):
        for change in lawbook().change_days:
            for day in (change - timedelta(days=1), change):
                assert main(["law", "show", "--on", str(day), "--format", "json"]) == 0
                told = json.loads(capsys.readouterr().out)
                for table in ("items", "purposes", "measures", "periods", "sources"):
                    shown = {row["slug"]: row for row in told[table]}
                    rules = getattr(lawbook().on(day), table)
                    assert shown.keys() == rules.keys()
                    assert all(
                        row["in_force_until"]
                        == (str(rules[slug].in_force_until) if rules[slug].in_force_until else None)
                        for slug, row in shown.items()
                    )

    def test_shows_it_to_people_too(self, capsys):
        assert main(["law", "show", "--on", "2026-08-14"]) == 0
        said = capsys.readouterr().out
        assert "A0501 环评编制人员禁业（不利）：《环境影响评价法》" in said
        assert "A0502" not in said
