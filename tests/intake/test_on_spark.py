"""PySpark carries the blocks of a file; every verdict is that of the judge in this process."""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chengxin.intake.bulk import Sorter, judge_file, plain_text
from chengxin.intake.feeds import load_feeds
from chengxin.intake.on_spark import sorter
from chengxin.lawbook import load
from tests.proves import proves

ON = date(2026, 10, 12)
FEEDS = Path(__file__).parents[2] / "feeds"
PENALTIES = "heihe/transport/penalties"


class Carrier:
    """As much of a Spark session as is used: everything that goes to a worker and comes back is bytes on the way."""

    sparkContext: Any = property(lambda self: self)  # noqa: N815 - Spark's own name

    def __init__(self, rows: list[Any] | None = None) -> None:
        self.rows = rows or []

    def parallelize(self, rows: list[Any], slices: int) -> Carrier:
        assert slices >= 1
        return Carrier(rows)

    def map(self, one: Callable[[Any], Any]) -> Carrier:
        # Workers are not asked in order.
        found = {place: one(pickle.loads(pickle.dumps(self.rows[place]))) for place in reversed(range(len(self.rows)))}
        return Carrier([pickle.loads(pickle.dumps(found[place])) for place in range(len(self.rows))])

    def collect(self) -> list[Any]:
        return self.rows


def verdicts(data: bytes, *, feed_key: str = PENALTIES, by: Sorter | None, size: int = 4) -> Any:
    feed, name = load_feeds()[feed_key], "九月.csv"
    judged = judge_file([data], plain_text([data], name, feed), name, feed, load(), ON, size=size, sorter=by)
    if isinstance(judged, list):
        return judged
    return [(chunk.accepted.to_dicts(), list(chunk.others), list(chunk.notes)) for chunk in judged]


def large() -> bytes:
    """Plain rows, each twice, one too long, one with a wrong number, an empty line and a note below."""
    lines = (FEEDS / PENALTIES / "should_pass" / "UTF-8.csv").read_bytes().decode().replace('"', "").splitlines()
    rows = [line for line in lines[1:] if line.strip(",")]
    broken = [rows[0] + ",更多", rows[1].replace("2311", "2312", 1), "", "填表说明：以上"]
    return "\n".join([lines[0], *rows, *broken[:2], *reversed(rows), *broken[2:]]).encode() + b"\n"


@proves("B8")
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_many_machines_judge_as_one(size: int) -> None:
    here, there = (verdicts(large(), by=by, size=size) for by in (None, sorter(Carrier())))
    assert here == there
    assert sum(len(accepted) for accepted, _, _ in here) > 3
    assert sum(len(others) for _, others, _ in here) > 3


@proves("B8")
def test_a_law_that_was_already_asked_travels_too() -> None:
    law = load()
    law.on(ON)
    again = pickle.loads(pickle.dumps(law))
    assert again == law
    assert again.on(ON) == law.on(ON)


@proves("B8")
@pytest.mark.slow
def test_spark_itself_judges_as_polars() -> None:
    pytest.importorskip(
        "pyspark", reason="the extra `spark` is not installed; `make bench PARTS=spark` proves it on more"
    )
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    session = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false").getOrCreate()
    try:
        assert verdicts(large(), by=sorter(session)) == verdicts(large(), by=None)
    finally:
        session.stop()
