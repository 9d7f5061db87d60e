"""What an answer said, and what a file was, at an instant that is past. [B14]"""

from __future__ import annotations

import json
import re
from datetime import timedelta
from hashlib import sha256
from html import unescape

import pytest
from django.test import Client

from chengxin.apps.inquiries.models import AccessEntry, Answer
from chengxin.apps.inquiries.unfold import unfold
from chengxin.core.objections import Ground, Outcome
from chengxin.core.permissions import Role
from chengxin.web.law import lawbook
from tests.apps.test_inquiries import as_intruder
from tests.apps.test_objections import checked, decided, found, lodged, who
from tests.proves import proves
from tests.web import filled

__all__ = ["who"]
AT, WHO, DAY = filled.AT, filled.person(), timedelta(days=1)
LATER = AT + 3 * DAY
REQUEST = "黑政服〔2026〕11820"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chengxin.clock.now", lambda: LATER)


@pytest.fixture
def given(who) -> Answer:
    """An answer that showed a penalty, which was taken out two days after."""
    answer = filled.ask(filled.matter(WHO), WHO).answer
    assert answer is not None
    ref = lodged(who, Ground.NOT_ME, at=AT + DAY).ref
    checked(ref, at=AT + DAY)
    found(ref, at=AT + DAY)
    decided(ref, Outcome.REMOVED, at=AT + 2 * DAY)
    return answer


def auditor() -> Client:
    client = Client()
    client.force_login(filled.official(Role.AUDITOR, "credit_office", name="邢致远", seat="审计"))
    return client


def resident() -> Client:
    client = Client()
    filled.sign_in(client, WHO)
    return client


def words(response) -> str:
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    assert main is not None
    return unescape(re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", main.group())))


def replayed(given: Answer, matter: str = REQUEST):
    return auditor().post("/oversight/replay/", {"matter": matter, "answer": given.ref})


@proves("B14")
class TestAuditor:
    def test_reads_the_stored_answer_with_its_signature_checked(self, given) -> None:
        page = words(replayed(given))
        assert "签名对得上：当时答的就是这些" in page
        assert "查得1条可用于本用途的记录" in page
        for said in ("黑交罚〔2026〕0417号", "罚款2,000元", "查过", "road_transport_violation"):
            assert said in page, said
        assert '"amount_fen":200000' in page
        unfolded = unfold(given, list(given.fragments.all()))
        assert unfolded.fragments[0] is not None
        assert sha256(unfolded.fragments[0]).hexdigest() in page
        assert json.dumps(given.ref) in page
        assert bytes(given.signature).hex() in page

    def test_needs_both_numbers(self, given) -> None:
        for matter, answer in ((REQUEST, "none"), ("黑政服〔2026〕1号", given.ref), ("", given.ref)):
            response = auditor().post("/oversight/replay/", {"matter": matter, "answer": answer})
            assert response.status_code == 422
        assert not AccessEntry.objects.filter(outcome="replayed").exists()
        assert "签名对得上" in words(replayed(given, given.matter.ref))

    @proves("R11", "G4")
    def test_is_seen_by_the_person(self, given) -> None:
        replayed(given)
        page = words(resident().get("/me/looks/"))
        assert "审计核对" in page
        assert "核对这份答复和当时给出的是不是一样" in page
        assert "邢致远，审计员" in page

    def test_is_shown_nothing_of_an_answer_that_was_touched(self, given) -> None:
        as_intruder("UPDATE inquiries_answer SET signature = %s", bytes(64))
        page = words(replayed(given))
        assert "这份答复被动过，和签名对不上" in page
        assert "amount_fen" not in page

    @pytest.mark.parametrize("role", [Role.CLERK, Role.CASE_OFFICER, Role.SUPERVISOR, Role.DATA_OFFICER])
    def test_alone_replays(self, given, role: Role) -> None:
        client = Client()
        client.force_login(filled.official(role))
        assert client.post("/oversight/replay/", {"matter": REQUEST, "answer": given.ref}).status_code == 403


@proves("B14")
class TestPerson:
    def then(self, on: str, at: str = ""):
        return resident().get("/me/then/", {"on": on, "at": at})

    def test_reads_the_file_as_it_was(self, given) -> None:
        assert "有1条记录那时的道路运输从业人员违法有效" in words(self.then("2026-11-24", "09:30"))
        assert "有1条记录那时的道路运输从业人员违法暂停使用" in words(self.then("2026-11-25", "09:30"))
        page = words(self.then("2026-11-26"))
        assert "您的档案里有0条记录" in page
        assert "核对以后移出，已经停止" in page
        assert "那时没有关于您的记录" in words(self.then("2026-10-01"))

    def test_is_told_which_edition_is_used(self, given) -> None:
        assert f"取自现在的目录{lawbook().edition}版" in words(self.then("2026-11-24"))

    @pytest.mark.parametrize("on", ["2026-11-27", "2027-01-01", "昨天", ""])
    def test_asks_only_for_what_is_past(self, given, on: str) -> None:
        assert self.then(on).status_code == 422

    def test_leaves_no_entry(self, given) -> None:
        before = AccessEntry.objects.count()
        self.then("2026-11-24")
        assert AccessEntry.objects.count() == before
