"""Of whom a reply tells, among all invented people of the demo; and whether they can see that it was told."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.people import selectors as people
from chengxin.core.facts import Identity
from chengxin.demo import cast


@cache
def everybody() -> tuple[Identity, ...]:
    return tuple({one for one in vars(cast).values() if isinstance(one, Identity)})


def told_in(text: str, of: Iterable[Identity]) -> list[Identity]:
    """Whose number, or name, stands in a text."""
    return [who for who in of if who.number in text or who.name in text]


def texts(reply: Any) -> Iterator[str]:
    """What a reply says: itself, the members of an archive, and the addresses that it names."""
    body = b"".join(reply) if reply.streaming else reply.content
    yield body.decode("utf-8", "replace")
    yield from (str(value) for value in reply.headers.values())
    if zipfile.is_zipfile(io.BytesIO(body)):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            for name in archive.namelist():
                yield name
                yield archive.read(name).decode("utf-8", "replace")


def unseen(replies: Iterable[Any], since: int, owner: Identity | None) -> list[str]:
    """Of whom these replies tell without an entry since, which the person would find. What cannot be read here, a paper of the
    owner as a PDF, counts as telling of the owner."""
    found: set[Identity] = set()
    for reply in replies:
        for text in texts(reply):
            found |= set(told_in(text, everybody()))
        if owner is not None and reply.get("Content-Type", "") == "application/pdf":
            found.add(owner)
    entered = {
        bytes(index)
        for index in AccessEntry.objects.filter(pk__gt=since, number_index__isnull=False).values_list(
            "number_index", flat=True
        )
    }
    return [who.name for who in found if people.indexes(who).number not in entered]
