"""What the window's pages show, as plain values."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from chengxin import clock
from chengxin.apps.inquiries.actions.answer import Shown
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.matters import selectors as matters
from chengxin.apps.restraints import selectors as restraints
from chengxin.core.calendar import day_of
from chengxin.core.explanations import penalty_zh
from chengxin.core.identity_number import mask
from chengxin.core.law import Purpose
from chengxin.core.reasons import Reason
from chengxin.web.law import feeds, lawbook


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
    envelope = shown.envelope
    book = lawbook()
    at = datetime.fromisoformat(envelope["at"])
    purpose = book.purposes.find(envelope["purpose"], day_of(at))
    reasons = [Reason(reason) for reason in envelope["reasons"]]
    return {
        "given": given,
        "matter": given.matter,
        "person": person(given.matter),
        "request_no": matters.request_no_of(given.matter),
        "purpose": purpose,
        "bases": [basis.cite() for basis in purpose.bases] if purpose else [],
        "items": [_item_name(item) for item in purpose.items] if purpose else [],
        "is_known": envelope["outcome"] == "answered",
        "is_found": Reason.FOUND_USABLE in reasons,
        "reasons": [reason_words(reason) for reason in reasons],
        "fragments": [None if fragment is None else fragment_words(fragment) for fragment in shown.fragments],
        "sources": sources(envelope["sources"]),
        "unit": book.unit(envelope["unit"]).name,
        "at": at,
        "edition": envelope["edition"],
        "digest": short(envelope["law_digest"]),
    }


def refused(matter: Any, reasons: Sequence[Reason], *, at: datetime) -> dict[str, Any]:
    """A question that was not let in: every reason with its law, and nothing else."""
    return {
        "matter": matter,
        "person": person(matter) if matter else None,
        "request_no": matters.request_no_of(matter) if matter else "",
        "reasons": [reason_words(reason) for reason in reasons],
        "at": at,
        "edition": lawbook().edition,
        "digest": short(lawbook().digest),
    }


def used(shown: Sequence[Any], *, seen: Collection[str]) -> list[tuple[str, str]]:
    """The adverse records that the answers in a matter showed, as a form offers them. What they are is said only while the
    answer itself may still be read (`seen`); later the clerk has to look again, and that is entered."""
    return [
        (
            str(one.pk),
            f"答复{one.answer.ref}的第{one.place + 1}条"
            + (f"：{_item_name(one.version.record.item)}" if one.answer.ref in seen else ""),
        )
        for one in shown
    ]


def use_notice(matter: Any) -> dict[str, Any] | None:
    """That the person was told when the matter ended, and by whom it was decided; `None` where no notice was needed."""
    notice = restraints.notice_of(matter.closing.pk)
    if notice is None:
        return None
    return {"said": read_content(notice), "count": notice.used.count()}


def short(digest: str) -> str:
    """A long fingerprint as somebody can read it out: its first eight and last four."""
    return f"{digest[:4]} {digest[4:8]} … {digest[-4:]}"


def sources(found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """One line for each source, with the items it was searched for; which of them held a record is not said here."""
    lines: dict[tuple[str, str | None], dict[str, Any]] = {}
    for source in found:
        feed = feeds().get(source["feed"] or "")
        key = (source["unit"], source["feed"])
        line = lines.setdefault(
            key if source["feed"] else (source["item"], None),
            {
                "unit": lawbook().unit(source["unit"]).name if source["unit"] else "",
                "feed": feed.title if feed else "",
                "items": [],
                "as_of": datetime.fromisoformat(source["as_of"]) if source["as_of"] else None,
                "reason": source["reason"] or "",
                "max_age_days": feed.max_age_days if feed else 0,
            },
        )
        line["items"].append(_item_name(source["item"]))
    return list(lines.values())


def fragment_words(shown: dict[str, Any]) -> dict[str, Any]:
    """One record as the answer showed it, dates as dates and classes in words."""
    days = ("decided_on", "starts_on", "ends_on", "last_day")
    return {
        **shown,
        **{day: date.fromisoformat(shown[day]) if shown[day] else None for day in days},
        "penalty": penalty_zh(shown["penalty_classes"], shown["amount_fen"]),
    }


def reason_words(reason: Reason) -> dict[str, str]:
    """A reason as a page tells it, with the article it stands on; the platform's own rules cite none."""
    text = lawbook().reason_text(reason)
    return {"title": text.title, "text": text.text, "law": text.law}


def _item_name(slug: str) -> str:
    item = lawbook().items.get(slug)
    return item.name if item else slug
