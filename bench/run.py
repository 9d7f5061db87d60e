"""Measure side by side in one run and print the table that stands in the README.

    make bench                                      # small sizes, some minutes
    make bench ROWS=1000000 HELD=5000000            # as in the README
    make bench PARTS=questions HELD=200000          # intake, sqlite, questions, spark: only some

Every figure is a ratio of runs made one after the other on the same machine, on the same rows, with a database that
really writes to disk, and for intake one that has written as much before. What the product is compared with has environments
of its own.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parent
SMALL = 100_000
PARTS = ("intake", "sqlite", "questions", "spark")
#: What a server has written before it takes a file: more than so many rows of it make, up to what its buffers hold.
MEGABYTES_A_ROW, MOST_MEGABYTES = 1 / 250, 4_200


class Line(NamedTuple):
    """One row of the table; `value` is compared with `least` and `aim`, upwards or downwards."""

    what: str
    figure: str
    against: str
    value: float
    shown: str
    least: float
    aim: float
    is_less_better: bool = False

    def verdict(self) -> str:
        sign = -1 if self.is_less_better else 1
        if sign * self.value >= sign * self.aim:
            return "met, and the aim"
        return "met" if sign * self.value >= sign * self.least else "NOT MET"


def told(command: list[str], *, sqlite: bool = False, durable: bool = False, rows: int = 0) -> dict[str, Any]:
    """What one measurement printed; each runs in processes and, for PostgreSQL, in a database of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    if sqlite:
        environment.pop("CHENGXIN_DATABASE_URL", None)
    if durable:
        command = [str(ROOT / "scripts/postgres"), *command]
        environment["CHENGXIN_POSTGRES_DURABLE"] = "1"
    if rows:
        environment["CHENGXIN_POSTGRES_USED"] = str(max(100, min(round(rows * MEGABYTES_A_ROW), MOST_MEGABYTES)))
    print(f"… {' '.join(Path(word).name for word in command)}", file=sys.stderr, flush=True)
    done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
    print(f"  {done.stdout.splitlines()[-1][:2000]}", file=sys.stderr, flush=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def ours(script: str, *arguments: object, **where: Any) -> dict[str, Any]:
    return told([sys.executable, str(HERE / script), *map(str, arguments)], **where)


def beside(environment: str, script: str, path: Path) -> dict[str, Any]:
    return told([str(ROOT / environment / "bin/python"), str(HERE / script), str(path)])


def intake(large: Path, rows: int) -> list[Line]:
    """One large file against Frictionless and COPY; then what is asked of the register that it left."""
    copied = ours("copy_rows.py", large, durable=True, rows=rows)
    validated = beside(".venv-bench", "frictionless_rows.py", large)
    found = ours("intake_rows.py", large, "--restore", durable=True, rows=rows)
    speed, validating, copying = (one["rows"] / one["seconds"] for one in (found, validated, copied))
    left = f"{found['records']:,} records, {found['letters']:,} letters, {found['entries']:,} ledger entries"
    ratio, megabytes = speed / validating, found["megabytes"]
    # Where others use the processors a clock measures them too; the processor time of both stands beside the verdict.
    worked, copied_in = (one["processor"] / one["rows"] * 1e6 for one in (found, copied))
    proof, back = found["proof"], found["backup"] + found["restore"]
    return [
        Line(
            f"{rows:,} penalty rows, file to receipt, PostgreSQL ({left})",
            f"{speed:,.0f} rows/s",
            f"Frictionless only validating the same rows: {validating:,.0f} rows/s",
            *(ratio, f"{ratio:.2f}x", 0.5, 1.0),
        ),
        Line(
            "the same",
            f"{speed:,.0f} rows/s ({worked:.1f} us of processor a row)",
            f"raw COPY of the same file: {copying:,.0f} rows/s ({copied_in:.1f} us)",
            *(speed / copying, f"1/{copying / speed:.1f}", 1 / 15, 1 / 8),
        ),
        Line(
            "memory of that run, without the database",
            f"{megabytes:,.0f} MB",
            "-",
            *(megabytes, f"{megabytes:,.0f} MB", 1000, 500),
            is_less_better=True,
        ),
        Line(
            f"{found['people']:,} people of that file: held under another's number or name, or not held",
            f"{found['mistaken']:,}",
            "-",
            *(found["mistaken"], f"{found['mistaken']:,}", 0, 0),
            is_less_better=True,
        ),
        Line(
            f"proof of one of {found['leaves']:,} entries, made and checked (median of many)",
            f"{proof * 1000:.1f} ms, the longest {found['longest_proof'] * 1000:.1f} ms",
            "-",
            *(proof, f"{proof * 1000:.1f} ms", 0.1, 0.02),
            is_less_better=True,
        ),
        Line(
            f"backup of that register ({found['backup_megabytes']:,.0f} MB), and its restore into an empty database",
            f"{found['backup']:,.0f} s and {found['restore']:,.0f} s",
            "-",
            *(back, f"{back / 60:.1f} min", 15 * 60, 5 * 60),
            is_less_better=True,
        ),
    ]


def sqlite(small: Path, rows: int) -> list[Line]:
    """The same rows on both databases."""
    on_postgres = ours("intake_rows.py", small, durable=True, rows=rows)
    on_sqlite = ours("intake_rows.py", small, sqlite=True)
    there, here = (one["rows"] / one["seconds"] for one in (on_postgres, on_sqlite))
    against = f"the same on PostgreSQL: {there:,.0f} rows/s"
    return [
        Line(f"{rows:,} rows on SQLite", f"{here:,.0f} rows/s", against, here / there, f"{here / there:.2f}x", 0.3, 0.7)
    ]


def questions(held: int, each: int) -> list[Line]:
    """A full register: what a question costs, and what a further record cost on the way."""
    found = ours("city.py", held, each, durable=True)
    curve = found["curve"]
    mine, bare = found["ours"], found["bare"]
    per_record = [file["processor"] / file["rows"] * 1e6 for file in curve]
    first = next((place for place, file in enumerate(curve) if file["before"] >= SMALL), 0)
    for file, cost in zip(curve, per_record, strict=True):
        speed = file["rows"] / (file["seconds"] + file["sealing"])
        print(f"  {file['before']:>9,.0f} held: {cost:6.1f} us a record, {speed:8,.0f} rows/s", file=sys.stderr)
    drafts = found["drafts"] / found["draft_seconds"]
    print(f"  {found['drafts']:,} drafts of repair, each with its letter: {drafts:,.0f} a second", file=sys.stderr)
    ratio = mine["per_second"] / bare["per_second"]
    lines = [
        Line(
            f"one question with its access entry, 8 clients, {found['people']:,} people, {found['records']:,} records",
            f"{mine['per_second']:,.0f} a second ({found['with_records']:,} of {found['questions']:,} showed records)",
            f"a bare endpoint of the same stack, one select and one insert: {bare['per_second']:,.0f} a second",
            *(ratio, f"{ratio:.2f}x", 0.5, 0.7),
        ),
        Line(
            "its p95",
            f"{mine['p95'] * 1000:,.0f} ms (median {mine['median'] * 1000:,.0f} ms), none before {found['first'] * 1000:,.0f} ms",
            f"the bare endpoint's: {bare['p95'] * 1000:,.0f} ms",
            *(mine["p95"], f"{mine['p95'] * 1000:,.0f} ms", 0.3, 0.1),
            is_less_better=True,
        ),
    ]
    if first == len(curve) - 1:
        return lines  # one file grows nothing
    growth = per_record[-1] / per_record[first]
    return [
        *lines,
        Line(
            f"processor time for a further record, {curve[-1]['before']:,.0f} held",
            f"{per_record[-1]:.1f} us",
            f"the same with {curve[first]['before']:,.0f} held: {per_record[first]:.1f} us",
            *(growth, f"{growth:.2f}x", 1.5, 1.2),
            is_less_better=True,
        ),
    ]


def spark(large: Path, rows: int) -> list[Line]:
    """The same verdicts from PySpark."""
    found = beside(".venv-spark", "spark_rows.py", large)
    return [
        Line(
            f"PySpark judging {found['corpus']} example files and {rows:,} rows",
            f"{found['spark']:,.0f} s for the rows",
            f"Polars on one machine: {found['polars']:,.0f} s",
            *(len(found["differ"]), f"{len(found['differ'])} files judged otherwise", 0, 0),
            is_less_better=True,
        )
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure side by side; print one table.")
    parser.add_argument("--rows", type=int, default=SMALL, help="rows of the large file")
    parser.add_argument("--held", type=int, default=SMALL, help="records held when questions are asked")
    parser.add_argument("--questions", type=int, default=400, help="questions in each of the rounds")
    parser.add_argument("--parts", default=",".join(PARTS), help="some of " + ", ".join(PARTS))
    asked = parser.parse_args()
    parts = asked.parts.split(",")
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as directory:
        os.chmod(directory, 0o755)
        large, small = (written(Path(directory), count) for count in (asked.rows, min(asked.rows, SMALL)))
        if "intake" in parts:
            lines += intake(large, asked.rows)
        if "sqlite" in parts:
            lines += sqlite(small, min(asked.rows, SMALL))
        if "questions" in parts:
            lines += questions(asked.held, asked.questions)
        if "spark" in parts:
            lines += spark(large, asked.rows)
    show(lines)
    sys.exit(any(line.verdict() == "NOT MET" for line in lines))


def written(directory: Path, count: int) -> Path:
    path = directory / f"{count}.csv"
    if not path.exists():
        command = [sys.executable, str(HERE / "penalty_rows.py"), str(count), str(path)]
        subprocess.run(command, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}, check=True)
    return path


def show(lines: list[Line]) -> None:
    print("| what | figure | against | ratio | |\n|---|---|---|---|---|")
    for line in lines:
        print(f"| {line.what} | {line.figure} | {line.against} | {line.shown} | {line.verdict()} |")


if __name__ == "__main__":
    main()
