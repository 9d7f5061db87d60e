"""The channels that can say that a letter is waiting, behind one interface. Each is off until its settings are there.

What goes out is the same for everybody: no name, no number, no office, nothing of the letter. [law:pipl/第六条]
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from http import HTTPStatus
from http.client import HTTPException
from smtplib import SMTPRecipientsRefused
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from chengxin.apps.ledger.patience import within
from chengxin.core.delivery import Cause, Channel

#: Nobody waits longer than this for a step of a dead server; sealing and the queue come after it.
TIMEOUT_SECONDS = 5
#: And than this for all of them together, whatever a server says a byte at a time.
DEADLINE_SECONDS = 20
#: Said to whoever asks: the secret, the address of the gateway or the pace is wrong, not anybody's number.
_OURS_TO_MEND = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)
#: What a gateway may answer that takes nothing but a POST.
_THERE_ALL_THE_SAME = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.NOT_IMPLEMENTED})
#: A mail server says to whatever it is asked that it closes now.
_CLOSING = 421


class NotSent(Exception):
    """The message did not leave. With `Cause.UNREACHABLE` the whole channel is away, else this one address is refused."""

    def __init__(self, cause: Cause) -> None:
        super().__init__(cause.value)
        self.cause = cause


class Sender(Protocol):
    """One channel."""

    def send(self, address: str, *, subject: str, text: str, at: datetime) -> None:
        """Hand a message over.

        :raises NotSent: when it was not taken.
        """
        ...

    def is_there(self) -> bool:
        """Whether somebody answers, asked without a message and without anybody's address."""
        ...


class Mail:
    """E-mail over SMTP, as Django's settings name the server."""

    def send(self, address: str, *, subject: str, text: str, at: datetime) -> None:
        sender: str = settings.DEFAULT_FROM_EMAIL
        domain = sender.rpartition("@")[2].rstrip(">")
        message = EmailMessage(
            subject,
            text,
            to=[address],
            connection=get_connection(timeout=TIMEOUT_SECONDS),
            # Without these Django tells the name of the machine.
            headers={"Message-ID": f"<{os.urandom(16).hex()}@{domain}>", "Date": format_datetime(at)},
        )
        try:
            within(DEADLINE_SECONDS, message.send, whom=_mail_server())
        except SMTPRecipientsRefused as refused:
            is_closing = any(code == _CLOSING for code, _ in refused.recipients.values())
            raise NotSent(Cause.UNREACHABLE if is_closing else Cause.ADDRESS_REFUSED) from None
        except OSError:
            raise NotSent(Cause.UNREACHABLE) from None

    def is_there(self) -> bool:
        try:
            within(DEADLINE_SECONDS, self._open, whom=_mail_server())
        except OSError:
            return False
        return True

    def _open(self) -> None:
        with get_connection(timeout=TIMEOUT_SECONDS):
            """It greeted, and let us in."""


class TextMessages:
    """Text messages through an HTTP gateway: a POST of {"to", "text"} under a secret."""

    def __init__(self, url: str, secret: str) -> None:
        self._url, self._secret = url, secret
        self._opener = build_opener(_Stay())

    def send(self, address: str, *, subject: str, text: str, at: datetime) -> None:
        request = Request(  # noqa: S310 - the settings let nothing but http and https in
            self._url,
            data=json.dumps({"to": address, "text": text}, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {self._secret}"},
        )
        try:
            self._ask(request)
        except HTTPError as answer:
            answer.close()
            raise NotSent(Cause.ADDRESS_REFUSED if _is_about_this_one(answer.code) else Cause.UNREACHABLE) from None
        except (OSError, HTTPException):
            raise NotSent(Cause.UNREACHABLE) from None

    def is_there(self) -> bool:
        request = Request(self._url, headers={"Authorization": f"Bearer {self._secret}"}, method="HEAD")  # noqa: S310
        try:
            self._ask(request)
        except HTTPError as answer:
            answer.close()
            return _is_about_this_one(answer.code) or answer.code in _THERE_ALL_THE_SAME
        except (OSError, HTTPException):
            return False
        return True

    def _ask(self, request: Request) -> None:
        within(DEADLINE_SECONDS, lambda: self._opener.open(request, timeout=TIMEOUT_SECONDS).close(), whom=self._url)


def _mail_server() -> str:
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"


def _is_about_this_one(status: int) -> bool:
    return HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in _OURS_TO_MEND


class _Stay(HTTPRedirectHandler):
    """The secret and the number go where the settings say, and nowhere else."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


def configured() -> Mapping[Channel, Sender]:
    """The channels whose settings are there."""
    found: dict[Channel, Sender] = {}
    if settings.MAIL_IS_ON:
        found[Channel.EMAIL] = Mail()
    if settings.SMS_URL:
        found[Channel.SMS] = TextMessages(settings.SMS_URL, settings.SMS_SECRET)
    return found
