"""The first two security administrators of a deployment, and what the machine may take away from anybody."""

from __future__ import annotations

import argparse
import getpass
import sys

from chengxin.cli import product
from chengxin.cli.exits import Exit, Stop
from chengxin.core.reasons import Refusal


def add(arguments: argparse.Namespace) -> Exit:
    """Seat one of the first two security administrators; everybody else is proposed and approved on the pages."""
    product.enter()
    product.require_migrated()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from chengxin import clock
    from chengxin.apps.officials.actions.begin import begin
    from chengxin.lawbook import load

    password = _password()
    try:
        validate_password(password)
    except ValidationError as wrong:
        raise Stop("".join(wrong.messages)) from None
    try:
        official = begin(
            username=arguments.username,
            name=arguments.name,
            seat=arguments.seat,
            password=password,
            by=getpass.getuser(),
            at=clock.now(),
        )
    except Refusal as refusal:
        raise Stop(load().reason_text(refusal.reason).text) from None
    print(
        f"已任命安全管理员{official.name}（{official.username}）。别的岗位，两位安全管理员在网页上一位提名、一位同意。"
    )
    return Exit.FINE


def remove(arguments: argparse.Namespace) -> Exit:
    """Close an official's seat; it counts from their next request on."""
    product.enter()
    product.require_migrated()
    from chengxin import clock
    from chengxin.apps.officials.actions.remove import remove as remove_official
    from chengxin.lawbook import load

    try:
        official = remove_official(username=arguments.username, by=getpass.getuser(), at=clock.now())
    except Refusal as refusal:
        raise Stop(load().reason_text(refusal.reason).text) from None
    print(f"{official.name}（{official.username}）已离岗，不能再登录；做过的事、看过的人，还写着这个姓名。")
    return Exit.FINE


def forget_code(arguments: argparse.Namespace) -> Exit:
    """Forget the code of an official who lost phone and paper; they set one up anew when they sign in."""
    product.enter()
    product.require_migrated()
    from chengxin import clock
    from chengxin.apps.officials.actions.forget_code import forget_code as forget
    from chengxin.lawbook import load

    try:
        official = forget(username=arguments.username, by=getpass.getuser(), at=clock.now())
    except Refusal as refusal:
        raise Stop(load().reason_text(refusal.reason).text) from None
    print(f"{official.name}（{official.username}）下次登录时重新设验证码。请先当面认人。")
    return Exit.FINE


def sign_out(arguments: argparse.Namespace) -> Exit:
    """End everything that one official, or everybody, has open."""
    product.enter()
    product.require_migrated()
    if arguments.everybody is bool(arguments.username):
        raise Stop("请写一个登录名，或者写--everybody，只写一样。")
    from chengxin import clock, sessions
    from chengxin.apps.officials.actions.end_sessions import end_sessions
    from chengxin.lawbook import load

    if arguments.everybody:
        print(f"登录着的都退出了，本人和工作人员，一共{sessions.end_all()}处。都可以重新登录。")
        return Exit.FINE
    try:
        official = end_sessions(username=arguments.username, by=getpass.getuser(), at=clock.now())
    except Refusal as refusal:
        raise Stop(load().reason_text(refusal.reason).text) from None
    print(f"{official.name}（{official.username}）在各处都退出了，可以重新登录。要他不能再登录，请办离岗。")
    return Exit.FINE


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first, second = getpass.getpass("密码（至少12个字符）："), getpass.getpass("再写一次：")
    if first != second:
        raise Stop("两次写的不一样，什么也没有改。请再来一次。")
    return first
