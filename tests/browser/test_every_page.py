"""Every page of the filled demo, at both widths: nothing for axe to find, nothing wider than the screen, one host."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from chengxin.core.permissions import Role
from chengxin.demo import cast
from tests.browser.conftest import Visit
from tests.browser.walk import enter_as, kind_of, official, pages
from tests.guards.test_routes import routes
from tests.proves import proves

#: Who walks, from which door, and how many pages must at least have been looked at.
WALKS = [
    ("", "/", 18),
    (cast.IN_EFFECT.name, "/me/", 6),
    (cast.EXPIRED.name, "/me/", 4),
    (cast.WAITING.name, "/me/", 4),
    (cast.SHARED_FIRST.name, "/me/", 4),
    (cast.LICENSED.name, "/me/", 6),
    (cast.NEWCOMER.name, "/me/", 3),
    (official(Role.CLERK).username, "/window/", 2),
    (official(Role.DATA_OFFICER).username, "/department/", 3),
    (official(Role.CASE_OFFICER).username, "/desk/", 1),
    (official(Role.AUDITOR).username, "/oversight/", 1),
]
VISITED: set[str] = set()
#: What only follows a form: looked at where the form is tried, in `test_road.py` and the tests of the screens.
AFTER_A_FORM = {
    "/demo/be/",
    "/department/nothing/",
    "/desk/rows/<slug:ref>/",
    "/desk/rows/<slug:ref>/resolve/",
    "/desk/rows/<slug:ref>/settle/",
    "/me/letters/<slug:ref>/open/",
    "/oversight/verified/",
    "/oversight/verify/",
    "/sign-out/",
    "/staff/sign-in/",
    "/window/answers/<str:ref>/",
    "/window/matters/<str:ref>/",
    "/window/matters/<str:ref>/ask/<str:purpose>/",
    "/window/matters/<str:ref>/close/",
}

_TOO_WIDE = """() => {
  const width = document.documentElement.clientWidth
  if (document.documentElement.scrollWidth <= width) return []
  return [...document.querySelectorAll('body *')]
    .filter(one => one.getBoundingClientRect().right > width + 1)
    .map(one => one.tagName + '.' + one.className).slice(0, 5)
}"""


@proves("R39")
@pytest.mark.parametrize("viewport", ["desktop", "phone"])
@pytest.mark.parametrize(("who", "start", "at_least"), WALKS)
def test_every_page_is_open_to_everybody(
    visit: Callable[..., Visit],
    axe: Callable[[Page], list[str]],
    shots: Callable[[Page, str], None],
    who: str,
    start: str,
    at_least: int,
    viewport: str,
) -> None:
    page = visit(viewport).page
    page.goto("/")
    if who:
        enter_as(page, who)
    faults, count = [], 0
    for address in pages(page, start):
        count += 1
        VISITED.add(kind_of(address.split("?")[0]))
        faults += [f"{address}: {fault}" for fault in axe(page)]
        faults += [f"{address}: wider than the screen: {one}" for one in page.evaluate(_TOO_WIDE)]
        if page.locator("h1").count() != 1:
            faults.append(f"{address}: has {page.locator('h1').count()} first headings")
        if not page.title().strip():
            faults.append(f"{address}: has no title")
        shots(page, f"{viewport}/{who or 'public'}{address.replace('/', '-').rstrip('-')}")
    assert faults == []
    assert count >= at_least, f"only {count} pages were found from {start}"


def test_no_page_was_left_out() -> None:
    """Runs last in this file: every route that shows a page by a link has been looked at."""
    if len(VISITED) < 5:
        pytest.skip("the walks did not run in this process")
    shows_a_page = {
        f"/{address}"
        for address, route in routes()
        if not address.endswith((".csv", "/<str:name>")) and f"/{address}" not in AFTER_A_FORM
    }
    missing = {kind for kind in shows_a_page if kind not in VISITED}
    assert missing == set()
