"""What the lawbook says, as frozen values: sources, items, purposes, measures, units, layouts, periods.

`lawbook` reads these from `law/` and refuses what the floors below forbid; nothing else makes them. Dates are civil dates
in Asia/Shanghai; `*_until` is the first day on which something no longer holds (half-open).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from chengxin.core.assessments import Assessed, Assessment
from chengxin.core.calendar import add_months
from chengxin.core.reasons import Reason

#: A fact of law that nobody has confirmed for longer than this carries nothing against a person any more.
CONFIRMED_FOR_MONTHS = 12


@cache
def stale_from(last_confirmed_on: date | None) -> date:
    """The first day on which a confirmation is too old; what was never confirmed always was."""
    if last_confirmed_on is None:
        return date.min
    return add_months(last_confirmed_on, CONFIRMED_FOR_MONTHS) + timedelta(days=1)


class Rank(StrEnum):
    """How high a document stands. Only the first four can carry a record kind or a restraint."""

    LAW = "law"
    ADMINISTRATIVE_REGULATION = "administrative_regulation"
    PROVINCIAL_REGULATION = "provincial_regulation"
    JUDICIAL_INTERPRETATION = "judicial_interpretation"
    DEPARTMENT_RULE = "department_rule"
    POLICY = "policy"
    STANDARD = "standard"


#: Ranks that can carry a record kind, a restraint or a purpose that works against the person.
SUFFICIENT_RANKS = frozenset(
    {Rank.LAW, Rank.ADMINISTRATIVE_REGULATION, Rank.PROVINCIAL_REGULATION, Rank.JUDICIAL_INTERPRETATION}
)


class Certainty(StrEnum):
    """How sure a stated fact of law is. Anything but `VERIFIED` never works against a person."""

    VERIFIED = "verified"
    FROM_KNOWLEDGE = "from_knowledge"
    NEEDS_CHECK = "needs_check"


class Kind(StrEnum):
    """What a record says; never what a person is worth."""

    BASIC = "basic"
    NEUTRAL = "neutral"
    POSITIVE = "positive"
    ADVERSE = "adverse"


class Area(StrEnum):
    """The sixteen areas of the work plan, in its order, and what lies across them."""

    FOOD_DRUG = "food_drug"
    WORK_SAFETY = "work_safety"
    FIRE_SAFETY = "fire_safety"
    TRAFFIC_SAFETY = "traffic_safety"
    ENVIRONMENT = "environment"
    BIOSAFETY = "biosafety"
    PRODUCT_QUALITY = "product_quality"
    TAX = "tax"
    HEALTH_CARE = "health_care"
    LABOUR = "labour"
    CONSTRUCTION = "construction"
    FINANCE = "finance"
    IP = "ip"
    JUDICIAL = "judicial"
    E_COMMERCE = "e_commerce"
    VOLUNTEERING = "volunteering"
    CROSS_DOMAIN = "cross_domain"


class RepairClass(StrEnum):
    """The three classes of 国办发〔2025〕22号, a list that ends by its own rule, or none for what is not adverse."""

    NONE = "none"
    PER_DECISION = "per_decision"
    """A court's list: whoever put the person on it takes them off, without a minimum period of this platform."""
    MINOR = "minor"
    GENERAL = "general"
    SERIOUS = "serious"


class Sharing(StrEnum):
    """Who may ever be answered: only the person, whoever the person authorises, or an authority in one concrete case."""

    SELF = "self"
    AUTHORISED = "authorised"
    GOV_SHARE = "gov_share"


class OnObjection(StrEnum):
    """What lodging an objection does at once."""

    FREEZE = "freeze"
    MARK = "mark"


class RetentionStart(StrEnum):
    """From which date of the decision an item's retention is counted."""

    CONDUCT_END = "conduct_end"
    DECISION_DATE = "decision_date"
    BAR_START = "bar_start"
    LICENCE_END = "licence_end"
    SERVICE_DATE = "service_date"


class Demand(StrEnum):
    """What a row of an item must carry; a row without it waits for its source."""

    CONDUCT_END_ON = "conduct_end_on"
    PROCEDURE = "procedure"
    BAR_STARTS_ON = "bar_starts_on"
    LICENCE_ENDS_ON = "licence_ends_on"
    SERVED_ON = "served_on"


@dataclass(frozen=True, slots=True)
class Source:
    """A law or document that something here rests on."""

    slug: str
    title: str
    number: str
    issuer: str
    rank: Rank
    certainty: Certainty
    in_force_from: date | None
    in_force_until: date | None
    articles: dict[str, str] = field(default_factory=dict)
    """Article -> the wording we hold, or "" where only the reference is held. Articles not listed cannot be cited."""
    last_confirmed_on: date | None = None
    worded_on: date | None = None
    """The day as of which the wordings of `articles` are held."""

    @property
    def stale_from(self) -> date:
        return stale_from(self.last_confirmed_on)

    def is_in_force(self, on: date) -> bool:
        return (self.in_force_from is None or self.in_force_from <= on) and (
            self.in_force_until is None or on < self.in_force_until
        )


@dataclass(frozen=True, slots=True)
class Basis:
    """A citation: one source and the articles used."""

    source: Source
    articles: tuple[str, ...]
    certainty: Certainty

    @property
    def is_sufficient(self) -> bool:
        """Whether it can carry a record kind: rank high enough and at least one article named."""
        return self.source.rank in SUFFICIENT_RANKS and bool(self.articles)

    @property
    def is_verified(self) -> bool:
        return self.certainty is Certainty.VERIFIED and self.source.certainty is Certainty.VERIFIED

    def is_stale(self, on: date) -> bool:
        """Whether its source was last confirmed in force too long ago to carry anything against a person."""
        return on >= self.source.stale_from

    def cite(self) -> str:
        """《道路运输条例》第七十五条, in the form a letter prints."""
        return f"《{self.source.title}》" + "、".join(self.articles)


@dataclass(frozen=True, slots=True)
class Division:
    """An administrative division under one of its codes. It says where a unit lies, and never anything about a person:
    the first six digits of an identity number are those of a first registration, long ago or far away."""

    code: str
    name: str
    level: str
    """`province`, `prefecture` or `county`."""
    since: int | None
    until: int | None
    """The years in which the code came into use and went out of it; `None` where not known, or still in use."""
    successor: str
    """The code that took its place, or ""."""
    certainty: Certainty

    @property
    def is_current(self) -> bool:
        return self.until is None


@dataclass(frozen=True, slots=True)
class Unit:
    """A public body under its present name. `uscc` is made up for the demo where `is_uscc_invented`."""

    code: str
    name: str
    short_name: str
    uscc: str
    certainty: Certainty
    contact: str = ""
    division: str = ""
    """The code of the division it serves."""
    is_uscc_invented: bool = False


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a record of an item is kept: `months` from the date named by `start`."""

    months: int
    start: RetentionStart
    reason: str


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of record of the closed catalogue, in one edition."""

    code: str
    slug: str
    name: str
    kind: Kind
    area: Area
    bases: tuple[Basis, ...]
    conduct: str
    decider: str
    source_units: tuple[str, ...]
    deciding_document: str
    subjects: str
    repair_class: RepairClass
    retention: Retention
    sharing: Sharing
    publish_max_months: int
    on_objection: OnObjection
    requires_consent: bool
    demands: tuple[Demand, ...]
    in_force_from: date
    in_force_until: date | None
    decisions_from: date
    needs_check: bool
    meaning: str
    """One plain sentence for the person: what this record says and what it does not."""
    note: str = ""
    longer_bar: Basis | None = None
    """The article that itself fixes a bar beyond 60 months; only then may retention exceed the floor."""
    minor_when: tuple[str, ...] = ()
    """Penalty classes: a decision that consists of these alone is of the minor class of repair."""
    repair_proofs: tuple[str, ...] = ()
    """What shows that it was put right and only the person can have; whatever an authority can fetch is never asked."""
    sealed_from: date | None = None
    """The day from which law seals the records of this item: none comes in any more, and those held are to be destroyed."""
    sealed_by: tuple[Basis, ...] = ()

    @property
    def is_adverse(self) -> bool:
        return self.kind is Kind.ADVERSE

    @property
    def is_unconfirmed(self) -> bool:
        """Whether anything it rests on is not verified: then its records are for the person only."""
        return self.needs_check or not all(basis.is_verified for basis in self.bases)

    @property
    def stale_from(self) -> date:
        """The first day on which something it rests on was confirmed too long ago."""
        bases = (*self.bases, *([self.longer_bar] if self.longer_bar else []))
        return min((basis.source.stale_from for basis in bases), default=date.min)

    def is_stale(self, on: date) -> bool:
        """Whether nobody has confirmed its law for so long that an adverse record has no effect on anything."""
        return on >= self.stale_from

    def may_have_effect_on(self, on: date) -> bool:
        """Whether a record of this item can be part of an answer to somebody else on that day (without consent)."""
        return (
            self.sharing is Sharing.GOV_SHARE
            and not self.requires_consent
            and not self.is_unconfirmed
            and not (self.is_adverse and self.is_stale(on))
        )

    def is_in_force(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_until is None or on < self.in_force_until)


@dataclass(frozen=True, slots=True)
class PurposeItem:
    """One cell of the relevance table: why this purpose may learn this item."""

    item: str
    basis: Basis


class Entitlement(StrEnum):
    """By what right a body asks."""

    POWER = "power"
    """A duty that the purpose's articles give it."""
    CONSENT = "consent"
    """The person's own yes, each time."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """What one public body may ask, from a day to a day. The public register of who may ask is made of these, and they are
    the access rule: outside of them nothing is answered. A body that is in no register of units cannot have one."""

    unit: str
    entitlement: Entitlement
    purposes: tuple[str, ...]
    contact: str
    """Which seat of the body answers for it; a seat, not a person."""
    in_force_from: date
    in_force_until: date
    """The first day on which it holds no more."""

    def holds(self, on: date) -> bool:
        return self.in_force_from <= on < self.in_force_until


@dataclass(frozen=True, slots=True)
class Purpose:
    """Why one person may be asked about in one concrete matter, by whom, and which items the answer may hold."""

    code: str
    slug: str
    name: str
    question: str
    """The question as a clerk would say it: 道路运输从业资格：有没有法定限制."""
    agreements: tuple[Agreement, ...]
    """Those of every body that may ask, of any day; none for the person's own reading, which no official can claim."""
    bases: tuple[Basis, ...]
    cells: tuple[PurposeItem, ...]
    services: tuple[str, ...]
    """The services (事项) a matter of this purpose can be opened for."""
    needs_consent: bool
    in_force_from: date
    in_force_until: date | None
    note: str = ""
    assessed: tuple[Assessed, ...] = ()
    """The days on which an impact assessment covers it; on others nobody may ask."""

    @property
    def items(self) -> tuple[str, ...]:
        return tuple(cell.item for cell in self.cells)

    @property
    def is_own_file(self) -> bool:
        return not self.services and not self.cells

    def askers(self, on: date) -> tuple[str, ...]:
        """Codes of the units that may ask on a day."""
        if self.assessment(on) is None:
            return ()
        return tuple(dict.fromkeys(one.unit for one in self.agreements if one.holds(on)))

    def reason_against(self, unit: str, on: date) -> Reason | None:
        """Why a unit may not ask on a day, or `None` where it may."""
        theirs = [one for one in self.agreements if one.unit == unit]
        if not theirs:
            return Reason.PURPOSE_NOT_YOURS
        if not any(one.holds(on) for one in theirs):
            return Reason.AGREEMENT_NOT_IN_FORCE
        return None if self.assessment(on) else Reason.PURPOSE_NOT_ASSESSED

    def assessment(self, on: date) -> Assessment | None:
        """The newest impact assessment of what this purpose is on a day, signed by two by then."""
        holding = (one.by for one in self.assessed if one.holds(on))
        return max(holding, key=lambda one: one.approved_on, default=None)

    def may_tell(self, item: Item, on: date) -> bool:
        """Whether an answer for this purpose may hold a record of the item on that day: an adverse one only while what
        binds the two is verified and was confirmed lately enough."""
        bound = [cell.basis for cell in self.cells if cell.item == item.slug]
        if not item.is_adverse:
            return bool(bound)
        return bool(bound) and all(b.is_verified and not b.is_stale(on) for b in (*bound, *self.bases))

    def is_in_force(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_until is None or on < self.in_force_until)


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A list of persons that law has another authority publish, in one edition: where it is, and how to contest there.
    Nothing of it is copied, searched or shown here."""

    slug: str
    name: str
    publisher: str
    site: str
    address: str
    what: str
    contest: str
    bases: tuple[Basis, ...]
    in_force_from: date
    in_force_until: date | None

    @property
    def is_unconfirmed(self) -> bool:
        """Whether anything that is said of it is not verified."""
        return not all(basis.is_verified for basis in self.bases)

    def is_in_force(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_until is None or on < self.in_force_until)


class MeasureKind(StrEnum):
    """What a measure does for or to the person."""

    RESTRAINT = "restraint"
    CONVENIENCE = "convenience"


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure of the closed list, in one edition. A named official decides it elsewhere, in a concrete case; here it is
    at most documented. Nothing in this product starts, proposes or applies one."""

    code: str
    slug: str
    name: str
    kind: MeasureKind
    bases: tuple[Basis, ...]
    decider: str
    implementer: str
    source_units: tuple[str, ...]
    """Who may document one here; empty for a convenience, which leaves no trace."""
    items: tuple[str, ...]
    """Slugs of the items whose records it may rest on."""
    longest_months: int
    """0 where only an event ends it, which `ends_when` names."""
    ends_when: str
    relevance: str
    """How it relates to what the record says."""
    effect: str
    """What it means for the person, and what it does not."""
    appeal: str
    on_objection: OnObjection | None
    """`None` for a convenience: there is nothing to object to."""
    in_force_from: date
    in_force_until: date | None
    needs_check: bool
    note: str = ""
    longer_bar: Basis | None = None
    """The article that itself fixes a restraint beyond 60 months."""

    @property
    def is_restraint(self) -> bool:
        return self.kind is MeasureKind.RESTRAINT

    @property
    def is_unconfirmed(self) -> bool:
        """Whether anything it rests on is not verified: then no restraint of it may be documented."""
        return self.needs_check or not all(basis.is_verified for basis in self.bases)

    def is_in_force(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_until is None or on < self.in_force_until)


class OfferGround(StrEnum):
    """For what a convenience is given; the applicant brings it, nobody looks for it."""

    COMPLETE_PAPERS = "complete_papers"
    OWN_PROOF = "own_proof"


#: Grounds that anybody can meet, whatever is or is not recorded of them.
OPEN_GROUNDS = frozenset({OfferGround.COMPLETE_PAPERS})


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of an application that may follow later, and within how many working days."""

    code: str
    name: str
    working_days: int


@dataclass(frozen=True, slots=True)
class Exclusion:
    """An item whose records keep somebody out of the conveniences of one service, and the article that links the two."""

    item: str
    basis: Basis
    why: str
    """How what it records relates to this service."""


@dataclass(frozen=True, slots=True)
class Service:
    """What one service of the city offers whoever applies, in one edition: the order of handling, and papers that may follow.

    It changes the order and the hour of one application; what is decided, and on which conditions, stays as law has it.
    """

    code: str
    slug: str
    name: str
    """As the purpose names it, and so the matter."""
    purpose: str
    """The purpose for which a matter of this service is opened: no check may look at more than its items."""
    deciders: tuple[str, ...]
    """Unit codes."""
    green_channel: str
    """What is offered: the order of handling."""
    grounds: tuple[tuple[OfferGround, str], ...]
    """Each ground with its words; at least one is open to anybody."""
    papers: tuple[Paper, ...]
    """What may follow; empty where nothing may."""
    exclusions: tuple[Exclusion, ...]
    look_back_months: int
    """Only what happened within so many months counts; 0 where nothing excludes."""
    bases: tuple[Basis, ...]
    in_force_from: date
    in_force_until: date | None
    needs_check: bool
    note: str = ""

    @property
    def is_unconfirmed(self) -> bool:
        """Whether anything the offer rests on is not verified. It favours the applicant, and so is offered all the same."""
        return self.needs_check or not all(basis.is_verified for basis in self.bases)

    @property
    def items(self) -> tuple[str, ...]:
        """The items that may exclude, and that alone are looked for."""
        return tuple(exclusion.item for exclusion in self.exclusions)

    def paper(self, code: str) -> Paper | None:
        return next((paper for paper in self.papers if paper.code == code), None)

    def is_in_force(self, on: date) -> bool:
        return self.in_force_from <= on and (self.in_force_until is None or on < self.in_force_until)


class Origin(StrEnum):
    """Where a layout's columns come from."""

    PUBLIC_CODE = "public_code"
    """Seen in published code of credit platforms; the official annex was not."""
    OWN = "own"


class ColumnType(StrEnum):
    """What a column of a layout holds."""

    TEXT = "text"
    ENUM = "enum"
    ENUM_MULTI = "enum_multi"
    DATE = "date"
    DECIMAL = "decimal"
    INT = "int"
    BOOL = "bool"
    FILE = "file"
    REF = "ref"


class Publicity(StrEnum):
    """What publicity sites do with a column. Here nothing about anyone is public, whatever stands there."""

    NO = "no"
    MASKED = "masked"
    REVIEWED = "reviewed"
    YES = "yes"
    COURT_ONLY = "court_only"
    NONE = "none"
    """A column about organisations."""


@dataclass(frozen=True, slots=True)
class LayoutColumn:
    """One column of a layout, under its code and its heading."""

    code: str
    heading: str
    type: ColumnType
    max_length: int
    """In characters; 0 where none is known."""
    is_required: bool
    public: Publicity
    values: tuple[str, ...] = ()
    """The words of a column that takes only some."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one kind of file as it is sent, read here or not."""

    slug: str
    title: str
    origin: Origin
    certainty: Certainty
    columns: tuple[LayoutColumn, ...]
    also_seen: tuple[str, ...] = ()
    """Headings that departments' files carry beside the layout; never read."""
    note: str = ""

    @property
    def headings(self) -> frozenset[str]:
        """Every code and heading of its columns."""
        return frozenset(name for column in self.columns for name in (column.code, column.heading))


@dataclass(frozen=True, slots=True)
class Period:
    """A dated parameter in one edition: so many minutes, hours, days, working days, months or records, or so many of a hundred."""

    code: str
    name: str
    value: int
    unit: str
    """`minute`, `hour`, `day`, `working_day`, `month`, `percent` or `record`."""
    basis: tuple[Basis, ...]
    certainty: Certainty
    is_own_rule: bool
    """A platform's own rule: allowed only where it favours the person, and `favours_person` says why."""
    favours_person: str
    last_confirmed_on: date | None
    in_force_from: date | None = None
    in_force_until: date | None = None

    @property
    def slug(self) -> str:
        return self.code

    @property
    def stale_from(self) -> date:
        """The first day on which it was confirmed too long ago; a rule of our own binds us whenever it was confirmed."""
        if self.is_own_rule:
            return date.max
        return min([stale_from(self.last_confirmed_on), *(basis.source.stale_from for basis in self.basis)])
