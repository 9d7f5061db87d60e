"""Read what a program sent: nothing too large, too deep, twice, or hidden gets further. [law:pipl/第八条]"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any, NoReturn

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.datastructures import MultiValueDict
from ninja.parser import Parser

from chengxin.api.problems import Problem
from chengxin.core.names import text_fault
from chengxin.core.reasons import Reason

#: The largest JSON body that any route needs is below one thousand bytes.
MOST_BYTES = 16 * 1024
#: Objects and lists in one body, those written in texts counted in: a notice of a hundred records has the most. A reader
#: that went as deep would still not run out of room.
MOST_CONTAINERS = 500
#: What a form may hold besides its file.
_FORM_BYTES = 64 * 1024
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})", re.ASCII | re.IGNORECASE)


def malformed(at: str, message: str) -> Problem:
    return Problem(Reason.REQUEST_MALFORMED, errors=[(at, message)])


class StrictParser(Parser):
    """JSON in UTF-8 alone; a key that stands twice, or a number that is none, is a mistake and not a choice."""

    def parse_body(self, request: HttpRequest) -> Any:
        """:raises Problem: FORMAT_NOT_TAKEN, REQUEST_TOO_LARGE, REQUEST_MALFORMED."""
        if request.content_type != "application/json":
            raise Problem(Reason.FORMAT_NOT_TAKEN)
        if len(request.body) > MOST_BYTES:
            raise Problem(Reason.REQUEST_TOO_LARGE)
        return _loaded(request.body)


def _loaded(body: bytes) -> Any:
    if body.count(b"{") + body.count(b"[") > MOST_CONTAINERS:
        raise _unreadable("正文里的对象和列表太多")
    try:
        return json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_no_number)
    except ValueError:
        raise _unreadable("正文不是UTF-8的JSON") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _unreadable("正文里有一个键写了两次")
    return found


def _no_number(constant: str) -> NoReturn:
    raise ValueError(constant)


def _unreadable(message: str) -> Problem:
    return Problem(Reason.REQUEST_MALFORMED, status=400, errors=[("body", message)])


def refuse_unknown(given: Iterable[str], known: Collection[str], where: str) -> None:
    """Refuse what the description does not name; the name itself is not repeated, it may hold anything.

    :raises Problem: REQUEST_MALFORMED.
    """
    if not set(given) <= set(known):
        raise malformed(where, f"这里只收：{'、'.join(sorted(known)) or '什么也不收'}")


@contextmanager
def form_of(
    request: HttpRequest, *, most_bytes: int, fields: Collection[str]
) -> Iterator[tuple[dict[str, str], UploadedFile[Any]]]:
    """The fields of a multipart form and its one file, `file`, open inside the context; of a form that is too large
    nothing is read.

    :raises Problem: FORMAT_NOT_TAKEN, REQUEST_TOO_LARGE, REQUEST_MALFORMED.
    """
    if request.content_type != "multipart/form-data":
        raise Problem(Reason.FORMAT_NOT_TAKEN)
    if _length(request) > most_bytes + _FORM_BYTES:
        raise Problem(Reason.REQUEST_TOO_LARGE)
    try:
        posted, files = request.POST, request.FILES
    except RequestDataTooBig:
        raise Problem(Reason.REQUEST_TOO_LARGE) from None
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        raise _unreadable("表单读不出来") from None
    try:
        yield _sorted_out(posted, files, fields)
    finally:
        for _, sent in files.lists():
            for file in sent:
                file.close()


def _sorted_out(
    posted: QueryDict, files: MultiValueDict[str, UploadedFile[Any]], fields: Collection[str]
) -> tuple[dict[str, str], UploadedFile[Any]]:
    refuse_unknown([*posted, *files], {*fields, "file"}, "body")
    if any(len(found) > 1 for given in (posted, files) for _, found in given.lists()):
        raise malformed("body", "有一项写了两次")
    file = files.get("file")
    if file is None:
        raise malformed("/file", "缺这一项：文件")
    return {name: str(posted[name]) for name in posted}, file


def _length(request: HttpRequest) -> int:
    stated = request.META.get("CONTENT_LENGTH") or "0"
    return int(stated) if stated.isdecimal() else 0


def instant(text: str, at: str) -> datetime:
    """An instant as RFC 3339 writes it, with its offset.

    :raises Problem: REQUEST_MALFORMED.
    """
    try:
        if _INSTANT.fullmatch(text):
            return datetime.fromisoformat(text.upper())
    except ValueError:
        pass
    raise malformed(at, "时间要像2026-11-24T08:30:00+08:00这样写，带上时区")


def civil_day(text: str, at: str) -> date:
    """A day as RFC 3339 writes it.

    :raises Problem: REQUEST_MALFORMED.
    """
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise malformed(at, "日期要像2026-11-24这样写")


def plain_text(text: str, at: str) -> str:
    """A text without outer white space.

    :raises Problem: VALUE_NOT_TAKEN, for damage, invisible characters and private use.
    """
    text = text.strip()
    if text_fault(text) is not None:
        raise Problem(Reason.VALUE_NOT_TAKEN, errors=[(at, "有乱码、看不见的字符或者自造的字")])
    return text
