"""Pages of delivery: where to be told, how a letter came, handing it over at a window, what did not arrive, the calendar."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.models import Letter
from chengxin.apps.people import selectors as people
from chengxin.apps.records.selectors import held_by
from chengxin.core.facts import Identity
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason
from chengxin.core.records import Standing
from chengxin.web.law import lawbook
from tests.core.test_ical import unfolded
from tests.proves import proves
from tests.web import filled
from tests.web.filled import AT, enclosed, penalty, person, sign_in, submit
from tests.web.test_resident import Clock, only_record_page, words

pytestmark = pytest.mark.django_db
ME = person("王䶮", 71)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    hand = Clock()
    monkeypatch.setattr("chengxin.clock.now", lambda: hand.at)
    return hand


@pytest.fixture
def mine(client: Client, clock: Clock) -> Client:
    sign_in(client, ME)
    return client


@pytest.fixture
def window(clock: Clock) -> Client:
    client = Client()
    client.force_login(filled.official(Role.CLERK))
    return client


@pytest.fixture
def counter(clock: Clock) -> Client:
    """The window of the unit that keeps the platform, where a signature is noted."""
    client = Client()
    client.force_login(filled.official(Role.CLERK, "credit_centre"))
    return client


@pytest.fixture
def desk(clock: Clock) -> Client:
    client = Client()
    client.force_login(filled.official(Role.CASE_OFFICER, "credit_centre", name="鞠言秋"))
    return client


def only_ref(who: Identity = ME) -> str:
    indexes = people.indexes(who)
    [letter] = notices.list_for_person(indexes.number, indexes.name)
    return letter.ref


def standing(clock: Clock) -> Standing:
    [held] = held_by(people.indexes(ME), lawbook=lawbook(), at=clock.at)
    return held.standing


FIND = {"name": ME.name, "number": ME.number, "ref": "", "is_present": "on"}


class TestContact:
    def test_is_given_changed_and_removed_in_one_step_each(self, mine: Client) -> None:
        assert "您没有留联系方式" in words(mine.get("/me/letters/").content)
        reply = mine.post("/me/contact/", {"channel": "email", "address": "me@example.cn"})
        assert (reply.status_code, reply["Location"]) == (303, "/me/contact/")
        page = words(mine.get("/me/contact/").content)
        assert "留的是me@example.cn" in page
        assert lawbook().delivery.nudge in page
        mine.post("/me/contact/", {"channel": "email", "address": "new@example.cn"})
        mine.post("/me/contact/", {"channel": "sms", "address": "139 0000 0000"})
        page = words(mine.get("/me/contact/").content)
        assert "留的是new@example.cn" in page
        assert "留的是13900000000" in page
        assert "me@example.cn" not in page.replace("name@example.cn", "")
        assert "您留了2个联系方式" in words(mine.get("/me/letters/").content)
        mine.post("/me/contact/remove/", {"channel": "email"})
        assert "new@example.cn" not in words(mine.get("/me/contact/").content)

    @pytest.mark.parametrize("address", ["", "no", "a@b"])
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, mine: Client, address: str) -> None:
        reply = mine.post("/me/contact/", {"channel": "email", "address": address})
        assert reply.status_code == 422
        assert "有误需要修改" in reply.content.decode()
        assert f'value="{address}"' in reply.content.decode() or not address
        indexes = people.indexes(ME)
        assert notices.contacts_of(indexes.number, indexes.name) == []

    def test_of_another_person_is_seen_by_nobody(self, mine: Client) -> None:
        mine.post("/me/contact/", {"channel": "email", "address": "mine@example.cn"})
        other = Client()
        sign_in(other, person("诸葛长河", 72))
        assert b"mine@example.cn" not in other.get("/me/contact/").content
        other.post("/me/contact/remove/", {"channel": "email"})
        assert b"mine@example.cn" in mine.get("/me/contact/").content


class TestAtTheWindow:
    def test_finds_prints_and_notes_the_signature(self, counter: Client, mine: Client, clock: Clock) -> None:
        submit([penalty(ME)])
        ref = only_ref()
        page = words(counter.post("/window/letters/", FIND).content)
        assert "有1封信等着本人" in page
        assert ref in page
        assert ME.number not in page
        assert lawbook().letter("registered_adverse").title not in page
        pdf = counter.post(f"/window/letters/{ref}/print/")
        assert pdf["Content-Type"] == "application/pdf"
        assert pdf.content.startswith(b"%PDF")
        assert standing(clock) is Standing.AWAITING_NOTICE
        reply = counter.post("/window/letters/sign/", {"ref": [ref]})
        assert (reply.status_code, reply["Location"]) == (303, "/window/letters/")
        assert "1封信本人已经签收" in words(counter.get("/window/letters/").content)
        assert "已经签收" not in words(counter.get("/window/letters/").content)
        clock.at += timedelta(seconds=1)
        assert standing(clock) is Standing.WAITING
        looks = words(mine.get("/me/looks/").content)
        for said in ("找给您的信", "打印给您的信", "记下您签收", ref, "莫晓岚"):
            assert said in looks
        story = words(mine.get(only_record_page(mine)).content)
        assert "您在窗口签收了告知信" in story

    def test_finds_by_the_reference(self, window: Client, clock: Clock) -> None:
        submit([penalty(ME)])
        typed = f" {only_ref()[:5].lower()} {only_ref()[5:]}"
        page = words(window.post("/window/letters/", {"ref": typed, "is_present": "on"}).content)
        assert ME.name in page
        assert "有1封信等着本人" in page
        reply = window.post("/window/letters/", {"ref": "2222222222", "is_present": "on"})
        assert reply.status_code == 422
        assert lawbook().reason_text(Reason.LETTER_UNKNOWN).text in words(reply.content)

    def test_a_wrong_name_reads_like_no_letter(self, window: Client, clock: Clock) -> None:
        submit([penalty(ME)])
        wrong = words(window.post("/window/letters/", FIND | {"name": "别人"}).content)
        nobody = words(
            window.post("/window/letters/", FIND | {"name": "别人", "number": person("别人", 99).number}).content
        )
        assert "没有等着的信" in wrong
        strip = re.compile(r"\d{4}\*+\d{3}[\dX]")
        assert strip.sub("", wrong) == strip.sub("", nobody)

    @pytest.mark.parametrize("missing", ["name", "number", "is_present"])
    def test_needs_the_card(self, window: Client, missing: str) -> None:
        reply = window.post("/window/letters/", FIND | {missing: ""} if missing != "is_present" else
                            {key: value for key, value in FIND.items() if key != missing})  # fmt: skip
        assert reply.status_code == 422
        assert not AccessEntry.objects.exists()

    def test_refuses_a_signature_under_what_was_not_printed(self, counter: Client, clock: Clock) -> None:
        submit([penalty(ME)])
        reply = counter.post("/window/letters/sign/", {"ref": [only_ref()]})
        assert reply.status_code == 422
        assert lawbook().reason_text(Reason.LETTER_NOT_PRINTED).title in words(reply.content)
        assert standing(clock) is Standing.AWAITING_NOTICE

    def test_notes_all_signatures_or_none(self, counter: Client, clock: Clock) -> None:
        """One letter was printed and one was not: the page says that nothing was done, and nothing was."""
        submit([penalty(ME), penalty(ME, "黑交罚〔2026〕0418号")])
        printed, other = Letter.objects.order_by("pk")
        counter.post(f"/window/letters/{printed.ref}/print/")
        reply = counter.post("/window/letters/sign/", {"ref": [printed.ref, other.ref]})
        assert reply.status_code == 422
        assert "什么也没有办" in words(reply.content)
        assert not AccessEntry.objects.filter(outcome="letter_signed").exists()
        assert counter.post("/window/letters/sign/", {"ref": [printed.ref]}).status_code == 303

    def test_elsewhere_a_letter_is_handed_over_and_nothing_is_proved(self, window: Client, clock: Clock) -> None:
        submit([penalty(ME)])
        page = words(window.post("/window/letters/", FIND).content)
        assert "这里交信，不算已经告诉过他" in page
        assert "记下签收" not in page
        assert "回执上签名" not in words(window.get("/window/letters/").content)
        assert window.post(f"/window/letters/{only_ref()}/print/").content.startswith(b"%PDF")
        reply = window.post("/window/letters/sign/", {"ref": [only_ref()]})
        assert reply.status_code == 422
        assert lawbook().reason_text(Reason.UNIT_MAY_NOT).title in words(reply.content)
        assert standing(clock) is Standing.AWAITING_NOTICE


class TestAtTheDesk:
    def test_counts_what_did_not_arrive_and_names_nobody(self, desk: Client, clock: Clock) -> None:
        submit([penalty(ME)])
        clock.at = AT + timedelta(days=31)
        page = words(desk.get("/desk/letters/").content)
        assert "有1封信，本人还没有打开或者签收" in page
        assert lawbook().letter("registered_adverse").title in page
        assert "31天" in page
        assert ME.name not in page
        assert only_ref() not in page

    def test_prints_for_the_post_and_notes_slip_and_return(self, desk: Client, clock: Clock) -> None:
        submit([penalty(ME)])
        ref = only_ref()
        assert desk.post("/desk/letters/", {"ref": ref, "what": "print"}).content.startswith(b"%PDF")
        clock.at += timedelta(days=4)
        desk.post("/desk/letters/", {"ref": ref, "what": "returned"})
        assert "退回来了" in words(desk.get("/desk/letters/").content)
        desk.post("/desk/letters/", {"ref": ref, "what": "print"})
        reply = desk.post("/desk/letters/", {"ref": ref, "what": "slip", "signed_on": "2026-11-24"})
        assert reply.status_code == 422
        assert lawbook().reason_text(Reason.PROOF_BEFORE_LETTER).text in words(reply.content)
        clock.at += timedelta(days=2)
        reply = desk.post("/desk/letters/", {"ref": ref, "what": "slip", "signed_on": "2026年11月29日"})
        assert reply.status_code == 303
        clock.at += timedelta(seconds=1)
        assert standing(clock) is Standing.WAITING
        assert "没有还没送到本人手里的信" in words(desk.get("/desk/letters/").content)

    def test_is_for_the_keeper_alone(self, clock: Clock) -> None:
        client = Client()
        client.force_login(filled.official(Role.CASE_OFFICER, "transport"))
        refused = client.get("/desk/letters/")
        assert refused.status_code == 403
        assert "寄出去的信" in words(refused.content)
        assert 'href="/desk/letters/"' not in refused.content.decode()

    @pytest.mark.parametrize("said", [{}, {"ref": "X"}, {"ref": "X", "what": "slip"}, {"ref": "X", "what": "lost"}])
    def test_says_what_is_missing(self, desk: Client, said: dict[str, str]) -> None:
        assert desk.post("/desk/letters/", said).status_code == 422


class TestHowItCame:
    def test_each_way_and_what_came_of_it(self, mine: Client, desk: Client, clock: Clock) -> None:
        submit([penalty(ME)])
        ref = only_ref()
        desk.post("/desk/letters/", {"ref": ref, "what": "print"})
        clock.at += timedelta(days=3)
        desk.post("/desk/letters/", {"ref": ref, "what": "returned"})
        page = words(mine.get("/me/letters/").content)
        assert lawbook().delivery.letters["returned"].title in page
        mine.post(f"/me/letters/{ref}/open/")
        page = words(mine.get(f"/me/letters/{ref}/").content)
        for said in (
            "平台的信箱",
            "纸质信",
            "2026年11月24日09:00发出去了",
            "2026年11月27日09:00退回来了",
            "鞠言秋经手",
            "打开过",
        ):
            assert said in page


@proves("G1")
class TestCalendar:
    @proves("G15")
    def test_has_the_days_still_to_come_and_nothing_about_the_person(self, mine: Client, clock: Clock) -> None:
        submit([penalty(ME, proof=enclosed(date(2026, 9, 20)))])
        reply = mine.get(only_record_page(mine) + "calendar/")
        assert reply["Content-Type"] == "text/calendar; charset=utf-8"
        assert ".ics" in reply["Content-Disposition"]
        lines = unfolded(reply.content)
        days = [line.split(":")[1] for line in lines if line.startswith("DTSTART")]
        # Reconsideration ended on 2026-11-19; the court until 2027-03-22 (the 20th is a Saturday), repair, the end.
        assert days == ["20261217", "20270322", "20290819"]
        said = "\n".join(lines)
        for word in (ME.name, ME.number, "道路运输", "黑交罚", "交通", "处罚"):
            assert word not in said

    def test_of_what_has_ended_is_not_there(self, mine: Client, clock: Clock) -> None:
        submit([penalty(ME)])
        page = only_record_page(mine)
        assert "放进手机日历" in words(mine.get(page).content)
        clock.at = AT + timedelta(days=366 * 4)
        assert mine.get(page + "calendar/").status_code == 404
        assert "放进手机日历" not in words(mine.get(page).content)

    def test_of_another_persons_record_is_not_there(self, mine: Client, clock: Clock) -> None:
        submit([penalty(ME)])
        page = only_record_page(mine)
        other = Client()
        sign_in(other, person("诸葛长河", 72))
        assert other.get(page + "calendar/").status_code == 404

    @proves("G15")
    def test_is_linked_from_the_letter(self, mine: Client, clock: Clock) -> None:
        submit([penalty(ME)])
        ref = only_ref()
        mine.post(f"/me/letters/{ref}/open/")
        assert f'href="{only_record_page(mine)}calendar/"' in mine.get(f"/me/letters/{ref}/").content.decode()
