"""What a measurement of intake is compared with: PostgreSQL's COPY of the very same file into a table of text."""

from __future__ import annotations

import json
import os
import sys
import time

import product
import psycopg


def main(path: str) -> None:
    with open(path, "rb") as file, psycopg.connect(os.environ["CHENGXIN_DATABASE_URL"]) as database:
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
    print(json.dumps({"seconds": seconds, "processor": used, "rows": rows[0] if rows else 0}))


def _used(database: psycopg.Connection) -> float:
    return time.process_time() + product.used_by(database.info.backend_pid)


if __name__ == "__main__":
    main(sys.argv[1])
