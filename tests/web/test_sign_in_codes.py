"""A code on paper: given at a window, told by letter, taken once from whoever has all three things."""

from __future__ import annotations

import re
from datetime import date, datetime

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client

from chengxin.apps import letters
from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.models import Letter
from chengxin.apps.own_report.schema import Owner, rows_of
from chengxin.apps.people import selectors as people
from chengxin.apps.records.selectors import held_by
from chengxin.apps.sign_ins import open_sessions
from chengxin.apps.sign_ins.actions.bind_subject import bind_subject
from chengxin.apps.sign_ins.actions.give_code import give_code
from chengxin.apps.sign_ins.actions.stop import stop
from chengxin.apps.sign_ins.actions.take_code import take_code
from chengxin.apps.sign_ins.models import SignInCode, SignInCodeUsed, Subject
from chengxin.core.calendar import SHANGHAI
from chengxin.core.errands import SIGN_INS
from chengxin.core.facts import DocumentType, Identity
from chengxin.core.mandates import ACTS
from chengxin.core.permissions import KEEPER, Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.words import moment_zh
from chengxin.demo.numbers import invented
from chengxin.web.law import lawbook
from chengxin.web.signing_in.views import TRIES
from tests.proves import proves
from tests.seated import moves
from tests.web import filled
from tests.web.world import OTHER, PERSON, Clock, official, signed_in, text_of

pytestmark = [pytest.mark.django_db, proves("N6")]


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    cache.clear()
    return Clock(monkeypatch)


@pytest.fixture
def clerk():
    return official("moxiaolan", Role.CLERK)


def give(clock, clerk, who: Identity = PERSON) -> str:
    return give_code(who, lawbook=lawbook(), by=clerk, at=clock.at).code


def typed(code: str, who: Identity = PERSON, client: Client | None = None):
    return (client or Client()).post("/sign-in/", {"name": who.name, "number": who.number, "code": code})


def comes_in(code: str, who: Identity = PERSON) -> bool:
    client = Client()
    response = typed(code, who, client)
    assert response.status_code in {303, 422, 429}
    is_in = client.get("/me/records/").status_code == 200
    assert is_in == (response.status_code == 303)
    return is_in


class TestTheWay:
    def test_from_the_window_to_the_records(self, clerk, clock):
        window = signed_in(clerk)
        sent = {"errand": "code", "name": PERSON.name, "number": PERSON.number, "is_checked": "on"}
        assert window.post("/window/person/", sent)["Location"] == "/window/person/errand/"
        before = text_of(window.get("/window/person/errand/"))
        assert "只交给本人" in before
        assert "打开信不记本人收到了" in before
        page = window.post("/window/person/errand/")
        code = re.search(r'class="cx-num">([A-Z2-7 ]+)<', page.content.decode())[1]
        assert PERSON.number not in page.content.decode()
        assert "2026年12月1日" in text_of(page)
        assert "http://testserver/sign-in/" in text_of(page)
        assert "先打印，再离开这一页" in text_of(page)
        assert re.findall(r"<(\w+)[^>]* autofocus", page.content.decode()) == ["h1"]

        assert window.post("/window/person/errand/")["Location"] == "/window/person/?over=1"
        assert code not in str(dict(window.session))
        assert code.replace(" ", "") not in str(dict(window.session))

        resident = Client()
        assert typed(code, client=resident)["Location"] == "/me/records/"
        assert PERSON.name in text_of(resident.get("/me/records/"))
        assert resident.post("/sign-out/")["Location"] == "/"

    def test_the_person_is_told_by_whom_and_until_when(self, clerk, clock):
        code = give(clock, clerk)
        who = people.indexes(PERSON)
        [letter] = notices.list_for_person(who.number, who.name)
        told = str(letters.render(letter, lawbook=lawbook()))
        assert letter.template == "sign_in_code_given"
        assert "3号窗口，莫晓岚" in told
        assert "2026年12月1日" in told
        assert code not in told

    def test_opening_is_entered_and_shows_no_record(self, clerk, clock):
        signed_in(clerk).post(
            "/window/person/", {"errand": "code", "name": PERSON.name, "number": PERSON.number, "is_checked": "on"}
        )
        [entry] = inquiries.list_for_person(people.indexes(PERSON), at=clock.at)
        assert (entry.purpose, entry.shown) == ("code", [])
        resident = Client()
        typed(give(clock, clerk), client=resident)
        page = text_of(resident.get("/me/looks/"))
        assert "领一个登录码" in page
        assert "没有看您的记录" not in page
        assert "拿着它就能登录，看到您的全部记录和信" in page

    def test_each_use_is_on_the_persons_own_page_with_its_time(self, clerk, clock):
        """Whoever printed a code could use it: the person sees whether somebody did, and when."""
        give(clock, clerk)
        clock.forward(hours=1)
        code = give(clock, clerk)
        clock.forward(hours=1)
        used_at, resident = moment_zh(clock.at), Client()
        typed(code, client=resident)
        clock.forward(minutes=5)
        page = text_of(resident.get("/me/looks/"))
        assert f"{used_at}，有人用它登录过" in page
        assert page.count("3号窗口，莫晓岚。") == 2
        assert page.count("没有人用它登录过") == 1
        elsewhere = Client()
        elsewhere.get("/")
        filled.sign_in(elsewhere, OTHER)
        assert "纸上的登录码登录" not in text_of(elsewhere.get("/me/looks/"))

    @pytest.mark.parametrize(
        ("unit", "days", "is_proof"),
        [(KEEPER, 0, False), (KEEPER, 2, False), (KEEPER, 3, True), ("transport", 3, False), ("transport", 6, False)],
    )
    def test_a_letter_opened_with_a_new_code_is_shown_and_proves_nothing(self, clock, unit, days, is_proof):
        """Whoever printed the code could have come in; the letter stays unread, and is brought as before. Of what an office
        that asks has printed nothing is ever proof."""
        clerk = official("window", Role.CLERK, unit)
        filled.submit([filled.penalty(PERSON)], at=clock.at)
        who = people.indexes(PERSON)
        [letter] = notices.list_for_person(who.number, who.name)
        code, resident = give(clock, clerk), Client()
        clock.forward(days=days)
        typed(code, client=resident)
        assert ("现在打开信只是看" in text_of(resident.get("/me/letters/"))) is not is_proof
        assert resident.post(f"/me/letters/{letter.ref}/open/")["Location"] == f"/me/letters/{letter.ref}/"
        page = text_of(resident.get(f"/me/letters/{letter.ref}/"))
        assert "黑交罚〔2026〕0417号" in page
        assert ("没有记您收到了" in page) is not is_proof
        [held] = held_by(who, lawbook=lawbook(), at=clock.at)
        assert notices.is_read(Letter.objects.get(pk=letter.pk)) is is_proof
        assert ("read_in_portal" in {event.proof_mode for event in held.events}) is is_proof

    @pytest.mark.parametrize(
        ("unit", "days", "may"),
        [(KEEPER, 0, False), (KEEPER, 2, False), (KEEPER, 3, True), ("transport", 3, False), ("transport", 6, False)],
    )
    def test_nothing_is_given_up_with_a_new_code(self, clock, unit, days, may):
        """The office that wants a record prints no code to end what keeps it from it; to object is open at once."""
        clerk = official("window", Role.CLERK, unit)
        filled.submit([filled.penalty(PERSON)], at=clock.at)
        who = people.indexes(PERSON)
        [held] = held_by(who, lawbook=lawbook(), at=clock.at)
        code, resident = give(clock, clerk), Client()
        clock.forward(days=days)
        typed(code, client=resident)
        case = resident.post(f"/me/records/{held.record.ref}/object/", {"ground": "not_me", "words": "不是我"})[
            "Location"
        ]
        for address, given in (
            (f"{case}withdraw/", {}),
            (f"{case}outcome/", {"words": "法院维持"}),
            (f"{case}review/", {"words": "没有错"}),
            ("/me/mandates/22222222/end/", {}),
            (f"{case}add/", {"words": "想起来了，是我"}),
            ("/me/extracts/for/road_transport_licence/", {"unit": "transport"}),
            ("/me/looks/22222222/why/", {"words": ""}),
            ("/me/whys/22222222/doubt/", {}),
            ("/sign-out/elsewhere/", {}),
            (f"/me/records/{held.record.ref}/statement/", {"text": "认可"}),
            ("/me/repairs/22222222/withdraw/", {}),
            ("/me/consents/give/", {"to": "x"}),
            ("/me/contact/", {"channel": "email", "address": "a@example.org"}),
            ("/me/contact/remove/", {"channel": "email"}),
        ):
            reply = resident.post(address, given)
            is_refused = reply.status_code == 403 and "现在不能这样办" in text_of(reply)
            assert is_refused is not may, (address, reply.status_code)

    @pytest.mark.parametrize("errand", sorted(SIGN_INS))
    def test_nobody_does_it_for_somebody_else(self, errand):
        assert all(errand not in acts for acts in ACTS.values())


class TestTaken:
    def test_as_somebody_copies_it_by_hand(self, clerk, clock):
        for written in (str.lower, lambda code: code.replace(" ", "-"), lambda code: f" {code.replace('O', '0')}"):
            assert comes_in(written(give(clock, clerk)))

    def test_once(self, clerk, clock):
        code = give(clock, clerk)
        assert comes_in(code)
        assert not comes_in(code)

    def test_until_the_end_of_its_last_day(self, clerk, clock):
        code = give(clock, clerk)
        clock.forward(days=7, hours=14, minutes=59)
        assert comes_in(code)

    def test_not_on_the_day_after(self, clerk, clock):
        code = give(clock, clerk)
        clock.forward(days=7, hours=15)
        assert not comes_in(code)

    def test_the_newest_alone(self, clerk, clock):
        first, second = give(clock, clerk), give(clock, clerk)
        assert not comes_in(first)
        assert comes_in(second)

    def test_the_keepers_beside_a_newer_one_of_a_window_that_asks(self, clerk, clock):
        """What proves less puts an end to nothing that proves more."""
        keeper = official("keeper", Role.CLERK, KEEPER)
        before, proves = give(clock, clerk), give(clock, keeper)
        after = give(clock, clerk)
        assert not comes_in(before)
        assert comes_in(proves)
        assert comes_in(after)

    def test_says_where_it_was_given_wherever_the_official_sits_later(self, clock):
        clerk = official("window", Role.CLERK)
        code, resident = give(clock, clerk), Client()
        clerk.unit, clerk.seat = KEEPER, "1号窗口"
        clerk.save(update_fields=["unit", "seat"])
        clock.forward(days=4)
        typed(code, client=resident)
        assert "黑河市交通运输局·3号窗口，莫晓岚" in text_of(resident.get("/me/looks/"))
        assert "现在打开信只是看" in text_of(resident.get("/me/letters/"))

    def test_not_of_somebody_else_nor_under_another_name(self, clerk, clock):
        code = give(clock, clerk)
        assert not comes_in(code, OTHER)
        assert not comes_in(code, Identity(DocumentType.CITIZEN_ID, PERSON.number, "王某"))
        assert comes_in(code)

    def test_whatever_is_wrong_reads_the_same(self, clerk, clock):
        used, right = give(clock, clerk, OTHER), give(clock, clerk)
        typed(used, OTHER)
        nobody = invented("田小雨", "231102", date(1890, 1, 1), 17)
        pages = [
            re.sub(r'value="[^"]*"', "", typed(code, who).content.decode())
            for code, who in ((used, OTHER), (right, OTHER), ("AAAA BBBB CCCC DDDD", PERSON), (right, nobody))
        ]
        assert len(set(pages)) == 1

    def test_five_wrong_tries_close_the_door_for_a_while_also_to_a_right_one(self, clerk, clock):
        code = give(clock, clerk)
        for _ in range(TRIES.most):
            assert typed("AAAA BBBB CCCC DDDD").status_code == 422
        response = typed(code)
        assert response.status_code == 429
        assert "先停一停" in text_of(response)
        cache.clear()
        assert comes_in(code)


class TestStopped:
    def test_no_code_from_before_is_taken_and_a_new_one_is(self, clerk, clock):
        code = give(clock, clerk)
        stop(PERSON, lawbook=lawbook(), by=clerk, at=clock.at)
        assert not comes_in(code)
        assert comes_in(give(clock, clerk))

    def test_lets_go_of_the_account_of_this_number_alone(self, clerk, clock):
        bind_subject(PERSON, issuer="https://id.example", subject="a", at=clock.at)
        bind_subject(OTHER, issuer="https://id.example", subject="b", at=clock.at)
        with pytest.raises(Refusal):
            bind_subject(PERSON, issuer="https://id.example", subject="c", at=clock.at)
        stop(PERSON, lawbook=lawbook(), by=clerk, at=clock.at)
        bind_subject(PERSON, issuer="https://id.example", subject="c", at=clock.at)
        assert Subject.objects.count() == 2

    def test_whoever_is_in_is_out(self, clerk, clock):
        """Also somebody who came in with a code that was not the person's to give away."""
        code, intruder, other = give(clock, clerk), Client(), Client()
        typed(code, client=intruder)
        typed(give(clock, clerk, OTHER), OTHER, other)
        assert intruder.get("/me/records/").status_code == 200
        stop(PERSON, lawbook=lawbook(), by=clerk, at=clock.at)
        assert intruder.get("/me/records/").status_code == 302
        assert other.get("/me/records/").status_code == 200

    def test_a_code_is_used_and_lets_in_or_neither(self, clerk, clock, monkeypatch):
        """In one transaction: between the two, everything could be stopped, and somebody would come in after that."""
        code = give(clock, clerk)
        with monkeypatch.context() as patch:
            patch.setattr(open_sessions, "begin", lambda *_, **__: 1 // 0)
            with pytest.raises(ZeroDivisionError):
                typed(code)
        assert not SignInCodeUsed.objects.exists()
        assert comes_in(code)

    def test_at_the_window_with_a_letter(self, clerk, clock):
        window = signed_in(clerk)
        sent = {"errand": "uncode", "name": PERSON.name, "number": PERSON.number, "is_checked": "on"}
        window.post("/window/person/", sent)
        assert "停用了" in text_of(window.post("/window/person/errand/"))
        who = people.indexes(PERSON)
        [letter] = notices.list_for_person(who.number, who.name)
        assert "莫晓岚" in str(letters.render(letter, lawbook=lawbook()))

    def test_says_where_the_official_sat_who_did_it(self, clerk, clock):
        stop(PERSON, lawbook=lawbook(), by=clerk, at=clock.at)
        clock.forward(days=1)
        moves(clerk, KEEPER, "1号窗口", at=clock.at)
        assert "黑河市交通运输局3号窗口，莫晓岚" in str(letters.render(Letter.objects.get(), lawbook=lawbook()))


class TestKept:
    def test_no_table_holds_the_code(self, clerk, clock):
        code = give(clock, clerk).replace(" ", "")
        row = SignInCode.objects.get()
        assert len(bytes(row.code_index)) == 16
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM sign_ins_signincode")
            assert code not in str(cursor.fetchall())

    def test_the_person_reads_of_it_in_everything_that_is_stored(self, clerk, clock):
        code = give(clock, clerk)
        take_code(PERSON, code, at=clock.at)
        stop(PERSON, lawbook=lawbook(), by=clerk, at=clock.at)
        bind_subject(PERSON, issuer="https://id.example", subject="a", at=clock.at)
        rows = rows_of(Owner(people.indexes(PERSON), clock.at))
        for table in ("SignInCode", "SignInCodeUsed", "SignInStopped", "Subject"):
            assert len(rows[f"sign_ins.{table}"]) == 1
        rows = rows_of(Owner(people.indexes(OTHER), clock.at))
        assert not any(
            rows[f"sign_ins.{table}"] for table in ("SignInCode", "SignInCodeUsed", "SignInStopped", "Subject")
        )

    def test_none_for_a_minor(self, clock):
        clerk = official("jiqingyuan", Role.CLERK, unit="credit_centre")
        child = invented("田小雨", "231102", date(1899, 5, 6), 17)
        with pytest.raises(Refusal) as refusal:
            give_code(child, lawbook=lawbook(), by=clerk, at=datetime(1917, 5, 5, 12, tzinfo=SHANGHAI))
        assert refusal.value.reason is Reason.SIGN_IN_MINOR

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.DATA_OFFICER, Role.SUPERVISOR])
    def test_only_by_who_acts_for_persons(self, clock, role):
        other = official("xie", role, unit="credit_centre")
        for act in (give_code, stop):
            with pytest.raises(Refusal) as refusal:
                act(PERSON, lawbook=lawbook(), by=other, at=clock.at)
            assert refusal.value.reason is Reason.ROLE_MAY_NOT
