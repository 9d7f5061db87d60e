"""The text that two persons sign before a backup comes back: one form, one backup, one place, three days."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.restores import (
    LASTS,
    Backup,
    Flaw,
    Order,
    Unreadable,
    flaw_of,
    flaw_of_backup,
    read,
    text_of,
)
from tests.proves import proves

AT = datetime(2026, 11, 29, 6, 30, tzinfo=UTC)
PLACE, LEDGER = "postgresql:///chengxin，机器one", "credit.example.cn/ledger"
ORDER = Order(Backup("3f" * 32, 1234, "ab" * 32), PLACE, LEDGER, AT)
BACKUPS = st.builds(Backup, st.text("0123456789abcdef"), st.integers(0), st.text("0123456789abcdef"))
NAMES = st.text(st.characters(exclude_characters="\n", codec="utf-8"))
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2099, 1, 1), timezones=st.just(UTC))
ORDERS = st.builds(Order, BACKUPS, NAMES, NAMES, INSTANTS.map(lambda at: at.replace(microsecond=0)))


@proves("N18")
class TestText:
    @given(ORDERS)
    def test_says_all_of_it(self, order: Order) -> None:
        assert read(text_of(order)) == order

    @given(ORDERS, st.data())
    def test_has_one_form_only(self, order: Order, data: st.DataObject) -> None:
        """A byte more, less or other is another order, or none."""
        text = text_of(order)
        place = data.draw(st.integers(0, len(text) - 1))
        for changed in (text[:place] + text[place + 1 :], text[:place] + "7" + text[place:], text + "\n"):
            try:
                assert read(changed) != order
            except Unreadable:
                continue

    @pytest.mark.parametrize("text", ["", "\n" * 9, "chengxin restore 1\n", "{}"])
    def test_is_not_just_any(self, text: str) -> None:
        with pytest.raises(Unreadable):
            read(text)


@proves("N18")
class TestFlaw:
    def found(self, **other: object) -> Flaw | None:
        given: dict = {"is_signed": True, "place": PLACE, "ledger": LEDGER, "at": AT + timedelta(hours=1)} | other
        return flaw_of(ORDER, **given)

    def test_none_where_two_signed_for_here_and_now(self) -> None:
        assert self.found() is None

    def test_without_two(self) -> None:
        assert self.found(is_signed=False) is Flaw.NOT_SIGNED

    @pytest.mark.parametrize("other", [{"place": "postgresql:///other"}, {"ledger": "other.example.cn/ledger"}])
    def test_for_another_place(self, other: dict) -> None:
        assert self.found(**other) is Flaw.OTHER_PLACE

    @pytest.mark.parametrize("after", [-timedelta(seconds=1), LASTS, timedelta(days=400)])
    def test_kept_for_another_time(self, after: timedelta) -> None:
        assert self.found(at=AT + after) is Flaw.NOT_NOW
        assert self.found(at=AT + LASTS - timedelta(seconds=1)) is self.found(at=AT) is None

    @pytest.mark.parametrize("other", [{"digest": "00" * 32}, {"leaves": 1233}, {"root": "00" * 32}])
    def test_over_another_backup(self, other: dict) -> None:
        assert flaw_of_backup(ORDER, ORDER.backup) is None
        assert flaw_of_backup(ORDER, replace(ORDER.backup, **other)) is Flaw.OTHER_BACKUP
