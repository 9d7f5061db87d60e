"""Two hundred people of whom nothing may be found where nothing belongs, and the search for them in every way of writing."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from random import Random
from urllib.parse import quote

import numpy as np

from chengxin.core.facts import Identity
from chengxin.demo.crowd import crowd

#: Sought first; what begins like this is then compared whole.
_PREFIX = 4
#: What is left of something short in Base64 can stand anywhere by chance.
_SHORTEST_CODED = 8


def canaries(count: int = 200) -> list[Identity]:
    """So many invented people, the same every time."""
    return crowd(count, Random(8142))


def written(text: str) -> Iterator[bytes]:
    """A text as bytes: the encodings that files and databases know, and what is made of them on the way."""
    for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
        plain = text.encode(encoding)
        yield plain
        yield plain.hex().encode()
        yield plain.hex().upper().encode()
        # In Base64 the same bytes look otherwise at each of three places; the ends depend on what stands beside them.
        for before in range(3):
            coded = base64.b64encode(b"\0" * before + plain)[(before * 4 + 2) // 3 : -4]
            if len(coded) >= _SHORTEST_CODED:
                yield coded
    if not text.isascii():
        yield quote(text).encode()
        yield quote(text).lower().encode()
        yield text.encode("ascii", "backslashreplace")


def patterns(people: Iterable[Identity]) -> dict[bytes, set[str]]:
    """Every way in which each of them could stand somewhere -> the numbers of those whom it may mean."""
    found: dict[bytes, set[str]] = {}
    for who in people:
        fifteen = who.number[:6] + who.number[8:17]
        for text in (who.number, who.number[::-1], fifteen, fifteen[::-1], who.name):
            for one in written(text):
                found.setdefault(one, set()).add(who.number)
    return found


class Search:
    """Looks for all of them in one passage over the bytes."""

    def __init__(self, people: Iterable[Identity]) -> None:
        self._patterns = patterns(people)
        self._begin: dict[bytes, list[bytes]] = {}
        for one in self._patterns:
            self._begin.setdefault(one[:_PREFIX], []).append(one)
        self._prefixes = np.unique(np.frombuffer(b"".join(self._begin), dtype="<u4"))

    def of(self, data: bytes) -> set[bytes]:
        """What of them stands there."""
        found = set()
        for offset in range(_PREFIX):
            whole = (len(data) - offset) // _PREFIX
            if whole <= 0:
                continue
            words = np.frombuffer(data, dtype="<u4", count=whole, offset=offset)
            for place in np.flatnonzero(np.isin(words, self._prefixes)):
                at = int(place) * _PREFIX + offset
                found |= {one for one in self._begin[data[at : at + _PREFIX]] if data.startswith(one, at)}
        return found

    def whose(self, data: bytes) -> set[str]:
        return set().union(*(self._patterns[one] for one in self.of(data)))
