"""Note, at the window, which papers of one matter follow, and until when; the person is written to. [law:pipl/第十七条]"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.adopted_law import require_adopted_law
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.matters import selectors as matters
from chengxin.apps.matters.models import Closing, Matter
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.officials.models import Official
from chengxin.apps.people.oneself import require_somebody_else
from chengxin.apps.promises.models import Promise
from chengxin.core.calendar import day_of
from chengxin.core.permissions import Act, Role, require
from chengxin.core.promises import promised
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.services import offered_by
from chengxin.lawbook import Lawbook


@transaction.atomic
def promise_papers(
    matter: Matter, *, papers: Collection[str], was_checked: bool, lawbook: Lawbook, by: Official, at: datetime
) -> Promise:
    """Note what follows in one matter: once, and of the papers that the row of its service lists. `was_checked` says whether its
    conveniences were looked at, with the applicant's yes: a later stage knows.

    :raises Refusal: ROLE_MAY_NOT, LAW_NOT_ADOPTED, MATTER_NOT_YOURS, SAME_NAME_AS_YOURS, PROMISE_NOT_CHECKED, MATTER_CLOSED,
        PROMISE_MADE_BEFORE, and the reasons of `core.services.offered_by` and `core.promises.promised`: past its agreement a unit lets nothing follow either.
    """
    require(Role(by.role), Act.NOTE_PAPERS)
    require_adopted_law()
    if matter.unit != by.unit:
        raise Refusal(Reason.MATTER_NOT_YOURS)
    require_somebody_else(matters.identity_of(matter), lawbook=lawbook, by=by)
    if not was_checked:
        raise Refusal(Reason.PROMISE_NOT_CHECKED)
    hold("matter", matter.ref)
    if Closing.objects.filter(matter=matter).exists():
        raise Refusal(Reason.MATTER_CLOSED)
    if Promise.objects.filter(matter=matter).exists():
        raise Refusal(Reason.PROMISE_MADE_BEFORE)
    writer = Writer(at)
    on = day_of(writer.at)
    law = lawbook.on(on)
    service = offered_by(law.service_named(matter.service), law.purposes, unit=by.unit, on=on)
    due = promised(service, papers, on=on, working_days=lawbook.working_days)
    promise = writer.add(
        "papers_promised",
        Promise(ref=new_ref(), matter=matter, at=writer.at, by=by),
        content={"papers": [[one.code, one.name, one.last_day.isoformat()] for one in due]},
    )
    letter = lawbook.letter("papers_promised")
    owe(
        writer,
        Owed(bytes(matter.number_index), bytes(matter.name_index), letter.template, letter.edition, promise.pk),
    )
    writer.flush()
    return promise
