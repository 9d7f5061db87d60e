"""A seat counts by the word of two; a proposal is nothing by itself. [cybersecurity_law/第二十三条]"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.verify import verify
from chengxin.apps.officials import selectors
from chengxin.apps.officials.actions.approve_seat import Seated, approve_seat
from chengxin.apps.officials.actions.begin import begin
from chengxin.apps.officials.actions.choose_password import choose_password
from chengxin.apps.officials.actions.forget_code import forget_code
from chengxin.apps.officials.actions.note_course import note_course
from chengxin.apps.officials.actions.propose_seat import propose_seat
from chengxin.apps.officials.actions.remove import remove
from chengxin.apps.officials.models import Official, SeatEvent, SeatProposal
from chengxin.core.calendar import day_of
from chengxin.core.permissions import ADMINISTRATORS, Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.seats import is_course_current
from chengxin.lawbook import load
from tests.proves import proves

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
DAYS = load().period("seat_proposal", on=day_of(AT))
SEAT: dict[str, Any] = {
    "username": "moxiaolan",
    "name": "莫晓岚",
    "unit": "transport",
    "seat": "3号窗口",
    "role": Role.CLERK,
    "course_on": date(2026, 11, 2),
}


@pytest.fixture
def two(db: None) -> list[Official]:
    """The first two security administrators."""
    seat = {"seat": "安全管理岗", "password": "correct-horse-42", "by": "root", "at": AT}
    return [begin(username=who, name=name, **seat) for who, name in (("xun", "应慎之"), ("ruan", "方持正"))]


def proposed(by: Official, at: datetime = AT, **changes: Any) -> SeatProposal:
    return propose_seat(**SEAT | changes, by=by, at=at)


def approved(one: SeatProposal, by: Official, at: datetime = AT) -> Seated:
    return approve_seat(one.ref, lawbook=load(), by=by, at=at)


def seated(two: list[Official], **changes: Any) -> Official:
    return approved(proposed(two[0], **changes), two[1]).official


def refused(act: Any, *args: Any, **more: Any) -> Reason:
    with pytest.raises(Refusal) as refusal:
        act(*args, **more)
    return refusal.value.reason


@proves("I5")
class TestTwo:
    def test_make_a_seat_and_one_alone_makes_none(self, two: list[Official]) -> None:
        one = proposed(two[0])
        assert selectors.get_active("moxiaolan") is None
        official = approved(one, two[1]).official
        assert (official.unit, official.role, official.course_on) == ("transport", "clerk", date(2026, 11, 2))
        event = SeatEvent.objects.latest("pk")
        assert (event.event, event.proposed_by, event.approved_by) == ("appointed", two[0], two[1])

    def test_are_never_the_same_one(self, two: list[Official]) -> None:
        assert refused(approved, proposed(two[0]), two[0]) is Reason.SEAT_TOOK_PART
        assert selectors.get_active("moxiaolan") is None

    def test_are_two_in_the_database_too(self, two: list[Official]) -> None:
        one, first = proposed(two[0]), two[0]
        event = SeatEvent.of(first, "changed", by="xun", at=AT, proposal=one, approved_by=first)
        with pytest.raises(IntegrityError), transaction.atomic():
            write(AT, [("official_seated", event)])

    def test_are_not_the_one_who_gets_the_seat(self, two: list[Official]) -> None:
        own = {"username": "ruan", "name": "方持正", "unit": "credit_centre", "role": Role.CASE_OFFICER}
        assert refused(proposed, two[1], **own) is Reason.SEAT_TOOK_PART
        assert refused(approved, proposed(two[0], **own), two[1]) is Reason.SEAT_TOOK_PART

    @pytest.mark.parametrize("role", sorted(set(Role) - {Role.SECURITY_ADMIN}))
    def test_are_security_administrators(self, two: list[Official], role: Role) -> None:
        one = proposed(two[0])
        somebody = Official(username="other", name="穆清", unit="credit_centre", seat="岗", role=role.value)
        somebody.save()
        assert refused(proposed, somebody) is Reason.ROLE_MAY_NOT
        assert refused(approved, one, somebody) is Reason.ROLE_MAY_NOT

    def test_are_told_by_the_ledger(self, two: list[Official]) -> None:
        seated(two)
        seal(at=AT, force_checkpoint=True)
        assert (verify().findings, verify().rows) == ((), 4)


@proves("I5")
class TestProposal:
    def test_lapses(self, two: list[Official]) -> None:
        one = proposed(two[0])
        assert refused(approved, one, two[1], AT + timedelta(days=DAYS + 1)) is Reason.SEAT_NOT_PROPOSED
        assert approved(one, two[1], AT + timedelta(days=DAYS)).official.is_active

    def test_is_approved_once(self, two: list[Official]) -> None:
        one = proposed(two[0])
        approved(one, two[1])
        assert refused(approved, one, two[1]) is Reason.SEAT_NOT_PROPOSED

    def test_is_replaced_by_a_newer_one(self, two: list[Official]) -> None:
        old, new = proposed(two[0]), proposed(two[1], seat="5号窗口")
        assert refused(approved, old, two[1]) is Reason.SEAT_NOT_PROPOSED
        assert approved(new, two[0]).official.seat == "5号窗口"
        assert refused(approved, old, two[1]) is Reason.SEAT_NOT_PROPOSED

    def test_is_gone_with_who_was_removed_since(self, two: list[Official]) -> None:
        seated(two)
        one = proposed(two[0], seat="5号窗口")
        remove(username="moxiaolan", by=two[1], at=AT)
        assert refused(approved, one, two[1]) is Reason.SEAT_NOT_PROPOSED
        assert selectors.get_active("moxiaolan") is None

    def test_is_gone_with_its_proposer(self, two: list[Official]) -> None:
        one = proposed(two[0])
        remove(username="xun", by=two[1], at=AT)
        begin(username="third", name="程守拙", seat="安全管理岗", password="correct-horse-42", by="root", at=AT)
        assert refused(approved, one, selectors.get_active("third")) is Reason.SEAT_NOT_PROPOSED

    def test_keeps_a_username_one_humans(self, two: list[Official]) -> None:
        seated(two)
        assert refused(proposed, two[0], name="赵四平") is Reason.USERNAME_IS_ANOTHERS

    @pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
    def test_seats_administrators_with_the_keeper_alone(self, two: list[Official], role: Role) -> None:
        assert refused(proposed, two[0], role=role) is Reason.UNIT_MAY_NOT
        assert seated(two, role=role, unit="credit_centre").role == role
        elsewhere = Official(username="elsewhere", name="穆清", unit="transport", seat="岗", role=role.value)
        with pytest.raises(IntegrityError), transaction.atomic():
            elsewhere.save()


class TestFirstPassword:
    def test_is_new_with_each_seat_and_gives_way_to_ones_own(self, two: list[Official]) -> None:
        made = approved(proposed(two[0]), two[1])
        assert made.official.check_password(made.password)
        assert made.official.has_first_password
        choose_password("a-password-of-my-own", lawbook=load(), by=made.official, at=AT)
        official = selectors.get_active("moxiaolan")
        assert official is not None
        assert (official.check_password("a-password-of-my-own"), official.has_first_password) == (True, False)
        again = approved(proposed(two[1]), two[0])
        assert again.password != made.password
        assert not again.official.check_password("a-password-of-my-own")

    @proves("I5")
    def test_lapses_after_the_published_days(self, two: list[Official]) -> None:
        days = load().period("first_password", on=day_of(AT))
        made = approved(proposed(two[0]), two[1]).official
        until = selectors.first_password_until(made, lawbook=load(), at=AT)
        assert until == day_of(AT) + timedelta(days=days)
        mine = {"lawbook": load(), "by": made}
        late = AT + timedelta(days=days + 1)
        assert refused(choose_password, "a-password-of-my-own", **mine, at=late) is Reason.FIRST_PASSWORD_LAPSED
        assert made.has_first_password
        choose_password("a-password-of-my-own", **mine, at=AT + timedelta(days=days))
        assert selectors.first_password_until(made, lawbook=load(), at=late) is None
        choose_password("another-of-my-own", **mine, at=late)

    def test_is_counted_anew_when_it_is_given_anew(self, two: list[Official]) -> None:
        approved(proposed(two[0]), two[1])
        later = AT + timedelta(days=30)
        again = approved(proposed(two[0], later), two[1], later).official
        choose_password("a-password-of-my-own", lawbook=load(), by=again, at=later)


class TestOneAlone:
    def test_removes_at_once_and_is_written_down(self, two: list[Official]) -> None:
        seated(two)
        remove(username="moxiaolan", by=two[0], at=AT)
        assert selectors.get_active("moxiaolan") is None
        assert (SeatEvent.objects.latest("pk").event, SeatEvent.objects.latest("pk").by) == ("removed", "xun")

    @proves("I5")
    def test_is_a_security_administrator(self, two: list[Official]) -> None:
        clerk = seated(two)
        system = seated(two, username="teng", name="程守拙", role=Role.SYSTEM_ADMIN, unit="credit_centre")
        for by in (clerk, system):
            assert refused(remove, username="moxiaolan", by=by, at=AT) is Reason.ROLE_MAY_NOT
            assert refused(forget_code, username="moxiaolan", by=by, at=AT) is Reason.ROLE_MAY_NOT
            asked = {"username": "moxiaolan", "course_on": date(2026, 11, 3), "by": by, "at": AT}
            assert refused(note_course, **asked) is Reason.ROLE_MAY_NOT

    @proves("I5")
    def test_does_not_take_the_code_off_their_own_sign_in(self, two: list[Official]) -> None:
        assert refused(forget_code, username="xun", by=two[0], at=AT) is Reason.SEAT_TOOK_PART


class TestCourse:
    def test_is_noted_with_its_day(self, two: list[Official]) -> None:
        seated(two)
        note_course(username="moxiaolan", course_on=date(2026, 11, 23), by=two[0], at=AT)
        official = selectors.get_active("moxiaolan")
        assert official is not None
        assert official.course_on == date(2026, 11, 23)
        event = SeatEvent.objects.latest("pk")
        assert (event.event, event.course_on, event.by) == ("course_noted", date(2026, 11, 23), "xun")

    @proves("A7")
    def test_is_not_noted_before_it_was(self, two: list[Official]) -> None:
        tomorrow = day_of(AT) + timedelta(days=1)
        assert refused(proposed, two[0], course_on=tomorrow) is Reason.COURSE_IN_FUTURE
        seated(two)
        asked = {"username": "moxiaolan", "course_on": tomorrow, "by": two[0], "at": AT}
        assert refused(note_course, **asked) is Reason.COURSE_IN_FUTURE

    def test_of_nobody_is_refused(self, two: list[Official]) -> None:
        asked = {"username": "nobody", "course_on": date(2026, 11, 2), "by": two[0], "at": AT}
        assert refused(note_course, **asked) is Reason.OFFICIAL_UNKNOWN

    @proves("A7")
    def test_holds_to_the_last_day_of_its_months(self) -> None:
        for course, last in ((date(2026, 2, 28), date(2027, 2, 28)), (date(2024, 2, 29), date(2025, 2, 28))):
            assert is_course_current(course, on=last, months=12)
            assert not is_course_current(course, on=last + timedelta(days=1), months=12)
        assert not is_course_current(None, on=date(2026, 2, 28), months=12)


@proves("I5")
def test_nothing_else_in_the_product_gives_a_seat() -> None:
    """`appoint` seats whom it is told to; only the approval by a second and the beginning may call it."""
    source = Path(__file__).parents[2] / "src" / "chengxin"
    callers = {path.name for path in source.rglob("*.py") if "actions.appoint import" in path.read_text("utf-8")}
    assert callers == {"approve_seat.py", "begin.py"}
