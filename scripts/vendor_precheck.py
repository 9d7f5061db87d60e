"""For maintainers: takes what the page of `chengxin intake offline` runs on out of its packages. Nobody else needs it.

    npm install --ignore-scripts --prefix DIR pyodide@314.0.7
    pip download --dest DIR --no-deps --only-binary :all: --platform pyemscripten_2026_0_wasm32 --python-version 3.14 \
        python-calamine==0.9.1
    python scripts/vendor_precheck.py DIR

Needs node as well, to let that very Python compile its own library: read from source it starts in twice the time.
The files go under `src/chengxin/web/precheck/vendor/`, each packed with gzip as the page carries it, with their versions
and hashes in `parts.toml`. python-calamine must be the version of `requirements/run.txt`: a test compares.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from zoneinfo import TZPATH

OUT = Path(__file__).resolve().parents[1] / "src/chengxin/web/precheck/vendor"
#: Parts of Python's library that checking a file never needs: a third of its size.
LEFT_OUT = frozenset(
    """
    __phello__ _pyio.py _pyrepl antigravity.py bdb.py cProfile.py cmd.py colorsys.py compileall.py configparser.py
    difflib.py doctest.py email filecmp.py fileinput.py ftplib.py getpass.py html http imaplib.py ipaddress.py mailbox.py
    mimetypes.py modulefinder.py multiprocessing netrc.py nturl2path.py optparse.py pdb.py pickletools.py plistlib.py
    poplib.py profile.py pstats.py pty.py pyclbr.py pydoc.py rlcompleter.py sched.py shelve.py smtplib.py
    socketserver.py sqlite3 statistics.py symtable.py tabnanny.py tarfile.py this.py timeit.py trace.py tracemalloc.py
    tty.py unittest uuid.py wave.py webbrowser.py wsgiref xmlrpc zipapp.py
    """.split()
)

#: Node reads an archive of modules and writes it compiled, without their docstrings; nothing compares with the source.
COMPILE = """
const fs = require("fs"), [pyodide, source, target] = process.argv.slice(1);
require(pyodide).loadPyodide().then(python => {
  python.FS.writeFile("/source.zip", fs.readFileSync(source));
  fs.writeFileSync(target, python.runPython(`
import io, zipfile
from importlib._bootstrap_external import _code_to_hash_pyc
target = io.BytesIO()
with zipfile.ZipFile("/source.zip") as source, zipfile.ZipFile(target, "w") as compiled:
    for name in source.namelist():
        content = source.read(name)
        if name.endswith(".py"):
            code = compile(content, name, "exec", dont_inherit=True, optimize=2)
            name, content = name + "c", bytes(_code_to_hash_pyc(code, bytes(8), False))
        compiled.writestr(zipfile.ZipInfo(name), content)
target.getvalue()`).toJs());
});
"""


def packed(entries: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive without compression: gzip over the whole packs better, and the same input makes the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(entries):
            archive.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


def library(pyodide: Path) -> bytes:
    with zipfile.ZipFile(pyodide / "python_stdlib.zip") as whole, tempfile.TemporaryDirectory() as folder:
        kept = [name for name in whole.namelist() if name.split("/")[0] not in LEFT_OUT and not name.endswith("/")]
        source, target = Path(folder) / "source.zip", Path(folder) / "target.zip"
        source.write_bytes(packed((name, whole.read(name)) for name in kept))
        subprocess.run(["node", "-e", COMPILE, pyodide / "pyodide.js", source, target], check=True)
        return target.read_bytes()


def reader(wheel: Path) -> bytes:
    with zipfile.ZipFile(wheel) as whole:
        kept = [name for name in whole.namelist() if re.fullmatch(r"python_calamine/[^/]+\.(py|so)", name)]
        return packed((name, whole.read(name)) for name in kept)


def zone() -> bytes:
    """Pyodide has no table of time zones."""
    return next(path for root in TZPATH if (path := Path(root) / "Asia/Shanghai").is_file()).read_bytes()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", type=Path, metavar="DIR", help="where npm and pip put the packages")
    source: Path = parser.parse_args().source
    pyodide = source / "node_modules/pyodide"
    wheel = next(source.glob("python_calamine-*_wasm32.whl"))
    parts = {
        "loader": (pyodide / "pyodide.js").read_bytes(),
        "machine": (pyodide / "pyodide.asm.mjs").read_bytes(),
        "python": (pyodide / "pyodide.asm.wasm").read_bytes(),
        "library": library(pyodide.resolve()),
        "reader": reader(wheel),
        "zone": zone(),
    }
    OUT.mkdir(parents=True, exist_ok=True)
    told = [
        "# Written by scripts/vendor_precheck.py.",
        f'pyodide = "{json.loads((pyodide / "package.json").read_text())["version"]}"',
        f'python-calamine = "{wheel.name.split("-")[1]}"',
        "",
        "[sha256]",
    ]
    for name, content in parts.items():
        file = OUT / f"{name}.gz"
        file.write_bytes(gzip.compress(content, 9, mtime=0))
        told.append(f'{name} = "{sha256(file.read_bytes()).hexdigest()}"')
        print(f"{name}: {file.stat().st_size // 1024} KB")
    (OUT / "parts.toml").write_text("\n".join(told) + "\n")


if __name__ == "__main__":
    main()
