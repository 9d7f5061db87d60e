"""A small world for the tests of screens: officials, a person with one penalty, files as departments make them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from chengxin.apps.officials.actions.appoint import appoint
from chengxin.apps.submissions.actions.receive_file import receive_file, report_nothing
from chengxin.core.calendar import SHANGHAI
from chengxin.core.facts import Identity
from chengxin.core.permissions import Role
from chengxin.demo.decisions import PENALTIES, Penalty
from chengxin.demo.numbers import invented
from chengxin.demo.sheets import as_csv, table
from chengxin.intake.feeds import load_feeds
from chengxin.jobs.queue import work_through
from chengxin.lawbook import load
from tests.seated import LEARNED

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=SHANGHAI)
PERSON = invented("尼古拉·彼得罗维奇·莫尔恰诺夫", "231102", date(1893, 4, 17), 216)
OTHER = invented("王䶮", "231183", date(1890, 6, 14), 139)
PASSWORD = "shiyan-mima-2026"


class Clock:
    """The clock of the screens, stopped; a test moves it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.at = NOW
        monkeypatch.setattr("chengxin.clock.now", lambda: self.at)

    def forward(self, **by: float) -> datetime:
        self.at += timedelta(**by)
        return self.at


def official(username: str, role: Role, unit: str = "transport", name: str = "莫晓岚", seat: str = "3号窗口"):
    who = {"username": username, "name": name, "unit": unit, "seat": seat, "role": role, "course_on": LEARNED}
    return appoint(**who, password=PASSWORD, by="tests", at=NOW)


def signed_in(one) -> Client:
    client = Client()
    client.force_login(one)
    return client


def penalty(who: Identity = PERSON, number: int = 391, **more) -> Penalty:
    return Penalty(who, number, decided_on=date(2026, 9, 1), conduct_end_on=date(2026, 8, 20), **more)


def penalties_csv(*penalties: Penalty) -> bytes:
    feed = load_feeds()[PENALTIES]
    return as_csv(table(feed, [one.row(load()) for one in penalties]))


def send(by, data: bytes, at: datetime, filename: str = "处罚.csv", feed: str = PENALTIES):
    """Hand over a file and work it through."""
    feeds = load_feeds()
    submission = receive_file(lawbook=load(), data=data, filename=filename, feed=feeds[feed], by=by, at=at)
    work_through(submission, lawbook=load(), feeds=feeds, at=at)
    return submission


def all_fresh(by, at: datetime) -> None:
    """Every feed of the official's unit says that it has nothing new: all sources count as searched."""
    feeds = load_feeds()
    for feed in feeds.values():
        if feed.sender == by.unit:
            work_through(report_nothing(feed=feed, by=by, at=at), lawbook=load(), feeds=feeds, at=at)


def choices_of(response, name: str) -> list[str]:
    """What can be chosen there on a page: the values of the radio buttons of this name."""
    import re

    return re.findall(f'name="{name}" type="radio" value="([^"]*)"', response.content.decode())


def text_of(response) -> str:
    """What a page says, without its markup."""
    import html
    import re

    page = re.sub(r"<[^>]+>", "", response.content.decode())
    return html.unescape(re.sub(r"\s+", " ", page))
