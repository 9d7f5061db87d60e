"""What a question is compared with: an endpoint of the same stack that does one select and one insert, and nothing else.

The same server with the same options, the same settings and middleware, the same database, the same library for the API
and the same check of the token; no matter, no rule, no encryption, no ledger.
"""

from __future__ import annotations

import gc
import os
import sys
from typing import Any

os.environ.update(DJANGO_SETTINGS_MODULE="bare_settings")


def serve(port: int, workers: int) -> None:
    """Serve until told to stop, as `chengxin serve` does."""
    from django.core.wsgi import get_wsgi_application
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    get_wsgi_application()
    gc.collect()
    gc.freeze()
    from chengxin.cli.server import THREADS

    options: dict[str, Any] = {"interface": Interfaces.WSGI, "websockets": False, "log_level": LogLevels.warning}
    Granian(
        "django.core.wsgi:get_wsgi_application",
        factory=True,
        address="127.0.0.1",
        port=port,
        workers=workers,
        blocking_threads=THREADS,
        **options,
    ).serve()


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
