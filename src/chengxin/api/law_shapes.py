"""What the law says, as the public part of the API tells it: from the same rows as the rules. [law:pipl/第七条]"""

from __future__ import annotations

from datetime import date
from typing import Any

from chengxin.api.shapes import Citation, Day, ReasonTold, Shape
from chengxin.core.law import Basis, Item, Measure, Purpose


class OnDay(Shape):
    """Of which edition, and as it holds on which day."""

    edition: str
    law_digest: str
    on: Day


class ItemTold(Shape):
    """One kind of record of the closed catalogue."""

    code: str
    slug: str
    name: str
    kind: str
    area: str
    meaning: str
    bases: list[Citation]
    is_unconfirmed: bool
    decider: str
    deciding_document: str
    source_units: list[str]
    demands: list[str]
    retention_months: int
    retention_from: str
    repair_class: str
    sharing: str
    publish_max_months: int
    on_objection: str
    requires_consent: bool
    purposes: list[str]
    decisions_from: Day
    in_force_from: Day
    in_force_until: Day | None


class CatalogueTold(OnDay):
    """Every item in force on the day."""

    items: list[ItemTold]


class ItemOnDay(OnDay):
    """One item as it holds on the day."""

    item: ItemTold


class CellTold(Shape):
    """Why a purpose may learn of an item."""

    item: str
    basis: Citation


class PurposeTold(Shape):
    """Why one person may be asked about, by whom, and which items the answer may hold."""

    code: str
    slug: str
    name: str
    question: str
    askers: list[str]
    services: list[str]
    bases: list[Citation]
    cells: list[CellTold]
    needs_consent: bool
    in_force_from: Day
    in_force_until: Day | None


class PurposesTold(OnDay):
    """Every purpose in force on the day."""

    purposes: list[PurposeTold]


class MeasureTold(Shape):
    """One measure of the closed list: decided by a named official elsewhere, never here."""

    code: str
    slug: str
    name: str
    kind: str
    bases: list[Citation]
    is_unconfirmed: bool
    decider: str
    implementer: str
    items: list[str]
    longest_months: int
    ends_when: str
    relevance: str
    effect: str
    appeal: str
    in_force_from: Day
    in_force_until: Day | None


class MeasuresTold(OnDay):
    """Every measure in force on the day."""

    measures: list[MeasureTold]


class ReasonsTold(Shape):
    """Every reason this API can give."""

    reasons: list[ReasonTold]


def citation(basis: Basis) -> Citation:
    return Citation(
        source=basis.source.slug,
        title=basis.source.title,
        articles=list(basis.articles),
        certainty=basis.certainty.value,
    )


def item_told(item: Item, purposes: list[str]) -> ItemTold:
    return ItemTold(
        **_same(item, "code slug name area meaning decider deciding_document"),
        **_same(item, "publish_max_months requires_consent is_unconfirmed"),
        kind=item.kind.value,
        bases=[citation(basis) for basis in item.bases],
        source_units=list(item.source_units),
        demands=[demand.value for demand in item.demands],
        retention_months=item.retention.months,
        retention_from=item.retention.start.value,
        repair_class=item.repair_class.value,
        sharing=item.sharing.value,
        on_objection=item.on_objection.value,
        purposes=purposes,
        decisions_from=item.decisions_from.isoformat(),
        **_days(item),
    )


def purpose_told(purpose: Purpose, on: date) -> PurposeTold:
    return PurposeTold(
        **_same(purpose, "code slug name question needs_consent"),
        askers=list(purpose.askers(on)),
        services=list(purpose.services),
        bases=[citation(basis) for basis in purpose.bases],
        cells=[CellTold(item=cell.item, basis=citation(cell.basis)) for cell in purpose.cells],
        **_days(purpose),
    )


def measure_told(measure: Measure) -> MeasureTold:
    return MeasureTold(
        **_same(measure, "code slug name decider implementer longest_months ends_when relevance effect appeal"),
        **_same(measure, "is_unconfirmed"),
        kind=measure.kind.value,
        bases=[citation(basis) for basis in measure.bases],
        items=list(measure.items),
        **_days(measure),
    )


def _same(row: Item | Purpose | Measure, names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names.split()}


def _days(row: Item | Purpose | Measure) -> dict[str, Any]:
    until: date | None = row.in_force_until
    return {
        "in_force_from": row.in_force_from.isoformat(),
        "in_force_until": until.isoformat() if until else None,
    }
