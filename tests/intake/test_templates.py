"""A template: what it offers is accepted, what is filled in is accepted whole, and the example is never sent by mistake."""

from __future__ import annotations

import io
import random
from datetime import date, timedelta
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chengxin.core.feeds import DATE_FIELDS, NOTES_SHEET, Feed, Field
from chengxin.core.rows import Fate, RawRow
from chengxin.intake.choices import choices, example
from chengxin.intake.feeds import load_feeds
from chengxin.intake.report import check_file, judge_rows
from chengxin.intake.templates import DATA_SHEET, template
from chengxin.lawbook import load
from tests.intake.samples import TODAY, number
from tests.proves import proves

LAW = load()
FEEDS = list(load_feeds().values())
of_each_feed = pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.key)


def opened(feed: Feed) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(template(feed, LAW)))


def filled(feed: Feed, rows: list[dict[Field, Any]]) -> bytes:
    """The template as a department fills it: below the heading, dates as dates, everything else typed into text cells."""
    book = opened(feed)
    for place, row in enumerate(rows, start=2):
        for column, found in enumerate(feed.columns, start=1):
            value = row.get(found.field, "")
            cell = book[DATA_SHEET].cell(place, column)
            is_day = found.field in DATE_FIELDS and value
            cell.value = date.fromisoformat(value) if is_day else value or None
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def judged(feed: Feed, row: dict[Field, Any]) -> Any:
    cells = {field: value for field, value in row.items() if value}
    return judge_rows([RawRow(DATA_SHEET, 2, cells)], feed, LAW, TODAY)[0]


@proves("B7")
@of_each_feed
class TestTemplate:
    def test_has_the_official_headings_in_their_order(self, feed: Feed) -> None:
        found = [cell.value for cell in opened(feed)[DATA_SHEET][1]]
        assert [text.removeprefix("*") for text in found] == [column.headings[0] for column in feed.columns]
        assert [text.startswith("*") for text in found] == [column.is_required for column in feed.columns]
        assert [feed.column_for(text) for text in found] == list(feed.columns)

    def test_holds_no_row_so_that_no_example_is_sent(self, feed: Feed) -> None:
        assert opened(feed)[DATA_SHEET].max_row == 1
        report = check_file(template(feed, LAW), "模板.xlsx", feed, LAW, TODAY)
        assert (report.rows, [issue.code.value for issue in report.issues]) == (0, ["no_rows"])

    def test_shows_on_the_notes_a_row_that_would_be_accepted_about_somebody_invented(self, feed: Feed) -> None:
        shown = example(feed, LAW)
        values = [cell.value for row in opened(feed)[NOTES_SHEET].iter_rows(max_col=4) for cell in row]
        assert all(value in values for value in shown.values() if value)
        assert 1880 <= int(shown[Field.NUMBER][6:10]) <= 1899
        assert judged(feed, shown).fate is Fate.ACCEPTED

    def test_offers_a_list_for_every_closed_column_and_each_word_of_it_is_accepted(self, feed: Feed) -> None:
        book = opened(feed)
        offered = choices(feed, LAW)
        assert {Field.ROW_STATE, feed.item_field} <= offered.keys()
        rules = {str(rule.sqref).split(":")[0]: rule for rule in book[DATA_SHEET].data_validations.dataValidation}
        for place, column in enumerate(feed.columns, start=1):
            rule = rules[f"{openpyxl.utils.get_column_letter(place)}2"]
            assert (rule.type == "list") == (column.field in offered)
            assert (rule.type == "date") == (column.field in DATE_FIELDS)
            if column.field in offered:
                cells = book[NOTES_SHEET][rule.formula1.rpartition("!")[2]]
                words = [cells.value] if not isinstance(cells, tuple) else [row[0].value for row in cells]
                assert tuple(words) == offered[column.field]
                for word in words:
                    outcome = judged(feed, example(feed, LAW) | {column.field: word})
                    assert outcome.fate is Fate.ACCEPTED, (column.field, word, outcome.issues)

    def test_keeps_numbers_as_text_and_days_as_days(self, feed: Feed) -> None:
        sheet = opened(feed)[DATA_SHEET]
        for place, column in enumerate(feed.columns, start=1):
            kept = sheet.column_dimensions[openpyxl.utils.get_column_letter(place)].number_format
            assert kept == ("yyyy-mm-dd" if column.field in DATE_FIELDS else "@")
        assert sheet.freeze_panes == "B2"

    def test_is_the_same_each_time(self, feed: Feed) -> None:
        assert template(feed, LAW) == template(feed, LAW)

    @settings(max_examples=4)
    @given(data=st.data())
    def test_filled_with_rows_that_are_accepted_is_accepted_whole(self, feed: Feed, data: st.DataObject) -> None:
        chance = random.Random(data.draw(st.integers(0, 10**6)))
        rows = [example(feed, LAW), *(_row(feed, chance, order) for order in range(data.draw(st.integers(0, 5))))]
        accepted = [row for row in rows if judged(feed, row).fate is Fate.ACCEPTED]
        report = check_file(filled(feed, accepted), "报送.xlsx", feed, LAW, TODAY)
        assert (report.rows, report.fates.get(Fate.ACCEPTED, 0)) == (len(accepted), len(accepted))
        assert accepted


def _row(feed: Feed, chance: random.Random, order: int) -> dict[Field, Any]:
    """The example with another person, number and choice of words, and now and then a cell left empty."""
    row = dict(example(feed, LAW))
    for field, words in choices(feed, LAW).items():
        row[field] = chance.choice(words)
    born = date(1880, 1, 1) + timedelta(days=chance.randrange(7000))
    row[Field.NUMBER] = number(f"{born:%Y%m%d}", order * 7 + 3)
    row[Field.NAME] = chance.choice(["王䶮", "尼古拉·彼得罗维奇", "欧阳㐱", "𠮷田"])
    row[Field.DECISION_NO] = f"例（2026）第{order:04d}号"
    if Field.AMOUNT in row:
        row[Field.AMOUNT] = chance.choice(["", "0.05", "12"])
    if Field.ENDS_ON in row and chance.random() < 0.3:
        row[Field.ENDS_ON] = ""
    return row
