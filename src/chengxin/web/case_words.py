"""Where a case stands, in the words that a person reads on a phone and on a window's receipt alike. [law:pipl/第五十条]"""

from __future__ import annotations

from dataclasses import dataclass

from chengxin.apps.objections.letters import GROUNDS
from chengxin.apps.objections.selectors import OpenedCase, superior_told
from chengxin.core.objections import Outcome, Phase, Step
from chengxin.core.permissions import KEEPER
from chengxin.lawbook import Lawbook

OUTCOMES = {
    Outcome.REMOVED: "异议成立，这条记录已经移出",
    Outcome.CORRECTED: "异议成立，内容已经更正",
    Outcome.KEPT: "核对过了，记录维持不变",
}


@dataclass(frozen=True, slots=True)
class Now:
    """What happens now, who has the case, and what comes next."""

    title: str
    who: str
    next: str


def now_of(case: OpenedCase, lawbook: Lawbook) -> Now:
    """Where a case stands at the instant at which it was opened."""
    keeper, source = lawbook.unit(KEEPER).name, lawbook.unit(case.objection.record.unit).name
    if case.is_open and case.is_overdue:
        superior = superior_told(case, lawbook)
        told = f"已经报给{superior}。" if superior else ""
        return Now("过了最后一天，还没有办完", keeper, f"{told}办完以前，谁也查不到这条记录；拖延不会让它恢复使用。")
    if case.phase is Phase.CHECKING:
        return Now("正在查平台自己有没有差错", keeper, f"平台自己没有差错的，转给{source}，用它的档案核查。")
    if case.phase is Phase.AT_SOURCE:
        return Now("报送单位正在核查", source, "核查的人写明查了什么、凭什么；然后由没有参与过报送和核查的人决定。")
    if case.phase is Phase.AT_COURT:
        return Now(
            "等复议机关或者法院的结果",
            "复议机关或者人民法院",
            "有了结果，请把文书交来；在那以前，没有最后一天，暂停或者标注也一直在。",
        )
    if case.phase is Phase.TO_DECIDE:
        return Now("等没有参与过报送和核查的人决定", keeper, "决定以后写信给您，写明查了什么、谁查的、凭什么。")
    if case.phase is Phase.IN_REVIEW:
        return Now("正在由另一个人复核", keeper, "复核的人没有参与过前面任何一步；复核以后写信给您。")
    return Now(_ended(case), "", "")


def ground_of(case: OpenedCase) -> str:
    return GROUNDS[case.case.ground]


def _ended(case: OpenedCase) -> str:
    settled = case.case.last(Step.REVIEWED) or case.case.last(Step.DECIDED)
    if case.case.last(Step.WITHDRAWN) is not None or settled is None:
        return "这件异议已经收回"
    return OUTCOMES[Outcome(settled.result)]
