"""A calendar file (RFC 5545) of whole days: one event a day, nothing about a person in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_LINE_OCTETS = 75


@dataclass(frozen=True, slots=True)
class Day:
    """One whole day in the calendar; the same `uid` again replaces what was imported before."""

    uid: str
    on: date
    title: str
    text: str


def calendar_file(days: Iterable[Day], *, made_at: datetime) -> bytes:
    """The file: lines end with CRLF and are folded at 75 octets, never inside a character."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//chengxin//zh-Hans",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for day in days:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{escape(day.uid)}",
            f"DTSTAMP:{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
            f"DTEND;VALUE=DATE:{day.on + timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{escape(day.title)}",
            f"DESCRIPTION:{escape(day.text)}",
            "CLASS:PRIVATE",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(fold(line) for line in lines)


def escape(text: str) -> str:
    """A value of type TEXT: backslash, semicolon, comma and line break are escaped, control characters left out."""
    escaped = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    escaped = escaped.replace("\r\n", "\n").replace("\n", "\\n")
    return "".join(c for c in escaped if c == "\t" or (c >= " " and c != "\x7f"))


def fold(line: str) -> bytes:
    """One content line with its CRLF, folded before the octet that would be its 76th."""
    folded, width = bytearray(), 0
    for character in line:
        octets = character.encode()
        if width + len(octets) > _LINE_OCTETS:
            folded += b"\r\n "
            width = 1
        folded += octets
        width += len(octets)
    return bytes(folded + b"\r\n")
