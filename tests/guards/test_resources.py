"""What `docs/operations/asvs.md` says of numbers, times and their ends is what the code has; nothing else starts unseen."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from typing import Any

import pytest
from granian import Granian

from chengxin.config import settings as configured
from tests.guards import tree
from tests.proves import proves

PAGE = tree.ROOT / "docs" / "operations" / "asvs.md"
HEADING = "## How many, for how long, and what then"
_VALUE = re.compile(r"`src/chengxin/([\w/]+)\.py::(\w+) = ([^`]+)`")
#: What starts a thread, a process or a server, and who may.
STARTERS = {
    "Thread": {
        "apps/ledger/patience.py", "cli/server.py", "jobs/beside.py", "jobs/metrics.py", "jobs/prepare.py",
        "jobs/tallies.py", "jobs/witness_calls.py",
    },
    "Popen": {"cli/backup.py", "cli/server.py", "jobs/prepare.py"},
    "run": {"apps/ledger/device.py", "cli/demo.py", "cli/operate.py"},
    "ThreadingHTTPServer": {"jobs/metrics.py"},
    "ThreadPoolExecutor": set(),
    "ProcessPoolExecutor": set(),
    "Granian": {"cli/server.py"},
}  # fmt: skip


def rows() -> list[list[str]]:
    text = PAGE.read_text(encoding="utf-8").partition(HEADING)[2].partition("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines][1:]


def is_value(module: str, name: str, said: str) -> bool:
    """Whether a name of a module of the product has this value."""
    found: Any = getattr(importlib.import_module("chengxin." + module.replace("/", ".")), name)
    return str(found) == said


def calls_of(name: str) -> set[str]:
    """The modules that call something by this name; of `run` only that of `subprocess`."""
    wanted = {"run": {"subprocess.run"}}.get(
        name, {name, f"threading.{name}", f"subprocess.{name}", f"concurrent.futures.{name}"}
    )
    return {
        path.relative_to(tree.CODE).as_posix()
        for path, source in tree.modules()
        for node in ast.walk(source)
        if isinstance(node, ast.Call) and ast.unparse(node.func) in wanted
    }


@proves("N30")
class TestTable:
    def test_says_of_each_how_many_how_long_and_what_then(self) -> None:
        assert len(rows()) >= 14
        for row in rows():
            assert len(row) == 5, row[0]
            assert all(row), row[0]
            assert "`" in row[4], f"{row[0]} names no place in the code"

    def test_names_the_numbers_of_the_code(self) -> None:
        said = _VALUE.findall(PAGE.read_text(encoding="utf-8"))
        assert len(said) >= 15
        assert [one for one in said if not is_value(*one)] == []

    @pytest.mark.parametrize("planted", [("cli/server", "PATIENCE_SECONDS", "21"), ("core/delivery", "PAUSES", "0")])
    def test_a_number_that_is_another_is_seen(self, planted: tuple[str, str, str]) -> None:
        assert not is_value(*planted)

    def test_names_those_of_the_database_and_of_the_server(self) -> None:
        text = PAGE.read_text(encoding="utf-8")
        on_postgres = configured._database("postgresql://a@localhost/b")
        on_sqlite: Any = configured._database("sqlite:///tmp/nothing.sqlite3")["OPTIONS"]
        assert f"`CONN_MAX_AGE = {on_postgres['CONN_MAX_AGE']}`" in text
        assert f"`timeout = {on_sqlite['timeout']}`" in text
        options = inspect.signature(Granian.__init__).parameters
        assert f"`backlog = {options['backlog'].default}`" in text
        server = (tree.CODE / "cli" / "server.py").read_text(encoding="utf-8")
        assert not re.search(r"\b(backlog|backpressure)\b", server), "no longer the server's own numbers"
        assert "THREADS = 9" in server
        assert "`THREADS = 9`" in text
        assert "blocking_threads=THREADS" in server
        assert "HTTP1Settings(header_read_timeout=IDLE_SECONDS * 1000)" in server


class TestWhoStarts:
    """Whoever is added here gets a row in the table."""

    @pytest.mark.parametrize("name", STARTERS)
    def test_threads_processes_and_servers(self, name: str) -> None:
        assert calls_of(name) == STARTERS[name]
