"""Fill an empty product with a year of life, made only through public acts: 300 people, 2,000 records.

Everything happens in the order of its time, and in one transaction: a demo is there, or it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any

from django.db import connection, transaction

from chengxin.apps.destruction.actions.make_list import list_due
from chengxin.apps.inquiries.actions.answer import answer
from chengxin.apps.inquiries.actions.look_at_held_row import look_at_held_row
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.looks.actions.draw import draw
from chengxin.apps.looks.actions.note_lapsed import note_lapsed
from chengxin.apps.matters.actions.note_overdue import note_overdue
from chengxin.apps.matters.actions.open_matter import open_matter
from chengxin.apps.notices import selectors as notices
from chengxin.apps.objections import recalls
from chengxin.apps.objections.actions.confirm_recall import confirm_recall
from chengxin.apps.objections.actions.escalate import escalate
from chengxin.apps.officials import selectors as officials
from chengxin.apps.people import selectors as people
from chengxin.apps.promises.actions.follow_up import follow_up
from chengxin.apps.records.actions.read_letter import read_letter
from chengxin.apps.records.actions.settle_row import Finding, settle_row
from chengxin.apps.repairs.actions.open_drafts import open_drafts
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.apps.restraints.selectors import adverse_shown
from chengxin.apps.statistics.actions.freeze import freeze
from chengxin.apps.submissions import selectors as submissions
from chengxin.apps.submissions.actions.receive_file import receive_file, report_nothing
from chengxin.core.calendar import SHANGHAI, add_months, day_of
from chengxin.core.facts import Identity
from chengxin.core.feeds import Feed
from chengxin.core.uses import UseNotice
from chengxin.demo import (
    agency,
    cases,
    cast,
    conveniences,
    destruction,
    extracts,
    repairs,
    reports,
    restraints,
    sheets,
    whys,
)
from chengxin.demo.crowd import crowd
from chengxin.demo.decisions import (
    ACCOUNTANT_BARS,
    CONDUCTS,
    HONOUR_NAMES,
    HONOURS,
    LICENCE_NAMES,
    LICENCES,
    OFFICES,
    OPEN_END,
    SERIOUS_LIST,
    TRANSPORT,
    Penalty,
    bar_row,
    honour_row,
    licence_row,
    monday_on_or_after,
    serious_row,
)
from chengxin.demo.sheets import Row
from chengxin.intake.feeds import load_feeds
from chengxin.lawbook import Lawbook, load

PEOPLE, RECORDS = 300, 2000
#: Older decisions than this never enter.
FIRST_DAY = date(2026, 1, 5)
WEEKS = 46
_LICENCES, _HONOURS = 660, 270
#: How many things happen before the database counts its rows again.
_COUNTED_AGAIN_AFTER = 250
_MORNING = time(9, 20)

Act = Callable[[datetime], None]
WorkThrough = Callable[..., Any]


def fill(*, now: datetime, work_through: WorkThrough, chance: Random | None = None) -> None:
    """Fill an empty database with what happened up to `now`; the same `now` and chance give the same life."""
    # Not a secret, and always the same: everybody's demo tells the same stories.
    seeded = chance or Random(20260101)  # noqa: S311
    with transaction.atomic():
        cast.appoint_all()
        _Life(now, work_through, load(), {feed.key: feed for feed in cast.sources()}, seeded).live()


def _count_again() -> None:
    """Rows that are not committed yet are none to PostgreSQL's own count; it would plan for empty tables to the end."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


class _Life:
    """A year as a list of things that happen, each at its instant."""

    def __init__(
        self, now: datetime, work_through: WorkThrough, lawbook: Lawbook, feeds: Mapping[str, Feed], chance: Random
    ) -> None:
        self._now = now
        self._today = day_of(now)
        self._first = max(FIRST_DAY, monday_on_or_after(self._today - timedelta(weeks=WEEKS)))
        self._work_through = work_through
        self._lawbook = lawbook
        self._feeds = feeds
        self._chance = chance
        self._happenings: list[tuple[datetime, Act]] = []
        self._rows: dict[tuple[str, date], list[Row]] = {}
        self._number = 100
        self._asked_about: set[tuple[str, str]] = set()
        held = [who for who, _ in cast.RESIDENTS if who not in cast.WITHOUT_RECORDS]
        self._crowd = crowd(PEOPLE - len(held), chance)

    def live(self) -> None:
        """Plan everything, then let it happen in order."""
        records = self._stories()
        self._plan_licences()
        self._plan_honours()
        self._plan_penalties(RECORDS - records - _LICENCES - _HONOURS)
        self._plan_files()
        self._plan_questions()
        self._plan_duties()
        due = [one for one in sorted(self._happenings, key=lambda happening: happening[0]) if one[0] <= self._now]
        for place, (at, act) in enumerate(due):
            act(at)
            if place % _COUNTED_AGAIN_AFTER == 0:
                _count_again()
        seal(at=self._now, force_checkpoint=True)

    # The cast

    def _stories(self) -> int:
        """What happened to the people one can be; how many records that makes."""
        ago = self._days_ago
        effect = self._penalty(cast.IN_EFFECT, 150, served_after=2, wan="0.5")
        withdrawn = self._penalty(cast.WITHDRAWN, 120, served_after=3)
        changed = self._penalty(cast.CHANGED, 90, served_after=3, wan="0.3")
        shared = self._penalty(cast.SHARED_FIRST, 100, served_after=2)
        namesake = self._penalty(cast.SHARED_SECOND, 80, served_after=2)
        stranger = self._penalty(replace(cast.IN_EFFECT, name="令狐彦"), 12)
        self._send(effect, withdrawn, changed, shared, namesake, stranger)
        self._send(self._penalty(cast.AWAITING, 18), self._penalty(cast.WAITING, 20))
        self._send(replace(withdrawn, state="撤销"), on=ago(60))
        self._send(replace(changed, wan="0.1", state="变更", served_on=None), on=ago(10))
        self._happen(ago(2), time(19, 41), partial(self._read_all, cast.WAITING))
        self._happen(ago(130), time(20, 5), partial(self._read_all, cast.IN_EFFECT))
        self._happen(ago(1), time(12, 30), partial(self._read_all, cast.CHANGED))
        self._happen(ago(66), time(14, 10), partial(self._settle, cast.SHARED_SECOND))
        self._licence(cast.EXPIRED, date(2019, 2, 20), "2025-02-20", on=self._first)
        self._licence(cast.LICENSED, date(2022, 5, 16), "2028-05-15", on=self._first)
        self._honour(cast.LICENSED, date(2024, 10, 8), on=self._first)
        self._serious(cast.PERSON_ONLY, ago(75))
        self._happen(ago(61), time(21, 15), partial(self._read_all, cast.PERSON_ONLY))
        for days, clock, act in extracts.plan(self._lawbook, self._feeds):
            self._happen(ago(days), clock, act)
        # Effect, withdrawn, changed, two that share a number, two that wait; the stranger's row waits for a human.
        return 7 + 4 + self._objections() + self._repairs() + self._destruction() + self._restraints()

    def _objections(self) -> int:
        """The cases of those who objected, and the records they are about; how many records."""
        about = (
            (cast.OBJECTING, 101),
            (cast.AT_SOURCE, 96),
            (cast.TO_DECIDE, 117),
            (cast.AT_COURT, 139),
            (cast.KEPT, 128),
            (cast.IN_REVIEW, 112),
            (cast.CORRECTED, 122),
            (cast.REMOVED, 131),
            (cast.OVERDUE, 106),
        )
        self._send(*(self._penalty(who, days, served_after=3) for who, days in about))
        self._serious(cast.EXTENDED, self._days_ago(92))
        for days, clock, act in cases.plan(self._lawbook, self._official):
            self._happen(self._days_ago(days), clock, act)
        self._happen(self._days_ago(6), time(10, 26), self._asking("moxiaolan", cast.OBJECTING, "granted"))
        # Both were answered with what later stood no more; of the one that was removed the window has confirmed it.
        for who, days in ((cast.REMOVED, 70), (cast.CORRECTED, 64)):
            self._happen(self._days_ago(days), time(10, 41), self._asking("moxiaolan", who, "granted"))
        self._happen(self._days_ago(48), time(9, 15), self._confirm_recalls)
        return len(about) + 1

    def _repairs(self) -> int:
        """Those whose day of repair has come, and what they made of it; how many records."""
        about = ((cast.REPAIRABLE, 104), (cast.REPAIR_ASKED, 116), (cast.REPAIRED, 125), (cast.REPAIR_REFUSED, 119))
        self._send(*(self._penalty(who, days, served_after=3) for who, days in about))
        for days, clock, act in repairs.plan(self._lawbook, self._official):
            self._happen(self._days_ago(days), clock, act)
        return len(about)

    def _destruction(self) -> int:
        """Those whose records ended early in the year, and what was done with them; how many records."""
        ended = add_months(self._first + timedelta(days=21), -12)
        for who in (cast.DESTROYED, cast.HELD):
            self._licence(who, date(2019, 3, 4), ended.isoformat(), on=self._first)
        for days, clock, act in destruction.plan(self._lawbook, self._official):
            self._happen(self._days_ago(days), clock, act)
        return 2

    def _restraints(self) -> int:
        """Two accountants who were barred, and what was decided on it; one of the decisions was withdrawn since."""
        for who, days, gone in ((cast.RESTRAINED, 133, 0), (cast.RESTRAINT_GONE, 147, 12)):
            self._number += 1
            row = partial(bar_row, who, self._number, self._days_ago(days), self._lawbook)
            sent = monday_on_or_after(self._days_ago(days - 4))
            self._rows.setdefault((ACCOUNTANT_BARS, sent), []).append(row())
            if gone:
                withdrawn = monday_on_or_after(self._days_ago(gone))
                self._rows.setdefault((ACCOUNTANT_BARS, withdrawn), []).append(row(state="撤销"))
        for days, clock, act in restraints.plan(self._lawbook, self._official):
            self._happen(self._days_ago(days), clock, act)
        return 2

    def _penalty(self, who: Identity, days: int, *, served_after: int | None = None, wan: str = "0.2") -> Penalty:
        decided = self._days_ago(days)
        self._number += 1
        return Penalty(
            who=who,
            number=self._number,
            decided_on=decided,
            conduct_end_on=decided - timedelta(days=20),
            wan=wan,
            served_on=None if served_after is None else decided + timedelta(days=served_after),
        )

    # The crowd

    def _plan_penalties(self, count: int) -> None:
        span = (self._days_ago(9) - self._first).days
        for _ in range(count):
            decided = self._first + timedelta(days=self._chance.randrange(span))
            self._number += 1
            conduct = self._chance.choice(CONDUCTS)
            unit = self._chance.choice(["transport", "transport", "transport_sunwu"])
            # Three in ten are of other offices.
            office = OFFICES[max(0, self._number % 10 - 6)]
            if office is not TRANSPORT:
                conduct, unit = office.conducts[0], office.sender
            self._send(
                Penalty(
                    office=office,
                    who=self._chance.choice(self._crowd),
                    number=self._number,
                    decided_on=decided,
                    conduct_end_on=decided - timedelta(days=self._chance.randrange(10, 90)),
                    wan=self._chance.choice(["0.1", "0.2", "0.3", "0.5", "1"]),
                    conduct=conduct,
                    unit=unit,
                    served_on=decided + timedelta(days=2) if self._chance.random() < 0.7 else None,
                )
            )
        for who in self._chance.sample(self._crowd, 70):
            day = self._first + timedelta(days=self._chance.randrange(40, span))
            self._happen(day, time(19, self._chance.randrange(60)), partial(self._read_all, who))

    def _plan_licences(self) -> None:
        months = [day for day in self._mondays() if day.day <= 7]
        for place in range(_LICENCES):
            decided = date(2021, 1, 4) + timedelta(days=self._chance.randrange(1800))
            ends = OPEN_END if place % 10 == 0 else f"{decided.year + 6}-{decided:%m}-15"
            on = self._first if self._chance.random() < 0.6 else self._chance.choice(months)
            who = self._crowd[place % len(self._crowd)]
            self._licence(who, decided, ends, on=on)
            if ends == OPEN_END and on == self._first:
                # The source says again what has no end yet; only that keeps it.
                self._licence(who, decided, ends, on=months[-1], number=self._number)

    def _plan_honours(self) -> None:
        quarters = [day for day in self._mondays() if day.month % 3 == 1 and day.day <= 7] or [self._first]
        for _ in range(_HONOURS):
            decided = date(2023, 3, 5) + timedelta(days=self._chance.randrange(1000))
            self._honour(self._chance.choice(self._crowd), decided, on=self._chance.choice(quarters))

    def _licence(self, who: Identity, decided: date, ends: str, *, on: date, number: int = 0) -> None:
        if not number:
            self._number += 1
        name = LICENCE_NAMES[(number or self._number) % len(LICENCE_NAMES)]
        row = licence_row(who, number or self._number, decided, ends, name, self._lawbook)
        self._rows.setdefault((LICENCES, on), []).append(row)

    def _honour(self, who: Identity, decided: date, *, on: date) -> None:
        self._number += 1
        row = honour_row(who, self._number, decided, self._chance.choice(HONOUR_NAMES))
        self._rows.setdefault((HONOURS, on), []).append(row)

    def _serious(self, who: Identity, decided: date) -> None:
        self._number += 1
        row = serious_row(who, self._number, decided, self._lawbook)
        self._rows.setdefault((SERIOUS_LIST, monday_on_or_after(decided + timedelta(days=1))), []).append(row)

    # Files

    def _send(self, *penalties: Penalty, on: date | None = None) -> None:
        for penalty in penalties:
            known = penalty.served_on or penalty.decided_on
            day = monday_on_or_after(max(known, on or known) + timedelta(days=1))
            self._rows.setdefault((penalty.office.feed, day), []).append(penalty.row(self._lawbook))

    def _plan_files(self) -> None:
        for (key, day), rows in self._rows.items():
            self._happen(day, _MORNING, self._sending(key, rows))
        for key in self._feeds:
            for day in self._mondays():
                if (key, day) not in self._rows:
                    self._happen(day, time(9, 40), self._reporting(key))

    def _sending(self, key: str, rows: Sequence[Row]) -> Act:
        def send(at: datetime) -> None:
            feed = self._feeds[key]
            name = f"{feed.title}{at.astimezone(SHANGHAI):%Y%m%d}.csv"
            data = sheets.as_csv(sheets.table(feed, rows))
            submission = receive_file(
                lawbook=self._lawbook, data=data, filename=name, feed=feed, by=self._sender(feed), at=at
            )
            self._close(submission, at)

        return send

    def _reporting(self, key: str) -> Act:
        def report(at: datetime) -> None:
            feed = self._feeds[key]
            self._close(report_nothing(feed=feed, by=self._sender(feed), at=at), at)

        return report

    def _close(self, submission: Any, at: datetime) -> None:
        self._work_through(submission, lawbook=self._lawbook, feeds=self._feeds, at=at + timedelta(seconds=4))

    # Letters, held rows, questions, duties

    def _read_all(self, who: Identity, at: datetime) -> None:
        indexes = people.indexes(who)
        for letter in notices.list_for_person(indexes.number, indexes.name):
            if not notices.is_read(letter):
                read_letter(letter.ref, lawbook=self._lawbook, by=indexes, at=at)

    def _settle(self, second: Identity, at: datetime) -> None:
        """The case officer finds that two people share a number."""
        held_row = submissions.next_held_row()
        by = self._official("juyanqiu")
        assert held_row is not None  # noqa: S101 - the story sent it
        look_at_held_row(held_row, lawbook=self._lawbook, by=by, at=at)
        settle_row(
            held_row,
            finding=Finding.NUMBER_IS_SHARED,
            reason=f"户籍底册上{second.name[0]}姓两人登记了同一个号码，等发号机关更正。",
            lawbook=self._lawbook,
            by=by,
            at=at + timedelta(minutes=6),
        )

    def _confirm_recalls(self, at: datetime) -> None:
        """The window confirms everything that was recalled from it."""
        by = self._official("moxiaolan")
        for one in recalls.of_unit(by.unit, lawbook=self._lawbook, at=at):
            confirm_recall(one.answer.ref, one.stop.cause, lawbook=self._lawbook, by=by, at=at)

    def _plan_questions(self) -> None:
        ask = self._asking
        for days, outcome in ((110, "granted"), (14, "not_granted"), (3, "")):
            self._happen(self._days_ago(days), time(10, 12), ask("moxiaolan", cast.IN_EFFECT, outcome))
        self._happen(self._days_ago(8), time(15, 3), ask("moxiaolan", cast.WAITING, "granted"))
        self._happen(self._days_ago(40), time(11, 20), ask("moxiaolan", cast.UNKNOWN, ""))
        self._happen(self._days_ago(5), time(9, 50), ask("qiuwanqing", cast.LICENSED, ""))
        self._happen(self._days_ago(20), time(16, 30), ask("moxiaolan", cast.SHARED_FIRST, "granted"))
        for days, who in ((26, cast.LOOK_EXPLAINED), (25, cast.LOOK_UNEXPLAINED), (23, cast.LOOK_UNLAWFUL)):
            self._happen(self._days_ago(days), time(15, 40), ask("moxiaolan", who, "granted"))
        for stories in (whys, agency, conveniences):
            for days, clock, act in stories.plan(self._lawbook, dict(self._feeds), self._official):
                self._happen(self._days_ago(days), clock, act)
        for who in self._chance.sample(self._crowd, 40):
            day = self._days_ago(self._chance.randrange(1, 200))
            clock = time(self._chance.randrange(9, 17), self._chance.randrange(60))
            self._happen(
                day, clock, ask("moxiaolan", who, self._chance.choice(["granted", "granted", "applicant_withdrew"]))
            )

    def _asking(self, username: str, who: Identity, outcome: str) -> Act:
        def ask(at: datetime) -> None:
            by = self._official(username)
            purpose = next(p for p in self._lawbook.purposes.values() if by.unit in p.askers(day_of(at)))
            self._number += 1
            matter = open_matter(
                identity=who,
                service=purpose.services[0],
                request_no=f"黑政服〔{at.year}〕{10_000 + self._number}",
                reason="申请人补交材料后又来办一次" if (by.unit, who.number) in self._asked_about else "",
                lawbook=self._lawbook,
                by=by,
                at=at,
            )
            self._asked_about.add((by.unit, who.number))
            answer(
                matter=matter.ref,
                purpose=purpose.slug,
                identity=who,
                lawbook=self._lawbook,
                feeds=self._feeds,
                by=by,
                at=at + timedelta(seconds=50),
            )
            if outcome:
                self._end(matter, outcome, by, at + timedelta(minutes=9))

        return ask

    def _end(self, matter: Any, outcome: str, by: Any, at: datetime) -> None:
        """Close a matter; against somebody with the notice that they read."""
        shown = adverse_shown(matter, lawbook=self._lawbook, by=by)
        notice = None
        if outcome == "not_granted":
            article, words = "《行政许可法》第三十八条", "材料不符合要求，和您的记录没有关系；齐了可以再来申请。"
            if shown:
                purpose = self._lawbook.purpose(shown[0].answer.purpose)
                article = next(c.basis for c in purpose.cells if c.item == shown[0].version.record.item).cite()
                words = "这条处罚还在生效，不符合上面这一条写的条件；到期或者修复以后，可以再来申请。"
            notice = UseNotice(
                used=frozenset(one.pk for one in shown),
                decider="慕容知远",
                seat="行政审批科科长",
                article=article,
                words=words,
                remedy="黑河市人民政府（行政复议）；黑河市爱辉区人民法院（起诉）",
            )
        close_matter(matter, outcome=outcome, notice=notice, lawbook=self._lawbook, by=by, at=at)

    def _plan_duties(self) -> None:
        for days, clock, act in reports.plan(self._lawbook, self._official):
            self._happen(self._days_ago(days), clock, act)
        for day in self._mondays():
            self._happen(day, time(23, 55), self._end_of_week)
        self._happen(self._days_ago(96), time(16, 30), cast.learn_all)

    def _end_of_week(self, at: datetime) -> None:
        note_overdue(lawbook=self._lawbook, at=at)
        escalate(lawbook=self._lawbook, at=at)
        follow_up(lawbook=self._lawbook, at=at)
        note_lapsed(lawbook=self._lawbook, at=at)
        draw(lawbook=self._lawbook, at=at)
        while open_drafts(lawbook=self._lawbook, at=at):
            pass
        while list_due(lawbook=self._lawbook, at=at):
            pass
        while freeze(lawbook=self._lawbook, feeds=load_feeds(), at=at):
            pass
        seal(at=at, force_checkpoint=True)

    # Helpers

    def _happen(self, day: date, clock: time, act: Act) -> None:
        self._happenings.append((datetime.combine(day, clock, SHANGHAI), act))

    def _days_ago(self, days: int) -> date:
        return self._today - timedelta(days=days)

    def _mondays(self) -> list[date]:
        return [self._first + timedelta(weeks=week) for week in range((self._today - self._first).days // 7 + 1)]

    def _sender(self, feed: Feed) -> Any:
        return self._official(cast.SENDERS[feed.sender])

    def _official(self, username: str) -> Any:
        official = officials.get_active(username)
        assert official is not None  # noqa: S101 - the cast was appointed first
        return official
