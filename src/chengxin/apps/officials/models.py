"""Officials and their seats: a named human, one unit, one role."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from chengxin.apps.ledger.protect import WORKING
from chengxin.core.permissions import Role


class Official(AbstractBaseUser):
    """A named official of one unit, in one role. `unit` is a unit code of the lawbook."""

    table_class = WORKING
    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=100)
    unit = models.CharField(max_length=64)
    seat = models.CharField(max_length=100)
    """What is written on the desk: 3号窗口, 法制科."""
    role = models.CharField(max_length=32, choices=[(role.value, role.value) for role in Role])
    is_active = models.BooleanField(default=True)
    last_login = None

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name", "unit", "seat", "role"]
    objects = BaseUserManager()
