"""What an answer said, in words: the same for the clerk who got it and for the auditor who reads it again. [law:pipl/第七条]"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from chengxin.core.calendar import day_of
from chengxin.core.explanations import penalty_zh
from chengxin.core.reasons import Reason
from chengxin.web.law import feeds, lawbook


def told(envelope: Mapping[str, Any], fragments: Sequence[dict[str, Any] | None]) -> dict[str, Any]:
    """A stored answer as a page tells it: outcome, reasons, records, sources, and under which law."""
    book = lawbook()
    at = datetime.fromisoformat(envelope["at"])
    purpose = book.purposes.find(envelope["purpose"], day_of(at))
    reasons = [Reason(reason) for reason in envelope["reasons"]]
    return {
        "purpose": purpose,
        "bases": [basis.cite() for basis in purpose.bases] if purpose else [],
        "items": [item_name(item) for item in purpose.items] if purpose else [],
        "is_known": envelope["outcome"] == "answered",
        "is_found": Reason.FOUND_USABLE in reasons,
        "reasons": [reason_words(reason) for reason in reasons],
        "fragments": [None if fragment is None else fragment_words(fragment) for fragment in fragments],
        "sources": sources(envelope["sources"]),
        "unit": book.unit(envelope["unit"]).name,
        "at": at,
        "edition": envelope["edition"],
        "digest": short(envelope["law_digest"]),
    }


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
        line["items"].append(item_name(source["item"]))
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


def item_name(slug: str) -> str:
    item = lawbook().items.get(slug)
    return item.name if item else slug
