"""What a measurement of intake is compared with: PostgreSQL's COPY of the very same file into a table of text.

The median of some times.
"""

from __future__ import annotations

import json
import os
import sys
import time
from statistics import median

import product
import psycopg

#: It takes two seconds for a million rows, of which one is easily a tenth longer than the next.
TIMES = 5


def main(path: str) -> None:
    with psycopg.connect(os.environ["CHENGXIN_DATABASE_URL"]) as database:
        seconds, used, rows = zip(*(copied(database, path) for _ in range(TIMES)), strict=True)
    print(json.dumps({"seconds": median(seconds), "processor": median(used), "rows": rows[0], "all": seconds}))


def copied(database: psycopg.Connection, path: str) -> tuple[float, float, int]:
    """Seconds, processor seconds and rows of one COPY into a new table."""
    with open(path, "rb") as file:
        width = file.readline().count(b",") + 1
        columns = ", ".join(f"c{place} text" for place in range(width))
        database.execute(f"CREATE TABLE raw_rows ({columns})")
        database.commit()
        started, used = time.perf_counter(), _used(database)
        with database.cursor().copy("COPY raw_rows FROM STDIN (FORMAT CSV)") as copy:
            while piece := file.read(1 << 20):
                copy.write(piece)
        database.commit()
        seconds, used = time.perf_counter() - started, _used(database) - used
    rows = database.execute("SELECT count(*) FROM raw_rows").fetchone()
    database.execute("DROP TABLE raw_rows")
    database.commit()
    return seconds, used, rows[0] if rows else 0


def _used(database: psycopg.Connection) -> float:
    return time.process_time() + product.used_by(database.info.backend_pid)


if __name__ == "__main__":
    main(sys.argv[1])
