"""What a letter about signing in says: what was done, by whom, until when. [law:pipl/第十七条]"""

from __future__ import annotations

from chengxin.apps.notices.models import Letter
from chengxin.apps.officials.words import officer_zh
from chengxin.apps.sign_ins.models import SignInCode, SignInStopped
from chengxin.core.records import last_day_of
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook

PLACEHOLDERS = ("made_on", "valid_until", "officer")
ALL = frozenset({"sign_in_code_given", "sign_in_stopped"})


def letter_values(letter: Letter, *, lawbook: Lawbook) -> dict[str, str]:
    """The placeholders of a letter about a code on paper, or about its end."""
    model = SignInCode if letter.template == "sign_in_code_given" else SignInStopped
    done: SignInCode | SignInStopped = model.objects.select_related("by").get(pk=letter.subject)
    return {
        "made_on": moment_zh(done.at),
        "valid_until": day_zh(last_day_of(done.until)) if isinstance(done, SignInCode) else "",
        "officer": officer_zh(done.by, lawbook, at=done.at),
    }
