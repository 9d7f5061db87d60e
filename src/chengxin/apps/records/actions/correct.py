"""Correct what a record says, as a decision on an objection found. Runs inside that decision's act. [law:pipl/第四十六条]

The corrected version is told anew: it has no effect before the person was told of it and the waiting period is over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chengxin.apps.ledger.batch import Writer, read_content
from chengxin.apps.people import selectors as people
from chengxin.apps.records import rules
from chengxin.apps.records.models import Version
from chengxin.apps.records.selectors import edition_of
from chengxin.core.calendar import day_of
from chengxin.core.canonical import canonical
from chengxin.core.facts import Facts
from chengxin.core.records import Event, may_follow, repair_of_next, term, until_of_next
from chengxin.lawbook import Lawbook


def correct(version: Version, changes: Mapping[str, Any], *, lawbook: Lawbook, writer: Writer) -> Version:
    """Add the version that says what is right. `changes` are plain JSON values of the body, by key.

    For an adverse record the end never moves later than the one that the person was told.
    :raises Refusal: RECORD_WITHDRAWN, RECORD_VOIDED, RECORD_REPAIRED.
    """
    record = version.record
    may_follow(rules.happenings(list(record.versions.all()), list(record.events.all())), Event.CORRECTED)
    body = {**(read_content(version) or {}), **changes}
    assert record.person is not None and record.person.identity is not None  # noqa: S101, PT018 - held and not destroyed
    facts = Facts.from_json(
        {**body, "state": "valid", "proof": None}, people.open_identity(bytes(record.person.identity))
    )
    item = edition_of(lawbook.items.of(record.item), body)
    today = day_of(writer.at)
    born = term(item, facts, confirmed_on=today, parameters=rules.parameters(lawbook, on=today))
    corrected = Version(
        record=record,
        event=Event.CORRECTED.value,
        as_of=max(writer.at, version.as_of),
        digest=rules.content_digests([canonical(facts.said())])[0],
        until=until_of_next(item, held=version.until, computed=born.until),
        repair_from=repair_of_next(held=version.repair_from, computed=born.repair_from),
        counted_from=born.counted_from,
        edition=lawbook.edition,
        submission=None,
        sheet="",
        row=0,
        at=writer.at,
    )
    return writer.add("record_version", corrected, content=facts.body())
