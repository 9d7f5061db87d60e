"""Appoint the officials of a deployment."""

from __future__ import annotations

import argparse
import getpass
import sys

from chengxin.cli import product
from chengxin.cli.exits import Exit, Stop
from chengxin.core.permissions import Role

ROLES = tuple(role.value for role in Role)


def add(arguments: argparse.Namespace) -> Exit:
    """Create an official, or give an existing one a new seat and password."""
    product.enter()
    product.require_migrated()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from chengxin.apps.officials.actions.appoint import appoint
    from chengxin.lawbook import load

    if arguments.unit not in load().units:
        raise Stop(f"没有这个单位：{arguments.unit}。单位写在法库的units里，请照那里的代码写。")
    password = _password()
    try:
        validate_password(password)
    except ValidationError as wrong:
        raise Stop("".join(wrong.messages)) from None
    official = appoint(
        username=arguments.username,
        name=arguments.name,
        unit=arguments.unit,
        seat=arguments.seat,
        role=Role(arguments.role),
        password=password,
    )
    print(f"已任命{official.name}（{official.username}）。")
    return Exit.FINE


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first, second = getpass.getpass("密码（至少12个字符）："), getpass.getpass("再写一次：")
    if first != second:
        raise Stop("两次写的不一样，什么也没有改。请再来一次。")
    return first
