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
from smtplib import SMTPRecipientsRefused
from typing import Any, Protocol
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.mail import EmailMessage, get_connection

from chengxin.core.delivery import Cause, Channel

#: Nobody waits longer than this for a dead server; sealing and the queue come after it.
TIMEOUT_SECONDS = 5
_OURS_TO_MEND = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.NOT_FOUND,
        HTTPStatus.REQUEST_TIMEOUT,
        HTTPStatus.TOO_MANY_REQUESTS,
    }
)


class NotSent(Exception):
    """The message did not leave. With `Cause.UNREACHABLE` the whole channel is dead for now, else this one address."""

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
            message.send()
        except SMTPRecipientsRefused:
            raise NotSent(Cause.ADDRESS_REFUSED) from None
        except OSError:
            raise NotSent(Cause.UNREACHABLE) from None


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
            self._opener.open(request, timeout=TIMEOUT_SECONDS).close()
        except HTTPError as answer:
            answer.close()
            refuses_address = HTTPStatus.BAD_REQUEST <= answer.code < HTTPStatus.INTERNAL_SERVER_ERROR
            cause = Cause.ADDRESS_REFUSED if refuses_address and answer.code not in _OURS_TO_MEND else Cause.UNREACHABLE
            raise NotSent(cause) from None
        except OSError:
            raise NotSent(Cause.UNREACHABLE) from None


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
