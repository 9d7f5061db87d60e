"""The data user's own page: its agreement, its questions by month, its refusals; of another unit nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from chengxin.apps.inquiries.usage import by_month, refusals
from chengxin.core.months import month_of
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason
from chengxin.web.law import lawbook
from tests.proves import proves
from tests.web import filled
from tests.web.filled import AT

WHO = filled.person()
LATER = AT + timedelta(days=1)


@pytest.fixture
def page(db, monkeypatch):
    monkeypatch.setattr("chengxin.clock.now", lambda: LATER)

    def read(unit):
        client = Client()
        client.force_login(filled.official(Role.SUPERVISOR, unit, name="佟岱", seat="局领导"))
        reply = client.get("/desk/usage/")
        assert reply.status_code == 200
        return unescape(re.sub(r"<[^>]+>", " ", reply.content.decode()))

    return read


def asked():
    """One question answered or not told, and one refused."""
    filled.nothing_new_anywhere()
    matter = filled.matter(WHO)
    filled.ask(matter, WHO)
    filled.ask(matter, filled.person("令狐彦", 2))


class TestUsage:
    @proves("C3")
    def test_is_counted_of_one_unit_and_of_no_other(self, page):
        asked()
        (month,) = by_month("transport", at=LATER)
        assert (month.month, month.answered + month.cannot_tell, month.refused) == (month_of(AT), 1, 1)
        assert sum(refusals("transport", at=LATER).values()) >= 1
        assert by_month("samr", at=LATER) == []
        assert not refusals("samr", at=LATER)
        for reason in refusals("transport", at=LATER):
            title = lawbook().reason_text(Reason(reason)).title
            assert title in page("transport")
            assert title not in page("samr")

    @proves("C3")
    def test_tells_the_superior_how_often_and_why_it_was_too_much(self, page):
        filled.nothing_new_anywhere()
        matter = filled.matter(WHO)
        for _ in range(3):
            filled.ask(matter, WHO, purpose="food_licence")
        assert by_month("transport", at=LATER)[0].refused == 3
        shown = re.sub(r"\s+", "", page("transport"))
        for reason in (Reason.PURPOSE_NOT_YOURS, Reason.PURPOSE_NOT_FOR_SERVICE):
            assert f"{lawbook().reason_text(reason).title}3次" in shown

    def test_holds_no_person_and_opens_nothing(self, page):
        asked()
        shown = page("transport")
        assert WHO.name not in shown
        assert WHO.number[-4:] not in shown
        assert "黑政服〔2026〕11820" not in shown

    def test_names_the_own_agreement_or_that_there_is_none(self, page):
        assert "道路运输" in page("transport")
        assert "登记册里没有本单位" in page("court_aihui")

    def test_says_what_is_empty(self, page):
        shown = page("transport")
        for words in ("最近十二个月没有问过", "本单位还没有看过谁", "都是人在窗口问"):
            assert words in shown
