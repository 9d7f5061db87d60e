"""What is looked at on each page where a walk stands still: axe, and whether anything runs out of the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Page

WIDTHS = {"desktop": 1280, "phone": 390}
#: Nothing that is looked for depends on how high the window is; what is in it has to be painted.
HEIGHT = 200
#: Reflow (WCAG 1.4.10) is asked for at 320. Text of twice the size (1.4.4) is zoom on a desk, and a setting on a phone.
NARROWEST = 320
ZOOMED = WIDTHS["desktop"] // 2
TWICE = "200%"

#: What is wider than the screen, and what hides part of its own text. Pictures and what only a reader hears are left out.
TOO_WIDE = """() => {
    const page = document.documentElement, found = [];
    if (page.scrollWidth > page.clientWidth) found.push(`the page is ${page.scrollWidth} wide on ${page.clientWidth}`);
    for (const one of document.querySelectorAll('body *')) {
        if (one.closest('.govuk-visually-hidden, .govuk-skip-link, svg')) continue;
        if (one.getBoundingClientRect().width < 2) continue;
        const style = getComputedStyle(one), name = `${one.tagName.toLowerCase()}.${one.className}`;
        const isTyped = one.matches('input, textarea, select');
        const hides = !isTyped && style.overflowX !== 'visible' && one.scrollWidth > one.clientWidth + 1;
        const sticksOut = found.length && one.getBoundingClientRect().right > page.clientWidth + 1;
        if (hides || sticksOut) found.push(`${name}: ${one.innerText.trim().slice(0, 40).replace(/\\s+/g, ' ')}`);
    }
    return found.slice(0, 5);
}"""

#: What a page is made of, without its words: every kind of element in its place, with what its attributes point to; and the
#: page as a whole: what it has once, and which heading follows on which. What axe can find depends on nothing else.
MADE_OF = """() => {
    const kinds = new Map(), whole = new Set(), ids = new Map(), names = new Map();
    const kind = one => [
        one.tagName, one.className.baseVal ?? one.className, one.getAttribute('role') ?? '', one.type ?? '',
        one.getAttributeNames().join(), one.textContent.trim() ? 'text' : '', one.lang,
    ].join('|');
    const more = (map, key) => map.set(key, (map.get(key) ?? 0) + 1);
    let level = 0;
    for (const one of document.querySelectorAll('html, body, body *')) {
        const place = [one, one.parentElement, one.parentElement?.parentElement].filter(Boolean).map(kind).join(' < ');
        const found = name => (one.getAttribute(name) ?? '').split(/\\s+/).filter(Boolean)
            .map(id => Boolean(document.getElementById(id)?.textContent.trim()));
        const leads = ['for', 'aria-labelledby', 'aria-describedby', 'aria-controls'].map(found).join('/');
        if (/^H[1-6]$/.test(one.tagName)) whole.add(`${level} ${level = Number(one.tagName[1])}`);
        const key = [place, leads, one.labels?.length ?? ''].join(' # ');
        if (!kinds.has(key)) kinds.set(key, one);
        if (one.id) more(ids, one.id);
        if (one.matches('nav, section, aside, form, header, footer, main, [role]')) {
            const labelled = document.getElementById(one.getAttribute('aria-labelledby'))?.textContent;
            more(names, [one.tagName, one.getAttribute('role'), one.getAttribute('aria-label') ?? labelled].join());
        }
    }
    const twice = map => [...map.values()].filter(count => count > 1).length;
    const many = selector => document.querySelectorAll(selector).length;
    const once = ['h1', 'main', 'header', 'footer', '[lang]'].map(many).concat(twice(ids), twice(names), document.title !== '');
    window.madeOf = kinds;
    return {kinds: [...kinds.keys()], whole: [...whole, once.join()]};
}"""
#: Where one element of each of some kinds stands: the least parts of the page that show how they hang together.
PARTS = """kinds => {
    window.parts = new Set(kinds.map(kind => window.madeOf.get(kind)).map(one => {
        const near = one.parentElement?.parentElement ?? document.documentElement;
        return near.closest('table, dl, ul, ol, fieldset') ?? near;
    }));
}"""

#: Whether a screen shows something that the one before it, of another width, did not.
SHOWS_MORE = """() => {
    const shown = new WeakSet(), before = window.shownBefore;
    let more = false;
    for (const one of document.querySelectorAll('body *')) {
        if (!one.checkVisibility()) continue;
        shown.add(one);
        more ||= !before?.has(one);
    }
    window.shownBefore = shown;
    return more;
}"""
#: What axe finds by where things stand; all else it finds at any width.
BY_PLACE = ["target-size", "scrollable-region-focusable"]


@dataclass
class Stop:
    """One page where the walk stood still, and what was found there."""

    name: str
    path: str
    found: list[str] = field(default_factory=list)


class Inspector:
    """Looks at each stop of a walk at each width."""

    def __init__(
        self,
        page: Page,
        axe: Callable[..., list[str]],
        shots: Callable[[Page, str], None],
        seen_by_axe: dict[str, set[str]],
    ) -> None:
        self._page, self._axe, self._shots, self._seen = page, axe, shots, seen_by_axe
        self.stops: list[Stop] = []

    def see(self, name: str) -> None:
        self._page.wait_for_load_state("load")
        stop = Stop(name, urlsplit(self._page.url).path)
        self.stops.append(stop)
        self._page.evaluate("() => { window.shownBefore = undefined; return document.fonts.ready.then(() => 1) }")
        is_new = False
        for device, width in WIDTHS.items():
            self._resize(width)
            new = self._new_to_axe(device)
            is_new |= new is not None
            stop.found += [f"{device}: {line}" for line in new or ()]
            stop.found += self._too_wide(device)
            self._shots(self._page, f"{name}-{width}")
        self._page.evaluate("size => { document.documentElement.style.fontSize = size }", TWICE)
        stop.found += self._too_wide("phone, text of twice the size")
        self._page.evaluate("document.documentElement.style.fontSize = ''")
        # Of what stood elsewhere already, large text on a phone is the narrowest.
        for width in (NARROWEST, ZOOMED) if is_new else ():
            self._resize(width)
            stop.found += self._too_wide(f"{width} pixels")
        self._resize(WIDTHS["desktop"])

    def _new_to_axe(self, device: str) -> list[str] | None:
        """What axe finds where the page is made of what it has not seen yet, or None where it has seen everything; to look
        at all of it takes longest of all."""
        made_of, seen = self._page.evaluate(MADE_OF), self._seen.setdefault(device, set())
        shows_more = self._page.evaluate(SHOWS_MORE)
        kinds, whole = set(made_of["kinds"]) - seen, set(made_of["whole"]) - seen
        seen |= kinds | whole
        if not kinds and not whole:
            return None
        if not whole:
            self._page.evaluate(PARTS, sorted(kinds))
        return self._axe(self._page, () if shows_more else BY_PLACE, in_parts=not whole)

    def _resize(self, width: int) -> None:
        self._page.set_viewport_size({"width": width, "height": HEIGHT})

    def _too_wide(self, situation: str) -> list[str]:
        return [f"{situation}: {line}" for line in self._page.evaluate(TOO_WIDE)]


Walked = Callable[[str], list[Stop]]
