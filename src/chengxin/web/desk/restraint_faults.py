"""Where a form of a restraint is to be mended: each reason of the rule at the one field that is wrong, with the day that would do.

The rule says what is wrong; here is only looked up which of the fields it speaks of that is. [law:pipl/第二十四条]
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import combinations
from typing import NamedTuple

from chengxin.core import document_number
from chengxin.core.calendar import add_months
from chengxin.core.law import Measure
from chengxin.core.reasons import Reason
from chengxin.core.restraints import Draft, Heard, is_somebody
from chengxin.core.words import day_zh
from chengxin.lawbook import Lawbook

#: The field at which a reason is told, where nothing says it closer.
AT_FIELD = {
    Reason.RESTRAINT_NOT_LISTED: "measure",
    Reason.RESTRAINT_IS_CONVENIENCE: "measure",
    Reason.RESTRAINT_UNCONFIRMED: "measure",
    Reason.RESTRAINT_UNIT_MAY_NOT: "measure",
    Reason.RESTRAINT_WITHOUT_RECORD: "record_no",
    Reason.RESTRAINT_FOR_MINOR: "record_no",
    Reason.RESTRAINT_OBJECTED_TO: "record_no",
    Reason.RESTRAINT_NEEDS_DECISION: "decision_no",
    Reason.RESTRAINT_KNOWN: "decision_no",
    Reason.RESTRAINT_NEEDS_DECIDER: "decider",
    Reason.RESTRAINT_DRAFTER_DECIDES: "decider",
    Reason.RESTRAINT_NEEDS_NOTICE: "notice_no",
    Reason.RESTRAINT_NEEDS_HEARING: "hearing_no",
    Reason.RESTRAINT_PAPERS_ALIKE: "hearing",
    Reason.RESTRAINT_OUT_OF_ORDER: "hearing_on",
    Reason.RESTRAINT_BEFORE_RECORD: "notice_on",
    Reason.RESTRAINT_NEEDS_RELEVANCE: "relevance",
    Reason.RESTRAINT_NEEDS_PROPORTION: "proportionality",
    Reason.RESTRAINT_NEEDS_APPEAL: "appeal",
    Reason.RESTRAINT_NEEDS_TERM: "starts_on",
    Reason.RESTRAINT_STARTS_TOO_EARLY: "starts_on",
    Reason.RESTRAINT_TOO_LONG: "ends_on",
    Reason.RESTRAINT_OUTLIVES_RECORD: "ends_on",
}
#: What is said at each field that is empty, where a reason speaks of several.
_EMPTY: Mapping[Reason, Mapping[str, str]] = {
    Reason.RESTRAINT_NEEDS_DECISION: {
        "decision_no": "请写决定书的文号",
        "decision_on": "请写决定的日期",
        "decision": "请交上决定书的文件",
    },
    Reason.RESTRAINT_NEEDS_DECIDER: {"decider": "请写作出决定的人的姓名", "seat": "请写作出决定的人的职务"},
    Reason.RESTRAINT_NEEDS_NOTICE: {
        "notice_no": "请写告知书的文号",
        "notice_on": "请写告知书送达本人的日期",
        "notice": "请交上送达的证明",
    },
    Reason.RESTRAINT_NEEDS_HEARING: {
        "heard": "请选怎样听取本人的意见",
        "hearing_no": "请写笔录或者材料的编号",
        "hearing_on": "请写听取意见的日期；没有说意见的，写期满那天",
        "hearing": "请交上笔录、放弃书，或者期满没有意见的记录",
    },
    Reason.RESTRAINT_NEEDS_TERM: {"starts_on": "请写从哪天起", "ends_on": "请写最后一天"},
}
_PAPERS = {"notice": "告知书", "hearing": "听取意见的材料", "decision": "决定书"}


class Written(NamedTuple):
    """A form as it was filled in: which fields hold something, and which of them nobody can read, so that they say so already;
    what it comes to, and under which law and day."""

    filled: frozenset[str]
    unreadable: frozenset[str]
    draft: Draft
    measure: Measure | None
    lawbook: Lawbook
    on: date


def faults(reason: Reason, written: Written) -> list[tuple[str, str]]:
    """The fields at which a reason is told, with the sentence at each; none where the cause is told elsewhere."""
    decided_on = written.draft.decision.on
    if reason is Reason.RESTRAINT_STARTS_TOO_EARLY and decided_on and decided_on > written.on:
        return []
    empty = [(field, said) for field, said in _EMPTY.get(reason, {}).items() if field not in written.filled]
    closer = list(_CLOSER[reason](written)) if reason in _CLOSER else []
    if not empty and not closer and not written.unreadable.isdisjoint(_EMPTY.get(reason, {})):
        return []
    return [*empty, *closer] or [(AT_FIELD[reason], written.lawbook.reason_text(reason).text)]


def _decider(written: Written) -> Iterator[tuple[str, str]]:
    if "decider" in written.filled and not is_somebody(written.draft.decider):
        yield "decider", written.lawbook.reason_text(Reason.RESTRAINT_NEEDS_DECIDER).text
    elif {"decider", "seat"} <= written.filled:
        yield "seat", "看不出是什么职务，请写全称，例如“黑河市财政局副局长”"


def _term(written: Written) -> Iterator[tuple[str, str]]:
    starts_on, ends_on = written.draft.starts_on, written.draft.ends_on
    if starts_on is not None and ends_on is not None:
        yield "ends_on", f"最后一天不能早于开始的{day_zh(starts_on)}"


def _order(written: Written) -> Iterator[tuple[str, str]]:
    """First what has not come yet; then what came before what it had to follow."""
    draft, today = written.draft, written.on
    days = {"notice_on": draft.notice.on, "hearing_on": draft.hearing.on, "decision_on": draft.decision.on}
    late = [field for field, day in days.items() if day is not None and day > today]
    for field in late:
        yield field, f"这一天还没有到；不能晚于今天，{day_zh(today)}"
    if late:
        return
    notice_on, hearing_on, decision_on = days.values()
    if notice_on and hearing_on and hearing_on < notice_on:
        yield "hearing_on", f"早于告知书送达的{day_zh(notice_on)}；要先告知，再听取意见"
    heard_on = max((day for day in (notice_on, hearing_on) if day is not None), default=None)
    if decision_on and heard_on and decision_on < heard_on:
        yield "decision_on", f"早于告知、听取意见的{day_zh(heard_on)}；要先告知，再听取意见，再决定"
    elif draft.heard is Heard.SILENT and notice_on and decision_on and decision_on <= _heard_until(written, notice_on):
        last = day_zh(_heard_until(written, notice_on))
        yield "decision_on", f"本人没有说意见的，要等{last}过了才能决定"


def _alike(written: Written) -> Iterator[tuple[str, str]]:
    """Which two papers have one number or one file; told at the later one."""
    papers = {name: getattr(written.draft, name) for name in _PAPERS}
    for one, other in combinations(_PAPERS, 2):
        # Only who gives up being heard may write it on the notice itself.
        if other == "hearing" and written.draft.heard is Heard.WAIVED:
            continue
        first, second = papers[one], papers[other]
        if first.number.strip() and document_number.key(first.number) == document_number.key(second.number):
            yield f"{other}_no", f"和{_PAPERS[one]}是同一个编号；每份文书有自己的编号"
        if first.file and first.file == second.file:
            yield other, f"和{_PAPERS[one]}交的是同一个文件，请换成{_PAPERS[other]}"


def _too_early(written: Written) -> Iterator[tuple[str, str]]:
    draft = written.draft
    if draft.starts_on and draft.decision.on and draft.starts_on < draft.decision.on:
        yield "starts_on", f"不能早于决定的{day_zh(draft.decision.on)}"
    elif draft.starts_on and draft.notice.on:
        last = day_zh(_heard_until(written, draft.notice.on))
        yield "starts_on", f"{day_zh(draft.notice.on)}送达的告知，要等{last}过了，限制才能开始"


def _too_long(written: Written) -> Iterator[tuple[str, str]]:
    months, starts_on = written.measure.longest_months if written.measure else None, written.draft.starts_on
    if months and starts_on:
        last = day_zh(add_months(starts_on, months))
        yield (
            "ends_on",
            f"这一项最长{months}个月，从{day_zh(starts_on)}起，最后一天最晚是{last}；决定书写得更长的，平台也只登记法定的期限",
        )


def _heard_until(written: Written, notice_on: date) -> date:
    """The last day on which the person may say something after a notice."""
    book = written.lawbook
    return book.working_days.working_days_later(notice_on, book.period("statement_window", on=written.on)).last_day


_CLOSER: Mapping[Reason, Callable[[Written], Iterator[tuple[str, str]]]] = {
    Reason.RESTRAINT_NEEDS_DECIDER: _decider,
    Reason.RESTRAINT_NEEDS_TERM: _term,
    Reason.RESTRAINT_OUT_OF_ORDER: _order,
    Reason.RESTRAINT_PAPERS_ALIKE: _alike,
    Reason.RESTRAINT_STARTS_TOO_EARLY: _too_early,
    Reason.RESTRAINT_TOO_LONG: _too_long,
}
