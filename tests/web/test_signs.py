"""The auditor's table of signs: who was in office, how often, what was decided; never who was looked at. [watching/*]"""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.models import Entry
from chengxin.apps.looks import selectors
from chengxin.apps.looks.actions.answer import answer
from chengxin.apps.looks.actions.doubt import doubt
from chengxin.apps.looks.actions.draw import draw
from chengxin.apps.looks.actions.judge import judge
from chengxin.apps.looks.actions.review import review
from chengxin.apps.looks.models import DrawnLook, WhyCase
from chengxin.apps.looks.signs import raised_in
from chengxin.apps.officials.actions.revoke_program import revoke_program
from chengxin.apps.people import selectors as people
from chengxin.core.calendar import utc_text
from chengxin.core.months import Month, month_of, months_back, parse_month
from chengxin.core.permissions import Role
from chengxin.core.samples import Review
from chengxin.core.watching import Decided, Sign, decided
from chengxin.core.whys import Finding, Phase
from chengxin.web.law import feeds, lawbook
from tests.api.world import program
from tests.apps.test_looks import MONDAY, WHO, auditor, keeper, looked, officer
from tests.proves import proves
from tests.web import filled
from tests.web.world import text_of

AT, HOUR, DAY = filled.AT, timedelta(hours=1), timedelta(days=1)
NIGHT = AT + 14 * HOUR
NOVEMBER = Month(2026, 11)
SEEN = [filled.person("欧阳㐱", 50 + place) for place in range(4)]
db = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """The Monday of the draw, still in November."""
    monkeypatch.setattr("chengxin.clock.now", lambda: MONDAY + 2 * HOUR)


@pytest.fixture
def drawn(db):
    """Three looks of a clerk at night, each at another person; what chance drew besides is none of the rules'."""
    entries = [looked(who, at=NIGHT + place * HOUR, number=str(place)) for place, who in enumerate(SEEN[:3])]
    seal(at=AT + 2 * DAY, force_checkpoint=True)
    draw(lawbook=lawbook(), at=MONDAY)
    return [DrawnLook.objects.get(entry=entry) for entry in entries]


def rows(at=MONDAY + HOUR, month=NOVEMBER):
    return [
        (row.looker.unit, row.looker.username, row.sign, row.times, dict(row.decided))
        for row in raised_in(month, lawbook=lawbook(), at=at)
    ]


def reviewed(one, result, words="", at=MONDAY):
    review(one.ref, result=result, words=words, by=auditor(), at=at)


def page_of(client=None, path="/oversight/signs/", **query):
    if client is None:
        client = Client()
        client.force_login(auditor())
    return client.get(path, query)


class TestWhatIsDecided:
    @proves("C5")
    @given(st.sampled_from([None, *Review]), st.sampled_from([None, *Phase]), st.booleans())
    def test_is_nothing_before_the_reviewer_and_unlawful_for_good(self, said, asked, unlawful):
        what = decided(said, asked, is_unlawful=unlawful)
        assert (what is Decided.UNLAWFUL) is unlawful
        if not unlawful and (said is None or asked in (Phase.TO_ANSWER, Phase.UNANSWERED, Phase.TO_JUDGE)):
            assert what is Decided.OPEN
        if what is Decided.LAWFUL:
            assert said is Review.FITS or asked in (Phase.ANSWERED, Phase.CLOSED)


class TestMonths:
    @given(st.dates(min_value=AT.date().replace(year=2), max_value=AT.date().replace(year=9000)), st.integers(0, 40))
    def test_follow_each_other_without_a_gap(self, day, back):
        newest = Month(day.year, day.month)
        oldest = months_back(newest, newest)[0]
        for _ in range(min(back, 11)):
            oldest = month_of(oldest.begin - HOUR)
        listed = months_back(newest, oldest)
        assert (listed[0], listed[-1]) == (newest, oldest)
        assert all(later.begin == earlier.end for later, earlier in pairwise(listed))
        assert parse_month(newest.code) == newest

    @pytest.mark.parametrize("code", ["2026-13", "2026-00", "2026-1", "202611", "0000-01", "", "2026-11 "])
    def test_have_no_other_code(self, code):
        assert parse_month(code) is None


@db
class TestCounts:
    @proves("C5")
    def test_are_per_rule_official_and_month_with_what_was_decided(self, drawn):
        who = ("transport", "clerk-transport", Sign.ODD_HOURS, 3)
        assert rows() == [(*who, {Decided.OPEN: 3})]
        reviewed(drawn[0], Review.FITS)
        reviewed(drawn[1], Review.DOUBTFUL, "用途和事项对不上")
        reviewed(drawn[2], Review.DOUBTFUL, "不是办这件事的人")
        assert rows() == [(*who, {Decided.LAWFUL: 1, Decided.OPEN: 2})]
        said = {"lawbook": lawbook(), "by": officer(), "at": MONDAY + HOUR}
        first, second = (WhyCase.objects.get(entry=one.entry).ref for one in drawn[1:])
        answer(first, finding=Finding.LAWFUL, words="值夜班，当晚来办的", **said)
        answer(second, finding=Finding.UNLAWFUL, words="没有人来办这件事", **said)
        assert rows() == [(*who, {Decided.LAWFUL: 2, Decided.UNLAWFUL: 1})]
        # The person doubts the answer: open again, until somebody without a part in it judged.
        doubt(first, lawbook=lawbook(), by=people.indexes(SEEN[1]), at=MONDAY + HOUR)
        assert rows() == [(*who, {Decided.LAWFUL: 1, Decided.OPEN: 1, Decided.UNLAWFUL: 1})]
        judge(first, finding=Finding.UNLAWFUL, words="没有申请", lawbook=lawbook(), by=keeper(), at=MONDAY + HOUR)
        assert rows() == [(*who, {Decided.LAWFUL: 1, Decided.UNLAWFUL: 2})]
        assert rows(month=Month(2026, 10)) == []
        assert rows(month=Month(2026, 12), at=MONDAY + 9 * DAY) == []

    def test_are_in_the_report_of_whom_the_look_was_about(self, drawn, clock):
        reviewed(drawn[0], Review.FITS)
        own = Client()
        filled.sign_in(own, SEEN[0])
        said = "的人看过，看不到您是谁：说的和做的对得上"
        assert said in text_of(own.get("/me/looks/"))
        assert said in text_of(own.get("/me/report/"))
        look = own.get("/me/report/json/").json()["who_looked"]["looks"][0]
        assert look["review"] == {
            "unit": auditor().unit,
            "result": "fits",
            "rule": Sign.ODD_HOURS.value,
            "at": utc_text(MONDAY),
        }

    @proves("C3")
    def test_hold_the_programs_whose_key_a_rule_took_beside_whom_they_answer_to(self):
        one = program().program
        revoke_program(one.ref, by="rule:probing", at=AT + HOUR)
        other = program(name="另一个").program
        revoke_program(other.ref, by="root", at=AT + HOUR)
        (row,) = raised_in(NOVEMBER, lawbook=lawbook(), at=AT + DAY)
        assert (row.looker.program, row.looker.username, row.sign) == ("运政系统", "clerk-transport", Sign.PROBING)
        assert (row.times, dict(row.decided)) == (1, {})

    @proves("R24")
    def test_come_in_the_order_of_units_and_user_names_whatever_they_are(self, drawn):
        """Of units with more and with fewer, the first of the order has not the most."""
        senders = sorted({feed.sender for feed in feeds().values()} - {"transport"})[:3]
        for unit, times in zip(senders, (1, 3, 2), strict=True):
            for number in range(times):
                tasks = {"feeds": [feed for feed in feeds().values() if feed.sender == unit][:1], "purposes": []}
                one = program(Role.DATA_OFFICER, unit, name=f"程序{number}", **tasks).program
                revoke_program(one.ref, by="rule:probing", at=AT + number * HOUR)
        listed = [
            (row.looker.unit, row.looker.username, row.looker.program)
            for row in raised_in(NOVEMBER, lawbook=lawbook(), at=MONDAY)
        ]
        assert listed == sorted(listed)
        assert len(listed) == 7


@proves("R24")
@db
class TestPage:
    def test_names_officials_and_counts_and_nobody_who_was_looked_at(self, drawn, clock):
        reviewed(drawn[0], Review.FITS)
        for response in (page_of(), page_of(path="/oversight/signs/2026-11.csv")):
            page = response.content.decode()
            assert "莫晓岚" in page
            assert "clerk-transport" in page
            matters = [one.entry.matter for one in drawn]
            hidden = [who.name for who in SEEN] + [who.number for who in SEEN]
            hidden += [matter.ref for matter in matters] + [one.ref for one in drawn]
            hidden += [bytes(nonce).hex() for nonce in Entry.objects.values_list("nonce", flat=True)]
            hidden += [bytes(matter.number_index).hex() for matter in matters]
            assert [what for what in hidden if what in page] == []
        main = page_of().content.decode().split("<main")[1].split("</main")[0]
        assert set(re.findall(r'(?:href|action)="([^"]+)"', main)) == {
            "/oversight/signs/",
            "/oversight/signs/2026-11.csv",
        }

    def test_reads_no_column_that_leads_to_a_person(self, drawn, clock):
        reviewed(drawn[1], Review.DOUBTFUL, "用途和事项对不上")
        with CaptureQueriesContext(connection) as asked:
            raised_in(NOVEMBER, lawbook=lawbook(), at=MONDAY + HOUR)
        said = " ".join(query["sql"] for query in asked.captured_queries)
        assert "looks_drawnlook" in said
        for column in ("number_index", "name_index", "content", "data_key", "matters_matter", "people_", '"ref"'):
            assert column not in said, column

    def test_says_what_a_sign_is_and_shows_zero_as_zero(self, drawn, clock):
        page = text_of(page_of())
        assert "规则一共点到3次" in page
        assert "本身什么也说明不了" in page
        (_, line) = list(
            csv.reader(io.StringIO(page_of(path="/oversight/signs/2026-11.csv").content.decode("utf-8-sig")))
        )
        assert line[0] == "2026-11"
        assert line[-4:] == ["3", "3", "0", "0"]

    def test_is_empty_where_nothing_was_raised(self, clock):
        page = text_of(page_of())
        assert "2026年11月，规则没有点到谁" in page
        assert "这个月没有" in page

    def test_knows_no_month_outside(self, drawn, clock):
        assert "2026年11月" in text_of(page_of(month="2026-11"))
        for month in ("2026-10", "2026-12", "九月", "2026-11 OR 1"):
            assert page_of(month=month).status_code == 404
        assert page_of(path="/oversight/signs/2026-12.csv").status_code == 404

    def test_is_the_auditors_alone(self, drawn, clock):
        for role in set(Role) - {Role.AUDITOR}:
            client = Client()
            client.force_login(filled.official(role, "credit_centre"))
            assert page_of(client).status_code == 403
            assert page_of(client, "/oversight/signs/2026-11.csv").status_code == 403
        assert page_of(Client()).status_code == 302
        assert selectors.to_review(auditor()).exists()
        assert WHO.name not in text_of(page_of())
