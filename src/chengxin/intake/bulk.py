"""A large text file, cut into chunks of lines without ever being in memory as a whole; judged as columns where it is plain.

Plain means: UTF-8 or GB18030, one kind of separator, no quotation mark, nothing unusual in its first lines. Any other file
is read and judged row by row, and so is every line here that is not plain. Traps that are closed on purpose: a column
reader fills short lines with nothing and fails a whole chunk for one long line, so only lines with exactly the right number
of separators reach it.
"""

from __future__ import annotations

import codecs
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from pathlib import PurePath
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import polars as pl

from chengxin.core import names
from chengxin.core.feeds import Feed
from chengxin.core.issues import Issue
from chengxin.core.rows import Fate, Outcome, RawRow
from chengxin.intake.readers import Sheet
from chengxin.intake.report import Law, contradiction, judge_rows
from chengxin.intake.setwise import Plain, frame_of
from chengxin.intake.table_checks import Cells, Part, RowReader, Table, read_table, rows_read_over, told_rows

Numbers: TypeAlias = np.ndarray[tuple[int], np.dtype[np.int64]]
Hashes: TypeAlias = np.ndarray[tuple[int], np.dtype[np.uint64]]
_NOT_READ = "not_read_"
_HEAD_LINES = 40
_SEPARATORS = b",\t;"
_LINE_END, _RETURN = 10, b"\r"


#: A file in pieces, one after the other, as often as it is asked for.
Parts: TypeAlias = Iterable[bytes]


class Judged(NamedTuple):
    """What became of one chunk of rows."""

    accepted: pl.DataFrame
    """A frame of `chengxin.intake.setwise.SCHEMA`, in the order of the file."""
    others: Sequence[Outcome]
    """Every other row: refused, waiting, duplicate."""
    notes: Sequence[Issue] = ()
    """What was read over in the whole file; told with the last chunk, which may be empty."""


class Form(NamedTuple):
    """How the lines of a plain file are written: plain values, so that it can travel."""

    encoding: str
    separator: int
    columns: tuple[str, ...]
    """What each cell of a line is, by `Field`; a cell that is not read has a name of its own."""


class Block(NamedTuple):
    """Some lines of a plain file."""

    first: int
    """The number of the first line, as a person counts."""
    data: bytes
    starts: Numbers
    """Offsets in `data` at which lines begin."""


class Sorted(NamedTuple):
    """A block of lines: the rows that are plain in every respect and accepted as columns, and all other lines."""

    accepted: pl.DataFrame
    left: list[tuple[int, Cells]]


#: Sorts the blocks of a file, in order: here and now, or on many machines (`chengxin.intake.on_spark`).
Sorter: TypeAlias = Callable[[Feed, Law, date, Form, Iterator[Block]], Iterator[Sorted]]


@dataclass(frozen=True, slots=True)
class PlainText:
    """What the lines of a plain file are: plain values, so that whoever looked through it can tell whoever judges it."""

    form: Form
    part: Part

    def blocks(self, parts: Parts, size: int) -> Iterator[Block]:
        """The lines below the heading, `size` at a time; the first few sooner, so that nobody waits long for something to do."""
        row, rest, wanted = self.part.heading.row, b"", -(-size // 4)
        first, above = row + 1, row
        for piece in _pieces(parts):
            data = rest + piece
            starts = _line_starts(data)
            at = min(above, len(starts) - 1)
            above -= at
            while len(starts) - 1 - at >= wanted:
                yield self._block(first, data, starts[at : at + wanted + 1])
                first, at, wanted = first + wanted, at + wanted, size
            rest = data[int(starts[at]) :]
        if rest:
            yield self._block(first, rest, _line_starts(rest))

    @staticmethod
    def _block(first: int, data: bytes, starts: Numbers) -> Block:
        return Block(first, data[int(starts[0]) : int(starts[-1])], starts[:-1] - starts[0])


def judge_file(
    parts: Parts,
    text: PlainText | None,
    filename: str,
    feed: Feed,
    law: Law,
    received_on: date,
    *,
    size: int,
    sorter: Sorter | None = None,
) -> Iterator[Judged] | list[Issue]:
    """Judge a whole file in chunks of about `size` rows, or say what keeps it from being read. `text` is what `plain_text` found.

    The same bytes give the same chunks, so that work can go on where it stopped.
    """
    repeats = _Repeats(feed)
    if text is not None:
        in_blocks = (sorter or sort_here)(feed, law, received_on, text.form, text.blocks(parts, size))
        return map(repeats.mark, _lines_judged(text, feed, law, received_on, in_blocks))
    table = read_table(b"".join(parts), filename, feed)
    if not isinstance(table, Table):
        return table
    return map(repeats.mark, _table_judged(table, feed, law, received_on, size))


def _table_judged(table: Table, feed: Feed, law: Law, received_on: date, size: int) -> Iterator[Judged]:
    for rows in table.chunks(size):
        yield _rows_judged(rows, feed, law, received_on)
    yield Judged(frame_of([]), (), table.notes)


def _rows_judged(rows: list[RawRow], feed: Feed, law: Law, received_on: date) -> Judged:
    outcomes = judge_rows(rows, feed, law, received_on)
    return Judged(frame_of(outcomes), [outcome for outcome in outcomes if outcome.facts is None])


def sort_here(feed: Feed, law: Law, received_on: date, form: Form, blocks: Iterator[Block]) -> Iterator[Sorted]:
    """A `Sorter` in this process."""
    plain = Plain(feed, law, received_on)
    return (sort_one(plain, form, block) for block in blocks)


def sort_one(plain: Plain, form: Form, block: Block) -> Sorted:
    """Sort one block; whatever was sorted before changes nothing but the time it takes."""
    cells, irregular = _cells(form, block)
    accepted = plain.accept(cells)
    return Sorted(accepted, [*irregular, *_left(cells, accepted)])


def _lines_judged(
    text: PlainText, feed: Feed, law: Law, received_on: date, blocks: Iterator[Sorted]
) -> Iterator[Judged]:
    sieve = _Sieve(text.part)
    for accepted, left in blocks:
        judged = _rows_judged(sieve.rows(left, accepted["row"].to_list()), feed, law, received_on)
        frame = pl.concat([accepted, judged.accepted]).sort("row") if judged.accepted.height else accepted
        yield Judged(frame, judged.others)
    yield Judged(frame_of([]), (), sieve.notes())


class _Sieve:
    """Tells rows from notes among the lines that were not accepted as columns, as `Part.rows` does among all."""

    def __init__(self, part: Part) -> None:
        self._part, self._reader = part, RowReader(part)
        self._waiting: list[tuple[int, Cells]] = []
        self._read_over: list[int] = []

    def rows(self, lines: list[tuple[int, Cells]], accepted: list[int]) -> list[RawRow]:
        """The rows among some lines; `accepted` are the numbers, in order, of the rows around them."""
        found = []
        for number, cells in sorted(lines, key=itemgetter(0)):
            found += self._before(accepted, number)
            found += self._part.sift([(number, cells)], self._waiting, self._read_over)
        found += self._before(accepted, accepted[-1] + 1) if accepted else []
        return [self._reader.raw(number, cells) for number, cells in found]

    def _before(self, accepted: list[int], number: int) -> list[tuple[int, Cells]]:
        """Those that waited for a row and have got one by an accepted row above `number`."""
        place = bisect_left(accepted, number)
        if not (self._waiting and place and accepted[place - 1] > self._waiting[-1][0]):
            return []
        rows, self._waiting = self._waiting, []
        return rows

    def notes(self) -> list[Issue]:
        read_over = [*self._read_over, *(number for number, _ in self._waiting)]
        return rows_read_over([told_rows("", read_over)] if read_over else [])


def _cells(form: Form, block: Block) -> tuple[pl.DataFrame, list[tuple[int, Cells]]]:
    """Some lines: those with as many cells as the heading as columns, the others cell by cell."""
    found = np.frombuffer(block.data, dtype=np.uint8) == form.separator
    counts = np.add.reduceat(found, block.starts, dtype=np.uint32)
    is_regular = counts == len(form.columns) - 1
    numbers = np.arange(block.first, block.first + len(block.starts))
    if is_regular.all():
        return _frame(form, block.data, numbers), []
    lines = block.data.splitlines(keepends=True)
    irregular: list[tuple[int, Cells]] = [
        (int(numbers[place]), _split(form, lines[place])) for place in np.flatnonzero(~is_regular)
    ]
    regular = b"".join(line for line, keep in zip(lines, is_regular, strict=True) if keep)
    return _frame(form, regular, numbers[is_regular]), irregular


def _frame(form: Form, block: bytes, numbers: Numbers) -> pl.DataFrame:
    if not len(numbers):
        return pl.DataFrame(schema={"sheet": pl.String, "row": pl.Int64, **dict.fromkeys(form.columns, pl.String)})
    text = _utf8(form, block)
    cells = pl.read_csv(
        text.replace(b"\r\n", b"\n") if _RETURN in text else text,
        has_header=False,
        separator=chr(form.separator),
        quote_char=None,
        infer_schema=False,
        new_columns=list(form.columns),
    )
    if cells.height != len(numbers):
        raise RuntimeError("a line was lost between the file and its columns")
    return cells.with_columns(sheet=pl.lit(""), row=pl.Series(numbers, dtype=pl.Int64))


def _left(cells: pl.DataFrame, accepted: pl.DataFrame) -> Iterator[tuple[int, Cells]]:
    """The lines of a frame that were not accepted as columns, cell by cell."""
    for *values, number in cells.join(accepted.select("row"), on="row", how="anti").drop("sheet").iter_rows():
        yield number, ["" if value is None else value for value in values]


def _split(form: Form, line: bytes) -> list[str]:
    return _utf8(form, line).decode().rstrip("\r\n").split(chr(form.separator))


def _utf8(form: Form, block: bytes) -> bytes:
    return block if form.encoding == "utf-8" else names.standard(block.decode(form.encoding)).encode()


# Opening


def plain_text(parts: Parts, filename: str, feed: Feed) -> PlainText | None:
    """What the lines of a file are, or `None` where anything about it is not plain: then it is read row by row."""
    if PurePath(filename).suffix.lower() not in {".csv", ".txt"}:
        return None
    head = _head(parts)
    if head.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or head[:4].lower() == b"sep=":
        return None
    table = read_table(head, filename, replace(feed, min_rows=0))
    if not isinstance(table, Table) or len(table.parts) != 1:
        return None
    heading = table.parts[0].heading
    line = head.splitlines()[heading.row - 1]
    separators = [mark for mark in _SEPARATORS if line.count(mark) == len(heading.fields) - 1 and mark in line]
    if heading.in_yuan or len(separators) != 1:
        return None
    columns = tuple(field.value if field else f"{_NOT_READ}{place}" for place, field in enumerate(heading.fields))
    scanned = _scanned(parts, heading.row, separators[0], columns, feed)
    part = replace(table.parts[0], sheet=Sheet("", _of_another_place))
    return PlainText(Form(scanned, separators[0], columns), part) if scanned else None


def _of_another_place() -> Iterator[tuple[int, Cells]]:
    """The rows of a sheet whose lines are read as blocks."""
    return iter(())


def _scanned(parts: Parts, above: int, separator: int, columns: Sequence[str], feed: Feed) -> str | None:
    """UTF-8 or GB18030, wholly; `None` for a file with a quotation mark, a NUL, a line that ends otherwise, more bytes than the
    feed takes, or not as many filled lines below the heading as it takes: it is read as a whole."""
    possible, told, filled = ["utf-8", "gb18030"], 0, 0
    blank, short = bytes([separator]) + b" \r\n\t", 3 * len(columns)
    for piece in _pieces(parts):
        told += len(piece)
        if told > feed.max_bytes or b'"' in piece or b"\0" in piece:
            return None
        if _RETURN in piece and piece.count(_RETURN) != piece.count(b"\r\n"):
            return None
        possible = [encoding for encoding in possible if _is_in(piece, encoding)]
        if not possible:
            return None
        starts = _line_starts(piece)
        at = min(above, len(starts) - 1)
        above -= at
        filled += len(starts) - 1 - at
        for place in np.flatnonzero(np.diff(starts[at:]) <= short) + at:
            filled -= not piece[int(starts[place]) : int(starts[place + 1])].strip(blank)
    return possible[0] if feed.min_rows <= filled <= feed.max_rows else None


def _head(parts: Parts) -> bytes:
    """The first lines."""
    head, lines = b"", 0
    for piece in _pieces(parts):
        starts = _line_starts(piece)
        taken = min(_HEAD_LINES - lines, len(starts) - 1)
        head, lines = head + piece[: int(starts[taken])], lines + taken
        if lines == _HEAD_LINES:
            break
    return head


def _is_in(piece: bytes, encoding: str) -> bool:
    try:
        if encoding == "utf-8":
            # Looked at without making a text of it, which takes an eighth of the time.
            pl.Series([piece], dtype=pl.Binary).cast(pl.String)
        else:
            piece.decode(encoding)
    except (UnicodeDecodeError, pl.exceptions.ComputeError):
        return False
    return True


def _pieces(parts: Parts) -> Iterator[bytes]:
    """The file in pieces of whole lines: no character is torn, for none but the line's end has its byte in it."""
    held: list[bytes] = []
    for part in parts:
        cut = part.rfind(b"\n") + 1
        if cut:
            yield b"".join((*held, part[:cut]))
            held.clear()
        held.append(part[cut:])
    if any(held):
        yield b"".join(held)


def _line_starts(data: bytes) -> Numbers:
    """Offsets at which lines begin, and after the last one the length of the data."""
    ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == _LINE_END) + 1
    return np.concatenate([[0], ends, [] if data.endswith(b"\n") or not data else [len(data)]]).astype(np.int64)


class _Run(NamedTuple):
    """Some rows that were seen, by ascending key: two hashes of a decision, where it stood first, and what it said."""

    keys: Hashes
    checks: Hashes
    rows: Numbers
    said: Hashes

    def only(self, places: Any) -> _Run:
        return _Run(self.keys[places], self.checks[places], self.rows[places], self.said[places])


class _Seen:
    """Every decision of a file so far, in 32 bytes each: a file may have a million.

    Runs of rows by key, each more than twice as long as the next, so that there are few.
    """

    def __init__(self) -> None:
        self._runs: list[_Run] = []

    def firsts(self, told: _Run) -> tuple[Numbers, Hashes]:
        """For each of some rows, in the order of the file, where its decision stood first, and what it said there; takes
        them in."""
        count = len(told.keys)
        order = np.argsort(told.keys, kind="stable")
        begins = np.ones(count, dtype=bool)
        begins[1:] = told.keys[order][1:] != told.keys[order][:-1]
        first = np.empty(count, dtype=np.int64)
        first[order] = order[np.maximum.accumulate(np.where(begins, np.arange(count), 0))]
        # Two decisions that agree in the one hash by chance differ in the other.
        first = np.where(told.checks == told.checks[first], first, np.arange(count))
        rows, said, is_new = told.rows[first], told.said[first], first == np.arange(count)
        for run in self._runs:
            places = np.minimum(np.searchsorted(run.keys, told.keys), len(run.keys) - 1)
            is_known = (run.keys[places] == told.keys) & (run.checks[places] == told.checks)
            rows = np.where(is_known, run.rows[places], rows)
            said = np.where(is_known, run.said[places], said)
            is_new &= ~is_known
        self._take(told.only(order[is_new[order]]))
        return rows, said

    def _take(self, run: _Run) -> None:
        while self._runs and len(self._runs[-1].keys) <= 2 * len(run.keys):
            last = self._runs.pop()
            both = _Run(
                np.concatenate([last.keys, run.keys]),
                np.concatenate([last.checks, run.checks]),
                np.concatenate([last.rows, run.rows]),
                np.concatenate([last.said, run.said]),
            )
            run = both.only(np.argsort(both.keys, kind="stable"))
        if len(run.keys):
            self._runs.append(run)


class _Repeats:
    """Finds what one file says twice: a row's decision, item and person, wherever in the file they stood first."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._seen = _Seen()

    def mark(self, judged: Judged) -> Judged:
        """An accepted row that was there before is a duplicate, or contradicts that row."""
        accepted = judged.accepted
        decision = accepted.select("authority", "decision", "item", "document_type", "number")
        contents = accepted.drop("sheet", "row", "decision_no").hash_rows(seed=3).to_numpy()
        keys, checks = (decision.hash_rows(seed=seed).to_numpy() for seed in (1, 2))
        rows = accepted["row"].to_numpy()
        firsts, said = self._seen.firsts(_Run(keys, checks, rows, contents))
        again = [
            (int(place), int(firsts[place]), bool(said[place] == contents[place]))
            for place in np.flatnonzero(firsts != rows)
        ]
        if not again:
            return judged
        found = [(accepted.row(place, named=True), first, is_same) for place, first, is_same in again]
        others = [self._repeat(row) if is_same else self._contradiction(row, first) for row, first, is_same in found]
        places = [place for place, _, _ in again]
        return Judged(accepted.filter(~pl.int_range(pl.len()).is_in(places)), [*judged.others, *others], judged.notes)

    @staticmethod
    def _repeat(row: dict[str, Any]) -> Outcome:
        return Outcome(row["sheet"], row["row"], Fate.DUPLICATE)

    def _contradiction(self, row: dict[str, Any], first: int) -> Outcome:
        issue = contradiction(row["sheet"], row["row"], first, self._feed)
        return Outcome(row["sheet"], row["row"], Fate.REFUSED, issues=(issue,))
