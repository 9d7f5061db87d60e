"""`docs/plan.md` says of each of the plan's 16 tasks what became of it, why, and what shows it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from chengxin.lawbook import load

ROOT = Path(__file__).resolve().parents[2]
STATUSES = {"built", "narrower form", "refused", "not yet"}
NOTHING = "—"
HEADINGS = ["task", "title", "part", "status", "law", "where", "shown by"]
#: What the plan asks for and law forbids, by a word of the part that says so.
MUST_BE_REFUSED = {
    ("1.4", "graduation"),
    ("2.1", "Fingerprints"),
    ("3.1", "blacklist"),
    ("4.1", "listing persons"),
    ("5.2", "automatic"),
    ("5.3", "Exposure"),
}


@dataclass(frozen=True)
class Line:
    """One part of one task."""

    task: str
    title: str
    part: str
    status: str
    law: tuple[str, ...]
    where: tuple[str, ...]
    shown_by: tuple[str, ...]


def lines_of(text: str) -> list[Line]:
    found = []
    for row in re.findall(r"^\| (?=(?:\d\.\d|S\d) )(.*) \|$", text, re.MULTILINE):
        task, title, part, status, law, where, shown_by = (cell.strip() for cell in row.split(" | "))
        articles = () if law == NOTHING else tuple(law.split("、"))
        found.append(Line(task, title, part, status, articles, _paths(where), _paths(shown_by)))
    return found


def _paths(cell: str) -> tuple[str, ...]:
    """The paths of a cell; anything else in it is an error of the page."""
    assert cell == NOTHING or re.fullmatch(r"`[^`]+`(, `[^`]+`)*", cell), cell
    return tuple(re.findall(r"`([^`]+)`", cell))


def tag_of(article: str) -> str:
    """个人信息保护法第六条 as pipl/第六条; what no source is called stays as it is, and resolves to nothing."""
    title, number = re.fullmatch(r"(.+?)(第[一二三四五六七八九十百千零]+条)", article).groups()  # type: ignore[union-attr]
    slugs = [slug for slug, source in load().sources.items() if source.title == title]
    return f"{slugs[0]}/{number}" if len(slugs) == 1 else article


@cache
def page() -> str:
    return (ROOT / "docs" / "plan.md").read_text(encoding="utf-8")


@cache
def tasks() -> dict[str, str]:
    plan = tomllib.loads((ROOT / "law" / "plan" / "tasks.toml").read_text(encoding="utf-8"))
    return {task["id"]: task["title"] for task in plan["task"]}


LINES = lines_of(page())


class TestPlan:
    def test_has_a_line_for_each_of_the_sixteen_tasks_in_their_order(self) -> None:
        assert len(tasks()) == 16
        assert list(dict.fromkeys(line.task for line in LINES)) == list(tasks())

    def test_leaves_no_row_unread(self) -> None:
        rows = [row for row in page().splitlines() if row.startswith("|")]
        headed = [row for row in rows if row == f"| {' | '.join(HEADINGS)} |"]
        assert len(rows) == len(LINES) + 2 * len(headed) + len(STATUSES) + 2

    def test_explains_exactly_the_statuses_it_uses(self) -> None:
        assert {line.status for line in LINES} <= STATUSES
        assert set(re.findall(r"^\| (built|narrower form|refused|not yet) \| ", page(), re.MULTILINE)) == STATUSES

    def test_counts_the_items_as_they_are(self) -> None:
        assert f"{len(load().items)} items so far" in page()

    @pytest.mark.parametrize(("task", "word"), sorted(MUST_BE_REFUSED))
    def test_refuses_what_law_forbids(self, task: str, word: str) -> None:
        assert [line.status for line in LINES if line.task == task and word in line.part] == ["refused"]


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line.task}-{line.status}-{line.part[:24]}")
class TestLine:
    def test_has_the_title_of_the_plan(self, line: Line) -> None:
        assert line.title == tasks()[line.task]

    def test_cites_articles_that_the_lawbook_holds(self, line: Line) -> None:
        assert [article for article in line.law if not load().cites(tag_of(article))] == []

    def test_names_files_that_are_there(self, line: Line) -> None:
        assert [name for name in (*line.where, *line.shown_by) if not (ROOT / name).exists()] == []

    def test_shows_what_it_claims_and_claims_nothing_that_is_not_there(self, line: Line) -> None:
        if line.status == "not yet":
            assert (line.where, line.shown_by) == ((), ())
        else:
            assert line.where
            assert line.shown_by
            assert all(re.fullmatch(r"tests/\w+/test_\w+\.py", name) for name in line.shown_by)

    def test_says_by_which_article_less_is_done_than_asked(self, line: Line) -> None:
        assert line.law or line.status in {"built", "not yet"}


@pytest.mark.parametrize("article", ["个人信息保护法第九百条", "没有的法第一条"])
def test_an_article_nobody_holds_would_be_seen(article: str) -> None:
    assert not load().cites(tag_of(article))


def test_what_is_called_not_shipped_is_not_shipped_and_stands_once() -> None:
    text = (ROOT / "docs" / "law-open.md").read_text(encoding="utf-8")
    section = text.partition("## Not shipped")[2].partition("\n## ")[0]
    firsts = [row.split("|")[1] for row in section.splitlines() if row.startswith("|")]
    codes = re.findall(r"\b[ABNP]\d{4}\b", " ".join(firsts))
    shipped = {item.code for item in load().items.values()}
    assert len(codes) == len(set(codes))
    assert set(codes) & shipped == set()
    assert f"Of the {len(codes) + len(shipped)} items of the proposed catalogue {len(shipped)} are shipped" in section
    assert f"These {len(codes)} are not" in section
