"""The auditor's page: sizes, times and roots; a check that names the first touched row; nothing personal."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client

from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.difference import Difference
from chengxin.apps.ledger.models import Checkpoint, Committed, Entry
from chengxin.apps.ledger.verify import Verdict
from chengxin.core.permissions import Role
from chengxin.web.oversight.views import KINDS
from tests.web.world import PERSON, Clock, official, penalties_csv, penalty, send, signed_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def auditor() -> Client:
    return signed_in(official("xing", Role.AUDITOR, unit="credit_office", name="邢致远"))


@pytest.fixture
def filled(clock: Clock) -> None:
    sender = official("gedehong", Role.DATA_OFFICER, name="葛德鸿")
    send(sender, penalties_csv(penalty()), clock.at)


def test_every_kind_of_entry_has_words() -> None:
    told = [model for model in apps.get_models() if issubclass(model, Committed)]
    assert set(KINDS) == {kind for model in told for kind in model.entry_kinds}


class TestLedger:
    def test_holds_only_the_auditor_at_first(self, auditor: Client, clock: Clock) -> None:
        page = text_of(auditor.get("/oversight/"))
        assert "账本里有1个条目" in page
        assert "工作人员上岗、换岗或者离岗" in page
        assert "还没有检查点" in page

    def test_shows_size_and_the_last_checkpoint(self, auditor: Client, filled: None, clock: Clock) -> None:
        assert "还没有检查点" in text_of(auditor.get("/oversight/"))
        seal(at=clock.at, force_checkpoint=True)
        page = text_of(auditor.get("/oversight/"))
        last = Checkpoint.objects.get()
        assert f"账本里有{Entry.objects.count()}个条目" in page
        assert bytes(last.root).hex() in page
        assert bytes(last.signature).hex() in page
        assert "2026年11月24日09:00" in page
        assert "登记了一条记录" in page

    def test_tells_of_no_person(self, auditor: Client, filled: None, clock: Clock) -> None:
        seal(at=clock.at, force_checkpoint=True)
        auditor.post("/oversight/verify/")
        for place in ("/oversight/", "/oversight/verified/"):
            page = auditor.get(place).content.decode()
            assert PERSON.number not in page
            assert PERSON.name not in page
            assert "391号" not in page

    def test_is_closed_to_other_roles(self, clock: Clock) -> None:
        clerk = signed_in(official("mo", Role.CLERK))
        assert clerk.get("/oversight/").status_code == 403
        assert clerk.post("/oversight/verify/").status_code == 403
        assert Client().get("/oversight/").status_code == 302


class TestVerify:
    def test_says_when_all_is_fine(self, auditor: Client, filled: None, clock: Clock) -> None:
        seal(at=clock.at, force_checkpoint=True)
        response = auditor.post("/oversight/verify/")
        assert (response.status_code, response["Location"]) == (303, "/oversight/verified/")
        page = text_of(auditor.get("/oversight/verified/"))
        assert "没有被动过的地方" in page
        assert bytes(Checkpoint.objects.get().root).hex() in page

    def test_names_the_first_touched_row(self, auditor: Client, filled: None, clock: Clock) -> None:
        seal(at=clock.at, force_checkpoint=True)
        entry = Entry.objects.order_by("pk").first()
        assert entry is not None
        with connection.cursor() as cursor:
            where = " ON ledger_entry" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER ledger_entry_no_update{where}")
            cursor.execute("UPDATE ledger_entry SET kind = 'letter_read' WHERE id = %s", [entry.pk])
        auditor.post("/oversight/verify/")
        page = text_of(auditor.get("/oversight/verified/"))
        assert "对不上" in page
        assert f"ledger_entry表第{entry.pk}行" in page
        assert "没有被动过的地方" not in page

    def test_lists_ten_and_counts_all(self, auditor: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        found = tuple(Difference("ledger_entry", row, "这个条目被改过") for row in range(1, 1235))
        monkeypatch.setattr(
            "chengxin.apps.ledger.verify.verify_newest", lambda entries: Verdict(2000, 1, 2000, b"\0" * 32, found)
        )
        auditor.post("/oversight/verify/")
        response = auditor.get("/oversight/verified/")
        page = text_of(response)
        assert "有1,234处对不上" in page
        assert "先列10处" in page
        assert response.content.decode().count("<tr") == 11

    def test_says_when_only_the_newest_were_checked(
        self, auditor: Client, filled: None, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("chengxin.web.oversight.views.NEWEST", 1)
        seal(at=clock.at, force_checkpoint=True)
        assert "只核对最近的1个条目" in text_of(auditor.get("/oversight/"))
        auditor.post("/oversight/verify/")
        page = text_of(auditor.get("/oversight/verified/"))
        assert "最近的这些核对过了" in page
        assert "更早的没有在这里核对" in page
        assert "chengxin ledger verify" in page

    def test_without_a_check_leads_back(self, auditor: Client, clock: Clock) -> None:
        assert auditor.get("/oversight/verified/")["Location"] == "/oversight/"
