"""Sort the lines of a large file on many machines: PySpark carries the blocks, the judge is the same one.

Spark has no rules of its own here. Each of its workers asks `chengxin.intake.bulk.sort_one` about whole blocks of lines,
with the law and the feeds installed beside it, of which the digest must be that of the machine that asked. What belongs to
the file as a whole (notes, repeated decisions) and every row that is not plain stay with the machine that asked.
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

_TAKEN = "number long, first long, data binary, starts binary"
_GIVEN = "number long, accepted binary, left_over binary"


class OtherLaw(Exception):
    """A worker has another law or other feeds than the machine that asked: its verdicts would be others."""


def sorter(spark: Any) -> Sorter:
    """A `Sorter` for `judge_file` that uses a Spark session; nothing is written to a disk of Spark's own accord."""

    def sort(feed: Feed, law: Law, received_on: date, form: Form, blocks: Iterator[Block]) -> Iterator[Sorted]:
        rows = [(number, *block[:2], block.starts.tobytes()) for number, block in enumerate(blocks)]
        told = (repr(feed), law.digest, feed.key, received_on, form)
        frame = spark.createDataFrame(rows, _TAKEN).repartitionByRange(max(len(rows), 1), "number")
        found = frame.mapInArrow(lambda batches: _sorted(batches, told), _GIVEN).sort("number")
        for row in found.toLocalIterator():
            yield Sorted(pl.read_ipc(bytes(row.accepted)), pickle.loads(bytes(row.left_over)))  # noqa: S301 - our workers

    return sort


def _sorted(batches: Iterator[Any], told: tuple[str, str, str, date, Form]) -> Iterator[Any]:
    """On a worker: Arrow batches of blocks to Arrow batches of sorted ones."""
    import pyarrow as pa

    *whose, form = told
    plain = _plain(*whose)
    for batch in batches:
        for number, first, data, starts in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            found = sort_one(plain, form, Block(first, data, np.frombuffer(starts, dtype=np.int64)))
            accepted = found.accepted.write_ipc(None).getvalue()
            yield pa.RecordBatch.from_pydict(
                {"number": [number], "accepted": [accepted], "left_over": [pickle.dumps(found.left)]}
            )


@cache
def _plain(feed_told: str, digest: str, feed_key: str, received_on: date) -> Plain:
    """The judge of one worker; what it was asked once it remembers for the next block."""
    from chengxin.intake.feeds import load_feeds
    from chengxin.lawbook import load

    feed, law = load_feeds()[feed_key], load()
    if law.digest != digest or repr(feed) != feed_told:
        raise OtherLaw("a worker has another law or other feeds than the machine that asked")
    return Plain(feed, law, received_on)
