"""Files that somebody made on purpose: each gets its named issue, soon, and in little memory. [row 12]

A heavy one is read in a process of its own, so that what it takes can be told.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import stat
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from chengxin.intake.issue_list import issue_list
from chengxin.intake.readers import _is_endless
from tests.apps.databases import ROOT
from tests.intake.test_tables import HONOUR, ROW, csv_of, refused, xlsx_of
from tests.proves import proves

MOST_SECONDS = 5
#: Of the whole process, its libraries and the file itself included.
MOST_MEGABYTES = 300
_HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
_TAIL = b"</sheetData></worksheet>"
SHEET = "xl/worksheets/sheet1.xml"
_READ = """
import json, re, sys, time
from pathlib import Path
from chengxin.intake.feeds import load_feeds
from chengxin.intake.table_checks import read_table
feed = load_feeds()["heihe/transport/penalties"]
data = Path(sys.argv[1]).read_bytes()
begun = time.process_time()
found = read_table(data, sys.argv[1], feed)
print(json.dumps({
    "codes": [one.code.value for one in found] if isinstance(found, list) else ["a table"],
    "seconds": time.process_time() - begun,
    "megabytes": int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) / 1024,
}))
"""


def with_sheet(pieces: Iterable[bytes]) -> bytes:
    """A workbook that is right but for the text of its sheet."""
    out = io.BytesIO()
    plain = xlsx_of(("一", [["a"]]))
    with zipfile.ZipFile(io.BytesIO(plain)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name != SHEET:
                new.writestr(name, old.read(name))
        with new.open(SHEET, "w") as part:
            for piece in (_HEAD, *pieces, _TAIL):
                part.write(piece)
    return out.getvalue()


def many_parts() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for place in range(100_000):
            archive.writestr(str(place), b"")
    return out.getvalue()


def figures(rows: int) -> Iterable[bytes]:
    """Rows that are packed no more than an honest sheet is."""
    for first in range(0, rows, 1000):
        yield b"".join(
            b"<row><c><v>%d</v></c></row>" % (place * 7919 % 999_983) for place in range(first, first + 1000)
        )


HEAVY: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a sheet of 300 MB in 300 kB": ("a.xlsx", lambda: with_sheet([b" " * 1_000_000] * 300), "file_unsafe"),
    "600,000 rows in 90 kB": (
        "a.xlsx",
        lambda: with_sheet([b'<row><c t="inlineStr"><is><t>a</t></is></c></row>' * 1000] * 600),
        "file_unsafe",
    ),
    "600,000 rows, honestly packed": ("a.xlsx", lambda: with_sheet(figures(600_000)), "header_missing"),
    "10,000 columns": (
        "a.xlsx",
        lambda: with_sheet([b"<row>" + b"<c><v>1</v></c>" * 10_000 + b"</row>"] * 200),
        "file_unsafe",
    ),
    "10,000 columns of text": ("a.csv", lambda: (b"a," * 10_000 + b"\n") * 1000, "header_missing"),
    "100,000 members": ("a.xlsx", many_parts, "file_unsafe"),
    "one row of 100 MB": ("a.csv", lambda: b"a" * 100_000_000, "file_damaged"),
    "40 million empty lines": ("a.csv", lambda: b"\n" * 40_000_000, "no_rows"),
    "40 million quotes": ("a.csv", lambda: b'"' * 40_000_000, "file_damaged"),
}


@pytest.mark.slow
@proves("N8")
@pytest.mark.parametrize("what", HEAVY)
def test_a_heavy_file_is_named_soon_and_in_little_memory(what: str, tmp_path: Path) -> None:
    name, make, code = HEAVY[what]
    path = tmp_path / name
    path.write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", _READ, str(path)],
        env={"PYTHONPATH": str(ROOT / "src"), "CHENGXIN_DEMO": "1"},
        check=True,
        stdout=subprocess.PIPE,
    )
    told = json.loads(done.stdout)
    print(f"{what}: {told['seconds']:.1f} s, {told['megabytes']:.0f} MB")  # noqa: T201 - shown by -s
    assert told["codes"] == [code]
    assert told["seconds"] < MOST_SECONDS
    assert told["megabytes"] < MOST_MEGABYTES


def tarred() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.csv"), io.BytesIO(b""))
    return out.getvalue()


def linked() -> bytes:
    """A workbook whose sheet is a symbolic link to a file of the machine."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_of(("一", [HONOUR, ROW])))) as old,
        zipfile.ZipFile(out, "w") as new,
    ):
        for name in old.namelist():
            if name == SHEET:
                link = zipfile.ZipInfo(name)
                link.external_attr = (stat.S_IFLNK | 0o777) << 16
                new.writestr(link, "/etc/passwd")
            else:
                new.writestr(name, old.read(name))
    return out.getvalue()


GOOD = csv_of(HONOUR, ROW)


class TestDisguises:
    @pytest.mark.parametrize(
        ("data", "name", "code"),
        [
            (gzip.compress(GOOD, mtime=0), "a.csv", "encoding_unknown"),
            (gzip.compress(GOOD, mtime=0)[:20], "a.csv", "encoding_unknown"),
            (gzip.compress(GOOD, mtime=0), "a.xlsx", "file_damaged"),
            (gzip.compress(GOOD, mtime=0), "a.csv.gz", "file_type_unknown"),
            (tarred(), "a.csv", "file_holds_nul"),
            (linked(), "a.xlsx", "file_damaged"),
            (b"%PDF-1.7\n" + xlsx_of(("一", [HONOUR, ROW])), "a.xlsx", "file_damaged"),
            (xlsx_of(("一", [HONOUR, ROW])) + b"%PDF-1.7\n%%EOF", "a.xlsx", "file_damaged"),
            (xlsx_of(("一", [HONOUR, ROW])), "a.csv", "file_type_unknown"),
        ],
    )
    def test_are_named(
        self, data: bytes, name: str, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        assert refused(data, name) == [code]
        assert list(tmp_path.iterdir()) == []


class TestEncodings:
    def test_two_in_one_file_are_no_table(self) -> None:
        """Where both are some text in one encoding, that text has no heading; else it is none."""
        mixed = csv_of(HONOUR) + b"\r\n" + ",".join(ROW).encode("gb18030")
        assert refused(mixed) == ["header_missing"]
        assert refused(mixed + "䶮\r\n㐱".encode() + b"\xff\xff") == ["encoding_unknown"]

    def test_big5_is_not_taken_for_another(self) -> None:
        """Its bytes are mostly letters of GB 18030 too, but other ones: no heading is found among them."""
        old = [",".join(row).encode("big5", "replace") for row in (HONOUR, ROW)]
        assert refused(b"\r\n".join(old)) == ["header_missing"]

    def test_what_was_read_in_the_wrong_encoding_before_is_no_heading(self) -> None:
        damaged = csv_of(HONOUR, ROW).decode("gb18030", "replace").encode()
        assert refused(damaged) == ["header_missing"]

    def test_a_line_is_long_before_it_is_endless(self) -> None:
        assert not _is_endless(("长" * 1_300_000 + "\n").encode() * 4)
        assert not _is_endless(("长" * 1_300_000 + "\r").encode() * 4)
        assert _is_endless(b"a\n" + ("长" * 3_000_000).encode() + b"\na")


class TestFormulas:
    @pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
    @pytest.mark.parametrize("rest", ["1+1", "SUM(A1)", 'HYPERLINK("http://x")', "cmd|'/c calc'!A0"])
    def test_are_text_in_a_list(self, first: str, rest: str) -> None:
        keys = ("sheet", "row", "column", "message", "remedy", "code")
        (_, row) = csv.reader(
            io.StringIO(issue_list([dict.fromkeys(keys, first + rest)]).decode("utf-8-sig"), newline="")
        )
        assert [cell for cell in row if cell] == [f"'{first}{rest}"] * len(keys)
