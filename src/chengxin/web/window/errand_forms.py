"""Who stands at the window and what for; then the errand's own form, with the record or case chosen on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from chengxin.core.document_number import normalise
from chengxin.core.errands import ERRANDS, Errand
from chengxin.core.objections import STATEMENT_MOST
from chengxin.web.fields import NameField, NumberField
from chengxin.web.objecting import AddForm, EvidenceField, ObjectForm, OutcomeForm, ReviewForm, StatementForm, offer
from chengxin.web.repairing import RepairForm
from chengxin.web.whys import WhyForm

RECORD, CASE = "record", "case"
_HINTS = {
    Errand.READ: "关于本人的全部记录，可以打印带走",
    Errand.OBJECT: "提出的同时，那条记录就暂停或者标注",
    Errand.STATE: "本人的话，和记录一起出现",
    Errand.REVIEW: "请另一个人再看一遍决定",
    Errand.WITHDRAW: "不想继续了",
    Errand.OUTCOME: "法院或者复议机关的文书",
    Errand.ADD: "正在办的异议，补几句话、几份材料",
    Errand.ANNUL: "本人不用在场；只收文书，看不到记录",
    Errand.WHY: "谁看过本人，要那个单位书面说明",
    Errand.DOUBT: "由市公共信用中心判断那次查看合不合法",
    Errand.CONSENT: "荣誉、志愿服务、捐赠；先看会答什么",
    Errand.UNCONSENT: "一步撤回，从下一次来问起有效",
    Errand.DISMISS: "不要那个人再替本人办",
    Errand.CODE: "没有统一身份认证的，回家用它登录一次",
    Errand.UNCODE: "纸丢了、账号换了，或者不是本人登录的",
    Errand.REPAIR: "到了可以申请的日子的记录；机关查得到的证明不要",
    Errand.SUPPLY: "写明还缺的，一次交齐",
    Errand.UNREPAIR: "不申请了；以后还可以再申请",
    Errand.EXTRACT: "只给一个单位，只为一件事，几天就过期",
}


#: The errands as the page groups them, so that one is found without reading all. A test compares with the whole list.
GROUPS: tuple[tuple[str, tuple[Errand, ...]], ...] = (
    ("记录", (Errand.READ,)),
    (
        "异议和声明",
        (
            Errand.OBJECT,
            Errand.STATE,
            Errand.ADD,
            Errand.REVIEW,
            Errand.OUTCOME,
            Errand.WITHDRAW,
            Errand.ANNUL,
        ),
    ),
    ("信用修复", (Errand.REPAIR, Errand.SUPPLY, Errand.UNREPAIR)),
    ("谁看过本人", (Errand.WHY, Errand.DOUBT)),
    ("给谁看，谁替他办", (Errand.CONSENT, Errand.UNCONSENT, Errand.EXTRACT, Errand.DISMISS)),
    ("登录", (Errand.CODE, Errand.UNCODE)),
)


class PersonForm(forms.Form):
    """The errand, the name and number on the card, and that the card was seen."""

    errand = forms.ChoiceField(
        label="来办什么",
        widget=forms.RadioSelect,
        error_messages={"required": "请选一件要办的事", "invalid_choice": "请选一件要办的事"},
    )
    name = NameField(help_text="和身份证上一字不差；间隔号用哪种圆点都行")
    number = NumberField(help_text="18位，可以带空格")
    is_checked = forms.BooleanField(
        label="本人在场，我核对过身份证；只交撤销文书的，我看过原件",
        error_messages={"required": "请先核对身份证，或者文书的原件，再打勾"},
    )

    def __init__(self, data: Any = None, *, errands: Sequence[Errand]) -> None:
        super().__init__(data, initial={"errand": errands[0]})
        self.fields["errand"].choices = [(errand.value, ERRANDS[errand]) for errand in errands]  # type: ignore[attr-defined]
        self.fields["number"].widget.attrs |= {"class": "cx-id"}

    def groups(self) -> list[tuple[str, list[tuple[Any, str]]]]:
        """The groups that this official has, each with its errands' radio buttons and their hints."""
        radios = {Errand(radio.data["value"]): radio for radio in self["errand"]}
        grouped = [
            (title, [(radios[errand], _HINTS[errand]) for errand in errands if errand in radios])
            for title, errands in GROUPS
        ]
        return [(title, shown) for title, shown in grouped if shown]


class NextForm(forms.Form):
    """The next errand of whoever still stands there: the session holds who it is, and the card is looked at once more."""

    errand = forms.ChoiceField(
        label="再办一件",
        error_messages={"required": "请选再办哪一件", "invalid_choice": "请选再办哪一件"},
    )
    is_checked = forms.BooleanField(
        label="还是这个人，在场，我又核对过身份证", error_messages={"required": "请再核对一次身份证，再打勾"}
    )

    def __init__(self, data: Any = None, *, errands: Sequence[Errand]) -> None:
        super().__init__(data)
        grouped = [
            (title, [(one.value, ERRANDS[one]) for one in group if one in errands and one is not Errand.READ])
            for title, group in GROUPS
        ]
        self.fields["errand"].choices = [("", "请选"), *((title, some) for title, some in grouped if some)]  # type: ignore[attr-defined]


class AnnulForm(forms.Form):
    """The number of the decision, as the document names it, and the document."""

    decision_no = forms.CharField(
        label="原来那个决定的文号",
        help_text="照文书上写的抄，例如“黑交罚〔2026〕0417号”",
        max_length=200,
        error_messages={"required": "请输入原来那个决定的文号"},
    )
    words = forms.CharField(
        label="撤销了还是变更了，写一句",
        max_length=STATEMENT_MOST,
        error_messages={"required": "请写一句文书怎么说"},
    )
    papers = EvidenceField(label="撤销或者变更的文书", error_messages={"required": "请附上那份文书"})

    def clean_decision_no(self) -> str:
        return normalise(self.cleaned_data["decision_no"])


class RepairAtWindowForm(RepairForm):
    """The same form; which record it is about, and so whether a proof is needed, is chosen on it."""

    papers = EvidenceField(label="只有本人拿得到的凭证（目录写明要的才附）", required=False)


class SupplyAtWindowForm(forms.Form):
    """What was named as missing; which case it is for is chosen on it."""

    papers = EvidenceField(label="还缺的材料", error_messages={"required": "请附上还缺的材料"})


class WithdrawForm(forms.Form):
    """Only which case."""


_FORMS: dict[Errand, type[forms.Form]] = {
    Errand.OBJECT: ObjectForm,
    Errand.STATE: StatementForm,
    Errand.REVIEW: ReviewForm,
    Errand.WITHDRAW: WithdrawForm,
    Errand.OUTCOME: OutcomeForm,
    Errand.ADD: AddForm,
    Errand.ANNUL: AnnulForm,
    Errand.REPAIR: RepairAtWindowForm,
    Errand.SUPPLY: SupplyAtWindowForm,
    Errand.UNREPAIR: WithdrawForm,
    Errand.WHY: WhyForm,
    Errand.DOUBT: WhyForm,
    Errand.UNCONSENT: WithdrawForm,
    Errand.DISMISS: WithdrawForm,
}


def errand_form(errand: Errand, data: Any, files: Any, choices: Mapping[str, str]) -> forms.Form:
    """The form of an errand; `choices` are the records or cases that it may be about."""
    form = _FORMS[errand](data, files)
    if errand in (Errand.OBJECT, Errand.STATE, Errand.REPAIR):
        offer(form, RECORD, "哪一条记录", choices, missing="请选一条记录")
    elif errand is Errand.DISMISS:
        offer(form, CASE, "哪一份代理", choices, missing="请选一份代理")
    elif errand is Errand.UNCONSENT:
        offer(form, CASE, "哪一次同意", choices, missing="请选一次同意")
    elif errand in (Errand.SUPPLY, Errand.UNREPAIR):
        offer(form, CASE, "哪一件申请", choices, missing="请选一件申请")
    elif errand is Errand.DOUBT:
        offer(form, CASE, "哪一个答复", choices, missing="请选一个答复")
    elif errand is Errand.WHY:
        offer(form, CASE, "哪一次查看", choices, missing="请选一次查看")
    elif errand is not Errand.ANNUL:
        offer(form, CASE, "哪一件异议", choices, missing="请选一件异议")
    return form
