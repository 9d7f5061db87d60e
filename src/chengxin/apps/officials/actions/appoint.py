"""Appoint an official. The first ones are appointed from the command line of the deployment."""

from __future__ import annotations

from django.db import transaction

from chengxin.apps.officials.models import Official
from chengxin.core.permissions import Role


@transaction.atomic
def appoint(*, username: str, name: str, unit: str, seat: str, role: Role, password: str) -> Official:
    """Create an official, or give an existing one of the same username a new seat and password."""
    official, _ = Official.objects.get_or_create(
        username=username, defaults={"name": name, "unit": unit, "seat": seat, "role": role}
    )
    official.name, official.unit, official.seat, official.role = name, unit, seat, role
    official.set_password(password)
    official.save()
    return official
