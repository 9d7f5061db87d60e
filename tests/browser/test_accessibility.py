"""Every page of the seeded demo, on a phone and on a desk: axe finds nothing, and nothing runs out of the screen.

WCAG 2.2 AA as far as a machine can tell; what it cannot is said on the page 无障碍说明.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404
from playwright.sync_api import APIResponse, Browser, Page

from chengxin.demo import cast, samples
from tests.browser import hands
from tests.browser.conftest import Live, Visit, _visit
from tests.browser.walk import WALKS

WIDTHS = {"phone": 390, "desktop": 1280}
HEIGHT = 900
#: Reflow (WCAG 1.4.10) is asked for at 320. Text of twice the size (1.4.4) is zoom on a desk, and a setting on a phone.
NARROWEST = 320
ZOOMED = WIDTHS["desktop"] // 2
TWICE = "200%"

#: Doors that show no page of their own, each with somebody who may enter it; a test asks them.
FORMS_ONLY = {
    "demo:be_official": ("", "/demo/be/"),
    "department:nothing": ("gedehong", "/department/nothing/"),
    "desk:due_list_make": ("juyanqiu", "/desk/destruction/make/"),
    "desk:due_list_look": ("juyanqiu", "/desk/destruction/none/look/"),
    "desk:settle": ("juyanqiu", "/desk/rows/none/settle/"),
    "desk:resolve": ("juyanqiu", "/desk/rows/none/resolve/"),
    "desk:open_case": ("weilizhi", "/desk/cases/none/open/"),
    "desk:split": ("miaoqinghe", "/desk/cases/none/split/"),
    "desk:repair_missing": ("weilizhi", "/desk/repairs/none/missing/"),
    "oversight:verify": ("xingzhiyuan", "/oversight/verify/"),
    "resident:open_letter": ("resident", "/me/letters/none/open/"),
    "resident:remove_contact": ("resident", "/me/contact/remove/"),
    "resident:doubt_why": ("resident", "/me/whys/none/doubt/"),
    "resident:consent_withdraw": ("resident", "/me/consents/none/withdraw/"),
    "resident:end_mandate": ("resident", "/me/mandates/none/end/"),
    "window:print_letter": ("moxiaolan", "/window/letters/none/print/"),
    "window:sign_letters": ("moxiaolan", "/window/letters/sign/"),
    "resident:repair_supply": ("resident", "/me/repairs/none/supply/"),
    "resident:repair_withdraw": ("resident", "/me/repairs/none/withdraw/"),
    "resident:withdraw": ("resident", "/me/cases/none/withdraw/"),
    "window:confirm_recall": ("moxiaolan", "/window/recalls/none/1/"),
    "window:leave": ("moxiaolan", "/window/person/leave/"),
    "window:close": ("moxiaolan", "/window/matters/none/close/"),
    "window:put_question": ("moxiaolan", "/window/matters/none/ask/none/"),
}
FILES = {
    "public:precheck": ("", "/for-departments/precheck.html"),
    "public:law_data_csv": ("", "/law/data/items.csv"),
    "demo:sample": ("", f"/demo/samples/{samples.ROAD}"),
    "department:template": ("", "/department/templates/heihe/transport/penalties.xlsx"),
}
#: What a person gave, to be saved again: tests/browser/test_objections.py takes one along.
GIVEN_BACK = {"resident:evidence", "desk:evidence", "desk:repair_proof"}
#: What a person takes along, and what a window prints for them: tests/browser/test_own_report.py, tests/web/test_extracts.py.
TAKEN_ALONG = {
    "resident:report_pdf",
    "resident:report_json",
    "resident:export",
    "resident:extract_pdf",
    "window:report",
    "window:extract_pdf",
}
#: The short address in letters; in the demo, the way to the identity picker.
LEADS_ON = {"resident:home": ("resident", "/me/"), "resident:sign_in": ("", "/me/sign-in/")}

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

#: What a page is made of, without its words: every kind of element in its place, with what its attributes point to.
#: What axe can find depends on nothing else.
MADE_OF = """() => {
    const kinds = new Set(), ids = new Map(), names = new Map();
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
        const steps = /^H[1-6]$/.test(one.tagName) ? [level, level = Number(one.tagName[1])] : [];
        kinds.add([place, leads, one.labels?.length ?? '', steps, document.title ? 'titled' : ''].join(' # '));
        if (one.id) more(ids, one.id);
        if (one.matches('nav, section, aside, form, header, footer, main, [role]')) {
            const labelled = document.getElementById(one.getAttribute('aria-labelledby'))?.textContent;
            more(names, [one.tagName, one.getAttribute('role'), one.getAttribute('aria-label') ?? labelled].join());
        }
    }
    const twice = map => [...map.values()].filter(count => count > 1).length;
    return [...kinds].sort().concat(twice(ids), twice(names)).join('\\n');
}"""


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
        axe: Callable[[Page], list[str]],
        shots: Callable[[Page, str], None],
        seen_by_axe: set[tuple[str, str]],
    ) -> None:
        self._page, self._axe, self._shots, self._seen = page, axe, shots, seen_by_axe
        self.stops: list[Stop] = []

    def see(self, name: str) -> None:
        stop = Stop(name, urlsplit(self._page.url).path)
        self.stops.append(stop)
        self._page.evaluate("document.fonts.ready")
        for device, width in WIDTHS.items():
            self._resize(width)
            stop.found += [f"{device}: {line}" for line in self._new_to_axe(device)]
            stop.found += self._too_wide(device)
            self._shots(self._page, f"{name}-{width}")
        for width in (NARROWEST, ZOOMED):
            self._resize(width)
            stop.found += self._too_wide(f"{width} pixels")
        self._resize(WIDTHS["phone"])
        self._page.evaluate("size => { document.documentElement.style.fontSize = size }", TWICE)
        stop.found += self._too_wide("phone, text of twice the size")
        self._page.evaluate("document.documentElement.style.fontSize = ''")
        self._resize(WIDTHS["desktop"])

    def _new_to_axe(self, device: str) -> list[str]:
        """What axe finds, unless it has seen a page that is made of the same things; it takes longest of all."""
        made_of = (device, self._page.evaluate(MADE_OF))
        if made_of in self._seen:
            return []
        self._seen.add(made_of)
        return self._axe(self._page)

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
    begun: dict[str, list[Stop]] = {}
    finished: set[str] = set()
    seen_by_axe: set[tuple[str, str]] = set()

    def walk(audience: str) -> list[Stop]:
        if audience not in begun:
            one = _visit(chromium, where, "desktop")
            inspector = Inspector(one.page, axe, shots, seen_by_axe)
            begun[audience] = inspector.stops
            try:
                WALKS[audience](one.page, inspector.see, where)
            finally:
                one.context.close()
            assert one.complaints == []
            finished.add(audience)
        # A walk changes what it walks over: it is not walked again.
        assert audience in finished, f"the walk of the {audience} was broken off"
        return begun[audience]

    yield walk
    where.stop()


@pytest.mark.parametrize("audience", WALKS)
def test_every_page_is_for_everybody(walked: Walked, audience: str) -> None:
    found = [f"{stop.name} ({stop.path}): {line}" for stop in walked(audience) for line in stop.found]
    assert not found, "\n".join(["", *found])


class TestTheWalk:
    def test_it_sees_every_page_of_the_product(self, walked: Walked) -> None:
        stops = [stop for audience in WALKS for stop in walked(audience)]
        assert len(stops) >= 100
        assert len({stop.name for stop in stops}) == len(stops)
        seen = {route_of(stop.path) for stop in stops}
        # What a form answers when something is missing stands at the form's own address, and was seen there.
        downloads = {
            "department:issues_csv",
            "department:annotated",
            "resident:record_calendar",
            "public:law_data_json",
            "desk:certificate",
        }
        pages = {name for name in routes() if not name.startswith("api:")}
        assert pages - seen <= {*FORMS_ONLY, *FILES, *LEADS_ON, *GIVEN_BACK, *TAKEN_ALONG, *downloads}

    @pytest.mark.parametrize("name", FORMS_ONLY)
    def test_a_form_only_door_has_no_page(self, visit: Callable[..., Visit], name: str) -> None:
        assert _knock(visit, *FORMS_ONLY[name]).status == HTTPStatus.METHOD_NOT_ALLOWED

    @pytest.mark.parametrize("name", FILES)
    def test_a_file_is_no_page(self, visit: Callable[..., Visit], name: str) -> None:
        reply = _knock(visit, *FILES[name])
        assert reply.status == HTTPStatus.OK
        assert "attachment" in reply.headers["content-disposition"]

    @pytest.mark.parametrize("name", LEADS_ON)
    def test_a_short_address_leads_on(self, visit: Callable[..., Visit], name: str) -> None:
        assert _knock(visit, *LEADS_ON[name]).status == HTTPStatus.FOUND


@pytest.mark.parametrize(
    "defect",
    [
        "document.querySelector('label[for]').removeAttribute('for')",
        "document.querySelector('main a').textContent = ''",
        "document.querySelector('h2').outerHTML = '<h5>一</h5>'",
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"data:,\">')",
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<nav aria-label=\"一\"></nav>'.repeat(2))",
        "document.querySelector('html').removeAttribute('lang')",
        "document.title = ''",
    ],
)
def test_a_page_with_a_defect_is_new_to_axe(
    visit: Callable[..., Visit], axe: Callable[[Page], list[str]], defect: str
) -> None:
    page = visit().page
    hands.go(page, "/calculator/")
    assert axe(page) == []
    made_of = page.evaluate(MADE_OF)
    page.evaluate(defect)
    assert axe(page) != []
    assert page.evaluate(MADE_OF) != made_of


def _knock(visit: Callable[..., Visit], who: str, path: str) -> APIResponse:
    one = visit()
    if who == "resident":
        hands.be_resident(one.page, cast.LICENSED)
    elif who:
        hands.be_official(one.page, who)
    else:
        hands.go(one.page, "/demo/")
    return one.context.request.get(path, max_redirects=0)


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
