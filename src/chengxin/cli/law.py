"""The lawbook from the command line: check it, show one item. Needs no database and no Django."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from chengxin.cli.exits import Exit, Stop
from chengxin.cli.shown import show as show_result
from chengxin.core.calendar import SHANGHAI
from chengxin.core.law import Basis, Item, RepairClass, Sharing
from chengxin.lawbook import Lawbook, LawRefused, load
from chengxin.lawbook import check as check_law

_KINDS = {"basic": "基础", "neutral": "中性", "positive": "正面", "adverse": "不利"}
_STARTS = {
    "conduct_end": "违法行为结束之日",
    "decision_date": "作出决定之日",
    "bar_start": "限制开始之日",
    "licence_end": "许可到期之日",
    "service_date": "送达之日",
}
_REPAIR = {
    RepairClass.NONE: "不需要",
    RepairClass.PER_DECISION: "按名单的规定",
    RepairClass.MINOR: "轻微",
    RepairClass.GENERAL: "一般",
    RepairClass.SERIOUS: "严重",
}
_SHARING = {
    Sharing.SELF: "只有本人",
    Sharing.AUTHORISED: "本人同意的人",
    Sharing.GOV_SHARE: "有法定用途、正在办这件事的机关",
}


def check(arguments: argparse.Namespace) -> Exit:
    """Say what the lawbook may not hold, with file, key and a sentence."""
    problems = check_law(arguments.law)
    plain = {"problems": [{"file": str(p.file), "key": p.key, "sentence": p.sentence} for p in problems]}
    lines = [f"{p.file}：{p.key}：{p.sentence}" for p in problems] or ["法库没有问题。"]
    show_result(plain, lines, form=arguments.format)
    return Exit.INPUT_WRONG if problems else Exit.FINE


def show(arguments: argparse.Namespace) -> Exit:
    """Show one item as it stands on a day."""
    lawbook = the_lawbook()
    on: date = arguments.on or datetime.now(SHANGHAI).date()
    item = next((i for i in lawbook.items.values() if arguments.code in (i.code, i.slug)), None)
    if item is None:
        raise Stop(f"法库里没有这个事项：{arguments.code}。请写事项编号，例如A0401。")
    show_result(_plain(item, lawbook, on), _lines(item, lawbook, on), form=arguments.format)
    return Exit.FINE


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
        "code": item.code,
        "slug": item.slug,
        "name": item.name,
        "kind": item.kind.value,
        "edition": lawbook.edition,
        "law_digest": lawbook.digest,
        "on": on.isoformat(),
        "is_in_force": item.is_in_force(on),
        "in_force_from": item.in_force_from.isoformat(),
        "in_force_until": item.in_force_until.isoformat() if item.in_force_until else None,
        "decisions_from": item.decisions_from.isoformat(),
        "bases": [_basis(basis) for basis in item.bases],
        "is_unconfirmed": item.is_unconfirmed,
        "decider": item.decider,
        "source_units": list(item.source_units),
        "deciding_document": item.deciding_document,
        "demands": [demand.value for demand in item.demands],
        "retention": {"months": item.retention.months, "start": item.retention.start.value},
        "repair_class": item.repair_class.value,
        "sharing": item.sharing.value,
        "purposes": [p.slug for p in lawbook.purposes.values() if item.slug in p.items],
        "publish_max_months": item.publish_max_months,
        "on_objection": item.on_objection.value,
        "requires_consent": item.requires_consent,
        "meaning": item.meaning,
    }


def _basis(basis: Basis) -> dict[str, Any]:
    return {
        "source": basis.source.slug,
        "title": basis.source.title,
        "articles": list(basis.articles),
        "certainty": basis.certainty.value,
    }


def _lines(item: Item, lawbook: Lawbook, on: date) -> Iterable[str]:
    yield f"{item.code} {item.name}（{_KINDS[item.kind]}）"
    yield item.meaning
    if not item.is_in_force(on):
        yield f"{on}这一天不在施行：{item.in_force_from}起施行。"
    if item.is_adverse and item.is_unconfirmed:
        yield "依据尚未全部核实：只给本人看，对任何事都没有作用。"
    yield f"依据：{'；'.join(basis.cite() for basis in item.bases)}"
    yield f"谁决定：{item.decider}"
    yield f"谁报送：{'、'.join(lawbook.unit(code).name for code in item.source_units)}"
    yield f"保存：从{_STARTS[item.retention.start]}起{item.retention.months}个月"
    yield f"修复分类：{_REPAIR[item.repair_class]}"
    yield f"谁能看：{_SHARING[item.sharing]}"
    purposes = [purpose.name for purpose in lawbook.purposes.values() if item.slug in purpose.items]
    yield f"用途：{'、'.join(purposes) or '没有'}"
    yield "公开：不公开" if item.publish_max_months == 0 else f"公开：最多{item.publish_max_months}个月"
    yield f"法库版本：{lawbook.edition}（{lawbook.digest[:12]}）"
