"""How many files a unit, and all units together, hand over in a day: published, and said before anything is received."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chengxin.apps.submissions.actions.receive_file import receive_file, report_nothing
from chengxin.apps.submissions.models import Submission
from chengxin.core.calendar import day_of
from chengxin.core.feeds import Room, require_room
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook
from chengxin.web.law import feeds, lawbook
from tests.proves import proves
from tests.web import filled
from tests.web.world import NOW, Clock, official, signed_in, text_of

pytestmark = pytest.mark.django_db
OF_UNIT, IN_ALL = 2, 3


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> Clock:
    published = Lawbook.period
    few = {"files_a_day": OF_UNIT, "files_a_day_in_all": IN_ALL}
    monkeypatch.setattr(Lawbook, "period", lambda self, code, *, on: few.get(code) or published(self, code, on=on))
    return Clock(monkeypatch)


def sent(by, data: bytes, at=NOW, feed: str = filled.PENALTIES) -> Submission:
    return receive_file(data=data, filename="a.csv", feed=feeds()[feed], lawbook=lawbook(), by=by, at=at)


def refused(*args, **more) -> Reason:
    with pytest.raises(Refusal) as refusal:
        sent(*args, **more)
    return refusal.value.reason


@proves("B8")
class TestOfAUnit:
    def test_is_bounded_by_the_civil_day(self):
        by = official("ge", Role.DATA_OFFICER)
        for number in range(OF_UNIT):
            sent(by, b"%d" % number)
        assert refused(by, b"one more") is Reason.TOO_MANY_FILES
        assert Submission.objects.count() == OF_UNIT
        tomorrow = NOW + timedelta(days=1)
        assert day_of(tomorrow) > day_of(NOW)
        assert sent(by, b"one more", at=tomorrow).pk

    def test_counts_neither_the_same_file_again_nor_that_nothing_was_decided(self):
        by = official("ge", Role.DATA_OFFICER)
        first = sent(by, b"1")
        report_nothing(feed=feeds()[filled.PENALTIES], by=by, at=NOW)
        sent(by, b"2")
        assert sent(by, b"1").pk == first.pk
        report_nothing(feed=feeds()[filled.LICENCES], by=by, at=NOW)

    def test_is_no_other_units(self):
        by = official("ge", Role.DATA_OFFICER)
        for number in range(OF_UNIT):
            sent(by, b"%d" % number)
        assert sent(official("yan", Role.DATA_OFFICER, "civility_office", name="穆清"), b"x", feed=filled.HONOURS).pk


@proves("B8")
class TestOfAll:
    def test_is_bounded_too(self):
        by = official("ge", Role.DATA_OFFICER)
        other = official("yan", Role.DATA_OFFICER, "civility_office", name="穆清")
        for number in range(OF_UNIT):
            sent(by, b"%d" % number)
        sent(other, b"x", feed=filled.HONOURS)
        assert refused(other, b"y", feed=filled.HONOURS) is Reason.TOO_MANY_FILES_IN_ALL

    def test_is_asked_for_last(self):
        with pytest.raises(Refusal) as refusal:
            require_room(Room(0, 0))
        assert refusal.value.reason is Reason.TOO_MANY_FILES
        require_room(Room(1, 1))


class TestPage:
    def test_says_so_and_receives_all_or_none(self):
        client = signed_in(official("ge", Role.DATA_OFFICER))
        files = [SimpleUploadedFile(f"{one}.csv", b"a,%d" % one, "text/csv") for one in range(OF_UNIT + 1)]
        response = client.post("/department/", {"feed": filled.PENALTIES, "file": files})
        assert response.status_code == 422
        assert "今天交的文件到上限了" in text_of(response)
        assert not Submission.objects.exists()

    def test_publishes_both_numbers(self):
        page = text_of(Client().get("/law/periods/"))
        assert "一个单位一天最多交多少份文件" in page
        assert "所有单位一天一共最多收多少份文件" in page
