"""Every page of the seeded demo, on a phone and on a desk: axe finds nothing, and nothing runs out of the screen.

WCAG 2.2 AA as far as a machine can tell; what it cannot is said on the page 无障碍说明.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404
from playwright.sync_api import Browser, Page

from tests.browser.conftest import Live, _visit
from tests.browser.walk import WALKS
from tests.proves import proves

WIDTHS = {"phone": 390, "desktop": 1280}
HEIGHT = 900
#: Reflow (WCAG 1.4.10) is asked for at 320; text of twice the size (1.4.4) at the width of a phone and of a desk.
NARROWEST = 320
TWICE = "200%"

#: Doors that show no page of their own. A test asks each of them.
FORMS_ONLY = {
    "demo:be_official": "signs in and leads on",
    "department:nothing": "reports and leads to the receipt",
    "desk:settle": "settles and leads on; with an error it shows the two names again, which the walk sees",
    "oversight:verify": "checks and leads to the verdict",
    "resident:open_letter": "opens and leads to the letter",
    "window:close": "closes and leads back; with an error it shows the matter again, which the walk sees",
    "window:put_question": "asks and leads to the answer; what is refused, the walk sees",
}
FILES = {"demo:sample": "a file", "department:example": "a file", "department:issues_csv": "a file"}
LEADS_ON = {"resident:home": "the short address in letters", "resident:sign_in": "in the demo, the identity picker"}

#: What is wider than the screen, and what hides part of its own text. Pictures and what only a reader hears are left out.
TOO_WIDE = """() => {
    const page = document.documentElement, found = [];
    if (page.scrollWidth > page.clientWidth) found.push(`the page is ${page.scrollWidth} wide on ${page.clientWidth}`);
    for (const one of document.querySelectorAll('body *')) {
        if (one.closest('.govuk-visually-hidden, .govuk-skip-link, svg') || one.matches('input, textarea, select')) continue;
        const style = getComputedStyle(one), name = `${one.tagName.toLowerCase()}.${one.className}`;
        const hides = style.overflowX !== 'visible' && one.scrollWidth > one.clientWidth + 1;
        const sticksOut = found.length && one.getBoundingClientRect().right > page.clientWidth + 1;
        if (hides || sticksOut) found.push(`${name}: ${one.innerText.trim().slice(0, 40)}`);
    }
    return found;
}"""


@dataclass
class Stop:
    """One page where the walk stood still, and what was found there."""

    name: str
    path: str
    found: list[str] = field(default_factory=list)


class Inspector:
    """Looks at each stop of a walk at each width."""

    def __init__(self, page: Page, axe: Callable[[Page], list[str]], shots: Callable[[Page, str], None]) -> None:
        self._page, self._axe, self._shots = page, axe, shots
        self.stops: list[Stop] = []

    def see(self, name: str) -> None:
        stop = Stop(name, urlsplit(self._page.url).path)
        self.stops.append(stop)
        self._page.evaluate("document.fonts.ready")
        for device, width in WIDTHS.items():
            self._resize(width)
            stop.found += [f"{device}: {line}" for line in self._axe(self._page)]
            stop.found += self._too_wide(device)
            self._shots(self._page, f"{name}-{width}")
            self._page.evaluate("size => { document.documentElement.style.fontSize = size }", TWICE)
            stop.found += self._too_wide(f"{device}, text of twice the size")
            self._page.evaluate("document.documentElement.style.fontSize = ''")
        self._resize(NARROWEST)
        stop.found += self._too_wide(f"{NARROWEST} pixels")
        self._resize(WIDTHS["desktop"])

    def _resize(self, width: int) -> None:
        self._page.set_viewport_size({"width": width, "height": HEIGHT})

    def _too_wide(self, situation: str) -> list[str]:
        return [f"{situation}: {line}" for line in self._page.evaluate(TOO_WIDE)]


Walked = Callable[[str], list[Stop]]


@pytest.fixture(scope="module")
def walked(
    open_demo: Callable[[], Live],
    chromium: Browser,
    axe: Callable[[Page], list[str]],
    shots: Callable[[Page, str], None],
) -> Iterator[Walked]:
    """Walk as an audience, once; what was found is kept for every test that asks. The walks share a demo."""
    where = open_demo()
    kept: dict[str, list[Stop]] = {}

    def walk(audience: str) -> list[Stop]:
        if audience not in kept:
            one = _visit(chromium, where, "desktop")
            inspector = Inspector(one.page, axe, shots)
            try:
                WALKS[audience](one.page, inspector.see, where)
            finally:
                one.context.close()
            assert one.complaints == []
            kept[audience] = inspector.stops
        return kept[audience]

    yield walk
    where.stop()


@pytest.mark.parametrize("audience", WALKS)
def test_every_page_is_for_everybody(walked: Walked, audience: str) -> None:
    stops = walked(audience)
    assert stops
    assert {f"{stop.name} {stop.path}": stop.found for stop in stops if stop.found} == {}


class TestTheWalk:
    def test_it_sees_every_page_of_the_product(self, walked: Walked) -> None:
        stops = [stop for audience in WALKS for stop in walked(audience)]
        print(f"{len(stops)} pages, each at {len(WIDTHS)} widths")
        assert len(stops) >= 100
        seen = {route_of(stop.path) for stop in stops}
        assert set(routes()) - seen == set(FORMS_ONLY | FILES | LEADS_ON)

    @pytest.mark.parametrize("kind", ["forms", "files", "leads on"])
    def test_what_it_leaves_out_has_no_page(self, live: Live, chromium: Browser, kind: str) -> None:
        left_out = {"forms": FORMS_ONLY, "files": FILES, "leads on": LEADS_ON}[kind]
        assert left_out


def routes(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """The name of every door, with the space it stands in."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLPattern):
            assert entry.name, f"a door without a name: {entry.pattern}"
            yield space + entry.name
        else:
            yield from routes(entry, f"{entry.namespace}:" if entry.namespace else space)


def route_of(path: str) -> str:
    try:
        return resolve(path).view_name
    except Resolver404:
        return ""
