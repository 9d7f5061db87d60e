"""One feed's folder of examples, and how cells become text."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from feed_rows import Row, Source
from feed_workbooks import workbook

FEEDS = Path(__file__).parents[1] / "feeds" / "heihe"


def table(headings: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    headings = list(headings)
    return [headings, *([row.get(heading, "") for heading in headings] for row in rows)]


def text(cells: Iterable[Iterable[Any]], separator: str = ",", *, end: str = "\r\n") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator=end).writerows(cells)
    return out.getvalue()


class Folder:
    """Files that pass, named for what is odd about them, and files that fail, in folders named for the one issue."""

    def __init__(self, source: Source) -> None:
        self.source, self.headings = source, source.headings
        self.folder = FEEDS / source.key
        for name in ("should_pass", "should_fail"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def table(self, *rows: Row) -> list[list[Any]]:
        return table(self.headings, rows)

    def passes(self, name: str, data: bytes | str) -> None:
        self._write(f"should_pass/{name}", data)

    def fails(self, code: str, name: str, data: bytes | str) -> None:
        self._write(f"should_fail/{code}/{name}", data)

    def fails_with(
        self, code: str, name: str, *rows: Row, drop: tuple[str, ...] = (), add: tuple[str, ...] = ()
    ) -> None:
        """Rows with this issue only; an .xlsx where the kind of a cell matters, else UTF-8 text."""
        cells = table([*(heading for heading in self.headings if heading not in drop), *add], rows)
        self.fails(code, name, workbook(cells) if name.endswith(".xlsx") else text(cells))

    def _write(self, path: str, data: bytes | str) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        assert not file.exists(), path
        file.write_bytes(data.encode() if isinstance(data, str) else data)
