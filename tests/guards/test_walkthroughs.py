"""The documents keep step with the code: names in walkthroughs, commands and steps in READMEs, floors, pictures."""

from __future__ import annotations

import argparse
import ast
import configparser
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from chengxin.cli.main import parser
from chengxin.demo import cast
from tests.guards import tree
from tests.guards.test_glossary import names_defined

WALKTHROUGHS = sorted((tree.ROOT / "docs" / "walkthroughs").glob("*.md"))
READMES = [tree.ROOT / "README.md", tree.ROOT / "README.zh-CN.md"]
_NAMED = re.compile(r"`([\w./-]+\.py):([A-Za-z_][\w.]*)`")


def named(text: str) -> list[tuple[str, str]]:
    """(path, name) of every `path.py:name` in a document."""
    return _NAMED.findall(text)


def place(path: str) -> Path:
    """Documents name the product's files relative to the package, all others relative to the project."""
    inside = tree.CODE / path
    return inside if inside.exists() else tree.ROOT / path


@cache
def defined_in(path: Path) -> frozenset[str]:
    return frozenset(names_defined(ast.parse(path.read_text(encoding="utf-8")))) if path.exists() else frozenset()


def commands(top: argparse.ArgumentParser, words: str) -> Iterator[str]:
    """Every command that does something: `chengxin law check`, ..."""
    below = [action for action in top._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield words
    for action in below:
        for word, command in action.choices.items():
            yield from commands(command, f"{words} {word}")


@pytest.mark.parametrize("walk", WALKTHROUGHS, ids=lambda path: path.stem)
class TestWalkthrough:
    def test_names_what_the_file_defines(self, walk: Path) -> None:
        pairs = named(walk.read_text(encoding="utf-8"))
        assert [f"{path}:{name}" for path, name in pairs if name not in defined_in(place(path))] == []
        assert len(pairs) >= 20

    def test_names_no_file_without_looking_for_something_in_it(self, walk: Path) -> None:
        """A bare Python path could outlive what it was named for; only tests are named whole."""
        bare = re.findall(r"`([\w./-]+\.py)`", walk.read_text(encoding="utf-8"))
        assert [path for path in bare if not path.startswith("tests/")] == []

    def test_steps_count_on(self, walk: Path) -> None:
        steps = [int(step) for step in re.findall(r"^(\d+)\. ", walk.read_text(encoding="utf-8"), re.MULTILINE)]
        assert steps == list(range(1, len(steps) + 1))


class TestNamed:
    def test_recognises_a_name(self) -> None:
        assert named("`core/records.py:Arrival.WITHDRAWAL` and `tests/x.py`") == [
            ("core/records.py", "Arrival.WITHDRAWAL")
        ]

    def test_would_catch_a_name_that_is_gone(self) -> None:
        assert "take_effect" not in defined_in(place("core/records.py"))
        assert "standing" in defined_in(place("core/records.py"))


@pytest.mark.parametrize("readme", READMES, ids=lambda path: path.name)
class TestReadme:
    def test_lists_every_command(self, readme: Path) -> None:
        text = readme.read_text(encoding="utf-8")
        listed = {match.strip() for match in re.findall(r"^\| `(chengxin(?: [a-z]+(?:-[a-z]+)*)+)", text, re.MULTILINE)}
        assert listed == set(commands(parser(), "chengxin"))

    def test_shows_pictures_that_are_there_and_says_what_is_on_them(self, readme: Path) -> None:
        shown = re.findall(r'<img src="([^"]+)" width="\d+" alt="([^"]+)">', readme.read_text(encoding="utf-8"))
        assert [source for source, _ in shown if not (tree.ROOT / source).exists()] == []
        assert len(shown) >= 7

    def test_says_the_eight_limits(self, readme: Path) -> None:
        text = readme.read_text(encoding="utf-8")
        limits = re.split(r"^## ", text, flags=re.MULTILINE)[1]
        assert len(re.findall(r"^\d\. \*\*", limits, re.MULTILINE)) == 8

    def test_tells_the_steps_of_the_demo(self, readme: Path) -> None:
        text = readme.read_text(encoding="utf-8")
        assert cast.NEWCOMER.number in text
        if readme.name.endswith("zh-CN.md"):
            assert [step for step in cast.STEPS if step not in text] == []


class TestPictures:
    def test_are_all_shown_somewhere(self) -> None:
        texts = "".join(path.read_text(encoding="utf-8") for path in [*READMES, *(tree.ROOT / "docs").rglob("*.md")])
        pictures = sorted((tree.ROOT / "docs" / "pictures").glob("*.png"))
        assert [picture.name for picture in pictures if picture.name not in texts] == []


def layers(contract: str) -> list[str]:
    """The rooms of a contract that are built; a name in parentheses is a room that is not."""
    contracts = configparser.ConfigParser()
    contracts.read(tree.ROOT / ".importlinter", encoding="utf-8")
    words = contracts[f"importlinter:contract:{contract}"]["layers"].replace("|", " ").split()
    return [word for word in words if not word.startswith("(") and word != "__main__"]


class TestArchitecture:
    TEXT = (tree.ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")

    def test_draws_the_floors_as_they_are_checked(self) -> None:
        drawn = self.TEXT.split("## Floors")[1].split("## Stages")[0]
        rows = [row.split("|")[1] for row in drawn.splitlines() if row.startswith("| `")]
        named_floors = [
            name.removesuffix("/").removesuffix(".py") for row in rows for name in re.findall(r"`([\w./]+)`", row)
        ]
        assert named_floors == layers("floors")

    def test_draws_the_stages_in_their_order(self) -> None:
        drawn = self.TEXT.split("## Stages")[1].splitlines()[2]
        assert re.findall(r"`(\w+)`", drawn) == _oldest_first(layers("stages"))

    def test_stays_one_page(self) -> None:
        assert len(self.TEXT.splitlines()) <= 90


def _oldest_first(stages: list[str]) -> list[str]:
    """The drawing puts officials before notices and people before matters, as the contract does from below."""
    return list(reversed(stages))
