"""One file of the penalty feed from its bytes to its receipt, in a fresh database; then count what it left there."""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from typing import Any

import product


def measured() -> dict[str, Any]:
    """Seconds from receiving to the receipt; peak memory of the two processes, without the database's own."""
    from chengxin.apps.ledger.models import Entry
    from chengxin.apps.notices.models import Letter
    from chengxin.apps.records.models import Record
    from chengxin.core.permissions import Role

    by = product.official("bench", "transport", Role.DATA_OFFICER)
    used = product.processor_seconds()
    seconds, receipt = product.hand_over(Path(sys.argv[1]), by)
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
    }


if __name__ == "__main__":
    product.run(measured)
