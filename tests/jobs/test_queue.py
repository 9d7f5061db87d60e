"""The queue: chunks, crashes, receipts; nothing is visible before the receipt."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from importlib import import_module

import pytest
from django.db import IntegrityError, connection

from chengxin.apps.notices import selectors as notices
from chengxin.apps.people.selectors import Indexes, indexes
from chengxin.apps.records.models import Record
from chengxin.apps.records.selectors import held_by
from chengxin.apps.submissions import selectors as submissions
from chengxin.apps.submissions.actions.receive_file import receive_file, report_nothing
from chengxin.core.calendar import SHANGHAI
from chengxin.core.facts import RowState
from chengxin.core.feeds import Field
from chengxin.demo import cast, sheets
from chengxin.demo.decisions import LICENCES, OPEN_END, PENALTIES, Penalty, licence_row
from chengxin.demo.numbers import invented
from chengxin.intake.feeds import load_feeds
from chengxin.jobs import prepare, queue
from chengxin.jobs.queue import work_queue, work_through
from chengxin.lawbook import load
from tests.apps import databases
from tests.proves import proves
from tests.seated import seat

pytestmark = pytest.mark.django_db
#: Its one function has the same name.
module = import_module("chengxin.apps.records.actions.register")

AT = datetime(2026, 10, 12, 9, 20, tzinfo=SHANGHAI)
SECOND = timedelta(seconds=1)
WHO = invented("夹谷望岳", "231123", date(1889, 8, 18), 72)


@pytest.fixture(autouse=True)
def officials(monkeypatch: pytest.MonkeyPatch) -> None:
    seat("gedehong")
    monkeypatch.setattr(prepare, "CHUNK_ROWS", 3)


def penalties(count: int, *, first: int = 1, who=WHO) -> list[dict]:
    rows = []
    for number in range(first, first + count):
        penalty = Penalty(who=who, number=number, decided_on=date(2026, 10, 1), conduct_end_on=date(2026, 9, 1))
        rows.append(dict(penalty.row(load())))
    return rows


def sent(rows: list[dict] | bytes, *, at: datetime = AT, filename: str = "处罚.csv"):
    feed = load_feeds()[PENALTIES]
    data = rows if isinstance(rows, bytes) else sheets.as_csv(sheets.table(feed, rows))
    return receive_file(
        lawbook=load(), data=data, filename=filename, feed=feed, by=cast.officials.get_active("gedehong"), at=at
    )


def work(submission, at: datetime = AT):
    return work_through(submission, lawbook=load(), feeds=load_feeds(), at=at)


def seen(who: Indexes, at: datetime) -> tuple[int, int]:
    """How many records and letters a person can see."""
    return len(held_by(who, lawbook=load(), at=at)), len(notices.list_for_person(who.number, who.name))


def counts(receipt) -> tuple[int, ...]:
    return receipt.rows, receipt.accepted, receipt.refused, receipt.waiting, receipt.duplicate


class TestWorkThrough:
    def test_accounts_for_every_row(self) -> None:
        rows = penalties(7)
        rows += [rows[0], {**rows[1], "number": WHO.number[:-1] + "A"}, {**rows[2], "conduct_end_on": ""}]
        assert counts(work(sent(rows))) == (10, 7, 1, 1, 1)

    def test_marks_a_duplicate_across_chunks(self) -> None:
        rows = penalties(4)
        assert counts(work(sent([*rows, rows[0]]))) == (5, 4, 0, 0, 1)

    def test_goes_on_after_a_crash_with_the_same_receipt(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rows = penalties(10)
        rows.append(rows[0])
        real, calls = queue.register, []

        def falls(submission, number, *rows, **options):
            calls.append(number)
            if calls == [0, 1, 2]:
                raise RuntimeError("the machine was switched off")
            return real(submission, number, *rows, **options)

        submission = sent(rows)
        monkeypatch.setattr(queue, "register", falls)
        with pytest.raises(RuntimeError):
            work(submission)
        assert submissions.rows_done(submission) == 4
        tomorrow = AT + timedelta(days=1)
        receipt = work(submission, tomorrow)
        assert calls == [0, 1, 2, 2, 3, 4]
        assert counts(receipt) == (11, 10, 0, 0, 1)
        assert Record.objects.count() == 10
        # Another file of as many rows, nobody switching anything off.
        untouched = work(sent([*penalties(10, first=101), penalties(1, first=101)[0]]), tomorrow)
        assert counts(untouched) == counts(receipt)

    def test_shows_nothing_before_the_receipt(self, monkeypatch: pytest.MonkeyPatch) -> None:
        who = indexes(WHO)
        submission = sent(penalties(5))
        looked: list[tuple[int, int]] = []
        real = queue.close_submission

        def close(*arguments, **options):
            looked.append(seen(who, AT + SECOND))
            return real(*arguments, **options)

        monkeypatch.setattr(queue, "close_submission", close)
        work(submission)
        assert looked == [(0, 0)]
        assert seen(who, AT + SECOND) == (5, 5)

    def test_gives_the_receipt_again(self) -> None:
        submission = sent(penalties(2))
        first = work(submission)
        assert work(submission, AT + timedelta(days=3)).pk == first.pk

    def test_adds_nothing_for_the_same_file_again(self) -> None:
        rows = penalties(2)
        first = sent(rows)
        receipt = work(first)
        again = sent(rows, at=AT + timedelta(days=1), filename="另一个名字.csv")
        assert again.pk == first.pk
        assert work(again).pk == receipt.pk

    def test_counts_the_same_rows_in_another_file_as_duplicates(self) -> None:
        work(sent(penalties(2)))
        later = AT + timedelta(days=7)
        assert counts(work(sent(penalties(3), at=later), later)) == (3, 1, 0, 0, 2)

    def test_closes_an_unreadable_file_with_its_issue(self) -> None:
        receipt = work(sent("姓名,宗教信仰\n甲,乙\n".encode()))
        assert (receipt.is_readable, receipt.rows) == (False, 0)
        [issue] = submissions.file_issues_of(receipt)
        assert issue["severity"] == "file"
        assert issue["message"]

    def test_closes_a_report_of_nothing_at_once(self) -> None:
        feed = load_feeds()[PENALTIES]
        submission = report_nothing(feed=feed, by=cast.officials.get_active("gedehong"), at=AT)
        receipt = work(submission)
        assert (receipt.is_readable, receipt.rows) == (True, 0)

    def test_judges_as_of_the_day_of_receipt(self) -> None:
        """A decision dated after the receipt stays refused, however late the queue comes to it."""
        row = penalties(1)[0] | {"decided_on": "2026-10-13"}
        assert counts(work(sent([row]), AT + timedelta(days=9))) == (1, 0, 1, 0, 0)

    def test_leaves_a_chunk_to_the_worker_that_wrote_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        submission = sent(penalties(2))
        real = queue.register

        def meets_another(*arguments, **options):
            real(*arguments, **options)
            raise IntegrityError("chunk_once")

        monkeypatch.setattr(queue, "register", meets_another)
        assert counts(work(submission)) == (2, 2, 0, 0, 0)

    def test_does_not_hide_another_breach_of_the_database(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def breaks(*arguments, **options):
            raise IntegrityError("something else")

        monkeypatch.setattr(queue, "register", breaks)
        with pytest.raises(IntegrityError):
            work(sent(penalties(2)))


class TestWorkQueue:
    def test_does_not_let_one_file_hold_up_the_next(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        bad, good = sent(penalties(2)), sent(penalties(2, first=50))
        real = queue.register

        def falls(submission, *arguments, **options):
            if submission.pk == bad.pk:
                raise ValueError("231123188908180720")
            return real(submission, *arguments, **options)

        monkeypatch.setattr(queue, "register", falls)
        worked = work_queue(AT, lawbook=load(), feeds=load_feeds())
        assert (worked.finished, worked.failed) == (1, {bad.pk})
        assert submissions.receipt_of(good) is not None
        assert "ValueError" in caplog.text
        assert "231123188908180720" not in caplog.text
        assert work_queue(AT, lawbook=load(), feeds=load_feeds(), leave_out=worked.failed).failed == set()


@proves("B4", "R18")
class TestOriginal:
    """Of a row that may never be held nothing stays, and the original file is where it would stay."""

    def test_with_forbidden_content_is_destroyed_with_the_receipt(self):
        rows = penalties(2)
        rows[1][Field.CONDUCT] = "参加宗教活动"
        submission = sent(rows)
        receipt = work(submission)
        assert (receipt.accepted, receipt.refused) == (1, 1)
        assert submissions.file_of(submissions.get_for_unit("transport", submission.ref)) is None

    def test_with_a_forbidden_column_is_destroyed_with_the_receipt(self):
        heading, row = sheets.as_csv(sheets.table(load_feeds()[PENALTIES], penalties(1))).decode("gb18030").splitlines()
        submission = sent(f"{heading},血型\n{row},A\n".encode("gb18030"))
        assert not work(submission).is_readable
        assert submissions.file_of(submissions.get_for_unit("transport", submission.ref)) is None

    def test_without_any_is_kept_for_its_days(self):
        submission = sent(penalties(1))
        work(submission)
        assert submissions.file_of(submissions.get_for_unit("transport", submission.ref)) is not None


@proves("B13")
class TestDelays:
    """Decided on 1 October, received on the 12th: eleven days."""

    FEED = load_feeds()[PENALTIES]

    def of(self, since: datetime = AT - timedelta(days=1)):
        return submissions.delays_of(self.FEED, since)

    def test_count_what_registered_something_new(self) -> None:
        work(sent(penalties(4)))
        assert (self.of().rows, self.of().late) == ({11: 4}, 4)
        work(sent(penalties(6), at=AT + timedelta(days=7)), at=AT + timedelta(days=7))
        assert self.of().rows == {11: 4, 18: 2}
        assert (self.of().half_within, self.of().most_within) == (11, 18)

    def test_do_not_call_a_stock_late(self) -> None:
        feed, old, new = load_feeds()[LICENCES], date(2024, 4, 2), AT.date() - timedelta(days=12)
        rows = [
            licence_row(WHO, n, on, OPEN_END, "道路旅客运输驾驶员从业资格证", load()) for n, on in enumerate([old, new])
        ]
        by = cast.officials.get_active("gedehong")
        data = sheets.as_csv(sheets.table(feed, rows))
        work(receive_file(lawbook=load(), data=data, filename="许可.csv", feed=feed, by=by, at=AT))
        found = submissions.delays_of(feed, AT - SECOND)
        assert (found.rows, found.late, found.older) == ({12: 1}, 1, 1)

    def test_do_not_count_a_change_a_withdrawal_or_what_came_back(self) -> None:
        work(sent(penalties(2)))
        later = AT + timedelta(days=3)
        changed, gone = penalties(2)
        changed[Field.AMOUNT] = "0.9"
        gone[Field.ROW_STATE] = "撤销"
        refused = penalties(1, first=3)[0] | {Field.NAME: ""}
        work(sent([changed, gone, refused], at=later), at=later)
        assert self.of().rows == {11: 2}

    def test_of_a_file_that_is_not_complete_are_not_there_yet(self) -> None:
        submission = sent(penalties(2))
        feeds = load_feeds()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(queue, "_close", lambda *args, **more: None)
            work_through(submission, lawbook=load(), feeds=feeds, at=AT)
        assert self.of().total == 0
        work(submission)
        assert self.of().total == 2

    def test_are_those_of_the_feed_and_since_the_instant(self) -> None:
        work(sent(penalties(2)))
        assert self.of(AT + SECOND).total == 0
        assert submissions.delays_of(load_feeds()["heihe/transport/licences"], AT - SECOND).total == 0


@pytest.mark.skipif(connection.vendor != "postgresql", reason="on SQLite each transaction waits for the disk")
@proves("B8")
class TestWaitingForTheDisk:
    """A chunk of new records is done again if the power takes it; the receipt waits, and takes the chunks before it along."""

    @staticmethod
    def waited(monkeypatch: pytest.MonkeyPatch, rows: list[dict]) -> list[str]:
        told, real = [], module.account_chunk

        def account(*arguments, **options):
            with connection.cursor() as cursor:
                cursor.execute("SHOW synchronous_commit")
                told.append(cursor.fetchone()[0])
                cursor.execute("SET LOCAL synchronous_commit = on")
            return real(*arguments, **options)

        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = on")
        monkeypatch.setattr(module, "account_chunk", account)
        work(sent(rows))
        return told

    def test_a_chunk_of_new_records_does_not(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.waited(monkeypatch, penalties(4)) == ["off", "off"]

    def test_a_chunk_in_which_something_was_held_does(self, monkeypatch: pytest.MonkeyPatch) -> None:
        rows = penalties(4)
        work(sent(rows))
        withdrawn = {**rows[0], "state": RowState.WITHDRAWN.value}
        assert self.waited(monkeypatch, [withdrawn, *penalties(3, first=11)]) == ["on", "off"]

    def test_what_the_power_took_is_done_again_and_the_receipt_is_on_the_disk(self, tmp_path) -> None:
        with databases.cluster(tmp_path / "own") as place:
            place.chengxin("migrate")
            told = json.loads(place.run("-m", "tests.jobs.power_after_chunks").splitlines()[-1])
        assert told["after"] < told["before"]
        assert told["counts"] == [40, 40, 0, 0, 0]
        assert told["records"] == told["entries"] == 40
        assert told["receipt"]
        assert told["findings"] == []
