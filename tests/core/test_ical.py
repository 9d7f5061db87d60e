"""The calendar file, read back as RFC 5545 says."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.ical import Day, calendar_file, escape, fold

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def unfolded(content: bytes) -> list[str]:
    assert content.endswith(b"\r\n")
    return content.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)


class TestFold:
    @given(texts.map(escape))
    def test_no_line_has_more_than_75_octets_and_none_is_cut_in_a_character(self, text: str) -> None:
        folded = fold(text)
        assert folded.endswith(b"\r\n")
        lines = folded[:-2].split(b"\r\n")
        assert all(len(line) <= 75 for line in lines)
        assert [line.decode() for line in lines]
        assert all(line.startswith(b" ") for line in lines[1:])
        assert b"".join([lines[0], *(line[1:] for line in lines[1:])]).decode() == text


class TestEscape:
    @given(texts)
    def test_can_be_read_back_and_breaks_no_line(self, text: str) -> None:
        escaped = escape(text)
        assert not re.search(r"[\r\n\x00-\x08\x0b-\x1f\x7f]", escaped)
        assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", escaped)
        plain = text.replace("\r\n", "\n")
        assert unescaped(escaped) == "".join(c for c in plain if c in "\t\n" or (c >= " " and c != "\x7f"))


class TestFile:
    DAY = Day("7K2M-end@chengxin", date(2026, 12, 31), "最后一天，过了今天自动停止", "记录编号7K2M。" * 12)

    def test_holds_whole_days(self) -> None:
        lines = unfolded(calendar_file([self.DAY], made_at=AT))
        assert lines[0] == "BEGIN:VCALENDAR"
        assert lines[-1] == "END:VCALENDAR"
        assert {"VERSION:2.0", "BEGIN:VEVENT", "END:VEVENT", "DTSTAMP:20261124T010000Z"} <= set(lines)
        assert lines[lines.index("DTSTART;VALUE=DATE:20261231") + 1] == "DTEND;VALUE=DATE:20270101"
        assert "SUMMARY:最后一天，过了今天自动停止" in lines
        assert sum(line.startswith("UID:") for line in lines) == 1

    @given(st.lists(st.builds(Day, texts, st.dates(max_value=date(9999, 12, 30)), texts, texts), max_size=4))
    def test_has_one_event_a_day_whatever_the_texts_say(self, days: list[Day]) -> None:
        content = calendar_file(days, made_at=AT)
        lines = unfolded(content)
        assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == len(days)
        assert all(re.match(r"[A-Z-]+[:;]", line) for line in lines)
