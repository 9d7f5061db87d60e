"""The calculator: which kind of record, which dates, and every date that follows, with how it was counted.

A GET form without a name or a number; nothing is stored. The rules are those that count for a record.
[law:pipl/第七条] [law:repair_order_36/第二条]
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chengxin import clock
from chengxin.core.calculator import Counted, Given, count, day_of_effect
from chengxin.core.calendar import day_of
from chengxin.core.counting import count_days, count_working_days
from chengxin.core.dates import parse
from chengxin.core.law import Item, RepairClass, RetentionStart
from chengxin.core.records import COUNTED_FROM
from chengxin.core.words import day_zh
from chengxin.lawbook import Lawbook
from chengxin.lawbook.examples import Example, examples
from chengxin.lawbook.lives import parameters
from chengxin.web.doors import door
from chengxin.web.fields import DayField, why_no_day
from chengxin.web.law import lawbook
from chengxin.web.public.timeline import Timeline, draw

#: The class, its shortest and its longest period; the last one binds the sites that publish.
_CLASSES = {
    RepairClass.MINOR: ("轻微失信信息", "repair_min_minor", "repair_max_minor"),
    RepairClass.GENERAL: ("一般失信信息", "repair_min_general", "repair_max_general"),
    RepairClass.SERIOUS: ("严重失信信息", "repair_min_serious", "repair_max_serious"),
}
_STARTS = {
    RetentionStart.CONDUCT_END: "行为结束那天",
    RetentionStart.DECISION_DATE: "决定那天",
    RetentionStart.BAR_START: "限制开始那天",
    RetentionStart.LICENCE_END: "证件期满那天",
    RetentionStart.SERVICE_DATE: "服务那天",
}
_FIRST, _LAST = date(2015, 1, 1), date(2090, 12, 31)


class CountedDay(DayField):
    """A day within the years for which anything is counted."""

    def __init__(self, label: str, hint: str, *, missing: str = "") -> None:
        super().__init__(label=label, help_text=hint, missing=missing)
        self.widget.attrs |= {"inputmode": "numeric", "spellcheck": "false"}

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        day = parse(value)
        if day is None:
            raise forms.ValidationError(f"{self.label}：{why_no_day(value)}")
        if not _FIRST <= day <= _LAST:
            raise forms.ValidationError(f"{self.label}要在{_FIRST.year}年到{_LAST.year}年之间，请核对")
        return day


class CalculatorForm(forms.Form):
    """One kind of record and the dates of one decision; nothing about a person."""

    item = forms.ChoiceField(label="哪一类", error_messages={"required": "请选哪一类", "invalid_choice": "请选哪一类"})
    decided_on = CountedDay("决定的日期", "决定书上写的，例如2026-9-16", missing="请写决定的日期")
    conduct_end_on = CountedDay(
        "行为结束的日期", "决定书上写的；没有写的，不知道的，写决定的日期", missing="请写行为结束的日期"
    )
    starts_on = CountedDay("限制开始的日期", "只有限制从业、限制任职这样的才有")
    told_on = CountedDay("您知道的日期", "决定书和告知书送达、打开告知信或者签收的那天；还不知道的，不填")
    asked_on = CountedDay("哪天提交修复申请", "想知道最迟哪天有结果的才填")
    is_only_warning = forms.BooleanField(label="处罚只有警告或者通报批评", required=False)

    def __init__(self, data: Any = None, *, items: Iterable[Item]) -> None:
        super().__init__(data)
        self.items = {item.slug: item for item in items}
        self.fields["item"].choices = [("", "请选"), *((i.slug, f"{i.code} {i.name}") for i in self.items.values())]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        item = self.items.get(told.get("item", ""))
        if item is None:
            return told
        if (
            COUNTED_FROM[item.retention.start] == "starts_on"
            and not told.get("starts_on")
            and "starts_on" not in self.errors
        ):
            self.add_error("starts_on", "这一类从限制开始那天数起，请写限制开始的日期")
        for key in ("told_on",):
            if told.get(key) and told.get("decided_on") and told[key] < told["decided_on"]:
                self.add_error(key, "知道的日期不会早于决定的日期，请核对")
        return told


@dataclass(frozen=True, slots=True)
class Line:
    """One date with how it was counted."""

    label: str
    value: str
    how: str


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that a page shows of one count."""

    item: Item
    lines: tuple[Line, ...]
    picture: Timeline


@dataclass(frozen=True, slots=True)
class ShownExample:
    """One example counted by hand, as the page shows it."""

    number: int
    example: Example
    shown: Shown
    facts: tuple[tuple[str, str], ...]


@door("public")
@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """The form, and with a filled one every date and how it was counted."""
    book, today = lawbook(), day_of(clock.now())
    form = CalculatorForm(request.GET if "item" in request.GET else None, items=_items(book, today))
    shown = None
    if form.is_bound and form.is_valid():
        item = form.items[form.cleaned_data["item"]]
        shown = explain(item, _given(form.cleaned_data, item), book, on=today)
    context = {"form": form, "shown": shown, "examples": len(adverse_examples(book))}
    return render(request, "public/calculator.html", context, status=422 if form.errors else 200)


@door("public")
@require_safe
def counted_examples(request: HttpRequest) -> HttpResponse:
    """The examples that were counted by hand, with their pictures."""
    book = lawbook()
    listed = [
        ShownExample(number, example, explain(*_case(example, book), book, on=_day(example)), tuple(_facts(example)))
        for number, example in enumerate(adverse_examples(book), 1)
    ]
    return render(request, "public/examples.html", {"examples": listed, "edition": book.edition})


def adverse_examples(book: Lawbook) -> list[Example]:
    """The examples about what can be repaired."""
    return [one for one in examples() if book.item(one.given["item"]).is_adverse]


def given_of(example: Example) -> Given:
    """An example as the calculator takes it."""
    given, when = example.given, example.when
    return Given(
        decided_on=given["decided_on"],
        conduct_end_on=given.get("conduct_end_on"),
        starts_on=given.get("starts_on"),
        ends_on=given.get("ends_on"),
        penalty_classes=tuple(given.get("penalty_classes", ())),
        told_on=when.get("told_on"),
        asked_on=when.get("asked_on"),
    )


def explain(item: Item, given: Given, book: Lawbook, *, on: date) -> Shown:
    """Count, and say how."""
    known = book.on(on)
    decide = known.period("repair_decide")
    counted = count(item, given, parameters=parameters(book, on=on), decide=decide)
    lines = [
        _last_day(item, counted),
        *_repair(item, given, counted, book, on=on),
        *_waiting(item, given, counted, book, on=on),
        *_decision(given, counted, book, decide),
    ]
    days = [(given.decided_on, "作出决定"), (counted.last_day, "最后一天，过了就自动停止")]
    effect = day_of_effect(counted) if item.may_have_effect_on(on) else None
    for day, text in (
        (given.told_on, "您知道了"),
        (effect, "等待期满，可以有作用"),
        (counted.repair_from, "可以申请修复"),
        (counted.decide_by.last_day if counted.decide_by else None, "最迟决定修复申请"),
    ):
        if day is not None and day <= counted.last_day:
            days.append((day, text))
    return Shown(item, tuple(lines), draw(_merged(days), effect=effect, last_day=counted.last_day))


def _merged(days: list[tuple[date, str]]) -> list[tuple[date, str]]:
    """What falls on one day is one mark."""
    joined: dict[date, str] = {}
    for on, text in sorted(days):
        joined[on] = f"{joined[on]}；{text}" if on in joined else text
    return list(joined.items())


def _last_day(item: Item, counted: Counted) -> Line:
    start = f"从{_STARTS[item.retention.start]}（{day_zh(counted.counted_from)}）起{item.retention.months}个月"
    how = f"{start}；但是不超过行为结束起五年，先到的为准" if counted.is_ceiling else start
    return Line("最后一天", day_zh(counted.last_day), how)


def _repair(item: Item, given: Given, counted: Counted, book: Lawbook, *, on: date) -> Iterable[Line]:
    if counted.repair_from is None:
        return
    opens = f"{day_zh(counted.repair_from)}起"
    if counted.repair_class not in _CLASSES:
        yield Line("可以申请修复", opens, "由作出决定的机关按名单自己的规定移出，平台不另设最短期限")
        return
    name, shortest, longest = _CLASSES[counted.repair_class]
    months, most = book.period(shortest, on=on), book.period(longest, on=on)
    how = f"{name}，从决定（{day_zh(given.decided_on)}）起满{months}个月的第二天" if months else f"{name}，决定的第二天"
    yield Line("可以申请修复", opens, f"{how}。这一天不因为放假往后推")
    yield Line("别的网站最多公示", f"{most}个月", f"{name}的最长公示期；本平台什么都不公示，到期不用申请")
    if item.repair_proofs:
        yield Line("要您自己附上的", "、".join(item.repair_proofs), "别的证明机关自己查，一样也不要")


def _waiting(item: Item, given: Given, counted: Counted, book: Lawbook, *, on: date) -> Iterable[Line]:
    if given.told_on is None or counted.waits_until is None:
        yield Line("有作用", "还没有", "没有证据说明您已经知道以前，什么时候都没有作用")
        return
    days = book.period("waiting_period", on=on)
    how = count_days(book.working_days, given.told_on, days, counted.waits_until).sentence
    yield Line("等待期的最后一天", day_zh(counted.waits_until.last_day), how)
    begins = day_of_effect(counted)
    if item.is_unconfirmed:
        yield Line("有作用", "一直没有", "这一类的依据没有全部核实，只给本人看")
    elif begins is not None:
        yield Line("最早有作用", day_zh(begins), "等待期最后一天的第二天；平台收到证据晚的，从收到那一刻起")


def _decision(given: Given, counted: Counted, book: Lawbook, decide: int) -> Iterable[Line]:
    if given.asked_on is None or counted.repair_from is None:
        return
    if counted.decide_by is None:
        yield Line("修复的决定", "那天还不能申请", f"最早{day_zh(counted.repair_from)}提交")
        return
    how = count_working_days(book.working_days, given.asked_on, counted.decide_by).sentence
    yield Line("最迟决定修复申请", day_zh(counted.decide_by.last_day), f"{decide}个工作日：{how}")


def _items(book: Lawbook, on: date) -> list[Item]:
    return sorted((i for i in book.on(on).items.values() if i.is_adverse), key=lambda i: i.code)


def _given(told: dict[str, Any], item: Item) -> Given:
    return Given(
        decided_on=told.get("decided_on") or _FIRST,
        conduct_end_on=told.get("conduct_end_on"),
        starts_on=told.get("starts_on"),
        penalty_classes=item.minor_when if told.get("is_only_warning") else (),
        told_on=told.get("told_on"),
        asked_on=told.get("asked_on"),
    )


def _case(example: Example, book: Lawbook) -> tuple[Item, Given]:
    given = given_of(example)
    return book.items.at(example.given["item"], given.decided_on), given


def _day(example: Example) -> date:
    return day_of(example.when["registered_at"])


def _facts(example: Example) -> Iterable[tuple[str, str]]:
    """What is given in an example, in words."""
    names = {"conduct_end_on": "行为结束", "decided_on": "决定", "starts_on": "限制开始"}
    for key, name in names.items():
        if key in example.given:
            yield name, day_zh(example.given[key])
    for key, name in {"told_on": "知道", "asked_on": "申请修复"}.items():
        if key in example.when:
            yield name, day_zh(example.when[key])
