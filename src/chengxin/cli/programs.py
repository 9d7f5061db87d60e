"""The programs of units: register one and show its token once, give it another, list them, revoke one."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from chengxin.cli import product
from chengxin.cli.exits import Exit, Stop
from chengxin.cli.shown import show
from chengxin.core.calendar import SHANGHAI
from chengxin.core.reasons import Refusal


def add(arguments: argparse.Namespace) -> Exit:
    """Register a program; its token is printed once and kept nowhere."""
    product.enter()
    product.require_migrated()
    from chengxin import clock
    from chengxin.apps.officials import selectors as officials
    from chengxin.apps.officials.actions.register_program import register_program
    from chengxin.intake.feeds import load_feeds
    from chengxin.lawbook import load

    lawbook = load()
    official = officials.get_active(arguments.official)
    if official is None or official.unit != arguments.unit:
        raise Stop(f"{arguments.unit}没有这位工作人员：{arguments.official}。请写本单位负责这个程序的人的登录名。")
    feeds = _chosen(arguments.feed, load_feeds(), "报送项目")
    purposes = _chosen(arguments.purpose, lawbook.purposes, "用途")
    try:
        registered = register_program(
            name=arguments.name,
            official=official,
            feeds=feeds,
            purposes=purposes,
            last_day=arguments.until,
            by=getpass.getuser(),
            at=clock.now(),
        )
    except Refusal as refusal:
        raise Stop(lawbook.reason_text(refusal.reason).text) from None
    plain = {**_plain(registered.program, is_in_force=True), "token": registered.token}
    lines = [
        *_lines([plain]),
        f"令牌：{registered.token}",
        "令牌只显示这一次，平台只存它的指纹。请现在就放进要用它的程序里。",
    ]
    show(plain, lines, form=arguments.format)
    return Exit.FINE


def list_all(arguments: argparse.Namespace) -> Exit:
    """List the programs of one unit, newest first, without their tokens."""
    product.enter()
    product.require_migrated()
    from chengxin import clock
    from chengxin.apps.officials import selectors as officials

    at = clock.now()
    found = [
        _plain(program, is_in_force=officials.may_act(program, at=at))
        for program in officials.programs_of(arguments.unit)
    ]
    show(found, _lines(found) if found else ["这个单位没有登记程序。"], form=arguments.format)
    return Exit.FINE


def change_token(arguments: argparse.Namespace) -> Exit:
    """Give a program another token; the old one is taken for some days more."""
    product.enter()
    product.require_migrated()
    from chengxin import clock
    from chengxin.apps.officials.actions.change_token import change_token as change
    from chengxin.lawbook import load

    overlap = timedelta(days=arguments.keep_old)
    try:
        changed = change(arguments.ref, overlap=overlap, by=getpass.getuser(), at=clock.now())
    except Refusal as refusal:
        raise Stop(load().reason_text(refusal.reason).text) from None
    old = f"旧令牌再用{arguments.keep_old}天" if arguments.keep_old else "旧令牌从下一次请求起就不再受理"
    lines = [
        f"程序{changed.program.name}（{changed.program.ref}）的新令牌：{changed.token}",
        f"{old}。新令牌只显示这一次，平台只存它的指纹。请现在就放进要用它的程序里。",
    ]
    show({"ref": changed.program.ref, "token": changed.token}, lines, form=arguments.format)
    return Exit.FINE


def revoke(arguments: argparse.Namespace) -> Exit:
    """Revoke a program; it counts from its next request on."""
    product.enter()
    product.require_migrated()
    from chengxin import clock
    from chengxin.apps.officials.actions.revoke_program import revoke_program
    from chengxin.lawbook import load

    try:
        program = revoke_program(arguments.ref, by=getpass.getuser(), at=clock.now())
    except Refusal as refusal:
        raise Stop(load().reason_text(refusal.reason).text) from None
    print(f"已撤销程序{program.name}（{program.ref}）；它的下一次请求就不再受理。")
    return Exit.FINE


def _chosen(keys: list[str], known: Any, what: str) -> list[Any]:
    unknown = [key for key in keys if key not in known]
    if unknown:
        raise Stop(f"没有这个{what}：{'、'.join(unknown)}。现有：{'、'.join(sorted(known))}。")
    return [known[key] for key in dict.fromkeys(keys)]


def _plain(program: Any, *, is_in_force: bool) -> dict[str, Any]:
    return {
        "ref": program.ref,
        "name": program.name,
        "unit": program.unit,
        "official": program.official.username,
        "feeds": program.feeds,
        "purposes": program.purposes,
        "items": program.items,
        "until": program.until.astimezone(SHANGHAI).isoformat(),
        "is_in_force": is_in_force,
    }


def _lines(found: list[dict[str, Any]]) -> Iterable[str]:
    for one in found:
        state = "有效" if one["is_in_force"] else "已停用"
        tasks = "、".join([*one["feeds"], *one["purposes"]])
        yield f"{one['ref']} {one['name']}（{state}），由{one['official']}负责：{tasks}；{one['until']}起停用"
