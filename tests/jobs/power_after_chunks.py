"""Run in a product of its own on a PostgreSQL of its own: the power goes while a file is worked through, before what was
committed is on the disk."""

from __future__ import annotations

import json
from pathlib import Path

import django

django.setup()

from django.db import connection  # noqa: E402

from chengxin.apps.ledger.actions.seal import seal  # noqa: E402
from chengxin.apps.ledger.models import Entry  # noqa: E402
from chengxin.apps.ledger.verify import verify  # noqa: E402
from chengxin.apps.records.models import Record  # noqa: E402
from chengxin.apps.submissions import selectors as submissions  # noqa: E402
from chengxin.jobs import prepare, queue  # noqa: E402
from tests.apps import databases  # noqa: E402
from tests.jobs.test_queue import AT, counts, penalties, sent, work  # noqa: E402
from tests.seated import seat  # noqa: E402

ROWS, CHUNKS = 40, 3


class Off(Exception):
    """The power went."""


def power_goes(cluster: Path) -> None:
    """What the server had not yet told the kernel is gone, and it begins again from its files."""
    databases.start_again(cluster)
    connection.close()


def main() -> None:
    cluster = Path(str(connection.settings_dict["HOST"]))
    with connection.cursor() as cursor:
        # So that nobody else writes it down meanwhile.
        cursor.execute("ALTER SYSTEM SET wal_writer_delay = '10s'")
        cursor.execute("SELECT pg_reload_conf()")
    seat("gedehong")
    prepare.CHUNK_ROWS = 8
    real = queue.register

    def goes_off(submission, number, *rows, **options):
        if number == CHUNKS:
            raise Off
        return real(submission, number, *rows, **options)

    submission = sent(penalties(ROWS))
    queue.register = goes_off
    try:
        work(submission)
    except Off:
        before = submissions.rows_done(submission)
        power_goes(cluster)
    after = submissions.rows_done(submission)
    queue.register = real
    receipt = work(submission)
    power_goes(cluster)
    seal(at=AT, force_checkpoint=True)
    told = {
        "before": before,
        "after": after,
        "counts": counts(receipt),
        "records": Record.objects.count(),
        "entries": Entry.objects.filter(kind="record_version").count(),
        "receipt": submissions.receipt_of(submission) == receipt,
        "findings": list(map(str, verify().findings)),
    }
    print(json.dumps(told))  # noqa: T201 - read by the test


if __name__ == "__main__":
    main()
