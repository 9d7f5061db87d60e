"""Who acts for whom, in words: the same for the person and the window. [law:pipl/第四十九条]"""

from __future__ import annotations

from typing import Any

from chengxin import clock
from chengxin.apps.mandates import selectors as mandates
from chengxin.apps.mandates.letters import KINDS
from chengxin.apps.officials.words import of_unit_zh
from chengxin.apps.people.selectors import Indexes
from chengxin.core.errands import ERRANDS, Errand
from chengxin.core.mandates import Kind
from chengxin.core.records import last_day_of
from chengxin.core.words import day_zh, moment_zh
from chengxin.web.law import lawbook


def lines_of(who: Indexes) -> list[dict[str, Any]]:
    """Everybody who acts or acted for a person, with what they did, newest first."""
    at, book = clock.now(), lawbook()
    lines = []
    for noted in mandates.list_for_person(who, at=at):
        is_over = mandates.mandate_of(noted).is_over(at)
        lines.append(
            {
                "ref": noted.ref,
                "agent": mandates.agent_name(noted),
                "kind": KINDS[Kind(noted.kind)],
                "acts": "、".join(ERRANDS[Errand(act)] for act in noted.acts),
                "last_day": day_zh(last_day_of(noted.until)),
                "proof": mandates.document_no(noted),
                "noted": f"{moment_zh(noted.at)}，{of_unit_zh(noted.by, book, at=noted.at)}",
                "is_over": is_over,
                "may_end": not is_over and noted.kind == Kind.LAWYER,
                "acted": [
                    {
                        "what": ERRANDS[Errand(one.act)],
                        "case": one.case,
                        "when": moment_zh(one.at),
                        "by": of_unit_zh(one.by, book, at=one.at),
                    }
                    for one in noted.acted.all()
                ],
            }
        )
    return lines
