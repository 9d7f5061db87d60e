"""What a security administrator types about those who work here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from chengxin.core.permissions import Role
from chengxin.core.restraints import is_somebody
from chengxin.lawbook import Lawbook
from chengxin.web.fields import DayField
from chengxin.web.role_words import ROLES
from chengxin.web.unit_choices import unit_choices


def _course(*, required: bool) -> DayField:
    return DayField(
        label="最近一次学完个人信息保护规则是哪一天",
        help_text="例如2026-11-02" if required else "例如2026-11-02；还没有学完就空着，登记以前打不开关于任何人的页面",
        missing="请写学完的那一天" if required else "",
    )


class SeatForm(forms.Form):
    """A seat for somebody: who, where, in which role."""

    username = forms.CharField(
        label="登录名",
        help_text="小写字母和数字，例如lixiang；一个登录名永远是同一个人",
        max_length=32,
        validators=[RegexValidator(r"^[a-z][a-z0-9-]{2,31}$", "登录名只用小写字母、数字和短横，至少3个，字母开头")],
        error_messages={"required": "请写登录名"},
    )
    name = forms.CharField(label="姓名", max_length=100, error_messages={"required": "请写姓名"})
    unit = forms.ChoiceField(
        label="单位", error_messages={"required": "请选单位", "invalid_choice": "请从列出的单位里选"}
    )
    seat = forms.CharField(
        label="桌上写的岗位名称",
        help_text="例如3号窗口、法制科",
        max_length=100,
        error_messages={"required": "请写桌上写的岗位名称"},
    )
    role = forms.ChoiceField(
        label="做什么",
        widget=forms.RadioSelect,
        choices=[(role.value, word) for role, word in ROLES.items()],
        error_messages={"required": "请选做什么", "invalid_choice": "请选做什么"},
    )
    course_on = _course(required=False)

    def __init__(self, data: Any = None, *, book: Lawbook, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["unit"].choices = unit_choices(book)  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if not is_somebody(name):
            raise forms.ValidationError(
                "要写一个人的姓名：二到六个汉字，或者用“·”分开，外文写全名和姓；不是单位、职务或者系统"
            )
        return name

    def given(self) -> dict[str, Any]:
        """The arguments of the act."""
        return {**self.cleaned_data, "role": Role(self.cleaned_data["role"])}


class LeaveForm(forms.Form):
    """That somebody is to leave, said twice: it takes effect in the same moment."""

    is_sure = forms.BooleanField(error_messages={"required": "真的要办离岗，请先打勾"})

    def __init__(self, data: Any = None, *, name: str) -> None:
        super().__init__(data)
        self.fields["is_sure"].label = f"{name}从现在起离岗"


class CourseForm(forms.Form):
    """The day on which the yearly course was finished."""

    course_on = _course(required=True)
