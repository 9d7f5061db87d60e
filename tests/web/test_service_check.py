"""The window's page of conveniences: one yes, one look, the same words for both, and no address to read it again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import get_resolver

from chengxin.api.v1 import ROOMS
from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.notices.models import Letter
from chengxin.core.calendar import start_of
from chengxin.core.notes import COSIGNED, Key
from chengxin.core.permissions import Role
from chengxin.web.law import lawbook
from tests.guards.test_routes import routes
from tests.proves import proves
from tests.web import filled
from tests.web.world import NOW, PERSON, Clock, all_fresh, official, penalties_csv, penalty, send, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def window() -> Client:
    return signed_in(official("moxiaolan", Role.CLERK))


@pytest.fixture
def fresh(clock: Clock):
    sender = official("gedehong", Role.DATA_OFFICER, name="葛德鸿", seat="法制科")
    all_fresh(sender, NOW)
    return sender


def opened(window: Client, service: str = "道路客运驾驶员从业资格许可", request_no: str = "黑政服〔2026〕11820") -> str:
    typed = {"name": PERSON.name, "number": PERSON.number, "is_present": "on", "reason": "又来一次"}
    response = window.post("/window/", {"service": service, "request_no": request_no, **typed})
    assert response.status_code == 303, text_of(response)
    return response["Location"]


class TestPage:
    @proves("E8")
    def test_is_led_to_from_the_matter_and_says_what_is_looked_at(self, window, fresh) -> None:
        matter = opened(window)
        assert f'href="{matter}service/"' in window.get(matter).content.decode()
        page = text_of(window.get(f"{matter}service/"))
        assert "道路运输从业人员违法，36个月以内、正在生效的" in page
        assert "证件照（可以后补，5个工作日）" in page
        assert not AccessEntry.objects.exists()

    @proves("E8")
    def test_says_yes_to_whoever_brings_everything(self, window, fresh) -> None:
        page = text_of(window.post(f"{opened(window)}service/", {"is_agreed": "on"}))
        assert "可以先办（绿色通道）" in page
        assert "申请人先看" in page
        assert "《道路运输条例》第七十五条" in page

    @proves("I10")
    def test_cannot_tell_while_no_witness_comes_and_never_says_no(self, window, clock, fresh, settings) -> None:
        key = Key("court.example", b"k" * 32, COSIGNED)
        settings.LEDGER_WITNESSES, settings.LEDGER_WITNESS_QUORUM = (key,), 1
        settings.LEDGER_WITNESS_URLS = {key.text: "http://127.0.0.1:9"}
        clock.forward(hours=lawbook().period("witness_patience", on=NOW.date()) + 1)
        page = text_of(window.post(f"{opened(window)}service/", {"is_agreed": "on"}))
        assert "外面的见证人太久没有来" in page
        assert "可以先办" not in page
        assert "这一次不能用便利" not in page

    @proves("E8", "E9")
    def test_says_no_with_article_parameter_and_data(self, window, clock, fresh) -> None:
        served = penalty(served_on=(NOW - timedelta(days=40)).date())
        send(fresh, penalties_csv(served), NOW)
        clock.forward(days=1)
        page = text_of(window.post(f"{opened(window)}service/", {"is_agreed": "on"}))
        assert "这一次不能用便利，照常办" in page
        for fact in (
            served.decision_no,
            "《道路运输条例》第七十五条：决定说的是",
            "从2026年8月20日起36个月",
            "最后一天2029年8月20日",
        ):
            assert fact in page, fact

    @proves("E8")
    def test_says_cannot_tell_where_a_source_is_silent(self, window, clock) -> None:
        page = text_of(window.post(f"{opened(window)}service/", {"is_agreed": "on"}))
        assert "无法判断" in page
        assert "不算申请人不好" in page
        assert "这一次不能" not in page

    @proves("R23")
    def test_looks_at_nobody_who_did_not_agree_or_could_gain_nothing(self, window, fresh) -> None:
        matter = opened(window)
        for sent in ({}, {"missing": ["another"], "is_agreed": "on"}, {"missing": ["unlisted"], "is_agreed": "on"}):
            response = window.post(f"{matter}service/", sent)
            assert response.status_code == 422
        assert not AccessEntry.objects.exists()

    @proves("E8")
    def test_tells_the_day_by_which_a_paper_follows(self, window, fresh) -> None:
        sent = {"missing": ["photo"], "is_agreed": "on"}
        page = text_of(window.post(f"{opened(window)}service/", sent))
        assert "可以先收下，缺的材料后补（容缺受理）" in page
        assert "证件照5个工作日，最后一天2026年12月1日" in page

    def test_is_not_there_without_a_row_or_after_the_end(self, window, fresh, monkeypatch) -> None:
        matter = opened(window)
        window.post(f"{matter}close/", {"outcome": "granted"})
        assert window.get(f"{matter}service/").status_code == 404
        assert window.get("/window/matters/none/service/").status_code == 404
        elsewhere = signed_in(official("qiuwanqing", Role.CLERK, unit="samr"))
        assert elsewhere.get(f"{matter}service/").status_code == 404

    @proves("C1")
    def test_looks_at_nobody_past_the_units_agreement(self, window, fresh, clock) -> None:
        matter = opened(window)
        clock.at = start_of(date(2031, 1, 1))
        response = window.post(f"{matter}service/", {"is_agreed": "on"})
        assert (response.status_code, "已经过了" in text_of(response)) == (422, True)
        assert not AccessEntry.objects.exists()

    @proves("R43")
    def test_is_followed_by_a_notice_where_the_outcome_is_against_the_applicant(self, window, fresh) -> None:
        """What the check showed is kept nowhere: whoever refuses after it says why, and the person is written to."""
        matter = opened(window)
        window.post(f"{matter}service/", {"is_agreed": "on"})
        assert "要凭记录不准予的，请先在这件事里查询" in text_of(window.get(matter))
        refused = window.post(f"{matter}close/", {"outcome": "not_granted"})
        assert (refused.status_code, "有5处要改" in text_of(refused)) == (422, True)
        said = {"decider": "慕容知远", "seat": "科长", "article": "《道路运输条例》第九条", "words": "材料不齐"}
        done = window.post(f"{matter}close/", {"outcome": "not_granted", **said, "remedy": "黑河市人民政府"})
        assert done.status_code == 303
        assert Letter.objects.get().template == "adverse_use"


class TestPapers:
    @proves("E8")
    def test_are_promised_on_the_page_and_closed_on_the_matter(self, window, fresh) -> None:
        matter = opened(window)
        page = window.post(f"{matter}service/", {"missing": ["photo"], "is_agreed": "on"}).content.decode()
        assert '<input type="hidden" name="papers" value="photo">' in page
        assert window.post(f"{matter}papers/", {"papers": ["photo"]})["Location"] == matter
        assert "最后一天2026年12月1日" in text_of(window.get(matter))
        assert window.post(f"{matter}papers/", {"papers": ["photo"]}).status_code == 422
        client = Client()
        filled.sign_in(client, PERSON)
        assert "在等后补的材料" in text_of(client.get("/me/papers/"))
        home = text_of(client.get("/me/records/"))
        assert "有1份材料等您后补，还有7天" in home
        assert "道路客运驾驶员从业资格许可：证件照最迟2026年12月1日" in home
        calendar = client.get("/me/papers/days.ics").content.decode()
        assert "DTSTART;VALUE=DATE:20261201" in calendar
        assert not [word for word in ("证件照", "交通", "11820", PERSON.name) if word in calendar]
        assert window.post(f"{matter}papers/unlisted/").status_code == 422
        assert window.post(f"{matter}papers/photo/")["Location"] == matter
        assert "材料都到了" in text_of(window.get(matter))
        assert "材料都到了" in text_of(client.get("/me/papers/"))
        assert "等您后补" not in text_of(client.get("/me/records/"))
        assert client.get("/me/papers/days.ics").status_code == 404
        assert "后补的材料都到了" in text_of(client.get("/me/letters/"))

    def test_are_found_again_on_another_day_at_another_window(self, window, clock, fresh) -> None:
        matter = opened(window)
        window.post(f"{matter}service/", {"is_agreed": "on", "missing": ["photo"]})
        assert "看过便利 还没有结果" in text_of(window.get("/window/today/"))
        window.post(f"{matter}papers/", {"papers": ["photo"]})
        clock.forward(days=3)
        page = text_of(window.get("/window/today/"))
        assert "等后补的材料 最后一天2026年12月1日" in page
        colleague = signed_in(official("tongshi", Role.CLERK, name="同事"))
        assert "11820" not in text_of(colleague.get("/window/today/"))
        # The applicant's number can be guessed; the random one stands on the page of the matter, for the slip.
        assert colleague.post("/window/today/", {"number": "黑政服〔2026〕11820"}).status_code == 422
        ref = matter.strip("/").split("/")[-1]
        assert colleague.post("/window/today/", {"number": ref.lower()})["Location"] == matter
        elsewhere = signed_in(official("qiuwanqing", Role.CLERK, unit="samr"))
        assert elsewhere.post("/window/today/", {"number": ref}).status_code == 422
        clock.forward(days=7)
        assert "后补过了日子 最后一天2026年12月1日" in text_of(window.get("/window/today/"))
        colleague.post(f"{matter}papers/photo/")
        assert "材料到齐了 还没有结果" in text_of(window.get("/window/today/"))

    @proves("C1")
    def test_follow_nowhere_before_the_conveniences_were_looked_at(self, window, fresh) -> None:
        matter = opened(window)
        refused = window.post(f"{matter}papers/", {"papers": ["photo"]})
        assert (refused.status_code, "这件事还没有看过便利" in text_of(refused)) == (422, True)
        assert "后补的材料" not in text_of(window.get(matter))
        window.post(f"{matter}service/", {"missing": ["photo"], "is_agreed": "on"})
        assert window.post(f"{matter}papers/", {"papers": ["photo"]})["Location"] == matter

    def test_of_nobody_else_are_told(self, window, fresh) -> None:
        matter = opened(window)
        window.post(f"{matter}service/", {"missing": ["photo"], "is_agreed": "on"})
        window.post(f"{matter}papers/", {"papers": ["photo"]})
        client = Client()
        filled.sign_in(client, filled.person())
        assert "没有说定过后补的材料" in text_of(client.get("/me/papers/"))
        elsewhere = signed_in(official("qiuwanqing", Role.CLERK, unit="samr"))
        assert elsewhere.post(f"{matter}papers/photo/").status_code == 404


class TestKeptNowhere:
    @proves("R23")
    def test_neither_the_session_nor_an_address_holds_it(self, window, fresh) -> None:
        matter = opened(window)
        before = {one.pk: one.session_data for one in Session.objects.all()}
        response = window.post(f"{matter}service/", {"is_agreed": "on"})
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        assert {one.pk: one.session_data for one in Session.objects.all()} == before
        assert "绿色通道）" not in text_of(window.get(f"{matter}service/"))

    @proves("R23")
    def test_the_person_reads_that_it_was_made_and_not_what_came_of_it(self, window, fresh) -> None:
        window.post(f"{opened(window)}service/", {"is_agreed": "on"})
        client = Client()
        filled.sign_in(client, PERSON)
        page = text_of(client.get("/me/looks/"))
        assert "便利核查" in page
        assert "看到什么、可不可以，没有存" in page


@proves("R23")
class TestApi:
    def test_has_no_operation_and_no_word_for_a_check(self) -> None:
        schema = Client().get("/api/v1/openapi.json")
        assert schema.status_code == 200
        told = schema.content.decode()
        assert "/catalogue" in told
        words = (
            "green_channel",
            "tolerant",
            "check_service",
            "service_checked",
            "ServiceCheck",
            "verdict",
            "excluding",
        )
        assert [word for word in words if word in told] == []
        names = [
            operation.view_func.__name__
            for router, _ in ROOMS
            for view in router.path_operations.values()
            for operation in view.operations
        ]
        assert names
        assert not [name for name in names if "service" in name or "convenience" in name]

    def test_one_door_leads_to_it_and_only_a_clerk_enters(self) -> None:
        doors = {
            address: route.callback.door
            for address, route in routes(get_resolver())
            if getattr(route.callback, "__module__", "").endswith("window.services")
        }
        matter = "window/matters/<slug:ref>/"
        assert set(doors) == {matter + end for end in ("service/", "papers/", "papers/<slug:paper>/")}
        assert set(doors.values()) == {frozenset({Role.CLERK})} or all(set(one) == {"clerk"} for one in doors.values())


@pytest.mark.parametrize("slug", list(lawbook().services))
def test_each_service_is_two_clicks_from_the_front(slug: str, clock: Clock) -> None:
    """Under the words of the same row that the check reads."""
    client, service = Client(), lawbook().services[slug]
    assert 'href="/services/"' in client.get("/").content.decode()
    assert f'href="/services/{slug}/"' in client.get("/services/").content.decode()
    page = text_of(client.get(f"/services/{slug}/"))
    for paper in service.papers:
        assert f"{paper.name}{paper.working_days}个工作日里补" in page
    for exclusion in service.exclusions:
        assert exclusion.basis.cite() in page
    assert "谁都可以" in page
