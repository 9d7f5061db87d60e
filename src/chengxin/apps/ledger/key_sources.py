"""Where the secrets come from: files, the environment, or a command in front of a key service. Knows no Django.

A secret has a name: its kind, and from the second of a kind on a number (`wrap`, `wrap.2`). The newest of a kind serves what
is new; older ones are read for as long as something needs them. What a secret is, is never written anywhere but in its place.
"""

from __future__ import annotations

import os
import re
from base64 import b64decode
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from chengxin.apps.ledger.ciphers import NATIONAL_BYTES
from chengxin.apps.ledger.device import PATIENCE_SECONDS, NoAnswer, ask
from chengxin.apps.ledger.on_disk import sync

KINDS = ("index", "wrap", "sign", "backup", "session")
#: Before the bytes of an index or wrap key that serves SM3 or SM4.
NATIONAL = b"national:"
_NAME = re.compile(rf"({'|'.join(KINDS)})(?:\.([1-9][0-9]{{0,5}}))?\Z")
_BYTES = 32
_SESSION_BYTES = 32


class KeyTrouble(Exception):
    """A secret that is not there, or not what it should be; the sentence says which and what to do, never what it is."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Source(Protocol):
    """Where secrets are."""

    where: str

    def names(self) -> Sequence[str]:
        """Which secrets are there."""
        ...

    def read(self, name: str) -> bytes:
        """One of them.

        :raises KeyTrouble: when it cannot be had, or cannot be used.
        """
        ...

    def stamp(self) -> int:
        """Another number once there may be other names."""
        ...


class Growing(Source, Protocol):
    """A source to which this product may add secrets itself."""

    def add(self, kind: str, *, is_national: bool = False) -> str:
        """Make a secret, newer than all of its kind; its name. It lies on the disk when this returns."""
        ...

    def ring(self) -> None:
        """Have every process that runs look again, now that the database knows of what is new."""
        ...


def of_kind(names: Iterable[str], kind: str) -> list[str]:
    """The names of one kind, oldest first."""
    return sorted((name for name in names if name.split(".")[0] == kind), key=number)


def number(name: str) -> int:
    return int(name.partition(".")[2] or 1)


def newest(source: Source, kind: str) -> str:
    """The newest secret of a kind.

    :raises KeyTrouble: when there is none.
    """
    found = of_kind(source.names(), kind)
    if not found:
        raise KeyTrouble(f"没有{kind}密钥（{source.where}）。{LOSSES[kind]}")
    return found[-1]


#: What is lost with each, for who runs the product.
LOSSES = {
    "index": "没有它，凭号码一个人也找不到，登录的人看不到自己的记录，流水核对不了；内容还在，还能打开。",
    "wrap": "没有它，库里所有加密的内容都打不开，谁也救不回来；账本还能核对叶子和检查点。",
    "sign": "没有它，账本不能再签新的检查点，也不能答复；已经给出的凭证照样能核对。",
    "backup": "没有它，用它做的备份都打不开；正在运行的数据库不受影响。",
    "session": "没有它，登录着的人都要重新登录，别的什么也不丢。",
}


def checked(name: str, content: bytes) -> bytes:
    """A secret as it came, if it can be one.

    :raises KeyTrouble: when it cannot.
    """
    kind = name.split(".")[0]
    if kind == "session":
        is_right = len(content.strip()) >= _SESSION_BYTES
    elif kind in {"index", "wrap"} and content.startswith(NATIONAL):
        is_right = len(content) == len(NATIONAL) + (_BYTES if kind == "index" else NATIONAL_BYTES)
    else:
        is_right = len(content) == _BYTES
    if not is_right:
        raise KeyTrouble(f"{name}密钥的长度不对：它不是这个系统的密钥，或者只剩了一部分。请换回原来的那一份。")
    return content


def require_distinct(source: Source) -> None:
    """Each secret serves one thing.

    :raises KeyTrouble: when two are the same.
    """
    seen: dict[bytes, str] = {}
    for name in source.names():
        content = source.read(name).removeprefix(NATIONAL)
        if content in seen:
            raise KeyTrouble(f"{seen[content]}和{name}是同一把密钥。每一把只能有一个用处，请换掉其中一把。")
        seen[content] = name


class FileKeys:
    """Secrets in files that only their owner can read."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.where = str(directory)

    @classmethod
    def ensure(cls, directory: Path, *, is_demo: bool, is_national: bool = False) -> FileKeys:
        """Make the kinds that are missing; existing secrets are never replaced."""
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        keys = cls(directory)
        if is_demo:
            _write_once(directory / "demo", b"")
        for kind in KINDS:
            if not of_kind(keys.names(), kind):
                _write_once(directory / kind, _made(kind, is_national=is_national))
        return keys

    def names(self) -> Sequence[str]:
        if not self.directory.is_dir():
            return ()
        return tuple(sorted(path.name for path in self.directory.iterdir() if _NAME.match(path.name)))

    def read(self, name: str) -> bytes:
        try:
            content = (self.directory / name).read_bytes()
        except OSError:
            kind = name.split(".")[0]
            raise KeyTrouble(f"读不到{name}密钥（{self.directory / name}）。{LOSSES[kind]}") from None
        return checked(name, content)

    def stamp(self) -> int:
        return os.stat(self.where).st_mtime_ns  # noqa: PTH116 - asked before each use; by way of a path it costs four times

    def add(self, kind: str, *, is_national: bool = False) -> str:
        known = of_kind(self.names(), kind)
        name = f"{kind}.{number(known[-1]) + 1}" if known else kind
        _write_once(self.directory / name, _made(kind, is_national=is_national))
        return name

    def ring(self) -> None:
        told = self.directory.stat()
        # A nanosecond suffices; the clock of files may not have gone on since the last one was added.
        os.utime(self.directory, ns=(told.st_atime_ns, told.st_mtime_ns + 1))


class EnvironmentKeys:
    """Secrets in the environment: `CHENGXIN_KEY_WRAP`, `CHENGXIN_KEY_WRAP_2`, in base64. Read once, as settings are."""

    where = "环境变量CHENGXIN_KEY_…"

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._given = {
            name: value
            for variable, value in environment.items()
            if variable.startswith("CHENGXIN_KEY_")
            and _NAME.match(name := variable.removeprefix("CHENGXIN_KEY_").lower().replace("_", "."))
        }

    def names(self) -> Sequence[str]:
        return tuple(sorted(self._given))

    def read(self, name: str) -> bytes:
        try:
            return checked(name, b64decode(self._given[name], validate=True))
        except (KeyError, ValueError):
            variable = f"CHENGXIN_KEY_{name.upper().replace('.', '_')}"
            raise KeyTrouble(f"{variable}：没有设，或者不是base64。{LOSSES[name.split('.')[0]]}") from None

    def stamp(self) -> int:
        return 0


class CommandKeys:
    """Secrets from a command in front of a key service: called once for each with its name, the secret on standard output."""

    def __init__(self, command: Sequence[str], names: Sequence[str], *, patience: float = PATIENCE_SECONDS) -> None:
        self._command, self._names, self._patience = tuple(command), tuple(names), patience
        self._read: dict[str, bytes] = {}
        self.where = f"命令{command[0]}"

    def names(self) -> Sequence[str]:
        return self._names

    def read(self, name: str) -> bytes:
        if name not in self._read:
            self._read[name] = checked(name, self._ask(name))
        return self._read[name]

    def _ask(self, name: str) -> bytes:
        try:
            return ask(self._command, name, patience=self._patience)
        except NoAnswer as why:
            raise KeyTrouble(f"CHENGXIN_KEYS_COMMAND：命令没有给出{name}密钥：{why}") from None

    def stamp(self) -> int:
        return 0


def read_names(text: str) -> tuple[str, ...]:
    """Which secrets a command is asked for.

    :raises KeyTrouble: for something that is no name of one.
    """
    names = tuple(filter(None, (one.strip() for one in text.split(","))))
    if not all(map(_NAME.match, names)) or len(set(names)) != len(names):
        raise KeyTrouble(f"CHENGXIN_KEYS_NAMES：请写密钥的名称，用逗号隔开，例如{','.join(KINDS)}；换过的写成wrap.2。")
    return names


def _made(kind: str, *, is_national: bool) -> bytes:
    if kind == "session":
        return os.urandom(48).hex().encode()
    if is_national and kind == "index":
        return NATIONAL + os.urandom(_BYTES)
    if is_national and kind == "wrap":
        return NATIONAL + os.urandom(NATIONAL_BYTES)
    return os.urandom(_BYTES)


def _write_once(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, and wait until it lies on the disk: what it opens may be written the next moment."""
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):  # never over another
        os.link(draft, path)
    draft.unlink()
    sync(path.parent)
