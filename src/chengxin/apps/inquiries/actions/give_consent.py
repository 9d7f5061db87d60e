"""Consent to one answer: one recipient, one purpose, named items, an end. [law:pipl/第十三条] [law:pipl/第二十三条]"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction

from chengxin.apps.consents import selectors as consents
from chengxin.apps.consents.models import ConsentGiven
from chengxin.apps.inquiries.consented import digest_of, would_tell
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.core.calendar import day_of, end_of
from chengxin.core.consents import may_give
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook

#: The same form from the same person within this time is one form sent twice.
ONE_CLICK = timedelta(seconds=10)


@transaction.atomic
def give_consent(
    *,
    unit: str,
    purpose: str,
    items: Collection[str],
    last_day: date,
    seen: str,
    lawbook: Lawbook,
    by: Indexes,
    through: Official | None = None,
    at: datetime,
) -> ConsentGiven:
    """Consent as oneself; with `through`, an official writes it down for the person at a window. `seen` is the digest of
    what the person was shown that would be answered: has it changed since, they see it again first.

    :raises Refusal: ROLE_MAY_NOT, CONSENT_CHANGED, and the reasons of `core.consents.may_give`.
    """
    if through is not None:
        require(Role(through.role), Act.ACT_FOR_PERSON)
    hold("number", by.number)
    writer = Writer(at)
    today = day_of(writer.at)
    wanted = lawbook.purposes.find(purpose, today)
    longest = lawbook.period("consent_longest", on=today)
    may_give(wanted, unit=unit, items=items, given_on=today, last_day=last_day, longest=longest)
    assert wanted is not None  # noqa: S101 - may_give() refuses a consent without a purpose
    shown = would_tell(by, wanted, lawbook=lawbook, at=writer.at)
    if digest_of(shown) != seen:
        raise Refusal(Reason.CONSENT_CHANGED)
    until = end_of(last_day)
    recent = consents.list_for_person(by, at=writer.at).filter(unit=unit, purpose=purpose, until=until, withdrawn=None)
    for known in recent.filter(at__gt=writer.at - ONE_CLICK):
        if known.items == sorted(items):
            return known
    given = writer.add(
        "consent_given",
        ConsentGiven(
            ref=new_ref(),
            number_index=by.number,
            name_index=by.name,
            unit=unit,
            purpose=purpose,
            items=sorted(items),
            until=until,
            through=through,
            at=writer.at,
        ),
        content={"versions": [one.version for one in shown if one.item in items]},
    )
    if through is not None:
        letter = lawbook.letter("consent_noted")
        owe(writer, Owed(by.number, by.name, letter.template, letter.edition, given.pk))
    writer.flush()
    return given
