"""A row as its sender wrote it, for whoever checks what the platform made of it."""

from __future__ import annotations

import pytest

from chengxin.core.feeds import Field
from chengxin.demo.sheets import as_csv, as_xlsx
from chengxin.intake.as_sent import row_as_sent
from tests.intake.samples import GOOD, feed, number

FEED = feed()
HEADINGS = [column.headings[0] for column in FEED.columns]
ROWS = [GOOD, {**GOOD, Field.NAME: "𠮷田", Field.NUMBER: number("18910423", 7), Field.AMOUNT: "1,500"}]


def table(*, above: bool) -> list[list[object]]:
    lines = [[row.get(column.field, "") for column in FEED.columns] for row in ROWS]
    return [*([["行政处罚信息"]] if above else []), HEADINGS, *lines]


def sent(data: bytes, name: str, row: int, sheet: str = "") -> dict[Field, str]:
    return {field: text for field, _, text in row_as_sent(data, name, FEED, sheet=sheet, row=row)}


@pytest.mark.parametrize("above", [False, True])
def test_is_found_by_its_number_in_the_file(above: bool) -> None:
    data = as_csv(table(above=above))
    first, second = (sent(data, "九月.csv", row + above) for row in (2, 3))
    assert (first[Field.NAME], second[Field.NAME]) == (GOOD[Field.NAME], "𠮷田")
    assert second[Field.AMOUNT] == "1,500"  # as written, not as read


def test_is_looked_for_in_its_own_sheet() -> None:
    data = as_xlsx(table(above=True))
    assert sent(data, "九月.xlsx", 4, "数据")[Field.NAME] == "𠮷田"
    assert sent(data, "九月.xlsx", 4, "许可") == {}


def test_shows_only_columns_that_are_read() -> None:
    lines = table(above=False)
    lines[0] = [*lines[0], "备注"]
    lines[1] = [*lines[1], "住址：某街某号"]
    assert "住址：某街某号" not in sent(as_csv(lines), "九月.csv", 2).values()


@pytest.mark.parametrize(
    ("data", "row"), [(b"\x00\x01", 2), (as_csv([["甲", "乙"], ["1", "2"]]), 2), (as_csv(table(above=False)), 99)]
)
def test_is_nothing_where_there_is_none(data: bytes, row: int) -> None:
    assert sent(data, "九月.csv", row) == {}
