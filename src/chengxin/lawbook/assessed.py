"""Of what an impact assessment is, and on which days it is of what a purpose is. [law:pipl/第五十五条]"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from hashlib import sha256

from chengxin.core.assessments import Assessed, Assessment
from chengxin.core.editions import Editions
from chengxin.core.law import Item, Purpose

Stretch = tuple[date, date | None, str]
"""From a day until a day, and the fingerprint of what the purpose is then."""


def subject(purpose: Purpose, items: Iterable[Item]) -> str:
    """The fingerprint of what is assessed: what may be asked, for what, by which articles and by which right, and what the
    answer can hold of whom for how long. Days are left out: to begin later or to end sooner is nothing new."""
    plain = {
        "name": purpose.name,
        "question": purpose.question,
        "services": purpose.services,
        "needs_consent": purpose.needs_consent,
        "bases": [basis.cite() for basis in purpose.bases],
        "cells": [(cell.item, cell.basis.cite()) for cell in purpose.cells],
        "items": [
            (
                (item.slug, item.name, item.kind, item.conduct, item.subjects, item.decider),
                (item.sharing, item.requires_consent, item.demands, [basis.cite() for basis in item.bases]),
                (item.retention.months, item.retention.start),
            )
            for item in items
        ],
    }
    return sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def stretches(purpose: Purpose, items: Editions[Item]) -> Iterator[Stretch]:
    """The times of a purpose's life between two changes of an item that its answers can hold."""
    begun = (row.in_force_from for slug in purpose.items for row in items.of(slug))
    starts = sorted({purpose.in_force_from, *filter(purpose.is_in_force, begun)})
    for start, end in zip(starts, [*starts[1:], purpose.in_force_until], strict=True):
        yield start, end, subject(purpose, [items.at(slug, start) for slug in purpose.items])


def assessed(life: Sequence[Stretch], assessments: Iterable[Assessment]) -> tuple[Assessed, ...]:
    """Each assessment on the days on which it counts."""
    return tuple(
        Assessed(one, max(start, one.approved_on), end)
        for start, end, what in life
        for one in assessments
        if one.subject == what
    )
