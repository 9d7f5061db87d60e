"""One machine of several over one database, with a clock of its own: run by `test_clocks.py`.

    python -m tests.stories.two_clocks      # reads an act a line, as JSON, and says what came of it

What it does is done at `clock.now()`, as pages and jobs do; which clock that is says the file beside its own data.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import date, datetime
from itertools import count
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengxin.config.settings")
django.setup()

from chengxin import clock  # noqa: E402
from chengxin.apps.inquiries.actions.answer import replay  # noqa: E402
from chengxin.apps.ledger.verify import verify  # noqa: E402
from chengxin.apps.notices import selectors as notices  # noqa: E402
from chengxin.apps.objections.actions.lodge import lodge  # noqa: E402
from chengxin.apps.people import selectors as people  # noqa: E402
from chengxin.apps.records.actions.read_letter import read_letter  # noqa: E402
from chengxin.apps.records.models import RecordEvent, Version  # noqa: E402
from chengxin.apps.records.selectors import held_by  # noqa: E402
from chengxin.core.calendar import day_of  # noqa: E402
from chengxin.core.objections import Ground  # noqa: E402
from chengxin.core.permissions import Role  # noqa: E402
from chengxin.jobs.duties import run_due  # noqa: E402
from chengxin.web.law import lawbook  # noqa: E402
from tests.web import filled  # noqa: E402

_numbers = count(1)


def number(serial: int) -> str:
    return f"黑交罚〔2026〕{serial:04d}号"


def set_clock(to: str) -> None:
    """What time this machine believes that it is."""
    off = datetime.fromisoformat(to) - clock.of_machine()
    path = clock._file()
    assert path is not None
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(round(off.total_seconds())))


def register(serial: int) -> None:
    filled._files = count(1000 * serial)
    filled.submit([filled.penalty(filled.person(serial=serial), number(serial))], at=clock.now())


def fresh() -> None:
    filled.nothing_new(at=clock.now())


def open_letter(serial: int) -> None:
    who = people.indexes(filled.person(serial=serial))
    told = notices.list_for_person(who.number, who.name).filter(template="registered_adverse").get()
    read_letter(told.ref, lawbook=lawbook(), by=who, at=clock.now())


def object_to(serial: int) -> None:
    who = people.indexes(filled.person(serial=serial))
    ref = Version.objects.get(record__person__number_index=who.number).record.ref
    lodge(ref, ground=Ground.WRONG_FACT, words="不对", lawbook=lawbook(), by=who, at=clock.now())


def sweep() -> None:
    run_due(clock.now())


def ask(serial: int) -> int:
    """How many records an answer of this machine shows."""
    who = filled.person(serial=serial)
    number, law = f"黑政服〔2026〕{os.getpid()}-{next(_numbers)}", filled.without_limit(lawbook())
    matter = filled.matter(who, at=clock.now(), request_no=number, reason="换证", law=law)
    given = filled.ask(matter, who, at=clock.now())
    return len([one for one in replay(given.answer).fragments if one is not None]) if given.answer else -1


def stands(serial: int, at: str = "") -> dict[str, Any] | None:
    """What the record is at an instant, or now by this clock; what was fixed about it, and when that was written."""
    seen = held_by(
        people.indexes(filled.person(serial=serial)),
        lawbook=lawbook(),
        at=datetime.fromisoformat(at) if at else clock.now(),
    )
    if not seen:
        return None
    (one,) = seen
    proved = RecordEvent.objects.filter(record=one.record, proof_on__isnull=False).first()
    return {
        "standing": one.standing.value,
        "effect_from": one.effect_from and one.effect_from.isoformat(),
        "until": one.version.until.isoformat(),
        "proof_on": proved and proved.proof_on.isoformat(),
        "told_on": day_of(one.version.at).isoformat(),
        "today": day_of(clock.now()).isoformat(),
    }


def waited(proof_on: str) -> str:
    """The first day after the waiting period that follows a day of proof."""
    days = lawbook().period("waiting_period", on=date.fromisoformat(proof_on))
    return day_of(lawbook().working_days.days_later(date.fromisoformat(proof_on), days).until).isoformat()


def sound() -> int:
    return len(verify().findings)


def prepare() -> None:
    filled.official(Role.CLERK)
    filled.official(Role.CASE_OFFICER, "credit_centre", name="戚望舒", seat="异议科")


ACTS = {one.__name__: one for one in (set_clock, register, fresh, open_letter, object_to, sweep, ask, stands, waited)}
ACTS |= {one.__name__: one for one in (sound, prepare)}


if __name__ == "__main__":
    for line in sys.stdin:
        name, *given = json.loads(line)
        sys.stdout.write(json.dumps(ACTS[name](*given), ensure_ascii=False) + "\n")  # type: ignore[operator]
        sys.stdout.flush()
