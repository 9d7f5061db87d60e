"""What a person may give to be told that a letter is waiting: an e-mail address, or a mobile number."""

from __future__ import annotations

import re
import unicodedata

from chengxin.core.delivery import Channel

_MAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LONGEST = 254


def normal_address(channel: Channel, written: str) -> str | None:
    """What was typed, in the one form that is kept: `None` where it is no address of this channel."""
    plain = unicodedata.normalize("NFKC", written).strip()
    if channel is Channel.EMAIL:
        return plain if len(plain) <= _LONGEST and _MAIL.fullmatch(plain) else None
    if channel is Channel.SMS:
        digits = re.sub(r"[\s-]", "", plain).removeprefix("+86")
        return digits if _MOBILE.fullmatch(digits) else None
    return None
