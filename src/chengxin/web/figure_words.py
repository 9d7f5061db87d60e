"""The figures of a department in words, the same in public and on the department's own page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from chengxin.core.figures import Figure


class FigureWords(NamedTuple):
    """What a figure is called, and what it counts."""

    title: str
    meaning: str


FIGURES: Mapping[Figure, FigureWords] = {
    Figure.LATE: FigureWords("晚交的行", "从作出决定到交来，超过了约定天数的行；只数第一次交来的"),
    Figure.REFUSED: FigureWords("退回的行", "交来的文件里没有通过核对、退回去改的行"),
    Figure.UPHELD: FigureWords("异议成立", "有人提出异议，结果记录移出或者更正了的"),
    Figure.OVERDUE: FigureWords("逾期", "办异议或者修复，过了最后一天还没有办完的次数"),
}
