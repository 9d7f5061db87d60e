"""A product that can be asked much: filled and counted in processes of their own, by `test_ladder.py`.

python -m tests.load.world fill MATTERS     # prints what can be asked, by whom, and what must come back
python -m tests.load.world count            # prints what the access log and the tables hold
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date, timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengxin.config.settings")
django.setup()

from chengxin import clock  # noqa: E402
from chengxin.apps.inquiries.models import AccessEntry, Answer  # noqa: E402
from chengxin.apps.matters.actions.open_matter import open_matter  # noqa: E402
from chengxin.apps.officials.actions.appoint import appoint  # noqa: E402
from chengxin.apps.officials.actions.register_program import Registered, register_program  # noqa: E402
from chengxin.apps.records.models import Record  # noqa: E402
from chengxin.apps.submissions.models import Submission  # noqa: E402
from chengxin.core.calendar import day_of  # noqa: E402
from chengxin.core.facts import Identity  # noqa: E402
from chengxin.core.permissions import Role  # noqa: E402
from chengxin.core.watching import most_matters  # noqa: E402
from chengxin.demo.numbers import invented  # noqa: E402
from chengxin.web.law import feeds, lawbook  # noqa: E402
from tests.web import filled  # noqa: E402

PURPOSE = "road_transport_licence"
#: A feed of its own for the large bodies: none of the purpose's sources.
HANDED_TO, KEEPER = filled.HONOURS, "civility_office"
_IN_A_FILE = 500


def who(place: int) -> Identity:
    return invented("王䶮", "231102", date(1880, 1, 1) + timedelta(days=place % 7000), place // 7000)


def decision_no(place: int) -> str:
    return f"黑交罚〔2026〕{place + 100_000}号"


def fill(matters: int) -> dict[str, Any]:
    """So many people with a record each, and a matter about each. Every matter has its own numbers, so that one of another in
    an answer is seen."""
    if clock.now() < filled.AT:
        clock.move_to(filled.AT)
    at = clock.now()
    ago = {days: day_of(at) - timedelta(days=days) for days in (100, 70, 68)}
    for first in range(0, matters, _IN_A_FILE):
        facts = [
            filled.penalty(
                who(place),
                decision_no(place),
                decided_on=ago[70],
                conduct_end_on=ago[100],
                proof=filled.enclosed(ago[68]),
            )
            for place in range(first, min(first + _IN_A_FILE, matters))
        ]
        filled.submit(facts, at=at - timedelta(days=40))
    filled.nothing_new(at=at)
    law = lawbook()
    service, each = law.purpose(PURPOSE).services[0], most_matters(law.watching) or matters
    asks = []
    for place in range(matters):
        if place % each == 0:
            asking = _program(Role.CLERK, "transport", place)
        opened = open_matter(
            identity=who(place),
            service=service,
            request_no=f"黑政服〔2026〕{place + 100_000}",
            lawbook=law,
            program=asking.program,
            by=asking.program.official,
            at=at,
        )
        person = {"name": who(place).name, "id_type": "citizen_id", "id_number": who(place).number}
        asks.append([asking.token, opened.ref, decision_no(place), {"purpose": PURPOSE, "person": person}])
    handing = _program(Role.DATA_OFFICER, KEEPER, 0)
    return {"asks": asks, "hands": handing.token, "feed": HANDED_TO, **count()}


def _program(role: Role, unit: str, number: int) -> Registered:
    at = clock.now()
    seat = {"name": f"{number}号", "unit": unit, "seat": "负载测试", "role": role, "password": "correct-horse-42"}
    tasks: dict[str, Any] = {"purposes": [lawbook().purpose(PURPOSE)], "feeds": []}
    if role is Role.DATA_OFFICER:
        tasks = {"purposes": [], "feeds": [feeds()[HANDED_TO]]}
    official = appoint(username=f"load-{role}-{number}", **seat, course_on=day_of(at), by="tests", at=at)
    last_day = day_of(at) + timedelta(days=30)
    return register_program(name="负载测试", official=official, **tasks, last_day=last_day, by="tests", at=at)


def count() -> dict[str, int]:
    """Entries of questions, by whether something was answered; answers; records; files."""
    entries = AccessEntry.objects.filter(purpose=PURPOSE)
    answered = entries.filter(outcome__in=("answered", "read_again")).count()
    return {
        "entries": AccessEntry.objects.count(),
        "answered": answered,
        "answers": Answer.objects.count(),
        "records": Record.objects.count(),
        "files": Submission.objects.filter(feed=HANDED_TO).exclude(size=0).count(),
    }


if __name__ == "__main__":
    print(json.dumps(fill(int(sys.argv[2])) if sys.argv[1] == "fill" else count()))  # noqa: T201
