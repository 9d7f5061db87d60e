"""The lawbook as one frozen value. [law:pipl/第七条]"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from chengxin.core.assessments import Assessment
from chengxin.core.calendar import WorkingDays
from chengxin.core.delivery import Cause, Channel, LetterState, TryState
from chengxin.core.editions import Editions
from chengxin.core.hiding import HidingCategory
from chengxin.core.law import (
    Agreement,
    Basis,
    Division,
    Item,
    Layout,
    Measure,
    Period,
    PublishedList,
    Purpose,
    Service,
    Source,
    Unit,
)
from chengxin.core.reasons import Reason
from chengxin.core.records import Standing
from chengxin.core.watching import Rule


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing a lawbook may not hold: the file, the key in it, and a sentence that says what to do."""

    file: str
    key: str
    sentence: str


class LawRefused(Exception):
    """The lawbook may not be used; every problem is in `problems`."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{problem.file}: {problem.key}: {problem.sentence}" for problem in problems))
        self.problems = tuple(problems)


class ReasonText(NamedTuple):
    """The words of a reason, and the clause it rests on as it is cited; "" where it is this platform's own rule."""

    title: str
    text: str
    law: str

    @property
    def remedy(self) -> str:
        """The sentences of the text that say what to do, or the whole text where none asks for anything."""
        sentences = [f"{sentence}。" for sentence in self.text.split("。") if sentence]
        return "".join(sentence for sentence in sentences if "请" in sentence) or self.text


class StandingText(NamedTuple):
    """The word on a record's tag, and one sentence that says what it means."""

    title: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a letter: heading, paragraphs, and facts as (label, text with placeholders)."""

    heading: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LetterText:
    """A letter's text in one edition, with placeholders such as `{item}`."""

    template: str
    edition: str
    title: str
    intro: tuple[str, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class DeliveryText:
    """The words of delivery: the one message that says that a letter is waiting, and what is told of channels and tries."""

    nudge_subject: str
    nudge: str
    channels: Mapping[Channel, str]
    tries: Mapping[TryState, str]
    causes: Mapping[Cause, str]
    letters: Mapping[LetterState, StandingText]


@dataclass(frozen=True, slots=True)
class NoticeEdition:
    """An edition of the notice that departments enclose with a decision; half-open in time."""

    code: str
    in_force_from: date
    in_force_until: date | None
    text: str


@dataclass(frozen=True, slots=True)
class NeverCollected:
    """One kind of content that is never collected here, and the words that show it besides those the core knows."""

    name: str
    words: tuple[str, ...]
    bases: tuple[Basis, ...]


@dataclass(frozen=True)
class Catalogue:
    """What the lawbook says on one day: of each slug the edition in force, and nothing that is not."""

    day: date
    edition: str
    digest: str
    items: Mapping[str, Item]
    purposes: Mapping[str, Purpose]
    measures: Mapping[str, Measure]
    services: Mapping[str, Service]
    periods: Mapping[str, Period]
    sources: Mapping[str, Source]
    units: Mapping[str, Unit]

    def period(self, code: str) -> int:
        """The value of a period, in its own unit.

        :raises KeyError: for a period that does not hold on this day.
        """
        return self.periods[code].value

    def service_named(self, name: str) -> Service | None:
        """What a service offers on this day, by the name under which a matter is opened; `None` where it offers nothing."""
        return next((service for service in self.services.values() if service.name == name), None)


@dataclass(frozen=True)
class Lawbook:
    """Everything `law/` says, on every day. `digest` is the SHA-256 over its files, by which every decision names its law.

    As mappings, `items`, `purposes`, `measures`, `services`, `periods` and `sources` give the newest edition of each slug, in force or not: right
    for naming what is held, wrong for judging. What holds on a day is `on(day)`.
    """

    edition: str
    digest: str
    sources: Editions[Source]
    items: Editions[Item]
    purposes: Editions[Purpose]
    measures: Editions[Measure]
    """To be read by people; the one rule that asks them (`core.restraints`) refuses what is to be written down."""
    agreements: tuple[Agreement, ...]
    """Of every day, in the order of the units."""
    assessments: tuple[Assessment, ...]
    """Every impact assessment that is kept; a purpose knows those that are of it, and when."""
    services: Editions[Service]
    """What the services of the city offer whoever applies."""
    units: Mapping[str, Unit]
    divisions: Mapping[str, Division]
    """Code -> the division, those of the past included."""
    periods: Editions[Period]
    working_days: WorkingDays
    reasons: Mapping[Reason, ReasonText]
    standings: Mapping[Standing, StandingText]
    letters: Mapping[str, LetterText]
    letters_then: Mapping[tuple[str, str], LetterText]
    """Every edition that is held, by template and edition: a letter stays as it was written."""
    delivery: DeliveryText
    notice_editions: Mapping[str, NoticeEdition]
    never_collected: tuple[NeverCollected, ...]
    hiding: Mapping[str, HidingCategory]
    """Code -> a ground on which a look may be shown to the person later; there is no other."""
    watching: tuple[Rule, ...]
    """By which looks are given to a reviewer of another body, besides those that chance draws."""
    layouts: Mapping[str, Layout]
    lists: Editions[PublishedList]
    """The lists of persons that law has other authorities publish; linked, never copied."""

    def askers(self, day: date) -> frozenset[str]:
        """Codes of the units that may ask for something on a day, by the public register."""
        return frozenset(unit for purpose in self.purposes.on(day).values() for unit in purpose.askers(day))

    def on(self, day: date) -> Catalogue:
        """The catalogue of one day; cheap, for its parts are made once for all days between two changes."""
        return Catalogue(
            day=day,
            edition=self.edition,
            digest=self.digest,
            items=self.items.on(day),
            purposes=self.purposes.on(day),
            measures=self.measures.on(day),
            services=self.services.on(day),
            periods=self.periods.on(day),
            sources=self.sources.on(day),
            units=self.units,
        )

    @property
    def change_days(self) -> tuple[date, ...]:
        """The days from which an item, a purpose, a measure, a service or a period holds, changes or ends, in order."""
        tables = (self.items, self.purposes, self.measures, self.services, self.periods)
        return tuple(sorted({day for table in tables for day in table.change_days}))

    def item(self, slug: str) -> Item:
        """The newest edition of an item, in force or not.

        :raises KeyError: for an item the catalogue never knew.
        """
        return self.items[slug]

    def purpose(self, slug: str) -> Purpose:
        """The newest edition of a purpose, in force or not.

        :raises KeyError: for a purpose the closed list never knew.
        """
        return self.purposes[slug]

    def unit(self, code: str) -> Unit:
        """:raises KeyError: for an unknown unit."""
        return self.units[code]

    def unit_by_uscc(self, uscc: str) -> Unit | None:
        return next((unit for unit in self.units.values() if unit.uscc == uscc), None)

    def period(self, code: str, *, on: date) -> int:
        """The value of a period on a day, in its own unit.

        :raises KeyError: for an unknown period.
        """
        return self.periods.at(code, on).value

    def reason_text(self, reason: Reason) -> ReasonText:
        return self.reasons[reason]

    def standing_text(self, standing: Standing) -> StandingText:
        return self.standings[standing]

    def letter(self, template: str) -> LetterText:
        """:raises KeyError: for an unknown template."""
        return self.letters[template]

    def letter_then(self, template: str, edition: str) -> LetterText:
        """The text in which a letter was written; the newest where that edition is not held.

        :raises KeyError: for an unknown template.
        """
        return self.letters_then.get((template, edition)) or self.letters[template]

    def cites(self, tag: str) -> bool:
        """Whether a tag such as `pipl/第六条` resolves to an article that a source lists."""
        slug, _, article = tag.partition("/")
        return slug in self.sources and article in self.sources[slug].articles
