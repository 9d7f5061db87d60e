"""The register of who may ask, resolved to names: from the same rows as the access rule. [law:pipl/第三十四条]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from chengxin.core.assessments import Assessment
from chengxin.core.law import Entitlement, Item, Purpose
from chengxin.core.words import day_zh
from chengxin.lawbook import Lawbook

_RIGHTS = {Entitlement.POWER: "凭法定职权", Entitlement.CONSENT: "只凭本人同意，一次一问"}
_GROUPS = {
    "now": ("现在可以来问", "过了最后一天，从那天夜里零点起就问不到，不用谁来关。"),
    "later": ("还没有到日子", "到了开始的那一天才能来问。"),
    "over": ("已经过了期限", "现在来问，什么也不查，只答“期限已经过了”。"),
}


@dataclass(frozen=True, slots=True)
class Registered:
    """One body's agreement, resolved to names."""

    name: str
    right: str
    purposes: tuple[tuple[Purpose, Assessment | None], ...]
    """Each with its impact assessment on the day, without which it is not asked for."""
    items: tuple[Item, ...]
    contact: str
    since: str
    last_day: str


def register(book: Lawbook, *, on: date, unit: str = "") -> list[tuple[str, str, list[Registered]]]:
    """The agreements in force on a day, then those to come, then those that ended; each group with what it means. Of one
    unit where it is named."""
    groups: dict[str, list[Registered]] = {"now": [], "later": [], "over": []}
    for one in (one for one in book.agreements if unit in {"", one.unit}):
        group = "now" if one.holds(on) else "later" if on < one.in_force_from else "over"
        purposes = tuple(book.purposes[slug] for slug in one.purposes)
        items = dict.fromkeys(slug for purpose in purposes for slug in purpose.items)
        groups[group].append(
            Registered(
                book.unit(one.unit).name,
                _RIGHTS[one.entitlement],
                tuple((purpose, purpose.assessment(on)) for purpose in purposes),
                tuple(book.item(slug) for slug in items),
                one.contact,
                day_zh(one.in_force_from),
                day_zh(one.in_force_until - timedelta(days=1)),
            )
        )
    return [(name, text, groups[key]) for key, (name, text) in _GROUPS.items() if groups[key]]
