"""One term is one Chinese word is one name: each is defined in the code, and none stands twice."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache

import pytest

from tests.guards import tree

GLOSSARY = tree.ROOT / "GLOSSARY.md"
_CHINESE = re.compile(r"[㐀-鿿]")


def entries() -> list[tuple[str, str, str]]:
    """(term, Chinese, name) of every line of the tables."""
    found = []
    for line in GLOSSARY.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 4 and cells[1] != "中文":
            found.append((cells[0], cells[1], cells[2].strip("`")))
    return found


def names_defined(source: ast.Module) -> set[str]:
    """What a module defines: classes, functions, their arguments, fields and members, with and without the class's name."""
    found = set()
    for node in ast.walk(source):
        match node:
            case ast.ClassDef(name=name, body=body):
                members = {member for statement in body for member in _targets(statement)}
                found |= {name} | members | {f"{name}.{member}" for member in members}
            case ast.FunctionDef(name=name, args=arguments):
                found |= {name} | {argument.arg for argument in [*arguments.args, *arguments.kwonlyargs]}
    return found | {name for statement in source.body for name in _targets(statement)}


def _targets(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
    return []


@cache
def all_defined() -> frozenset[str]:
    found = set()
    for path, source in tree.modules():
        if not tree.is_migration(path):
            found |= names_defined(source) | {path.stem, path.parent.name}
    return frozenset(found)


class TestGlossary:
    def test_names_only_what_is_defined(self) -> None:
        assert [name for _, _, name in entries() if name not in all_defined()] == []
        assert len(entries()) > 60

    @pytest.mark.parametrize("place", [0, 1, 2], ids=["term", "chinese", "name"])
    def test_says_nothing_twice(self, place: int) -> None:
        counts = Counter(entry[place] for entry in entries())
        assert [what for what, count in counts.items() if count > 1] == []

    def test_gives_each_term_a_chinese_word(self) -> None:
        assert [term for term, chinese, _ in entries() if not _CHINESE.search(chinese)] == []

    def test_lists_words_to_avoid(self) -> None:
        avoided = GLOSSARY.read_text(encoding="utf-8").split("## Words we do not use")[1]
        assert all(word in avoided for word in ("score", "rank", "blacklist", "黑名单", "query"))

    def test_keeps_words_to_avoid_out_of_what_a_person_reads(self) -> None:
        """A page may say that something is never done; a letter, a file's page or a window's answer has no need to."""
        avoided = ["信用等级", "信用画像", "黑名单", "红名单", "失信人员", "老赖", "污点"]
        texts = [
            *(path for path, _ in tree.templates() if "public" not in path.parts),
            *(tree.ROOT / "law" / "texts").rglob("*.toml"),
        ]
        found = [
            f"{tree.relative(path)}: {word}" for path in texts for word in avoided if word in path.read_text("utf-8")
        ]
        assert found == []
        assert len(texts) > 30

    def test_calls_a_repair_that_was_granted_by_one_word_for_the_decision_and_one_for_the_record(self) -> None:
        texts = [
            *(path for path, _ in tree.templates()),
            *(tree.ROOT / "law" / "texts").rglob("*.toml"),
            *tree.CODE.rglob("*.py"),
        ]
        others = re.compile("修复成功|获准|已经修复|已经信用修复")
        assert [tree.relative(path) for path in texts if others.search(path.read_text("utf-8"))] == []

    def test_would_miss_nothing(self) -> None:
        source = ast.parse("class Fate(StrEnum):\n    ACCEPTED = 'accepted'\n\ndef judge(*, feed): ...\nNEVER = ()\n")
        assert {"Fate", "Fate.ACCEPTED", "ACCEPTED", "judge", "feed", "NEVER"} <= names_defined(source)
        assert "REFUSED" not in names_defined(source)
