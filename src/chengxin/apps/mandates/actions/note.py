"""Note, at a window, that somebody may act for another, on a document that was shown. [law:pipl/第四十九条]"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.mandates.models import MandateNoted
from chengxin.apps.mandates.selectors import list_for_person
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.apps.people.oneself import require_somebody_else
from chengxin.core.calendar import day_of, end_of
from chengxin.core.errands import GIVES_UP, Errand, require_window
from chengxin.core.facts import Identity
from chengxin.core.mandates import Kind, may_register
from chengxin.core.permissions import Act, Role, require, require_keeper
from chengxin.lawbook import Lawbook

#: The same form from the same official within this time is one form sent twice.
ONE_CLICK = timedelta(seconds=10)


@transaction.atomic
def note(
    *,
    person: Identity,
    agent: Identity,
    kind: Kind,
    document_no: str,
    acts: Collection[Errand],
    last_day: date,
    lawbook: Lawbook,
    by: Official,
    at: datetime,
) -> MandateNoted:
    """Note the proof under the official's name, and tell the represented person who may do what until when. What gives
    up a protection is noted by the unit that keeps the platform alone.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, WINDOW_NOT_YOURS, SAME_NAME_AS_YOURS, and the reasons of `core.mandates.may_register`.
    """
    require(Role(by.role), Act.NOTE_MANDATE)
    writer = Writer(at)
    today = day_of(writer.at)
    require_window(by.unit, lawbook.askers(today))
    if GIVES_UP & set(acts):
        require_keeper(by.unit)
    for either in (person, agent):
        require_somebody_else(either, lawbook=lawbook, by=by)
    who, whose = people.indexes(agent), people.indexes(person)
    may_register(
        kind,
        acts,
        document_no=document_no,
        is_same_person=who.number == whose.number,
        noted_on=today,
        last_day=last_day,
        longest=lawbook.period("mandate_longest", on=today),
    )
    named = [act.value for act in Errand if act in acts]
    hold("mandates of a number", whose.number)
    recent = list_for_person(whose, at=writer.at).filter(
        agent_number_index=who.number, kind=kind.value, until=end_of(last_day), by=by, at__gt=writer.at - ONE_CLICK
    )
    for known in recent:
        if known.acts == named and not hasattr(known, "ended"):
            return known
    noted = writer.add(
        "mandate_noted",
        MandateNoted(
            ref=new_ref(),
            number_index=whose.number,
            name_index=whose.name,
            agent_number_index=who.number,
            agent_name_index=who.name,
            kind=kind.value,
            acts=named,
            until=end_of(last_day),
            at=writer.at,
            by=by,
        ),
        content={
            "person": people.seal_identity(person).hex(),
            "agent": people.seal_identity(agent).hex(),
            "document_no": document_no.strip(),
        },
    )
    letter = lawbook.letter("mandate_noted")
    owe(writer, Owed(whose.number, whose.name, letter.template, letter.edition, noted.pk))
    writer.flush()
    return noted
