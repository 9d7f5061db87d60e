"""One place where what is stored differs from what was written."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Model


@dataclass(frozen=True, slots=True)
class Difference:
    """The table, the row's number in it, and a sentence."""

    table: str
    row: int
    sentence: str

    @classmethod
    def at(cls, model: type[Model], row: int, sentence: str) -> Difference:
        return cls(model._meta.db_table, row, sentence)
