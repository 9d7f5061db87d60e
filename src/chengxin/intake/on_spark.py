"""Sort the lines of a large file on many machines: PySpark carries the blocks, the judge is the same one.

Spark has no rules of its own here. Each of its workers asks `chengxin.intake.bulk.sort_one` about whole blocks of lines,
with the feed and the law of the machine that asked, which travel with the blocks. What belongs to the file as a whole
(notes, repeated decisions) and every row that is not plain stay with the machine that asked.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import polars as pl

from chengxin.core.feeds import Feed
from chengxin.intake.bulk import Block, Form, Sorted, Sorter, sort_one
from chengxin.intake.report import Law
from chengxin.intake.setwise import Plain


def sorter(spark: Any) -> Sorter:
    """A `Sorter` for `judge_file` that uses a Spark session. Its machines see the rows: they must be the city's own."""

    def sort(feed: Feed, law: Law, received_on: date, form: Form, blocks: Iterator[Block]) -> Iterator[Sorted]:
        rows = [(block.first, block.data, block.starts.tobytes()) for block in blocks]
        told = pickle.dumps((feed, law, received_on))
        found = spark.sparkContext.parallelize(rows, max(len(rows), 1)).map(lambda row: _sorted(row, told, form))
        for accepted, left in found.collect():
            yield Sorted(pl.read_ipc(accepted), left)

    return sort


def _sorted(row: tuple[int, bytes, bytes], told: bytes, form: Form) -> tuple[bytes, Any]:
    """On a worker: one block sorted, in a form that travels."""
    first, data, starts = row
    found = sort_one(_plain(told), form, Block(first, data, np.frombuffer(starts, dtype=np.int64)))
    return found.accepted.write_ipc(None).getvalue(), found.left


@cache
def _plain(told: bytes) -> Plain:
    """The judge of one worker; what it was asked once it remembers for the next block."""
    return Plain(*pickle.loads(told))  # noqa: S301 - written by the machine that asked
