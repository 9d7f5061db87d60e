"""One person's own report: five parts, as they stand at one instant. [law:pipl/第四十四条] [law:pipl/第四十五条]

The page, the PDF and the JSON are drawn from this one value, so that none of them can say more or less than another.
Reading it is the person's own reading: it leaves no entry in the portal, and at a window the one that opened the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chengxin.apps.consents import selectors as consents
from chengxin.apps.consents.models import ConsentGiven
from chengxin.apps.destruction import selectors as destruction
from chengxin.apps.destruction.selectors import Gone
from chengxin.apps.extracts import selectors as extracts
from chengxin.apps.extracts.selectors import HeldExtract
from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.consented import used_in_sight
from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.looks import selectors as whys
from chengxin.apps.looks.models import LookReview
from chengxin.apps.looks.selectors import OpenedWhy
from chengxin.apps.mandates import selectors as mandates
from chengxin.apps.mandates.models import MandateNoted
from chengxin.apps.notices.models import Letter
from chengxin.apps.objections import selectors as objections
from chengxin.apps.objections.selectors import OpenedCase
from chengxin.apps.own_report.schema import Owner
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.promises import selectors as promises
from chengxin.apps.promises.selectors import Promised
from chengxin.apps.records.models import Statement
from chengxin.apps.records.selectors import HeldRecord, held_by
from chengxin.apps.repairs import selectors as repairs
from chengxin.apps.repairs.selectors import OpenedRepair
from chengxin.apps.restraints import selectors as restraints
from chengxin.apps.restraints.models import UseNotice
from chengxin.apps.restraints.selectors import OpenedRestraint
from chengxin.apps.submissions.selectors import freshness
from chengxin.core.calendar import day_of
from chengxin.core.consents import State, state
from chengxin.core.feeds import Feed
from chengxin.core.law import Item, Purpose
from chengxin.lawbook import Lawbook


@dataclass(frozen=True, slots=True)
class Source:
    """One feed: which unit sends what here, up to when its newest complete file speaks, how much of it is about me."""

    feed: Feed
    last: datetime | None
    """`None` where it has never told anything."""
    mine: int


@dataclass(frozen=True, slots=True)
class Said:
    """Something the person said about a record; an empty text took back what was said before."""

    about: HeldRecord
    text: str
    through: str
    """The official who wrote it down at a window, "" where the person did."""
    at: datetime
    is_last: bool


@dataclass(frozen=True, slots=True)
class Consented:
    """A consent, what it is now, and when it was used, as far as the look may be shown yet."""

    given: ConsentGiven
    state: State
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnReport:
    """Everything a person reads of themself, at `at`, in five parts."""

    who: Indexes
    name: str
    at: datetime
    records: tuple[HeldRecord, ...]
    destroyed: tuple[Gone, ...]
    """What was destroyed, a line each: part of the records."""
    sources: tuple[Source, ...]
    objections: tuple[OpenedCase, ...]
    repairs: tuple[OpenedRepair, ...]
    restraints: tuple[OpenedRestraint, ...]
    """What was decided elsewhere on one of the records, and written down here."""
    uses: tuple[UseNotice, ...]
    """What was told when something was refused after an adverse answer: part of who looked."""
    mandates: tuple[MandateNoted, ...]
    """Who acts or acted for the person: part of the cases."""
    said: tuple[Said, ...]
    letters: tuple[Letter, ...]
    """Newest first: part of the cases. What stands in one is read in the inbox, by opening it; one that tells of a look
    that is put off is not among them."""
    looks: tuple[AccessEntry, ...]
    reviews: Mapping[int, Sequence[LookReview]]
    """What a reviewer of another body said of those that were drawn, by look."""
    hidden: int
    """How many looks are shown on a later day; the number is told at once."""
    whys: tuple[OpenedWhy, ...]
    consents: tuple[Consented, ...]
    extracts: tuple[HeldExtract, ...]
    """What the person took along for somebody, and when it was checked: part of who looked."""
    promised: tuple[Promised, ...]
    """Papers that the person promised in a matter: part of the cases."""


def own_report(who: Indexes, *, name: str, lawbook: Lawbook, feeds: Mapping[str, Feed], at: datetime) -> OwnReport:
    """The report of one person; of somebody about whom nothing is held, five empty parts."""
    records = tuple(held_by(who, lawbook=lawbook, at=at))
    looks = tuple(inquiries.list_for_person(who, at=at))
    return OwnReport(
        who=who,
        name=name,
        at=at,
        records=records,
        destroyed=tuple(destruction.destroyed_for_person(who, at=at)),
        sources=tuple(_sources(records, feeds)),
        objections=tuple(objections.list_for_person(who, lawbook=lawbook, at=at)),
        repairs=tuple(repairs.list_for_person(who, lawbook=lawbook, at=at)),
        restraints=tuple(restraints.list_for_person(who, lawbook=lawbook, at=at)),
        uses=tuple(restraints.uses_of(who, at=at)),
        mandates=tuple(mandates.list_for_person(who, at=at)),
        said=tuple(said for held in records for said in _said(held, at)),
        letters=tuple(letter for letter in Owner(who, at).letters if letter.at <= at),
        looks=looks,
        reviews=whys.reviews_of(looks, at=at),
        hidden=inquiries.count_hidden(who, at=at),
        whys=tuple(whys.list_for_person(who, lawbook=lawbook, at=at)),
        consents=tuple(_consents(who, at)),
        extracts=tuple(extracts.list_for_person(who, lawbook=lawbook, at=at)),
        promised=tuple(promises.list_for_person(who, at=at)),
    )


def purposes_of(item: Item, lawbook: Lawbook, *, at: datetime) -> list[Purpose]:
    """For what a record of this item may be told to an office on this day; empty where to nobody."""
    on = day_of(at)
    if not item.may_have_effect_on(on):
        return []
    return [one for one in lawbook.on(on).purposes.values() if one.askers(on) and one.may_tell(item, on)]


def _sources(records: tuple[HeldRecord, ...], feeds: Mapping[str, Feed]) -> list[Source]:
    """Every feed in the order of the lawbook; those that have told of the person say how often."""
    newest = freshness(list(feeds))
    bringing = [{version.submission.feed for version in held.versions if version.submission} for held in records]
    return [Source(feed, newest.get(key), sum(key in brought for brought in bringing)) for key, feed in feeds.items()]


def _consents(who: Indexes, at: datetime) -> list[Consented]:
    used = used_in_sight(who, at=at)
    return [
        Consented(given, state(consents.consent_of(given, used_at=used.get(given.pk)), at=at), used.get(given.pk))
        for given in consents.list_for_person(who, at=at)
    ]


def _said(held: HeldRecord, at: datetime) -> list[Said]:
    """What was said about one record, oldest first."""
    rows = list(Statement.objects.filter(record=held.record, at__lte=at).select_related("through").order_by("pk"))
    return [
        Said(
            held,
            (read_content(row) or {}).get("text", ""),
            row.through.name if row.through is not None else "",
            row.at,
            row is rows[-1],
        )
        for row in rows
    ]
