"""Who is written down beside an act on a seat."""

from __future__ import annotations

from chengxin.apps.officials.models import Official
from chengxin.core.permissions import Act, Role, require


def written_down(by: Official | str, act: Act) -> str:
    """The official's username, where their role may; or the account on the machine, which holds the machine anyway.

    :raises Refusal: ROLE_MAY_NOT.
    """
    if isinstance(by, str):
        return by
    require(Role(by.role), act)
    return by.username
