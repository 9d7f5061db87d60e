"""One person's own extracts, and what a code says. Nothing here lists persons, and a code leads to nobody."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max

from chengxin.apps.extracts.models import Extract, ExtractCheck, ExtractRecord
from chengxin.apps.inquiries.told import told as told_of
from chengxin.apps.ledger.batch import open_under, read_content
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.selectors import HeldRecord, held_by
from chengxin.core.extracts import State, state
from chengxin.core.records import Standing
from chengxin.lawbook import Lawbook

_NOBODY = Indexes(bytes(32), bytes(32))


@dataclass(frozen=True)
class HeldExtract:
    """An extract with what it says and what a check of it would tell at one instant."""

    extract: Extract
    state: State
    shown: tuple[dict[str, Any] | None, ...]
    """What it says of each record; `None` once that is destroyed."""
    checks: tuple[ExtractCheck, ...]

    @property
    def content(self) -> dict[str, Any]:
        """The code and whom it names; empty once destroyed."""
        return read_content(self.extract) or {}


def list_for_person(who: Indexes, *, lawbook: Lawbook, at: datetime) -> list[HeldExtract]:
    """One person's own extracts, newest first."""
    mine = Extract.objects.filter(number_index=who.number, name_index=who.name, at__lte=at)
    return _held(list(mine.select_related("through").order_by("-pk")), who, lawbook, at)


def get_for_person(who: Indexes, ref: str, *, lawbook: Lawbook, at: datetime) -> HeldExtract | None:
    """One of this person's extracts by its number, or `None`: another person's extract does not exist here."""
    return next((one for one in list_for_person(who, lawbook=lawbook, at=at) if one.extract.ref == ref), None)


def checked(code: str, *, lawbook: Lawbook, at: datetime) -> tuple[Extract | None, State | None]:
    """What a code says. Whatever it is, the same is read in the same order: how long it takes tells no more."""
    found = Extract.objects.filter(code_index=code_index(code)).first()
    who = _NOBODY if found is None else Indexes(bytes(found.number_index), bytes(found.name_index))
    held = _held([] if found is None else [found], who, lawbook, at)
    return found, held[0].state if held else None


def code_index(code: str) -> bytes:
    return keys().index(b"extract", code.encode())


def _held(extracts: Sequence[Extract], who: Indexes, lawbook: Lawbook, at: datetime) -> list[HeldExtract]:
    # Of none, the same is asked as of one.
    wanted = [extract.pk for extract in extracts] or [0]
    records = _by_extract(ExtractRecord.objects.filter(extract__in=wanted).select_related("version").order_by("place"))
    checks = _by_extract(ExtractCheck.objects.filter(extract__in=wanted, at__lte=at).order_by("pk"))
    now = {one.version.pk: one for one in held_by(who, lawbook=lawbook, at=at)}
    mine = Extract.objects.filter(number_index=who.number, name_index=who.name, at__lte=at)
    made = mine.values_list("unit", "purpose", "window").annotate(Max("pk"))
    newest = {(unit, purpose, window): pk for unit, purpose, window, pk in made}
    held = []
    for extract in extracts:
        rows = records[extract.pk]
        opened = [open_under(row.version, bytes(row.content)) for row in rows]
        shown = [None if plain is None else json.loads(plain)["shown"] for plain in opened]
        told = state(
            until=extract.until,
            was_superseded=any(one.state == State.SUPERSEDED.value for one in checks[extract.pk]),
            is_as_shown=all(
                _stands(now.get(row.version_id), one, lawbook) for row, one in zip(rows, shown, strict=True)
            ),
            is_newest=not any(
                newest.get((extract.unit, extract.purpose, window), 0) > extract.pk for window in ("", extract.window)
            ),
            at=at,
        )
        held.append(HeldExtract(extract, told, tuple(shown), tuple(checks[extract.pk])))
    return held


def _stands(held: HeldRecord | None, shown: dict[str, Any] | None, lawbook: Lawbook) -> bool:
    """Whether a record may still be shown, and would be shown word for word as the extract has it."""
    if held is None or shown is None or held.standing is not Standing.IN_EFFECT:
        return False
    return told_of(held, lawbook) == shown


def _by_extract(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.extract_id].append(row)
    return found
