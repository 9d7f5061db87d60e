"""What a department gets back, opened and calculated anew by a spreadsheet program: nothing runs, nobody is called. In the
long run (`CHENGXIN_TORTURE`), where LibreOffice is to be had."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

from chengxin.intake.issue_list import issue_list
from chengxin.intake.returned import annotated
from tests.intake.samples import feed

pytestmark = pytest.mark.skipif(
    not (os.environ.get("CHENGXIN_TORTURE") and shutil.which("soffice")),
    reason="needs LibreOffice (libreoffice-calc-nogui); CHENGXIN_TORTURE=1 runs it",
)
STARTS = ("=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠")
CALLS = (
    'WEBSERVICE("http://127.0.0.1:{port}/")',
    'HYPERLINK("http://127.0.0.1:{port}/";"x")',
    "cmd|'/c calc'!A0",
    "1+1",
)
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


@pytest.fixture
def called() -> Iterator[tuple[int, list[object]]]:
    """A port, and whoever called there."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        callers: list[object] = []

        def take() -> None:
            while True:
                try:
                    one, who = listening.accept()
                except OSError:
                    return
                callers.append(who)
                one.close()

        threading.Thread(target=take, daemon=True).start()
        yield listening.getsockname()[1], callers
        listening.shutdown(socket.SHUT_RDWR)


def opened(content: bytes, name: str, folder: Path) -> tuple[list[str], list[str]]:
    """The formulas that the program made of a file, and the texts of its cells."""
    (folder / name).write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    # 44,34,76: commas, quotes, UTF-8; the last fields let it evaluate formulas, as somebody who says yes to everything does.
    infilter = ["--infilter=Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1,true"]
    how = infilter if name.endswith(".csv") else []
    command = ["soffice", profile, "--headless", *how, "--convert-to", "fods", "--outdir", str(folder), name]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=180)
    cells = list(ElementTree.parse((folder / name).with_suffix(".fods")).iter(f"{TABLE}table-cell"))
    formulas = [cell.attrib[f"{TABLE}formula"] for cell in cells if f"{TABLE}formula" in cell.attrib]
    return formulas, ["".join(cell.itertext()).strip() for cell in cells]


def hostile(port: int) -> list[str]:
    return [start + call.format(port=port) for start in STARTS for call in CALLS]


def issues_of(texts: list[str]) -> list[dict[str, object]]:
    known = {"sheet": "", "fate": "refused", "code": "bad", "severity": "error"}
    return [{**known, "row": 2, "column": text, "message": text, "remedy": text} for text in texts]


def test_the_program_runs_what_is_a_formula(tmp_path: Path, called: tuple[int, list[object]]) -> None:
    """Or the tests below say nothing."""
    formulas, texts = opened(b"a,b\n=1+1,=2*3\n", "plain.csv", tmp_path)
    assert formulas
    assert "6" in texts


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_comes_back_is_text_there_too(kind: str, tmp_path: Path, called: tuple[int, list[object]]) -> None:
    port, callers = called
    given = hostile(port)
    if kind == "csv":
        content = issue_list(issues_of(given))
    else:
        content = annotated(None, "x.csv", issues_of(given), feed())
    formulas, texts = opened(content, f"list.{kind}", tmp_path)
    assert formulas == []
    seen = "\n".join(texts)
    assert all(call.format(port=port) in seen for call in CALLS)
    assert callers == []


def test_ones_own_text_file_comes_back_as_text(tmp_path: Path, called: tuple[int, list[object]]) -> None:
    port, callers = called
    headings = ",".join(column.headings[0] for column in feed().columns)
    lines = "\n".join('"' + text.replace('"', '""') + '"' for text in hostile(port))
    content = annotated(f"{headings}\n{lines}\n".encode(), "处罚.csv", issues_of(hostile(port)), feed())
    formulas, texts = opened(content, "own.xlsx", tmp_path)
    assert formulas == []
    assert any("WEBSERVICE" in text for text in texts)
    assert callers == []
