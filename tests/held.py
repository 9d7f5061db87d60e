"""Keys of a directory without a database: what one would hold of them is held here."""

from __future__ import annotations

from pathlib import Path

from chengxin.apps.ledger.key_sources import FileKeys, Source
from chengxin.apps.ledger.keys import HandedOver, KeptKeys, Wrapping, new_wrapping, sealed_under


class InMemory:
    """What a database would know of keys."""

    def __init__(self) -> None:
        self.rows: list[Wrapping] = []
        self.handed: list[HandedOver] = []

    def wrapping(self) -> list[Wrapping]:
        return self.rows

    def handovers(self) -> list[HandedOver]:
        return self.handed

    def begin(self, source: Source) -> None:
        """As `begin_wrapping` does."""
        name, key = new_wrapping(source)
        self.rows.append(sealed_under(source, key, name))


def kept(directory: Path, *, is_national: bool = False) -> KeptKeys:
    """New keys in this directory, or those that are there, with one key of the level between."""
    source = FileKeys.ensure(directory, is_demo=True, is_national=is_national)
    held = InMemory()
    held.begin(source)
    return KeptKeys(source, held)
