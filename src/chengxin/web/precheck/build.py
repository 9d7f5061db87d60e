"""Puts the page together; everything is inline, and the content security policy lets nothing else run or leave."""

from __future__ import annotations

import gzip
from base64 import b64encode
from collections.abc import Collection, Iterable
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template

from chengxin.core.feeds import Feed
from chengxin.intake.feeds import load_feeds
from chengxin.lawbook import Lawbook, load
from chengxin.web.precheck import contents

_HERE = Path(__file__).parent
_LOOK = _HERE.parent / "static" / "cx"
#: As `vendor/parts.toml` lists them.
VENDORED = ("loader", "machine", "python", "library", "reader", "zone")
#: No address at all: not this page's own place either.
POLICY = "default-src 'none'; script-src {script} 'wasm-unsafe-eval' blob:; worker-src blob:; style-src {style}"
_CLOSED = "; base-uri 'none'; form-action 'none'"


@cache
def page() -> bytes:
    """The page of this deployment, with every feed; made once in a process, whose law and code do not change."""
    return build(load_feeds())


@cache
def etag() -> str:
    """Names this page's content: another law, feed or program is another page."""
    return f'"{sha256(page()).hexdigest()}"'


def build(feed_keys: Collection[str]) -> bytes:
    """The page that checks files of these feeds.

    :raises KeyError: for a feed that is not there.
    """
    lawbook, feeds = load(), load_feeds()
    product = contents.archive(feed_keys)
    style = "".join(_text(path) for path in (_LOOK / "govuk-frontend.css", _LOOK / "chengxin.css", _HERE / "page.css"))
    script = _text(_HERE / "page.js")
    told = {
        "policy": (POLICY + _CLOSED).format(script=_hashed(script), style=_hashed(style)),
        "style": style,
        "mark": _text(_HERE.parent / "templates/components/mark.html").partition("#}")[2],
        "feeds": _choices([feeds[key] for key in feed_keys], lawbook),
        "edition": escape(lawbook.edition),
        "digest": lawbook.digest,
        "product": sha256(product).hexdigest(),
        "notices": escape("\n\n".join(map(_text, (_HERE / "LICENSES.md", *sorted((_HERE / "licences").iterdir()))))),
        "parts": "\n".join(_part(name, content) for name, content in _parts(product)),
        "worker": _text(_HERE / "worker.js"),
        "script": script,
    }
    return Template(_text(_HERE / "page.html")).substitute(told).encode()


def _parts(product: bytes) -> Iterable[tuple[str, bytes]]:
    for name in VENDORED:
        yield name, (_HERE / "vendor" / f"{name}.gz").read_bytes()
    yield "product", gzip.compress(product, 9, mtime=0)


def _part(name: str, packed: bytes) -> str:
    return f'<script type="text/plain" data-part="{name}">{b64encode(packed).decode()}</script>'


def _choices(feeds: Iterable[Feed], lawbook: Lawbook) -> str:
    """The feeds as options under the unit that sends them."""
    by_sender: dict[str, list[Feed]] = {}
    for feed in feeds:
        by_sender.setdefault(feed.sender, []).append(feed)
    groups = []
    for sender, own in by_sender.items():
        options = "".join(f'<option value="{escape(feed.key)}">{escape(feed.title)}</option>' for feed in own)
        groups.append(f'<optgroup label="{escape(lawbook.unit(sender).name)}">{options}</optgroup>')
    return '<option value="">请选</option>' + "".join(groups)


def _hashed(inline: str) -> str:
    return f"'sha256-{b64encode(sha256(inline.encode()).digest()).decode()}'"


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")
