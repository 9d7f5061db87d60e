"""One file of the penalty feed from its bytes to its receipt, in a fresh database; then count what it left there."""

from __future__ import annotations

import json
import os
import resource
import sys
import tempfile
import time
from pathlib import Path


def main(path: Path) -> None:
    os.environ.update(CHENGXIN_DEMO="1", DJANGO_SETTINGS_MODULE="chengxin.config.settings")
    with tempfile.TemporaryDirectory() as directory:
        os.environ["CHENGXIN_DATA"] = directory
        print(json.dumps(measured(path)))


def measured(path: Path) -> dict[str, float | int]:
    """Seconds from receiving to the receipt; peak memory of the two processes, without the database's own."""
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from chengxin.apps.ledger.keys import FileKeys
    from chengxin.apps.ledger.models import Entry
    from chengxin.apps.notices.models import Letter
    from chengxin.apps.officials.models import Official
    from chengxin.apps.records.models import Record
    from chengxin.apps.submissions.actions.receive_file import receive_file
    from chengxin.clock import now
    from chengxin.core.permissions import Role
    from chengxin.intake.feeds import load_feeds
    from chengxin.jobs.queue import work_through
    from chengxin.lawbook import load

    FileKeys.ensure(settings.KEYS_DIR, is_demo=True)
    call_command("migrate", verbosity=0)
    law, feeds = load(), load_feeds()
    feed = feeds["heihe/transport/penalties"]
    by = Official.objects.create(username="bench", name="测量", unit=feed.sender, seat="测量", role=Role.DATA_OFFICER)
    at = now()
    started = time.perf_counter()
    submission = receive_file(data=path.read_bytes(), filename=path.name, feed=feed, by=by, at=at)
    receipt = work_through(submission, lawbook=law, feeds=feeds, at=at)
    seconds = time.perf_counter() - started
    kilobytes = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return {
        "seconds": seconds,
        "rows": receipt.rows,
        "accepted": receipt.accepted,
        "refused": receipt.refused,
        "records": Record.objects.count(),
        "letters": Letter.objects.count(),
        "entries": Entry.objects.count(),
        "megabytes": sum(kilobytes) / 1024,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
