"""Make an extract for one registered recipient and one purpose. [law:pipl/第四十五条] [law:pipl/第六条]"""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from chengxin.apps.extracts.models import Extract, ExtractRecord
from chengxin.apps.extracts.selectors import code_index
from chengxin.apps.inquiries.preview import Preview, preview
from chengxin.apps.ledger.adopted_law import require_adopted_law
from chengxin.apps.ledger.batch import Writer, seal_under
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.refs import new_ref, new_refs
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.core.calendar import day_of
from chengxin.core.canonical import canonical
from chengxin.core.extracts import code_of, require_recipient, valid_until
from chengxin.core.facts import Identity
from chengxin.core.feeds import Feed
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


@transaction.atomic
def make_extract(
    *,
    purpose: str,
    unit: str,
    seen: str,
    lawbook: Lawbook,
    feeds: Mapping[str, Feed],
    by: Identity,
    through: Official | None = None,
    at: datetime,
) -> Extract:
    """Make what `by` has just seen into an extract; with `through`, an official does it for the person at a window.

    `seen` is the digest of what the person was shown: should it have changed meanwhile, nothing is made.
    :raises Refusal: ROLE_MAY_NOT, EXTRACT_FOR_ONESELF, LAW_NOT_ADOPTED, PURPOSE_MISSING, EXTRACT_NOT_FOR_UNIT, EXTRACT_NOT_NOW,
        EXTRACT_CHANGED.
    """
    if through is not None:
        require(Role(through.role), Act.ACT_FOR_PERSON)
        if through.unit == unit:
            # Whoever may ask has a question for that, in a matter.
            raise Refusal(Reason.EXTRACT_FOR_ONESELF)
    require_adopted_law()
    who = people.indexes(by)
    hold("number", who.number)
    on = day_of(at)
    allowed = require_recipient(lawbook.purposes.find(purpose, on), unit, on=on)
    found = preview(who, allowed, lawbook=lawbook, feeds=feeds, at=at)
    if not found.can_tell:
        raise Refusal(Reason.EXTRACT_NOT_NOW)
    if digest(found) != seen:
        raise Refusal(Reason.EXTRACT_CHANGED)
    writer = Writer(at)
    code = code_of("".join(new_refs(2)))
    made = writer.add(
        "extract_made",
        Extract(
            ref=new_ref(),
            code_index=code_index(code),
            number_index=who.number,
            name_index=who.name,
            unit=unit,
            purpose=allowed.slug,
            until=valid_until(writer.at, lawbook.period("extract_valid", on=on)),
            through=through,
            window=through.unit if through is not None else "",
            at=writer.at,
        ),
        content={
            "code": code,
            "identity": people.seal_identity(by).hex(),
            "reasons": [reason.value for reason in found.reasons],
            "edition": lawbook.edition,
            "records": len(found.records),
        },
    )
    for place, (record, told) in enumerate(zip(found.records, found.told, strict=True)):
        plain = canonical({"salt": os.urandom(32).hex(), "shown": told})
        content = seal_under(record.version, plain)
        writer.beside(ExtractRecord, ExtractRecord(extract=made, place=place, version=record.version, content=content))
    if through is not None:
        letter = lawbook.letter("extract_made")
        owe(writer, Owed(who.number, who.name, letter.template, letter.edition, made.pk))
    writer.flush()
    return made


def digest(found: Preview) -> str:
    """By which a page says what it has shown."""
    return sha256(canonical([list(found.told), [reason.value for reason in found.reasons]])).hexdigest()
