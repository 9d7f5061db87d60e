"""The lawbook as if somebody confirmed all of it again every year, and went on with each agreement: for lives that last longer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from chengxin.core.editions import Editions
from chengxin.core.law import Basis
from chengxin.lawbook import Lawbook

LATELY = date(2090, 1, 1)


def confirmed(lawbook: Lawbook) -> Lawbook:
    """The same lawbook, with every verified source and every period confirmed, and every agreement in force, for ever."""
    return replace(
        lawbook,
        items=Editions(
            replace(item, bases=_bases(item.bases), longer_bar=item.longer_bar and _basis(item.longer_bar))
            for item in lawbook.items.rows
        ),
        purposes=Editions(
            replace(
                purpose,
                bases=_bases(purpose.bases),
                agreements=tuple(replace(one, in_force_until=LATELY) for one in purpose.agreements),
                cells=tuple(replace(cell, basis=_basis(cell.basis)) for cell in purpose.cells),
            )
            for purpose in lawbook.purposes.rows
        ),
        services=Editions(
            replace(
                service,
                bases=_bases(service.bases),
                exclusions=tuple(replace(one, basis=_basis(one.basis)) for one in service.exclusions),
            )
            for service in lawbook.services.rows
        ),
        periods=Editions(
            replace(period, basis=_bases(period.basis), last_confirmed_on=LATELY) for period in lawbook.periods.rows
        ),
    )


def _bases(bases: Iterable[Basis]) -> tuple[Basis, ...]:
    return tuple(map(_basis, bases))


def _basis(basis: Basis) -> Basis:
    return replace(basis, source=replace(basis.source, last_confirmed_on=LATELY))
