"""R45: a report about a body opens a case; a report about a person leaves nothing."""

from __future__ import annotations

import logging
from datetime import date, timedelta

import pytest
from django.apps import apps
from django.test import Client

from chengxin.apps.complaints import selectors
from chengxin.apps.complaints.actions.answer import answer
from chengxin.apps.complaints.actions.complain import complain
from chengxin.apps.complaints.actions.destroy_complaints import destroy_complaints
from chengxin.apps.complaints.actions.escalate import escalate
from chengxin.apps.complaints.models import Complaint
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.verify import verify
from chengxin.core.calendar import start_of
from chengxin.core.complaints import About, Result
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.jobs.duties import run_due
from chengxin.web.law import lawbook
from tests.proves import proves
from tests.web import filled
from tests.web.world import text_of

pytestmark = pytest.mark.django_db
AT = filled.AT  # 2026年11月24日，星期二
WORDS = "在微信群里发了办事人的名单"
#: 第二天起数15个工作日。
LAST = date(2026, 12, 15)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("chengxin.clock.now", lambda: AT)


def made(words=WORDS, unit="transport", about=About.BODY, at=AT):
    return complain(about, unit, words=words, lawbook=lawbook(), at=at)


def opened(ref, at=AT):
    return selectors.get(ref, lawbook=lawbook(), at=at)


def keeper():
    return filled.official(Role.CASE_OFFICER, "credit_centre", name="苗青禾", seat="异议科")


def answered(ref, by=None, words="查了，已经撤下，当面道了歉", at=AT + timedelta(days=1)):
    return answer(ref, result=Result.WRONG, words=words, by=by or keeper(), at=at)


def refused(act, *arguments, **named):
    with pytest.raises(Refusal) as refusal:
        act(*arguments, **named)
    return refusal.value.reason


def every_row():
    """How many rows each table of the product has."""
    return {model._meta.db_table: model.objects.count() for model in apps.get_models()}


@proves("R45")
class TestAboutAPerson:
    def test_leaves_no_row_no_entry_and_no_line(self, caplog):
        caplog.set_level(logging.DEBUG)
        before = every_row()
        assert refused(made, "张三骗人", about=About.PERSON) is Reason.COMPLAINT_ABOUT_PERSON
        assert every_row() == before
        assert caplog.records == []

    def test_on_the_page_leaves_nothing_either_and_says_who_looks_into_it(self, caplog):
        caplog.set_level(logging.DEBUG)
        client, before = Client(), every_row()
        secret = "诸葛长河欠钱不还"
        reply = client.post("/complaints/", {"about": "person", "words": secret}, follow=True)
        assert "这里不收对个人的举报" in text_of(reply)
        for route in ("110", "12315", "12345"):
            assert route in text_of(reply)
        assert client.post("/complaints/person/", {"words": secret}).status_code == 405
        assert every_row() == before
        assert secret not in "".join(record.getMessage() + str(record.__dict__) for record in caplog.records)

    def test_has_no_form_to_type_into(self):
        content = Client().get("/complaints/person/").content.decode().split("<main", 1)[1]
        assert "<textarea" not in content
        assert "<input" not in content

    @pytest.mark.parametrize(
        "words",
        [
            "他是231102189005050015",
            "打他13845678901电话",
            "2311 0218 9005 0500 15",
            "２３１１０２１８９００５０５００１５",
            "231102/18850209/0587",
            "王䶮，二三一一〇二一八九〇〇五〇五〇〇七五，欠债不还",
        ],
    )
    def test_takes_no_number_of_anybody_in_a_report_about_a_body(self, words):
        before = every_row()
        assert refused(made, words) is Reason.COMPLAINT_HOLDS_NUMBER
        assert every_row() == before


@proves("R45")
class TestAboutABody:
    def test_opens_a_case_with_a_number_and_a_clock(self):
        case = opened(made().ref)
        assert (case.complaint.unit, case.words) == ("transport", WORDS)
        assert (case.due.last_day, case.is_overdue) == (LAST, False)

    def test_keeps_the_words_encrypted_and_no_name(self):
        row = made()
        assert WORDS.encode() not in bytes(Complaint.objects.get(pk=row.pk).content)
        assert {field.name for field in Complaint._meta.concrete_fields} == {
            "id", "salt", "content", "data_key", "ref", "unit", "at",
        }  # fmt: skip

    def test_is_in_the_ledger(self):
        answered(made().ref)
        seal(at=AT + timedelta(days=2))
        assert verify().findings == ()

    def test_is_answered_once_under_a_name(self):
        ref = made().ref
        answered(ref)
        case = opened(ref, AT + timedelta(days=2))
        assert (case.answer.by.name, case.answered) == ("苗青禾", "查了，已经撤下，当面道了歉")
        assert refused(answered, ref) is Reason.COMPLAINT_ANSWERED

    def test_is_overdue_for_good(self):
        ref = made().ref
        late = AT + timedelta(days=22)
        assert opened(ref, late).is_overdue
        answered(ref, at=late)
        assert opened(ref, late + timedelta(days=1)).is_overdue

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"unit": "none"}, Reason.COMPLAINT_BODY_UNKNOWN),
            ({"words": " "}, Reason.COMPLAINT_NEEDS_WORDS),
            ({"words": "长" * 2001}, Reason.COMPLAINT_TOO_LONG),
        ],
    )
    def test_is_refused(self, changes, reason):
        assert refused(made, **changes) is reason

    def test_is_answered_by_the_keeper_alone(self):
        ref = made().ref
        other = filled.official(Role.CASE_OFFICER, "transport", name="魏立志", seat="执法监督科")
        assert refused(answered, ref, by=other) is Reason.UNIT_MAY_NOT
        clerk = filled.official(Role.CLERK, "credit_centre")
        assert refused(answered, ref, by=clerk) is Reason.ROLE_MAY_NOT
        assert refused(answered, "2222222222") is Reason.COMPLAINT_MISSING


def head(unit="credit_centre", name="戴明远"):
    return filled.official(Role.SUPERVISOR, unit, name=name, seat="主任")


#: 最后一天结束的那一刻。
OVER = start_of(LAST + timedelta(days=1))


@proves("R45")
class TestOverdue:
    def test_climbs_once_to_the_head_of_the_keeper(self):
        superior, ref = head(), made().ref
        head("transport", "佟岱")
        assert escalate(lawbook=lawbook(), at=OVER - timedelta(seconds=1)) == 0
        assert escalate(lawbook=lawbook(), at=OVER) == 1
        assert escalate(lawbook=lawbook(), at=OVER + timedelta(days=1)) == 0
        told = opened(ref, OVER).told
        assert (told.superior, told.at) == (superior, OVER)
        assert opened(ref, OVER - timedelta(seconds=1)).told is None
        seal(at=OVER + timedelta(days=1))
        assert verify().findings == ()

    def test_is_not_told_of_what_was_answered_in_time(self):
        answered(made().ref)
        assert escalate(lawbook=lawbook(), at=OVER) == 0

    def test_climbs_with_whatever_else_is_due(self):
        head()
        made()
        assert run_due(OVER).escalated == 1
        assert run_due(OVER).escalated == 0

    def test_is_shown_to_whoever_filed_it_and_to_the_head(self, monkeypatch):
        superior, ref = head(), made().ref
        monkeypatch.setattr("chengxin.clock.now", lambda: OVER)
        before = text_of(Client().get(f"/complaints/{ref}/"))
        assert "过了最后一天还没有答复，今天报给市公共信用中心负责人" in before
        escalate(lawbook=lawbook(), at=OVER)
        page = text_of(Client().get(f"/complaints/{ref}/"))
        assert "过了最后一天还没有答复，已经报给黑河市公共信用中心主任，戴明远" in page
        assert "停用" not in page
        desk = Client()
        desk.force_login(superior)
        listed = text_of(desk.get("/desk/overdue/"))
        assert "有1件反映过了最后一天还没有答复" in listed
        assert ref in listed
        assert WORDS not in listed
        other = Client()
        other.force_login(head("transport", "佟岱"))
        assert ref not in text_of(other.get("/desk/overdue/"))
        answered(ref, at=OVER)
        late = text_of(Client().get(f"/complaints/{ref}/"))
        assert "这份答复来晚了：最后一天是2026年12月15日。当时已经报给" in late
        assert ref not in text_of(desk.get("/desk/overdue/"))

    def test_names_the_seat_where_nobody_holds_it(self, monkeypatch):
        ref = made().ref
        escalate(lawbook=lawbook(), at=OVER)
        monkeypatch.setattr("chengxin.clock.now", lambda: OVER)
        assert "已经报给黑河市公共信用中心负责人" in text_of(Client().get(f"/complaints/{ref}/"))


#: 答复满24个月的第二天。
KEPT_UNTIL = start_of(date(2028, 11, 26))


@proves("R45")
class TestDestroyed:
    def test_waits_until_it_was_answered_long_ago(self):
        answered(made().ref)
        assert destroy_complaints(lawbook=lawbook(), at=KEPT_UNTIL - timedelta(seconds=1)) == 0
        assert destroy_complaints(lawbook=lawbook(), at=KEPT_UNTIL) == 1
        assert destroy_complaints(lawbook=lawbook(), at=KEPT_UNTIL) == 0

    def test_leaves_no_word_no_key_and_what_was_found(self):
        ref = made().ref
        answered(ref)
        destroy_complaints(lawbook=lawbook(), at=KEPT_UNTIL)
        case = opened(ref, KEPT_UNTIL)
        for row in (case.complaint, case.answer):
            assert (row.salt, row.content, row.data_key) == (None, None, None)
        assert (case.words, case.answered, case.is_destroyed) == ("", "", True)
        assert (case.complaint.unit, case.answer.result, case.answer.by.name) == ("transport", "wrong", "苗青禾")

    def test_leaves_the_ledger_whole(self):
        answered(made().ref)
        seal(at=AT + timedelta(days=2))
        destroy_complaints(lawbook=lawbook(), at=KEPT_UNTIL)
        assert verify().findings == ()

    def test_spares_what_waits_and_what_was_answered_later(self):
        waiting, later = made().ref, made().ref
        answered(later, at=AT + timedelta(days=2))
        assert destroy_complaints(lawbook=lawbook(), at=KEPT_UNTIL) == 0
        assert destroy_complaints(lawbook=lawbook(), at=KEPT_UNTIL + timedelta(days=999)) == 1
        assert opened(waiting, KEPT_UNTIL).words == WORDS

    def test_goes_with_whatever_else_is_due(self):
        answered(made().ref)
        assert run_due(KEPT_UNTIL - timedelta(seconds=1)).destroyed == 0
        assert run_due(KEPT_UNTIL).destroyed == 1

    def test_is_said_on_both_pages(self, monkeypatch):
        ref = made().ref
        answered(ref)
        monkeypatch.setattr("chengxin.clock.now", lambda: KEPT_UNTIL)
        desk = Client()
        desk.force_login(keeper())
        before = [text_of(client.get(address)) for client, address in self.both(ref, desk)]
        destroy_complaints(lawbook=lawbook(), at=KEPT_UNTIL)
        for was, (client, address) in zip(before, self.both(ref, desk), strict=True):
            page = text_of(client.get(address))
            assert "都已经销毁" not in was
            assert "写的和答复的都已经销毁" in page
            assert "当面道了歉" in was
            assert "当面道了歉" not in page
            assert "2026年11月25日" in page

    def both(self, ref, desk):
        return [(Client(), f"/complaints/{ref}/"), (desk, f"/desk/complaints/{ref}/")]

    def test_is_said_before_anything_is_typed(self):
        assert "答复满24个月，写的和答复的都销毁" in text_of(Client().get("/complaints/body/"))


class TestPages:
    def test_go_from_the_form_to_the_answer(self):
        client = Client()
        reply = client.post("/complaints/", {"about": "body"})
        assert reply["Location"] == "/complaints/body/"
        reply = client.post("/complaints/body/", {"unit": "transport", "words": WORDS})
        case = client.get(reply["Location"])
        ref = Complaint.objects.get().ref
        assert ref in text_of(case)
        assert WORDS not in text_of(case)
        assert case["X-Robots-Tag"] == "noindex"
        desk = Client()
        desk.force_login(keeper())
        assert ref in text_of(desk.get("/desk/complaints/"))
        assert WORDS in text_of(desk.get(f"/desk/complaints/{ref}/"))
        done = desk.post(f"/desk/complaints/{ref}/", {"result": "wrong", "words": "已经改正"})
        assert done.status_code == 303
        found = client.post("/complaints/find/", {"ref": ref.lower()}, follow=True)
        assert "已经改正" in text_of(found)
        assert "没有等答复的反映" in text_of(desk.get("/desk/complaints/"))

    def test_keep_what_was_typed_when_something_is_wrong(self):
        reply = Client().post("/complaints/body/", {"unit": "transport", "words": "他的号码231102189005050015"})
        assert reply.status_code == 422
        assert "他的号码" in text_of(reply)

    def test_know_no_other_number(self):
        assert Client().get("/complaints/2222222222/").status_code == 404
        assert "没有这个编号" not in text_of(Client().get("/complaints/find/"))
        assert Client().post("/complaints/find/", {"ref": "2222222222"}).status_code == 422

    def test_stop_a_flood(self):
        client = Client(REMOTE_ADDR="192.0.2.77")
        codes = [client.post("/complaints/body/", {"unit": "transport", "words": WORDS}).status_code for _ in range(11)]
        assert codes == [303] * 10 + [429]

    def test_are_closed_to_other_units(self):
        ref = made().ref
        client = Client()
        client.force_login(filled.official(Role.CASE_OFFICER, "transport", name="魏立志", seat="执法监督科"))
        assert client.get("/desk/complaints/").status_code == 403
        assert client.get(f"/desk/complaints/{ref}/").status_code == 404
