"""The demo's own doors: who you can be, the identity picker, the clock; in production none of them opens."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from chengxin import clock
from chengxin.apps.matters.models import OverdueNote
from chengxin.apps.submissions.models import Receipt, Submission
from chengxin.core.calendar import day_of
from chengxin.core.permissions import Role
from chengxin.demo import cast
from tests.web.world import PERSON, official, signed_in, text_of

pytestmark = pytest.mark.django_db
PLACES = ["/demo/", "/demo/sign-in/", "/demo/clock/"]


@pytest.fixture(autouse=True)
def _own_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock of this test's own, which can really be moved."""
    monkeypatch.setattr("chengxin.clock._file", lambda: tmp_path / "demo-clock")
    cache.clear()
    earliest = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    if clock.now() < earliest:
        clock.move_to(earliest)


class TestIndex:
    def test_names_everybody_and_the_six_steps(self, client: Client) -> None:
        page = text_of(client.get("/demo/"))
        for one in cast.OFFICIALS:
            assert one.username in page
            assert one.password in page
        for step in cast.STEPS:
            assert step in page

    def test_says_what_else_can_be_tried_and_leads_to_everybody(self, client: Client) -> None:
        answer = client.get("/demo/")
        for heading, text in cast.MORE:
            assert f"{heading}。{text}" in text_of(answer)
        page = answer.content.decode()
        assert page.index('href="/demo/sign-in/"') < page.index('id="road"')
        names = {one.name for one in cast.OFFICIALS} | {one.name for one, _ in cast.RESIDENTS}
        assert all(any(name in text for name in names) for _, text in cast.MORE)

    def test_leads_from_each_step_to_where_it_happens(
        self, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One press is somebody of the cast, on the page that the step names."""
        (tmp_path / "samples").mkdir()
        (tmp_path / "samples" / "行政处罚-路上的一份文件.xlsx").write_bytes(b"x")
        monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
        page = client.get("/demo/").content.decode()
        road = re.findall(r"<li><b>.*?</li>", page, re.DOTALL)
        assert len(road) == len(cast.STEPS) + len(cast.MORE)
        assert [one for one in road if "<button" not in one and "<a " not in one] == []
        handing_over, asking, _, _, moving, reading, *_ = road
        assert "当葛德鸿" in handing_over
        assert 'href="/demo/samples/' in handing_over
        assert "当莫晓岚" in asking
        assert f"当{cast.NEWCOMER.name}<" not in asking
        assert 'href="/demo/clock/"' in moving
        assert 'action="/demo/sign-in/?next=%2Fme%2Flooks%2F"' in reading

    def test_leads_nowhere_else(self, client: Client) -> None:
        cast.appoint_all()
        cast.learn_all(clock.now())
        who = {"name": PERSON.name, "number": PERSON.number}
        assert client.post("/demo/sign-in/?next=/me/looks/", who)["Location"] == "/me/looks/"
        for elsewhere in ("https://example.org/", "//example.org/", "javascript:alert(1)"):
            assert client.post(f"/demo/sign-in/?next={elsewhere}", who)["Location"] == "/me/records/"
        clerk = next(one for one in cast.OFFICIALS if one.role is Role.CLERK)
        asked = client.post("/demo/be/?next=/window/recalls/", {"username": clerk.username})
        assert asked["Location"] == "/window/recalls/"

    @pytest.mark.parametrize("page", ["/", "/demo/clock/", "/staff/sign-in/"])
    def test_is_one_link_away_from_every_page(self, client: Client, page: str) -> None:
        assert '<a class="govuk-link" href="/demo/">演示说明</a>' in client.get(page).content.decode()

    def test_one_press_signs_an_official_in(self, client: Client) -> None:
        cast.appoint_all()
        cast.learn_all(clock.now())
        clerk = next(one for one in cast.OFFICIALS if one.role is Role.CLERK)
        response = client.post("/demo/be/", {"username": clerk.username})
        assert (response.status_code, response["Location"]) == (303, "/window/")
        assert clerk.name in text_of(client.get("/window/"))

    def test_signs_in_nobody_else(self, client: Client) -> None:
        official("someone", Role.CLERK)
        assert client.post("/demo/be/", {"username": "someone"}).status_code == 404
        assert client.get("/window/").status_code == 302

    def test_offers_the_samples_and_nothing_beside_them(
        self, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "samples").mkdir()
        (tmp_path / "samples" / "路上的一份文件.csv").write_bytes(b"x")
        (tmp_path / "secret").write_bytes(b"y")
        monkeypatch.setattr(settings, "DATA_DIR", tmp_path)
        assert "路上的一份文件.csv" in text_of(client.get("/demo/"))
        assert client.get("/demo/samples/路上的一份文件.csv").content == b"x"
        for name in ("secret", "..%2Fsecret", "demo-clock"):
            assert client.get(f"/demo/samples/{name}").status_code == 404


class TestSignIn:
    def test_shows_the_cast_with_masked_numbers(self, client: Client) -> None:
        page = text_of(client.get("/demo/sign-in/"))
        assert "演示身份选择器（代替统一身份认证）" in page
        for identity, says in cast.RESIDENTS:
            assert identity.name in page
            assert says in page
            assert identity.number not in page

    @pytest.mark.parametrize("identity", [identity for identity, _ in cast.RESIDENTS], ids=lambda who: who.name)
    def test_lets_each_of_the_cast_in(self, client: Client, identity) -> None:
        response = client.post("/demo/sign-in/", {"name": identity.name, "number": identity.number})
        assert (response.status_code, response["Location"]) == (303, reverse("resident:records"))
        assert identity.name in text_of(client.get(reverse("resident:records")))

    def test_lets_in_somebody_invented(self, client: Client) -> None:
        spaced = f"{PERSON.number[:6]} {PERSON.number[6:14]} {PERSON.number[14:]}"
        assert client.post("/demo/sign-in/", {"name": "赵㐱", "number": spaced}).status_code == 303
        assert "赵㐱" in text_of(client.get(reverse("resident:records")))

    def test_keeps_nothing_readable_in_the_session(self, client: Client) -> None:
        client.post("/demo/sign-in/", {"name": PERSON.name, "number": PERSON.number})
        held = str(dict(client.session))
        assert PERSON.number not in held
        assert PERSON.name not in held

    @pytest.mark.parametrize(
        ("number", "sentence"),
        [
            ("231102189304172160", "校验不对"),
            ("110101199003074258", "演示里只收出生在1880—1899年的虚构号码"),
            ("12", "身份证号应是18位"),
            ("", "请输入身份证号"),
        ],
    )
    def test_takes_no_number_of_anybody_alive(self, client: Client, number: str, sentence: str) -> None:
        from chengxin.core.identity_number import check_character

        if sentence.startswith("演示"):
            number = number[:17] + check_character(number[:17])
        response = client.post("/demo/sign-in/", {"name": "某人", "number": number})
        assert response.status_code == 422
        assert sentence in text_of(response)
        assert client.get(reverse("resident:records")).status_code == 302


class TestClock:
    def test_moves_forward_and_says_so(self, client: Client) -> None:
        before = clock.now()
        response = client.post("/demo/clock/", {"step": "wait", "reports": "on"})
        assert (response.status_code, response["Location"]) == (303, "/demo/clock/?moved=1")
        assert timedelta(days=16) <= clock.now() - before < timedelta(days=16, minutes=2)
        page = text_of(client.get("/demo/clock/?moved=1"))
        assert "时钟拨好了" in page
        assert day_of(clock.now()).strftime("%Y") in page

    def test_says_why_sixteen_days(self, client: Client) -> None:
        page = text_of(client.get("/demo/clock/"))
        assert "往后16天，等待期过完" in page
        assert "等待期7天，从您知道的第二天数起；期满那天休息的顺延，最长的假期也在16天以内" in page

    def test_moves_to_a_day(self, client: Client) -> None:
        client.post("/demo/clock/", {"to": "2031-05-06"})
        assert day_of(clock.now()).isoformat() == "2031-05-06"

    def test_a_day_goes_before_the_button_that_the_return_key_presses(self, client: Client) -> None:
        client.post("/demo/clock/", {"to": "2031-05-06", "step": "day"})
        assert day_of(clock.now()).isoformat() == "2031-05-06"

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({}, "请选往后多久，或者填一个日期"),
            ({"to": "2020-01-01"}, "演示时钟只能往后拨"),
            ({"to": "明年"}, "日期要像2026-12-24这样写"),
            ({"to": "2200-01-01"}, "最远拨到2099年"),
        ],
    )
    def test_never_moves_otherwise(self, client: Client, typed: dict[str, str], sentence: str) -> None:
        before = clock.offset()
        response = client.post("/demo/clock/", typed)
        assert response.status_code == 422
        assert sentence in text_of(response)
        assert clock.offset() == before

    def test_lets_the_departments_report_and_finishes_at_once(self, client: Client) -> None:
        cast.appoint_all()
        client.post("/demo/clock/", {"step": "day", "reports": "on"})
        assert Submission.objects.count() == len(cast.sources())
        assert Receipt.objects.count() == len(cast.sources())

    def test_without_reports_the_sources_grow_old(self, client: Client) -> None:
        cast.appoint_all()
        client.post("/demo/clock/", {"step": "day"})
        assert not Submission.objects.exists()

    def test_does_what_has_become_due(self, client: Client) -> None:
        clerk = signed_in(official("mo", Role.CLERK))
        from chengxin.web.law import lawbook

        service = lawbook().purposes["road_transport_licence"].services[0]
        typed = {
            "service": service,
            "request_no": "1",
            "name": PERSON.name,
            "number": PERSON.number,
            "is_present": "on",
        }
        assert clerk.post("/window/", typed).status_code == 303
        client.post("/demo/clock/", {"step": "month"})
        client.post("/demo/clock/", {"step": "day"})
        assert OverdueNote.objects.count() == 1


class TestProduction:
    @pytest.mark.parametrize("place", [*PLACES, "/demo/samples/x.csv"])
    def test_shows_none_of_it(self, client: Client, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
        monkeypatch.setattr(settings, "IS_DEMO", False)
        assert client.get(place).status_code == 404

    def test_takes_none_of_it(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        cast.appoint_all()
        monkeypatch.setattr(settings, "IS_DEMO", False)
        before = clock.offset()
        for place, typed in [
            ("/demo/be/", {"username": cast.OFFICIALS[0].username}),
            ("/demo/sign-in/", {"name": PERSON.name, "number": PERSON.number}),
            ("/demo/clock/", {"step": "year"}),
        ]:
            assert client.post(place, typed).status_code == 404
        assert clock.offset() == before
        assert "_auth_user_id" not in client.session
        assert "resident" not in client.session
