"""Figures about the machine for Prometheus, at an address of their own on this machine alone (`CHENGXIN_METRICS`).

[law:pipl/第六条] Nothing here is about a person: a label is the name of a route, a status, a queue or a witness.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from chengxin.jobs.tallies import BOUNDS, all_together

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def text(at: datetime) -> str:
    """Everything that is measured, in Prometheus' text form."""
    return "\n".join([*_of_replies(), *_of_queues(at), *_of_channels(at), *_of_witnesses(at), ""])


def _of_replies() -> Iterator[str]:
    counts, sums = all_together()
    split = [(key.split(" "), count) for key, count in sorted(counts.items())]
    yield "# TYPE chengxin_replies_total counter"
    for (what, route, status), count in split:
        if what == "replies":
            yield f'chengxin_replies_total{{route="{route}",status="{status}"}} {count}'
    yield "# TYPE chengxin_reply_seconds histogram"
    for route in sorted(sums):
        total = 0
        for bound in [*map(str, BOUNDS), "+Inf"]:
            total += counts[f"within {route} {bound}"]
            yield f'chengxin_reply_seconds_bucket{{route="{route}",le="{bound}"}} {total}'
        yield f'chengxin_reply_seconds_sum{{route="{route}"}} {sums[route] / 1_000_000:.6f}'
        yield f'chengxin_reply_seconds_count{{route="{route}"}} {total}'


def _of_queues(at: datetime) -> Iterator[str]:
    from chengxin.apps.ledger import selectors as ledger
    from chengxin.apps.objections import selectors as objections
    from chengxin.apps.repairs import selectors as repairs
    from chengxin.apps.submissions import selectors as submissions
    from chengxin.lawbook import load

    law, waiting = load(), ledger.unsealed(at=at)
    late = {
        "objections": sum(case.is_overdue for case in objections.open_cases(lawbook=law, at=at)),
        "repairs": sum(case.is_overdue for case in repairs.open_cases(lawbook=law, at=at)),
    }
    yield "# TYPE chengxin_queue_length gauge"
    yield f'chengxin_queue_length{{queue="files"}} {submissions.unfinished().count()}'
    yield f'chengxin_queue_length{{queue="unsealed_batches"}} {waiting.batches}'
    yield "# TYPE chengxin_oldest_unsealed_seconds gauge"
    yield f"chengxin_oldest_unsealed_seconds {waiting.oldest_seconds}"
    yield "# TYPE chengxin_overdue_cases gauge"
    for kind, count in late.items():
        yield f'chengxin_overdue_cases{{kind="{kind}"}} {count}'


def _of_channels(at: datetime) -> Iterator[str]:
    from chengxin.apps.notices import selectors as notices
    from chengxin.apps.notices.channels import configured

    yield "# TYPE chengxin_channel_away_seconds gauge"
    for channel in configured():
        outage = notices.outage_of(channel)
        seconds = max(0, int((at - outage.began_at).total_seconds())) if outage is not None else 0
        yield f'chengxin_channel_away_seconds{{channel="{channel.value}"}} {seconds}'


def _of_witnesses(at: datetime) -> Iterator[str]:
    from chengxin.apps.ledger import witnessed
    from chengxin.lawbook import load

    since, known = witnessed.waiting_since(), witnessed.witnesses()
    yield "# TYPE chengxin_unwitnessed_seconds gauge"
    yield f"chengxin_unwitnessed_seconds {max(0, int((at - since).total_seconds())) if since else 0}"
    yield "# TYPE chengxin_stopped_without_witnesses gauge"
    yield f"chengxin_stopped_without_witnesses {int(witnessed.is_stopped(load(), at=at))}"
    yield "# TYPE chengxin_witness_leaves gauge"
    for one in known:
        yield f'chengxin_witness_leaves{{witness="{_label(one.key.name)}"}} {one.size}'
    yield "# TYPE chengxin_witness_alarm gauge"
    for one in known:
        yield f'chengxin_witness_alarm{{witness="{_label(one.key.name)}"}} {int(one.alarm is not None)}'


def _label(name: str) -> str:
    return name.replace("\\", "\\\\").replace('"', '\\"')


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        from django.db import close_old_connections, connection

        from chengxin import clock
        from chengxin.jobs.faults import Boundary

        told, boundary = "", Boundary("metrics")
        with boundary:
            close_old_connections()
            told = text(clock.now())
        connection.close()
        found = HTTPStatus.OK if told else HTTPStatus.SERVICE_UNAVAILABLE
        if self.path != "/metrics":
            told, found = "", HTTPStatus.NOT_FOUND
        body = told.encode()
        self.send_response(found)
        self.send_header("Content-Type", MEDIA_TYPE)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        """Nobody's visit is worth a line."""


def serve_beside(port: int) -> ThreadingHTTPServer:
    """Answer on this machine alone, in a thread of its own; 0 takes any free port."""
    server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server
