"""What the documents say is there, is there: paths, settings, words, articles of law, mutants."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from chengxin.lawbook import load
from tests.guards import tree

#: Documents whose paths are promises.
WITH_PATHS = ["ARCHITECTURE.md", "README.md", "README.zh-CN.md", "CONTRIBUTING.md", "SECURITY.md", "docs/plan.md"]
_PATH = re.compile(r"`([\w.*<>-]+(?:/[\w.*<>-]+)*/?)(?:::?[\w.:]+)?`")
_SUFFIXES = (".py", ".toml", ".html", ".md", ".csv", ".css", ".txt", ".patch", ".svg", ".xlsx", ".importlinter")


def documents() -> list[Path]:
    named = [tree.ROOT / name for name in WITH_PATHS]
    walks = sorted((tree.ROOT / "docs").rglob("*.md"))
    return list(dict.fromkeys([*named, *walks]))


def paths_in(text: str) -> list[str]:
    """Backticked words that are plainly paths; patterns with < > or * are left out."""
    return [
        found
        for found in _PATH.findall(text)
        if "/" in found and not set("<>*") & set(found) and (found.endswith(_SUFFIXES) or found.endswith("/"))
    ]


def exists(name: str, beside: Path) -> bool:
    bases = (tree.ROOT, tree.CODE, tree.CODE / "web", tree.CODE / "web" / "templates", beside.parent)
    return any((base / name).exists() for base in bases)


class TestPaths:
    def test_every_path_a_document_names_exists(self) -> None:
        missing = [
            f"{tree.relative(document)}: {name}"
            for document in documents()
            for name in paths_in(document.read_text(encoding="utf-8"))
            if not exists(name, document) and not _is_address(name)
        ]
        assert missing == []

    def test_links_between_documents_lead_somewhere(self) -> None:
        missing = []
        for document in documents():
            for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
                if "://" not in target and not target.startswith("mailto:"):
                    if not (document.parent / target).exists():
                        missing.append(f"{tree.relative(document)}: {target}")
        assert missing == []

    def test_recognises_a_path(self) -> None:
        assert paths_in("`core/law.py` and `tests/mutants/` but not `a or b`, `R01`, `feeds/<x>/feed.toml`") == [
            "core/law.py",
            "tests/mutants/",
        ]

    def test_a_walkthrough_names_many_files(self) -> None:
        walks = sorted((tree.ROOT / "docs" / "walkthroughs").glob("*.md"))
        assert walks
        for walk in walks:
            assert len(paths_in(walk.read_text(encoding="utf-8"))) >= 5, walk.name


def _is_address(name: str) -> bool:
    """An address of the running product, such as `/me/`, or a data folder that exists only when it runs."""
    return name.split("/")[0] in {"data", "demo-data", "me", "window", "department", "desk", "oversight", "demo", "how"}


class TestSettings:
    def test_documented_ones_are_the_ones_that_are_read(self) -> None:
        text = (tree.ROOT / "docs" / "operations" / "settings.md").read_text(encoding="utf-8")
        documented = set(re.findall(r"^\| `(CHENGXIN_\w+)`", text, re.MULTILINE))
        assert documented == settings_read()
        assert len(documented) >= 8


def settings_read() -> set[str]:
    """Environment variables of the product that its code names anywhere."""
    return {
        node.value
        for _, source in tree.modules()
        for node in ast.walk(source)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"CHENGXIN_\w+", node.value)
    }


@cache
def all_names() -> frozenset[str]:
    names = set()
    for path, source in tree.modules():
        names |= {path.stem, path.parent.name}
        names |= {name for name, _ in tree.identifiers(source)}
        # Values of enumerations and table names are names too.
        names |= {
            node.value for node in ast.walk(source) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
    return frozenset(names)


class TestGlossary:
    GLOSSARY = tree.ROOT / "GLOSSARY.md"

    def test_every_name_in_it_is_in_the_code(self) -> None:
        rows = [line for line in self.GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
        named = [name for row in rows for name in re.findall(r"`([A-Za-z_][\w.]*)`", row)]
        assert len(named) >= 20
        unknown = [name for name in named if not set(name.split(".")) <= all_names()]
        assert unknown == []

    def test_one_term_stands_once(self) -> None:
        rows = [line for line in self.GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("|")]
        terms = [row.split("|")[1].strip() for row in rows]
        terms = [term for term in terms if term and not set(term) <= set("-: ")]
        assert len(terms) == len(set(terms))


_TAG = re.compile(r"\[law:([a-z0-9_]+)/([^\]]+)\]")


class TestLawTags:
    def test_every_tag_in_the_code_resolves(self) -> None:
        sources = load().sources
        found, unresolved = 0, []
        for path in [path for path, _ in tree.modules()] + [path for path, _ in tree.templates()]:
            for slug, article in _TAG.findall(path.read_text(encoding="utf-8")):
                found += 1
                if slug not in sources or article not in sources[slug].articles:
                    unresolved.append(f"{tree.relative(path)}: {slug}/{article}")
        assert unresolved == []
        assert found > 20


def mutate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("chengxin_mutate", tree.ROOT / "scripts" / "mutate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


class TestMutants:
    @pytest.mark.skipif(not (tree.ROOT / ".git").exists(), reason="a copy without git is itself a mutant")
    def test_each_promise_has_one_that_applies(self) -> None:
        assert mutate().list_problems() == []
