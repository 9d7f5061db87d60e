"""What the page carries of our own: the modules that checking a file needs, the whole law, the feeds asked for."""

from __future__ import annotations

import ast
import io
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path

from chengxin.intake.feeds import feeds_root, load_feeds
from chengxin.lawbook.load import law_root

_PACKAGE = Path(__file__).parents[2]
_FIRST = "chengxin.intake.offline"


def archive(feed_keys: Collection[str]) -> bytes:
    """Code, law and feeds as the wheel lays them out; uncompressed, because the page packs it as a whole."""
    entries = {
        **{f"chengxin/{path.relative_to(_PACKAGE).as_posix()}": path for path in modules().values()},
        **dict(_under("chengxin/_law", law_root())),
        **dict(_feed_files(feed_keys)),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as whole:
        for name, path in sorted(entries.items()):
            whole.writestr(zipfile.ZipInfo(name), path.read_bytes())
    return target.getvalue()


def modules() -> dict[str, Path]:
    """Every module of ours that `chengxin.intake.offline` imports, however far down, by its name."""
    found: dict[str, Path] = {}
    open_ends = [_FIRST]
    while open_ends:
        name = open_ends.pop()
        path = _file(name)
        if path is None or name in found:
            continue
        found[name] = path
        open_ends += [name.rpartition(".")[0], *imported(path)]
    return found


def imported(path: Path) -> Iterator[str]:
    """Every name that a module imports, whether it is a module or something in one."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _file(name: str) -> Path | None:
    first, *rest = name.split(".")
    if first != "chengxin":
        return None
    place = _PACKAGE.joinpath(*rest)
    return next((path for path in (place / "__init__.py", place.with_suffix(".py")) if path.is_file()), None)


def _under(prefix: str, root: Path) -> Iterator[tuple[str, Path]]:
    for path in root.rglob("*"):
        if path.is_file():
            yield f"{prefix}/{path.relative_to(root).as_posix()}", path


def _feed_files(feed_keys: Collection[str]) -> Iterator[tuple[str, Path]]:
    for layout in {load_feeds()[key].layout for key in feed_keys}:
        path = feeds_root() / "layouts" / f"{layout}.toml"
        yield f"chengxin/_feeds/layouts/{path.name}", path
    for key in feed_keys:
        for path in (feeds_root() / key).iterdir():
            if path.is_file():
                yield f"chengxin/_feeds/{key}/{path.name}", path
