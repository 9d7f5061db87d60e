"""What a story leaves where nobody signs in: on the disks of server and visitor, in addresses, in a dump. No people."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from chengxin.demo import cast
from tests.browser.conftest import Live, Visit
from tests.canaries import Search

SEARCH = Search(who for who, _ in cast.RESIDENTS)
#: What the demo hands to whoever plays a department, and what opens everything.
_MEANT_TO_BE_READ = {"samples", "keys"}
#: The last line of what the demo says when it begins: whom one may play. Its log is what follows.
_LAST_OF_THE_WELCOME = "示例文件："


def people_left(where: Live, visits: Iterable[Visit], browser_files: Path) -> dict[str, set[str]]:
    """Where any of the demo's people was found -> their numbers.

    :raises AssertionError: where there was nothing to look through.
    """
    addresses = "\n".join(address for one in visits for address in one.fetched)
    assert addresses
    looked_through = {
        "addresses": [addresses.encode()],
        "server": _files(where.data.parent, without=_MEANT_TO_BE_READ),
        "browser": _files(browser_files),
        "dump": _dumped(where.database) if where.database else [],
    }
    found, sizes = {}, {}
    for place, contents in looked_through.items():
        whole = list(contents)
        sizes[place] = sum(map(len, whole))
        found[place] = set().union(*map(SEARCH.whose, whole))
    assert min(sizes["server"], sizes["browser"]) > 1_000, sizes
    # The content of the demo lies in one of these two.
    assert max(sizes["server"], sizes["dump"]) > 1_000_000, sizes
    return {place: numbers for place, numbers in found.items() if numbers}


def _files(place: Path, *, without: Iterable[str] = ()) -> Iterator[bytes]:
    left_out = set(without)
    for file in place.rglob("*"):
        if file.is_file() and not left_out & set(file.relative_to(place).parts):
            yield str(file).encode()
            content = file.read_bytes()
            yield content.partition(_LAST_OF_THE_WELCOME.encode())[2] if file.suffix == ".log" else content


def _dumped(database: str) -> Iterator[bytes]:
    """As an operator dumps it, in plain text, and what stands there as hexadecimal digits, read."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_dump"), reverse=True)
    command = next((str(one) for one in places), shutil.which("pg_dump"))
    assert command is not None, "pg_dump was not found"
    done = subprocess.run([command, "--format=plain", database], capture_output=True, check=True)
    yield done.stdout
    yield b"\n".join(bytes.fromhex(one.decode()) for one in re.findall(rb"\\\\x((?:[0-9a-f]{2})+)", done.stdout))
