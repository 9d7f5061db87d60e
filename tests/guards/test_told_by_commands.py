"""No command tells of a person: each is run in the filled demo about a canary, and what it says and writes is searched.

Nobody is signed in at a terminal, and so no look could be entered there. [row 17]
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from chengxin import clock
from chengxin.apps.inquiries.models import AccessEntry, Answer
from chengxin.apps.ledger.receipts import Receipted, receipt
from chengxin.apps.people import selectors as people
from chengxin.cli.main import main
from chengxin.core.feeds import Field
from chengxin.demo import cast, sheets
from chengxin.demo.decisions import PENALTIES, Penalty
from chengxin.intake.feeds import load_feeds
from chengxin.lawbook import load
from tests.filled_demo import demo
from tests.guards.shown import everybody, told_in
from tests.guards.test_no_other_way_in import COMMANDS
from tests.proves import proves

__all__ = ["demo"]
pytestmark = pytest.mark.slow
CANARY = cast.IN_EFFECT
#: What is not run here, and what shows of it what would be shown.
ELSEWHERE = {
    "bench": "a database of its own, with people that it makes up",
    "demo": "fills the demo, of which the whole story is told to its reader",
    "serve": "what it says is searched by tests/web/test_machine.py",
    "migrate": "reads no row",
    "restore": "says how many rows came back; tests/apps/test_backup.py",
    "move": "the same",
    "official forget-code": "of officials only",
    "official remove": "of officials only",
    "sign-out": "counts sessions",
    "program add": "of programs only",
    "program new-token": "of programs only",
    "program revoke": "of programs only",
    "keys rotate": "counts keys",
    "law diff": "reads no row of a person but counts records",
    "law sign": "reads no row",
    "law verify": "reads no row",
    "sign": "reads no row",
    "ledger cosign": "reads heads",
    "witness init": "reads heads",
    "witness cosign": "reads heads",
    "witness serve": "reads heads",
    "witness show": "reads heads",
}


@dataclass(frozen=True, slots=True)
class World:
    """Where the canary is: in two files of its department, one of which is wrong, in a receipt, and in the demo."""

    folder: Path

    def invocations(self) -> Iterator[list[str]]:
        right, wrong = self.file("right", amount="2000"), self.file("wrong", amount="two")
        for file in (right, wrong):
            yield ["intake", "check", str(file), "--feed", PENALTIES]
            yield ["intake", "check", str(file), "--feed", PENALTIES, "--format", "json"]
            yield ["intake", "submit", str(file), "--feed", PENALTIES, "--by", "gedehong"]
        yield ["intake", "offline", str(self.folder / "page.html"), "--feed", PENALTIES]
        yield ["ledger", "verify"]
        yield ["keys", "check"]
        yield ["program", "list", "--unit", "transport"]
        yield ["law", "check"]
        yield ["law", "show", "A0401"]
        yield ["sweep"]
        yield ["backup", str(self.folder / "backup")]
        yield ["verify", str(self.receipt())]
        yield ["official", "add", "canary-finder", "--name", "穆清", "--seat", "安全管理岗"]

    def file(self, name: str, *, amount: str) -> Path:
        row = dict(Penalty(CANARY, 9_001, date(2026, 11, 2), date(2026, 10, 1)).row(load()))
        path = self.folder / f"{name}.csv"
        path.write_bytes(sheets.as_csv(sheets.table(load_feeds()[PENALTIES], [row | {Field.AMOUNT: amount}])))
        return path

    def receipt(self) -> Path:
        answer = Answer.objects.filter(matter__number_index=people.indexes(CANARY).number).order_by("-pk")[0]
        path = self.folder / "receipt.json"
        path.write_bytes(receipt(Receipted([answer.pk]), at=clock.now()))
        return path


def name_of(given: list[str]) -> str:
    return next(name for name in (" ".join(given[:2]), given[0]) if name in COMMANDS)


@proves("N35")
def test_no_command_tells_of_anybody(demo: Path, tmp_path: Path, capsys, caplog, monkeypatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("yi-ge-chang-mima-7\n"))
    caplog.set_level(logging.DEBUG)
    since = AccessEntry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    ran, told = set(), []
    for given in World(tmp_path).invocations():
        code = main(given)
        said = capsys.readouterr()
        ran.add(name_of(given))
        assert "Traceback" not in said.err, (given, code)
        assert said.out + said.err, given
        told += [f"{given} told of {who.name}" for who in told_in(said.out + said.err + caplog.text, everybody())]
        caplog.clear()
    assert told == []
    assert not AccessEntry.objects.filter(pk__gt=since).exists()
    for name in ("backup", "page.html", "receipt.json"):
        assert told_in((tmp_path / name).read_text(encoding="utf-8", errors="replace"), everybody()) == [], name
    assert ran == COMMANDS - set(ELSEWHERE)
