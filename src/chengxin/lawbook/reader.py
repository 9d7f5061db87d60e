"""Reads every table of a law directory and asks the floors about each. [law:pipl/第六条] [law:pipl/第七条]

In order: sources first, for everything cites them; units; what is never collected; items; purposes, which name items, and what
was assessed of them; measures; services, which name purposes; then periods, days, texts and layouts. A table that cannot be
read is not put to the floors: it is refused already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TypeVar

from chengxin.core import floors, uscc
from chengxin.core.assessments import Assessment
from chengxin.core.calendar import WorkingDays, YearNotice
from chengxin.core.editions import Dated, Editions
from chengxin.core.hiding import HidingCategory
from chengxin.core.law import (
    Agreement,
    Area,
    Basis,
    Certainty,
    ColumnType,
    Demand,
    Division,
    Entitlement,
    Exclusion,
    Item,
    Kind,
    Layout,
    LayoutColumn,
    Measure,
    MeasureKind,
    OfferGround,
    OnObjection,
    Origin,
    Paper,
    Period,
    Publicity,
    PublishedList,
    Purpose,
    PurposeItem,
    Rank,
    RepairClass,
    Retention,
    RetentionStart,
    Service,
    Sharing,
    Source,
    Unit,
)
from chengxin.core.watching import Rule, Sign
from chengxin.lawbook import texts
from chengxin.lawbook.assessed import assessed, stretches
from chengxin.lawbook.book import Lawbook, NeverCollected, Problem
from chengxin.lawbook.table import Files, Table

Row = TypeVar("Row", bound=Dated)
Placed = TypeVar("Placed", Item, Purpose, Measure, Service)

#: What stands in the directory and is read elsewhere.
_READ_ELSEWHERE: Mapping[str, str] = {
    "plan": "the plan's page",
    "examples": "the tests",
    "texts/zh_Hans/issues.toml": "the intake",
}


def read(root: Path, *, digest: str) -> tuple[Lawbook, list[Problem]]:
    """The lawbook of a directory as far as it can be read, and every problem in it."""
    return _Reader(Files(root)).read(digest)


class _Reader:
    """One reading of one directory."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._sources: Editions[Source] = Editions()
        self._divisions: dict[str, Division] = {}
        self._units: dict[str, Unit] = {}
        self._never: tuple[NeverCollected, ...] = ()

    def read(self, digest: str) -> tuple[Lawbook, list[Problem]]:
        self._sources = self._editions(list(self._read_sources()))
        self._divisions = {division.code: division for division in self._read_divisions()}
        self._units = {unit.code: unit for unit in self._read_units()}
        self._never = tuple(self._read_never())
        items = list(self._read_items())
        known = Editions(item for _, item in items)
        agreements = list(self._read_agreements())
        purposes = list(self._read_purposes(known, [one for _, one in agreements]))
        assessments = list(self._read_assessments())
        if all(table.is_sound for table, _ in (*items, *purposes, *assessments)):
            purposes = [(table, _as_assessed(table, one, known, assessments)) for table, one in purposes]
        if all(table.is_sound for table, _ in purposes):
            self._require_askable(agreements, {purpose.slug: purpose for _, purpose in purposes})
        measures = list(self._read_measures(known))
        # Of an item or a purpose that is refused, no service is told that it names something wrong.
        is_sound = all(table.is_sound for table, _ in (*items, *purposes, *agreements))
        services = list(self._read_services(known, Editions(purpose for _, purpose in purposes), is_sound=is_sound))
        edition = self._files.one("edition.toml")
        name, _ = edition.text("name"), edition.day("adopted_on")
        edition.done()
        words = texts.read(self._files, self._sources)
        lawbook = Lawbook(
            edition=name,
            digest=digest,
            sources=self._sources,
            items=self._coded(items),
            purposes=self._coded(purposes),
            measures=self._coded(measures),
            agreements=tuple(one for _, one in agreements),
            assessments=tuple(one for _, one in assessments),
            services=self._coded(services),
            units=self._units,
            divisions=self._divisions,
            periods=self._editions(list(self._read_periods())),
            working_days=WorkingDays({notice.year: notice for notice in self._read_days()}),
            reasons=words.reasons,
            standings=words.standings,
            letters=words.letters,
            letters_then=words.letters_then,
            delivery=words.delivery,
            notice_editions=words.notice_editions,
            never_collected=self._never,
            hiding={category.code: category for category in self._read_hiding()},
            watching=tuple(self._read_watching()),
            lists=self._editions(list(self._read_lists())),
            layouts={layout.slug: layout for layout in self._read_layouts()},
        )
        self._files.strangers(_READ_ELSEWHERE)
        return lawbook, self._files.problems

    def _editions(self, placed: list[tuple[Table, Row]]) -> Editions[Row]:
        """Every edition; two of one slug in force on one day are a problem."""
        for late, sentence in floors.overlapping([row for _, row in placed]):
            next(table for table, row in placed if row is late).problem("in_force_from", sentence)
        return Editions(row for _, row in placed)

    def _coded(self, placed: list[tuple[Table, Placed]]) -> Editions[Placed]:
        """Every edition; a code that stands for two slugs is a problem too."""
        codes = {(row.code, row.slug) for _, row in placed}
        twice = {code for code, times in Counter(code for code, _ in codes).items() if times > 1}
        for table, row in placed:
            if row.code in twice:
                table.problem("code", f"{row.code}有两个不同的名字。一个编号只能是一个事项，请改正。")
        return self._editions(placed)

    def _read_sources(self) -> Iterator[tuple[Table, Source]]:
        for table in self._files.each("sources"):
            source = Source(
                slug=table.text("slug", optional=True) or Path(table.file).stem,
                title=table.text("title"),
                number=table.text("number", optional=True),
                issuer=table.text("issuer"),
                rank=table.choice("rank", Rank),
                certainty=table.choice("certainty", Certainty),
                in_force_from=table.day_or_none("in_force_from"),
                in_force_until=table.day_or_none("in_force_until"),
                articles=table.words("articles"),
                last_confirmed_on=table.day_or_none("last_confirmed_on"),
                worded_on=table.day_or_none("worded_on"),
            )
            table.text("note", optional=True)
            table.done()
            if any(source.articles.values()) != (source.worded_on is not None):
                table.problem("worded_on", "条文写了原文，就要写明是哪天的文本；没有原文的不写。请改正。")
            if source.certainty is Certainty.VERIFIED and source.last_confirmed_on is None:
                table.problem("last_confirmed_on", "写了verified，却没有写哪天核对过。请补上日期。")
            yield table, source

    def _bases(
        self, table: Table, key: str = "bases", *, optional: bool = False, until: date | None = None
    ) -> tuple[Basis, ...]:
        found = [self._basis(cited, until) for cited in table.tables(key, optional=optional)]
        if None in found:
            table.is_sound = False
        return tuple(basis for basis in found if basis is not None)

    def _basis(self, table: Table, until: date | None = None) -> Basis | None:
        """A citation by something that holds until a day: of the source's edition then, or of its newest."""
        slug, articles = table.text("source"), table.texts("articles")
        certainty = table.choice("certainty", Certainty)
        table.done()
        if table.is_sound and slug not in self._sources:
            table.problem("source", f"sources里没有{slug}。请先写明它的名称、文号、位阶和条文。")
        if not table.is_sound:
            return None
        source = self._sources[slug] if until is None else self._sources.at(slug, until - timedelta(days=1))
        return Basis(source, articles, certainty)

    def _known_unit(self, table: Table, key: str) -> str:
        code = table.text(key)
        if code not in self._units:
            table.problem(key, f"units.toml里没有{code}。请先登记这个单位；登记册里只有公共机构。")
        return code

    def _known_units(self, table: Table, key: str) -> tuple[str, ...]:
        codes = table.texts(key)
        for code in codes:
            if code not in self._units:
                table.problem(key, f"units.toml里没有{code}。请先登记这个单位。")
        return codes

    def _read_divisions(self) -> Iterator[Division]:
        whole = self._files.one("divisions.toml")
        known: dict[str, tuple[Table, Division]] = {}
        for table in whole.tables("division"):
            division = Division(
                code=table.text("code"),
                name=table.text("name"),
                level=table.text("level"),
                since=table.number_or_none("since"),
                until=table.number_or_none("until"),
                successor=table.text("successor", optional=True),
                certainty=table.choice("certainty", Certainty),
            )
            table.done()
            if table.is_sound:
                _put(table, floors.of_division(division))
            if division.code in known:
                table.problem("code", f"{division.code}写了两次。请只留一行。")
            known[division.code] = (table, division)
        for table, division in known.values():
            if division.successor and division.successor not in known:
                table.problem("successor", f"没有{division.successor}这个代码。请先登记接替它的区划。")
            yield division
        whole.done()

    def _read_units(self) -> Iterator[Unit]:
        """Those of the city and the province, then those of the counties."""
        seen: set[str] = set()
        for file in ("units.toml", "county_units.toml"):
            whole = self._files.one(file)
            yield from self._units_of(whole, seen)
            whole.done()

    def _units_of(self, whole: Table, seen: set[str]) -> Iterator[Unit]:
        for table in whole.tables("unit"):
            unit = Unit(
                code=table.text("code"),
                name=table.text("name"),
                short_name=table.text("short_name"),
                uscc=table.text("uscc"),
                certainty=table.choice("certainty", Certainty),
                contact=table.text("contact", optional=True),
                division=table.text("division"),
                is_uscc_invented=table.flag("uscc_is_invented", optional=True),
            )
            table.done()
            if table.is_sound and not self._is_current(unit.division):
                table.problem("division", f"{unit.division}不是现行的行政区划代码。请照divisions.toml写现行的代码。")
            if table.is_sound and not uscc.is_valid(unit.uscc):
                table.problem("uscc", f"{unit.name}的统一社会信用代码校验不符。请核对。")
            for key, value in (("code", unit.code), ("name", unit.name), ("uscc", unit.uscc)):
                if table.is_sound and value in seen:
                    table.problem(key, f"{value}已经是另一个单位的。请核对。")
            seen |= {unit.code, unit.name, unit.uscc}
            yield unit

    def _is_current(self, code: str) -> bool:
        return code in self._divisions and self._divisions[code].is_current

    def _read_never(self) -> Iterator[NeverCollected]:
        whole = self._files.one("never_collected.toml")
        for table in whole.tables("kind"):
            kind = NeverCollected(table.text("name"), table.texts("words"), self._bases(table))
            table.done()
            for key, sentence in floors.unlisted_articles("bases", kind.bases):
                table.problem(key, sentence)
            yield kind
        whole.done()

    def _read_hiding(self) -> Iterator[HidingCategory]:
        whole = self._files.one("hiding.toml")
        for table in whole.tables("category"):
            category = HidingCategory(table.text("code"), table.text("name"), self._bases(table))
            table.done()
            for key, sentence in floors.of_hiding(category):
                table.problem(key, sentence)
            yield category
        whole.done()

    def _read_watching(self) -> Iterator[Rule]:
        whole = self._files.one("watching.toml")
        known: set[Sign] = set()
        for table in whole.tables("rule"):
            rule = Rule(table.choice("sign", Sign), table.text("name"), table.numbers("values"))
            table.done()
            if not table.is_sound:
                continue
            if rule.sign in known:
                table.problem("sign", f"{rule.sign}写了两次。请只留一条。")
            known.add(rule.sign)
            for sentence in floors.of_watching(rule):
                table.problem("values", sentence)
            yield rule
        whole.done()

    def _read_lists(self) -> Iterator[tuple[Table, PublishedList]]:
        whole = self._files.one("elsewhere.toml")
        for table in whole.tables("list"):
            until = table.day_or_none("in_force_until")
            one = PublishedList(
                slug=table.text("slug"),
                name=table.text("name"),
                publisher=table.text("publisher"),
                site=table.text("site"),
                address=table.text("address"),
                what=table.text("what"),
                contest=table.text("contest"),
                bases=self._bases(table, until=until),
                in_force_from=table.day("in_force_from"),
                in_force_until=until,
            )
            table.done()
            if table.is_sound:
                _put(table, floors.of_published_list(one))
            yield table, one
        whole.done()

    def _extra_words(self) -> tuple[str, ...]:
        return tuple(word for kind in self._never for word in kind.words)

    def _read_items(self) -> Iterator[tuple[Table, Item]]:
        for table in self._files.each("catalogue"):
            item = self._item(table)
            table.done()
            if table.is_sound:
                _put(table, floors.of_item(item, never=self._extra_words()))
                _put(table, floors.before_their_law("bases", item, item.bases, self._sources))
            yield table, item

    def _item(self, table: Table) -> Item:
        longer, sealed = table.table_or_none("longer_bar"), table.table_or_none("sealed")
        since, until = table.day("in_force_from"), table.day_or_none("in_force_until")
        return Item(
            code=table.text("code"),
            slug=table.text("slug"),
            name=table.text("name"),
            kind=table.choice("kind", Kind),
            area=table.choice("area", Area),
            bases=self._bases(table, until=until),
            conduct=table.text("conduct"),
            decider=table.text("decider"),
            source_units=self._known_units(table, "source_units"),
            deciding_document=table.text("deciding_document"),
            subjects=table.text("subjects"),
            repair_class=table.choice("repair_class", RepairClass),
            retention=_retention(table),
            sharing=table.choice("sharing", Sharing),
            publish_max_months=table.number("publish_max_months"),
            on_objection=table.choice("on_objection", OnObjection),
            requires_consent=table.flag("requires_consent"),
            demands=table.choices("demands", Demand),
            in_force_from=since,
            in_force_until=until,
            decisions_from=table.day("decisions_from"),
            needs_check=table.flag("needs_check"),
            meaning=table.text("meaning"),
            note=table.text("note", optional=True),
            longer_bar=self._basis(longer, until) if longer else None,
            minor_when=table.texts("minor_when", optional=True),
            repair_proofs=table.texts("repair_proofs", optional=True),
            sealed_from=sealed.day("from") if sealed else None,
            sealed_by=self._sealing(sealed) if sealed else (),
        )

    def _sealing(self, table: Table) -> tuple[Basis, ...]:
        bases = self._bases(table)
        table.done()
        return bases

    def _read_agreements(self) -> Iterator[tuple[Table, Agreement]]:
        for table in self._files.each("agreements"):
            agreement = Agreement(
                unit=self._known_unit(table, "unit"),
                entitlement=table.choice("entitlement", Entitlement),
                purposes=table.texts("purposes"),
                contact=table.text("contact"),
                in_force_from=table.day("in_force_from"),
                in_force_until=table.day("in_force_until"),
            )
            table.done()
            if table.is_sound:
                _put(table, floors.of_agreement(agreement))
            yield table, agreement

    def _require_askable(self, agreements: list[tuple[Table, Agreement]], purposes: Mapping[str, Purpose]) -> None:
        """An agreement is for purposes that there are, by the right by which they live; one body asks for one purpose
        under one agreement at a time."""
        for place, (table, one) in enumerate(agreements):
            for slug in one.purposes:
                purpose = purposes.get(slug)
                if purpose is None or purpose.is_own_file:
                    table.problem("purposes", f"没有{slug}这个可以来问的用途。请改正。")
                elif purpose.needs_consent is not (one.entitlement is Entitlement.CONSENT):
                    how = "本人同意" if purpose.needs_consent else "法定职权"
                    table.problem("entitlement", f"{slug}凭的是{how}。请改正，或者分成两份登记。")
            for _, other in agreements[:place]:
                if other.unit == one.unit and _overlap(one, other) and set(one.purposes) & set(other.purposes):
                    table.problem("in_force_from", f"{one.unit}为同一个用途已经有一份同时有效的登记。请只留一份。")

    def _read_purposes(
        self, items: Mapping[str, Item], agreements: Sequence[Agreement]
    ) -> Iterator[tuple[Table, Purpose]]:
        for table in self._files.each("purposes"):
            since, until = table.day("in_force_from"), table.day_or_none("in_force_until")
            slug = table.text("slug")
            purpose = Purpose(
                code=table.text("code"),
                slug=slug,
                name=table.text("name"),
                question=table.text("question"),
                agreements=tuple(one for one in agreements if slug in one.purposes),
                bases=self._bases(table, until=until),
                cells=tuple(self._cells(table, until)),
                services=table.texts("services"),
                needs_consent=table.flag("needs_consent"),
                in_force_from=since,
                in_force_until=until,
                note=table.text("note", optional=True),
            )
            table.done()
            if table.is_sound:
                _put(table, floors.of_purpose(purpose))
                _put(table, floors.before_their_law("bases", purpose, purpose.bases, self._sources))
                _put(table, _about_items(purpose, items))
            yield table, purpose

    def _cells(self, table: Table, until: date | None) -> Iterator[PurposeItem]:
        for cell in table.tables("cells"):
            slug, basis = cell.text("item"), self._basis(cell.table("basis"), until)
            cell.done()
            if cell.is_sound and basis is not None:
                yield PurposeItem(slug, basis)
            else:
                table.is_sound = False

    def _read_assessments(self) -> Iterator[tuple[Table, Assessment]]:
        for table in self._files.each("assessments"):
            assessment = Assessment(
                purpose=table.text("purpose"),
                subject=table.text("subject"),
                necessity=table.text("necessity"),
                effect=table.text("effect"),
                protection=table.text("protection"),
                conclusion=table.text("conclusion"),
                made_by=table.text("made_by"),
                made_on=table.day("made_on"),
                approved_by=table.text("approved_by"),
                approved_on=table.day("approved_on"),
            )
            table.done()
            if table.is_sound:
                _put(table, floors.of_assessment(assessment, bodies=[unit.name for unit in self._units.values()]))
            yield table, assessment

    def _read_measures(self, items: Mapping[str, Item]) -> Iterator[tuple[Table, Measure]]:
        for table in self._files.each("measures"):
            measure = self._measure(table)
            table.done()
            if table.is_sound:
                _put(table, floors.of_measure(measure, never=self._extra_words()))
                _put(table, floors.before_their_law("bases", measure, measure.bases, self._sources))
                _put(table, _about_records(measure, items))
            yield table, measure

    def _measure(self, table: Table) -> Measure:
        longer, kind = table.table_or_none("longer_bar"), table.choice("kind", MeasureKind)
        since, until = table.day("in_force_from"), table.day_or_none("in_force_until")
        is_restraint = kind is MeasureKind.RESTRAINT
        return Measure(
            code=table.text("code"),
            slug=table.text("slug"),
            name=table.text("name"),
            kind=kind,
            bases=self._bases(table, until=until),
            decider=table.text("decider"),
            implementer=table.text("implementer"),
            source_units=self._known_units(table, "source_units") if is_restraint else (),
            items=table.texts("items"),
            longest_months=table.number("longest_months"),
            ends_when=table.text("ends_when", optional=True),
            relevance=table.text("relevance"),
            effect=table.text("effect"),
            appeal=table.text("appeal", optional=not is_restraint),
            on_objection=table.choice("on_objection", OnObjection) if is_restraint else None,
            in_force_from=since,
            in_force_until=until,
            needs_check=table.flag("needs_check"),
            note=table.text("note", optional=True),
            longer_bar=self._basis(longer, until) if longer else None,
        )

    def _read_services(
        self, items: Mapping[str, Item], purposes: Editions[Purpose], *, is_sound: bool
    ) -> Iterator[tuple[Table, Service]]:
        names: set[str] = set()
        for table in self._files.each("services"):
            service = self._service(table)
            table.done()
            if table.is_sound:
                _put(table, floors.of_service(service, never=self._extra_words()))
                _put(table, floors.before_their_law("bases", service, service.bases, self._sources))
                _put(table, _about_its_purpose(service, items, purposes) if is_sound else ())
                for place, exclusion in enumerate(service.exclusions):
                    key = f"exclude[{place}].basis"
                    _put(table, floors.before_their_law(key, service, [exclusion.basis], self._sources))
            if service.in_force_until is None and service.name in names:
                table.problem("name", f"{service.name}已经有一份了。一件事只写一份，请改正。")
            names |= {service.name} if service.in_force_until is None else set()
            yield table, service

    def _service(self, table: Table) -> Service:
        since, until = table.day("in_force_from"), table.day_or_none("in_force_until")
        return Service(
            code=table.text("code"),
            slug=table.text("slug"),
            name=table.text("name"),
            purpose=table.text("purpose"),
            deciders=self._known_units(table, "deciders"),
            green_channel=table.text("green_channel"),
            grounds=tuple(_grounds(table)),
            papers=tuple(_papers(table)),
            exclusions=tuple(self._exclusions(table, until)),
            look_back_months=table.number("look_back_months"),
            bases=self._bases(table, until=until),
            in_force_from=since,
            in_force_until=until,
            needs_check=table.flag("needs_check"),
            note=table.text("note", optional=True),
        )

    def _exclusions(self, table: Table, until: date | None) -> Iterator[Exclusion]:
        for row in table.tables("exclude", optional=True):
            item, why, basis = row.text("item"), row.text("why"), self._basis(row.table("basis"), until)
            row.done()
            if row.is_sound and basis is not None:
                yield Exclusion(item, basis, why)
            else:
                table.is_sound = False

    def _read_periods(self) -> Iterator[tuple[Table, Period]]:
        whole = self._files.one("periods.toml")
        missing = set(floors.PERIODS)
        for table in whole.tables("period"):
            period = Period(
                code=table.text("code"),
                name=table.text("name"),
                value=table.number("value"),
                unit=table.text("unit"),
                basis=self._bases(table, optional=True),
                certainty=table.choice("certainty", Certainty),
                is_own_rule=table.flag("is_own_rule"),
                favours_person=table.text("favours_person", optional=True),
                last_confirmed_on=table.day_or_none("last_confirmed_on"),
                in_force_from=table.day_or_none("in_force_from"),
                in_force_until=table.day_or_none("in_force_until"),
            )
            table.text("note", optional=True)
            table.done()
            if period.in_force_until is None:
                missing.discard(period.code)
            if table.is_sound:
                _put(table, floors.of_period(period))
            yield table, period
        for code in sorted(missing) if whole.is_sound else ():
            whole.problem("period", f"没有现在和以后都施行的{code}这个期限，系统要用它计算。请补上。")
        whole.done()

    def _read_layouts(self) -> Iterator[Layout]:
        for table in self._files.each("layouts"):
            layout = Layout(
                slug=Path(table.file).stem,
                title=table.text("title"),
                origin=table.choice("origin", Origin),
                certainty=table.choice("certainty", Certainty),
                columns=tuple(map(_layout_column, table.tables("column"))),
                also_seen=table.texts("also_seen", optional=True),
                note=table.text("note", optional=True),
            )
            table.done()
            if table.is_sound:
                _put(table, floors.of_layout(layout))
            yield layout

    def _read_days(self) -> Iterator[YearNotice]:
        for table in self._files.each("calendar"):
            year, notice = table.number("year"), table.text("notice")
            days_off, days_worked = table.days("days_off"), table.days("days_worked")
            table.choice("certainty", Certainty)
            table.done()
            if any(day.year != year for day in [*days_off, *days_worked]):
                table.problem("year", "有别的年份的日子。一个文件只写一年，请移走。")
            if any(day.weekday() >= 5 for day in days_off):
                table.problem("days_off", "这里只写放假的周一到周五，请删去周六和周日。")
            if any(day.weekday() < 5 for day in days_worked):
                table.problem("days_worked", "这里只写上班的周六和周日，请删去别的日子。")
            yield YearNotice(year, notice, frozenset(days_off), frozenset(days_worked))


def _overlap(one: Agreement, other: Agreement) -> bool:
    return one.in_force_from < other.in_force_until and other.in_force_from < one.in_force_until


def _put(table: Table, problems: Iterable[tuple[str, str]]) -> None:
    """Note the floors' problems, each sentence once."""
    for key, sentence in dict.fromkeys(problems):
        table.problem(key, sentence)


def _retention(table: Table) -> Retention:
    inner = table.table("retention")
    retention = Retention(inner.number("months"), inner.choice("start", RetentionStart), inner.text("reason"))
    inner.done()
    table.is_sound &= inner.is_sound
    return retention


def _layout_column(table: Table) -> LayoutColumn:
    column = LayoutColumn(
        code=table.text("code"),
        heading=table.text("heading"),
        type=table.choice("type", ColumnType),
        max_length=table.number("max_length"),
        is_required=table.flag("required"),
        public=table.choice("public", Publicity),
        values=table.texts("values", optional=True),
    )
    table.done()
    return column


def _grounds(table: Table) -> Iterator[tuple[OfferGround, str]]:
    for row in table.tables("ground"):
        found = row.choice("kind", OfferGround), row.text("name")
        row.done()
        table.is_sound &= row.is_sound
        yield found


def _papers(table: Table) -> Iterator[Paper]:
    for row in table.tables("paper", optional=True):
        paper = Paper(row.text("code"), row.text("name"), row.number("working_days"))
        row.done()
        table.is_sound &= row.is_sound
        yield paper


def _about_items(purpose: Purpose, items: Mapping[str, Item]) -> Iterator[tuple[str, str]]:
    for place, cell in enumerate(purpose.cells):
        item = items.get(cell.item)
        if item is None:
            yield f"cells[{place}].item", f"目录里没有{cell.item}。请先登记这个事项。"
        elif item.requires_consent and not purpose.needs_consent:
            yield f"cells[{place}].item", f"{item.name}没有本人同意不能提供，这个用途不用同意就能问。请删去这一格。"
        elif item.sharing is Sharing.SELF:
            yield f"cells[{place}].item", f"{item.name}只给本人看。请删去这一格。"


def _as_assessed(
    table: Table, purpose: Purpose, items: Editions[Item], assessments: Sequence[tuple[Table, Assessment]]
) -> Purpose:
    """The purpose with the days on which it is assessed; it must be assessed as it is in each time of its life."""
    if purpose.is_own_file:
        return purpose
    theirs = [(of, one) for of, one in assessments if one.purpose == purpose.slug]
    life = list(stretches(purpose, items))
    for start, _, what in life:
        if any(one.subject == what for _, one in theirs):
            continue
        if not theirs:
            table.problem(
                "slug",
                f"{purpose.name}没有影响评估，不能开始。请在assessments里写一份，subject写{what}，由两个不同的人签名。",
            )
            break
        newest, _ = max(theirs, key=lambda found: found[1].approved_on)
        newest.problem(
            "subject",
            f"评估的不是{purpose.name}从{start}起的样子：用途或者能问到的事项不同。请重新评估，另写一份，subject写{what}，由两个不同的人签名。",
        )
    return replace(purpose, assessed=assessed(life, [one for _, one in theirs]))


def _about_records(measure: Measure, items: Mapping[str, Item]) -> Iterator[tuple[str, str]]:
    """A restraint rests on adverse records alone, a convenience on none of them."""
    for slug in measure.items:
        item = items.get(slug)
        if item is None:
            yield "items", f"目录里没有{slug}。请先登记这个事项，或者删去。"
        elif item.is_adverse != measure.is_restraint:
            yield "items", f"{item.name}不能是这项措施的依据：惩戒措施只依据不利事项，便利从不依据不利事项。请删去。"


def _about_its_purpose(
    service: Service, items: Mapping[str, Item], purposes: Editions[Purpose]
) -> Iterator[tuple[str, str]]:
    """A check looks at nothing that the lawful question of the same matter would not answer, and at nothing unconfirmed."""
    purpose = purposes.find(service.purpose, service.in_force_from)
    if purpose is None:
        yield "purpose", f"没有{service.purpose}这个用途。请先登记用途，或者改正。"
        return
    if service.name not in purpose.services:
        yield "name", f"{purpose.name}这个用途里没有{service.name}这件事。请照用途里的写法写。"
    for code in service.deciders:
        if not any(one.unit == code and one.holds(service.in_force_from) for one in purpose.agreements):
            yield "deciders", f"{code}不能为{purpose.name}来问，开不了这件事。请删去，或者改正。"
    for place, exclusion in enumerate(service.exclusions):
        key, item = f"exclude[{place}].item", items.get(exclusion.item)
        if item is None:
            yield key, f"目录里没有{exclusion.item}。请先登记这个事项，或者删去。"
        elif not item.is_adverse:
            yield key, f"{item.name}不是不利事项，不能排除谁。请删去。"
        elif item.is_unconfirmed:
            yield key, f"{item.name}的依据还没有全部核实，对任何事都没有作用。请删去。"
        elif exclusion.item not in purpose.items:
            yield key, f"{item.name}和{purpose.name}没有法律上的关联。请删去。"
