"""The person's own words about a record: they travel with every output of it. [law:credit_reporting_regulation/第十六条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices.actions.owe import Owed, owe
from chengxin.apps.officials.models import Official
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.models import Statement
from chengxin.apps.records.selectors import get_for_person
from chengxin.core.objections import STATEMENT_MOST
from chengxin.core.permissions import Act, Role, require, require_keeper
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import Lawbook


@transaction.atomic
def make_statement(
    ref: str, text: str, *, lawbook: Lawbook, by: Indexes, through: Official | None = None, at: datetime
) -> Statement:
    """Say something about one of one's own records, or with an empty text take back what was said.

    `through` is the official who writes it down at a window; what was said already is replaced and taken back at the
    keeper's window alone, so that no office writes over what it is shown.
    :raises Refusal: ROLE_MAY_NOT, RECORD_MISSING, STATEMENT_TOO_LONG, UNIT_MAY_NOT.
    """
    if through is not None:
        require(Role(through.role), Act.ACT_FOR_PERSON)
    hold("number", by.number)
    held = get_for_person(by, ref, lawbook=lawbook, at=at)
    if held is None:
        raise Refusal(Reason.RECORD_MISSING)
    if len(text.strip()) > STATEMENT_MOST:
        raise Refusal(Reason.STATEMENT_TOO_LONG)
    if through is not None and held.statement:
        require_keeper(through.unit)
    writer = Writer(at)
    said = writer.add(
        "statement_made",
        Statement(record=held.record, through=through, at=writer.at),
        content={"text": text.strip().replace("\r\n", "\n")},
    )
    if through is not None:
        letter = lawbook.letter("statement_noted")
        owe(writer, Owed(by.number, by.name, letter.template, letter.edition, said.pk))
    writer.flush()
    return said
