"""Note that whoever decided a restraint ended it before its day. The person is told. [law:pipl/第四十七条]"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.officials.models import Official
from chengxin.apps.people.oneself import require_somebody_else
from chengxin.apps.restraints.models import RestraintEnded
from chengxin.apps.restraints.selectors import get_for_unit
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.restraints import may_stop
from chengxin.lawbook import Lawbook


@transaction.atomic
def lift(
    ref: str,
    *,
    document_no: str,
    decider: str,
    words: str,
    stops_on: date | None,
    lawbook: Lawbook,
    by: Official,
    at: datetime,
) -> RestraintEnded:
    """Note the end that a document tells of, for a restraint of the official's own unit. It counts from `stops_on`.

    :raises Refusal: ROLE_MAY_NOT, RESTRAINT_MISSING, SAME_NAME_AS_YOURS, and the reasons of `core.restraints.may_stop`.
    """
    require(Role(by.role), Act.DOCUMENT_RESTRAINT)
    hold("restraint", ref)
    writer = Writer(at)
    opened = get_for_unit(by.unit, ref, lawbook=lawbook, at=writer.at)
    if opened is None or opened.restraint.is_destroyed:
        raise Refusal(Reason.RESTRAINT_MISSING)
    restraint = opened.restraint
    require_somebody_else(restraint.record.person, lawbook=lawbook, by=by)
    if hasattr(restraint, "ended"):
        raise Refusal(Reason.RESTRAINT_ENDED)
    may_stop(opened.state, document_no=document_no, decider=decider, words=words, stops_on=stops_on, at=writer.at)
    assert stops_on is not None  # noqa: S101 - may_stop() refuses an end without its day
    ended = writer.add(
        "restraint_ended",
        RestraintEnded(restraint=restraint, stops_on=stops_on, at=writer.at, by=by),
        content={
            "document_no": document_no.strip(),
            "decider": decider.strip(),
            "words": words.strip().replace("\r\n", "\n"),
        },
    )
    letter = lawbook.letter("restraint_ended")
    whose = (bytes(restraint.number_index), bytes(restraint.name_index))
    owe(writer, Owed(*whose, letter.template, letter.edition, ended.pk))
    writer.flush()
    return ended
