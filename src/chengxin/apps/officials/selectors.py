"""Find one official by the name they sign in with."""

from __future__ import annotations

from chengxin.apps.officials.models import Official


def get_active(username: str) -> Official | None:
    """The official of this username who still holds a seat, or `None`."""
    return Official.objects.filter(username=username, is_active=True).first()


def is_anybody_appointed() -> bool:
    return Official.objects.exists()


def official_behind(user: object) -> Official | None:
    """The official behind a signed-in user, or `None` for nobody and for one who has left."""
    return user if isinstance(user, Official) and user.is_active else None
