"""Ask a command in front of a key service or a cryptographic device. Knows no Django."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

PATIENCE_SECONDS = 20.0


class NoAnswer(Exception):
    """The command gave no answer; the sentence says why and what to do."""


def ask(command: Sequence[str], word: str, *, told: bytes = b"", patience: float = PATIENCE_SECONDS) -> bytes:
    """What the command answers on standard output; `word` is its last argument, `told` its standard input.

    :raises NoAnswer: when it cannot be run, takes too long, or says that it failed.
    """
    try:
        # Its complaints may hold anything, and are nobody's to keep.
        done = subprocess.run(  # noqa: S603 - the command that the settings name
            [*command, word],
            input=told,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise NoAnswer(f"等了{patience:g}秒没有答复。请看密钥服务、密码机通不通。") from None
    except OSError as broken:
        raise NoAnswer(f"执行不了（{broken.strerror}）。请看路径和权限。") from None
    if done.returncode != 0:
        raise NoAnswer(f"退出码{done.returncode}。请在这台机器上用同一个账户执行一次，看它说什么。")
    return done.stdout
