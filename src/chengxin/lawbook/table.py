"""One TOML table being read: each key is taken once; what is missing, badly written or left over is a problem. [law:pipl/第八条]"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from chengxin.lawbook.book import Problem

_Enum = TypeVar("_Enum", bound=StrEnum)

_EMPTY: dict[type, Any] = {str: "", int: 0, bool: False, list: [], dict: {}, date: date.min}
_WRITTEN: dict[type, str] = {
    str: "带引号的文字",
    int: "整数",
    bool: "true或false",
    list: "方括号里的清单",
    dict: "一张表",
    date: "不加引号的日期，如2026-01-01",
}


class Table:
    """A table of one file. What it hands out has the right type, whatever the file says; `is_sound` tells whether to trust it."""

    def __init__(
        self, problems: list[Problem], file: str, plain: object, at: str = "", *, is_there: bool = True
    ) -> None:
        self.file = file
        self.is_sound = is_there and isinstance(plain, dict)
        self._problems, self._at, self._is_there = problems, at, is_there
        self._plain: dict[str, Any] = dict(plain) if isinstance(plain, dict) else {}
        if is_there and not isinstance(plain, dict):
            self._is_there = False
            problems.append(Problem(file, at, f"这里的写法不对，请写成{_WRITTEN[dict]}。"))

    def text(self, key: str, *, optional: bool = False) -> str:
        """A text; one that must be there may not be blank either."""
        value: str = self._take(key, str, "" if optional else ...)
        if not optional and not value.strip():
            self._once(key, f"{key}是空的。请写明。")
        return value

    def number(self, key: str) -> int:
        value: int = self._take(key, int)
        return value

    def number_or_none(self, key: str) -> int | None:
        value: int | None = self._take(key, int, None)
        return value

    def flag(self, key: str, *, optional: bool = False) -> bool:
        value: bool = self._take(key, bool, False if optional else ...)
        return value

    def day(self, key: str) -> date:
        value: date = self._take(key, date)
        return value

    def day_or_none(self, key: str) -> date | None:
        value: date | None = self._take(key, date, None)
        return value

    def days(self, key: str) -> list[date]:
        """A list of civil dates."""
        return [
            day for day in self._listed(key) if self._fits(day, date) or self._once(key, f"{key}里只能写日期，请改正。")
        ]

    def texts(self, key: str, *, optional: bool = False) -> tuple[str, ...]:
        """A list of texts."""
        listed = self._listed(key, optional=optional)
        return tuple(
            text for text in listed if self._fits(text, str) or self._once(key, f"{key}里只能写文字，请改正。")
        )

    def numbers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers."""
        listed = self._listed(key)
        return tuple(one for one in listed if self._fits(one, int) or self._once(key, f"{key}里只能写整数，请改正。"))

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """A list of pairs of texts; none when the key is not there."""
        found = []
        for pair in self._listed(key, optional=True):
            if isinstance(pair, list) and len(pair) == 2 and all(isinstance(text, str) for text in pair):
                found.append((pair[0], pair[1]))
            else:
                self._once(key, f"{key}里每一项要有两段文字：名称和内容，请改正。")
        return tuple(found)

    def choice(self, key: str, enum: type[_Enum]) -> _Enum:
        """A member of a closed list."""
        value = self._take(key, str)
        if value in set(enum):
            return enum(value)
        self._once(key, f"{key}只能是：{'、'.join(enum)}。请选一个。")
        return next(iter(enum))

    def choices(self, key: str, enum: type[_Enum]) -> tuple[_Enum, ...]:
        """Members of a closed list, each at most once."""
        texts = self.texts(key)
        if len(set(texts)) < len(texts) or not set(texts) <= set(enum):
            self._once(key, f"{key}里每项最多一次，只能是：{'、'.join(enum)}。请改正。")
        return tuple(enum(text) for text in dict.fromkeys(texts) if text in set(enum))

    def table(self, key: str) -> Table:
        """A table that must be there."""
        is_there = key in self._plain
        return Table(self._problems, self.file, self._take(key, dict), self.name(key), is_there=is_there)

    def table_or_none(self, key: str) -> Table | None:
        return self.table(key) if key in self._plain else None

    def tables(self, key: str, *, optional: bool = False) -> Iterator[Table]:
        """Each table of a list of tables."""
        for place, plain in enumerate(self._listed(key, optional=optional)):
            yield Table(self._problems, self.file, plain, f"{self.name(key)}[{place}]")

    def words(self, key: str) -> dict[str, str]:
        """A table of texts."""
        plain = self._take(key, dict)
        if not all(isinstance(value, str) for value in plain.values()):
            self._once(key, f"{key}里只能写文字，请改正。")
        return {name: str(value) for name, value in plain.items()}

    def done(self) -> None:
        """Say of everything that was not taken that nobody knows it."""
        for key in self._plain:
            self.problem(key, f"不认识{key}。请删去，或者改成规定的名称。")

    def problem(self, key: str, sentence: str) -> None:
        """Note a problem at a key of this table."""
        self.is_sound = False
        self._problems.append(Problem(self.file, self.name(key), sentence))

    def name(self, key: str) -> str:
        return ".".join(part for part in (self._at, key) if part)

    def _listed(self, key: str, *, optional: bool = False) -> list[Any]:
        value: list[Any] = self._take(key, list, [] if optional else ...)
        return value

    def _take(self, key: str, kind: type, default: Any = ...) -> Any:
        if key not in self._plain:
            if default is not ...:
                return default
            self._once(key, f"缺少{key}。请补上。")
            return _EMPTY[kind]
        value = self._plain.pop(key)
        if self._fits(value, kind):
            return value
        self._once(key, f"{key}的写法不对，请写成{_WRITTEN[kind]}。")
        return _EMPTY[kind]

    @staticmethod
    def _fits(value: object, kind: type) -> bool:
        """TOML knows booleans and times that Python takes for integers and dates."""
        return (
            isinstance(value, kind)
            and not (kind is int and isinstance(value, bool))
            and not isinstance(value, datetime)
        )

    def _once(self, key: str, sentence: str) -> bool:
        """Note a problem unless this key already has one, or the whole table is missing and that was said."""
        place = self.name(key)
        if self._is_there and not any(p.file == self.file and p.key == place for p in self._problems):
            self.problem(key, sentence)
        self.is_sound = False
        return False


#: Where a law directory carries what two persons signed, and how such a file is named.
SIGNATURES, SIGNATURE_SUFFIX = "signatures", ".sig"


def is_signature(name: str) -> bool:
    """Whether a file of a law directory is a detached signature, the one thing in it that the digest leaves out."""
    folder, _, rest = name.partition("/")
    return folder == SIGNATURES and "/" not in rest and rest.endswith(SIGNATURE_SUFFIX)


class Files:
    """The files of one law directory; remembers what was read, so that a stray file is seen."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._read: set[str] = set()
        self.problems: list[Problem] = []

    def one(self, relative: str) -> Table:
        """The table of a file that must be there."""
        plain = self._plain(relative)
        return Table(self.problems, relative, plain or {}, is_there=plain is not None)

    def each(self, folder: str) -> Iterator[Table]:
        """The tables of a folder, in the order of their names."""
        for path in sorted((self._root / folder).glob("*.toml")):
            relative = f"{folder}/{path.name}"
            plain = self._plain(relative)
            if plain is not None:
                yield Table(self.problems, relative, plain)

    def strangers(self, known: Mapping[str, str]) -> None:
        """Note every file that nobody read and that is not among `known` (folder or file -> who reads it)."""
        for path in sorted(self._root.rglob("*")):
            relative = path.relative_to(self._root).as_posix()
            is_known = relative in known or relative.split("/")[0] in known or is_signature(relative)
            if path.is_file() and relative not in self._read and not is_known:
                self.problems.append(Problem(relative, "", "没有谁会读这个文件。请删去，或者放到规定的位置。"))

    def _plain(self, relative: str) -> dict[str, Any] | None:
        self._read.add(relative)
        try:
            return tomllib.loads((self._root / relative).read_text(encoding="utf-8"))
        except FileNotFoundError:
            sentence = "没有这个文件。请补上。"
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            sentence = f"读不出来（{error}）。请用UTF-8、按TOML的格式写。"
        self.problems.append(Problem(relative, "", sentence))
        return None
