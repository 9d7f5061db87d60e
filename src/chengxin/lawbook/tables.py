"""The lawbook as plain tables: what the open data, the comparison of two editions and the command line show.

One column is one function of the row that the rules read, so that nothing said here can drift from what is done.
[law:pipl/第七条] [law:pipl/第十七条]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from chengxin.core.assessments import Assessment
from chengxin.core.law import (
    Basis,
    Demand,
    Item,
    Kind,
    Measure,
    MeasureKind,
    OfferGround,
    OnObjection,
    Period,
    Purpose,
    RepairClass,
    RetentionStart,
    Service,
    Sharing,
    Source,
)
from chengxin.lawbook.book import Catalogue, Lawbook

Value = str | int | bool | list[str] | None
Row = dict[str, Value]

#: The closed lists whose members stand as codes in the tables, each with its words.
CODES: Mapping[type[StrEnum], Mapping[str, str]] = {
    Kind: {"basic": "基础", "neutral": "中性", "positive": "正面", "adverse": "不利"},
    RetentionStart: {
        "conduct_end": "违法行为结束之日",
        "decision_date": "作出决定之日",
        "bar_start": "限制开始之日",
        "licence_end": "许可到期之日",
        "service_date": "服务之日",
    },
    RepairClass: {
        "none": "不需要",
        "per_decision": "按名单的规定",
        "minor": "轻微",
        "general": "一般",
        "serious": "严重",
    },
    Sharing: {
        "self": "只有本人",
        "authorised": "本人同意的人",
        "gov_share": "有法定用途、正在办这件事的机关",
    },
    OnObjection: {"freeze": "暂停使用", "mark": "加上标注"},
    Demand: {
        "conduct_end_on": "违法行为结束日期",
        "procedure": "适用程序",
        "bar_starts_on": "限制开始日期",
        "licence_ends_on": "证件到期日期",
        "served_on": "送达日期",
    },
    MeasureKind: {"restraint": "法律规定的限制", "convenience": "便利"},
    OfferGround: {"complete_papers": "材料第一次就交齐，谁都可以", "own_proof": "申请人自己出示证明"},
}
#: How high a document stands, the highest first.
LEVELS: Mapping[str, str] = {
    "law": "法律",
    "administrative_regulation": "行政法规",
    "provincial_regulation": "本省地方性法规",
    "judicial_interpretation": "司法解释",
    "department_rule": "部门规章",
    "policy": "政策文件",
    "standard": "标准",
}
#: The areas of the work plan, in its order, in words.
AREAS: Mapping[str, str] = {
    "food_drug": "食品药品",
    "work_safety": "安全生产",
    "fire_safety": "消防安全",
    "traffic_safety": "交通安全",
    "environment": "环境保护",
    "biosafety": "生物安全",
    "product_quality": "产品质量",
    "tax": "税收缴纳",
    "health_care": "医疗卫生",
    "labour": "劳动保障",
    "construction": "工程建设",
    "finance": "金融服务",
    "ip": "知识产权",
    "judicial": "司法诉讼",
    "e_commerce": "电子商务",
    "volunteering": "志愿服务",
    "cross_domain": "各行业",
}
UNITS_OF_TIME: Mapping[str, str] = {
    "minute": "分钟",
    "hour": "小时",
    "day": "日",
    "working_day": "个工作日",
    "month": "个月",
    "percent": "%",
    "record": "条",
    "session": "处",
    "file": "份",
}


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its name in the address, its title, its columns as (key, heading), and its rows on a day."""

    name: str
    title: str
    columns: tuple[tuple[str, str], ...]
    rows: Callable[[Lawbook, Catalogue], list[Row]]


def words_of(member: StrEnum) -> str:
    """A member of a closed list in words."""
    return CODES[type(member)][member.value]


def level_zh(source: Source) -> str:
    """法律, 行政法规, …"""
    return LEVELS[source.rank.value]


def level_place(source: Source) -> int:
    """Where a document stands in a list that begins with the highest."""
    return list(LEVELS).index(source.rank.value)


def iso(day: date | None) -> str | None:
    return None if day is None or day in (date.min, date.max) else day.isoformat()


def confirmed_on(bases: Iterable[Basis]) -> date | None:
    """The day on which the oldest of the bases was last confirmed; `None` where one never was."""
    days = [basis.source.last_confirmed_on for basis in bases]
    return None if None in days else min(filter(None, days), default=None)


def item_row(item: Item) -> Row:
    return {
        "code": item.code,
        "slug": item.slug,
        "name": item.name,
        "kind": item.kind.value,
        "area": item.area.value,
        "meaning": item.meaning,
        "conduct": item.conduct,
        "subjects": item.subjects,
        "bases": [basis.cite() for basis in item.bases],
        "is_unconfirmed": item.is_unconfirmed,
        "last_confirmed_on": iso(confirmed_on(item.bases)),
        "decider": item.decider,
        "deciding_document": item.deciding_document,
        "source_units": list(item.source_units),
        "demands": [demand.value for demand in item.demands],
        "retention_months": item.retention.months,
        "retention_from": item.retention.start.value,
        "retention_reason": item.retention.reason,
        "repair_class": item.repair_class.value,
        "sharing": item.sharing.value,
        "publish_max_months": item.publish_max_months,
        "on_objection": item.on_objection.value,
        "requires_consent": item.requires_consent,
        "longer_bar": item.longer_bar.cite() if item.longer_bar else None,
        "decisions_from": iso(item.decisions_from),
        "in_force_from": iso(item.in_force_from),
        "in_force_until": iso(item.in_force_until),
        "note": item.note,
    }


def purpose_row(purpose: Purpose, on: date) -> Row:
    return {
        "code": purpose.code,
        "slug": purpose.slug,
        "name": purpose.name,
        "question": purpose.question,
        "askers": list(purpose.askers(on)),
        "services": list(purpose.services),
        "bases": [basis.cite() for basis in purpose.bases],
        "last_confirmed_on": iso(confirmed_on(purpose.bases)),
        "items": list(purpose.items),
        "needs_consent": purpose.needs_consent,
        "in_force_from": iso(purpose.in_force_from),
        "in_force_until": iso(purpose.in_force_until),
        "note": purpose.note,
    }


def assessment_row(purpose: Purpose, one: Assessment) -> Row:
    return {
        "purpose": purpose.slug,
        "name": purpose.name,
        "necessity": one.necessity,
        "effect": one.effect,
        "protection": one.protection,
        "conclusion": one.conclusion,
        "made_by": one.made_by,
        "made_on": iso(one.made_on),
        "approved_by": one.approved_by,
        "approved_on": iso(one.approved_on),
        "subject": one.subject,
    }


def measure_row(measure: Measure) -> Row:
    return {
        "code": measure.code,
        "slug": measure.slug,
        "name": measure.name,
        "kind": measure.kind.value,
        "bases": [basis.cite() for basis in measure.bases],
        "is_unconfirmed": measure.is_unconfirmed,
        "last_confirmed_on": iso(confirmed_on(measure.bases)),
        "decider": measure.decider,
        "implementer": measure.implementer,
        "source_units": list(measure.source_units),
        "items": list(measure.items),
        "longest_months": measure.longest_months,
        "ends_when": measure.ends_when,
        "relevance": measure.relevance,
        "effect": measure.effect,
        "appeal": measure.appeal,
        "on_objection": measure.on_objection.value if measure.on_objection else None,
        "longer_bar": measure.longer_bar.cite() if measure.longer_bar else None,
        "in_force_from": iso(measure.in_force_from),
        "in_force_until": iso(measure.in_force_until),
        "note": measure.note,
    }


def service_row(service: Service) -> Row:
    return {
        "code": service.code,
        "slug": service.slug,
        "name": service.name,
        "purpose": service.purpose,
        "deciders": list(service.deciders),
        "green_channel": service.green_channel,
        "grounds": [ground.value for ground, _ in service.grounds],
        "ground_names": [name for _, name in service.grounds],
        "look_back_months": service.look_back_months,
        "bases": [basis.cite() for basis in service.bases],
        "is_unconfirmed": service.is_unconfirmed,
        "last_confirmed_on": iso(confirmed_on(service.bases)),
        "in_force_from": iso(service.in_force_from),
        "in_force_until": iso(service.in_force_until),
        "note": service.note,
    }


def period_row(period: Period, on: date) -> Row:
    return {
        "code": period.code,
        "slug": period.slug,
        "name": period.name,
        "value": period.value,
        "unit": period.unit,
        "bases": [basis.cite() for basis in period.basis],
        "certainty": period.certainty.value,
        "is_own_rule": period.is_own_rule,
        "favours_person": period.favours_person,
        "last_confirmed_on": iso(period.last_confirmed_on),
        "is_stale": on >= period.stale_from,
        "in_force_from": iso(period.in_force_from),
        "in_force_until": iso(period.in_force_until),
    }


_PLACE = (("code", "编号"), ("slug", "代号"), ("name", "名称"))
_DATES = (("in_force_from", "施行日期"), ("in_force_until", "停止施行日期"))
_CONFIRMED = ("last_confirmed_on", "最后确认有效的日期")

ITEMS = Table(
    "items",
    "事项",
    (
        *_PLACE,
        ("kind", "种类"),
        ("area", "领域"),
        ("meaning", "写给本人的话"),
        ("conduct", "记录的行为"),
        ("subjects", "记录的人"),
        ("bases", "依据"),
        ("is_unconfirmed", "依据尚未全部核实"),
        _CONFIRMED,
        ("is_stale", "超过十二个月没有确认"),
        ("decider", "谁决定"),
        ("deciding_document", "决定文书"),
        ("source_units", "报送单位"),
        ("demands", "每行要有的内容"),
        ("retention_months", "保存几个月"),
        ("retention_from", "从哪天起保存"),
        ("retention_reason", "保存期限的理由"),
        ("repair_class", "修复分类"),
        ("sharing", "谁能看"),
        ("publish_max_months", "最多公开几个月"),
        ("on_objection", "提出异议后"),
        ("requires_consent", "要本人同意"),
        ("longer_bar", "更长限制的条文"),
        ("decisions_from", "只收哪天以后的决定"),
        *_DATES,
        ("note", "说明"),
    ),
    lambda book, law: [{**item_row(item), "is_stale": item.is_stale(law.day)} for item in _by_code(law.items.values())],
)
PURPOSES = Table(
    "purposes",
    "用途",
    (
        *_PLACE,
        ("question", "问题"),
        ("askers", "谁能问"),
        ("services", "办的事"),
        ("bases", "依据"),
        _CONFIRMED,
        ("items", "能问到的事项"),
        ("needs_consent", "要本人同意"),
        *_DATES,
        ("note", "说明"),
    ),
    lambda book, law: [purpose_row(purpose, law.day) for purpose in _by_code(law.purposes.values())],
)
AGREEMENTS = Table(
    "agreements",
    "谁可以来问的登记册",
    (
        ("unit", "单位"),
        ("name", "名称"),
        ("entitlement", "凭职权还是凭本人同意"),
        ("purposes", "为哪些用途"),
        ("items", "能问到的事项"),
        ("contact", "由哪个岗位负责"),
        *_DATES,
    ),
    lambda book, law: [
        {
            "unit": one.unit,
            "name": book.unit(one.unit).name,
            "entitlement": one.entitlement.value,
            "purposes": list(one.purposes),
            "items": list(
                dict.fromkeys(
                    item for slug in one.purposes if slug in law.purposes for item in law.purposes[slug].items
                )
            ),
            "contact": one.contact,
            "in_force_from": iso(one.in_force_from),
            "in_force_until": iso(one.in_force_until),
        }
        for one in book.agreements
        if one.holds(law.day)
    ],
)
ASSESSMENTS = Table(
    "assessments",
    "个人信息保护影响评估",
    (
        ("purpose", "用途"),
        ("name", "名称"),
        ("necessity", "是否合法、正当、必要"),
        ("effect", "对本人的影响和风险"),
        ("protection", "保护措施"),
        ("conclusion", "结论"),
        ("made_by", "谁评估"),
        ("made_on", "评估的日期"),
        ("approved_by", "谁批准"),
        ("approved_on", "批准的日期"),
        ("subject", "评估的内容的指纹"),
    ),
    lambda book, law: [
        assessment_row(purpose, found)
        for purpose in _by_code(law.purposes.values())
        if (found := purpose.assessment(law.day))
    ],
)
CELLS = Table(
    "cells",
    "用途和事项的关联",
    (("purpose", "用途"), ("item", "事项"), ("name", "名称"), ("basis", "依据"), ("certainty", "核实程度"), _CONFIRMED),
    lambda book, law: [
        {
            "purpose": purpose.slug,
            "item": cell.item,
            "name": f"{purpose.name}：{book.items.at(cell.item, law.day).name}",
            "basis": cell.basis.cite(),
            "certainty": cell.basis.certainty.value,
            "last_confirmed_on": iso(cell.basis.source.last_confirmed_on),
        }
        for purpose in _by_code(law.purposes.values())
        for cell in purpose.cells
    ],
)
MEASURES = Table(
    "measures",
    "措施",
    (
        *_PLACE,
        ("kind", "种类"),
        ("bases", "依据"),
        ("is_unconfirmed", "依据尚未全部核实"),
        _CONFIRMED,
        ("decider", "谁决定"),
        ("implementer", "谁实施"),
        ("source_units", "报送单位"),
        ("items", "依据的记录"),
        ("longest_months", "最长几个月"),
        ("ends_when", "哪件事使它结束"),
        ("relevance", "为什么有关"),
        ("effect", "意味着什么"),
        ("appeal", "不服怎么办"),
        ("on_objection", "提出异议后"),
        ("longer_bar", "更长限制的条文"),
        *_DATES,
        ("note", "说明"),
    ),
    lambda book, law: [measure_row(measure) for measure in _by_code(law.measures.values())],
)
SERVICES = Table(
    "services",
    "办事的便利",
    (
        *_PLACE,
        ("purpose", "用途"),
        ("deciders", "谁办"),
        ("green_channel", "绿色通道是什么"),
        ("grounds", "凭什么"),
        ("ground_names", "凭什么，写给申请人的话"),
        ("look_back_months", "往回看几个月"),
        ("bases", "依据"),
        ("is_unconfirmed", "依据尚未全部核实"),
        _CONFIRMED,
        *_DATES,
        ("note", "说明"),
    ),
    lambda book, law: [service_row(service) for service in _by_code(law.services.values())],
)
SERVICE_PAPERS = Table(
    "service_papers",
    "可以后补的材料",
    (("service", "办的事"), ("paper", "材料代号"), ("name", "名称"), ("working_days", "几个工作日里补")),
    lambda book, law: [
        {
            "service": service.slug,
            "paper": paper.code,
            "name": f"{service.name}：{paper.name}",
            "working_days": paper.working_days,
        }
        for service in _by_code(law.services.values())
        for paper in service.papers
    ],
)
SERVICE_EXCLUSIONS = Table(
    "service_exclusions",
    "哪些事项不能用便利",
    (
        ("service", "办的事"),
        ("item", "事项"),
        ("name", "名称"),
        ("why", "为什么有关"),
        ("basis", "依据"),
        ("certainty", "核实程度"),
        _CONFIRMED,
    ),
    lambda book, law: [
        {
            "service": service.slug,
            "item": exclusion.item,
            "name": f"{service.name}：{book.items.at(exclusion.item, law.day).name}",
            "why": exclusion.why,
            "basis": exclusion.basis.cite(),
            "certainty": exclusion.basis.certainty.value,
            "last_confirmed_on": iso(exclusion.basis.source.last_confirmed_on),
        }
        for service in _by_code(law.services.values())
        for exclusion in service.exclusions
    ],
)
PERIODS = Table(
    "periods",
    "期限",
    (
        *_PLACE,
        ("value", "数值"),
        ("unit", "单位"),
        ("bases", "依据"),
        ("certainty", "核实程度"),
        ("is_own_rule", "平台自己定的"),
        ("favours_person", "怎样有利于本人"),
        _CONFIRMED,
        ("is_stale", "超过十二个月没有确认"),
        *_DATES,
    ),
    lambda book, law: [period_row(period, law.day) for period in _by_code(law.periods.values())],
)
SOURCES = Table(
    "sources",
    "法律和文件",
    (
        ("slug", "代号"),
        ("name", "名称"),
        ("number", "文号"),
        ("issuer", "制定机关"),
        ("level", "位阶"),
        ("certainty", "核实程度"),
        _CONFIRMED,
        ("is_stale", "超过十二个月没有确认"),
        ("worded_on", "条文是哪天的文本"),
        *_DATES,
    ),
    lambda book, law: [
        {
            "slug": source.slug,
            "name": source.title,
            "number": source.number,
            "issuer": source.issuer,
            "level": source.rank.value,
            "certainty": source.certainty.value,
            "last_confirmed_on": iso(source.last_confirmed_on),
            "is_stale": law.day >= source.stale_from,
            "worded_on": iso(source.worded_on),
            "in_force_from": iso(source.in_force_from),
            "in_force_until": iso(source.in_force_until),
        }
        for source in sorted(law.sources.values(), key=lambda source: source.slug)
    ],
)
ARTICLES = Table(
    "articles",
    "条文",
    (
        ("source", "法律和文件"),
        ("article", "条"),
        ("name", "名称"),
        ("worded_on", "哪天的文本"),
        ("wording", "原文，空着的只持有条号"),
    ),
    lambda book, law: [
        {
            "source": source.slug,
            "article": article,
            "name": f"《{source.title}》{article}",
            "worded_on": iso(source.worded_on) if wording else None,
            "wording": wording,
        }
        for source in sorted(law.sources.values(), key=lambda source: source.slug)
        for article, wording in source.articles.items()
    ],
)
NEVER = Table(
    "never",
    "从来不收的内容",
    (("name", "内容"), ("words", "当地还要拦的说法"), ("bases", "依据")),
    lambda book, law: [
        {
            "name": kind.name,
            "words": list(kind.words),
            "bases": [basis.cite() for basis in kind.bases if basis.source.is_in_force(law.day)],
        }
        for kind in book.never_collected
    ],
)
UNITS = Table(
    "units",
    "单位",
    (
        ("code", "代码"),
        ("name", "名称"),
        ("short_name", "简称"),
        ("uscc", "统一社会信用代码"),
        ("is_uscc_invented", "代码是虚构的"),
        ("division", "行政区划代码"),
        ("certainty", "核实程度"),
    ),
    lambda book, law: [
        {
            "code": unit.code,
            "name": unit.name,
            "short_name": unit.short_name,
            "uscc": unit.uscc,
            "is_uscc_invented": unit.is_uscc_invented,
            "division": unit.division,
            "certainty": unit.certainty.value,
        }
        for unit in law.units.values()
    ],
)
DIVISIONS = Table(
    "divisions",
    "行政区划代码",
    (
        ("code", "代码"),
        ("name", "名称"),
        ("level", "级别"),
        ("since", "启用的年份"),
        ("until", "停用的年份"),
        ("successor", "接替它的代码"),
        ("certainty", "核实程度"),
    ),
    lambda book, law: [
        {
            "code": division.code,
            "name": division.name,
            "level": division.level,
            "since": division.since,
            "until": division.until,
            "successor": division.successor,
            "certainty": division.certainty.value,
        }
        for division in book.divisions.values()
    ],
)
LAYOUTS = Table(
    "layouts",
    "报送表格的列",
    (
        ("layout", "表格代号"),
        ("title", "表格"),
        ("code", "列的代号"),
        ("heading", "列名"),
        ("type", "类型"),
        ("max_length", "最多几个字，0是不知道"),
        ("required", "必填"),
        ("values", "可以填的词"),
    ),
    lambda book, law: [
        {
            "layout": layout.slug,
            "title": layout.title,
            "code": column.code,
            "heading": column.heading,
            "type": column.type.value,
            "max_length": column.max_length,
            "required": column.is_required,
            "values": list(column.values),
        }
        for layout in book.layouts.values()
        for column in layout.columns
    ],
)
LISTS = Table(
    "elsewhere",
    "别处依法公布的名单",
    (
        ("slug", "代号"),
        ("name", "名称"),
        ("publisher", "谁公布"),
        ("site", "在哪里公布"),
        ("address", "网址"),
        ("what", "是什么"),
        ("contest", "有错怎么办"),
        ("bases", "依据"),
        ("is_unconfirmed", "依据尚未全部核实"),
        *_DATES,
    ),
    lambda book, law: [
        {
            "slug": one.slug,
            "name": one.name,
            "publisher": one.publisher,
            "site": one.site,
            "address": one.address,
            "what": one.what,
            "contest": one.contest,
            "bases": [basis.cite() for basis in one.bases],
            "is_unconfirmed": one.is_unconfirmed,
            "in_force_from": iso(one.in_force_from),
            "in_force_until": iso(one.in_force_until),
        }
        for one in book.lists.on(law.day).values()
    ],
)
CODE_LISTS = Table(
    "codes",
    "代码的意思",
    (("list", "代码表"), ("code", "代码"), ("words", "意思")),
    lambda book, law: [
        {"list": _snake(kind.__name__), "code": code, "words": words}
        for kind, members in CODES.items()
        for code, words in members.items()
    ],
)
#: Every table at a stable address, in the order in which a page lists them.
TABLES: Mapping[str, Table] = {
    table.name: table
    for table in (
        ITEMS,
        PURPOSES,
        AGREEMENTS,
        ASSESSMENTS,
        CELLS,
        MEASURES,
        SERVICES,
        SERVICE_PAPERS,
        SERVICE_EXCLUSIONS,
        PERIODS,
        SOURCES,
        ARTICLES,
        NEVER,
        UNITS,
        DIVISIONS,
        LAYOUTS,
        LISTS,
        CODE_LISTS,
    )
}


def whole(book: Lawbook, on: date, *tables: Table) -> dict[str, Any]:
    """The tables as they hold on a day, under the edition and the digest they come from."""
    law = book.on(on)
    head = {"edition": law.edition, "law_digest": law.digest, "on": on.isoformat()}
    return {**head, **{table.name: table.rows(book, law) for table in tables}}


def shown(value: Value) -> str:
    """A value in one cell of a table for people: lists joined, a flag as 是 or 否, nothing as nothing."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "；".join(value)
    return "" if value is None else str(value)


def _by_code(rows: Iterable[Any]) -> Sequence[Any]:
    return sorted(rows, key=lambda row: str(row.code))


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")
