"""Whether the secrets that are here fit the database: said when the product starts, not when somebody needs what is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from chengxin.apps.ledger.actions.seal import head_of
from chengxin.apps.ledger.key_sources import KINDS, LOSSES, KeyTrouble, Source, newest, of_kind, require_distinct
from chengxin.apps.ledger.keyring import Database
from chengxin.apps.ledger.keys import KeptKeys, index_mark, mark_of, open_wrapping, signing_key, signing_keys
from chengxin.apps.ledger.models import Checkpoint, WrappingKey
from chengxin.apps.ledger.signing import signer_of


@dataclass(frozen=True, slots=True)
class State:
    """One secret, or one kind of which there is none: whether all is well with it, and a sentence."""

    name: str
    is_fine: bool
    sentence: str
    is_needed: bool = True


def require_fitting(source: Source) -> None:
    """Stop where a secret is missing, or is not the one with which this database was written.

    :raises KeyTrouble: with what is lost.
    """
    for kind in KINDS:
        source.read(newest(source, kind))
    require_distinct(source)
    for one in states(source):
        if not one.is_fine:
            raise KeyTrouble(one.sentence)


def states(source: Source) -> Iterator[State]:
    """Every kind of secret: the one that serves, and older ones with whether something here still needs them."""
    for kind in KINDS:
        names = of_kind(source.names(), kind)
        if not names:
            yield State(kind, is_fine=False, sentence=f"没有{kind}密钥（{source.where}）。{LOSSES[kind]}")
            continue
        try:
            for name in names:
                source.read(name)
            yield from _FITTING[kind](source, names)
        except KeyTrouble as trouble:
            yield State(kind, is_fine=False, sentence=trouble.sentence)


def _index(source: Source, names: list[str]) -> Iterator[State]:
    marks = {bytes(one) for one in WrappingKey.objects.values_list("index_mark", flat=True).distinct()}
    if marks - {index_mark(KeptKeys(source, Database()))}:
        sentence = f"index密钥不是写这个库时用的那一把（{source.where}）。请把原来的放回来。{LOSSES['index']}"
        yield State(names[-1], is_fine=False, sentence=sentence)
    else:
        yield State(names[-1], is_fine=True, sentence="是写这个库的那一把。")


def _wrap(source: Source, names: list[str]) -> Iterator[State]:
    held = Database().wrapping()
    open_wrapping(source, held)
    under = {one.under for one in held}
    for name in names:
        is_needed = name == names[-1] or mark_of(source, name) in under
        yield State(name, is_fine=True, sentence=_SERVES if is_needed else _WRAP_IS_OVER, is_needed=is_needed)


def _sign(source: Source, names: list[str]) -> Iterator[State]:
    now = signing_key(source, Database().handovers()).public_key().public_bytes_raw()
    head = Checkpoint.objects.order_by("-size").first()
    if head and signer_of(head_of(head), bytes(head.signature), KeptKeys(source, Database())) is None:
        sentence = f"sign密钥不是给这本账签名的那一把（{source.where}）。请把原来的放回来。{LOSSES['sign']}"
        yield State(names[-1], is_fine=False, sentence=sentence)
        return
    # Older ones were overtaken; newer ones wait for their turn.
    place = list(signing_keys(source)).index(now)
    for at, name in enumerate(names):
        sentence = _SERVES if at == place else _SIGN_IS_OVER if at < place else "还没有换上。"
        yield State(name, is_fine=True, sentence=sentence, is_needed=at >= place)


def _newest_serves(source: Source, names: list[str]) -> Iterator[State]:
    for name in names:
        is_needed = name == names[-1]
        sentence = _SERVES if is_needed else _OLDER[name.split(".")[0]]
        yield State(name, is_fine=True, sentence=sentence, is_needed=is_needed)


_SERVES = "正在用。"
_WRAP_IS_OVER = "库里不再需要它。它换下以前做的备份要它才能恢复：那些备份还在，就把它锁起来保存。"
_SIGN_IS_OVER = "已经换下，可以销毁。"
_OLDER = {
    "backup": "用它做的备份还在时才要它。",
    "session": "换下以前登录的人还在用它；八小时以后可以销毁。",
}
_FITTING = {"index": _index, "wrap": _wrap, "sign": _sign, "backup": _newest_serves, "session": _newest_serves}
