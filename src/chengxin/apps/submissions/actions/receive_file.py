"""Receive a department's file, or its report that nothing was decided. [law:pipl/第八条]"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from chengxin.apps.ledger.adopted_law import require_adopted_law
from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.ciphers import cipher, seal
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.load import load, load_rows
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.officials.models import Official
from chengxin.apps.submissions.content import Content
from chengxin.apps.submissions.models import Submission, Upload, UploadPart, part_binding
from chengxin.apps.submissions.selectors import find_same, room_today
from chengxin.core.canonical import canonical
from chengxin.core.feeds import Feed, require_room
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


@transaction.atomic
def receive_file(
    *,
    data: bytes | Content,
    filename: str,
    feed: Feed,
    as_of: datetime | None = None,
    lawbook: Lawbook,
    by: Official,
    at: datetime,
) -> Submission:
    """Store a file, encrypted, for the queue to work through. The same file again is the same submission.

    `as_of` is the time up to which the sender says the file speaks; default the time of receipt.
    :raises Refusal: ROLE_MAY_NOT, LAW_NOT_ADOPTED, FEED_NOT_YOURS, STATED_TIME_IN_FUTURE, TOO_MANY_FILES,
        TOO_MANY_FILES_IN_ALL.
    """
    _may_send(feed, as_of, by, at)
    content = data if isinstance(data, Content) else Content(data)
    hold("file", f"{content.digest} for {feed.key}")
    known = find_same(feed.key, content.digest)
    if known is not None:
        return known
    require_room(room_today(by.unit, lawbook=lawbook, at=at))
    submission = _submission(feed, content.digest, content.size, as_of, by, at)
    (data_key,) = keys().new_data_keys(1)
    upload = Upload(submission=submission, filename=keys().wrap(filename.encode()), data_key=keys().wrap(data_key))
    load(Upload, [upload])
    key = cipher(data_key)
    load_rows(
        UploadPart,
        ("upload_id", "number", "content"),
        (
            (submission.pk, number, seal(key, part, part_binding(submission.pk, number)))
            for number, part in enumerate(content.parts())
        ),
    )
    return submission


@transaction.atomic
def report_nothing(*, feed: Feed, as_of: datetime | None = None, by: Official, at: datetime) -> Submission:
    """Note that a source has nothing new up to `as_of`: then "no record" means searched, not silent.

    :raises Refusal: ROLE_MAY_NOT, LAW_NOT_ADOPTED, FEED_NOT_YOURS, STATED_TIME_IN_FUTURE.
    """
    _may_send(feed, as_of, by, at)
    digest = sha256(canonical([feed.key, "nothing", int((as_of or at).timestamp())])).hexdigest()
    known = find_same(feed.key, digest)
    return known or _submission(feed, digest, 0, as_of, by, at)


def _may_send(feed: Feed, as_of: datetime | None, by: Official, at: datetime) -> None:
    require(Role(by.role), Act.SUBMIT)
    require_adopted_law()
    if feed.sender != by.unit:
        raise Refusal(Reason.FEED_NOT_YOURS)
    if as_of is not None and as_of > at:
        raise Refusal(Reason.STATED_TIME_IN_FUTURE)


def _submission(feed: Feed, digest: str, size: int, as_of: datetime | None, by: Official, at: datetime) -> Submission:
    at = at.replace(microsecond=0)
    submission = Submission(
        ref=new_ref(),
        feed=feed.key,
        unit=by.unit,
        sha256=digest,
        size=size,
        as_of=(as_of or at).replace(microsecond=0),
        at=at,
        by=by,
    )
    write(at, [("submission_received", submission)])
    return submission
