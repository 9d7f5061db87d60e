"""Measure intake side by side in one run and print the table that stands in the README.

    make bench            # a hundred thousand rows
    make bench ROWS=1000000

Every figure is a ratio of runs made one after the other on the same machine, on the same rows, with a database that
really writes to disk. Frictionless is no part of the product: it has an environment of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
SMALL = 100_000


def told(script: str, path: Path, *, python: str = sys.executable, sqlite: bool = False) -> dict[str, Any]:
    """What one measurement printed; each runs in a process and, for PostgreSQL, in a database of its own."""
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent / "src")}
    command = [python, str(HERE / script), str(path)]
    if sqlite:
        environment.pop("CHENGXIN_DATABASE_URL", None)
    elif python == sys.executable:
        command = [str(HERE.parent / "scripts/postgres"), *command]
        environment["CHENGXIN_POSTGRES_DURABLE"] = "1"
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else SMALL
    frictionless = os.environ.get("CHENGXIN_BENCH_PYTHON", str(HERE.parent / ".venv-bench/bin/python"))
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o755)
        large, small = Path(directory) / "large.csv", Path(directory) / "small.csv"
        for path, count in ((large, rows), (small, min(rows, SMALL))):
            subprocess.run(
                [sys.executable, str(HERE / "penalty_rows.py"), str(count), str(path)],
                check=True,
                env={**os.environ, "PYTHONPATH": str(HERE.parent / "src")},
            )
        copied = told("copy_rows.py", large)
        validated = told("frictionless_rows.py", large, python=frictionless)
        ours = told("intake_rows.py", large)
        small_ours, small_sqlite = told("intake_rows.py", small), told("intake_rows.py", small, sqlite=True)
    show(rows, ours, validated, copied, small_ours, small_sqlite)


def show(
    rows: int, ours: dict[str, Any], validated: dict[str, Any], copied: dict[str, Any], *small: dict[str, Any]
) -> None:
    speed = ours["rows"] / ours["seconds"]
    on_postgres, on_sqlite = (one["rows"] / one["seconds"] for one in small)
    lines = [
        ("what", "figure", "against", "ratio"),
        ("---", "---", "---", "---"),
        (
            f"{rows:,} penalty rows, file to receipt, PostgreSQL",
            f"{speed:,.0f} rows/s",
            f"Frictionless only validating them: {validated['rows'] / validated['seconds']:,.0f} rows/s",
            f"{speed / (validated['rows'] / validated['seconds']):.2f}x",
        ),
        (
            "the same",
            f"{ours['records']:,} records, {ours['letters']:,} letters, {ours['entries']:,} entries",
            f"raw COPY of the file: {copied['rows'] / copied['seconds']:,.0f} rows/s",
            f"1/{copied['rows'] / copied['seconds'] / speed:.1f}",
        ),
        ("memory of that run, without the database", f"{ours['megabytes']:,.0f} MB", "", ""),
        (
            f"{small[1]['rows']:,} rows on SQLite",
            f"{on_sqlite:,.0f} rows/s",
            f"the same on PostgreSQL: {on_postgres:,.0f} rows/s",
            f"{on_sqlite / on_postgres:.2f}x",
        ),
    ]
    for line in lines:
        print("| " + " | ".join(line) + " |")


if __name__ == "__main__":
    main()
