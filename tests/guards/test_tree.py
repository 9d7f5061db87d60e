"""What must stand in no file of the project, and what no page may load."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.guards import tree
from tests.proves import proves

#: Written apart, so that this file does not hold what it looks for.
_ADDRESSES = [
    "pypi." + "org",
    "pythonhosted." + "org",
    "registry.npm" + "js",
    "deb.debian" + ".org",
    "extra-" + "index-url",
]
_WORKPLACE = [
    "sub" + "agent",
    "/wo" + "rk/",
    "/ro" + "ot/",
    "../sha" + "red",
    "work" + "place",
    "claude",
    "anth" + "ropic",
]
_BINARY = {".woff2", ".ttf", ".png", ".xlsx", ".ico", ".gz"}


def texts() -> list[tuple[Path, str]]:
    found = []
    for path in tree.kept_files():
        if path.suffix in _BINARY or path.name == "axe.min.js":
            continue
        try:
            found.append((path, path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            assert "feeds" in path.parts, (
                f"{tree.relative(path)} is neither UTF-8 nor an example of a department's file"
            )
    return found


def holding(word: str) -> list[str]:
    here = Path(__file__)
    return [tree.relative(path) for path, text in texts() if word in text.lower() and path != here]


class TestFiles:
    @pytest.mark.parametrize("word", _ADDRESSES)
    def test_name_no_registry(self, word: str) -> None:
        assert holding(word) == []

    @pytest.mark.parametrize("word", _WORKPLACE)
    def test_name_no_machine(self, word: str) -> None:
        assert holding(word) == []

    def test_are_there(self) -> None:
        assert len(texts()) > 200

    def test_locks_hold_hashes_and_no_address(self) -> None:
        for name in ("run", "pg", "dev"):
            lock = (tree.ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
            assert "http" not in lock
            pins = re.findall(r"^[\w.\[\]-]+==", lock, re.MULTILINE)
            assert len(pins) >= 8
            assert len(re.findall(r"--hash=sha256:", lock)) >= len(pins)

    def test_development_holds_what_the_product_runs_on(self) -> None:
        """`make test` and `make demo` share one environment."""
        pins = {
            name: set(
                re.findall(
                    r"^([\w.\[\]-]+==\S+)", (tree.ROOT / "requirements" / f"{name}.txt").read_text(), re.MULTILINE
                )
            )
            for name in ("run", "pg", "dev")
        }
        assert pins["run"] <= pins["pg"] <= pins["dev"]


_OUTSIDE = re.compile(r"""(?:https?:)?//[\w-]+(?:\.[\w-]+)+""")
_NAMESPACE = re.compile(r"https?://www\.w3\.org/")


def loads_from_outside(text: str) -> list[str]:
    """Addresses of other hosts, without XML namespaces and comments."""
    bare = re.sub(r"/\*.*?\*/|\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}|<!--.*?-->", "", text, flags=re.DOTALL)
    return _OUTSIDE.findall(_NAMESPACE.sub("", bare))


@proves("R39")
class TestPages:
    def test_load_nothing_from_another_host(self) -> None:
        static = tree.CODE / "web" / "static"
        files = [path for path, _ in tree.templates()] + sorted(static.rglob("*.css")) + sorted(static.rglob("*.svg"))
        assert len(files) > 20
        bad = [
            f"{tree.relative(path)}: {found}" for path in files for found in loads_from_outside(path.read_text("utf-8"))
        ]
        assert bad == []

    def test_write_no_style_or_script_inline(self) -> None:
        """The content security policy would drop them silently."""
        bad = [
            f"{tree.relative(path)}: {found}"
            for path, text in tree.templates()
            for found in re.findall(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)", text)
        ]
        assert bad == []

    def test_sees_a_planted_address(self) -> None:
        assert loads_from_outside('<link href="https://fonts.example.com/x.css">')
        assert loads_from_outside("src: url(//cdn.example.com/a.woff2)")
        assert not loads_from_outside('<svg xmlns="http://www.w3.org/2000/svg">')
