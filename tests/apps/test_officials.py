"""Officials come, change and go: a username stays one human's, and each change leaves an entry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.verify import verify
from chengxin.apps.officials.actions.appoint import appoint
from chengxin.apps.officials.actions.choose_password import choose_password
from chengxin.apps.officials.actions.end_sessions import end_sessions
from chengxin.apps.officials.actions.forget_code import forget_code
from chengxin.apps.officials.actions.remove import remove
from chengxin.apps.officials.actions.set_up_code import set_up_code
from chengxin.apps.officials.models import Official, SeatEvent, SecondFactor
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import load
from tests.phone import code_at
from tests.proves import proves

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PASSWORD = "correct-horse-42"
MO = "moxiaolan"
SECRET = b"12345678901234567890"


def appointed(**changes: Any) -> Official:
    seat = {"name": "莫晓岚", "unit": "transport", "seat": "3号窗口", "role": Role.CLERK, "password": PASSWORD}
    seat["course_on"] = AT.date()
    return appoint(**{"username": "moxiaolan", "by": "root", "at": AT, **seat, **changes})


def set_up(official: Official) -> None:
    set_up_code(SECRET, code_at(AT.timestamp(), SECRET), phone_at=AT, by=official, at=AT)


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


@proves("I1")
class TestWhatTheySignInWith:
    """A hand in the database that changes it is found, whatever the official does later."""

    def by_hand(self) -> list[str]:
        seal(at=AT, force_checkpoint=True)
        return [one.sentence for one in verify().findings]

    def test_stays_as_acts_set_it(self) -> None:
        official = appointed()
        set_up(official)
        official = end_sessions(username=MO, by="root", at=AT)
        assert self.by_hand() == []
        forget_code(username=MO, by="root", at=AT)
        set_up(official)
        appointed(seat="5号窗口", password="another-horse-43")
        assert self.by_hand() == []

    def test_is_not_another_password(self) -> None:
        Official.objects.filter(pk=appointed().pk).update(password=make_password("mine-from-here-on"))
        assert self.by_hand() == [f"{MO}登录用的密码或者验证码，不是这里写的那一个"]
        end_sessions(username=MO, by="root", at=AT)
        assert len(self.by_hand()) == 1

    @pytest.mark.parametrize("secret", [b"another secret of mine", None])
    def test_is_not_another_phone_or_none(self, secret: bytes | None) -> None:
        set_up(appointed())
        factor = SecondFactor.objects.all()
        if secret is None:
            factor.delete()
        else:
            factor.update(secret=keys().wrap(secret))
        assert len(self.by_hand()) == 1

    def test_is_set_anew_by_no_one_who_took_it_away_by_hand(self) -> None:
        official = appointed()
        set_up(official)
        SecondFactor.objects.all().delete()
        with pytest.raises(Refusal) as refused:
            set_up(official)
        assert refused.value.reason is Reason.CODE_SET_BEFORE
        forget_code(username=MO, by="root", at=AT)
        set_up(official)
        assert self.by_hand() == []

    def test_is_not_chosen_in_the_place_of_what_a_hand_put_there(self) -> None:
        appointed()
        Official.objects.update(password=make_password("mine-from-here-on"), has_first_password=True)
        with pytest.raises(RuntimeError):
            choose_password("mine-for-good-43", lawbook=load(), by=Official.objects.get(), at=AT)

    def test_that_was_damaged_is_named_and_stops_nothing(self) -> None:
        set_up(appointed())
        SecondFactor.objects.update(secret=b"x" * 60)
        assert len(self.by_hand()) == 1

    def test_is_not_written_anew_at_a_sign_in(self, settings: Any) -> None:
        """Django would, once its settings for new hashes change."""
        official = appointed()
        settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher", *settings.PASSWORD_HASHERS]
        assert Official.objects.get().check_password(PASSWORD)
        assert Official.objects.get().password == official.password
        assert self.by_hand() == []


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
