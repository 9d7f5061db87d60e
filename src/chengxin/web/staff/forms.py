"""What an official types to sign in."""

from django import forms


class SignInForm(forms.Form):
    """A user name and a password."""

    username = forms.CharField(label="用户名", max_length=64, error_messages={"required": "请输入用户名"})
    password = forms.CharField(
        label="密码", max_length=200, strip=False, widget=forms.PasswordInput, error_messages={"required": "请输入密码"}
    )

    username.widget.attrs |= {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    password.widget.attrs |= {"autocomplete": "current-password"}


class CodeForm(forms.Form):
    """The code on the phone; at a sign-in also one of those on paper."""

    code = forms.CharField(label="验证码", max_length=40, error_messages={"required": "请输入验证码"})

    code.widget.attrs |= {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
