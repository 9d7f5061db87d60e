"""What the pages on security say is there: each test and file they name, each requirement once, no row without an answer.

And what they say of the code as a whole: what its scripts never do, what opens connections, where cryptography is used.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.guards import tree

OPERATIONS = tree.ROOT / "docs" / "operations"
PAGES = (tree.ROOT / "SECURITY.md", OPERATIONS / "asvs.md", OPERATIONS / "dengbao.md")
#: Section of ASVS 5.0.0 -> how many requirements of levels 1 and 2 it has; the first are of level 1, then those of level 2.
ASVS = {
    "1.1": (0, 2), "1.2": (5, 4), "1.3": (2, 9), "1.4": (0, 3), "1.5": (1, 1), "2.1": (1, 2), "2.2": (2, 1),
    "2.3": (1, 3), "2.4": (0, 1), "3.2": (2, 0), "3.3": (1, 3), "3.4": (2, 4), "3.5": (3, 2), "3.7": (0, 2),
    "4.1": (1, 2), "4.2": (0, 1), "4.3": (0, 2), "4.4": (1, 3), "5.1": (0, 1), "5.2": (2, 1), "5.3": (2, 0),
    "5.4": (0, 3), "6.1": (1, 2), "6.2": (8, 4), "6.3": (2, 2), "6.4": (2, 2), "6.5": (0, 5), "6.6": (0, 3),
    "6.8": (0, 4), "7.1": (0, 3), "7.2": (4, 0), "7.3": (0, 2), "7.4": (2, 3), "7.5": (0, 2), "7.6": (0, 2),
    "8.1": (1, 1), "8.2": (2, 1), "8.3": (1, 0), "8.4": (0, 1), "9.1": (3, 0), "9.2": (1, 3), "10.1": (0, 2),
    "10.2": (0, 2), "10.3": (0, 4), "10.4": (5, 6), "10.5": (0, 5), "10.6": (0, 2), "10.7": (0, 3), "11.1": (0, 2),
    "11.2": (0, 3), "11.3": (2, 1), "11.4": (1, 3), "11.5": (0, 1), "11.6": (0, 1), "12.1": (1, 2), "12.2": (2, 0),
    "12.3": (0, 4), "13.1": (0, 1), "13.2": (0, 5), "13.3": (0, 2), "13.4": (1, 4), "14.1": (0, 2), "14.2": (1, 3),
    "14.3": (1, 2), "15.1": (1, 2), "15.2": (1, 2), "15.3": (1, 6), "16.1": (0, 1), "16.2": (0, 5), "16.3": (0, 4),
    "16.4": (0, 3), "16.5": (0, 3), "17.1": (0, 1), "17.2": (0, 4), "17.3": (0, 2),
}  # fmt: skip
#: Of level 3, those that are looked at here.
LEVEL_3 = (
    "1.2.10 5.2.4 5.2.5 5.2.6 5.3.3 11.1.3 11.1.4 11.2.4 11.2.5 11.3.4 11.3.5 11.5.2 11.6.2 11.7.1 11.7.2 12.1.4 12.1.5 "
    "12.3.5 13.1.2 13.1.3 13.1.4 13.2.6 13.3.3 13.3.4 13.4.6 13.4.7 14.2.5 14.2.6 14.2.7 14.2.8"
).split()
#: Control point of GB/T 22239-2019, 8.1.4 -> its last letter; "" where it has one requirement alone.
DENGBAO = {1: "d", 2: "g", 3: "d", 4: "f", 5: "", 6: "", 7: "b", 8: "b", 9: "c", 10: "b", 11: "b"}
ASVS_VERDICTS = {"met", "built, not tested", "not met", "operator", "not applicable"}
DENGBAO_VERDICTS = {"符合", "有，没有测试", "不符合", "部署方"}
#: Whoever tries something, as `SECURITY.md` names them.
ACTORS = {
    "Curious clerk", "Colluding clerk", "Corrupt administrator", "Whoever owns the database", "Insider who takes data away",
    "Compromised program of a department", "Enumerating program of a bank", "Scraper", "Resident against another",
    "Coercion", "Error upstream", "Over-zealous authority", "Creep by statistics", "Denial of service", "Supply chain",
    "We ourselves",
}  # fmt: skip
_NAMED = re.compile(r"`([\w./-]+/[\w./-]*)((?:::\w+)*)`")


@dataclass(frozen=True)
class Row:
    """One row of a table of requirements."""

    id: str
    cells: tuple[str, ...]

    @property
    def verdict(self) -> str:
        return self.cells[-2]


def rows_of(page: Path, begin: str) -> list[Row]:
    """The rows whose first cell begins so."""
    found = []
    for line in page.read_text(encoding="utf-8").splitlines():
        cells = [re.sub(r"<!--.*?-->", "", cell).strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and cells[0].startswith(begin):
            found.append(Row(cells[0], tuple(cells)))
    return found


def named_in(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """(path, names within it) of everything in backticks that is a path of the project; addresses begin with a slash."""
    return [
        (path, tuple(names.split("::")[1:]))
        for path, names in _NAMED.findall(text)
        if not path.startswith("/")
        and path.partition("/")[0] in {"tests", "src", "docs", "law", "feeds", "scripts", "requirements"}
    ]


@cache
def defined_in(path: Path) -> frozenset[tuple[str, ...]]:
    """Functions and classes of a module, and the functions of its classes."""
    found: set[tuple[str, ...]] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add((node.name,))
        if isinstance(node, ast.ClassDef):
            found |= {(node.name, inner.name) for inner in node.body if isinstance(inner, ast.FunctionDef)}
    return frozenset(found)


def missing_in(text: str) -> list[str]:
    """What a text names and the project does not have."""
    return [
        "::".join((path, *names))
        for path, names in named_in(text)
        if not (tree.ROOT / path).exists() or (names and names not in defined_in(tree.ROOT / path))
    ]


class TestNamed:
    @pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
    def test_every_test_and_file_is_there(self, page: Path) -> None:
        text = page.read_text(encoding="utf-8")
        assert missing_in(text) == []
        assert sum(path.startswith("tests/") for path, _ in named_in(text)) > 25

    @pytest.mark.parametrize(
        "planted",
        [
            "`tests/web/test_nothing.py`",
            "`tests/web/test_staff.py::TestNobody`",
            "`tests/web/test_staff.py::TestSignIn::test_nothing`",
            "`tests/web/test_staff.py::test_leads_to_the_page_of_the_role`",
            "`src/chengxin/nothing.py`",
        ],
    )
    def test_a_name_that_is_gone_is_seen(self, planted: str) -> None:
        assert missing_in(f"as {planted} shows")

    def test_what_is_there_is_not(self) -> None:
        known = "`tests/web/test_staff.py::TestSignIn::test_leads_to_the_page_of_the_role`, `tests/core/`, `/verify/`"
        assert missing_in(known) == []
        assert len(named_in(known)) == 2

    def test_no_note_to_oneself_is_left(self) -> None:
        assert [page.name for page in PAGES if "<!--" in page.read_text(encoding="utf-8")] == []


def _asvs_ids() -> Iterator[tuple[str, str]]:
    for section, (first, second) in ASVS.items():
        for number in range(1, first + second + 1):
            yield f"V{section}.{number}", "1" if number <= first else "2"
    for number in LEVEL_3:
        yield f"V{number}", "3"


def _dengbao_ids() -> list[str]:
    found = []
    for point, last in DENGBAO.items():
        letters = [chr(code) for code in range(ord("a"), ord(last) + 1)] if last else [""]
        found += [f"8.1.4.{point} {letter}".strip() for letter in letters]
    return found


class TestRequirements:
    def test_of_asvs_each_stands_once_with_its_level(self) -> None:
        assert sum(map(sum, ASVS.values())) == 253
        rows = [row for row in rows_of(OPERATIONS / "asvs.md", "V") if re.fullmatch(r"V\d+\.\d+\.\d+", row.id)]
        assert sorted((row.id, row.cells[1]) for row in rows) == sorted(_asvs_ids())

    def test_of_dengbao_each_stands_once_in_its_order(self) -> None:
        assert len(_dengbao_ids()) == 34
        assert [row.id for row in rows_of(OPERATIONS / "dengbao.md", "8.1.4")] == _dengbao_ids()

    @pytest.mark.parametrize(
        ("page", "begin", "width", "verdicts", "good", "bad", "to_do"),
        [
            ("asvs.md", "V", 5, ASVS_VERDICTS, "met", "not met", "To do: "),
            ("dengbao.md", "8.1.4", 4, DENGBAO_VERDICTS, "符合", "不符合", "要做："),
        ],
    )
    def test_have_a_known_verdict_and_what_stands_behind_it(
        self, page: str, begin: str, width: int, verdicts: set[str], good: str, bad: str, to_do: str
    ) -> None:
        for row in rows_of(OPERATIONS / page, begin):
            assert len(row.cells) == width, row.id
            assert all(row.cells), f"{row.id} has an empty cell"
            assert row.verdict in verdicts, row.id
            assert (to_do in row.cells[-1]) is (row.verdict == bad), f"{row.id}: what is not met says what to do"
            if row.verdict == good:
                shown = named_in(row.cells[-1]) or re.search(
                    r"`pyproject\.toml`|the table|the same table", row.cells[-1]
                )
                assert shown, f"{row.id} shows nothing"

    def test_are_explained_before_they_are_used(self) -> None:
        for page, verdicts in (("asvs.md", ASVS_VERDICTS), ("dengbao.md", DENGBAO_VERDICTS)):
            text = (OPERATIONS / page).read_text(encoding="utf-8")
            assert {verdict for verdict in verdicts if re.search(rf"^\| {verdict} \| ", text, re.MULTILINE)} == verdicts


class TestActors:
    def test_each_has_an_attack_a_guard_a_test_and_what_remains(self) -> None:
        text = (tree.ROOT / "SECURITY.md").read_text(encoding="utf-8")
        model = text.partition("## The threat model as built")[2].partition("\n## ")[0]
        rows = [
            [cell.strip() for cell in line.strip("|").split("|")] for line in model.splitlines() if line[:1] == "|"
        ][2:]
        assert {row[0] for row in rows} == ACTORS
        assert len(rows) == len(ACTORS)
        for row in rows:
            assert len(row) == 5, row[0]
            assert all(row), row[0]
            assert any(path.startswith("tests/") for path, _ in named_in(row[3])), row[0]

    def test_what_was_not_done_is_listed(self) -> None:
        text = (tree.ROOT / "SECURITY.md").read_text(encoding="utf-8")
        listed = text.partition("## Not done")[2].partition("\n## ")[0]
        for word in ("vulnerabilit", "certified", "assessment", "penetration"):
            assert word in listed


_FORBIDDEN = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\s*\(|new Function|DOMParser|localStorage|sessionStorage"
    r"|indexedDB|document\.cookie|window\.addEventListener\(\s*[\"']message"
)


class TestScripts:
    """Ours, not the two that are vendored: htmx, and what runs Python in the page for departments."""

    def test_write_text_store_nothing_and_listen_to_nobody(self) -> None:
        ours = [path for path in tree.CODE.rglob("*.js") if "vendor" not in path.parts and ".min." not in path.name]
        assert len(ours) == 3
        found = {path.name: _FORBIDDEN.findall(path.read_text(encoding="utf-8")) for path in ours}
        assert {name: bad for name, bad in found.items() if bad} == {}

    def test_a_planted_one_is_seen(self) -> None:
        assert _FORBIDDEN.search("place.innerHTML = told")
        assert _FORBIDDEN.search("eval(told)")


#: What can open or take a connection -> the modules that may.
_NETWORK = {
    "urllib.request": {"apps/notices/channels.py", "jobs/witness_calls.py"},
    "smtplib": {"apps/notices/channels.py"},
    "django.core.mail": {"apps/notices/channels.py"},
    "http.server": {"cli/witness_server.py", "jobs/metrics.py"},
    "socket": {"cli/server.py"},
    "granian": {"cli/server.py"},
    "http.client": {"apps/notices/channels.py", "jobs/witness_calls.py"},
    "ssl": set(),
    "ftplib": set(),
    "authlib": {"web/signing_in/provider.py"},
    "requests": {"web/signing_in/provider.py"},
    "httpx": set(),
    "urllib3": set(),
    "aiohttp": set(),
}


def importers(*names: str) -> dict[str, set[str]]:
    """Module -> who imports it or something in it, as paths within the package."""
    found: dict[str, set[str]] = {name: set() for name in names}
    for path, source in tree.modules():
        for node in ast.walk(source):
            taken = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                taken = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
            for name in names:
                if any(one == name or one.startswith(f"{name}.") for one in taken):
                    found[name].add(path.relative_to(tree.CODE).as_posix())
    return found


class TestNetwork:
    def test_is_opened_by_what_sends_messages_and_serves_alone(self) -> None:
        assert importers(*_NETWORK) == _NETWORK


class TestCryptography:
    def test_is_used_where_the_inventory_says(self) -> None:
        text = (OPERATIONS / "asvs.md").read_text(encoding="utf-8")
        inventory = text.partition("## Cryptographic inventory")[2].partition("\n## ")[0]
        listed = {path.removeprefix("src/chengxin/") for path, _ in named_in(inventory)}
        used = importers("cryptography")["cryptography"]
        assert used - listed == set()
        assert len(used) >= 8
