"""`chengxin keys`: see whether the secrets fit, and put new ones in the place of old ones while the product runs."""

from __future__ import annotations

import argparse
import getpass
from collections.abc import Callable

from chengxin.cli import product
from chengxin.cli.exits import Exit, Stop
from chengxin.cli.shown import show

KINDS = ("wrap", "sign", "backup", "session")


def check(arguments: argparse.Namespace) -> Exit:
    """Say of each secret whether it is there and fits this database; wrong where one does not."""
    _enter()
    from django.conf import settings

    from chengxin.apps.ledger.key_check import states
    from chengxin.apps.ledger.key_sources import FileKeys

    source = settings.KEY_SOURCE if arguments.copy is None else FileKeys(arguments.copy)
    found = list(states(source))
    plain = [
        {"name": one.name, "is_fine": one.is_fine, "is_needed": one.is_needed, "sentence": one.sentence}
        for one in found
    ]
    lines = [f"{one.name}：{'' if one.is_fine else '不对。'}{one.sentence}" for one in found]
    is_right = all(one.is_fine for one in found)
    lines.append("这些密钥打得开这个库。" if is_right else "这些密钥不全，或者不是这个库的。")
    show(plain, lines, form=arguments.format)
    return Exit.FINE if is_right else Exit.INPUT_WRONG


def rotate(arguments: argparse.Namespace) -> Exit:
    """Put a new secret of one kind in the place of the old one. Cut off in the middle, it goes on when called again.

    :raises Stop: when the old one is missing, or a new one has to be made elsewhere first.
    """
    _enter()
    product.require_migrated()
    from django.db.utils import ProgrammingError

    from chengxin.apps.ledger.key_sources import KeyTrouble

    try:
        for line in _ROTATE[arguments.kind]():
            print(line, flush=True)
    except KeyTrouble as trouble:
        raise Stop(trouble.sentence, Exit.USAGE_WRONG) from None
    except ProgrammingError:
        way = "PostgreSQL请和migrate一样，用表的所有者执行；再执行一次，会接着做完。"
        raise Stop(f"这个角色不能清空旧密钥下的行。{way}", Exit.USAGE_WRONG) from None
    return Exit.FINE


def _wrap() -> list[str]:
    from django.conf import settings

    from chengxin import clock
    from chengxin.apps.ledger.actions.wrapping import is_under_newest, rotate_wrapping
    from chengxin.apps.ledger.key_sources import newest
    from chengxin.apps.ledger.keyring import keys

    source = settings.KEY_SOURCE
    if is_under_newest(source):
        _add("wrap")
    done = rotate_wrapping(source, keys(), by=getpass.getuser(), at=clock.now())
    _ring()
    return [
        f"{newest(source, 'wrap')}：{done.rewrapped}把内容密钥换到它下面，旧密钥下的{done.blanked}行清空了；新的内容用新的内容密钥。",
        "加密的内容一行也没有改。旧的wrap密钥可以从这里移走；换以前做的备份要它才能恢复，那些备份还在就锁起来保存。",
    ]


def _sign() -> list[str]:
    from django.conf import settings

    from chengxin import clock
    from chengxin.apps.ledger.actions.hand_over import hand_over, next_key
    from chengxin.apps.ledger.proving import public_key

    source = settings.KEY_SOURCE
    after = next_key(source)
    if after is None:
        _add("sign")
        after = next_key(source)
    if after is None:
        raise Stop("没有新的sign密钥。")
    hand_over(source, after, origin=settings.LEDGER_ORIGIN, by=getpass.getuser(), at=clock.now())
    _ring()
    return [
        f"从下一个检查点起用新的公钥：{public_key().text}",
        "旧公钥签了新公钥，每个新的检查点都带着这一行：手里有旧凭证的人、见证人，不用做什么。旧的sign密钥可以销毁。",
    ]


def _backup() -> list[str]:
    return [f"新的备份用{_add('backup')}。旧的backup密钥请留到用它做的备份都不要了。"]


def _session() -> list[str]:
    name = _add("session")
    return [f"下次启动起用{name}。登录着的人不用重新登录；八小时以后可以销毁旧的session密钥，再启动一次。"]


_ROTATE: dict[str, Callable[[], list[str]]] = {"wrap": _wrap, "sign": _sign, "backup": _backup, "session": _session}


def _add(kind: str) -> str:
    """:raises Stop: where secrets are made elsewhere."""
    from django.conf import settings

    from chengxin.apps.ledger.key_sources import FileKeys, of_kind

    source = settings.KEY_SOURCE
    if not isinstance(source, FileKeys):
        known = of_kind(source.names(), kind)
        number = len(known) + 1
        raise Stop(
            f"密钥不是这个系统自己做的（{source.where}）。请先在那里做一把{kind}.{number}，旧的留着，"
            "重新启动每个进程，再执行一次。",
            Exit.USAGE_WRONG,
        )
    return source.add(kind, is_national=settings.KEYS_ARE_NATIONAL)


def _ring() -> None:
    from django.conf import settings

    from chengxin.apps.ledger.key_sources import FileKeys

    if isinstance(settings.KEY_SOURCE, FileKeys):
        settings.KEY_SOURCE.ring()


def _enter() -> None:
    product.enter()
    if not product.is_migrated():
        raise Stop("数据库还没有准备好，或者是旧版本的。请先执行chengxin migrate。", Exit.USAGE_WRONG)
