"""`chengxin law sign` and `chengxin law verify`: two persons adopt a law directory. Needs no database and no Django."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from pathlib import Path

from chengxin.apps.ledger import law_signatures
from chengxin.apps.ledger.signatures import NEEDED, KeyUnusable
from chengxin.cli.exits import Exit, Stop
from chengxin.cli.shown import show
from chengxin.lawbook import check
from chengxin.lawbook.load import digest, law_root


def sign(arguments: argparse.Namespace) -> Exit:
    """Write one person's signature into the law directory.

    :raises Stop: when the law may not be used, or the key cannot be.
    """
    root = arguments.law or law_root()
    problems = check(root)
    if problems:
        raise Stop(f"法库有{len(problems)}个问题，没有签。请先执行chengxin law check。")
    try:
        path = law_signatures.sign(root, signer=arguments.name, key=arguments.key)
    except KeyUnusable as unusable:
        raise Stop(str(unusable)) from None
    print(f"{arguments.name}签了{digest(root)}，签名在{path}。")
    return Exit.FINE


def verify(arguments: argparse.Namespace) -> Exit:
    """Say who signed exactly this law directory; fine when two different persons did.

    :raises Stop: when a public key cannot be used.
    """
    root = arguments.law or law_root()
    try:
        verdict = law_signatures.verify(root, _signers(arguments.signer))
    except KeyUnusable as unusable:
        raise Stop(str(unusable)) from None
    plain = {
        "law_digest": verdict.digest,
        "signed_by": list(verdict.signed_by),
        "problems": list(verdict.problems),
        "is_signed": verdict.is_signed,
    }
    lines = [f"法库指纹：{verdict.digest}", f"签名有效：{'、'.join(verdict.signed_by) or '没有'}", *verdict.problems]
    lines.append("两个人签过，可以施行。" if verdict.is_signed else f"要{NEEDED}个不同的人签，正式系统才会收件和答复。")
    show(plain, lines, form=arguments.format)
    return Exit.FINE if verdict.is_signed else Exit.INPUT_WRONG


def _signers(typed: Sequence[str]) -> dict[str, Path]:
    """Who may sign: as typed, else as in the settings.

    :raises Stop: for something that is not NAME=FILE.
    """
    given = typed or list(filter(None, os.environ.get("CHENGXIN_LAW_SIGNERS", "").split(",")))
    signers = {}
    for one in given:
        name, _, file = one.partition("=")
        if not name.strip() or not file.strip():
            raise Stop(f"签名人要写成“姓名=公钥文件”，不能是{one}。", Exit.USAGE_WRONG)
        signers[name.strip()] = Path(file.strip())
    return signers
