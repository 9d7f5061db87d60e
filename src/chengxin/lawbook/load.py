"""Read a law directory whole, collect every problem, and only then hand out a lawbook. [law:pipl/第七条]"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from chengxin.core import floors, uscc
from chengxin.core.calendar import WorkingDays, YearNotice
from chengxin.core.law import (
    SUFFICIENT_RANKS,
    Basis,
    Certainty,
    Demand,
    Item,
    Kind,
    OnObjection,
    Period,
    Purpose,
    PurposeItem,
    Rank,
    RepairClass,
    Retention,
    RetentionStart,
    Sharing,
    Source,
    Unit,
)
from chengxin.core.reasons import Reason
from chengxin.core.records import Standing
from chengxin.lawbook.book import (
    Lawbook,
    LawRefused,
    LetterText,
    NoticeEdition,
    Problem,
    ReasonText,
    Section,
    StandingText,
)

_PACKAGED = Path(__file__).parents[1] / "_law"
_REPOSITORY = Path(__file__).parents[3] / "law"


def load(root: Path | None = None) -> Lawbook:
    """The lawbook under `root`, else CHENGXIN_LAW, else the package, else the repository; read once per directory.

    :raises LawRefused: with every problem, when the directory holds anything that it may not.
    """
    return _load(_resolved(root))


def check(root: Path | None = None) -> list[Problem]:
    """Every problem of a law directory; empty when it may be used."""
    return _Reader(_resolved(root)).read()[1]


@cache
def _load(root: Path) -> Lawbook:
    lawbook, problems = _Reader(root).read()
    if lawbook is None or problems:
        raise LawRefused(problems)
    return lawbook


def _resolved(root: Path | None) -> Path:
    configured = os.environ.get("CHENGXIN_LAW")
    return root or (Path(configured) if configured else _PACKAGED if _PACKAGED.is_dir() else _REPOSITORY)


class _Table:
    """One TOML table being read: every key is taken once, what is left over or missing is a problem."""

    def __init__(self, reader: _Reader, file: str, plain: Mapping[str, Any], at: str = "") -> None:
        self._reader, self.file, self._plain, self._at = reader, file, dict(plain), at

    def take(self, key: str, kind: type, default: Any = ...) -> Any:
        value = self._plain.pop(key, default)
        if value is ...:
            self.problem(key, f"缺少{key}。请补上。")
            return _EMPTY.get(kind, kind)() if kind is not date else date.min
        if value is not default and not isinstance(value, kind):
            self.problem(key, f"{key}的写法不对。应当是{_KINDS[kind]}。")
            return _EMPTY.get(kind, kind)() if kind is not date else date.min
        return value

    def choice(self, key: str, enum: Any, default: Any = ...) -> Any:
        value = self.take(key, str, default)
        if value is None:
            return None
        try:
            return enum(value)
        except ValueError:
            allowed = "、".join(member.value for member in enum)
            self.problem(key, f"{key}只能是：{allowed}。")
            return next(iter(enum))

    def texts(self, key: str, default: Any = ...) -> tuple[str, ...]:
        value = self.take(key, list, default)
        if any(not isinstance(text, str) for text in value):
            self.problem(key, f"{key}里只能是文字。")
            return ()
        return tuple(value)

    def bases(self, key: str, default: Any = ...) -> tuple[Basis, ...]:
        found = [self._basis(key, plain) for plain in self.take(key, list, default)]
        return tuple(basis for basis in found if basis is not None)

    def basis(self, key: str, default: Any = ...) -> Basis | None:
        plain = self.take(key, dict, default)
        return None if plain is None else self._basis(key, plain)

    def _basis(self, key: str, plain: Any) -> Basis | None:
        table = _Table(self._reader, self.file, plain if isinstance(plain, dict) else {}, self._name(key))
        slug, articles = table.take("source", str), table.texts("articles", [])
        certainty = table.choice("certainty", Certainty)
        table.done()
        source = self._reader.sources.get(slug)
        if source is None:
            self.problem(key, f"sources里没有{slug or '这个来源'}。请先写明它的名称、文号、位阶和条文。")
            return None
        return Basis(source, articles, certainty)

    def done(self) -> None:
        """Whatever was not taken is unknown."""
        for key in self._plain:
            self.problem(key, f"不认识{key}。请删去，或者改成规定的名称。")

    def problem(self, key: str, sentence: str) -> None:
        self._reader.problem(self.file, self._name(key), sentence)

    def _name(self, key: str) -> str:
        return f"{self._at}.{key}" if self._at else key


_EMPTY: dict[type, Any] = {}
_KINDS: dict[Any, str] = {
    str: "文字",
    int: "整数",
    bool: "true或false",
    list: "清单",
    dict: "表",
    date: "日期（不加引号，如2026-01-01）",
}


class _Reader:
    """One reading of one directory."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._problems: list[Problem] = []
        self.sources: dict[str, Source] = {}

    def problem(self, file: str, key: str, sentence: str) -> None:
        self._problems.append(Problem(file, key, sentence))

    def read(self) -> tuple[Lawbook | None, list[Problem]]:
        if not self._root.is_dir():
            return None, [Problem(str(self._root), "", "没有这个法库目录。")]
        self.sources = {source.slug: source for source in self._sources()}
        units = {unit.code: unit for unit in self._units()}
        items = list(self._items(units))
        purposes = list(self._purposes(units, {item.slug for item in items}))
        self._measures()
        for kind, editions in (("catalogue", items), ("purposes", purposes)):
            for slug, sentence in floors.overlapping(editions):  # type: ignore[arg-type]
                self.problem(self._file_of(kind, slug), "in_force_from", sentence)
        with self._file("edition.toml") as table:
            edition = table.take("name", str)
            table.take("adopted_on", date)
        lawbook = Lawbook(
            edition=edition,
            digest=self._digest(),
            sources=self.sources,
            items=_newest(items),
            purposes=_newest(purposes),
            units=units,
            periods={period.code: period for period in self._periods()},
            working_days=WorkingDays({notice.year: notice for notice in self._calendar()}),
            reasons=self._reasons(),
            standings=self._standings(),
            letters={letter.template: letter for letter in self._letters()},
            notice_editions={notice.code: notice for notice in self._notice_editions()},
        )
        return lawbook, self._problems

    def _digest(self) -> str:
        whole = sha256()
        for path in sorted(self._root.rglob("*")):
            if path.is_file():
                whole.update(sha256(path.relative_to(self._root).as_posix().encode()).digest())
                whole.update(sha256(path.read_bytes()).digest())
        return whole.hexdigest()

    @contextmanager
    def _file(self, relative: str) -> Iterator[_Table]:
        path = self._root / relative
        plain: dict[str, Any] = {}
        try:
            plain = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            self.problem(relative, "", "没有这个文件。")
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.problem(relative, "", f"读不出来：{error}。")
        table = _Table(self, relative, plain)
        yield table
        if plain:
            table.done()

    def _each(self, folder: str) -> Iterator[_Table]:
        for path in sorted((self._root / folder).glob("*.toml")):
            with self._file(f"{folder}/{path.name}") as table:
                yield table

    def _file_of(self, folder: str, slug: str) -> str:
        found = sorted((self._root / folder).glob(f"*{slug}*.toml"))
        return f"{folder}/{found[-1].name}" if found else folder

    def _sources(self) -> Iterator[Source]:
        for table in self._each("sources"):
            articles = table.take("articles", dict, {})
            yield Source(
                slug=Path(table.file).stem,
                title=table.take("title", str),
                number=table.take("number", str, ""),
                issuer=table.take("issuer", str),
                rank=table.choice("rank", Rank),
                certainty=table.choice("certainty", Certainty),
                in_force_from=table.take("in_force_from", date, None),
                in_force_until=table.take("in_force_until", date, None),
                articles={str(article): str(wording) for article, wording in articles.items()},
                last_confirmed_on=table.take("last_confirmed_on", date, None),
            )
            table.take("note", str, "")

    def _units(self) -> Iterator[Unit]:
        with self._file("units.toml") as whole:
            for place, plain in enumerate(whole.take("unit", list)):
                table = _Table(self, "units.toml", plain, f"unit[{place}]")
                unit = Unit(
                    code=table.take("code", str),
                    name=table.take("name", str),
                    short_name=table.take("short_name", str),
                    uscc=table.take("uscc", str),
                    certainty=table.choice("certainty", Certainty),
                    contact=table.take("contact", str, ""),
                )
                table.take("uscc_is_invented", bool, False)
                table.done()
                if not uscc.is_valid(unit.uscc):
                    table.problem("uscc", f"{unit.code}的统一社会信用代码校验不符。请核对。")
                yield unit

    def _items(self, units: Mapping[str, Unit]) -> Iterator[Item]:
        for table in self._each("catalogue"):
            retention = _Table(self, table.file, table.take("retention", dict), "retention")
            item = Item(
                code=table.take("code", str),
                slug=table.take("slug", str),
                name=table.take("name", str),
                kind=table.choice("kind", Kind),
                area=table.take("area", str),
                bases=table.bases("bases"),
                conduct=table.take("conduct", str),
                decider=table.take("decider", str),
                source_units=table.texts("source_units"),
                deciding_document=table.take("deciding_document", str),
                subjects=table.take("subjects", str),
                repair_class=table.choice("repair_class", RepairClass),
                retention=Retention(
                    retention.take("months", int),
                    retention.choice("start", RetentionStart),
                    retention.take("reason", str),
                ),
                sharing=table.choice("sharing", Sharing),
                publish_max_months=table.take("publish_max_months", int),
                on_objection=table.choice("on_objection", OnObjection),
                requires_consent=table.take("requires_consent", bool),
                demands=tuple(Demand(text) for text in table.texts("demands", []) if text in set(Demand)),
                in_force_from=table.take("in_force_from", date),
                in_force_until=table.take("in_force_until", date, None),
                decisions_from=table.take("decisions_from", date),
                needs_check=table.take("needs_check", bool),
                meaning=table.take("meaning", str),
                note=table.take("note", str, ""),
                longer_bar=table.basis("longer_bar", None),
            )
            retention.done()
            for key, sentence in floors.of_item(item):
                table.problem(key, sentence)
            for code in item.source_units:
                if code not in units:
                    table.problem("source_units", f"units.toml里没有{code}。请先登记这个单位。")
            yield item

    def _purposes(self, units: Mapping[str, Unit], items: set[str]) -> Iterator[Purpose]:
        for table in self._each("purposes"):
            cells = []
            for place, plain in enumerate(table.take("cells", list)):
                cell = _Table(self, table.file, plain, f"cells[{place}]")
                slug, basis = cell.take("item", str), cell.basis("basis")
                cell.done()
                if slug not in items:
                    cell.problem("item", f"目录里没有{slug}。请先登记这个事项。")
                if basis is not None:
                    cells.append(PurposeItem(slug, basis))
            purpose = Purpose(
                code=table.take("code", str),
                slug=table.take("slug", str),
                name=table.take("name", str),
                question=table.take("question", str),
                askers=table.texts("askers"),
                bases=table.bases("bases"),
                cells=tuple(cells),
                services=table.texts("services"),
                needs_consent=table.take("needs_consent", bool),
                in_force_from=table.take("in_force_from", date),
                in_force_until=table.take("in_force_until", date, None),
                note=table.take("note", str, ""),
            )
            for key, sentence in floors.of_purpose(purpose):
                table.problem(key, sentence)
            for code in purpose.askers:
                if code not in units:
                    table.problem("askers", f"units.toml里没有{code}。请先登记这个单位。")
            yield purpose

    def _measures(self) -> None:
        """No restraint is documented yet; one that is laid down must still stand on its floors."""
        for table in self._each("measures"):
            bases = table.bases("bases", [])
            if not any(basis.is_sufficient for basis in bases):
                table.problem("bases", "惩戒措施的依据位阶不够。要有法律、行政法规、本省地方性法规或司法解释，并写明条文。")
            for _, sentence in floors.unlisted_articles(bases):
                table.problem("bases", sentence)
            for key, what in _MEASURE_KEYS.items():
                if not table.take(key, int if key == "longest_months" else str, "" if key != "longest_months" else 0):
                    table.problem(key, f"没有写明{what}。请补上。")
            table.take("code", str)
            table.take("slug", str)

    def _periods(self) -> Iterator[Period]:
        with self._file("periods.toml") as whole:
            for place, plain in enumerate(whole.take("period", list)):
                table = _Table(self, "periods.toml", plain, f"period[{place}]")
                period = Period(
                    code=table.take("code", str),
                    name=table.take("name", str),
                    value=table.take("value", int),
                    unit=table.take("unit", str),
                    basis=table.bases("bases", []),
                    certainty=table.choice("certainty", Certainty),
                    is_own_rule=table.take("is_own_rule", bool),
                    favours_person=table.take("favours_person", str, ""),
                    last_confirmed_on=table.take("last_confirmed_on", date, None),
                )
                table.take("note", str, "")
                table.done()
                for key, sentence in floors.of_period(period):
                    self.problem("periods.toml", key, sentence)
                for _, sentence in floors.unlisted_articles(
                    [b for b in period.basis if b.source.rank in SUFFICIENT_RANKS]
                ):
                    self.problem("periods.toml", period.code, sentence)
                yield period

    def _calendar(self) -> Iterator[YearNotice]:
        for table in self._each("calendar"):
            year = table.take("year", int)
            days_off, days_worked = table.take("days_off", list), table.take("days_worked", list)
            table.choice("certainty", Certainty)
            if any(day.year != year for day in [*days_off, *days_worked]):
                table.problem("days_off", "有别的年份的日子。一个文件只写一年。")
            if any(day.weekday() >= 5 for day in days_off) or any(day.weekday() < 5 for day in days_worked):
                table.problem("days_off", "days_off只写放假的周一到周五，days_worked只写上班的周六和周日。")
            yield YearNotice(year, table.take("notice", str), frozenset(days_off), frozenset(days_worked))

    def _reasons(self) -> dict[Reason, ReasonText]:
        found = {}
        with self._file("texts/zh_Hans/reasons.toml") as table:
            for reason in Reason:
                text = _Table(self, table.file, table.take(reason.value, dict), reason.value)
                title, words = text.take("title", str), text.take("text", str)
                tag, is_own_rule = text.take("law", str, ""), text.take("own_rule", bool, False)
                text.done()
                found[reason] = ReasonText(title, words, self._cited(text, tag, is_own_rule=is_own_rule))
        return found

    def _cited(self, table: _Table, tag: str, *, is_own_rule: bool) -> str:
        slug, _, article = tag.partition("/")
        source = self.sources.get(slug)
        if source is not None and article in source.articles:
            return f"《{source.title}》{article}"
        if not is_own_rule:
            table.problem("law", f"{tag or '空的法律标签'}指不到任何条文。请改正，或者写own_rule = true。")
        return ""

    def _standings(self) -> dict[Standing, StandingText]:
        found = {}
        with self._file("texts/zh_Hans/standings.toml") as table:
            for standing in Standing:
                text = _Table(self, table.file, table.take(standing.value, dict), standing.value)
                found[standing] = StandingText(text.take("title", str), text.take("meaning", str))
                text.done()
        return found

    def _letters(self) -> Iterator[LetterText]:
        for table in self._each("texts/zh_Hans/letters"):
            sections = []
            for place, plain in enumerate(table.take("section", list)):
                part = _Table(self, table.file, plain, f"section[{place}]")
                heading, paragraphs = part.take("heading", str), part.texts("paragraphs", [])
                facts = tuple((str(label), str(text)) for label, text in part.take("facts", list, []))
                part.done()
                sections.append(Section(heading, paragraphs, facts))
            yield LetterText(
                template=Path(table.file).stem,
                edition=table.take("edition", str),
                title=table.take("title", str),
                intro=table.texts("intro"),
                sections=tuple(sections),
            )

    def _notice_editions(self) -> Iterator[NoticeEdition]:
        with self._file("texts/zh_Hans/notice_editions.toml") as whole:
            for place, plain in enumerate(whole.take("edition", list)):
                table = _Table(self, whole.file, plain, f"edition[{place}]")
                yield NoticeEdition(
                    code=table.take("code", str),
                    in_force_from=table.take("in_force_from", date),
                    in_force_until=table.take("in_force_until", date, None),
                    text=table.take("text", str),
                )
                table.done()


_MEASURE_KEYS = {
    "name": "措施的名称",
    "decider": "由谁决定",
    "link": "和违法行为的关联",
    "longest_months": "最长期限",
    "appeal": "怎样申诉",
}


def _newest(editions: list[Any]) -> dict[str, Any]:
    return {edition.slug: edition for edition in sorted(editions, key=lambda edition: edition.in_force_from)}
