"""From a table to outcomes and a report: every row is accepted, refused, waiting or a duplicate; the four add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import sha256
from typing import Any, Protocol

from chengxin.core import document_number
from chengxin.core.canonical import canonical
from chengxin.core.editions import Editions
from chengxin.core.facts import Facts, compared
from chengxin.core.feeds import Feed, Field
from chengxin.core.issues import Issue, IssueCode, issue
from chengxin.core.law import Item, Unit
from chengxin.core.rows import Fate, NoticeEdition, Outcome, RawRow, judge
from chengxin.intake.table_checks import Table, read_table
from chengxin.intake.words import worded

CHUNK = 5000


class Law(Protocol):
    """The part of the lawbook that rows are judged by."""

    @property
    def edition(self) -> str: ...

    @property
    def items(self) -> Editions[Item]: ...

    @property
    def units(self) -> Mapping[str, Unit]: ...

    @property
    def notice_editions(self) -> Mapping[str, NoticeEdition]: ...


def judge_rows(rows: Iterable[RawRow], feed: Feed, lawbook: Law, received_on: date) -> list[Outcome]:
    """Judge rows one by one; every issue comes with its words."""
    outcomes = (
        judge(
            row,
            feed=feed,
            items=lawbook.items,
            edition=lawbook.edition,
            units=lawbook.units,
            notice_editions=lawbook.notice_editions,
            received_on=received_on,
        )
        for row in rows
    )
    return [
        replace(outcome, issues=tuple(map(worded, outcome.issues))) if outcome.issues else outcome
        for outcome in outcomes
    ]


@dataclass(slots=True)
class Duplicates:
    """What was already accepted from one file: a row's decision, item and person -> where, and what it said."""

    feed: Feed
    _seen: dict[bytes, tuple[int, bytes]] = field(default_factory=dict)

    def mark(self, outcomes: Iterable[Outcome]) -> list[Outcome]:
        """The outcomes in order; an accepted row that was there before is a duplicate, or contradicts that row."""
        return [self._marked(outcome) for outcome in outcomes]

    def _marked(self, outcome: Outcome) -> Outcome:
        if outcome.facts is None:
            return outcome
        key, content = _key(outcome.facts), _content(outcome.facts)
        first_row, first_content = self._seen.setdefault(key, (outcome.row, content))
        if first_content is content:  # put there just now, by this very row
            return outcome
        if first_content == content:
            return replace(outcome, fate=Fate.DUPLICATE, facts=None)
        return replace(
            outcome,
            fate=Fate.REFUSED,
            facts=None,
            issues=(contradiction(outcome.sheet, outcome.row, first_row, self.feed),),
        )


def contradiction(sheet: str, row: int, first: int, feed: Feed) -> Issue:
    """The issue of a row that says otherwise than an earlier row of the same file."""
    column = feed.heading(Field.DECISION_NO)
    return worded(issue(IssueCode.CONTRADICTS_ROW, sheet=sheet or None, row=row, column=column, first=str(first)))


def _key(facts: Facts) -> bytes:
    person = [facts.identity.document_type.value, facts.identity.number]
    return sha256(canonical([facts.authority, document_number.key(facts.decision_no), facts.item, person])).digest()


def _content(facts: Facts) -> bytes:
    proof = facts.proof
    shown = [proof.served_on.isoformat(), proof.service_mode, proof.service_proof_no] if proof else None
    edition = proof.notice_edition if proof else None
    return sha256(canonical([compared(facts.body()), facts.identity.name, facts.state.value, shown, edition])).digest()


@dataclass(frozen=True, slots=True)
class Report:
    """What came of checking one file. `rows` is 0 where the file could not be read."""

    feed: str
    sha256: str
    rows: int
    fates: Mapping[Fate, int]
    issues: tuple[Issue, ...]
    dropped: tuple[str, ...] = ()
    """Columns that were dropped unread."""

    @property
    def ok(self) -> bool:
        """Whether the file could be read and nothing in it was refused."""
        return self.rows > 0 and not self.fates.get(Fate.REFUSED)

    def as_json(self) -> dict[str, Any]:
        """The report for a program."""
        return {
            "feed": self.feed,
            "sha256": self.sha256,
            "rows": self.rows,
            **{fate.value: self.fates.get(fate, 0) for fate in Fate},
            "issues": [issue_json(found) for found in self.issues],
        }


def issue_json(found: Issue) -> dict[str, Any]:
    """The public form of an issue: what `chengxin intake check` prints and a returned row is shown with."""
    return {
        "code": found.code.value,
        "severity": found.severity.value,
        "sheet": found.sheet,
        "row": found.row,
        "column": found.column,
        "message": found.message,
        "remedy": found.remedy,
    }


def check_file(data: bytes, filename: str, feed: Feed, lawbook: Law, on: date) -> Report:
    """Check a whole file as of a day. Needs no database and writes nothing."""
    digest = sha256(data).hexdigest()
    table = read_table(data, filename, feed)
    if not isinstance(table, Table):
        return Report(feed.key, digest, 0, {}, tuple(map(worded, table)))
    duplicates = Duplicates(feed)
    fates: Counter[Fate] = Counter()
    issues: list[Issue] = list(map(worded, table.notes))
    for chunk in table.chunks(CHUNK):
        outcomes = duplicates.mark(judge_rows(chunk, feed, lawbook, on))
        fates.update(outcome.fate for outcome in outcomes)
        issues.extend(found for outcome in outcomes for found in outcome.issues)
    return Report(feed.key, digest, table.total, fates, tuple(issues), table.dropped)
