"""A program hands over a file, once and for all, and reads what became of each row."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from chengxin.apps.submissions.models import Handover, Submission
from chengxin.core.feeds import Room
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason
from chengxin.jobs.queue import work_through
from chengxin.web.law import feeds, lawbook
from tests.api import world
from tests.api.world import AT
from tests.proves import proves
from tests.web import filled
from tests.web.world import penalties_csv, penalty

pytestmark = pytest.mark.django_db
GOOD = penalties_csv(penalty(number=1), penalty(number=2))
BAD = GOOD.replace("罚款".encode("gb18030"), "杖责".encode("gb18030")).replace("罚款".encode(), "杖责".encode())


@pytest.fixture
def by() -> world.Caller:
    return world.caller(Role.DATA_OFFICER)


def work(ref: str) -> None:
    work_through(Submission.objects.get(ref=ref), lawbook=lawbook(), feeds=feeds(), at=AT)


class TestHandingOver:
    def test_is_acknowledged(self, by):
        reply = by.hand_over(GOOD, as_of=(AT - timedelta(hours=3)).isoformat())
        assert reply.status_code == 202, reply.content.decode()
        told = reply.json()
        stored = Submission.objects.get()
        assert told["submission"] == stored.ref
        assert (told["sha256"], told["size"]) == (stored.sha256, len(GOOD))
        assert stored.as_of == AT - timedelta(hours=3)
        assert Handover.objects.get().program.name == "运政系统"

    @proves("API4", "B8")
    def test_gives_the_same_bytes_for_the_same_request(self, by, monkeypatch):
        first = by.hand_over(GOOD, as_of="2026-11-24T08:30:00.250+08:00")
        work(first.json()["submission"])
        monkeypatch.setattr("chengxin.clock.now", lambda: AT + timedelta(days=2))
        second = by.hand_over(GOOD, as_of="2026-11-24T08:30:00.250+08:00")
        assert (first.status_code, first.content) == (second.status_code, second.content)
        assert Submission.objects.count() == 1

    def test_is_refused_when_the_unit_handed_over_its_share_of_the_day(self, by, monkeypatch):
        monkeypatch.setattr("chengxin.apps.submissions.actions.receive_file.room_today", lambda *_, **__: Room(0, 9))
        world.problem(by.hand_over(GOOD), 429, Reason.TOO_MANY_FILES)
        assert not Submission.objects.exists()

    @proves("API4")
    def test_gives_the_same_receipt_every_time(self, by):
        ref = by.hand_over(GOOD).json()["submission"]
        work(ref)
        assert by.get(f"/submissions/{ref}").content == by.get(f"/submissions/{ref}").content

    @proves("API4")
    def test_refuses_the_same_key_for_other_bytes(self, by):
        by.hand_over(GOOD)
        world.problem(by.hand_over(BAD), 409, Reason.KEY_USED_BEFORE)
        world.problem(by.hand_over(GOOD, feed=filled.LICENCES), 409, Reason.KEY_USED_BEFORE)
        assert by.hand_over(BAD, "k-2").status_code == 202

    @pytest.mark.parametrize("key", [None, "", "k 1", "钥", "k" * 201])
    def test_needs_a_key(self, by, key):
        world.problem(by.hand_over(GOOD, key), 422, Reason.REQUEST_MALFORMED)
        assert not Submission.objects.exists()

    @proves("API2")
    @pytest.mark.parametrize("feed", [filled.HONOURS, "heihe/nobody/nothing", "../../etc"])
    def test_is_for_feeds_that_the_program_is_bound_to(self, by, feed):
        world.problem(by.hand_over(GOOD, feed=feed), 403, Reason.PROGRAM_NOT_FOR_FEED)

    def test_refuses_an_empty_file_and_a_time_to_come(self, by):
        world.problem(by.hand_over(b""), 403, Reason.FILE_EMPTY)
        later = (AT + timedelta(days=1)).isoformat()
        world.problem(by.hand_over(GOOD, as_of=later), 403, Reason.STATED_TIME_IN_FUTURE)
        for wrong in ("2026-11-24", "昨天", "2026-11-24T09:00:00", "2026-02-30T09:00:00Z", "1"):
            world.problem(by.hand_over(GOOD, as_of=wrong), 422, Reason.REQUEST_MALFORMED)

    def test_refuses_what_it_does_not_know(self, by):
        world.problem(by.hand_over(GOOD, password="x"), 422, Reason.REQUEST_MALFORMED)
        world.problem(
            by.post("/submissions", {}, headers=by.headers | {"idempotency-key": "k"}), 415, Reason.FORMAT_NOT_TAKEN
        )
        twice = {"feed": [filled.PENALTIES, filled.LICENCES], "file": io.BytesIO(GOOD)}
        headers = by.headers | {"idempotency-key": "k"}
        world.problem(by.client.post(f"{world.V1}/submissions", twice, headers=headers), 422, Reason.REQUEST_MALFORMED)
        broken = by.client.post(
            f"{world.V1}/submissions", b"--x", content_type="multipart/form-data; boundary=y", headers=headers
        )
        world.problem(broken, 422, Reason.REQUEST_MALFORMED)
        without = by.client.post(f"{world.V1}/submissions", b"--x", content_type="multipart/form-data", headers=headers)
        world.problem(without, 400, Reason.REQUEST_MALFORMED)

    @proves("API7")
    def test_reads_nothing_of_what_is_too_large(self, by, monkeypatch):
        small = {key: feed for key, feed in feeds().items() if key == filled.PENALTIES}
        from dataclasses import replace

        monkeypatch.setattr(
            "chengxin.api.submissions.feeds", lambda: {k: replace(f, max_bytes=1000) for k, f in small.items()}
        )
        monkeypatch.setattr("django.http.request.HttpRequest._load_post_and_files", None)
        world.problem(by.hand_over(b"x" * 100_000), 413, Reason.REQUEST_TOO_LARGE)
        monkeypatch.undo()
        assert not Submission.objects.exists()

    def test_is_refused_to_a_program_that_asks(self):
        world.problem(world.caller().hand_over(GOOD), 403, Reason.PROGRAM_NOT_FOR_FEED)


class TestReading:
    def test_tells_how_far_a_file_is(self, by):
        ref = by.hand_over(GOOD).json()["submission"]
        told = by.get(f"/submissions/{ref}").json()
        assert (told["status"], told["receipt"], told["rows_done"]) == ("received", None, 0)
        work(ref)
        told = by.get(f"/submissions/{ref}").json()
        assert told["status"] == "closed"
        receipt = told["receipt"]
        assert receipt["rows"] == 2 == sum(receipt[k] for k in ("accepted", "refused", "waiting", "duplicate"))

    @proves("B7")
    def test_tells_each_issue_with_place_and_remedy(self, by, monkeypatch):
        monkeypatch.setattr("chengxin.api.submissions.ISSUES_ON_A_PAGE", 2)
        rows = [{**penalty(number=n).row(lawbook()), "number": "231183189006141391"} for n in range(3)]
        from chengxin.demo.sheets import as_csv, table

        ref = by.hand_over(as_csv(table(feeds()[filled.PENALTIES], rows))).json()["submission"]
        work(ref)
        first, second = (by.get(f"/submissions/{ref}?page={page}").json() for page in (1, 2))
        assert [len(first["issues"]), first["has_more"]] == [2, True]
        assert [len(second["issues"]), second["has_more"]] == [1, False]
        issue = second["issues"][0]
        assert issue["row"]
        assert issue["message"]
        assert issue["remedy"]
        assert "231183189006141391" not in str(first)

    def test_gives_the_marked_workbook_back(self, by):
        rows = [{**penalty(number=1).row(lawbook()), "number": "231183189006141391"}]
        from chengxin.demo.sheets import as_csv, table

        ref = by.hand_over(as_csv(table(feeds()[filled.PENALTIES], rows))).json()["submission"]
        world.problem(by.get(f"/submissions/{ref}/annotated"), 404, Reason.NOTHING_HERE)
        work(ref)
        reply = by.get(f"/submissions/{ref}/annotated")
        assert reply.status_code == 200
        assert len(load_workbook(io.BytesIO(reply.content)).sheetnames) == 2

    def test_has_no_marked_workbook_where_nothing_is_wrong(self, by):
        ref = by.hand_over(GOOD).json()["submission"]
        work(ref)
        world.problem(by.get(f"/submissions/{ref}/annotated"), 404, Reason.NOTHING_HERE)

    @proves("API2")
    def test_is_for_the_unit_and_the_feeds_of_the_program(self, by):
        ref = by.hand_over(GOOD).json()["submission"]
        narrow = world.caller(Role.DATA_OFFICER, feeds=[feeds()[filled.LICENCES]])
        foreign = world.caller(Role.DATA_OFFICER, "civility_office", feeds=[feeds()[filled.HONOURS]])
        for other in (narrow, foreign, world.caller()):
            world.problem(other.get(f"/submissions/{ref}"), 404, Reason.NOTHING_HERE)
            world.problem(other.get(f"/submissions/{ref}/annotated"), 404, Reason.NOTHING_HERE)
        for wrong in ("none", "0" * 10, "2222222222"):
            world.problem(by.get(f"/submissions/{wrong}"), 404, Reason.NOTHING_HERE)
