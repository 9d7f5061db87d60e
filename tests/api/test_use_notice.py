"""Closing a matter against its applicant after an adverse answer, as a program does it: with the notice, or not at all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client as Browser

from chengxin.apps.matters.models import Closing
from chengxin.apps.notices import selectors as notices
from chengxin.apps.people import selectors as people
from chengxin.apps.restraints.models import UsedRecord
from chengxin.core.reasons import Reason
from chengxin_client import Answered, Person, Problem
from tests.api import world
from tests.api.test_client import client, url
from tests.api.world import AT, PURPOSE, SERVICE, WHO
from tests.proves import proves
from tests.web import filled

__all__ = ["url"]
pytestmark = pytest.mark.django_db
SAID = {
    "decider": "慕容知远",
    "seat": "审批科科长",
    "article": "《道路运输条例》第七十五条",
    "words": "处罚还在生效，到期以后可以再来申请",
    "remedy": "黑河市人民政府",
}


@pytest.fixture(autouse=True)
def _penalty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A penalty of WHO that is in effect."""
    monkeypatch.setattr("chengxin.clock.now", lambda: AT)
    filled.submit([filled.penalty(WHO, proof=filled.enclosed(date(2026, 9, 18)))], at=AT - timedelta(days=30))
    filled.nothing_new()


def letters() -> list[str]:
    who = people.indexes(WHO)
    return [letter.template for letter in notices.list_for_person(who.number, who.name)]


def notice_of(answer: str, **changes: object) -> dict[str, object]:
    return {"used": [{"answer": answer, "place": 0}], **SAID, **changes}


@proves("R43", "E6")
class TestAProgram:
    def asked(self) -> tuple[world.Caller, str, str]:
        by = world.caller()
        matter = world.open_matter(by)
        told = world.ask(by, matter).json()
        assert len(told["records"]) == 1
        return by, f"/matters/{matter}/outcome", told["answer"]

    @pytest.mark.parametrize("outcome", ["not_granted", "restricted"])
    def test_ends_the_matter_with_its_notice_and_the_person_is_written_to(self, outcome):
        by, ending, answer = self.asked()
        reply = by.post(ending, {"outcome": outcome, "notice": notice_of(answer)})
        assert (reply.status_code, reply.json()["outcome"]) == (200, outcome)
        assert Closing.objects.get().program is not None
        assert UsedRecord.objects.count() == 1
        assert letters().count("adverse_use") == 1
        page = letter_read()
        assert all(words in page for words in SAID.values())

    @pytest.mark.parametrize(
        ("changes", "status", "reason"),
        [
            (None, 403, Reason.USE_NOTICE_MISSING),
            ({"words": " "}, 403, Reason.USE_NOTICE_INCOMPLETE),
            ({"remedy": ""}, 403, Reason.USE_NOTICE_INCOMPLETE),
            ({"used": [{"answer": "2222222222", "place": 0}]}, 403, Reason.USE_NOTICE_NOT_SHOWN),
            ({"used": "all"}, 422, Reason.REQUEST_MALFORMED),
            ({"score": 1}, 422, Reason.REQUEST_MALFORMED),
        ],
    )
    def test_does_not_end_it_without(self, changes, status, reason):
        by, ending, answer = self.asked()
        notice = {} if changes is None else {"notice": notice_of(answer, **changes)}
        world.problem(by.post(ending, {"outcome": "not_granted", **notice}), status, reason)
        assert not Closing.objects.exists()
        assert "adverse_use" not in letters()
        assert by.post(ending, {"outcome": "not_granted", "notice": notice_of(answer)}).status_code == 200

    def test_names_none_of_the_records_where_another_reason_decided(self):
        by, ending, answer = self.asked()
        assert by.post(ending, {"outcome": "not_granted", "notice": notice_of(answer, used=[])}).status_code == 200
        assert UsedRecord.objects.count() == 0

    def test_sends_none_where_nothing_was_used_against_anybody(self):
        by, ending, answer = self.asked()
        reply = by.post(ending, {"outcome": "granted", "notice": notice_of(answer)})
        world.problem(reply, 403, Reason.USE_NOTICE_WITHOUT_USE)
        assert by.post(ending, {"outcome": "granted"}).status_code == 200


def letter_read() -> str:
    """The letter as the person opens it."""
    resident = Browser()
    resident.get("/")
    filled.sign_in(resident, WHO)
    who = people.indexes(WHO)
    ref = next(one.ref for one in notices.list_for_person(who.number, who.name) if one.template == "adverse_use")
    return resident.post(f"/me/letters/{ref}/open/", follow=True).content.decode()


class TestTheClient:
    def test_is_refused_without_a_notice_and_closes_with_one(self, url):
        by = client(url)
        matter = by.open_matter(service=SERVICE, request_no="黑政服〔2026〕1号", person=Person(WHO.name, WHO.number))
        answer = by.ask(matter.matter, purpose=PURPOSE, person=Person(WHO.name, WHO.number))
        assert isinstance(answer, Answered)
        with pytest.raises(Problem) as raised:
            by.close_matter(matter.matter, outcome="not_granted")
        assert (raised.value.status, raised.value.reason) == (403, "use_notice_missing")
        assert raised.value.remedy
        assert by.close_matter(matter.matter, outcome="not_granted", notice=notice_of(answer.answer)) == AT
        assert letters().count("adverse_use") == 1
