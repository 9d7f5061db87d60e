"""The open statistics and the figures of departments, as they read; the lists elsewhere."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from chengxin.apps.statistics import selectors
from chengxin.core.permissions import Role
from chengxin.web.law import lawbook
from tests.apps.test_statistics import Q3, frozen, people_of, several_sources
from tests.apps.test_statistics import at as day
from tests.proves import proves
from tests.web import filled
from tests.web.world import official, text_of

pytestmark = pytest.mark.django_db
NOW = day(11, 24)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("chengxin.clock.now", lambda: NOW)


@pytest.fixture
def published():
    several_sources()
    filled.submit([filled.licence(who) for who in people_of(8, 300)], feed=filled.LICENCES, at=day(8, 3))
    frozen(day(10, 2))


def page(address, client=None):
    reply = (client or Client()).get(address)
    assert reply.status_code == 200, address
    return reply


class TestBeforeTheFirstQuarter:
    def test_says_when_there_will_be_one(self):
        text = text_of(page("/figures/"))
        assert "第一个季度还没有过完" in text
        assert "最早2027年1月1日可以看到" in text

    @pytest.mark.parametrize("address", ["2026-Q3/", "2026-Q3/statistics.csv", "2026-Q5/", "nonsense/departments/"])
    def test_has_no_page_of_a_quarter(self, address):
        assert Client().get(f"/figures/{address}").status_code == 404


@pytest.mark.usefixtures("published")
class TestQuarter:
    def test_is_listed(self):
        assert "2026年第三季度" in text_of(page("/figures/"))

    @proves("R38")
    def test_shows_what_is_published_and_names_what_is_not(self):
        text = text_of(page("/figures/2026-Q3/"))
        assert "交通安全" in text
        assert "没有写出来的" in text
        assert not re.search(r"(?<![0-9])8条", text)

    def test_has_a_bar_for_each_number_and_none_for_what_is_left_out(self):
        content = page("/figures/2026-Q3/").content.decode()
        rows = selectors.told(selectors.get_frozen("2026-Q3", at=NOW))["tables"][0]["rows"]
        levels = {"area", "item", "county", "source"}
        published = sum(row["count"] is not None for row in rows if row["level"] in levels)
        assert content.count('viewBox="0 0 100 8"') == published > 3
        assert 'style="' not in content

    def test_has_a_page_of_each_item_and_source(self):
        assert "道路运输从业人员违法" in text_of(page("/figures/2026-Q3/items/road_transport_violation/"))
        assert lawbook().unit("transport").name in text_of(page("/figures/2026-Q3/units/transport/"))
        assert Client().get("/figures/2026-Q3/items/none/").status_code == 404
        assert Client().get("/figures/2026-Q3/units/none/").status_code == 404

    @proves("F7")
    def test_gives_the_files_byte_for_byte(self):
        one = selectors.get_frozen("2026-Q3", at=NOW)
        for kind, content in (("csv", one.as_csv), ("json", one.as_json)):
            reply = page(f"/figures/2026-Q3/statistics.{kind}")
            assert reply.content == bytes(content)
            assert "attachment" in reply["Content-Disposition"]


@pytest.mark.usefixtures("published")
@proves("H4")
class TestDepartments:
    def test_are_shown_with_their_note(self):
        client = Client()
        client.force_login(filled.official(Role.DATA_OFFICER, name="葛德鸿", seat="法制科"))
        reply = client.post("/department/figures/2026-Q3/", {"figure": "late", "words": "九月换系统，已经补齐。"})
        assert reply.status_code == 303
        assert "九月换系统" not in text_of(page("/figures/2026-Q3/departments/"))
        assert "九月换系统" in text_of(page("/department/figures/2026-Q3/", client))
        second = Client()
        second.force_login(official("second", Role.DATA_OFFICER, "transport", name="魏立志", seat="办公室"))
        waiting = second.get("/department/figures/2026-Q3/").content.decode()
        sent = dict(re.findall(r'type="hidden" name="(figure|words)" value="([^"]*)"', waiting))
        assert second.post("/department/figures/2026-Q3/", sent).status_code == 303
        text = text_of(page("/figures/2026-Q3/departments/"))
        assert "40" in text
        assert "没有写出来" in text
        assert "九月换系统，已经补齐。" in text
        assert "葛德鸿、魏立志" in text
        assert "九月换系统" in text_of(page("/figures/2026-Q3/units/transport/"))

    def test_see_the_rows_behind_their_own_figures_alone(self):
        client = Client()
        client.force_login(filled.official(Role.DATA_OFFICER, name="葛德鸿", seat="法制科"))
        assert "晚交的行：24" in text_of(page("/department/figures/2026-Q3/", client))
        other = Client()
        other.force_login(filled.official(Role.DATA_OFFICER, "samr", name="白知行", seat="信用科"))
        assert "晚交的行：0" in text_of(page("/department/figures/2026-Q3/", other))
        assert "2026年第三季度" in text_of(page("/department/figures/", other))

    def test_cannot_write_about_a_person(self):
        client = Client()
        client.force_login(filled.official(Role.DATA_OFFICER, name="葛德鸿", seat="法制科"))
        reply = client.post(
            "/department/figures/2026-Q3/", {"figure": "late", "words": "当事人231102189005050015材料不全"}
        )
        assert reply.status_code == 422
        assert "不能有号码" in text_of(reply)


def test_the_rule_is_that_of_the_quarter():
    assert Q3.end + timedelta(hours=1) <= NOW


@proves("R26")
class TestElsewhere:
    def test_links_each_list_and_says_how_to_contest_there(self):
        content = page("/elsewhere/").content.decode()
        for one in lawbook().lists.values():
            assert f'href="{one.address}"' in content
            assert one.contest in content
        assert len(lawbook().lists) == 4

    def test_says_what_is_not_confirmed(self):
        assert "依据还没有全部核实" in text_of(page("/elsewhere/"))

    def test_knows_no_list_before_its_law(self):
        text = text_of(page("/elsewhere/?on=2018-01-01"))
        assert "失信被执行人名单" in text
        assert "拖欠农民工工资失信" not in text
