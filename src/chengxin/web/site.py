"""What every page shows around its content: the masthead, who is signed in, the navigation of the audience."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from chengxin import clock, sessions
from chengxin.apps.ledger.adopted_law import is_law_adopted
from chengxin.apps.looks import selectors as whys
from chengxin.apps.objections import recalls
from chengxin.apps.objections import selectors as objections
from chengxin.apps.repairs import selectors as repairs
from chengxin.core.breaches import may_report
from chengxin.core.calendar import day_of
from chengxin.core.errands import has_window
from chengxin.core.permissions import KEEPER, Role
from chengxin.web.law import lawbook

NAME = "黑河信用记录"
_PUBLIC = [
    ("public:front", "首页"),
    ("public:items", "记录哪些事项"),
    ("public:purposes", "谁能为什么事来问"),
    ("public:how", "一条记录怎样走"),
    ("public:never", "我们从不做的事"),
    ("figures:index", "统计"),
]
_RESIDENT = [
    ("resident:records", "我的记录"),
    ("resident:letters", "信件"),
    ("resident:cases", "我的异议和修复"),
    ("resident:looks", "谁看过我"),
    ("resident:report", "我的报告"),
    ("resident:consents", "我的同意"),
    ("resident:mandates", "谁替我办"),
]
_OFFICIAL: dict[str, list[tuple[str, str]]] = {
    Role.CLERK: [
        ("window:ask", "问一件事"),
        ("window:today", "办过的"),
        ("window:person", "替本人办"),
        ("window:mandates", "代理"),
        ("window:letters", "交信"),
        ("window:recalls", "要收回的答复"),
    ],
    Role.DATA_OFFICER: [
        ("department:submit", "交文件"),
        ("department:submissions", "交过的文件"),
        ("department:figures", "本单位的数"),
    ],
    Role.CASE_OFFICER: [
        ("desk:cases", "异议"),
        ("desk:held_row", "要人看的行"),
        ("window:person", "替本人办"),
        ("desk:letters", "没有送到的信"),
        ("window:recalls", "要收回的答复"),
        ("desk:repairs", "修复申请"),
        ("desk:destruction", "到期销毁"),
        ("desk:whys", "为什么看"),
        ("desk:complaints", "反映单位的"),
        ("desk:restraints", "限制的登记"),
    ],
    Role.SUPERVISOR: [
        ("desk:overdue", "逾期的异议"),
        ("desk:usage", "本单位怎样问"),
        ("desk:hide", "推迟给本人看"),
        ("department:figures", "本单位的数"),
        ("oversight:breaches", "泄露告知"),
    ],
    Role.AUDITOR: [
        ("oversight:ledger", "账本"),
        ("oversight:replay", "重放一份答复"),
        ("oversight:samples", "抽查"),
        ("oversight:signs", "按规则抽出的"),
        ("oversight:breaches", "泄露告知"),
    ],
    Role.SYSTEM_ADMIN: [("administration:machine", "机器")],
    Role.SECURITY_ADMIN: [("administration:seats", "岗位"), ("administration:propose", "提名")],
    Role.AUDIT_ADMIN: [
        ("oversight:ledger", "账本"),
        ("administration:seats", "岗位"),
    ],
}
#: Pages that only officials of the unit that keeps the platform have.
_OF_THE_KEEPER = ("desk:held_row", "desk:letters", "desk:destruction", "desk:complaints")
#: Pages for whoever stands at a window: of a clerk's unit only where it has one.
_AT_WINDOW = ("window:person", "window:mandates", "window:letters")
#: The page of units for which the list of measures names something to be written down.
_RESTRAINTS = "desk:restraints"
#: Reports of what was seen by whom it was not for.
_BREACHES = "oversight:breaches"
#: What waits for the official's unit, by the page that lists it.
_WAITING: dict[str, Callable[[Any], int]] = {
    "window:recalls": lambda who: recalls.unconfirmed(who, lawbook=lawbook(), at=clock.now()),
    "desk:repairs": lambda who: len(repairs.open_cases(lawbook=lawbook(), at=clock.now(), unit=who.unit)),
    "desk:whys": lambda who: len(whys.to_answer(who.unit, lawbook=lawbook(), at=clock.now())),
}
_COUNTED_ON = ("window:ask", "window:today", "desk:cases", *_WAITING)
#: Counted once, when somebody comes in, to lead them to what waits.
_LANDING: dict[str, Callable[[Any], int]] = {
    "desk:cases": lambda who: len(objections.to_work_on(who.unit, lawbook=lawbook(), at=clock.now())),
    **_WAITING,
}


def context(request: HttpRequest) -> dict[str, Any]:
    """Context of every template: `site`, `who`, `nav`, `nav_label`."""
    official = sessions.official_of(request) if hasattr(request, "user") else None
    resident = sessions.resident_of(request) if hasattr(request, "session") else None
    pages, label = _PUBLIC, "主要栏目"
    who: dict[str, Any] | None = None
    if official is not None:
        pages, label = _pages_of(official, request.path), "工作人员"
        unit = lawbook().unit(official.unit)
        who = {"name": official.name, "role_text": f"{unit.name}·{official.seat}", "sign_out_url": reverse("sign_out")}
    elif resident is not None:
        pages, label = _RESIDENT, "本人"
        who = {"name": resident.name, "role_text": "本人", "sign_out_url": reverse("sign_out")}
    if request.path == "/" or request.path.startswith(
        ("/items/", "/purposes/", "/law/", "/how/", "/never/", "/figures/", "/elsewhere/", "/complaints/", "/ledger/")
    ):
        pages, label = _PUBLIC, "主要栏目"
    return {
        "site": {
            "name": NAME,
            "tagline": "个人公共信用信息，本人先知道",
            "demo": settings.IS_DEMO,
            "is_read_only": not is_law_adopted(),
            "now": clock.now(),
            "clock_url": reverse("demo:clock") if settings.IS_DEMO else "",
            "road_url": reverse("demo:index") if settings.IS_DEMO else "",
        },
        "who": who,
        "home": reverse(home_of(official)) if official else reverse("resident:records") if resident else "",
        "nav_label": label,
        "nav": _links(request.path, pages),
    }


def home_of(official: Any) -> str:
    """The first page of an official: the first of their role, but for a clerk whose unit has nothing to ask, and whose work is
    with whoever comes to the window."""
    unit, first = official.unit, _OFFICIAL[official.role][0][0]
    if official.role == Role.CLERK and unit not in lawbook().askers(day_of(clock.now())):
        return "window:person" if unit == KEEPER else first
    return first


def landing_of(official: Any) -> str:
    """Where an official is led after signing in: to the first page on which something waits; where nothing does, a case officer
    whose unit writes down restraints finds the page for that. It counts, so it is asked once."""
    if official.role != Role.CASE_OFFICER:
        return home_of(official)
    here = {name for name, _ in _pages_of(official, "")}
    waits = next((name for name, count in _LANDING.items() if name in here and count(official)), "")
    return waits or (_RESTRAINTS if _RESTRAINTS in here else home_of(official))


def page_named(text: str, role: str = "") -> str:
    """The address of the page that a text names in quotation marks, of the pages of a role or, without one, of a person; ""
    where it names none."""
    pages = _OFFICIAL[role] if role else _RESIDENT
    return next((reverse(name) for name, label in pages if f"“{label}”" in text), "")


def _pages_of(official: Any, here: str) -> list[tuple[str, str]]:
    """The pages of an official: what the keeper alone does is offered to nobody else. What waits is counted where work is listed,
    and nowhere on the way of a question: the counts read every case, and every answer that the unit was ever given."""
    counts = here in {reverse(name) for name in _COUNTED_ON}
    is_shut = official.role == Role.CLERK and not has_window(official.unit, lawbook().askers(day_of(clock.now())))
    pages = []
    for name, text in _OFFICIAL[official.role]:
        if name in _OF_THE_KEEPER and official.unit != KEEPER:
            continue
        if name in _AT_WINDOW and is_shut:
            continue
        if name == _BREACHES and not may_report(Role(official.role), official.unit):
            continue
        if name == _RESTRAINTS and not _restrains(official.unit):
            continue
        waiting = _WAITING[name](official) if counts and name in _WAITING else 0
        pages.append((name, f"{text}（{waiting}）" if waiting else text))
    return pages


def _restrains(unit: str) -> bool:
    return any(one.is_restraint and unit in one.source_units for one in lawbook().measures.values())


def _links(here: str, pages: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """The navigation, with the one page marked that `here` lies under most closely."""
    # A request for repair is listed with the objections, though its address is its own.
    here = reverse("resident:cases") if here.startswith("/me/repairs/") else here
    addresses = [(reverse(name), text) for name, text in pages]
    under = [url for url, _ in addresses if here == url or (url != "/" and here.startswith(url))]
    current = max(under, key=len, default=None)
    return [{"url": url, "label": text, "current": url == current} for url, text in addresses]
