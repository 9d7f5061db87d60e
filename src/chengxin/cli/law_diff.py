"""`chengxin law diff A B`: what would change, which records held would lose their basis, which letters that means. A dry
run: nothing is written, whatever it finds."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chengxin.cli import product
from chengxin.cli.exits import Exit, Stop
from chengxin.cli.law import the_lawbook, today
from chengxin.cli.shown import show
from chengxin.core.assessments import Assessment
from chengxin.lawbook import Lawbook, Problem
from chengxin.lawbook.changes import TURNS, Change, Turn, changed_files, changes, dropped_assessments, rewritten_letters
from chengxin.lawbook.load import read_unchecked

if TYPE_CHECKING:
    from chengxin.apps.records.ended_basis import Loss

#: The Chinese letter that tells of a lost basis.
_LETTER = "record_basis_ended"
#: So much of a long value is shown in a line.
_WIDTH = 60


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the comparison: which law, on which day, and what keeps it from being used."""

    book: Lawbook
    day: date
    root: Path | None
    problems: Sequence[Problem]

    @property
    def label(self) -> str:
        where = f"{self.root}，" if self.root else ""
        return f"{where}法库{self.book.edition}（{self.book.digest[:12]}），{self.day}"


def diff(arguments: argparse.Namespace) -> Exit:
    """Compare, count, and change nothing.

    :raises Stop: when a side is neither a day nor a law directory, or the second one may not be used, or loses the text of
        a letter or an impact assessment that must be kept.
    """
    before, after = (_side(text, arguments.on) for text in (arguments.before, arguments.after))
    if after.problems:
        raise Stop("\n".join(f"{p.file}：{p.key}：{p.sentence}" for p in after.problems))
    if rewritten := rewritten_letters(before.book, after.book):
        raise Stop("\n".join(_keep_the_old(*one) for one in rewritten))
    if dropped := dropped_assessments(before.book, after.book, on=after.day):
        raise Stop("\n".join(_keep_the_assessment(one) for one in dropped))
    found = changes((before.book, before.day), (after.book, after.day))
    files = changed_files(before.root, after.root) if before.root and after.root else []
    lost, not_looked = _held(before, after)
    show(
        _plain(before, after, found, files, lost, not_looked),
        _lines(before, after, found, files, lost, not_looked),
        form=arguments.format,
    )
    return Exit.INPUT_WRONG if any(loss.is_unknown for loss in lost) else Exit.FINE


def _keep_the_old(template: str, edition: str) -> str:
    return (
        f"texts/zh_Hans/letters/{template}.toml：{edition}版的信已经可以寄出，正文不能改，也不能删。"
        f"请把原文留作{template}@{edition}.toml，新的正文换一个edition。"
    )


def _keep_the_assessment(one: Assessment) -> str:
    return (
        f"assessments：{one.purpose}的影响评估（{one.approved_on}批准）还在法定的保存期里，不能改，也不能删。"
        "请把原文留着，新的评估另写一份。"
    )


def _side(text: str, on: date | None) -> Side:
    try:
        return Side(the_lawbook(), date.fromisoformat(text), None, ())
    except ValueError:
        root = Path(text)
    if not root.is_dir():
        raise Stop(f"{text}不是日期（2026-08-15），也不是法库目录。")
    book, problems = read_unchecked(root)
    assert book is not None  # noqa: S101 - a directory is always read as far as it goes
    return Side(book, on or today(), root, problems)


def _held(before: Side, after: Side) -> tuple[list[Loss], str]:
    """The records that would lose their basis; or why no database was looked at."""
    try:
        product.enter()
    except Stop as stop:
        return [], stop.sentence
    from django.conf import settings
    from django.db import OperationalError

    engine, name = (str(settings.DATABASES["default"][key]) for key in ("ENGINE", "NAME"))
    if engine.endswith("sqlite3") and not _is_there(name):
        return [], f"没有数据库（{name}）。"
    try:
        if not product.is_migrated():
            return [], "数据库还没有准备好，或者是旧版本的。请先执行chengxin migrate。"
    except OperationalError:
        return [], "数据库连不上。请核对CHENGXIN_DATABASE_URL。"
    from chengxin.apps.records.ended_basis import losses

    return list(losses((before.book, before.day), (after.book, after.day))), ""


def _is_there(name: str) -> bool:
    """A database in memory or a file that exists; opening one that is missing would make it."""
    return name.startswith("file:") or ":memory:" in name or Path(name).exists()


def _plain(
    before: Side,
    after: Side,
    found: Sequence[Change],
    files: Sequence[tuple[Turn, str]],
    lost: Sequence[Loss],
    not_looked: str,
) -> dict[str, Any]:
    return {
        "before": _side_plain(before),
        "after": _side_plain(after),
        "changes": [
            {
                "table": change.table.name,
                "turn": change.turn.value,
                "key": list(change.key),
                "name": change.name,
                "differences": [
                    {"key": one.key, "before": one.before, "after": one.after} for one in change.differences
                ],
            }
            for change in found
        ],
        "files": [{"file": name, "turn": turn.value} for turn, name in files],
        "intake_stops": [change.key[0] for change in _stopped(found)],
        "is_database_looked_at": not not_looked,
        "records_losing_basis": [{"item": one.item, "records": one.records} for one in lost],
        "letters": [{"template": _LETTER, "letters": _letters(lost)}] if lost else [],
        "items_that_must_stay": [one.item for one in lost if one.is_unknown],
    }


def _side_plain(side: Side) -> dict[str, Any]:
    return {
        "edition": side.book.edition,
        "law_digest": side.book.digest,
        "on": side.day.isoformat(),
        "problems": [{"file": p.file, "key": p.key, "sentence": p.sentence} for p in side.problems],
    }


def _lines(
    before: Side,
    after: Side,
    found: Sequence[Change],
    files: Sequence[tuple[Turn, str]],
    lost: Sequence[Loss],
    not_looked: str,
) -> Iterator[str]:
    yield f"前：{before.label}"
    if before.problems:
        yield f"  前一份今天已经不能用（{len(before.problems)}个问题，例如{before.problems[0].file}：{before.problems[0].sentence}）"
    yield f"后：{after.label}"
    for table in dict.fromkeys(change.table.name for change in found):
        here = [change for change in found if change.table.name == table]
        counts = "，".join(f"{word}{sum(c.turn is turn for c in here)}" for turn, word in TURNS.items())
        yield f"{here[0].table.title}：{counts}"
        for change in here:
            yield f"  {change.word} {change.name}"
            yield from (f"    {d.heading}：{_short(d.before)} → {_short(d.after)}" for d in change.differences)
    if not found:
        yield "目录、用途、措施、期限、法律和单位都没有变。"
    if files:
        yield f"文件：{len(files)}个不同"
        yield from (f"  {TURNS[turn]} {name}" for turn, name in files)
    for change in _stopped(found):
        yield f"从后一份施行那天起，不再收：{change.name}"
    yield from _lost_lines(after.book, lost, not_looked)
    later = [day for day in after.book.change_days if day > after.day]
    if later:
        yield f"后一份以后还有变化的日子：{'、'.join(map(str, later))}。请再比一次。"
    yield "这是试算，什么也没有改。"


def _lost_lines(book: Lawbook, lost: Sequence[Loss], not_looked: str) -> Iterator[str]:
    if not_looked:
        yield f"没有看数据库，不知道哪些记录会失去依据：{not_looked}"
        return
    yield "会失去依据的记录（只数条数）：" + ("" if lost else "没有")
    for loss in lost:
        yield f"  {loss.item}：{loss.records}条"
        if loss.is_unknown:
            yield "    后一份里完全没有这个事项，这些记录连名称也写不出。请保留它的文件，写上in_force_until，不要删掉。"
    if lost:
        yield f"要发的信：{_letters(lost)}封“{book.letter(_LETTER).title}”（{_LETTER}）"


def _letters(lost: Sequence[Loss]) -> int:
    return sum(loss.records for loss in lost)


def _stopped(found: Sequence[Change]) -> list[Change]:
    return [change for change in found if change.table.name == "items" and change.turn is Turn.REMOVED]


def _short(text: str) -> str:
    text = " ".join(text.split()) or "（空）"
    return text if len(text) <= _WIDTH else text[:_WIDTH] + "……"
