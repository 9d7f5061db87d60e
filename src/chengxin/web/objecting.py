"""What a person types to object, to state, to go on; the same on a phone and at a window, as are the acts behind it.

What an act refuses is told at the field where it can be mended; everything typed stays. [law:pipl/第五十条]
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from chengxin import clock
from chengxin.apps.objections.actions.add import add
from chengxin.apps.objections.actions.ask_review import ask_review
from chengxin.apps.objections.actions.file_outcome import file_outcome
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.objections.actions.withdraw import withdraw
from chengxin.apps.objections.evidence import MOST_FILES, MOST_MEGABYTES, clean
from chengxin.apps.objections.letters import GROUNDS
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records import selectors as records
from chengxin.apps.records.actions.make_statement import make_statement
from chengxin.core.law import Item, OnObjection
from chengxin.core.objections import STATEMENT_MOST, Ground, flag_of
from chengxin.core.reasons import Reason, Refusal
from chengxin.web.law import lawbook

#: What happens for each ground, in a line.
_HINTS = {
    Ground.NOT_ME: "由报送单位用自己的档案证明是不是您；证明不了，就移出。",
    Ground.WRONG_FACT: "日期、金额、处罚种类和决定书对不上；错了就更正。",
    Ground.WRONG_ITEM: "这件事不该记在这一类里；归错了就移出。",
    Ground.NOT_ADULT: "事情发生的时候不满18岁，依法不能留。",
    Ground.ANNULLED: "要附上撤销或者变更的文书，谁交来都行。",
    Ground.PERFORMED: "已经缴清或者改正，这里没有反映；核对以后更正。",
    Ground.PAST_TERM: "按期限早该停止；算错了就移出。",
    Ground.NO_BASIS: "没有法律规定可以记这件事；查不到依据就移出。",
    Ground.SEALED_KIND: "例如依法封存的治安处罚、未成年人的事；查实就移出。",
    Ground.UNDER_APPEAL: "要附上受理通知；等复议机关或者法院有了结果再决定。",
}
_FREEZES, _MARKS = "提出以后马上暂停使用。", "提出以后马上加上“有异议”的标注。"
_AT_FIELD = {
    Reason.OBJECTION_OPEN: "ground",
    Reason.OBJECTION_DECIDED_BEFORE: "new_facts",
    Reason.OBJECTION_NEEDS_WORDS: "words",
    Reason.OBJECTION_NEEDS_PROOF: "papers",
    Reason.EVIDENCE_NOT_TAKEN: "papers",
    Reason.EVIDENCE_TOO_MUCH: "papers",
    Reason.STATEMENT_TOO_LONG: "text",
}
_FILES_HINT = f"PDF或者照片（JPEG、PNG），最多{MOST_FILES}份，每份不超过{MOST_MEGABYTES}MB。照片里的位置等信息会去掉。"


@dataclass(frozen=True, slots=True)
class Acting:
    """Whose own file it is; `through` is the official who writes it down at a window."""

    who: Indexes
    through: Any = None


class _Words(forms.CharField):
    """Some sentences; a line break counts as one character, however the browser sends it."""

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(value.replace("\r\n", "\n") if isinstance(value, str) else value) or ""


class FilesInput(forms.FileInput):
    """A native file input that takes several files."""

    allow_multiple_selected = True


class EvidenceField(forms.FileField):
    """Papers as (name, bytes), each recognised by its content before anything is kept."""

    def __init__(self, **kwargs: Any) -> None:
        accept = {"accept": ".pdf,.jpg,.jpeg,.png,application/pdf,image/jpeg,image/png"}
        super().__init__(widget=FilesInput(attrs=accept), help_text=_FILES_HINT, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        given = [data] if isinstance(data, UploadedFile) else data or []
        if not given and self.required:
            raise forms.ValidationError(self.error_messages["required"])
        if len(given) > MOST_FILES:
            raise forms.ValidationError(f"选了{len(given)}份，最多{MOST_FILES}份。{_text(Reason.EVIDENCE_TOO_MUCH)}")
        large = [file.name or "" for file in given if (file.size or 0) > MOST_MEGABYTES << 20]
        if large:
            text = f"{_quoted(large)}超过{MOST_MEGABYTES}MB。{_text(Reason.EVIDENCE_TOO_MUCH)}"
            raise forms.ValidationError(text)
        files = [(file.name or "", file.read()) for file in given]
        refused = [name for name, data in files if not _may_be_kept(name, data)]
        if refused:
            raise forms.ValidationError(f"{_quoted(refused)}收不了。{_text(Reason.EVIDENCE_NOT_TAKEN)}")
        return files


def _quoted(names: Sequence[str]) -> str:
    """The files that are meant, by the names under which the person knows them."""
    return "、".join(f"“{name[:100]}”" for name in names)


def _may_be_kept(name: str, data: bytes) -> bool:
    try:
        clean([(name, data)])
    except Refusal:
        return False
    return True


class ObjectForm(forms.Form):
    """Why, in the person's own words, with papers where there are any."""

    ground = forms.ChoiceField(
        label="为什么不对",
        widget=forms.RadioSelect,
        error_messages={"required": "请选一个理由；拿不准的，选最接近的一个", "invalid_choice": "请选一个理由"},
    )
    words = _Words(
        label="哪里不对，请写几句",
        help_text="写清哪一项、应该是什么；核对的人会看到原话",
        max_length=STATEMENT_MOST,
        error_messages={"required": "请写几句哪里不对", "max_length": f"最多{STATEMENT_MOST:,}个字，请缩短一些"},
    )
    new_facts = _Words(
        label="有什么新的事实或者材料",
        help_text="同样的理由核对过一次了；写明新在哪里，就再核对一次",
        rows=3,
        max_length=STATEMENT_MOST,
        required=False,
        error_messages={"max_length": f"最多{STATEMENT_MOST:,}个字，请缩短一些"},
    )
    papers = EvidenceField(label="材料（有就附上，没有也可以提）", required=False)

    def __init__(self, *args: Any, item: Item | None = None, **kwargs: Any) -> None:
        """`item` is what the record is kept as; with it, each ground says whether it freezes or marks."""
        super().__init__(*args, **kwargs)
        self.fields["ground"].choices = [(ground.value, words) for ground, words in GROUNDS.items()]  # type: ignore[attr-defined]
        effects = {ground: _effect(ground, item) for ground in GROUNDS}
        self.effect = effects[Ground.NOT_ME] if len(set(effects.values())) == 1 else ""
        """What happens whatever the ground is; "" where it depends on the ground, which then says so."""
        self.hints = [f"{'' if self.effect else effects[ground]}{_HINTS[ground]}" for ground in GROUNDS]

    @property
    def asks_new_facts(self) -> bool:
        """Whether the same ground was examined before, so that something new is needed."""
        return bool(self.data.get("new_facts")) or "new_facts" in self.errors

    def options(self) -> list[tuple[Any, str]]:
        """Each ground's radio button with what happens for it."""
        return list(zip(self["ground"], self.hints, strict=True))


class StatementForm(forms.Form):
    """The person's own words about a record; none take back what was said."""

    text = _Words(
        label="您的声明",
        help_text=f"最多{STATEMENT_MOST:,}个字。它和这条记录一起出现，谁查到记录都会看到；不要写别人的姓名和号码",
        rows=10,
        max_length=STATEMENT_MOST,
        required=False,
        error_messages={"max_length": f"声明最多{STATEMENT_MOST:,}个字，请缩短一些；写过的都还在"},
    )


class ReviewForm(forms.Form):
    """Why the decision should be looked at by somebody else."""

    words = _Words(
        label="为什么不同意那个决定",
        help_text="写几句就行；由没有参与过的另一个人看",
        max_length=STATEMENT_MOST,
        error_messages={"required": "请写几句为什么不同意", "max_length": f"最多{STATEMENT_MOST:,}个字，请缩短一些"},
    )


class AddForm(forms.Form):
    """More about a case that is open, with papers where there are any."""

    words = _Words(
        label="要补充什么",
        help_text="写几句就行；接着办的人会看到原话",
        max_length=STATEMENT_MOST,
        error_messages={"required": "请写几句要补充什么", "max_length": f"最多{STATEMENT_MOST:,}个字，请缩短一些"},
    )
    papers = EvidenceField(label="材料（有就附上）", required=False)


class OutcomeForm(forms.Form):
    """What the other body decided, and the document that says so."""

    words = _Words(
        label="那边是怎么决定的",
        help_text="例如：撤销了处罚决定；维持了；撤回了起诉",
        rows=3,
        max_length=STATEMENT_MOST,
        error_messages={"required": "请写一句结果是什么", "max_length": f"最多{STATEMENT_MOST:,}个字，请缩短一些"},
    )
    papers = EvidenceField(label="决定书、判决书或者裁定书", error_messages={"required": "请附上那份文书"})


def lodge_from(form: forms.Form, ref: str, acting: Acting, *, is_brought: bool = False) -> Any:
    """Open a case about a record; `None` where the form now says what is missing.

    :raises Refusal: for what no field can mend.
    """
    given = form.cleaned_data
    return _tried(
        form,
        lambda: lodge(
            ref,
            ground=Ground(given["ground"]),
            words=given["words"],
            new_facts=given["new_facts"],
            files=given["papers"],
            lawbook=lawbook(),
            by=acting.who,
            through=acting.through,
            is_brought=is_brought,
            at=clock.now(),
        ),
    )


def state_from(form: forms.Form, ref: str, acting: Acting) -> Any:
    """Write or take back a statement; `None` where there is neither anything to write nor anything to take back.

    :raises Refusal: for what no field can mend.
    """
    text, common = form.cleaned_data["text"], _common(acting)
    if not text.strip():
        held = records.get_for_person(acting.who, ref, lawbook=common["lawbook"], at=common["at"])
        if held is not None and not held.statement:
            form.add_error("text", "框里还没有字，也没有写过的可以收回。请写几句再保存；不想写，就不用保存")
            return None
    return _tried(form, lambda: make_statement(ref, text, **common))


def review_from(form: forms.Form, ref: str, acting: Acting) -> Any:
    """Ask for a review.

    :raises Refusal: for what no field can mend.
    """
    words, common = form.cleaned_data["words"], _common(acting)
    return _tried(form, lambda: ask_review(ref, words=words, **common))


def add_from(form: forms.Form, ref: str, acting: Acting) -> Any:
    """Add words and papers to an open case.

    :raises Refusal: for what no field can mend.
    """
    given, common = form.cleaned_data, _common(acting)
    return _tried(form, lambda: add(ref, words=given["words"], files=given["papers"], **common))


def outcome_from(form: forms.Form, ref: str, acting: Acting) -> Any:
    """Hand in how the other body decided.

    :raises Refusal: for what no field can mend.
    """
    given, common = form.cleaned_data, _common(acting)
    return _tried(form, lambda: file_outcome(ref, words=given["words"], files=given["papers"], **common))


def withdraw_case(ref: str, acting: Acting) -> None:
    """Take an objection back.

    :raises Refusal: OBJECTION_MISSING, OBJECTION_NOT_NOW, ROLE_MAY_NOT.
    """
    withdraw(ref, **_common(acting))


def offer(form: forms.Form, name: str, label: str, choices: Mapping[str, str], *, missing: str) -> None:
    """Put a choice of one first on a form; the only one there is stands chosen."""
    field = forms.ChoiceField(
        label=label,
        choices=list(choices.items()),
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )
    form.fields = {name: field, **form.fields}
    if len(choices) == 1:
        form.initial[name] = next(iter(choices))


def _common(acting: Acting) -> dict[str, Any]:
    return {"lawbook": lawbook(), "by": acting.who, "through": acting.through, "at": clock.now()}


def _tried(form: forms.Form, act: Callable[[], Any]) -> Any:
    try:
        return act()
    except Refusal as refusal:
        field = _AT_FIELD.get(refusal.reason, "")
        if field not in form.fields:
            raise
        form.add_error(field, _text(refusal.reason))
        return None


def _effect(ground: Ground, item: Item | None) -> str:
    if item is None:
        return ""
    return _FREEZES if flag_of(ground, item.on_objection) is OnObjection.FREEZE else _MARKS


def _text(reason: Reason) -> str:
    return lawbook().reason_text(reason).text
