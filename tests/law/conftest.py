"""A copy of the shipped law that a test may spoil in one place."""

from __future__ import annotations

import pickle
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chengxin.lawbook import check
from tests.assessed import assess

LAW = Path(__file__).parents[2] / "law"


class Copy:
    """A law directory of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def replace(self, file: str, old: str, new: str) -> None:
        """Change one place; a test that changes nothing would prove nothing."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} does not say {old}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def write(self, file: str, text: str) -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def read(self, file: str) -> str:
        return (self.root / file).read_text(encoding="utf-8")

    def assess(self) -> None:
        """As if two persons had assessed anew what was changed."""
        assess(self.root)

    def places(self) -> set[tuple[str, str]]:
        return {(problem.file, problem.key) for problem in check(self.root)}


@pytest.fixture(autouse=True, scope="session")
def _each_text_is_parsed_once() -> Iterator[None]:
    """A test spoils one file of three hundred; half of all time went into parsing the others again."""
    parse, known = tomllib.loads, dict[str, bytes]()

    def loads(text: str, **more: Any) -> dict[str, Any]:
        if more:
            return parse(text, **more)
        if text not in known:
            known[text] = pickle.dumps(parse(text))
        found: dict[str, Any] = pickle.loads(known[text])
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tomllib, "loads", loads)
        yield


@pytest.fixture
def law(tmp_path: Path) -> Copy:
    shutil.copytree(LAW, tmp_path / "law")
    return Copy(tmp_path / "law")
