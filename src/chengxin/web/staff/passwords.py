"""Which passwords anybody would try first: common ones made longer, and words that hang beside the desk. [law:pipl/第五十一条]

Of the passwords that are common everywhere hardly any has twelve signs; people reach twelve by writing one twice, or with a
year behind it. What is left without that is looked up.
"""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

#: The product's own names, as they are typed.
_OURS = ("chengxin", "诚信", "xinyong", "信用", "heihe", "黑河")
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_TWICE = re.compile(r"(.+?)\1+")
_SAYS = "这个密码太好猜：它是常见的密码，或者只是加长了的常见密码、单位、姓名。请换一个，例如几个不相干的词连着写"


class Guessable:
    """A validator of Django's: refuses a common password, one that was only made longer, and what stands on the doors."""

    def __init__(self) -> None:
        self._common = CommonPasswordValidator().passwords

    def validate(self, password: str, user: Any = None) -> None:
        """:raises ValidationError: for such a password."""
        own = [getattr(user, name, "") for name in ("username", "name", "unit", "seat")]
        known = {word.casefold() for word in (*_OURS, *own) if word}
        if any(core in known or core in self._common for core in _cores(password.strip().casefold())):
            raise ValidationError(_SAYS, code="guessable")

    def get_help_text(self) -> str:
        return _SAYS


def _cores(typed: str) -> set[str]:
    """What is left without digits and signs around it, and without what is written again and again."""
    found = {typed, _AROUND.sub("", typed)}
    found |= {twice[1] for one in found if (twice := _TWICE.fullmatch(one))}
    return (found | {_AROUND.sub("", one) for one in found}) - {""}
