"""The lawbook from the command line: check it, show one item or the whole catalogue. Needs no database and no Django."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

from chengxin.cli.exits import Exit, Stop
from chengxin.cli.shown import show as show_result
from chengxin.core.calendar import SHANGHAI
from chengxin.core.law import Basis, Item, Source
from chengxin.lawbook import Lawbook, LawRefused, load, tables
from chengxin.lawbook import check as check_law
from chengxin.lawbook.tables import words_of

_WHOLE = (
    tables.ITEMS,
    tables.PURPOSES,
    tables.ASSESSMENTS,
    tables.CELLS,
    tables.MEASURES,
    tables.PERIODS,
    tables.SOURCES,
)


def check(arguments: argparse.Namespace) -> Exit:
    """Say what the lawbook may not hold, with file, key and a sentence."""
    problems = check_law(arguments.law)
    plain = {"problems": [{"file": str(p.file), "key": p.key, "sentence": p.sentence} for p in problems]}
    lines = [f"{p.file}：{p.key}：{p.sentence}" for p in problems] or ["法库没有问题。"]
    show_result(plain, lines, form=arguments.format)
    return Exit.INPUT_WRONG if problems else Exit.FINE


def show(arguments: argparse.Namespace) -> Exit:
    """Show one item, or without a code the whole catalogue, as it stands on a day."""
    lawbook = the_lawbook()
    on: date = arguments.on or today()
    if arguments.code is None:
        show_result(tables.whole(lawbook, on, *_WHOLE), _whole(lawbook, on), form=arguments.format)
        return Exit.FINE
    slug = next((i.slug for i in lawbook.items.rows if arguments.code in (i.code, i.slug)), None)
    if slug is None:
        raise Stop(f"法库里没有这个事项：{arguments.code}。请写事项编号，例如A0401。")
    item = lawbook.items.at(slug, on)
    show_result(_plain(item, lawbook, on), _lines(item, lawbook, on), form=arguments.format)
    return Exit.FINE


def today() -> date:
    """This day in Asia/Shanghai."""
    return datetime.now(SHANGHAI).date()


def the_lawbook() -> Lawbook:
    """The lawbook of this deployment.

    :raises Stop: when it may not be used.
    """
    try:
        return load()
    except LawRefused as refused:
        raise Stop("\n".join(f"{p.file}：{p.key}：{p.sentence}" for p in refused.problems)) from None


def _plain(item: Item, lawbook: Lawbook, on: date) -> dict[str, Any]:
    return {
        **tables.item_row(item),
        "edition": lawbook.edition,
        "law_digest": lawbook.digest,
        "on": on.isoformat(),
        "is_in_force": item.is_in_force(on),
        "is_stale": item.is_stale(on),
        "bases": [_basis(basis) for basis in item.bases],
        "retention": {"months": item.retention.months, "start": item.retention.start.value},
        "purposes": _purposes(item, lawbook, on, "slug"),
    }


def _basis(basis: Basis) -> dict[str, Any]:
    return {
        "source": basis.source.slug,
        "title": basis.source.title,
        "articles": list(basis.articles),
        "certainty": basis.certainty.value,
        "last_confirmed_on": tables.iso(basis.source.last_confirmed_on),
    }


def _purposes(item: Item, lawbook: Lawbook, on: date, attribute: str) -> list[str]:
    return [getattr(p, attribute) for p in lawbook.on(on).purposes.values() if item.slug in p.items]


def _lines(item: Item, lawbook: Lawbook, on: date) -> Iterable[str]:
    yield f"{item.code} {item.name}（{words_of(item.kind)}）"
    yield item.meaning
    if not item.is_in_force(on):
        ended = f"，{item.in_force_until}起停止" if item.in_force_until else ""
        yield f"{on}这一天不在施行：{item.in_force_from}起施行{ended}。"
    if item.is_adverse and item.is_unconfirmed:
        yield "依据尚未全部核实：只给本人看，对任何事都没有作用。"
    for basis in item.bases:
        yield f"依据：{basis.cite()}（{_confirmed(basis.source, on)}）"
    if item.is_adverse and item.is_stale(on):
        yield "依据超过十二个月没有确认：确认以前，不利的记录对任何事都没有作用。"
    yield f"谁决定：{item.decider}"
    yield f"谁报送：{'、'.join(lawbook.unit(code).name for code in item.source_units)}"
    yield f"保存：从{words_of(item.retention.start)}起{item.retention.months}个月"
    yield f"修复分类：{words_of(item.repair_class)}"
    yield f"谁能看：{words_of(item.sharing)}"
    yield f"用途：{'、'.join(_purposes(item, lawbook, on, 'name')) or '没有'}"
    yield "公开：不公开" if item.publish_max_months == 0 else f"公开：最多{item.publish_max_months}个月"
    yield f"只收{item.decisions_from}以后的决定"
    yield f"法库版本：{lawbook.edition}（{lawbook.digest[:12]}）"


def _whole(lawbook: Lawbook, on: date) -> Iterator[str]:
    law = lawbook.on(on)
    yield f"{on}这一天的目录，法库版本{lawbook.edition}（{lawbook.digest[:12]}）"
    yield f"事项（{len(law.items)}个）"
    for item in sorted(law.items.values(), key=lambda item: item.code):
        doubts = [
            text
            for text, holds in (("尚未全部核实", item.is_unconfirmed), ("没有按时确认", item.is_stale(on)))
            if holds
        ]
        note = f"；{'，'.join(doubts)}" if doubts else ""
        yield f"  {item.code} {item.name}（{words_of(item.kind)}）：{'；'.join(b.cite() for b in item.bases)}{note}"
    yield f"用途（{len(law.purposes)}个）"
    for purpose in sorted(law.purposes.values(), key=lambda purpose: purpose.code):
        told = "、".join(lawbook.items.at(slug, on).name for slug in purpose.items) or "本人看自己的全部"
        found = purpose.assessment(on)
        note = (
            f"；影响评估{found.approved_on}批准"
            if found
            else ""
            if purpose.is_own_file
            else "；没有影响评估，谁也不能问"
        )
        yield f"  {purpose.code} {purpose.name}：{told}{note}"
    yield f"措施（{len(law.measures)}项，平台不启动任何一项）"
    for measure in sorted(law.measures.values(), key=lambda measure: measure.code):
        yield f"  {measure.code} {measure.name}（{words_of(measure.kind)}）：{measure.decider}"
    yield f"办事的便利（{len(law.services)}件事）"
    for service in sorted(law.services.values(), key=lambda service: service.code):
        yield f"  {service.code} {service.name}：{service.green_channel}；{len(service.papers)}样材料可以后补"
    yield f"期限（{len(law.periods)}个）"
    for period in law.periods.values():
        confirmed = "平台自己定的" if period.is_own_rule else f"{period.last_confirmed_on or '从未'}确认"
        late = "，超过十二个月没有确认" if on >= period.stale_from else ""
        yield f"  {period.name}：{period.value}{tables.UNITS_OF_TIME[period.unit]}（{confirmed}{late}）"
    yield f"法律和文件（{len(law.sources)}件）"
    for source in sorted(law.sources.values(), key=lambda source: source.slug):
        yield f"  {source.title}：{_confirmed(source, on)}"


def _confirmed(source: Source, on: date) -> str:
    if source.last_confirmed_on is None:
        return "从未确认"
    late = "，超过十二个月没有确认" if on >= source.stale_from else ""
    return f"{source.last_confirmed_on}确认有效{late}"
