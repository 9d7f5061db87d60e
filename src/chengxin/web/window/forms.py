"""What a clerk types: the matter, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from chengxin.core.law import OfferGround, Service
from chengxin.core.restraints import is_somebody
from chengxin.core.services import Brought
from chengxin.core.uses import UseNotice
from chengxin.web.endings import AGAINST, ENDINGS
from chengxin.web.fields import NameField, NumberField

#: Not on the list: a paper without which nothing can be received.
ANOTHER = "another"


class MatterForm(forms.Form):
    """One service, one request number, one person."""

    service = forms.ChoiceField(
        label="办的是什么事", widget=forms.RadioSelect, error_messages={"required": "请选一件要办的事"}
    )
    request_no = forms.CharField(
        label="事项编号",
        help_text="受理单上的编号，例如“黑政服〔2026〕11820”",
        max_length=100,
        error_messages={"required": "请输入受理单上的事项编号"},
    )
    name = NameField(help_text="和证件上一字不差；间隔号用哪种圆点都行")
    number = NumberField(help_text="18位，可以带空格")
    # One line, so that the return key sends the form from here as from everywhere.
    reason = forms.CharField(
        label="为什么又登记一次", help_text="写一句话；本人在“谁看过我”里看得到", max_length=200, required=False
    )
    is_present = forms.BooleanField(
        label="申请人在场，我已当面告知要查询",
        error_messages={"required": "请先当面告知申请人，再打勾"},
    )

    def __init__(self, data: Any = None, *, services: Mapping[str, str], asks_reason: bool = False) -> None:
        """`services` maps each service to the questions that may be asked in it."""
        first = next(iter(services), None)
        super().__init__(data, initial={"service": first})
        self.hints = services
        self.asks_reason = asks_reason or bool(self.data.get("reason"))
        self.fields["service"].choices = [(service, service) for service in services]  # type: ignore[attr-defined]
        self.fields["request_no"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        self.fields["number"].widget.attrs |= {"class": "cx-id"}

    def options(self) -> list[tuple[Any, str]]:
        """Each service's radio button with its hint."""
        return list(zip(self["service"], self.hints.values(), strict=True))


class FindLettersForm(forms.Form):
    """Whose letters: by name and number as on the card that was shown, or by the reference on a letter."""

    name = NameField(required=False, help_text="和证件上一字不差；间隔号用哪种圆点都行")
    number = NumberField(required=False, help_text="18位，可以带空格")
    ref = forms.CharField(
        label="信件编号", required=False, max_length=16, help_text="信上印的10个字符；填了它，上面两项不用填"
    )
    is_present = forms.BooleanField(
        label="本人在场，我已看过身份证",
        error_messages={"required": "请先看过本人的身份证，再打勾"},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.fields["number"].widget.attrs |= {"class": "cx-id"}
        self.fields["ref"].widget.attrs |= {"class": "cx-id", "autocomplete": "off", "spellcheck": "false"}

    def clean_ref(self) -> str:
        return "".join(str(self.cleaned_data["ref"]).split()).upper()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("ref") and "ref" not in self.errors:
            for field, sentence in (("name", "请输入姓名，或者信件编号"), ("number", "请输入身份证号，或者信件编号")):
                if field not in self.errors and not cleaned.get(field):
                    self.add_error(field, sentence)
        return cleaned


class ServiceForm(forms.Form):
    """What the applicant brought, and that they say yes to one look."""

    missing = forms.MultipleChoiceField(
        label="还缺哪几样？都齐了，一样也不勾",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "只能选列出的材料"},
    )
    has_own_proof = forms.BooleanField(required=False)
    is_agreed = forms.BooleanField(
        label="申请人在场，自己提出要用便利，同意为这一件事看一次",
        error_messages={"required": "请先问申请人；不同意就不看，照常办"},
    )

    def __init__(self, data: Any = None, *, service: Service) -> None:
        super().__init__(data)
        listed = [(paper.code, f"{paper.name}（可以后补，{paper.working_days}个工作日）") for paper in service.papers]
        self.fields["missing"].choices = [*listed, (ANOTHER, "别的材料，不在上面")]  # type: ignore[attr-defined]
        proof = next((name for ground, name in service.grounds if ground is OfferGround.OWN_PROOF), "")
        if proof:
            self.fields["has_own_proof"].label = proof
        else:
            del self.fields["has_own_proof"]

    def brought(self) -> Brought:
        missing = frozenset(self.cleaned_data["missing"])
        return Brought(missing - {ANOTHER}, ANOTHER in missing, self.cleaned_data.get("has_own_proof", False))


class CloseForm(forms.Form):
    """How a matter ended; against the applicant, also what was used.

    What the notice lacks is told all at once, by the same rule that the act asks."""

    outcome = forms.ChoiceField(
        label="这件事怎样了",
        choices=list(ENDINGS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个结果"},
    )
    used = forms.MultipleChoiceField(
        label="用到了哪几条记录",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": "只能选这件事的答复里给出过的记录"},
    )
    decider = forms.CharField(label="谁决定的", help_text="一个人的姓名，不是单位", max_length=100, required=False)
    seat = forms.CharField(label="他的职务", help_text="例如“行政审批科科长”", max_length=100, required=False)
    article = forms.CharField(
        label="凭哪一条法律", help_text="例如《道路运输条例》第九条", max_length=200, required=False
    )
    words = forms.CharField(
        label="理由",
        help_text="会原样写进给本人的信：那条记录和这件事有什么关系，为什么因此不能准予；没有用到记录的，结果另有什么原因",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    remedy = forms.CharField(
        label="向哪里申诉", help_text="受理复议的机关和有管辖权的法院", max_length=200, required=False
    )

    def __init__(self, data: Any = None, *, shown: Sequence[tuple[str, str]] = ()) -> None:
        """`shown` are the adverse records that the answers showed whoever fills it in, each with its words."""
        super().__init__(data)
        if shown:
            self.fields["used"].choices = list(shown)  # type: ignore[attr-defined]
        else:
            del self.fields["used"]

    def notice(self) -> list[forms.BoundField]:
        """The fields of the notice but the records, in their order."""
        return [self[name] for name in NOTICE if name != "used"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("outcome") not in AGAINST:
            return given
        for name, sentence in _LACKING.items():
            if name not in self.errors and not given.get(name, "").strip():
                self.add_error(name, sentence)
        if given.get("decider") and not is_somebody(given["decider"]):
            self.add_error("decider", "要写一个人的姓名，不是单位、系统或者程序")
        return given

    def use_notice(self) -> UseNotice | None:
        """What was used, as the act takes it; `None` where nothing is to be told."""
        given = self.cleaned_data
        if given["outcome"] not in AGAINST:
            return None
        said = {name: given[name] for name in NOTICE if name != "used"}
        return UseNotice(frozenset(int(one) for one in given.get("used", ())), **said)


#: The fields of the notice, and what is said where one is empty.
NOTICE = ("used", "decider", "seat", "article", "words", "remedy")
_LACKING = {
    "decider": "结果对申请人不利，要写谁决定的",
    "seat": "要写决定的人的职务",
    "article": "要写凭哪一条法律",
    "words": "要写理由，本人会在信里读到",
    "remedy": "要写向哪里申诉",
}
