"""Close a matter with its outcome; against the applicant only together with the use notice.

[law:pipl/第二十四条] [law:pipl/第四十四条]
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.matters import selectors as matters
from chengxin.apps.matters.models import AGAINST, Closing, Ending, Matter
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.officials.models import Official, Program
from chengxin.apps.people.oneself import require_somebody_else
from chengxin.apps.restraints.models import UsedRecord
from chengxin.apps.restraints.models import UseNotice as Notice
from chengxin.apps.restraints.selectors import adverse_shown, usable_of
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.uses import UseNotice, may_close
from chengxin.lawbook import Lawbook


def close_matter(
    matter: Matter,
    *,
    outcome: str,
    notice: UseNotice | None = None,
    lawbook: Lawbook,
    program: Program | None = None,
    by: Official,
    at: datetime,
) -> Closing:
    """Note how the matter ended. `program` closes it in the name of `by`.

    :raises Refusal: ROLE_MAY_NOT, MATTER_NOT_YOURS, MATTER_CLOSED, OUTCOME_UNKNOWN, and the reasons of
        `core.uses.may_close`.
    """
    closing = _close(matter, outcome, notice, lawbook, program, by, at)
    if closing is None:
        raise Refusal(Reason.USE_NOTICE_OUTDATED)
    return closing


@transaction.atomic
def _close(
    matter: Matter,
    outcome: str,
    notice: UseNotice | None,
    lawbook: Lawbook,
    program: Program | None,
    by: Official,
    at: datetime,
) -> Closing | None:
    """The closing; `None` where the notice names what can be used no more. That tells something of the person, so that it is
    entered like a question."""
    require(Role(by.role), Act.CLOSE_MATTER)
    if matter.unit != by.unit:
        raise Refusal(Reason.MATTER_NOT_YOURS)
    if program is None:
        require_somebody_else(matters.identity_of(matter), lawbook=lawbook, by=by)
    if outcome not in set(Ending):
        raise Refusal(Reason.OUTCOME_UNKNOWN)
    hold("matter", matter.ref)
    # Whoever objects at this moment comes before the notice, or after it.
    hold("number", bytes(matter.number_index))
    if Closing.objects.filter(matter=matter).exists():
        raise Refusal(Reason.MATTER_CLOSED)
    writer = Writer(at)
    shown = adverse_shown(matter, lawbook=lawbook, by=by, program=program)
    usable = usable_of(shown, matter, lawbook=lawbook, at=writer.at)
    try:
        may_close(is_against=Ending(outcome) in AGAINST, shown={one.pk for one in shown}, usable=usable, notice=notice)
    except Refusal as refusal:
        if refusal.reason is not Reason.USE_NOTICE_OUTDATED:
            raise
        _enter(writer, matter, program, by)
        return None
    closing = writer.add(
        "matter_closed",
        Closing(matter=matter, outcome=Ending(outcome).value, program=program, at=writer.at, by=by),
    )
    if notice is not None:
        _tell(writer, closing, notice, lawbook)
    writer.flush()
    return closing


def _enter(writer: Writer, matter: Matter, program: Program | None, by: Official) -> None:
    writer.add(
        "person_looked_at",
        AccessEntry(
            number_index=bytes(matter.number_index),
            outcome="refused",
            unit=by.unit,
            role=by.role,
            seat=by.seat,
            purpose="",
            matter=matter,
            shown=[],
            reasons=[Reason.USE_NOTICE_OUTDATED.value],
            program=program,
            at=writer.at,
            by=by,
        ),
    )
    writer.flush()


def _tell(writer: Writer, closing: Closing, notice: UseNotice, lawbook: Lawbook) -> None:
    """Write the notice down and owe the letter; each ending against somebody has one of both."""
    matter, by = closing.matter, closing.by
    whose = (bytes(matter.number_index), bytes(matter.name_index))
    given = writer.add(
        "use_noticed",
        Notice(closing=closing, number_index=whose[0], name_index=whose[1], at=writer.at, by=by),
        content={
            name: getattr(notice, name).strip().replace("\r\n", "\n")
            for name in ("decider", "seat", "article", "words", "remedy")
        },
    )
    for fragment in sorted(notice.used):
        writer.add("record_used", UsedRecord(notice=given, fragment_id=fragment, at=writer.at, by=by))
    letter = lawbook.letter("adverse_use")
    owe(writer, Owed(*whose, letter.template, letter.edition, given.pk))
