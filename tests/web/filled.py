"""A small filled product for tests of screens, made only by acts: officials, files, matters, answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from django.test import Client

from chengxin.apps.inquiries.actions.answer import Given, answer
from chengxin.apps.matters.actions.open_matter import open_matter
from chengxin.apps.matters.models import Matter
from chengxin.apps.officials.actions.appoint import appoint
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.apps.records.actions.register import register
from chengxin.apps.records.layout import prepare
from chengxin.apps.submissions.actions.account import close_submission
from chengxin.apps.submissions.actions.receive_file import receive_file, report_nothing
from chengxin.apps.submissions.models import Submission
from chengxin.core.facts import DocumentType, EnclosedProof, Facts, Identity
from chengxin.core.identity_number import check_character
from chengxin.core.permissions import ADMINISTRATORS, KEEPER, Role
from chengxin.core.rows import Fate, Outcome
from chengxin.core.watching import Sign
from chengxin.intake.setwise import frame_of
from chengxin.lawbook import Lawbook
from chengxin.web.law import feeds, lawbook
from tests.seated import LEARNED

#: 09:00 in Heihe on the day of the tests.
AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PENALTIES, LICENCES, HONOURS = "heihe/transport/penalties", "heihe/transport/licences", "heihe/civility_office/honours"
_files = count(1)
#: Purposes for which tests ask.
ASKED = ("road_transport_licence", "food_licence", "civic_honour_selection", "volunteer_preference")


def person(name: str = "王䶮", serial: int = 1) -> Identity:
    """An invented person born in 1890; each serial is another number."""
    seventeen = f"23110218900505{serial:03d}"
    return Identity(DocumentType.CITIZEN_ID, seventeen + check_character(seventeen), name)


def official(role: Role, unit: str = "transport", *, name: str = "莫晓岚", seat: str = "3号窗口") -> Official:
    unit = KEEPER if role in ADMINISTRATORS else unit
    username = f"{role.value}-{unit}"
    known = Official.objects.filter(username=username).first()
    who = {"username": username, "name": name, "unit": unit, "seat": seat, "role": role, "course_on": LEARNED}
    return known or appoint(**who, password="correct-horse-42", by="tests", at=AT)


def penalty(who: Identity, decision_no: str = "黑交罚〔2026〕0417号", **changes: Any) -> Facts:
    """A road-transport penalty of 2,000 yuan, without proof of notice unless given."""
    facts = Facts(
        item="road_transport_violation",
        identity=who,
        authority=lawbook().unit("transport").uscc,
        decision_no=decision_no,
        decided_on=date(2026, 9, 16),
        conduct_end_on=date(2026, 8, 19),
        procedure="ordinary",
        penalty_classes=("fine",),
        amount_fen=200_000,
    )
    return replace(facts, **changes)


def licence(who: Identity, decision_no: str = "黑交许〔2024〕0033号", **changes: Any) -> Facts:
    facts = Facts(
        item="road_transport_qualification",
        identity=who,
        authority=lawbook().unit("transport").uscc,
        decision_no=decision_no,
        decided_on=date(2024, 4, 2),
        starts_on=date(2024, 4, 2),
        ends_on=date(2029, 4, 1),
    )
    return replace(facts, **changes)


def enclosed(served_on: date) -> EnclosedProof:
    return EnclosedProof(served_on, "direct", "SD-2026-1", next(iter(lawbook().notice_editions)))


def submit(
    facts: Sequence[Facts],
    *,
    feed: str = PENALTIES,
    at: datetime = AT,
    as_of: datetime | None = None,
    close: bool = True,
) -> Submission:
    """Hand over a file whose rows are these facts, and work it through."""
    one = feeds()[feed]
    by = official(Role.DATA_OFFICER, one.sender, name="葛德鸿", seat="法制科")
    data = f"file {next(_files)}".encode()
    submission = receive_file(lawbook=lawbook(), data=data, filename="九月.csv", feed=one, as_of=as_of, by=by, at=at)
    accepted = frame_of(Outcome("处罚", place + 2, Fate.ACCEPTED, row) for place, row in enumerate(facts))
    register(submission, 0, prepare(accepted), [], lawbook=lawbook(), at=at)
    if close:
        close_submission(submission, at=at)
    return submission


def nothing_new(*, at: datetime = AT) -> None:
    """Every source of the purposes that the tests ask for reports that it has nothing new, so that it is fresh."""
    asked = {item for purpose in ASKED for item in lawbook().purpose(purpose).items}
    for feed in feeds().values():
        if asked & set(feed.items):
            report(feed, at=at)


def nothing_new_anywhere(*, at: datetime = AT) -> None:
    """Every source there is reports that it has nothing new."""
    for feed in feeds().values():
        report(feed, at=at)


def report(feed: Any, *, at: datetime) -> None:
    """One source reports that it has nothing new."""
    by = official(Role.DATA_OFFICER, feed.sender, name="葛德鸿", seat="法制科")
    close_submission(report_nothing(feed=feed, by=by, at=at), at=at)


def without_limit(law: Lawbook) -> Lawbook:
    """As if a unit could open as many matters about one person in a week as it likes: lives that are told are denser."""
    return replace(law, watching=tuple(rule for rule in law.watching if rule.sign is not Sign.PERSON_OFTEN))


def matter(
    who: Identity,
    *,
    at: datetime = AT,
    request_no: str = "黑政服〔2026〕11820",
    reason: str = "",
    law: Lawbook | None = None,
) -> Matter:
    purpose = lawbook().purposes["road_transport_licence"]
    clerk = official(Role.CLERK)
    return open_matter(
        identity=who,
        service=purpose.services[0],
        request_no=request_no,
        reason=reason,
        lawbook=law or lawbook(),
        by=clerk,
        at=at,
    )


def ask(
    of: Matter | None,
    who: Identity,
    *,
    at: datetime = AT,
    purpose: str = "road_transport_licence",
    law: Lawbook | None = None,
    by: Official | None = None,
) -> Given:
    return answer(
        matter=of.ref if of else "NONE",
        purpose=purpose,
        identity=who,
        lawbook=law or lawbook(),
        feeds=feeds(),
        by=by or official(Role.CLERK),
        at=at,
    )


def sign_in(client: Client, who: Identity) -> None:
    """Bind the client's session to a person, as the identity provider's answer does."""
    session = client.session
    session["resident"] = people.seal_identity(who).hex()
    session.save()
