"""Officials come, change and go: a username stays one human's, and each change leaves an entry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.verify import verify
from chengxin.apps.officials.actions.appoint import appoint
from chengxin.apps.officials.actions.remove import remove
from chengxin.apps.officials.models import Official, SeatEvent
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from tests.proves import proves

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PASSWORD = "correct-horse-42"


def appointed(**changes: Any) -> Official:
    seat = {"name": "莫晓岚", "unit": "transport", "seat": "3号窗口", "role": Role.CLERK, "password": PASSWORD}
    seat["course_on"] = AT.date()
    return appoint(**{"username": "moxiaolan", "by": "root", "at": AT, **seat, **changes})


def events() -> list[tuple[str, str, str]]:
    return list(SeatEvent.objects.order_by("pk").values_list("event", "seat", "by"))


class TestAppoint:
    def test_gives_a_known_one_another_seat_and_password(self) -> None:
        first = appointed()
        again = appointed(seat="5号窗口", role=Role.CASE_OFFICER, password="another-horse-43", by="ops")
        assert (again.pk, again.seat, again.role) == (first.pk, "5号窗口", Role.CASE_OFFICER)
        assert again.check_password("another-horse-43")
        assert events() == [("appointed", "3号窗口", "root"), ("changed", "5号窗口", "ops")]

    @proves("R11")
    def test_never_gives_a_username_to_another_human(self) -> None:
        appointed()
        with pytest.raises(Refusal) as refused:
            appointed(name="赵四平", password="another-horse-43")
        assert refused.value.reason is Reason.USERNAME_IS_ANOTHERS
        official = Official.objects.get()
        assert official.name == "莫晓岚"
        assert official.check_password(PASSWORD)
        assert len(events()) == 1

    @proves("R11")
    def test_not_even_after_the_first_has_left(self) -> None:
        appointed()
        remove(username="moxiaolan", by="root", at=AT)
        with pytest.raises(Refusal):
            appointed(name="赵四平")
        assert appointed().is_active
        assert [event for event, _, _ in events()] == ["appointed", "removed", "appointed"]

    def test_is_told_by_the_ledger(self) -> None:
        appointed()
        remove(username="moxiaolan", by="root", at=AT + timedelta(days=1))
        seal(at=AT + timedelta(days=1), force_checkpoint=True)
        assert verify().findings == ()
        assert verify().rows == 2


class TestRemove:
    def test_counts_from_the_next_request_on(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("chengxin.clock.now", lambda: AT)
        client = Client()
        client.force_login(appointed())
        assert client.get("/window/").status_code == 200
        remove(username="moxiaolan", by="root", at=AT)
        assert client.get("/window/")["Location"] == "/staff/sign-in/"

    def test_lets_nobody_sign_in_any_more_and_keeps_the_row(self) -> None:
        appointed()
        remove(username="moxiaolan", by="root", at=AT)
        form = {"username": "moxiaolan", "password": PASSWORD}
        assert "登录名或密码不对" in Client().post("/staff/sign-in/", form).content.decode()
        assert Official.objects.get().name == "莫晓岚"

    @pytest.mark.parametrize("username", ["nobody", "moxiaolan"])
    def test_is_refused_for_one_who_is_not_there(self, username: str) -> None:
        appointed()
        remove(username="moxiaolan", by="root", at=AT)
        with pytest.raises(Refusal) as refused:
            remove(username=username, by="root", at=AT)
        assert refused.value.reason is Reason.OFFICIAL_UNKNOWN
