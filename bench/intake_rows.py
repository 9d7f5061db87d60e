"""One file of the penalty feed from its bytes to its receipt, in a fresh database; then count what it left there, look for
anybody who was taken for somebody else, prove entries, and bring a backup of it back."""

from __future__ import annotations

import csv
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import product

_AT_ONCE = 100_000
_PROOFS = 200


def measured() -> dict[str, Any]:
    """Seconds from receiving to the receipt; peak memory of the two processes, without the database's own."""
    from chengxin.apps.ledger.models import Entry
    from chengxin.apps.notices.models import Letter
    from chengxin.apps.records.models import Record
    from chengxin.core.permissions import Role

    path = Path(sys.argv[1])
    by = product.official("bench", "transport", Role.DATA_OFFICER)
    used = product.processor_seconds()
    seconds, receipt = product.hand_over(path, by)
    used = product.processor_seconds() - used
    kilobytes = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "seconds": seconds,
        "processor": used,
        "rows": receipt.rows,
        "accepted": receipt.accepted,
        "refused": receipt.refused,
        "records": Record.objects.count(),
        "letters": Letter.objects.count(),
        "entries": Entry.objects.count(),
        "megabytes": sum(kilobytes) / 1024,
        **people(path),
        **proved(),
        **(brought_back() if "--restore" in sys.argv else {}),
    }


def people(path: Path) -> dict[str, int]:
    """How many the file tells of in rows that are right, and how many of them, or of those who are held, are not under
    exactly their own number and name."""
    from chengxin.apps.people.models import Person
    from chengxin.apps.people.selectors import many_indexes

    known = set(right(path))
    expected, left = set[tuple[bytes, bytes]](), iter(known)
    while some := list(islice(left, _AT_ONCE)):
        numbers, names = zip(*some, strict=True)
        expected |= set(zip(*many_indexes(["citizen_id"] * len(some), numbers, names), strict=True))
    held = {
        (bytes(number), bytes(name))
        for number, name in Person.objects.values_list("number_index", "name_index").iterator(chunk_size=_AT_ONCE)
    }
    return {"people": len(known), "mistaken": len(expected ^ held)}


def right(path: Path) -> Iterator[tuple[str, str]]:
    """Number and name of each row without a fault, as `penalty_rows` makes them: a wrong check digit, an amount in words."""
    from penalty_rows import FEED

    from chengxin.core.feeds import Field
    from chengxin.core.identity_number import check_character
    from chengxin.intake.feeds import load_feeds

    headings = {column.field: column.headings[0] for column in load_feeds()[FEED].columns}
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        heads = next(rows)
        number, name, amount = (heads.index(headings[one]) for one in (Field.NUMBER, Field.NAME, Field.AMOUNT))
        for row in rows:
            if check_character(row[number][:17]) == row[number][17] and row[amount][:1].isdigit():
                yield row[number], row[name]


def proved() -> dict[str, Any]:
    """Seal everything; how long it takes to prove that an entry is under the head, and to check that."""
    from chengxin import clock
    from chengxin.apps.ledger import proving
    from chengxin.apps.ledger.actions.seal import seal
    from chengxin.core.proofs import root_with

    started = time.perf_counter()
    seal(at=clock.now(), force_checkpoint=True)
    sealing = time.perf_counter() - started
    head, chance, took = proving.newest(), Random(1), list[float]()
    assert head is not None
    for _ in range(_PROOFS):
        place = chance.randrange(head.size)
        started = time.perf_counter()
        path = proving.path_of(place, head.size)
        (leaf,) = proving.leaves(place, place + 1)
        assert root_with(leaf, place, head.size, path) == bytes(head.root)
        took.append(time.perf_counter() - started)
    return {"sealing": sealing, "leaves": head.size, "proof": median(took), "longest_proof": max(took)}


def brought_back() -> dict[str, float]:
    """A backup of it all, restored into an empty database of the same cluster with the commands that one types."""
    from django.conf import settings
    from django.db import connection

    known = connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute("CREATE DATABASE brought_back")
    connection.close()
    with TemporaryDirectory() as directory:
        backup, elsewhere = Path(directory) / "backup", Path(directory) / "elsewhere"
        backing = _timed("backup", backup)
        place = {
            "CHENGXIN_DATA": str(elsewhere),
            "CHENGXIN_KEYS": str(settings.KEYS_DIR),
            "CHENGXIN_DATABASE_URL": f"postgresql://{known['USER']}@/brought_back?host={known['HOST']}",
        }
        restoring = _timed("restore", backup, **place)
        return {"backup": backing, "restore": restoring, "backup_megabytes": backup.stat().st_size / 2**20}


def _timed(command: str, backup: Path, **place: str) -> float:
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "chengxin", command, str(backup)],
        env=os.environ | place,
        check=True,
        stdout=sys.stderr,
    )
    return time.perf_counter() - started


if __name__ == "__main__":
    product.run(measured)
