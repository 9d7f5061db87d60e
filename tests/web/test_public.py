"""The public pages: open without sign-in, from the lawbook alone, honest about what is not confirmed or not open."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chengxin import clock
from chengxin.core.calendar import day_of
from chengxin.core.editions import Editions
from chengxin.core.words import day_zh
from chengxin.web.law import lawbook
from chengxin.web.public.words import items_in_force
from tests.proves import proves

PAGES = [
    "/",
    "/items/",
    "/purposes/",
    "/measures/",
    "/how/",
    "/how/letter/",
    "/how/window/",
    "/never/",
    "/privacy/",
    "/accessibility/",
    *(f"/items/{slug}/" for slug in lawbook().items),
]


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_opens_without_sign_in_and_asks_the_database_nothing(client: Client, path: str) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(path)
    assert response.status_code == 200
    assert not queries.captured_queries
    page = response.content.decode()
    assert page.count("<h1") == 1
    assert " style=" not in page
    assert "<script" not in page


@pytest.mark.django_db
class TestItem:
    def test_every_item_in_force_is_listed_with_its_basis_on_its_page(self, client: Client) -> None:
        listed = client.get("/items/").content.decode()
        for item in items_in_force(lawbook(), on=day_of(clock.now())):
            assert f"/items/{item.slug}/" in listed
            page = client.get(f"/items/{item.slug}/").content.decode()
            assert all(basis.cite() in page for basis in item.bases)

    def test_says_what_is_not_confirmed(self, client: Client) -> None:
        unconfirmed = [item for item in lawbook().items.values() if item.is_unconfirmed]
        assert unconfirmed
        for item in unconfirmed:
            words = "尚未核实，对任何事都没有作用" if item.is_adverse else "这一项尚未全部核实"
            assert words in client.get(f"/items/{item.slug}/").content.decode()
        verified = client.get("/items/road_transport_violation/").content.decode()
        assert "尚未核实" not in verified
        assert "已核对原文" in verified

    def test_names_nobody_who_may_ask_where_consent_is_needed(self, client: Client) -> None:
        assert "没有本人的同意，不提供给任何人" in client.get("/items/volunteer_service/").content.decode()

    def test_counts_the_term_for_repair_from_the_decision_as_everywhere(self, client: Client) -> None:
        page = client.get("/items/road_transport_violation/").content.decode()
        assert "属于一般失信信息：从决定那天起满3个月的第二天起可以申请；申请的时候要已经改正、履行。" in page

    def test_an_unknown_item_is_no_page(self, client: Client) -> None:
        response = client.get("/items/personal_behaviour/")
        assert response.status_code == 404
        assert "这里没有这一页" in response.content.decode()


@proves("D2")
@pytest.mark.django_db
def test_purposes_hold_only_what_the_lawbook_binds(client: Client) -> None:
    page = client.get("/purposes/").content.decode()
    for purpose in lawbook().purposes.values():
        assert purpose.name in page
    assert page.count('data-label="能问到的事项"') == sum(len(p.cells) for p in lawbook().purposes.values())
    # Each cell with the articles that link its item to the purpose.
    shown = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r'data-label="凭什么">(.*?)</td>', page, re.DOTALL)]
    cells = [cell for p in lawbook().purposes.values() for cell in p.cells]
    assert len(shown) == len(cells)
    for cell in cells:
        assert cell.basis.articles
        assert any(cell.basis.cite() in one for one in shown)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/register/", "/purposes/"])
def test_each_purpose_shows_its_assessment_with_both_seats_and_days(client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    for purpose in lawbook().on(day_of(clock.now())).purposes.values():
        one = purpose.assessment(day_of(clock.now()))
        assert (one is None) is purpose.is_own_file
        if one is not None:
            assert one.conclusion in page
            assert one.made_by in page
            assert one.approved_by in page
            assert day_zh(one.made_on) in page
            assert day_zh(one.approved_on) in page
            assert address == "/register/" or {one.necessity, one.effect, one.protection} <= set(
                re.split("<br>|</p>", page)
            )


@pytest.mark.django_db
def test_says_of_a_day_before_the_signatures_that_nobody_may_ask(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    law = lawbook()
    unsigned = replace(law, purposes=Editions(replace(row, assessed=()) for row in law.purposes.rows))
    monkeypatch.setattr("chengxin.web.public.views.lawbook", lambda: unsigned)
    asked = sum(not one.is_own_file for one in law.on(day_of(clock.now())).purposes.values())
    assert client.get("/purposes/").content.decode().count("还没有两个人签名的评估，谁也不能问") == asked
    assert "还没有两个人签名的影响评估" in client.get("/register/").content.decode()


@pytest.mark.django_db
class TestMeasures:
    def test_each_says_who_decides_for_how_long_and_by_which_law(self, client: Client) -> None:
        page = client.get("/measures/").content.decode()
        for measure in lawbook().on(day_of(clock.now())).measures.values():
            part = page.partition(f'id="{measure.slug}"')[2].partition("</article>")[0]
            assert all(text in part for text in (measure.name, measure.decider, measure.effect, measure.appeal))
            assert all(basis.cite() in part for basis in measure.bases)
            assert ("依据还没有全部核实" in part) == measure.is_unconfirmed
            assert "就结束" in part or "到期自动结束" in part
        assert "平台自己不采取任何措施" in page

    def test_is_two_links_from_the_front_and_named_on_the_page_of_its_item(self, client: Client) -> None:
        assert "/measures/" in client.get("/").content.decode()
        page = client.get("/items/food_industry_bar/").content.decode()
        assert "/measures/#food_bar" in page
        assert "法定限制</b>" not in client.get("/items/lawyer_licence/").content.decode()


@pytest.mark.django_db
class TestItems:
    def test_stand_under_their_area(self, client: Client) -> None:
        page = client.get("/items/").content.decode()
        finance = page.partition("<h3>金融服务</h3>")[2].partition("<h3>")[0]
        assert "/items/accountant_bar/" in finance
        assert "/items/food_industry_bar/" not in finance

    def test_names_the_bodies_of_the_counties_in_one_word(self, client: Client) -> None:
        page = client.get("/items/wage_arrears_list/").content.decode()
        assert "黑河市人力资源和社会保障局、各县（市、区）的对应机关" in page
        assert "逊克县人力资源和社会保障局" not in page


@pytest.mark.django_db
def test_public_pages_only_answer_reading(client: Client) -> None:
    assert client.post("/items/").status_code == 405
