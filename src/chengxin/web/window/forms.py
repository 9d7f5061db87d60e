"""What a clerk types: the matter, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
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
    reason = forms.CharField(label="为什么又登记一次", max_length=200, required=False)
    is_present = forms.BooleanField(
        label="申请人在场，我已当面告知要查询",
        error_messages={"required": "请先当面告知申请人，再打勾"},
    )

    def __init__(self, data: Any = None, *, services: Mapping[str, str], days: int) -> None:
        """`services` maps each service to the questions that may be asked in it; a second matter within so many `days` needs
        a reason, which stands there from the start: whoever is told only afterwards has to come to the page twice."""
        first = next(iter(services), None)
        super().__init__(data, initial={"service": first})
        self.hints = services
        self.fields[
            "reason"
        ].help_text = f"{days}天内在本单位登记过这个人的才写，一句话；第一次来的空着。本人在“谁看过我”里看得到"
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

    What the notice lacks is told all at once, each at its field, by the same rule that the act asks."""

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
    seat = forms.CharField(
        label="他的职务", help_text="例如“行政审批科科长”；至少2个不同的字", max_length=100, required=False
    )
    article = forms.CharField(
        label="凭哪一条法律",
        help_text="法律的名称和第几条，例如《道路运输条例》第九条；至少6个不同的字",
        max_length=200,
        required=False,
    )
    words = forms.CharField(
        label="理由",
        help_text="会原样写进给本人的信：那条记录和这件事有什么关系，为什么因此不能准予；没有用到记录的，结果另有什么原因；至少4个不同的字",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    remedy = forms.CharField(
        label="向哪里申诉", help_text="受理复议的机关和有管辖权的法院；至少4个不同的字", max_length=200, required=False
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
        for name, sentence in _SHORT.items():
            if name not in self.errors and not replace(_ENOUGH, **{name: given[name]}).is_whole:
                self.add_error(name, sentence)
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
#: A notice that says enough: with one of its texts replaced, the rule tells whether that one does, and how much that is stands
#: in the rule alone.
_ENOUGH = UseNotice(
    used=frozenset(),
    decider="王小明",
    seat="行政审批科科长",
    article="《中华人民共和国行政许可法》第三十八条",
    words="申请人没有交齐法律要求的材料",
    remedy="市人民政府，或者市人民法院",
)
#: What is said where a text is there, and too short or unreadable; the hints say the same numbers.
_SHORT = {
    "seat": "看不出是什么职务，写全称，至少2个不同的字",
    "article": "看不出是哪一条，写法律的名称和第几条，至少6个不同的字",
    "words": "理由太短，本人看不明白，至少写4个不同的字",
    "remedy": "看不出向哪里申诉，写机关和法院的名称，至少4个不同的字",
}
