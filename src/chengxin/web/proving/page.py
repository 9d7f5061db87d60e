"""Puts the page that checks receipts together: one file, everything inline, nothing else may run or leave.

[law:pipl/第五十一条]
"""

from __future__ import annotations

import json
from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from string import Template

from chengxin.apps.ledger.offline import FORMAT, KINDS, LABELS, SENTENCES

_HERE = Path(__file__).parent
_LOOK = _HERE.parent / "static" / "cx"
_POLICY = "default-src 'none'; script-src {script}; style-src {style}; base-uri 'none'; form-action 'none'"


@cache
def page() -> bytes:
    """The page; made once in a process."""
    told = {
        "policy": policy(),
        "style": _style(),
        "mark": _text(_HERE.parent / "templates/components/mark.html").partition("#}")[2],
        "told": _told(),
        "script": _script(),
    }
    return Template(_text(_HERE / "page.html")).substitute(told).encode()


@cache
def etag() -> str:
    """Names this page's content."""
    return f'"{sha256(page()).hexdigest()}"'


def policy() -> str:
    """What a browser lets the page do: run its own program, look as it does, and nothing else."""
    return _POLICY.format(script=_hashed(_script()), style=_hashed(_style()))


def _told() -> str:
    """The words that the page shares with the command."""
    words = {"format": FORMAT, "sentences": SENTENCES, "kinds": KINDS, "labels": LABELS}
    return json.dumps(words, ensure_ascii=False).replace("<", "\\u003c")


@cache
def _script() -> str:
    return _text(_HERE / "page.js")


@cache
def _style() -> str:
    return "".join(_text(path) for path in (_LOOK / "govuk-frontend.css", _LOOK / "chengxin.css", _HERE / "page.css"))


def _hashed(inline: str) -> str:
    return f"'sha256-{b64encode(sha256(inline.encode()).digest()).decode()}'"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
