"""What the window's pages show, as plain values."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from chengxin import clock
from chengxin.apps.inquiries.actions.answer import Shown
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.matters import selectors as matters
from chengxin.apps.restraints import selectors as restraints
from chengxin.core.calendar import day_of
from chengxin.core.identity_number import mask
from chengxin.core.law import Purpose
from chengxin.core.reasons import Reason
from chengxin.web import answer_words
from chengxin.web.law import lawbook


def purposes_of(unit: str) -> list[Purpose]:
    """The purposes a unit may ask for today."""
    on = day_of(clock.now())
    return [purpose for purpose in lawbook().on(on).purposes.values() if unit in purpose.askers(on)]


def services_of(unit: str) -> dict[str, str]:
    """The services a unit may open a matter for, each with what may be asked in it."""
    found: dict[str, list[Purpose]] = {}
    for purpose in purposes_of(unit):
        for service in purpose.services:
            found.setdefault(service, []).append(purpose)
    return {
        service: "；".join(f"{purpose.question}，只查{len(purpose.items)}类事项" for purpose in purposes)
        for service, purposes in found.items()
    }


def person(matter: Any) -> dict[str, str]:
    """Whom a matter is about, as typed: name, masked number and its last four; empty once destroyed."""
    identity = matters.identity_of(matter)
    if identity is None:
        return {"name": "", "number": "", "tail": ""}
    return {"name": identity.name, "number": mask(identity.number), "tail": identity.number[-4:]}


def slip(given: Any, shown: Shown) -> dict[str, Any]:
    """An answer as its slip prints it."""
    said = answer_words.told(shown.envelope, shown.fragments)
    return {
        **said,
        "given": given,
        "matter": given.matter,
        "person": person(given.matter),
        "request_no": matters.request_no_of(given.matter),
    }


def refused(matter: Any, reasons: Sequence[Reason], *, at: datetime) -> dict[str, Any]:
    """A question that was not let in: every reason with its law, and nothing else."""
    return {
        "matter": matter,
        "person": person(matter) if matter else None,
        "request_no": matters.request_no_of(matter) if matter else "",
        "reasons": [answer_words.reason_words(reason) for reason in reasons],
        "at": at,
        "edition": lawbook().edition,
        "digest": answer_words.short(lawbook().digest),
    }


def used(shown: Sequence[Any], *, seen: Collection[str]) -> list[tuple[str, str]]:
    """The adverse records that the answers in a matter showed, as a form offers them. What they are is said only while the
    answer itself may still be read (`seen`); later the clerk has to look again, and that is entered."""
    return [
        (
            str(one.pk),
            f"答复{one.answer.ref}的第{one.place + 1}条"
            + (f"：{answer_words.item_name(one.version.record.item)}" if one.answer.ref in seen else ""),
        )
        for one in shown
    ]


def use_notice(matter: Any) -> dict[str, Any] | None:
    """That the person was told when the matter ended, and by whom it was decided; `None` where no notice was needed."""
    notice = restraints.notice_of(matter.closing.pk)
    if notice is None:
        return None
    return {"said": read_content(notice), "count": notice.used.count()}
