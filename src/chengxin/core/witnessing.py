"""What a witness's answer to a shown head means, and how long a ledger may go on without one.

By C2SP's tlog-witness; older witnesses say 409 where newer ones say 422, both are understood. [law:pipl/第五十四条]
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from chengxin.core.notes import Growth, Signature, Unreadable, read_signature

_SIZE = re.compile(rb"(0|[1-9][0-9]{0,17})\n\Z")
_SIZE_TYPE = "text/x.tlog.size"
_OK, _FORBIDDEN, _NOT_FOUND, _CONFLICT, _UNPROCESSABLE = 200, 403, 404, 409, 422
_SERVER_ERROR = 500
#: Timed out, too early, too many: the same may be asked again later.
_LATER = frozenset({408, 425, 429})


class Word(StrEnum):
    """What came of showing a head to a witness."""

    COSIGNED = "cosigned"
    UNREACHABLE = "unreachable"
    OTHER_SIZE = "other_size"
    UNKNOWN_LEDGER = "unknown_ledger"
    UNKNOWN_KEY = "unknown_key"
    WRONG_SIGNATURE = "wrong_signature"
    NOT_TAKEN = "not_taken"
    REFUSED = "refused"
    AHEAD = "ahead"


#: What an honest ledger and an honest witness never come to. Only a cosignature ends it.
ALARMS = frozenset({Word.REFUSED, Word.AHEAD})


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back over HTTP."""

    status: int
    body: bytes
    media_type: str = ""


def meaning(reply: Reply | None, shown: Growth) -> Word:
    """What a reply says, `None` where none came. Whether a cosignature is true is not looked at here."""
    if reply is None or reply.status in _LATER or reply.status >= _SERVER_ERROR:
        return Word.UNREACHABLE
    if reply.status == _OK:
        return Word.COSIGNED
    if reply.status == _CONFLICT:
        return _meaning_of_size(size_in(reply), shown)
    known = {_FORBIDDEN: Word.UNKNOWN_KEY, _NOT_FOUND: Word.UNKNOWN_LEDGER, _UNPROCESSABLE: Word.REFUSED}
    return known.get(reply.status, Word.NOT_TAKEN)


def _meaning_of_size(size: int | None, shown: Growth) -> Word:
    here = shown.note.head.size
    if size is not None and size > here:
        return Word.AHEAD
    if size is not None and size != shown.old:
        return Word.OTHER_SIZE
    # It knows the size that was named, and refuses: at the head's own size only another root is left to refuse.
    return Word.REFUSED if shown.old == here else Word.NOT_TAKEN


def size_in(reply: Reply) -> int | None:
    """How many leaves the witness says that it knows; `None` where it says nothing of the kind."""
    found = _SIZE.match(reply.body)
    return int(found[1]) if found and reply.media_type.partition(";")[0].strip() == _SIZE_TYPE else None


def signatures_in(reply: Reply) -> tuple[Signature, ...]:
    """The lines of a reply that cosigned; none where one of them is no such line."""
    try:
        return tuple(read_signature(line) for line in reply.body.decode().splitlines(keepends=True))
    except (Unreadable, UnicodeDecodeError):
        return ()


def is_overdue(since: datetime | None, *, hours: int, at: datetime) -> bool:
    """Whether something written `since` has gone without witnesses for too long; `None` where nothing has."""
    return since is not None and at >= since + timedelta(hours=hours)
