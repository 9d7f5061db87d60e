"""The law for everybody: two clicks away, from the rows of the rules, with its wording, its age, and as data."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from chengxin import clock
from chengxin.core.calendar import day_of
from chengxin.core.law import Basis
from chengxin.lawbook import load
from chengxin.lawbook.tables import TABLES, shown
from chengxin.web import law as web_law
from chengxin.web.law import lawbook
from tests.assessed import assess
from tests.law.conftest import LAW
from tests.proves import proves

pytestmark = pytest.mark.django_db
HREF = re.compile(r'href="([^"]+)"')
LATE = "超过十二个月没有再确认"


def page(path: str, status: int = 200) -> str:
    reply = Client().get(path)
    assert reply.status_code == status, path
    return unescape(reply.content.decode())


def links(path: str) -> set[str]:
    """Where a page leads, one click away, within the public pages."""
    return {unescape(found) for found in HREF.findall(Client().get(path).content.decode()) if found.startswith("/")}


def days() -> list[date]:
    """The day before and the day of each change, and today."""
    changed = [day for change in lawbook().change_days for day in (change - timedelta(days=1), change)]
    return [*changed, day_of(clock.now())]


@proves("A1")
class TestTwoClicks:
    def test_reach_every_item_purpose_and_measure_in_force(self):
        law = lawbook().on(day_of(clock.now()))
        first = {link.split("#")[0] for link in links("/")}
        second = {
            link for one in first if one.startswith(("/items/", "/purposes/", "/measures/")) for link in links(one)
        }
        reached = first | second
        assert {f"/items/{slug}/" for slug in law.items} <= reached
        for address, rows in (("/purposes/", law.purposes), ("/measures/", law.measures)):
            assert address in first
            text = page(address)
            assert all(f'id="{slug}"' in text and row.name in text for slug, row in rows.items())

    @pytest.mark.parametrize("day", days())
    def test_show_exactly_the_rows_that_the_rules_read_on_that_day(self, day):
        law = lawbook().on(day)
        text = page(f"/items/?on={day}")
        assert set(re.findall(r'href="/items/([a-z_]+)/', text)) == set(law.items)
        assert set(re.findall(r'<h2[^>]* id="([a-z_]+)"', page(f"/purposes/?on={day}"))) == set(law.purposes)
        assert set(re.findall(r'<article[^>]* id="([a-z_0-9]+)"', page(f"/measures/?on={day}"))) == set(law.measures)

    def test_an_item_is_shown_as_it_was(self):
        before, after = (page(f"/items/eia_practitioner_bar/?on=2026-08-{day}") for day in (14, 15))
        assert "环境影响评价法》第二十条" in before
        assert "《生态环境法典》第一百条" not in before
        assert "《生态环境法典》第一百条" in after
        assert "这是2026年8月14日的内容" in re.sub("<[^>]+>", "", before)
        assert page("/items/ecology_violation/?on=2026-08-14", 404)

    @pytest.mark.parametrize(
        "path", ["/items/?on=x", "/law/sources/?on=20260815", "/law/diff/none/", "/law/data/persons.csv"]
    )
    def test_what_is_no_day_or_table_has_no_page(self, path):
        page(path, 404)


def cited(day: date) -> list[tuple[str, Basis]]:
    """Every basis that a page cites on a day, with the page."""
    law = lawbook().on(day)
    return [
        *((f"/items/{item.slug}/", basis) for item in law.items.values() for basis in item.bases),
        *(("/purposes/", basis) for purpose in law.purposes.values() for basis in purpose.bases),
        *(("/purposes/", cell.basis) for purpose in law.purposes.values() for cell in purpose.cells),
        *(("/measures/", basis) for measure in law.measures.values() for basis in measure.bases),
    ]


@proves("A2")
class TestWording:
    @pytest.mark.parametrize("day", ["2026-08-14", "2026-08-15"])
    def test_of_each_cited_article_opens_as_of_the_day_or_else_its_reference(self, day):
        pages: dict[str, str] = {}
        found = cited(date.fromisoformat(day))
        assert len(found) > 60
        for citing, basis in found:
            if citing not in pages:
                pages[citing] = page(f"{citing}?on={day}")
            article = f"#{basis.articles[0]}" if basis.articles else ""
            target = f"/law/sources/{basis.source.slug}/?on={day}"
            assert f'href="{target}{article}">{basis.cite()}</a>' in pages[citing]
            if target not in pages:
                pages[target] = page(target)
            for article in basis.articles:
                part = pages[target].partition(f'id="{article}"')[2].partition("</article>")[0]
                wording = basis.source.articles[article]
                lines = [line for line in wording.splitlines() if line.strip()]
                assert all(line in part for line in lines) if lines else "只持有条号" in part, (target, article)

    def test_says_as_of_which_day_it_is_held(self):
        source = lawbook().sources["ecology_code"]
        assert source.worded_on == date(2026, 7, 17)
        assert "原文是2026年7月17日核对时的文本" in page("/law/sources/ecology_code/")

    def test_says_that_a_law_is_not_in_force(self):
        assert "2026年8月15日不在施行" in page("/law/sources/eia_law/?on=2026-08-15")
        assert "不在施行" not in page("/law/sources/eia_law/?on=2026-08-14")


@proves("I6")
class TestConfirmations:
    def test_each_citation_says_when_it_was_last_confirmed_and_turns_red_after_twelve_months(self):
        today = day_of(clock.now())
        for citing, basis in cited(today):
            text = page(citing)
            part = text.partition(f">{basis.cite()}</a>")[2].partition("</small>")[0]
            confirmed = basis.source.last_confirmed_on
            assert (
                f"{confirmed.year}年{confirmed.month}月{confirmed.day}日确认有效" if confirmed else "还没有确认过"
            ) in part
            assert ('class="cx-late"' in part) == basis.is_stale(today)
            assert (LATE in part) == (basis.is_stale(today) and confirmed is not None)

    @given(st.dates(date(2026, 1, 1), date(2029, 1, 1)))
    @settings(max_examples=10)
    def test_each_period_does_too_on_any_day(self, day):
        text = page(f"/law/periods/?on={day}")
        for period in lawbook().on(day).periods.values():
            part = text.partition(f"<div>{period.name}</div>")[2].partition("</tr>")[0]
            assert ("cx-late" in part) == (day >= period.stale_from), period.code
            assert ("确认有效" in part) == (period.last_confirmed_on is not None)

    def test_an_item_that_rests_on_old_law_says_that_it_has_no_effect(self):
        stale = {
            i.slug
            for i in lawbook().on(date(2026, 11, 28)).items.values()
            if i.is_adverse and i.is_stale(date(2026, 11, 28)) and not i.is_unconfirmed
        }
        assert stale
        for slug in stale:
            assert "超过十二个月没有确认，对任何事都没有作用" in page(f"/items/{slug}/?on=2026-11-28")
        assert "对任何事都没有作用" not in page("/items/work_safety_violation/?on=2026-11-28")


@proves("D8")
class TestData:
    @pytest.mark.parametrize("name", TABLES)
    @pytest.mark.parametrize("on", ["", "2026-08-14", "2014-12-31"])
    def test_csv_and_json_hold_the_rows_of_the_rules(self, name, on):
        table, day = TABLES[name], date.fromisoformat(on) if on else day_of(clock.now())
        rows = table.rows(lawbook(), lawbook().on(day))
        query = f"?on={on}" if on else ""
        told = json.loads(Client().get(f"/law/data/{name}.json{query}").content)
        assert (told["rows"], told["on"], told["law_digest"]) == (rows, str(day), lawbook().digest)
        reply = Client().get(f"/law/data/{name}.csv{query}")
        assert reply.content.startswith(b"\xef\xbb\xbf")
        head, *lines = csv.reader(io.StringIO(reply.content.decode("utf-8-sig"), newline=""))
        assert head == [column["key"] for column in told["columns"]] == [key for key, _ in table.columns]
        assert lines == [[shown(row[key]) for key in head] for row in rows]
        assert all(set(row) == set(head) for row in rows)

    def test_old_editions_stay_readable(self):
        then, now = (
            {row["slug"]: row for row in json.loads(Client().get(f"/law/data/items.json?on={day}").content)["rows"]}
            for day in ("2026-08-14", "2026-08-15")
        )
        assert then["eia_practitioner_bar"]["bases"] != now["eia_practitioner_bar"]["bases"]
        assert then.keys() < now.keys()

    def test_every_table_is_linked_and_is_about_no_person(self):
        linked = links("/law/data/")
        assert {f"/law/data/{name}.{kind}" for name in TABLES for kind in ("csv", "json")} <= linked
        assert "/law/data/" in links("/law/")

    def test_says_what_every_code_means(self):
        meant = {
            (row["list"], row["code"]) for row in TABLES["codes"].rows(lawbook(), lawbook().on(day_of(clock.now())))
        }
        used = {
            (kind, row[key])
            for row in TABLES["items"].rows(lawbook(), lawbook().on(day_of(clock.now())))
            for kind, key in (
                ("kind", "kind"),
                ("retention_start", "retention_from"),
                ("repair_class", "repair_class"),
                ("sharing", "sharing"),
                ("on_objection", "on_objection"),
            )
        }
        assert used <= meant


@proves("B3")
class TestDiff:
    def test_says_that_the_released_law_is_untouched(self):
        assert "和发布的一个字也不差" in page("/law/diff/")

    def test_shows_what_this_deployment_changed(self, tmp_path: Path, monkeypatch):
        own = tmp_path / "own"
        shutil.copytree(LAW, own)
        road = own / "catalogue/A0401_road_transport_violation.toml"
        road.write_text(road.read_text("utf-8").replace("months = 36", "months = 24"), "utf-8")
        assess(own)
        (own / "catalogue/A0301_fire_service_violation.toml").unlink()
        monkeypatch.setenv("CHENGXIN_LAW", str(own))
        web_law.released.cache_clear()
        text = re.sub(r"\s*<[^>]+>\s*", "|", page("/law/diff/"))
        web_law.released.cache_clear()
        assert "有3个文件不同" in text
        assert re.search(r"改变\|+A0401 道路运输从业人员违法\|+保存几个月\|+原来：\|+36\|+改成：\|+24", text)
        assert re.search(r"停止\|+A0301", text)
        assert "catalogue/A0301_fire_service_violation.toml" in text

    def test_shows_what_a_day_changed(self):
        text = page("/law/diff/2026-08-15/")
        assert "A0501 环评编制人员禁业" in text
        assert "A0502" in text
        assert "2026年8月16日什么也没有变" in page("/law/diff/2026-08-16/")
        assert "/law/diff/2026-08-15/" in links("/law/")


def test_the_released_law_is_what_is_served_here():
    assert load(LAW).digest == lawbook().digest
