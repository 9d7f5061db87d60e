"""Whether the law of this deployment was adopted: two persons signed it, or this is the demo. [law:pipl/第五十一条]

Read once, at start, like the law itself. Where nobody adopted it the product starts all the same, for reading and for the
person's rights; what could work against a person, and what brings in more about them, is refused.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from chengxin.apps.ledger.law_signatures import verify
from chengxin.apps.ledger.signatures import KeyUnusable, Verdict
from chengxin.core.reasons import Reason, Refusal
from chengxin.lawbook import load
from chengxin.lawbook.load import law_root


def is_law_adopted() -> bool:
    """Whether acts that rest on the law may be done. The demo needs no signature, and says so wherever it shows its law."""
    return not settings.LAW_MUST_BE_SIGNED or law_verdict().is_signed


def require_adopted_law() -> None:
    """Check that two persons adopted the law.

    :raises Refusal: LAW_NOT_ADOPTED.
    """
    if not is_law_adopted():
        raise Refusal(Reason.LAW_NOT_ADOPTED)


def law_verdict() -> Verdict:
    """Who signed the law that this process reads."""
    return _verdict(law_root(), tuple(settings.LAW_SIGNERS.items()))


@cache
def _verdict(root: Path, signers: tuple[tuple[str, Path], ...]) -> Verdict:
    try:
        verdict = verify(root, dict(signers))
    except KeyUnusable as unusable:
        return Verdict(load(root).digest, (), (str(unusable),))
    if verdict.digest != load(root).digest:
        # What is on the disk by now is not what this process judges by.
        return Verdict(load(root).digest, (), ("法库在启动以后被改过。请核对，再重新启动。",))
    return verdict
