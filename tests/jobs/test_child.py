"""The background loop: it goes on after a fault, and ends with its parent."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.db import OperationalError

from chengxin.apps.notices.models import Letter
from chengxin.apps.records.models import Record
from chengxin.apps.repairs.models import Draft
from chengxin.apps.submissions import selectors as submissions
from chengxin.jobs.child import Child
from chengxin.jobs.faults import Boundary
from tests.jobs.test_queue import AT, penalties, sent
from tests.proves import proves
from tests.seated import seat


@pytest.fixture
def officials(db) -> None:
    seat("gedehong")


class TestChild:
    @pytest.mark.usefixtures("officials")
    def test_works_the_queue_in_each_round(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("chengxin.clock.now", lambda: AT + timedelta(seconds=2))
        monkeypatch.setattr("chengxin.jobs.child._drop_broken_connections", lambda: None)
        submission = sent(penalties(2))
        Child(os.getppid()).round(1)
        assert submissions.receipt_of(submission) is not None

    @pytest.mark.usefixtures("officials")
    def test_leaves_a_file_that_failed_until_the_next_duties(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("chengxin.clock.now", lambda: AT + timedelta(seconds=2))
        monkeypatch.setattr("chengxin.jobs.child._drop_broken_connections", lambda: None)
        tried: list[int] = []

        def falls(submission, *arguments, **options):
            tried.append(submission.pk)
            raise ValueError

        monkeypatch.setattr("chengxin.jobs.queue.register", falls)
        sent(penalties(1))
        child = Child(os.getppid())
        child.round(1)
        child.round(2)
        assert len(tried) == 1
        child.round(60)
        assert len(tried) > 1

    @proves("G16")
    @pytest.mark.usefixtures("officials")
    def test_no_file_waits_for_the_drafts_of_a_whole_history(self, monkeypatch: pytest.MonkeyPatch) -> None:
        now = AT + timedelta(seconds=2)
        monkeypatch.setattr("chengxin.clock.now", lambda: now)
        monkeypatch.setattr("chengxin.jobs.child._drop_broken_connections", lambda: None)
        monkeypatch.setattr("chengxin.apps.repairs.actions.open_drafts._AT_ONCE", 2)
        sent(penalties(5))
        child = Child(os.getppid())
        child.round(1)
        now += timedelta(days=100)
        opened, finished = [], []
        for number in range(60, 66):
            submission = sent(penalties(1, first=10 + number), at=now, filename=f"{number}.csv")
            child.round(number)
            opened.append(Draft.objects.count())
            finished.append(submissions.receipt_of(submission) is not None)
        assert opened[:3] == [2, 4, 5]  # the file that was complete first, to its end
        assert all(finished)
        for number in range(66, 70):
            child.round(number)
        assert Draft.objects.count() == Record.objects.count() == 11
        assert Letter.objects.filter(template="repair_can_be_asked").count() == 11

    def test_survives_a_broken_database(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        child = Child(os.getppid())
        monkeypatch.setattr("chengxin.jobs.child.EVERY_SECONDS", 0)
        rounds: list[int] = []

        def falls(number: int) -> None:
            rounds.append(number)
            if number == 2:
                child._told_to_stop(15, None)
            raise OperationalError("disk I/O error")

        monkeypatch.setattr(child, "round", falls)
        child.run()
        assert rounds == [0, 1, 2]
        assert "OperationalError" in caplog.text

    def test_ends_with_its_parent(self, monkeypatch: pytest.MonkeyPatch) -> None:
        child = Child(parent=-1)
        monkeypatch.setattr(child, "round", lambda number: pytest.fail("it worked for nobody"))
        child.run()


class TestBoundary:
    def test_gives_a_fault_a_number_and_keeps_its_words(
        self, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        monkeypatch.delenv("CHENGXIN_LOG", raising=False)
        boundary = Boundary("a test")
        with boundary:
            raise ValueError("王䶮")
        assert len(boundary.number) == 8
        assert boundary.number in caplog.text
        assert "王䶮" not in caplog.text

    def test_lets_a_stop_through(self) -> None:
        with pytest.raises(KeyboardInterrupt), Boundary("a test"):
            raise KeyboardInterrupt
