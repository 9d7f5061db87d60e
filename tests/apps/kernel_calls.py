"""What a command asked of the kernel about the files below one folder, in order and with every byte: by `strace`."""

from __future__ import annotations

import ctypes
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

TRACED = (
    "open openat creat write pwrite64 writev pwritev pwritev2 truncate ftruncate fallocate copy_file_range sendfile fsync "
    "fdatasync sync sync_file_range msync rename renameat renameat2 unlink unlinkat link linkat mkdir mkdirat"
).split()
#: A mapped page may be written without a call; these change nothing by themselves.
_ONLY_OPENED = re.compile(r"^O_RDONLY\b")
_LINE = re.compile(r"^\d+ +(\w+)\((.*)\) += (-?\d+)")
_UNFINISHED = re.compile(r"^(\d+) +(.*) <unfinished \.\.\.>$")
_RESUMED = re.compile(r"^(\d+) +<\.\.\. \w+ resumed>(.*)$")
_OF_FILE = re.compile(r"^(?:\d+|AT_FDCWD)<((?:\\x[0-9a-f]{2})*)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?')


class NotTraced(Exception):
    """This machine lets nobody trace a process."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call that succeeded: `paths` are the files that it names, the one of its descriptor first."""

    name: str
    paths: tuple[Path, ...]
    data: bytes = b""
    numbers: tuple[int, ...] = ()
    flags: str = ""


@contextmanager
def tracing(process: int, into: Path) -> Iterator[None]:
    """Write down the calls of a process that allows it (`allow_tracing`), and of all that it starts, until it ends."""
    what = ["-e", f"trace={','.join(TRACED)}", "-e", "signal=none", "-f", "-p", str(process)]
    strace = subprocess.Popen(
        ["strace", *what, "-y", "-xx", "-s", "100000000", "-o", str(into)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    while b"TracerPid:\t0\n" in Path(f"/proc/{process}/status").read_bytes():
        if strace.poll() is not None:
            assert strace.stderr is not None
            raise NotTraced(strace.stderr.read().decode().strip())
        time.sleep(0.002)
    yield
    strace.communicate()


def allow_tracing() -> None:
    """Let another than the own parent trace this process, where the machine asks for that."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(0x59616D61, ctypes.c_ulong(-1), 0, 0, 0)


def calls(trace: Path, *, below: Path) -> Iterator[Call]:
    """Every call that changed, or flushed, something below the folder. What it cannot read, it does not pass over."""
    begun: dict[str, str] = {}
    # As the trace writes it, to leave what is elsewhere unread: most of what a program opens while it starts.
    sought = _escaped(str(below))
    with trace.open(encoding="ascii") as lines:
        for line in lines:
            if unfinished := _UNFINISHED.match(line):
                begun[unfinished[1]] = unfinished[0].removesuffix(" <unfinished ...>")
                continue
            if resumed := _RESUMED.match(line):
                line = begun.pop(resumed[1]) + resumed[2]  # noqa: PLW2901
            if sought in line and (found := _LINE.match(line)) and int(found[3]) >= 0:
                yield from _call(found[1], found[2], int(found[3]), below)
    assert not any(sought in one for one in begun.values()), "a call did not end"


def _call(name: str, given: str, returned: int, below: Path) -> Iterator[Call]:
    texts = _TEXT.findall(given)
    assert not any(cut for _, cut in texts), "strace cut a text short"
    plain = [bytes.fromhex(text.replace("\\x", "")) for text, _ in texts]
    file = _OF_FILE.match(given)
    own = [Path(bytes.fromhex(file[1].replace("\\x", "")).decode())] if file else []
    if name in {"write", "pwrite64"}:
        (data,) = plain
        assert returned == len(data), "a short write"
        offset = int(given.rpartition(", ")[2]) if name == "pwrite64" else -1
        paths, numbers = own, (offset,)
    elif name in {"ftruncate", "truncate", "fallocate"}:
        data, numbers = b"", tuple(map(int, re.findall(r"(?<=, )\d+", given)))
        paths = own or [Path(plain[0].decode())]
    elif name in {"fsync", "fdatasync"}:
        data, paths, numbers = b"", own, ()
    else:
        # What takes paths takes them from the folder in which the program runs, or whole.
        data, numbers = b"", ()
        paths = [own[0] / one.decode() if own else Path(one.decode()) for one in plain]
    flags = given.rpartition('"')[2] if name in {"open", "openat", "unlinkat"} else ""
    if any(one.is_relative_to(below) for one in paths) and not (
        name in {"open", "openat"} and _ONLY_OPENED.match(flags.lstrip(", "))
    ):
        yield Call(name, tuple(paths), data, numbers, flags)


def _escaped(text: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in text.encode())
