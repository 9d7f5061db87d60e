"""Who reaches what: every route of the product, asked by everybody whom it could concern, in the filled demo.

A row says what an address names and which units have to do with it; whose it is, the thing itself says. What each of the
twenty-eight who ask may see follows from row and door by one rule, and each cell is really requested. A new route about a
person without a row fails.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern
from PIL import Image

from chengxin import clock
from chengxin.apps.complaints.models import Complaint
from chengxin.apps.consents.models import ConsentGiven
from chengxin.apps.destruction.models import Certificate, DueRecord
from chengxin.apps.extracts.models import Extract
from chengxin.apps.inquiries.actions.open_at_window import open_at_window
from chengxin.apps.inquiries.models import AccessEntry, Answer
from chengxin.apps.ledger.models import Entry
from chengxin.apps.looks.actions.report_breach import report_breach
from chengxin.apps.looks.models import Breach, DrawnLook, WhyCase
from chengxin.apps.mandates.actions.end import end as end_mandate
from chengxin.apps.mandates.actions.note import note as note_mandate
from chengxin.apps.mandates.models import MandateNoted
from chengxin.apps.matters.models import Matter
from chengxin.apps.notices.models import Letter
from chengxin.apps.objections import recalls
from chengxin.apps.objections.models import Evidence, Objection
from chengxin.apps.officials.actions.appoint import appoint
from chengxin.apps.officials.actions.propose_seat import propose_seat
from chengxin.apps.officials.actions.register_program import register_program
from chengxin.apps.officials.models import Official, SeatProposal
from chengxin.apps.people import selectors as people
from chengxin.apps.promises.models import Promise
from chengxin.apps.records.selectors import held_by
from chengxin.apps.repairs.actions.request import request as request_repair
from chengxin.apps.repairs.models import RepairProof, RepairRequest
from chengxin.apps.restraints.models import Restraint, RestraintPaper
from chengxin.apps.statistics.models import FrozenQuarter
from chengxin.apps.submissions.models import HeldRow, Submission
from chengxin.core.breaches import SAID, Source
from chengxin.core.calendar import day_of
from chengxin.core.errands import Errand
from chengxin.core.facts import Identity
from chengxin.core.mandates import ACTS, Kind
from chengxin.core.permissions import ADMINISTRATORS, KEEPER, Role
from chengxin.core.reasons import Reason
from chengxin.demo import cast
from chengxin.web.law import feeds, lawbook
from chengxin.web.repairing import COMMITMENT
from tests.filled_demo import demo, read, resident, undone
from tests.guards.shown import unseen
from tests.guards.test_routes import routes
from tests.proves import proves
from tests.web.filled import LEARNED

__all__ = ["demo"]
pytestmark = pytest.mark.slow
TRANSPORT, FINANCE, ELSEWHERE = "transport", "finance_bureau", "emergency"
UNITS = (TRANSPORT, KEEPER, FINANCE, ELSEWHERE)
EVERY_UNIT = frozenset(UNITS)
#: Keys of a row whose address names nothing about a person.
NOTHING: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Thing:
    """What an address names: its parameters, whose it is, and the units that have to do with it."""

    names: Mapping[str, Any]
    owner: Identity | None = None
    units: frozenset[str] = frozenset()
    role: Role | None = None
    """Whose programs may name it, where not every role's may."""
    first: str = ""
    """Where whoever asks has to press a button first."""


def of(who: Identity, **more: Any) -> dict[str, Any]:
    mine = people.indexes(who)
    return {"number_index": mine.number, "name_index": mine.name, **more}


def ref(model: type[Model], who: Identity, **more: Any) -> str:
    found: str = model._default_manager.filter(**of(who, **more)).order_by("-pk").values_list("ref", flat=True)[0]
    return found


def record(who: Identity) -> str:
    return held_by(people.indexes(who), lawbook=lawbook(), at=clock.now())[0].record.ref


def file_of(model: type[Model], way: str, case: str) -> str:
    found: str = model._default_manager.filter(**{f"{way}__ref": case}).values_list("ref", flat=True)[0]
    return found


def a_picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (8, 8)).save(made, "PNG")
    return made.getvalue()


# The rows


def _record(who: Identity) -> Callable[[], Thing]:
    return lambda: Thing({"ref": record(who)}, who)


def _mine(model: type[Model], who: Identity, name: str = "ref") -> Callable[[], Thing]:
    return lambda: Thing({name: ref(model, who)}, who)


def _evidence(who: Identity, name: str, *units: str) -> Callable[[], Thing]:
    def find() -> Thing:
        case = ref(Objection, who)
        return Thing({"ref": case, name: file_of(Evidence, "objection", case)}, who, frozenset(units))

    return find


def _at_office(find: Callable[[], Thing], *units: str) -> Callable[[], Thing]:
    return lambda: Thing((found := find()).names, found.owner, frozenset(units))


def _opened_case(find: Callable[[], Thing], *units: str) -> Callable[[], Thing]:
    """A case that shows more once it was opened, which is a look."""

    def found() -> Thing:
        thing = find()
        return replace(thing, units=frozenset(units), first=f"/desk/cases/{thing.names['ref']}/open/")

    return found


def _lawyers_mandate() -> Thing:
    found = MandateNoted.objects.filter(**of(cast.REPRESENTED, kind=Kind.LAWYER.value, ended=None)).order_by("-pk")[0]
    return Thing({"ref": found.ref}, cast.REPRESENTED)


def _of_programs(find: Callable[[], Thing], role: Role) -> Callable[[], Thing]:
    return lambda: replace(find(), role=role)


def _look_of_an_answer(who: Identity) -> Callable[[], Thing]:
    return lambda: Thing({"ref": _answer(who).ref}, who)


def _answer(who: Identity) -> Answer:
    found = Answer.objects.filter(**{f"matter__{name}": value for name, value in of(who).items()}).order_by("-pk")
    return found[0]


def _look_not_asked_about() -> Thing:
    who = cast.IN_EFFECT
    from chengxin.apps.inquiries import selectors as inquiries
    from chengxin.apps.looks import selectors as whys

    entry = inquiries.list_for_person(people.indexes(who), at=clock.now())[0]
    return Thing({"look": whys.numbers_of([entry])[entry.pk]}, who)


def _matter() -> Thing:
    """One that is open, with a service that offers something, or the newest."""
    who = cast.PAPERS_FOLLOW
    found = Promise.objects.filter(matter__number_index=of(who)["number_index"]).order_by("-pk")[0]
    return Thing({"ref": found.matter.ref}, who, frozenset({found.matter.unit}))


def _open_matter() -> Thing:
    found = Matter.objects.filter(closing=None, unit=TRANSPORT, **of(cast.IN_EFFECT)).order_by("-pk")[0]
    return Thing({"ref": found.ref}, cast.IN_EFFECT, frozenset({TRANSPORT}))


def _question() -> Thing:
    found = _open_matter()
    return Thing({**found.names, "purpose": "road_transport_licence"}, found.owner, found.units)


def _paper_of_a_matter() -> Thing:
    found = _matter()
    return Thing({**found.names, "paper": "none"}, found.owner, found.units)


def _answer_at_window() -> Thing:
    return Thing({"ref": _answer(cast.IN_EFFECT).ref}, cast.IN_EFFECT, frozenset({TRANSPORT}))


def _recall() -> Thing:
    one = next(one for one in recalls.of_unit(TRANSPORT, lawbook=lawbook(), at=clock.now()) if one.confirmed is None)
    return Thing({"ref": one.answer.ref, "cause": one.stop.cause}, cast.CORRECTED, frozenset({TRANSPORT}))


def _held_row() -> Thing:
    row = HeldRow.objects.filter(settled=None).order_by("pk")[0]
    return Thing({"ref": row.ref}, cast.IN_EFFECT, frozenset({KEEPER}))


def _settled_row() -> Thing:
    row = HeldRow.objects.exclude(settled=None).order_by("pk")[0]
    return Thing({"ref": row.ref}, cast.SHARED_SECOND, frozenset({KEEPER}))


def _repair_proof() -> Thing:
    """Asked for here: in the demo nobody enclosed a proof."""
    case = RepairRequest.objects.filter(**of(cast.IN_EFFECT)).first() or request_repair(
        record(cast.IN_EFFECT),
        commitment=COMMITMENT,
        files=[("缴款书.png", a_picture())],
        lawbook=lawbook(),
        by=people.indexes(cast.IN_EFFECT),
        at=clock.now(),
    )
    names = {"ref": case.ref, "file": file_of(RepairProof, "request", case.ref)}
    return Thing(names, cast.IN_EFFECT, frozenset({TRANSPORT}))


def _restraint_paper() -> Thing:
    found = Restraint.objects.filter(**of(cast.RESTRAINED))[0]
    return Thing(
        {"ref": found.ref, "file": RestraintPaper.objects.get(pk=found.decision_id).ref},
        cast.RESTRAINED,
        frozenset({FINANCE}),
    )


def _due_list() -> Thing:
    place = DueRecord.objects.filter(record__ref=record(cast.HELD))[0]
    return Thing({"ref": place.due_list.ref}, cast.HELD, frozenset({KEEPER}))


def _due_record() -> Thing:
    return Thing({**_due_list().names, "record": record(cast.HELD)}, cast.HELD, frozenset({KEEPER}))


def _certificate() -> Thing:
    made = Certificate.objects.order_by("-pk")[0]
    return Thing({"ref": made.due_list.ref, "certificate": made.ref}, cast.DESTROYED, frozenset({KEEPER}))


def _complaint() -> Thing:
    return Thing({"ref": Complaint.objects.order_by("-pk")[0].ref}, None, frozenset({KEEPER}))


def _breach() -> Thing:
    """Reported here: in the demo nothing leaked."""
    made = Breach.objects.first() or report_breach(
        source=Source.OFFICIAL,
        name="moxiaolan",
        since=clock.now() - timedelta(days=60),
        until=clock.now(),
        said=dict.fromkeys(SAID, "写明"),
        by=Official.objects.get(username="daimingyuan"),
        at=clock.now(),
    )
    return Thing({"ref": made.ref}, None)


def _proposal() -> Thing:
    """Proposed here, and not by those who ask: one's own proposal nobody approves."""
    made = SeatProposal.objects.filter(username="matrix-new").first() or propose_seat(
        username="matrix-new",
        name="穆清",
        unit=TRANSPORT,
        seat="1号窗口",
        role=Role.CLERK,
        course_on=day_of(clock.now()),
        by=Official.objects.get(username="yingshenzhi"),
        at=clock.now(),
    )
    return Thing({"ref": made.ref})


def _sample() -> Thing:
    drawn = DrawnLook.objects.filter(review=None).order_by("-pk")[0]
    # Whoever looked may not review: of the unit itself nobody.
    return Thing({"ref": drawn.ref}, None, EVERY_UNIT - {drawn.entry.unit})


def _submission() -> Thing:
    # One of which a row waits: only that has something to be marked, and the newest file need not be it.
    kept = Submission.objects.filter(unit=TRANSPORT, feed=PENALTIES, upload__isnull=False)
    found = kept.filter(receipt__waiting__gt=0).order_by("-pk")[0]
    return Thing({"ref": found.ref}, None, frozenset({TRANSPORT}))


def _letter_in_hand() -> Thing:
    return Thing({"ref": ref(Letter, cast.AWAITING)}, cast.AWAITING, EVERY_UNIT)


PENALTIES = "heihe/transport/penalties"
#: What each address names. The longest that fits counts; what an address takes beyond it must stand in a row of its own.
ROWS: dict[str, Callable[[], Thing]] = {
    "me/papers/days.ics": lambda: Thing(NOTHING, cast.PAPERS_FOLLOW),
    "me/records/<slug:ref>/": _record(cast.IN_EFFECT),
    "me/records/<slug:ref>/repair/": _record(cast.REPAIRABLE),
    "me/cases/<slug:ref>/": _mine(Objection, cast.AT_SOURCE),
    "me/cases/<slug:ref>/review/": _mine(Objection, cast.KEPT),
    "me/cases/<slug:ref>/outcome/": _mine(Objection, cast.AT_COURT),
    "me/cases/<slug:ref>/withdraw/": _mine(Objection, cast.OVERDUE),
    "me/cases/<slug:ref>/papers/<slug:paper>/": _evidence(cast.TO_DECIDE, "paper"),
    "me/letters/<slug:ref>/": _mine(Letter, cast.CHANGED),
    "me/letters/<slug:ref>/open/": _mine(Letter, cast.AWAITING),
    "me/repairs/<slug:ref>/": _mine(RepairRequest, cast.REPAIR_ASKED),
    "me/extracts/<slug:ref>/": _mine(Extract, cast.IN_EFFECT),
    "me/extracts/for/<slug:purpose>/": lambda: Thing({"purpose": "road_transport_licence"}),
    "me/looks/<slug:ref>/": _look_of_an_answer(cast.IN_EFFECT),
    "me/looks/<slug:look>/why/": _look_not_asked_about,
    "me/whys/<slug:ref>/": _mine(WhyCase, cast.LOOK_EXPLAINED),
    "me/consents/<slug:ref>/withdraw/": _mine(ConsentGiven, cast.LICENSED),
    "me/mandates/<slug:ref>/end/": _lawyers_mandate,
    "window/matters/<slug:ref>/": _open_matter,
    "window/matters/<slug:ref>/ask/<slug:purpose>/": _question,
    "window/matters/<slug:ref>/papers/": _matter,
    "window/matters/<slug:ref>/papers/<slug:paper>/": _paper_of_a_matter,
    "window/answers/<slug:ref>/": _answer_at_window,
    "window/answers/<slug:ref>/receipt.json": _answer_at_window,
    "window/letters/<slug:ref>/print/": _letter_in_hand,
    "window/recalls/<slug:ref>/<int:cause>/": _recall,
    "desk/": lambda: Thing(NOTHING, units=frozenset({KEEPER})),
    "desk/letters/": lambda: Thing(NOTHING, units=frozenset({KEEPER})),
    "desk/destruction/": lambda: Thing(NOTHING, units=frozenset({KEEPER})),
    "desk/destruction/make/": lambda: Thing(NOTHING, units=frozenset({KEEPER})),
    "desk/rows/<slug:ref>/": _settled_row,
    "desk/rows/<slug:ref>/settle/": _held_row,
    "desk/cases/<slug:ref>/": _at_office(_mine(Objection, cast.AT_SOURCE), TRANSPORT, KEEPER),
    "desk/cases/<slug:ref>/row/": _opened_case(_mine(Objection, cast.AT_SOURCE), KEEPER),
    "desk/cases/<slug:ref>/files/<slug:file>/": _opened_case(_evidence(cast.TO_DECIDE, "file"), TRANSPORT, KEEPER),
    "desk/destruction/<slug:ref>/": _due_list,
    "desk/destruction/<slug:ref>/records/<slug:record>/": _due_record,
    "desk/destruction/<slug:ref>/certificates/<slug:certificate>/": _certificate,
    "desk/repairs/<slug:ref>/": _at_office(_mine(RepairRequest, cast.REPAIR_ASKED), TRANSPORT),
    "desk/repairs/<slug:ref>/files/<slug:file>/": _repair_proof,
    "desk/whys/<slug:ref>/": _at_office(_mine(WhyCase, cast.LOOK_EXPLAINED), TRANSPORT, KEEPER),
    "desk/complaints/": lambda: Thing(NOTHING, units=frozenset({KEEPER})),
    "desk/complaints/<slug:ref>/": _complaint,
    "desk/restraints/<slug:ref>/": _at_office(_mine(Restraint, cast.RESTRAINED), FINANCE),
    "desk/restraints/<slug:ref>/papers/<slug:file>/": _restraint_paper,
    "department/submissions/<slug:ref>/": _submission,
    "department/nothing/": lambda: Thing(NOTHING, units=frozenset({TRANSPORT})),
    "department/figures/<slug:quarter>/": lambda: Thing({"quarter": FrozenQuarter.objects.order_by("-pk")[0].quarter}),
    "oversight/samples/<slug:ref>/": _sample,
    "oversight/breaches/<slug:ref>/": _breach,
    "administration/seats/<slug:ref>/": _proposal,
    "administration/officials/<str:username>/": lambda: Thing({"username": "moxiaolan"}),
    "oversight/signs/<slug:month>.csv": lambda: Thing({"month": "2026-10"}),
    "window/person/extract/for/<slug:purpose>/": lambda: Thing({"purpose": "road_transport_licence"}),
    "window/person/extract/<slug:ref>/": _at_office(_mine(Extract, cast.IN_EFFECT), *UNITS),
    "api/v1/matters/<ref>/": _of_programs(_open_matter, Role.CLERK),
    "api/v1/submissions/<ref>": _of_programs(_submission, Role.DATA_OFFICER),
}

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def row_of(address: str) -> Thing:
    """What an address names: by its own row or that of the longest address it begins with.

    :raises LookupError: where a parameter stands in no row.
    """
    asked = set(PARAMETER.findall(address))
    if not asked:
        return ROWS[address]() if address in ROWS else Thing(NOTHING)
    fits = max((one for one in ROWS if address.startswith(one)), key=len, default=None)
    if fits is None or set(PARAMETER.findall(fits)) != asked:
        raise LookupError(f"/{address} is about something that no row of this test names")
    return ROWS[fits]()


def at(address: str, thing: Thing) -> str:
    return "/" + PARAMETER.sub(lambda found: str(thing.names[found[1]]), address)


# Who asks


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody with a browser or a program: what they are to the person, or their seat."""

    name: str
    audience: str
    unit: str = ""
    who: Identity | None = None
    """Whom they are signed in as; `None` where it is whoever the thing belongs to."""
    role: Role | None = None
    """Of the official who answers for a program."""


SELF, OTHER, AGENT, EXPIRED, HEIR = "self", "other", "agent", "expired agent", "heir"
STRANGER, HEIR_OF_ALL = cast.UNKNOWN, cast.NEWCOMER
AGENTS = {AGENT: cast.LAWYER, EXPIRED: cast.EXPIRED, HEIR: HEIR_OF_ALL}
PROGRAMS = (
    (Role.CLERK, TRANSPORT),
    (Role.CLERK, "transport_beian"),
    (Role.DATA_OFFICER, TRANSPORT),
    (Role.DATA_OFFICER, "agriculture"),
)
ASKERS = (
    Asker("nobody", ""),
    Asker(SELF, "resident"),
    Asker(OTHER, "resident", who=STRANGER),
    *(Asker(name, "resident", who=who) for name, who in AGENTS.items()),
    *(
        Asker(f"{role} of {unit}", role, unit)
        for role in Role
        for unit in UNITS
        if unit == KEEPER or role not in ADMINISTRATORS
    ),
    *(Asker(f"program of a {role} of {unit}", "program", unit, role=role) for role, unit in PROGRAMS),
)

OPEN, ABSENT, SHUT = "open", "absent", "shut"


def verdict(door: frozenset[str], thing: Thing, asker: Asker) -> str:
    """The rule: the door first; then whose it is, or whether one's unit has to do with it. Whoever represents somebody is
    in the portal nobody but themselves: they act at a window, each time anew."""
    is_official = asker.audience in set(Role)
    if "public" in door or ("staff" in door and is_official):
        return OPEN
    if asker.audience not in door:
        return SHUT
    if asker.audience == "resident":
        return OPEN if asker.name == SELF or thing.owner is None else ABSENT
    if thing.role is not None and asker.role not in (None, thing.role):
        return ABSENT
    return OPEN if not thing.units or asker.unit in thing.units else ABSENT


class World:
    """Everybody who asks, each with a client of their own."""

    def __init__(self) -> None:
        self.now = clock.now()
        self.clients: dict[str, Client] = {}

    def official(self, role: Role, unit: str) -> Official:
        username = f"matrix-{role}-{unit}"
        known = Official.objects.filter(username=username).first()
        seat = {"name": "穆清", "unit": unit, "seat": "1号窗口", "role": role, "course_on": LEARNED}
        return known or appoint(username=username, **seat, password="a long enough one", by="tests", at=self.now)

    def client_of(self, asker: Asker, thing: Thing) -> Client:
        if asker.audience == "":
            return Client(raise_request_exception=False)
        who = asker.who or thing.owner or STRANGER
        key = f"{asker.name} {who.number if asker.audience == 'resident' else ''}"
        if key not in self.clients:
            self.clients[key] = self._made(asker, who)
        return self.clients[key]

    def _made(self, asker: Asker, who: Identity) -> Client:
        if asker.audience == "resident":
            return resident(who)
        if asker.role is not None:
            return self._program(asker.role, asker.unit)
        client = Client(raise_request_exception=False)
        client.force_login(self.official(Role(asker.audience), asker.unit))
        session = client.session
        session["seen"] = session["proved"] = clock.of_machine().isoformat()
        session.save()
        return client

    def _program(self, role: Role, unit: str) -> Client:
        today = day_of(self.now)
        asked = [one for one in lawbook().purposes.values() if unit in one.askers(today)]
        sent = [feed for feed in feeds().values() if feed.sender == unit]
        registered = register_program(
            name="运政系统",
            official=self.official(role, unit),
            purposes=asked if role is Role.CLERK else [],
            feeds=sent if role is Role.DATA_OFFICER else [],
            last_day=today + timedelta(days=30),
            by="tests",
            at=self.now,
        )
        return Client(raise_request_exception=False, headers={"authorization": f"Bearer {registered.token}"})

    def represent(self, owner: Identity) -> None:
        """A lawyer, one whose mandate is over, and an heir: each for everything that their kind may be given."""
        by = self.official(Role.CLERK, KEEPER)
        for name, agent in AGENTS.items():
            kind = Kind.HEIR if name == HEIR else Kind.LAWYER
            noted = note_mandate(
                person=owner,
                agent=agent,
                kind=kind,
                document_no="（2026）黑律委字第12号",
                acts=ACTS[kind],
                last_day=day_of(self.now) + timedelta(days=30),
                lawbook=lawbook(),
                by=by,
                at=self.now,
            )
            if name == EXPIRED:
                end_mandate(noted.ref, lawbook=lawbook(), by=people.indexes(owner), through=by, at=self.now)


class Forms(HTMLParser):
    """The forms of a page, filled in as somebody would who only wants to be through."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, Any]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((said.get("action", ""), {}))
        elif self.found and tag in ("input", "textarea", "select", "option", "button"):
            fields = self.found[-1][1]
            name = said.get("name", "")
            if name and said.get("type") != "file":
                fields.setdefault(name, said.get("value", "") or ("on" if said.get("type") == "checkbox" else "写明"))
                self.last = name
            elif tag == "option" and said.get("value"):
                fields[self.last] = said["value"]


def body_for(address: str, client: Client) -> dict[str, Any]:
    """What the form for an address sends, read from the address itself or from a page that it lies under."""
    steps = address.strip("/").split("/")
    for length in range(len(steps), 0, -1):
        page = "/" + "/".join(steps[:length]) + "/"
        reply = client.get(page)
        if reply.status_code != 200 or "text/html" not in reply.get("Content-Type", ""):
            continue
        forms = Forms()
        forms.feed(reply.content.decode())
        for action, fields in forms.found:
            if (action or page) == address:
                return {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"}
    return {}


#: Reasons that say that something is not there, or not for whoever asks; any other comes from behind the door.
NOT_THEIRS = [
    reason
    for reason in Reason
    if reason.name.endswith(("_MISSING", "_UNKNOWN", "_NOT_YOURS", "_MAY_NOT")) or reason is Reason.NOTHING_HERE
]
TITLES = {lawbook().reason_text(reason).title for reason in NOT_THEIRS}


def reached(reply: Any, address: str) -> bool:
    """Whether a reply comes from behind the door and from the thing itself: no sign-in, no wrong door, nothing missing, no
    page that says that it is not for them, and no way back to the page that would."""
    if reply.status_code in {301, 302, 303}:
        way = reply["Location"].partition("?")[0]
        back = reply.request["REQUEST_METHOD"] == "GET" and way != address and address.startswith(way)
        return "sign-in" not in way and not (back and REFERENCE.search(way))
    if reply.status_code >= 500 or reply.status_code in {401, 403, 404, 405}:
        return False
    refused = any((one.name or "").endswith("refused.html") for one in reply.templates or ())
    return not refused or not any(title in read(reply) for title in TITLES)


#: A number by which the product names a thing.
REFERENCE = re.compile(r"/[0-9A-Z]{10}/")


def replies(client: Client, address: str, body: dict[str, Any]) -> list[Any]:
    """What an address says to somebody: read, and sent to where it takes something."""
    found = [client.get(address)]
    if address.startswith("/api/") and found[0].status_code == 405:
        return [client.post(address, body, content_type="application/json")]
    if found[0].status_code in {303, 405} or body:
        found.append(client.post(address, body))
    return found


def written(since: int) -> list[str]:
    """What happened since: every entry of the ledger but refused tries."""
    refused = set(AccessEntry.objects.filter(pk__gt=since, outcome="refused").values_list("pk", flat=True))
    return [kind for pk, kind in Entry.objects.filter(pk__gt=since).values_list("pk", "kind") if pk not in refused]


def newest() -> int:
    return Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]


@pytest.fixture(scope="module")
def world(demo: Path) -> World:
    made = World()
    things = [find() for find in ROWS.values()]
    for owner in {thing.owner for thing in things} - {None}:
        made.represent(owner)
    # Everybody was looked at once: each has something of their own to read.
    for who in (STRANGER, *AGENTS.values()):
        open_at_window(who, errand=Errand.READ, lawbook=lawbook(), by=made.official(Role.CLERK, KEEPER), at=made.now)
    # What is made here stays; what a cell does is undone.
    for thing in things:
        for asker in ASKERS:
            made.client_of(asker, thing)
    return made


def api_body(address: str, thing: Thing) -> dict[str, Any]:
    """What a program sends that means it."""
    if address.endswith("/inquiries"):
        assert thing.owner is not None
        person = {"id_type": "citizen_id", "id_number": thing.owner.number, "name": thing.owner.name}
        return {"purpose": "road_transport_licence", "person": person}
    return {"outcome": "granted"} if address.endswith("/outcome") else {}


def owner_client(world: World, door: frozenset[str], thing: Thing) -> Client:
    """Somebody for whom the address is open."""
    asker = next(one for one in ASKERS if verdict(door, thing, one) == OPEN)
    return world.client_of(asker, thing)


def askers_at(door: frozenset[str]) -> list[Asker]:
    """Everybody; of a role that the door keeps out, one seat is as good as four."""
    only = {one: KEEPER if one in ADMINISTRATORS else TRANSPORT for one in Role}
    return [
        one
        for one in ASKERS
        if not one.unit or one.role or one.audience in door or one.unit == only[Role(one.audience)]
    ]


OWN = [(address, route) for address, route in routes() if "public" not in route.callback.door]


#: What an office reads of somebody without a look being entered, and why that is none.
TOLD_THEMSELVES = {
    "window/matters/<slug:ref>/": "the name that this unit typed when it opened the matter, and nothing held about it",
    "department/submissions/<slug:ref>/annotated.xlsx": "the sender's own file come back",
    "api/v1/submissions/<ref>/annotated": "the same",
    "desk/destruction/<slug:ref>/certificates/<slug:certificate>/": "commitments, from which nobody can be told",
}


@proves("R24", "API5", "N23", "N35")
@pytest.mark.parametrize(("address", "route"), OWN, ids=[address for address, _ in OWN])
def test_everybody_reaches_exactly_what_the_rule_says(world: World, address: str, route: URLPattern) -> None:
    thing, door = row_of(address), route.callback.door
    where = at(address, thing)
    with undone():
        body = body_for(where, owner_client(world, door, thing))
    if where.startswith("/api/"):
        body = api_body(where, thing)
    secrets = [thing.owner.number, thing.owner.name] if thing.owner is not None else []
    wrong = []
    for asker in askers_at(door):
        with undone():
            since, expected = newest(), verdict(door, thing, asker)
            opened = since
            client = world.client_of(asker, thing)
            if thing.first:
                client.post(thing.first)
                since = newest()
            seen = replies(client, where, body)
            got = any(reached(one, where) for one in seen)
            if got is not (expected == OPEN):
                wrong.append(f"{asker.name}, {expected}: {[one.status_code for one in seen]}")
            if expected == OPEN and asker.unit and address not in TOLD_THEMSELVES:
                told = unseen(seen, opened, thing.owner)
                wrong += [f"{asker.name} was told of {who}, who cannot see it" for who in told]
            if expected == OPEN or asker.name == SELF:
                continue
            wrong += [f"{asker.name} wrote {kind}" for kind in written(since)]
            wrong += [f"{asker.name} met the person" for one in seen for secret in secrets if secret in read(one)]
    assert wrong == []


def comes(client: Client, errand: Errand, owner: Identity, who: str, mandates: Mapping[str, str]) -> Any:
    """Somebody stands at the window for one errand about `owner`'s file."""
    fields = {"errand": errand.value, "is_checked": "on"}
    if who == SELF:
        return client.post("/window/person/", {**fields, "name": owner.name, "number": owner.number})
    stands = AGENTS.get(who, STRANGER)
    named = {"mandate": mandates[who], "name": stands.name, "number": stands.number}
    return client.post("/window/mandates/", {**fields, **named})


def at_window(who: str, errand: Errand) -> bool:
    """The rule at a window: the person for anything; whoever represents them for what their kind may be given, while it
    lasts; nobody else for anything."""
    kind = {AGENT: Kind.LAWYER, HEIR: Kind.HEIR}.get(who)
    return who == SELF or (kind is not None and errand in ACTS[kind])


WITHIN = [address for address, _ in OWN if address.startswith("window/person/") and address != "window/person/"]


@pytest.fixture
def mandates(world: World) -> dict[str, str]:
    """The number of each mandate for `cast.IN_EFFECT`; whoever is a stranger shows the lawyer's."""
    found = {}
    for name, agent in AGENTS.items():
        held = of(cast.IN_EFFECT, agent_number_index=people.indexes(agent).number)
        found[name] = MandateNoted.objects.filter(**held).order_by("-pk")[0].ref
    return {**found, OTHER: found[AGENT]}


@proves("R24", "G19")
class TestAtTheWindow:
    @pytest.mark.parametrize("who", [SELF, OTHER, *AGENTS])
    def test_each_errand_opens_the_file_to_exactly_whom_the_rule_says(self, world, mandates, who):
        owner, official = cast.IN_EFFECT, world.official(Role.CLERK, KEEPER)
        for errand in Errand:
            with undone():
                client, since = Client(raise_request_exception=False), newest()
                client.force_login(official)
                reply = comes(client, errand, owner, who, mandates)
                assert (reply.status_code == 303) is at_window(who, errand), errand
                if not at_window(who, errand):
                    assert written(since) == []
                for address in WITHIN:
                    page = client.get(at(address, row_of(address)), follow=True)
                    if not at_window(who, errand):
                        assert owner.number not in read(page), (errand, address)
                        assert owner.name not in read(page), (errand, address)

    @pytest.mark.parametrize("who", [AGENT, HEIR])
    def test_an_end_while_the_file_is_open_closes_it(self, world, mandates, who):
        """Dismissed in the portal, or past the last minute: not one page more."""
        owner, official = cast.IN_EFFECT, world.official(Role.CLERK, KEEPER)
        for errand in sorted(ACTS[Kind.LAWYER] & ACTS[Kind.HEIR]):
            with undone():
                client = Client(raise_request_exception=False)
                client.force_login(official)
                assert comes(client, errand, owner, who, mandates).status_code == 303
                assert owner.name in read(client.get("/window/person/errand/")), errand
                end_mandate(
                    mandates[who], lawbook=lawbook(), by=people.indexes(owner), through=official, at=clock.now()
                )
                since = newest()
                for address in WITHIN:
                    page = client.get(at(address, row_of(address)), follow=True)
                    assert owner.name not in read(page), (errand, address)
                assert client.post("/window/person/errand/", {}).status_code == 303
                assert written(since) == []


def test_a_new_route_about_somebody_needs_a_row() -> None:
    for address in ("me/papers/<slug:paper>/", "desk/cases/<slug:ref>/others/<slug:other>/", "window/<slug:ref>/"):
        with pytest.raises(LookupError):
            row_of(address)
    assert not [row for row in ROWS if not any(address.startswith(row) for address, _ in OWN)]
    assert set(TOLD_THEMSELVES) <= {address for address, _ in OWN}
