"""What is due: seal, files, persons asked about without outcome, originals to destroy."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction

from chengxin.apps.ledger.models import Checkpoint
from chengxin.apps.ledger.verify import verify
from chengxin.apps.letters import render
from chengxin.apps.matters.actions.open_matter import open_matter
from chengxin.apps.notices import selectors as notices
from chengxin.apps.people.selectors import indexes
from chengxin.apps.submissions import selectors as submissions
from chengxin.apps.submissions.actions.destroy_uploads import destroy_uploads
from chengxin.apps.submissions.models import UploadPart
from chengxin.core.calendar import SHANGHAI
from chengxin.demo import cast
from chengxin.jobs.duties import run_due
from chengxin.lawbook import load
from tests.jobs.test_queue import AT, WHO, penalties, sent, work
from tests.proves import proves
from tests.seated import seat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def officials() -> None:
    seat("moxiaolan", "gedehong")


def open_one():
    lawbook = load()
    purpose = next(p for p in lawbook.purposes.values() if any(one.unit == "transport" for one in p.agreements))
    return open_matter(
        identity=WHO,
        service=purpose.services[0],
        request_no="黑政服〔2026〕1号",
        lawbook=lawbook,
        by=cast.officials.get_active("moxiaolan"),
        at=AT,
    )


class TestRunDue:
    def test_clears_sessions_that_ended(self) -> None:
        for key, hours in (("ended", -1), ("open", 1)):
            Session.objects.create(
                session_key=key, session_data="", expire_date=datetime.now(UTC) + timedelta(hours=hours)
            )
        run_due(AT)
        assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]

    def test_finishes_files_and_seals_what_they_wrote(self) -> None:
        submission = sent(penalties(2))
        done = run_due(AT + timedelta(seconds=1))
        assert (done.finished, done.faults) == (1, 0)
        assert submissions.receipt_of(submission) is not None
        assert Checkpoint.objects.exists()
        assert verify().findings == ()

    def test_does_everything_once(self) -> None:
        sent(penalties(2))
        open_one()
        late = AT + timedelta(days=40)
        first, second = run_due(late), run_due(late)
        assert (first.finished, first.overdue) == (1, 1)
        assert (second.finished, second.overdue, second.destroyed, second.sealed) == (0, 0, 0, 0)

    def test_tells_a_person_that_no_outcome_followed(self) -> None:
        open_one()
        who = indexes(WHO)
        run_due(AT + timedelta(days=29))
        assert not notices.list_for_person(who.number, who.name)
        run_due(AT + timedelta(days=30))
        [letter] = notices.list_for_person(who.number, who.name)
        assert letter.template == "matter_without_outcome"
        told = render(letter, lawbook=load())
        assert told is not None
        assert "黑政服〔2026〕1号" in str(told.sections)

    @proves("G16")
    def test_opens_a_repair_on_its_first_day_and_tells_the_person(self) -> None:
        sent(penalties(1))
        run_due(AT + timedelta(seconds=1))
        who, first = indexes(WHO), datetime(2027, 1, 2, tzinfo=SHANGHAI)

        def told() -> int:
            return sum(one.template == "repair_can_be_asked" for one in notices.list_for_person(who.number, who.name))

        assert run_due(first - timedelta(seconds=1)).drafts == told() == 0
        assert run_due(first).drafts == told() == 1
        assert run_due(first + timedelta(days=1)).drafts == 0
        assert told() == 1


class TestDestroyUploads:
    def test_destroys_the_original_thirty_days_after_the_receipt(self) -> None:
        submission = sent(penalties(2))
        work(submission)
        days = timedelta(days=load().period("upload_kept", on=AT.date()))
        assert destroy_uploads(lawbook=load(), at=AT + days - timedelta(seconds=1)) == 0
        assert destroy_uploads(lawbook=load(), at=AT + days) == 1
        assert destroy_uploads(lawbook=load(), at=AT + days) == 0
        submission = submissions.get_for_unit("transport", submission.ref)
        assert submissions.file_of(submission) is None
        assert submissions.filename_of(submission) == ""
        assert len(submission.sha256) == 64

    def test_keeps_the_original_of_an_unfinished_file(self) -> None:
        sent(penalties(2))
        assert destroy_uploads(lawbook=load(), at=AT + timedelta(days=400)) == 0

    def test_only_the_whole_original_can_go(self) -> None:
        submission = sent(penalties(1))
        with pytest.raises(DatabaseError), transaction.atomic():
            UploadPart.objects.filter(upload=submission.pk).update(content=b"something else")
