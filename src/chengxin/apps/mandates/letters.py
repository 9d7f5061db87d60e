"""What a letter about a representative says: who, on what proof, for which acts, until when, what they did.

[law:pipl/第十七条] [law:pipl/第四十九条]
"""

from __future__ import annotations

from collections.abc import Mapping

from chengxin.apps.mandates.models import MandateAct, MandateEnded, MandateNoted
from chengxin.apps.mandates.selectors import agent_name, document_no
from chengxin.apps.notices.models import Letter
from chengxin.apps.officials.words import of_unit_zh
from chengxin.core.errands import ERRANDS, Errand
from chengxin.core.mandates import Kind
from chengxin.core.records import last_day_of
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook

PLACEHOLDERS = (
    "mandate_ref",
    "mandate_kind",
    "agent",
    "acts",
    "until",
    "proof",
    "officer",
    "act",
    "case_ref",
    "acted_on",
)
ALL = frozenset({"mandate_noted", "mandate_act", "mandate_ended"})
KINDS = {Kind.LAWYER: "律师或者别的受委托的人", Kind.GUARDIAN: "监护人", Kind.HEIR: "去世的人的近亲属"}


def letter_values(letter: Letter, *, lawbook: Lawbook) -> Mapping[str, str] | None:
    """The placeholders of a letter about a mandate; `None` once it is destroyed."""
    if letter.template == "mandate_noted":
        noted = MandateNoted.objects.select_related("by").get(pk=letter.subject)
        more = {"officer": of_unit_zh(noted.by, lawbook, at=noted.at), "acted_on": moment_zh(noted.at)}
    elif letter.template == "mandate_act":
        acted = MandateAct.objects.select_related("mandate", "by").get(pk=letter.subject)
        noted = acted.mandate
        more = {
            "officer": of_unit_zh(acted.by, lawbook, at=acted.at),
            "act": ERRANDS[Errand(acted.act)],
            "case_ref": acted.case,
            "acted_on": moment_zh(acted.at),
        }
    else:
        ended = MandateEnded.objects.select_related("mandate", "through").get(pk=letter.subject)
        noted = ended.mandate
        through = ended.through
        officer = of_unit_zh(through, lawbook, at=ended.at) if through is not None else "您自己"
        more = {"officer": officer, "acted_on": moment_zh(ended.at)}
    if noted.is_destroyed:
        return None
    return {
        "mandate_ref": noted.ref,
        "mandate_kind": KINDS[Kind(noted.kind)],
        "agent": agent_name(noted),
        "acts": "、".join(ERRANDS[Errand(act)] for act in noted.acts),
        "until": day_zh(last_day_of(noted.until)),
        "proof": document_no(noted),
        **more,
    }
