"""PySpark and Polars judge the same files and must say the same of every row: the whole corpus, then one large file."""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
from penalty_rows import FEED
from pyspark.sql import SparkSession

from chengxin.core.feeds import Feed
from chengxin.intake.bulk import Sorter, judge_file, plain_text
from chengxin.intake.feeds import load_feeds
from chengxin.intake.on_spark import sorter
from chengxin.lawbook import load

ON = date(2026, 10, 12)
FEEDS = Path(__file__).parents[1] / "feeds"


def judged(path: Path, feed: Feed, *, size: int, with_sorter: Sorter | None) -> Any:
    """Every verdict on one file: accepted rows as one frame in their order, the others, the notes."""
    parts = [path.read_bytes()]
    text = plain_text(parts, path.name, feed)
    found = judge_file(parts, text, path.name, feed, load(), ON, size=size, sorter=with_sorter)
    if isinstance(found, list):
        return found
    chunks = list(found)
    others = [outcome for chunk in chunks for outcome in chunk.others]
    return pl.concat([chunk.accepted for chunk in chunks]), others, [note for chunk in chunks for note in chunk.notes]


def is_same(one: Any, other: Any) -> bool:
    if isinstance(one, list) or isinstance(other, list):
        return bool(one == other)
    return one[0].equals(other[0], null_equal=True) and one[1:] == other[1:]


def main(large: Path) -> None:
    os.environ["PYSPARK_PYTHON"] = sys.executable
    spark = SparkSession.builder.master(f"local[{os.cpu_count()}]").config("spark.ui.enabled", "false")
    session = spark.config("spark.driver.memory", "4g").config("spark.log.level", "ERROR").getOrCreate()
    on_spark, feeds = sorter(session), load_feeds()
    corpus = sorted(path for path in FEEDS.rglob("should_*/**/*") if path.is_file())
    differ = []
    for path in corpus:
        feed = feeds["/".join(path.relative_to(FEEDS).parts[:3])]
        if not is_same(*(judged(path, feed, size=50, with_sorter=which) for which in (None, on_spark))):
            differ.append(str(path.relative_to(FEEDS)))
    seconds, found = [], []
    for which in (None, on_spark):
        started = time.perf_counter()
        found.append(judged(large, feeds[FEED], size=10_000, with_sorter=which))
        seconds.append(time.perf_counter() - started)
    if not is_same(*found):
        differ.append("the large file")
    accepted, others, _ = found[0]
    told = {"corpus": len(corpus), "rows": accepted.height + len(others), "accepted": accepted.height}
    print(json.dumps({**told, "differ": differ, "polars": seconds[0], "spark": seconds[1]}))
    session.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
