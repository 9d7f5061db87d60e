"""What somebody without a phone comes to a window for: a closed list, one errand at a time. [law:pipl/第五十条]

Rules of order: the window sees one person's own file, for one errand that this person came for, and the person sees
later that it did. Whoever files a document that annuls a decision sees no record at all: the document names it.
"""

from __future__ import annotations

from collections.abc import Collection
from enum import StrEnum

from chengxin.core.permissions import KEEPER, Act, Role, require, require_keeper
from chengxin.core.reasons import Reason, Refusal


class Errand(StrEnum):
    """Why a window opens one person's own file."""

    READ = "read"
    OBJECT = "object"
    STATE = "state"
    REVIEW = "review"
    WITHDRAW = "withdraw"
    OUTCOME = "outcome"
    ADD = "add"
    ANNUL = "annul"
    REPAIR = "repair"
    SUPPLY = "supply"
    UNREPAIR = "unrepair"
    EXTRACT = "extract"
    WHY = "why"
    DOUBT = "doubt"
    CONSENT = "consent"
    UNCONSENT = "unconsent"
    DISMISS = "dismiss"
    CODE = "code"
    UNCODE = "uncode"

    @property
    def shows_records(self) -> bool:
        """Whether the official at the window sees what is held."""
        return self not in {Errand.ANNUL, *SIGN_INS}


#: About the way in, and nothing that is held.
SIGN_INS = frozenset({Errand.CODE, Errand.UNCODE})

#: What gives up a protection, uses up what there is once, or says that something has ended: nobody who may ask for records runs
#: it.
GIVES_UP = frozenset(
    {Errand.REVIEW, Errand.WITHDRAW, Errand.UNREPAIR, Errand.OUTCOME, Errand.DISMISS, Errand.WHY, Errand.DOUBT}
)

#: What a window says that the person has said, and that works against them where they did not: somebody of another body looks at
#: part of it, and asks for what the person signed.
SAID_FOR_PERSON = GIVES_UP | {Errand.CONSENT, Errand.UNCONSENT}

#: As window, letters and the person's own page say it.
ERRANDS = {
    Errand.READ: "看记录",
    Errand.OBJECT: "提出异议",
    Errand.STATE: "写声明",
    Errand.REVIEW: "申请复核",
    Errand.WITHDRAW: "收回异议",
    Errand.OUTCOME: "交复议、诉讼的结果",
    Errand.ADD: "给异议补充材料",
    Errand.ANNUL: "交一份撤销或者变更决定的文书",
    Errand.REPAIR: "申请信用修复",
    Errand.SUPPLY: "补交修复的材料",
    Errand.UNREPAIR: "收回修复申请",
    Errand.EXTRACT: "为一件事开摘录",
    Errand.WHY: "问为什么看",
    Errand.DOUBT: "不满意“为什么看”的答复",
    Errand.CONSENT: "同意给一个单位看",
    Errand.UNCONSENT: "撤回同意",
    Errand.DISMISS: "结束代理",
    Errand.CODE: "领一个登录码",
    Errand.UNCODE: "停用登录码，解除账号",
}


def may_run(errand: Errand, *, role: Role, unit: str, askers: Collection[str]) -> None:
    """Check that an official may do an errand for a person: a clerk of the unit that keeps the platform, and of those that may
    ask for something today, the `askers`, so that no office without a power has a window here; a case officer of the unit
    that keeps the platform, and of every unit where a document annuls a decision. What gives up a protection is run by the
    unit that keeps the platform alone: an office that wants a record does not end what keeps it from it.

    :raises Refusal: ROLE_MAY_NOT, UNIT_MAY_NOT, WINDOW_NOT_YOURS.
    """
    require(role, Act.ACT_FOR_PERSON)
    if errand in GIVES_UP or (role is not Role.CLERK and errand is not Errand.ANNUL):
        require_keeper(unit)
    elif role is Role.CLERK:
        require_window(unit, askers)


def has_window(unit: str, askers: Collection[str]) -> bool:
    """Whether a unit has a window for persons: it keeps the platform, or is among the `askers` of the day."""
    return unit == KEEPER or unit in askers


def require_window(unit: str, askers: Collection[str]) -> None:
    """Check that a unit has a window for persons.

    :raises Refusal: WINDOW_NOT_YOURS.
    """
    if not has_window(unit, askers):
        raise Refusal(Reason.WINDOW_NOT_YOURS)
