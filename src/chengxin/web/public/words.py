"""The lawbook in plain words, for readers who never saw a law. [law:pipl/第十七条]"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chengxin.core.assessments import Assessment
from chengxin.core.law import (
    Area,
    Basis,
    Certainty,
    Exclusion,
    Item,
    Kind,
    Measure,
    MeasureKind,
    OnObjection,
    Purpose,
    RepairClass,
    RetentionStart,
    Service,
    Sharing,
    Source,
)
from chengxin.core.words import day_zh
from chengxin.lawbook import Lawbook
from chengxin.lawbook.tables import AREAS

_KINDS = {
    Kind.ADVERSE: ("违法和法定限制", "机关已经作出的处罚、禁业等决定。先告知本人，过了等待期才有作用，到期自动停止。"),
    Kind.BASIC: ("资格和证照", "机关发的证照是不是有效。"),
    Kind.NEUTRAL: ("事实登记", "不说好也不说坏的登记。"),
    Kind.POSITIVE: ("志愿服务和荣誉", "本人同意才收，本人授权才给看；不同意没有任何不利。"),
}
_CERTAINTY = {
    Certainty.VERIFIED: "已核对原文",
    Certainty.FROM_KNOWLEDGE: "还没有对照原文核实",
    Certainty.NEEDS_CHECK: "尚未核实",
}
_STARTS = {
    RetentionStart.CONDUCT_END: "行为结束那天",
    RetentionStart.DECISION_DATE: "决定那天",
    RetentionStart.BAR_START: "限制开始那天",
    RetentionStart.LICENCE_END: "证件期满那天",
    RetentionStart.SERVICE_DATE: "服务那天",
}
_REPAIR_PERIODS = {
    RepairClass.MINOR: ("轻微失信信息", "repair_min_minor"),
    RepairClass.GENERAL: ("一般失信信息", "repair_min_general"),
    RepairClass.SERIOUS: ("严重失信信息", "repair_min_serious"),
}


_MEASURES = {
    MeasureKind.RESTRAINT: (
        "法律规定的限制",
        "由写明的机关在一件具体的事里决定，和记录里的行为有关，有期限，可以申诉。",
    ),
    MeasureKind.CONVENIENCE: ("便利", "申请人自己提出才有；没有它，也照常办理，没有任何不利。"),
}


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one kind, under a heading, area by area."""

    name: str
    text: str
    areas: tuple[tuple[str, tuple[Item, ...]], ...]

    @property
    def count(self) -> int:
        return sum(len(items) for _, items in self.areas)


@dataclass(frozen=True, slots=True)
class ListedMeasure:
    """A measure with what it may rest on and what it stands on resolved to names."""

    measure: Measure
    items: tuple[Item, ...]
    citations: tuple[Citation, ...]
    lasts: str


@dataclass(frozen=True, slots=True)
class MeasureGroup:
    """The measures of one kind, under a heading."""

    name: str
    text: str
    measures: tuple[ListedMeasure, ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """A basis as a page shows it: what is cited and where its wording is, who issued it, how sure we are, and since when."""

    text: str
    slug: str
    anchor: str
    """The first of its articles; "" for a document cited whole."""
    source: str
    certainty: str
    is_verified: bool
    confirmed: str
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Offered:
    """A service with its units, its purpose and what excludes resolved to names."""

    service: Service
    deciders: tuple[str, ...]
    purpose: Purpose
    citations: tuple[Citation, ...]
    exclusions: tuple[tuple[Exclusion, Item, Citation], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A purpose with its askers and its cells resolved to names, and the impact assessment by which it may be asked for."""

    purpose: Purpose
    askers: tuple[str, ...]
    assessment: Assessment | None
    citations: tuple[Citation, ...]
    cells: tuple[tuple[Item, Citation], ...]


def items_in_force(book: Lawbook, *, on: date) -> tuple[Item, ...]:
    return tuple(sorted(book.on(on).items.values(), key=lambda i: i.code))


def by_kind(book: Lawbook, *, on: date) -> list[Group]:
    """The items in force under the heading of their kind, then of their area; what is empty is left out."""
    known = items_in_force(book, on=on)
    groups = [Group(*_KINDS[kind], tuple(_by_area([i for i in known if i.kind is kind]))) for kind in _KINDS]
    return [group for group in groups if group.areas]


def _by_area(items: Sequence[Item]) -> Iterator[tuple[str, tuple[Item, ...]]]:
    for area, name in ((Area(code), name) for code, name in AREAS.items()):
        here = tuple(item for item in items if item.area is area)
        if here:
            yield name, here


def measures_in_force(book: Lawbook, *, on: date) -> list[MeasureGroup]:
    """The closed list of measures under the heading of their kind."""
    known = sorted(book.measures.on(on).values(), key=lambda measure: measure.code)
    items = book.items.on(on)
    return [
        MeasureGroup(*_MEASURES[kind], tuple(_listed(measure, items, on) for measure in known if measure.kind is kind))
        for kind in _MEASURES
    ]


def _listed(measure: Measure, items: Mapping[str, Item], on: date) -> ListedMeasure:
    return ListedMeasure(
        measure,
        tuple(items[slug] for slug in measure.items if slug in items),
        citations(measure.bases, on=on),
        lasts(measure),
    )


def lasts(measure: Measure) -> str:
    """最长36个月，移出名单那天就结束."""
    longest = f"最长{measure.longest_months}个月" if measure.longest_months else ""
    ends = f"{measure.ends_when}就结束" if measure.ends_when else "到期自动结束"
    return "，".join(part for part in (longest, ends) if part)


def about(item: Item, book: Lawbook, *, on: date) -> dict[str, Any]:
    """Everything that the page of an item says."""
    return {
        "item": item,
        "kind": _KINDS[item.kind][0],
        "is_stale": item.is_adverse and item.is_stale(on),
        "citations": citations(item.bases, on=on),
        "area": AREAS[item.area],
        "senders": senders(item, book),
        "measures": [m for m in book.measures.on(on).values() if m.is_restraint and item.slug in m.items],
        "questions": [q for q in purposes_in_force(book, on=on) if item.slug in q.purpose.items],
        "is_consent_only": item.requires_consent or item.sharing is Sharing.AUTHORISED,
        "answers_others": item.may_have_effect_on(on),
        "kept": kept(item),
        "repair": repair(item, book, on=on),
        "objection": objection(item),
        "wait": book.period("waiting_period", on=on),
        "edition": book.edition,
    }


def senders(item: Item, book: Lawbook) -> list[str]:
    """Who sends it: bodies of the city by name, those of the counties in one word."""
    units = [book.unit(code) for code in item.source_units]
    counties = [unit for unit in units if book.divisions[unit.division].level == "county"]
    named = [unit.name for unit in units if unit not in counties]
    return [*named, *(["各县（市、区）的对应机关"] if counties else [])]


def kept(item: Item) -> str:
    """自行为结束那天起36个月."""
    return f"从{_STARTS[item.retention.start]}起{item.retention.months}个月"


def repair(item: Item, book: Lawbook, *, on: date) -> str:
    """From when on repair may be asked, in a sentence; "" where there is nothing to repair."""
    if item.repair_class is RepairClass.PER_DECISION:
        return "由作出决定的机关按名单自己的规定移出：履行以后随时可以向它申请。不申请也不要紧，到期自动停止。"
    if item.repair_class not in _REPAIR_PERIODS:
        return ""
    name, period = _REPAIR_PERIODS[item.repair_class]
    months = book.period(period, on=on)
    opens = f"从决定那天起满{months}个月的第二天起可以申请" if months else "从决定的第二天起可以申请"
    return f"属于{name}：{opens}；申请的时候要已经改正、履行。不申请也不要紧，到期自动停止。"


def objection(item: Item) -> str:
    if item.on_objection is OnObjection.MARK:
        return "按法律，提出异议后记录不停用，但带着“有异议”的标注和您的说明。"
    return "一提出就暂停使用，核查清楚以前谁也查不到。"


def purposes_in_force(book: Lawbook, *, on: date) -> list[Question]:
    known = sorted(book.on(on).purposes.values(), key=lambda p: p.code)
    return [
        Question(
            purpose,
            tuple(book.unit(code).name for code in purpose.askers(on)),
            purpose.assessment(on),
            citations(purpose.bases, on=on),
            tuple((book.items.at(cell.item, on), citation(cell.basis, on=on)) for cell in purpose.cells),
        )
        for purpose in known
    ]


def services_in_force(book: Lawbook, *, on: date) -> list[Offered]:
    """What each service offers, in the order of the list."""
    return [offered(one, book, on=on) for one in sorted(book.on(on).services.values(), key=lambda one: one.code)]


def offered(service: Service, book: Lawbook, *, on: date) -> Offered:
    return Offered(
        service,
        tuple(book.unit(code).name for code in service.deciders),
        book.purposes.at(service.purpose, on),
        citations(service.bases, on=on),
        tuple((one, book.items.at(one.item, on), citation(one.basis, on=on)) for one in service.exclusions),
    )


def citation(basis: Basis, *, on: date) -> Citation:
    how_sure = basis.certainty if basis.source.certainty is Certainty.VERIFIED else basis.source.certainty
    return Citation(
        text=basis.cite(),
        slug=basis.source.slug,
        anchor=basis.articles[0] if basis.articles else "",
        source=_source(basis.source),
        certainty=certainty(how_sure),
        is_verified=basis.is_verified,
        confirmed=confirmed(basis.source.last_confirmed_on, is_late=basis.is_stale(on)),
        is_stale=basis.is_stale(on),
    )


def citations(bases: Iterable[Basis], *, on: date) -> tuple[Citation, ...]:
    return tuple(citation(basis, on=on) for basis in bases)


def certainty(how_sure: Certainty) -> str:
    return _CERTAINTY[how_sure]


def confirmed(day: date | None, *, is_late: bool) -> str:
    """2026年7月17日确认有效, and that it was too long ago where it was."""
    if day is None:
        return "还没有确认过"
    return f"{day_zh(day)}确认有效" + ("，超过十二个月没有再确认" if is_late else "")


def _source(source: Source) -> str:
    return "，".join(part for part in (source.issuer, source.number) if part)
