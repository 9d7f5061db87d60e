"""What an official types to sign in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from chengxin.web.staff import who


def _password(label: str, missing: str, *, is_new: bool, hint: str = "") -> forms.CharField:
    """A password is taken exactly as it was typed, and never given back."""
    field = forms.CharField(
        label=label,
        help_text=hint,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput,
        error_messages={"required": missing},
    )
    field.widget.attrs |= {"autocomplete": "new-password" if is_new else "current-password"}
    return field


class SignInForm(forms.Form):
    """A user name and a password."""

    username = forms.CharField(label="登录名", max_length=64, error_messages={"required": "请输入登录名"})
    password = _password("密码", "请输入密码", is_new=False)

    username.widget.attrs |= {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}


class CodeForm(forms.Form):
    """The code on the phone; at a sign-in also one of those on paper."""

    code = forms.CharField(label="验证码", max_length=40, error_messages={"required": "请输入验证码"})

    code.widget.attrs |= {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}


class PasswordForm(forms.Form):
    """A password of one's own, twice, in place of the one that was handed over."""

    same = "这就是给您的那一个，别人看过。请换一个"

    password = _password("新密码", "请写新密码", is_new=True, hint="至少12个字符，不要用给您的那一个")
    again = _password("再写一次", "请再写一次新密码", is_new=True)

    def __init__(self, data: Any = None, *, official: Any) -> None:
        super().__init__(data)
        self._official = official

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if self._official.check_password(password):
            raise forms.ValidationError(self.same)
        validate_password(password, self._official)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and cleaned["password"] != cleaned["again"]:
            self.add_error("again", "两次写的不一样，请再写一次")
        return cleaned


class ChangeForm(PasswordForm):
    """Another password in place of one's own, which is asked for: a page that was left open gives nobody the account."""

    same = "这就是现在的密码。请换一个"
    old = _password("现在的密码", "请输入现在的密码", is_new=False)
    field_order = ("old", "password", "again")

    def __init__(self, data: Any = None, *, official: Any) -> None:
        super().__init__(data, official=official)
        self.fields["password"].help_text = "至少12个字符，不要和别处用的一样"

    def clean_old(self) -> str:
        old: str = self.cleaned_data["old"]
        wrong = who.wrong_password(self._official, old)
        if wrong:
            raise forms.ValidationError(wrong)
        return old
