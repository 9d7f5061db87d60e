"""Walk every page that a visitor can reach by links, and look at each kind of page a few times."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Page

from chengxin.demo import cast
from chengxin.demo.cast import Cast
from tests.guards.test_routes import routes

#: Of the pages behind one route, how many are looked at: records and letters differ, the law's items less.
OF_EACH_KIND = 4


def enter_as(page: Page, who: str) -> None:
    """Sign in as one of the demo's officials (by username) or residents (by name)."""
    is_official = who in {one.username for one in cast.OFFICIALS}
    page.goto("/demo/" if is_official else "/demo/sign-in/")
    field = "username" if is_official else "name"
    page.locator(f"form:has(input[type=hidden][name='{field}'][value='{who}']) button").click()
    page.wait_for_load_state()


def official(role: str) -> Cast:
    """The first of the demo's officials with a role."""
    return next(one for one in cast.OFFICIALS if one.role == role)


def kind_of(path: str) -> str:
    """The route behind an address, or the address itself for a file."""
    for address, _ in routes():
        pattern = re.sub(r"<path:\w+>", ".+", re.sub(r"<(?!path)[^>]+>", "[^/]+", address))
        if re.fullmatch(pattern, path.lstrip("/")):
            return "/" + address
    return path


def pages(page: Page, start: str, of_each_kind: int = OF_EACH_KIND) -> Iterator[str]:
    """Open every page that links lead to from `start`, breadth first; yields its address while it is open."""
    host = urlsplit(page.url).netloc
    waiting, known, seen = deque([start]), {start}, Counter[str]()
    while waiting:
        address = waiting.popleft()
        kind = kind_of(urlsplit(address).path)
        if seen[kind] >= of_each_kind:
            continue
        seen[kind] += 1
        reply = page.goto(address)
        assert reply is not None, address
        assert reply.status < 400, f"{address} answered {reply.status}"
        yield address
        for link in page.locator("a[href]:not([download])").evaluate_all("links => links.map(link => link.href)"):
            parts = urlsplit(urljoin(page.url, link))
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            if parts.netloc == host and path not in known and is_page(parts.path):
                known.add(path)
                waiting.append(path)


def is_page(path: str) -> bool:
    """Neither a file to download nor a way out."""
    return not path.startswith(("/static/", "/sign-out/", "/demo/samples/", "/department/examples/")) and not (
        path.endswith((".csv", ".xlsx", ".pdf"))
    )
