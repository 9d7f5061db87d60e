"""A copy of the shipped law that a test may spoil in one place."""

from __future__ import annotations

import os
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


class Lent:
    """One copy that goes from test to test, each time under another path, mended in between: to copy three hundred files
    takes longer than what most tests do with them."""

    def __init__(self, place: Path) -> None:
        self._place = place
        shutil.copytree(LAW, place)
        self._files = self._stamps(place)

    def lend(self, to: Path) -> None:
        self._place.rename(to)

    def take_back(self, root: Path) -> None:
        if not root.exists():
            shutil.copytree(LAW, root)
            self._files = self._stamps(root)
        there = self._stamps(root)
        for name, stamp in self._files.items():
            if there.pop(name, None) != stamp:
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(LAW / name, root / name)
        for name in there:
            (root / name).unlink()
        for folder, folders, files in os.walk(root, topdown=False):
            if not folders and not files:
                Path(folder).rmdir()
        self._files = self._stamps(root)
        root.rename(self._place)

    @staticmethod
    def _stamps(root: Path) -> dict[str, tuple[int, int, int]]:
        """Each file -> what no writing leaves as it was."""
        return {
            os.path.relpath(file.path, root): (found.st_ino, found.st_size, found.st_ctime_ns)
            for folder, _, _ in os.walk(root)
            for file in os.scandir(folder)
            if not file.is_dir(follow_symlinks=False)
            for found in [file.stat(follow_symlinks=False)]
        }


@pytest.fixture(scope="session")
def _lent(tmp_path_factory: pytest.TempPathFactory) -> Lent:
    return Lent(tmp_path_factory.mktemp("lent") / "law")


@pytest.fixture
def law(_lent: Lent, tmp_path: Path) -> Iterator[Copy]:
    _lent.lend(tmp_path / "law")
    yield Copy(tmp_path / "law")
    _lent.take_back(tmp_path / "law")
