"""Take each guard out and see whether its tests notice.

`tests/mutants/R01.patch` (or `R01-b.patch`) removes one guard of the invariant R01. It is applied to a copy of the tree;
there the tests marked `@proves("R01")` must fail. Without the patch they must pass. `--list` only checks that the patches
are there and apply.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MUTANTS = ROOT / "tests" / "mutants"
#: The invariants that this release promises to hold by construction.
REQUIRED = tuple(
    "R01 R02 R03 R04 R05 R06 R07 R08 R09 R10 R11 R17 R18 R19 R20 R21 R22 R24 R26 R27 R28 R29 R30 R32 R37 R42 A8 "
    "R23 R38 R40 R45 B1 B2 B3 B4 B5 B6 B7 B8 B9 B10 B11 B12 B13 B14 C1 C4 C5 D1 D6 D8 E8 E9 F7 H4 G1 G2 G8 G9 G10 G11 G12 G13 "
    "G14 G18 I6 I7 R12 R13 R14 R15 R16 R31 R33 R34 R35 R36 R43 R44 C2 C3 C9 D2 E1 E3 G4 G15 G16 G17 G20".split()
)
#: Where what the tables are is written; a patch of these makes its own.
MAKE_TABLES = ("/migrations/", "/models.py", "ledger/protect.py")
AT_ONCE = 2
LIMIT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Mutant:
    """One patch: which invariant it breaks, and what its first line says it takes out."""

    patch: Path

    @property
    def invariant(self) -> str:
        return self.patch.stem.split("-")[0]

    @property
    def guard(self) -> str:
        first = self.patch.read_text(encoding="utf-8").split("\n", 1)[0]
        return "(no first line saying what it takes out)" if first.startswith(("diff ", "--- ")) else first.lstrip("# ")


@dataclass(frozen=True, slots=True)
class Run:
    """What pytest said: exit code, counts, and the last lines for a reader."""

    code: int
    failed: int
    passed: int
    errors: int
    seconds: float
    tail: str

    @property
    def ran(self) -> int:
        return self.failed + self.passed


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the tests noticed, and if not, why not."""

    mutant: Mutant
    run: Run | None
    sentence: str = ""

    @property
    def is_killed(self) -> bool:
        return not self.sentence


def mutants(only: Sequence[str] = (), directory: Path = MUTANTS) -> list[Mutant]:
    """All patches, or those of the named invariants or stems."""
    found = [Mutant(patch) for patch in sorted(directory.glob("*.patch"))]
    return [mutant for mutant in found if not only or mutant.invariant in only or mutant.patch.stem in only]


def tracked(root: Path = ROOT) -> list[str]:
    """The files that make the product: tracked ones, and new ones that are not ignored."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=root,
        capture_output=True,
        check=True,
    )
    names = done.stdout.decode().split("\0")
    return [name for name in names if name and (root / name).is_file()]


def copy_tree(target: Path, root: Path = ROOT) -> None:
    """Copy the working tree as it stands, without what git ignores."""
    made: set[Path] = set()
    for name in tracked(root):
        place = target / name
        if place.parent not in made:
            place.parent.mkdir(parents=True, exist_ok=True)
            made.add(place.parent)
        shutil.copyfile(root / name, place)


def apply_patch(mutant: Mutant, tree: Path, *, check: bool = False) -> str:
    """Apply, or only try; what git says when it does not fit."""
    flags = ["--check"] if check else []
    # Outside a repository `git apply` works on plain files; the ceiling keeps it from finding one above a temporary folder.
    done = subprocess.run(
        ["git", "apply", *flags, str(mutant.patch)],
        cwd=tree,
        capture_output=True,
        check=False,
        text=True,
        env=os.environ | {"GIT_CEILING_DIRECTORIES": str(tree.parent)},
    )
    return done.stderr.strip() if done.returncode else ""


def list_problems(directory: Path = MUTANTS, root: Path = ROOT) -> list[str]:
    """What is missing or does not fit any more, one sentence each."""
    found = mutants(directory=directory)
    covered = {mutant.invariant for mutant in found}
    problems = [f"{wanted}: no patch under tests/mutants" for wanted in REQUIRED if wanted not in covered]
    for mutant in found:
        said = apply_patch(mutant, root, check=True)
        if said:
            problems.append(f"{mutant.patch.name}: does not apply: {said.splitlines()[0]}")
        if mutant.guard.startswith("("):
            problems.append(f"{mutant.patch.name}: its first line must say what it takes out")
    return problems


def files_that_prove(invariants: str, tree: Path) -> list[str]:
    """The test files that name any of some invariants; to collect only these is most of the time of a mutant."""
    names = [f'"{invariant}"' for invariant in invariants.split(",")]
    texts = ((path, path.read_text(encoding="utf-8")) for path in sorted((tree / "tests").rglob("test_*.py")))
    return [str(path.relative_to(tree)) for path, text in texts if any(name in text for name in names)]


def environment_of(tree: Path) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CHENGXIN_")}
    environment |= {"PYTHONPATH": f"{tree / 'src'}{os.pathsep}{tree}"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled once in the whole tree, and copied with it
    return environment


def make_tables(whole: Path) -> Path:
    """The tables of the whole tree in a file, empty: to make them takes longer than most proofs."""
    place = whole / "made"
    place.mkdir()
    settings = {"CHENGXIN_DEMO": "1", "CHENGXIN_DATA": str(place), "DJANGO_SETTINGS_MODULE": "chengxin.config.settings"}
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "-v0"],
        env=environment_of(whole) | settings,
        capture_output=True,
        check=True,
    )
    return place / "chengxin.sqlite3"


def run_proofs(invariants: str, tree: Path, *, stop_at_first: bool, tables: Path | None = None) -> Run:
    """Run the tests that prove any of some invariants (`R01,R02`) in a tree, on SQLite; in `tables` where they are made."""
    environment = environment_of(tree) | ({"CHENGXIN_MADE_TABLES": str(tables)} if tables else {})
    started = time.monotonic()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "--proves", invariants, "-q", "-p", "no:cacheprovider", "--tb=line"]
            + (["-x"] if stop_at_first else ["-n", str(AT_ONCE)])
            + files_that_prove(invariants, tree),
            cwd=tree,
            capture_output=True,
            check=False,
            text=True,
            env=environment,
            timeout=LIMIT_SECONDS if stop_at_first else 3 * LIMIT_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return Run(-1, 0, 0, 0, LIMIT_SECONDS, "out of time")
    lines = done.stdout.strip().splitlines() + done.stderr.strip().splitlines()
    summary = next((line for line in reversed(lines) if re.search(r" in [\d.]+s", line)), "")
    counts = {word: int(number) for number, word in re.findall(r"(\d+) (failed|passed|error)", summary)}
    return Run(
        done.returncode,
        counts.get("failed", 0),
        counts.get("passed", 0),
        counts.get("error", 0),
        time.monotonic() - started,
        "\n".join(lines[-15:]),
    )


def judge(mutant: Mutant, run: Run) -> Verdict:
    """Killed only by a test that ran and failed: an import error proves nothing. What a failed test leaves behind may be
    an error as well, when the database is asked at its end."""
    if run.code == 1 and run.failed > 0 and run.errors <= run.failed:
        return Verdict(mutant, run)
    if run.code == 0:
        return Verdict(mutant, run, "SURVIVED: the tests did not notice")
    return Verdict(mutant, run, f"NOT RUN: pytest ended with {run.code}\n{run.tail}")


def try_mutant(mutant: Mutant, whole: Path, tables: Path) -> Verdict:
    """Break one guard in a fresh copy of the whole tree and run its proofs there."""
    is_of_tables = any(place in mutant.patch.read_text(encoding="utf-8") for place in MAKE_TABLES)
    with tempfile.TemporaryDirectory(prefix="chengxin-mutant-") as name:
        tree = Path(name) / "tree"
        shutil.copytree(whole, tree, ignore=shutil.ignore_patterns("made"))
        said = apply_patch(mutant, tree)
        if said:
            return Verdict(mutant, None, f"DOES NOT APPLY: {said}")
        made = None if is_of_tables else tables
        verdict = judge(mutant, run_proofs(mutant.invariant, tree, stop_at_first=True, tables=made))
        print("." if verdict.is_killed else f" {mutant.patch.stem} ", end="", flush=True)
        return verdict


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", help="invariants or patch names; all when left out")
    parser.add_argument("--list", action="store_true", help="only check that every patch is there and applies")
    options = parser.parse_args(arguments)
    problems = [] if options.only else list_problems()
    for problem in problems:
        print(problem)
    chosen = mutants(options.only)
    if options.list:
        print(f"{len(chosen)} mutants, {len(problems)} problems")
        return 1 if problems else 0
    if not chosen:
        print("no such mutant")
        return 1
    print(f"Proofs without any patch: {' '.join(sorted({mutant.invariant for mutant in chosen}))}", flush=True)
    with tempfile.TemporaryDirectory(prefix="chengxin-whole-") as name:
        whole = Path(name)
        copy_tree(whole)  # once: the tree may be worked on meanwhile
        return 1 if try_all(chosen, whole) or problems else 0


def try_all(chosen: Sequence[Mutant], whole: Path) -> bool:
    """Print the table; whether any guard could be taken out unnoticed."""
    sound = run_proofs(",".join(sorted({mutant.invariant for mutant in chosen})), whole, stop_at_first=False)
    if sound.code or not sound.passed:
        print(f"The proofs do not pass as the tree stands.\n{sound.tail}")
        return True
    print(f"{sound.passed} proofs pass in {sound.seconds:.0f} s. Now without the guards:", flush=True)
    tables = make_tables(whole)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        verdicts = list(pool.map(lambda mutant: try_mutant(mutant, whole, tables), chosen))
    report(verdicts)
    survived = sum(not verdict.is_killed for verdict in verdicts)
    print(f"{len(verdicts) - survived} passed, {survived} failed")
    return bool(survived)


def report(verdicts: Sequence[Verdict]) -> None:
    """The table: id, tests run until the first failure, seconds, outcome, what was taken out."""
    print(f"\n{'mutant':<10} {'tests':>5} {'sec':>6}  {'outcome':<9} guard taken out")
    for verdict in verdicts:
        run = verdict.run
        outcome = "killed" if verdict.is_killed else verdict.sentence.split(":", 1)[0]
        print(
            f"{verdict.mutant.patch.stem:<10} {run.ran if run else 0:>5} {run.seconds if run else 0:>6.1f}  {outcome:<9} "
            f"{verdict.mutant.guard}"
        )
    for verdict in verdicts:
        if not verdict.is_killed:
            print(f"\n{verdict.mutant.patch.name}: {verdict.sentence}")


if __name__ == "__main__":
    sys.exit(main())
