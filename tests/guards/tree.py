"""What the guards look at: the tracked files, the syntax trees of the code, the templates, the models."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "src" / "chengxin"
TEMPLATES = CODE / "web" / "templates"


@cache
def kept_files() -> tuple[Path, ...]:
    """Every file of the project: tracked, or new and not ignored. In a copy without git, everything that is there."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if done.returncode == 0:
        names = [ROOT / name for name in done.stdout.decode().split("\0") if name]
    else:
        hidden = {".venv", "__pycache__", ".git", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".import_linter_cache"}
        names = [path for path in ROOT.rglob("*") if not hidden & set(path.relative_to(ROOT).parts)]
    return tuple(sorted(path for path in names if path.is_file()))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def modules(*under: str) -> tuple[tuple[Path, ast.Module], ...]:
    """The product's modules with their trees; `under` narrows to folders of the package such as `web`."""
    roots = [CODE / name for name in under] or [CODE]
    paths = sorted({path for root in roots for path in root.rglob("*.py")})
    return tuple((path, ast.parse(path.read_text(encoding="utf-8"), str(path))) for path in paths)


def is_migration(path: Path) -> bool:
    return "migrations" in path.parts


def identifiers(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Every name that a reader of the code meets, with its line: also keys of literal mappings, since they become JSON."""
    for node in ast.walk(tree):
        for name in _names_of(node):
            if name:
                yield name, getattr(node, "lineno", 0)


def _names_of(node: ast.AST) -> list[str]:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name):
            return [name]
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        # A route's or a constraint's own name is a string: name="ask".
        case ast.keyword(arg="name", value=ast.Constant(value=str(text))):
            return ["name", text]
        case ast.keyword(arg=str(name)):
            return [name]
        case ast.alias(name=name, asname=other):
            return [*name.split("."), other or ""]
        case ast.Dict(keys=keys):
            return [key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return [name]
    return []


def words(identifier: str) -> set[str]:
    """The lower-case words of an identifier in any of the usual spellings."""
    spaced = re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", identifier)
    return {word.lower() for word in re.split(r"[^A-Za-z]+", spaced) if word}


@cache
def templates() -> tuple[tuple[Path, str], ...]:
    return tuple((path, path.read_text(encoding="utf-8")) for path in sorted(TEMPLATES.rglob("*.html")))


def template_names(text: str) -> Iterator[str]:
    """Every variable, filter and tag word inside {{ }} and {% %}."""
    for inside in re.findall(r"\{\{(.*?)\}\}|\{%(.*?)%\}", text, re.DOTALL):
        yield from re.findall(r"[A-Za-z_]\w*", " ".join(inside))
