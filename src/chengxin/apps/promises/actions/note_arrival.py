"""Note that a promised paper came; with the last of them the promise is kept, and the person is told. [law:pipl/第十七条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.matters import selectors as matters
from chengxin.apps.matters.models import Closing, Matter
from chengxin.apps.officials.models import Official
from chengxin.apps.people.oneself import require_somebody_else
from chengxin.apps.promises.models import Note, PaperArrived, Promise
from chengxin.apps.promises.noting import tell
from chengxin.apps.promises.selectors import due_of
from chengxin.core.permissions import Act, Role, require
from chengxin.core.promises import outstanding
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


@transaction.atomic
def note_arrival(matter: Matter, paper: str, *, lawbook: Lawbook, by: Official, at: datetime) -> PaperArrived:
    """Note one paper, late or not, while the matter is open. The same paper again is the same arrival.

    :raises Refusal: ROLE_MAY_NOT, MATTER_NOT_YOURS, SAME_NAME_AS_YOURS, MATTER_CLOSED, PROMISE_MISSING,
        PROMISE_PAPER_NOT_DUE.
    """
    require(Role(by.role), Act.NOTE_PAPERS)
    if matter.unit != by.unit:
        raise Refusal(Reason.MATTER_NOT_YOURS)
    require_somebody_else(matters.identity_of(matter), lawbook=lawbook, by=by)
    hold("matter", matter.ref)
    promise = Promise.objects.select_related("matter").filter(matter=matter, content__isnull=False).first()
    if promise is None:
        raise Refusal(Reason.PROMISE_MISSING)
    known = {one.paper: one for one in promise.arrived.all()}
    if paper in known:
        return known[paper]
    due = due_of(promise)
    if paper not in {one.code for one in due}:
        raise Refusal(Reason.PROMISE_PAPER_NOT_DUE)
    if Closing.objects.filter(matter=matter).exists():
        raise Refusal(Reason.MATTER_CLOSED)
    writer = Writer(at)
    arrived = writer.add("paper_arrived", PaperArrived(promise=promise, paper=paper, at=writer.at, by=by))
    if not outstanding(due, {*known, paper}):
        tell(writer, promise, Note.KEPT, "papers_complete", lawbook=lawbook)
    writer.flush()
    return arrived
