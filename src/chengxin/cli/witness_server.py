"""A witness over HTTP, as C2SP's tlog-witness describes it: `POST /add-checkpoint`, and `GET /<origin hash>/checkpoint` for
whoever compares. Behind a proxy that terminates TLS; needs no database and no Django.

Nobody signs in: a request is worth what the log's signature under it is worth.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from chengxin.apps.ledger import witness
from chengxin.apps.ledger.device import NoAnswer
from chengxin.apps.ledger.offline import Found
from chengxin.apps.ledger.witness import NotCosigned, NotSigned
from chengxin.core.notes import Growth, Unreadable, read_growth
from chengxin.jobs.faults import Boundary

ADD = "/add-checkpoint"
SIZE_TYPE = "text/x.tlog.size"
_TEXT = "text/plain; charset=utf-8"
#: Sixty-three hashes and sixteen of the longest signatures there are need less.
MOST_BYTES = 128 * 1024
#: Whoever sends nothing for so long is left.
_PATIENCE_SECONDS = 10

Said = tuple[HTTPStatus, str, str]


class WitnessServer(ThreadingHTTPServer):
    """Answers for one witness; how many requests at once is the proxy's to bound."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, place: Path, host: str, port: int) -> None:
        self.place = place
        self.head_path = f"/{sha256(witness.log_key(place).name.encode()).hexdigest()}/checkpoint"
        super().__init__((host, port), _Handler)


def added(place: Path, body: bytes, *, at: int) -> Said:
    """What is answered to a body of `add-checkpoint`: status, text and media type, in the order of the specification."""
    try:
        shown = read_growth(body.decode())
    except (Unreadable, UnicodeDecodeError):
        return HTTPStatus.BAD_REQUEST, "", _TEXT
    try:
        note = witness.cosign(place, shown, at=at)
    except NotCosigned as refused:
        return _refused(refused, shown)
    except (NoAnswer, NotSigned):
        return HTTPStatus.SERVICE_UNAVAILABLE, "", _TEXT
    return HTTPStatus.OK, "".join(signature.line for signature in note.signatures), _TEXT


def _refused(refused: NotCosigned, shown: Growth) -> Said:
    if refused.found is Found.OTHER_LEDGER:
        return HTTPStatus.NOT_FOUND, "", _TEXT
    if refused.found is Found.NOT_SIGNED:
        return HTTPStatus.FORBIDDEN, "", _TEXT
    if shown.old > shown.note.head.size:
        return HTTPStatus.BAD_REQUEST, "", _TEXT
    if shown.old != refused.known:
        return HTTPStatus.CONFLICT, f"{refused.known}\n", SIZE_TYPE
    return HTTPStatus.UNPROCESSABLE_ENTITY, "", _TEXT


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = _PATIENCE_SECONDS
    server: WitnessServer

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            return self._say(HTTPStatus.LENGTH_REQUIRED, ends=True)
        if int(length) > MOST_BYTES:
            return self._say(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, ends=True)
        body = self.rfile.read(int(length))
        if self.path != ADD:
            return self._say(HTTPStatus.NOT_FOUND)
        said: Said = (HTTPStatus.INTERNAL_SERVER_ERROR, "", _TEXT)
        evidence = len(witness.evidence(self.server.place))
        with Boundary("witness"):
            said = added(self.server.place, body, at=int(datetime.now(UTC).timestamp()))
        if said[0] is HTTPStatus.SERVICE_UNAVAILABLE:
            print(
                "密码设备没有签名，下一分钟账本再来问。请用chengxin witness cosign试一次，看它说什么。", file=sys.stderr
            )
        if len(witness.evidence(self.server.place)) > evidence:
            print(
                f"账本给看的接不上以前见过的，没有签名；留了一份在{self.server.place / 'evidence'}。", file=sys.stderr
            )
        return self._say(*said)

    def do_GET(self) -> None:
        text = witness.shown_to_all(self.server.place) if self.path == self.server.head_path else None
        self._say(HTTPStatus.NOT_FOUND if text is None else HTTPStatus.OK, text or "", ends=True)

    def _say(self, status: HTTPStatus, text: str = "", kind: str = _TEXT, *, ends: bool = False) -> None:
        body = text.encode()
        self.close_connection |= ends
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: Any) -> None:
        """Nobody's visit is worth a line."""
