"""How long it takes to count whose data an official saw, and to owe the letters: `CHENGXIN_DATA=/tmp/x python bench/breaches.py`.

In an empty demo of its own: looks of one official, each at another invented index, then a report, then the letters.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import timedelta
from hashlib import sha256


def main() -> None:
    """Say what each of the two steps took."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--looks", type=int, default=100_000)
    looks = asked.parse_args().looks
    os.environ["CHENGXIN_DEMO"] = "1"
    from chengxin.cli import operate, product

    product.enter_with_keys()
    operate.prepare_database()
    measure(looks)


def measure(looks: int) -> None:
    """Make the looks, then report and tell."""
    from django.db import transaction

    from chengxin import clock
    from chengxin.apps.inquiries.models import AccessEntry
    from chengxin.apps.ledger.batch import Writer
    from chengxin.apps.looks.actions.report_breach import report_breach
    from chengxin.apps.looks.actions.tell_breach import tell_breach
    from chengxin.apps.officials.models import Official
    from chengxin.core.breaches import SAID, Source
    from chengxin.demo import cast
    from chengxin.lawbook import load

    cast.appoint_all()
    at, by = clock.now(), Official.objects.get(username="moxiaolan")
    for start in range(0, looks, 10_000):
        with transaction.atomic():
            writer = Writer(at)
            for place in range(start, min(start + 10_000, looks)):
                index = sha256(str(place).encode()).digest()
                seat = {"unit": by.unit, "role": by.role, "seat": by.seat, "purpose": "", "shown": [], "reasons": []}
                entry = AccessEntry(
                    number_index=index, name_index=index, outcome="at_window", at=writer.at, by=by, **seat
                )
                writer.add("person_looked_at", entry)
            writer.flush()
    said, later = dict.fromkeys(SAID, "写明"), at + timedelta(hours=1)
    begun = time.perf_counter()
    reported = report_breach(
        source=Source.OFFICIAL,
        name=by.username,
        since=at - timedelta(hours=1),
        until=at + timedelta(minutes=1),
        said=said,
        by=Official.objects.get(username="daimingyuan"),
        at=later,
    )
    counted = time.perf_counter()
    told = tell_breach(reported.ref, lawbook=load(), by=Official.objects.get(username="xingzhiyuan"), at=later)
    done = time.perf_counter()
    sys.stdout.write(f"{looks} looks: counted {reported.persons} in {counted - begun:.1f} s, ")
    sys.stdout.write(f"{told.persons} letters owed in {done - counted:.1f} s\n")


if __name__ == "__main__":
    main()
