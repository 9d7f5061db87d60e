"""Receive a file from a program: the same key and the same request again are the same submission. [law:pipl/第八条]"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from chengxin.apps.ledger.batch import write
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.officials.models import Program
from chengxin.apps.submissions.actions.receive_file import receive_file
from chengxin.apps.submissions.content import Content
from chengxin.apps.submissions.models import Handover, Submission
from chengxin.core.canonical import canonical
from chengxin.core.feeds import Feed
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


@transaction.atomic
def receive_from_program(
    *,
    data: Content,
    lawbook: Lawbook,
    filename: str,
    feed: Feed,
    as_of: datetime | None = None,
    key: str,
    program: Program,
    at: datetime,
) -> Submission:
    """Store a file in the name of the official who answers for the program. `key` is the program's own, for its retries.

    :raises Refusal: PROGRAM_NOT_FOR_FEED, PROGRAM_NOT_FOR_ITEM, FILE_EMPTY, KEY_USED_BEFORE, and those of `receive_file`.
    """
    unbound = program.binding.about_feed(feed)
    if unbound is not None:
        raise Refusal(unbound)
    if data.size == 0:
        # A submission of size 0 says that nothing was decided; no file may say that by mistake.
        raise Refusal(Reason.FILE_EMPTY)
    index = keys().index(b"handover", program.ref.encode(), key.encode())
    said = [feed.key, filename, as_of.isoformat() if as_of else None, data.digest]
    digest = sha256(canonical(said)).digest()
    hold("handover", index)
    known = _known(program, index, digest)
    if known is not None:
        return known
    submission = receive_file(
        data=data, filename=filename, feed=feed, as_of=as_of, lawbook=lawbook, by=program.official, at=at
    )
    handover = Handover(
        program=program,
        key_index=index,
        digest=digest,
        submission=submission,
        at=at.replace(microsecond=0),
        by=program.official,
    )
    write(at, [("file_handed_over", handover)])
    return submission


def _known(program: Program, index: bytes, digest: bytes) -> Submission | None:
    """What this key brought before, or `None` for a new key.

    :raises Refusal: KEY_USED_BEFORE, when it brought something else.
    """
    handover = Handover.objects.select_related("submission").filter(program=program, key_index=index).first()
    if handover is None:
        return None
    if bytes(handover.digest) != digest:
        raise Refusal(Reason.KEY_USED_BEFORE)
    return handover.submission
