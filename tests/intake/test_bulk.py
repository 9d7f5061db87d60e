"""The judge of many rows at once gives, for every file, exactly what the judge of one row gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chengxin.core import document_number, never_kept
from chengxin.core.issues import IssueCode
from chengxin.core.rows import Fate, Outcome
from chengxin.intake import bulk
from chengxin.intake.bulk import judge_file, plain_text
from chengxin.intake.feeds import load_feeds
from chengxin.intake.report import Duplicates, judge_rows
from chengxin.intake.setwise import SCHEMA, Plain, decision_keys, frame_of
from chengxin.intake.table_checks import Table, read_table
from chengxin.lawbook import load
from tests.proves import proves

ON = date(2026, 10, 12)
FEEDS = Path(__file__).parents[2] / "feeds"
PENALTIES = "heihe/transport/penalties"
#: What the fast way of a column takes, and what it nearly takes.
NUMBERS = r"[黑交罚字第]{0,3}[〔(](?:19|20)[0-9]{2}[)〕]第?0{0,3}[0-9]{1,4}号?\n?"
FILES = sorted(path for path in FEEDS.rglob("should_*/**/*") if path.is_file())


def row_by_row(data: bytes, filename: str, feed_key: str) -> tuple[list[Outcome], list[str]] | list[str]:
    feed = load_feeds()[feed_key]
    table = read_table(data, filename, feed)
    if not isinstance(table, Table):
        return [issue.code.value for issue in table]
    outcomes = Duplicates(feed).mark(judge_rows(table.rows(), feed, load(), ON))
    return outcomes, [note.code.value for note in table.notes]


def at_once(data: bytes, filename: str, feed_key: str, size: int):
    """Facts by place, other rows by place, and what was read over; the smaller the chunks, the smaller the file's parts."""
    part = size * 37
    parts = [data[start : start + part] for start in range(0, len(data), part)]
    feed = load_feeds()[feed_key]
    judged = judge_file(parts, plain_text(parts, filename, feed), filename, feed, load(), ON, size=size)
    if isinstance(judged, list):
        return [issue.code.value for issue in judged]
    chunks = list(judged)
    accepted = pl.concat([chunk.accepted for chunk in chunks])
    others = {(o.sheet, o.row): (o.fate, o.issues) for chunk in chunks for o in chunk.others}
    assert len(others) == sum(len(chunk.others) for chunk in chunks)
    return accepted, others, [note.code.value for chunk in chunks for note in chunk.notes]


def same(data: bytes, filename: str, feed_key: str, *sizes: int) -> int:
    """Compare both judges over one file, in chunks of each of these sizes; how many rows were accepted."""
    expected = row_by_row(data, filename, feed_key)
    (accepted,) = {_same(expected, at_once(data, filename, feed_key, size)) for size in sizes}
    return accepted


def _same(expected, found) -> int:
    if isinstance(expected, list):
        assert found == expected
        return 0
    outcomes, notes = expected
    accepted, others, found_notes = found
    assert found_notes == notes
    assert others == {(o.sheet, o.row): (o.fate, o.issues) for o in outcomes if o.fate is not Fate.ACCEPTED}
    assert sorted(accepted.rows(), key=repr) == sorted(frame_of(outcomes).rows(), key=repr)
    return accepted.height


def feed_of(path: Path) -> str:
    return "/".join(path.relative_to(FEEDS).parts[:3])


@pytest.mark.slow
@proves("B8")
@pytest.mark.parametrize("feed_key", sorted(load_feeds()))
def test_every_example_file_is_judged_the_same(feed_key: str) -> None:
    files = [path for path in FILES if feed_of(path) == feed_key]
    assert files
    assert sum(same(path.read_bytes(), path.name, feed_key, 3, 1000) for path in files) > 0


@proves("B8")
@pytest.mark.parametrize("above", ["", "\n", "\n\n"])
def test_a_row_too_many_is_too_many_below_empty_lines(above: str) -> None:
    feed = replace(load_feeds()[PENALTIES], max_rows=2)
    heading, *rows = plain_lines()
    three = (above + "\n".join([heading, *rows[:1] * 3]) + "\n").encode()
    text = plain_text([three], "九月.csv", feed)
    judged = judge_file([three], text, "九月.csv", feed, load(), ON, size=10)
    assert isinstance(judged, list)
    assert [issue.code for issue in judged] == [IssueCode.TOO_MANY_ROWS]


@proves("B8", "B12")
def test_one_decision_in_two_spellings_is_said_twice() -> None:
    heading, row, other, *_ = plain_lines()
    number = next(cell for cell in row.split(",") if "〔" in cell)
    spelt = (number, number.replace("号", ""), number.replace("〔", "字（").replace("〕", "）第00"))
    again = [row.replace(number, one) for one in spelt]
    data = ("\n".join([heading, *again, other]) + "\n").encode()
    assert same(data, "九月.csv", PENALTIES, 2, 1000) == 2
    outcomes, _ = row_by_row(data, "九月.csv", PENALTIES)
    assert [outcome.fate for outcome in outcomes] == [Fate.ACCEPTED, Fate.DUPLICATE, Fate.DUPLICATE, Fate.ACCEPTED]


@proves("B8", "B12")
@given(st.lists(st.one_of(st.text(max_size=12), st.from_regex(NUMBERS, fullmatch=True)), max_size=6))
def test_a_column_of_numbers_has_the_keys_of_each(numbers: list[str]) -> None:
    keys = decision_keys(pl.Series("decision_no", numbers, dtype=pl.String))
    assert keys.to_list() == [document_number.key(number) for number in numbers]


def plain_lines() -> list[str]:
    """The lines of a file that every judge accepts, heading first."""
    data = (FEEDS / PENALTIES / "should_pass" / "UTF-8.csv").read_bytes()
    return data.decode().replace('"', "").splitlines()


PIECES = (
    *(
        "",
        " ",
        "　",
        "-",
        "2026-09-01",
        "20260901",
        "2026年9月1日",
        "2026-13-01",
        "2099-12-31",
        "长期",
        "1.5",
        "0.07",
        "abc",
    ),
    *(
        "警告",
        "罚款",
        "警告、罚款",
        "行政拘留",
        "身份证",
        "护照",
        "自然人",
        "法人",
        "简易程序",
        "普通程序",
        "撤销",
        "变更",
        "宗教",
        "房产",
    ),
    *(
        "231102188911210025",
        "231102201511210025",
        "黑交〔2026〕1号",
        "黑交[2026]１号",
        "直接送达",
        "公告送达",
        "2026-01",
    ),
    *(
        "𠮷安",
        "张三\u200b",
        "锟斤拷",
        "\ue000",
        "11231100MB0000166T",
        "《治安管理处罚法》第三十条",
        "基督山",
        "DNA",
        "x" * 2001,
    ),
)


@pytest.mark.slow
@proves("B8")
@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(0, 21), st.sampled_from(PIECES)), min_size=1, max_size=6),
    st.sampled_from(["utf-8", "gb18030"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)
def test_rows_with_any_cell_changed_are_judged_the_same(changes, encoding: str, line_end: str, repeats: bool) -> None:
    lines = plain_lines()
    rows = [line.split(",") for line in lines]
    for row, column, piece in changes:
        place = row % (len(rows) - 1) + 1
        rows[place][column % len(rows[place])] = piece
    if repeats:
        rows += [rows[1], [*rows[1][:-1], "变更"], ["", ""], ["合计"], rows[2][:-1]]
    text = line_end.join(",".join(row) for row in rows)
    same(text.encode(encoding, errors="ignore"), "九月.csv", PENALTIES, 3)


def test_most_of_an_ordinary_file_is_judged_as_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were everything left to the judge of one row, every comparison here would hold and nothing would be fast."""
    taken: list[int] = []
    real = Plain.accept

    def counted(self: Plain, cells: pl.DataFrame) -> pl.DataFrame:
        accepted = real(self, cells)
        taken.append(accepted.height)
        return accepted

    monkeypatch.setattr(Plain, "accept", counted)
    data = "\n".join(plain_lines()).encode()
    accepted = same(data, "九月.csv", PENALTIES, 1000)
    withdrawals = data.decode().count("撤销")  # left to the judge of one row
    assert sum(taken) == accepted - withdrawals > 0


@proves("B8")
@pytest.mark.parametrize(
    "lines",
    [
        ["短行"],
        ["", "", ""],
        [",,,,"],
        ["合计,3"],
        ["填表人：夹谷望岳  审核：赫连采薇"],
    ],
)
def test_lines_that_are_no_rows_are_told_the_same(lines: Sequence[str]) -> None:
    whole = plain_lines()
    for place in (2, len(whole)):
        text = "\n".join([*whole[:place], *lines, *whole[place:]])
        same(text.encode(), "九月.csv", PENALTIES, 2)


@given(st.text(alphabet=st.sampled_from([*"宗教信仰道教练习转基因DNA蒙古族乡房产x1〔〕"]), max_size=12))
def test_the_wide_net_misses_nothing(text: str) -> None:
    bare = "".join(filter(str.isalnum, text))
    found = pl.Series([bare]).str.contains(never_kept.NET)[0]
    assert found or not (never_kept.is_special(text) or never_kept.is_wealth(text))


@proves("B8")
def test_a_lost_line_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """A column reader may drop or join lines in silence; that must stop the file, never shorten it."""
    real = pl.read_csv
    monkeypatch.setattr(bulk.pl, "read_csv", lambda *a, **k: real(*a, **k).head(1))
    with pytest.raises(RuntimeError, match="lost"):
        at_once("\n".join(plain_lines()).encode(), "九月.csv", PENALTIES, 1000)


def test_the_schema_has_every_fact() -> None:
    assert frame_of([]).columns == list(SCHEMA)


class TestSeen:
    """What a file said before is kept in little room; a dictionary says what it must say."""

    @given(st.lists(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2)), max_size=9), max_size=12))
    def test_says_where_each_stood_first(self, chunks: list[list[tuple[int, int]]]) -> None:
        seen, known, row = bulk._Seen(), dict[int, tuple[int, int]](), 0
        for chunk in chunks:
            keys = np.array([key for key, _ in chunk], dtype=np.uint64)
            said = np.array([said for _, said in chunk], dtype=np.uint64)
            rows = np.arange(row, row + len(chunk), dtype=np.int64)
            first_rows, first_said = seen.firsts(bulk._Run(keys, keys + np.uint64(7), rows, said))
            expected = [known.setdefault(key, (row + place, one)) for place, (key, one) in enumerate(chunk)]
            assert list(zip(first_rows.tolist(), first_said.tolist(), strict=True)) == expected
            row += len(chunk)
        # Few runs, however many chunks.
        assert len(seen._runs) <= 1 + len(known).bit_length()

    def test_takes_two_that_agree_in_one_hash_for_two(self) -> None:
        same, other = np.array([5, 5], dtype=np.uint64), np.array([1, 2], dtype=np.uint64)
        firsts, _ = bulk._Seen().firsts(bulk._Run(same, other, np.array([8, 9]), other))
        assert firsts.tolist() == [8, 9]
