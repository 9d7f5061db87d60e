"""What a letter about papers that follow says: which matter, which papers, until which day. [law:pipl/第十七条]"""

from __future__ import annotations

from collections.abc import Iterable

from chengxin.apps.matters import selectors as matters
from chengxin.apps.notices.models import Letter
from chengxin.apps.promises.models import Promise, PromiseNote
from chengxin.apps.promises.selectors import due_of
from chengxin.core.calendar import day_of
from chengxin.core.facts import Identity
from chengxin.core.promises import Due, outstanding
from chengxin.core.words import day_zh
from chengxin.lawbook import Lawbook

PLACEHOLDERS = ("unit", "service", "opened_on", "request_no", "papers", "papers_due", "officer")
_MADE = "papers_promised"
ALL = frozenset({_MADE, "papers_due_soon", "papers_complete", "papers_missed"})


def letter_values(letter: Letter, *, lawbook: Lawbook) -> dict[str, str] | None:
    """The placeholders as things stood when the letter was owed; `None` once the promise is destroyed."""
    promise = _promise_of(letter)
    if promise.is_destroyed:
        return None
    due, matter = due_of(promise), promise.matter
    arrived = {one.paper for one in promise.arrived.all() if one.at <= letter.at}
    unit = lawbook.unit(matter.unit).name
    return {
        "unit": unit,
        "service": matter.service,
        "opened_on": day_zh(day_of(matter.at)),
        "request_no": matters.request_no_of(matter),
        "papers": "、".join(one.name for one in due),
        "papers_due": _listed(outstanding(due, arrived)),
        "officer": f"{unit}，{promise.by.name}",
    }


def addressee(letter: Letter) -> Identity | None:
    return matters.identity_of(_promise_of(letter).matter)


def _promise_of(letter: Letter) -> Promise:
    if letter.template == _MADE:
        return Promise.objects.select_related("matter", "by").get(pk=letter.subject)
    return PromiseNote.objects.select_related("promise__matter", "promise__by").get(pk=letter.subject).promise


def _listed(due: Iterable[Due]) -> str:
    return "；".join(f"{one.name}，最后一天{day_zh(one.last_day)}" for one in due)
