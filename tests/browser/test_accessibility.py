"""Every page of the seeded demo, on a phone and on a desk: axe finds nothing, and nothing runs out of the screen.

WCAG 2.2 AA as far as a machine can tell; what it cannot is said on the page 无障碍说明.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http import HTTPStatus

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.exceptions import Resolver404
from playwright.sync_api import APIResponse, Browser, Page

from chengxin.demo import cast, samples
from tests.browser import hands
from tests.browser.conftest import Live, Visit, visit_of
from tests.browser.inspector import Inspector, Stop, Walked
from tests.browser.walk import PEOPLE

#: Doors that show no page of their own, each with somebody who may enter it; a test asks them.
FORMS_ONLY = {
    "sign_out_elsewhere": ("resident", "/sign-out/elsewhere/"),
    "demo:be_official": ("", "/demo/be/"),
    "administration:approve": ("yingshenzhi", "/administration/seats/none/approve/"),
    "administration:course": ("yingshenzhi", "/administration/officials/moxiaolan/course/"),
    "administration:code": ("yingshenzhi", "/administration/officials/moxiaolan/code/"),
    "administration:remove": ("yingshenzhi", "/administration/officials/moxiaolan/remove/"),
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
    "window:go_on": ("moxiaolan", "/window/person/next/"),
    "window:close": ("moxiaolan", "/window/matters/none/close/"),
    "window:promise": ("moxiaolan", "/window/matters/none/papers/"),
    "window:paper_arrived": ("moxiaolan", "/window/matters/none/papers/none/"),
    "window:put_question": ("moxiaolan", "/window/matters/none/ask/none/"),
}
FILES = {
    "public:precheck": ("", "/for-departments/precheck.html"),
    "public:law_data_csv": ("", "/law/data/items.csv"),
    "demo:sample": ("", f"/demo/samples/{samples.ROAD}"),
    "proving:checkpoint": ("", "/ledger/checkpoint"),
    "proving:key": ("", "/ledger/key"),
    "department:template": ("", "/department/templates/heihe/transport/penalties.xlsx"),
}
#: What a person gave, to be saved again: tests/browser/test_objections.py takes one along.
GIVEN_BACK = {"resident:evidence", "desk:evidence", "desk:repair_proof", "desk:restraint_paper"}
#: What a person takes along, and what a window prints for them: tests/browser/test_own_report.py, tests/web/test_extracts.py.
TAKEN_ALONG = {
    "resident:report_pdf",
    "resident:report_json",
    "resident:export",
    "resident:extract_pdf",
    "window:report",
    "window:extract_pdf",
}
#: What machines ask, in plain text: tests/web/test_machine.py.
FOR_MACHINES = {"alive", "ready"}
#: The short address in letters; in the demo, the way to the identity picker.
LEADS_ON = {"resident:home": ("resident", "/me/"), "resident:sign_in": ("", "/me/sign-in/")}
#: Doors to and from an identity provider, which a demo has none of: tests/browser/test_sign_in.py.
OF_THE_PROVIDER = {
    "signing_in:go": "/sign-in/go/",
    "signing_in:back": "/sign-in/back/",
    "signing_in:out_of_provider": "/sign-in/out/provider/",
}


Knock = Callable[[str, str], APIResponse]


@pytest.fixture(scope="module")
def knock(chromium: Browser, live: Live) -> Iterator[Knock]:
    """Ask a door as somebody, without following where it leads; whoever came once stays signed in."""
    came: dict[str, Visit] = {}

    def ask(who: str, path: str) -> APIResponse:
        if who not in came:
            came[who] = visit_of(chromium, live, "desktop")
            if who == "resident":
                hands.be_resident(came[who].page, cast.LICENSED)
            elif who:
                hands.be_official(came[who].page, who)
        return came[who].context.request.get(path, max_redirects=0)

    yield ask
    for one in came.values():
        one.context.close()


@pytest.mark.parametrize("audience", PEOPLE)
def test_every_page_is_for_everybody(walked: Walked, audience: str) -> None:
    found = [f"{stop.name} ({stop.path}): {line}" for stop in walked(audience) for line in stop.found]
    assert not found, "\n".join(["", *found])


class TestTheWalk:
    def test_it_sees_every_page_that_is_for_people(self, walked: Walked) -> None:
        stops = [stop for audience in PEOPLE for stop in walked(audience)]
        assert len(stops) >= 120
        assert unseen(stops, offices=False) == set()

    @pytest.mark.parametrize("name", FORMS_ONLY)
    def test_a_form_only_door_has_no_page(self, knock: Knock, name: str) -> None:
        # A step of a case leads back to its case, which has the form.
        assert knock(*FORMS_ONLY[name]).status in (HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.SEE_OTHER)

    @pytest.mark.parametrize("name", FILES)
    def test_a_file_is_no_page(self, knock: Knock, name: str) -> None:
        reply = knock(*FILES[name])
        assert reply.status == HTTPStatus.OK
        assert "attachment" in reply.headers["content-disposition"]

    @pytest.mark.parametrize("name", OF_THE_PROVIDER)
    def test_a_door_to_a_provider_that_nobody_named_is_not_there(self, knock: Knock, name: str) -> None:
        assert knock("", OF_THE_PROVIDER[name]).status == HTTPStatus.NOT_FOUND

    @pytest.mark.parametrize("name", LEADS_ON)
    def test_a_short_address_leads_on(self, knock: Knock, name: str) -> None:
        assert knock(*LEADS_ON[name]).status == HTTPStatus.FOUND


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
        "document.querySelector('h1').outerHTML = '<p>一</p>'",
        "document.querySelector('main').outerHTML = document.querySelector('main').innerHTML",
        "document.querySelector('main a').setAttribute('aria-hidden', 'true')",
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<li>一</li>')",
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<table><tr><th></th><td>一</td></tr></table>')",
        "document.querySelector('main button').textContent = ''",
    ],
)
def test_a_defect_is_found_on_a_page_that_was_seen_before(
    visit: Callable[..., Visit],
    axe: Callable[..., list[str]],
    shots: Callable[[Page, str], None],
    defect: str,
) -> None:
    page = visit().page
    inspector = Inspector(page, axe, shots, {})
    hands.go(page, "/calculator/")
    inspector.see("as it is")
    inspector.see("seen before")
    page.evaluate(defect)
    inspector.see("with a defect")
    assert [bool(stop.found) for stop in inspector.stops] == [False, False, True]


#: The spaces of those who work.
WORK = ("administration:", "department:", "desk:", "oversight:", "window:")
#: What is saved, at an address of its own; another test takes each along.
DOWNLOADS = {
    "department:receipt_json",
    "window:answer_receipt",
    "resident:case_receipt",
    "resident:repair_receipt",
    "resident:looks_receipt",
    "proving:growth",
    "proving:inclusion",
    "proving:cosigned",
    "department:issues_csv",
    "department:annotated",
    "resident:record_calendar",
    "resident:papers_calendar",
    "public:law_data_json",
    "desk:certificate",
    "figures:csv",
    "figures:json",
    "oversight:signs_csv",
}


def unseen(stops: list[Stop], *, offices: bool) -> set[str]:
    """The pages of one half of the product on which no walk stood still. What a form answers when something is missing
    stands at the form's own address, and was seen there."""
    assert len({stop.name for stop in stops}) == len(stops)
    pages = {name for name in routes() if not name.startswith("api:") and name.startswith(WORK) is offices}
    seen = {route_of(stop.path) for stop in stops}
    elsewhere = {*GIVEN_BACK, *TAKEN_ALONG, *DOWNLOADS, *FOR_MACHINES, *OF_THE_PROVIDER}
    return pages - seen - {*FORMS_ONLY, *FILES, *LEADS_ON} - elsewhere


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
