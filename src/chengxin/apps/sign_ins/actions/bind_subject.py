"""Bind an account at the identity provider to the number that it came with first. [law:pipl/第五十一条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.people import selectors as people
from chengxin.apps.sign_ins.models import Subject
from chengxin.core.facts import Identity
from chengxin.core.reasons import Reason, Refusal


@transaction.atomic
def bind_subject(identity: Identity, *, issuer: str, subject: str, at: datetime) -> None:
    """Take an account for this person; from then on each goes with the other alone.

    :raises Refusal: SIGN_IN_SUBJECT_CHANGED, where the account came with another number before, or the number with another
        account: a human at a window looks at it.
    """
    who = people.indexes(identity)
    number = who.number
    index = keys().index(b"subject", issuer.encode(), subject.encode())
    # In this order always: two that bind the same things wait, and never for each other.
    hold("subject", index)
    hold("subjects of a number", number)
    known = Subject.objects.filter(Q(subject_index=index) | Q(issuer=issuer, number_index=number))
    for one in known:
        if bytes(one.subject_index) != index or bytes(one.number_index) != number:
            raise Refusal(Reason.SIGN_IN_SUBJECT_CHANGED)
    if not known:
        at = at.replace(microsecond=0)
        Subject.objects.create(issuer=issuer, subject_index=index, number_index=number, name_index=who.name, at=at)
    known.exclude(name_index=who.name).update(name_index=who.name)
