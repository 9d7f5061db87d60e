"""Report that data was seen by whom it was not for: whose it was is counted, and the letter is ready. [law:pipl/第五十七条]"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.looks.affected import Affected, persons
from chengxin.apps.looks.breaches import subject_of
from chengxin.apps.looks.models import Breach
from chengxin.apps.officials.models import Official
from chengxin.core.breaches import SAID, Source, may_propose, require_reporter
from chengxin.core.permissions import Act, Role


@transaction.atomic
def report_breach(
    *,
    source: Source,
    name: str,
    since: datetime,
    until: datetime,
    said: Mapping[str, str],
    by: Official,
    at: datetime,
) -> Breach:
    """Count everybody whose data was seen, or could be, through one official, program or file in one span. `name` is the
    username, or the number of the program or file; `said` is what the letter says. No letter leaves yet.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, BREACH_SOURCE_UNKNOWN, and the reasons of `core.breaches.may_propose`.
    """
    require_reporter(Role(by.role), by.unit, Act.REPORT_BREACH)
    may_propose(said, since=since, until=until, at=at)
    subject = subject_of(source, name.strip())
    counted = sum(1 for _ in persons(Affected(source, subject, since, until)))
    writer = Writer(at)
    reported = writer.add(
        "breach_reported",
        Breach(
            ref=new_ref(),
            source=source.value,
            subject=subject,
            since=since,
            until=until,
            persons=counted,
            at=writer.at,
            by=by,
        ),
        content={one: said[one].strip().replace("\r\n", "\n") for one in SAID},
    )
    writer.flush()
    return reported
