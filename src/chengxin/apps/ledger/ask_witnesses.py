"""Show the newest signed head to the witnesses that can be reached, and take in what they sign. [law:pipl/第五十四条]

Nothing is sent inside a transaction. What did not get through is not kept for later: the next round shows the head that is
then newest, which covers everything before it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from chengxin.apps.ledger import proving
from chengxin.apps.ledger.actions.cosign import note_word, take_cosignatures
from chengxin.apps.ledger.witnessed import cosigned_size
from chengxin.core.notes import Growth, Key, Note
from chengxin.core.witnessing import Reply, Word, meaning, signatures_in, size_in

Post = Callable[[Sequence[tuple[Key, str]]], Sequence[Reply | None]]
"""Hands each witness its text; what each replied, in the same order, `None` for whom no reply came from in time."""


def ask_witnesses(witnesses: Collection[Key], *, post: Post, at: datetime) -> int:
    """Ask everybody who has not cosigned the newest head; how many did now."""
    head = proving.newest()
    known = {key: cosigned_size(key) for key in witnesses}
    asking = {key: size for key, size in known.items() if head is not None and size < head.size}
    taken = 0
    # A witness that knows another size than we thought says which, and is asked once more from there.
    for is_last in (False, True):
        shown = [(key, _growth(old, head.size)) for key, old in asking.items()] if head is not None else []
        replies = post([(key, growth.text) for key, growth in shown]) if shown else []
        asking = {}
        for (key, growth), reply in zip(shown, replies, strict=True):
            word = meaning(reply, growth)
            size = size_in(reply) if reply is not None else None
            if word is Word.OTHER_SIZE and size is not None and not is_last:
                asking[key] = size
            elif word is Word.COSIGNED and reply is not None:
                taken += _take(reply, growth, key, at=at)
            elif word is not Word.AHEAD or _is_ahead(size):
                note_word(key, word, growth.note.head.size, at=at)
    return taken


def _growth(old: int, new: int) -> Growth:
    shown = proving.growth(old, new)
    assert shown is not None  # noqa: S101 - the head was read, and `old` is not above it
    return shown


def _is_ahead(size: int | None) -> bool:
    """Whether a witness knows more than there is here by now: another process may have shown it a later head meanwhile."""
    newest = proving.newest()
    return size is not None and (newest is None or size > newest.size)


def _take(reply: Reply, growth: Growth, key: Key, *, at: datetime) -> int:
    head = growth.note.head
    taken = take_cosignatures(Note(head, signatures_in(reply)), witnesses=[key], at=at)
    if not taken and cosigned_size(key) < head.size:
        note_word(key, Word.WRONG_SIGNATURE, head.size, at=at)
    return taken
