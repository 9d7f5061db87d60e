"""A disk that forgets: from the calls that a program made, what may lie on the disk after the power went.

What was flushed before is there. Of what was not, each write is there, is not, or is there in some of its sectors, and
none has to wait for another. Names are changed in order, each folder for itself, and lie on the disk for certain once their
folder was flushed; a file that was flushed under a name that was not is lost with it. Bytes around a write are never
harmed. A new folder is taken to be there at once; mapped memory is never flushed, and is not part of what is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from random import Random

from tests.apps.kernel_calls import Call

SECTORS = (512, 4096)
#: Shared memory of SQLite, which whoever opens the database first after a start makes anew; and what the trace says of itself.
_FORGOTTEN = ("-shm", "said")
State = dict[Path, bytes]


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes at a place; without bytes, the file ends there."""

    offset: int
    data: bytes | None

    def on(self, content: bytearray) -> None:
        if self.data is None:
            content[:] = content[: self.offset].ljust(self.offset, b"\0")
            return
        if len(content) < self.offset:
            content.extend(bytes(self.offset - len(content)))
        content[self.offset : self.offset + len(self.data)] = self.data

    def sectors(self, size: int) -> list[Write]:
        """The write, cut where sectors end."""
        if not self.data:
            return [self]
        first = size - self.offset % size
        cuts = [0, *range(first, len(self.data), size), len(self.data)]
        return [Write(self.offset + start, self.data[start:end]) for start, end in pairwise(cuts)]


@dataclass
class File:
    flushed: bytearray = field(default_factory=bytearray)
    waiting: list[Write] = field(default_factory=list)
    size: int = 0

    def add(self, write: Write) -> None:
        self.waiting.append(write)
        self.size = write.offset if write.data is None else max(self.size, write.offset + len(write.data))

    def flush(self) -> None:
        for one in self.waiting:
            one.on(self.flushed)
        self.waiting.clear()

    def after(self, kept: list[Write]) -> bytes:
        content = bytearray(self.flushed)
        for one in kept:
            one.on(content)
        return bytes(content)


#: Names of one folder that mean another file, or nothing, from one moment on.
Naming = dict[str, File | None]


@dataclass
class Folder:
    flushed: dict[str, File] = field(default_factory=dict)
    waiting: list[Naming] = field(default_factory=list)
    now: dict[str, File] = field(default_factory=dict)

    def name(self, change: Naming) -> None:
        self.waiting.append(change)
        self.now = self.after(len(self.waiting))

    def flush(self) -> None:
        self.flushed = dict(self.now)
        self.waiting.clear()

    def after(self, count: int) -> dict[str, File]:
        names: Naming = dict(self.flushed)
        for change in self.waiting[:count]:
            names |= change
        return {name: file for name, file in names.items() if file is not None}


class Disk:
    """The files below one folder: what a program sees, and what the disk holds of it for certain."""

    def __init__(self, root: Path, base: Path) -> None:
        """Begin with what lies in `base`, all of it flushed; the program knows it as `root`."""
        self.root = root
        self.folders: dict[Path, Folder] = {}
        for place in sorted(base.rglob("*")):
            if place.is_file() and not place.name.endswith(_FORGOTTEN):
                content = place.read_bytes()
                file = File(bytearray(content), size=len(content))
                folder = self._folder(root / place.relative_to(base))
                folder.flushed[place.name] = folder.now[place.name] = file

    def happened(self, call: Call) -> None:
        """Take a call in. One that this disk does not know is a mistake of ours."""
        if not call.paths[0].name.endswith(_FORGOTTEN):
            _TAKEN[call.name.removesuffix("at").removesuffix("at2")](self, call)

    def opened(self, call: Call) -> None:
        folder, name = self._named(call)
        if name not in folder.now and "O_CREAT" in call.flags:
            folder.name({name: File()})
        elif "O_TRUNC" in call.flags and folder.now[name].size:
            folder.now[name].add(Write(0, None))

    def written(self, call: Call) -> None:
        """What is written without a place goes to the end, as everything of ours does; `power_sweep.differing` looks."""
        folder, name = self._named(call)
        file = folder.now[name]
        file.add(Write(call.numbers[0] if call.name == "pwrite64" else file.size, call.data))

    def cut(self, call: Call) -> None:
        folder, name = self._named(call)
        folder.now[name].add(Write(call.numbers[-1], None))

    def flushed(self, call: Call) -> None:
        folder, name = self._named(call)
        if call.paths[0] in self.folders:
            self.folders[call.paths[0]].flush()
        elif name in folder.now:  # not what has no name any more
            folder.now[name].flush()

    def renamed(self, call: Call) -> None:
        folder, old = self._named(call)
        assert call.paths[1].parent == call.paths[0].parent, "renamed into another folder"
        # One step: nobody finds both names, or neither.
        folder.name({old: None, call.paths[1].name: folder.now[old]})

    def linked(self, call: Call) -> None:
        folder, old = self._named(call)
        self._folder(call.paths[1]).name({call.paths[1].name: folder.now[old]})

    def unlinked(self, call: Call) -> None:
        folder, name = self._named(call)
        folder.name({name: None})

    def _named(self, call: Call) -> tuple[Folder, str]:
        return self._folder(call.paths[0]), call.paths[0].name

    def _folder(self, path: Path) -> Folder:
        return self.folders.setdefault(path.parent, Folder())

    def states(self, random: Random) -> Iterator[tuple[str, State]]:
        """What may lie there if the power went now: nothing that waits, all of it, some of it, and the last write torn."""
        yield "nothing more", self._state(lambda _: [], lambda _: 0)
        if not any(folder.waiting or any(file.waiting for file in folder.now.values()) for folder in self._all()):
            return
        yield "everything", self.seen()
        for size in SECTORS:
            yield f"last write torn at {size}", self._state(lambda waiting, n=size: _torn(waiting, n, random), len)
        yield (
            "some of it",
            self._state(lambda waiting: _some(waiting, random), lambda waiting: random.randint(0, len(waiting))),
        )

    def seen(self) -> State:
        """What the program sees there now."""
        return self._state(list, len)

    def _state(self, writes: Callable[[list[Write]], list[Write]], names: Callable[[list[Naming]], int]) -> State:
        return {
            place.relative_to(self.root) / name: file.after(writes(file.waiting))
            for place, folder in self.folders.items()
            for name, file in folder.after(names(folder.waiting)).items()
        }

    def _all(self) -> list[Folder]:
        return list(self.folders.values())


_TAKEN: dict[str, Callable[[Disk, Call], None]] = {
    "open": Disk.opened,
    "write": Disk.written,
    "pwrite64": Disk.written,
    "truncate": Disk.cut,
    "ftruncate": Disk.cut,
    "fsync": Disk.flushed,
    "fdatasync": Disk.flushed,
    "rename": Disk.renamed,
    "link": Disk.linked,
    "unlink": Disk.unlinked,
    "mkdir": lambda *_: None,
}


def _torn(waiting: list[Write], size: int, random: Random) -> list[Write]:
    """All but the last, and of the last only some sectors."""
    return [*waiting[:-1], *_sectors(waiting[-1], size, random)] if waiting else []


def _some(waiting: list[Write], random: Random) -> list[Write]:
    kept: list[Write] = []
    for one in waiting:
        match random.randrange(3):
            case 0:
                kept.append(one)
            case 1:
                kept += _sectors(one, random.choice(SECTORS), random)
    return kept


def _sectors(write: Write, size: int, random: Random) -> list[Write]:
    sectors = write.sectors(size)
    # One sector is there or not; of more, some are: the beginning as well as the end may be what is missing.
    return [one for one in sectors if random.random() < 0.5] if len(sectors) > 1 else []


def put(state: State, place: Path) -> None:
    """Lay a state out as files."""
    for name, content in state.items():
        file = place / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
