"""What a letter says: every value computed from the stored facts and the lawbook. [law:pipl/第十七条]

A letter reads the same whenever it is opened: it says what was so when it was written, also after more has happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.matters import letters as matter_letters
from chengxin.apps.matters import selectors as matters
from chengxin.apps.matters.models import Matter
from chengxin.apps.notices.models import Letter
from chengxin.apps.officials.words import officer_zh
from chengxin.apps.people import selectors as people
from chengxin.apps.people.models import ConflictEvent
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.promises import letters as promise_letters
from chengxin.apps.records.models import Statement, Version
from chengxin.apps.records.rules import happenings, parameters
from chengxin.apps.records.selectors import version_with_item
from chengxin.core.calendar import Deadline, add_months, day_of
from chengxin.core.explanations import penalty_zh
from chengxin.core.facts import Identity, ProofMode
from chengxin.core.law import Item, RetentionStart, Sharing
from chengxin.core.records import COUNTED_FROM, effect_from, last_day_of
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook

#: Every placeholder that a letter about a record, a matter or a number may use; what does not apply stays empty.
PLACEHOLDERS = (
    "item",
    "item_code",
    "document",
    "decision_no",
    "authority",
    "decided_on",
    "served",
    "basis",
    "meaning",
    "what",
    "wait_sentence",
    "who_may_see",
    "repair_from",
    "until",
    "until_reason",
    "reconsider_until",
    "litigate_until",
    "unit",
    "service",
    "matter_no",
    "opened_on",
    "reason",
)
_ABOUT_A_MATTER = frozenset({"matter_without_outcome"})
#: About no record: whoever they are to may be nobody of whom anything is held, and a letter does not tell that. They are handed
#: over to whoever is found by number and name.
_BY_NAME = frozenset(
    {
        "sign_in_code_given",
        "sign_in_stopped",
        "mandate_noted",
        "mandate_act",
        "mandate_ended",
        "extract_made",
        "consent_noted",
        "consent_taken_back",
        "look_told",
        "why_answered",
        "why_unanswered",
        "why_judged",
        "look_unlawful",
        "data_breach",
    }
)
_ABOUT_A_NUMBER = frozenset({"shared_number_confirmed", "shared_number_resolved"})
_COUNTED_FROM = {
    RetentionStart.CONDUCT_END: "违法行为结束",
    RetentionStart.DECISION_DATE: "作出决定",
    RetentionStart.BAR_START: "限制开始",
    RetentionStart.LICENCE_END: "证件到期",
    RetentionStart.SERVICE_DATE: "作出决定",
}


def addressee(letter: Letter) -> Identity | None:
    """To whom a letter is written; `None` once that is destroyed, and where only a search by number and name says it
    (`is_by_name`)."""
    if letter.template in _BY_NAME:
        return None
    if letter.template in _ABOUT_A_MATTER:
        return matters.identity_of(Matter.objects.get(pk=letter.subject))
    if letter.template in promise_letters.ALL:
        return promise_letters.addressee(letter)
    person = people.find(Indexes(bytes(letter.number_index), bytes(letter.name_index)))
    return people.identity_of(person) if person is not None else None


def is_by_name(letter: Letter) -> bool:
    """Whether nothing but a search by number and name says to whom a letter is."""
    return letter.template in _BY_NAME


def letter_values(letter: Letter, *, lawbook: Lawbook) -> dict[str, str] | None:
    """The placeholders of a letter, by what it is about; `None` once that is destroyed."""
    subject = letter.subject
    if subject is None:
        return None
    blank = dict.fromkeys(PLACEHOLDERS, "")
    if letter.template in _ABOUT_A_MATTER:
        return blank | matter_letters.values(Matter.objects.get(pk=subject), lawbook=lawbook)
    if letter.template in _ABOUT_A_NUMBER:
        return blank | _conflict_values(ConflictEvent.objects.select_related("by").get(pk=subject), lawbook)
    if letter.template == "statement_noted":
        said = Statement.objects.select_related("through").get(pk=subject)
        told = _of_statement(said, letter, lawbook)
        return None if told is None else blank | told
    found = version_with_item(subject, lawbook)
    if found is None or read_content(found[0]) is None:
        return None
    return blank | values(*found, lawbook=lawbook, at=letter.at)


def _of_statement(said: Statement, letter: Letter, lawbook: Lawbook) -> dict[str, str] | None:
    newest = Version.objects.filter(record=said.record_id, pk__lt=letter.pk).order_by("pk").last()
    found = version_with_item(newest.pk, lawbook) if newest is not None else None
    if found is None or read_content(found[0]) is None:
        return None
    by = officer_zh(said.through, lawbook, at=said.at) if said.through is not None else ""
    return {**values(*found, lawbook=lawbook, at=letter.at), "officer": by, "made_on": moment_zh(said.at)}


def values(version: Version, item: Item, *, lawbook: Lawbook, at: datetime) -> dict[str, str]:
    """The placeholders of a letter about one version of a record, as things stood at `at`."""
    body = read_content(version)
    served_on = served(version, at=at)
    return {
        "item": item.name,
        "item_code": item.code,
        "document": item.deciding_document,
        "decision_no": body["decision_no"],
        "authority": authority_name(body, lawbook),
        "decided_on": day_zh(date.fromisoformat(body["decided_on"])),
        "served": day_zh(served_on) if served_on else "",
        "basis": "；".join(basis.cite() for basis in item.bases),
        "meaning": item.meaning,
        "what": what_zh(body),
        "wait_sentence": _wait_sentence(version, item, lawbook, served_on, on=day_of(at)),
        "who_may_see": who_may_see(item, lawbook, on=day_of(at)),
        "repair_from": day_zh(version.repair_from) if version.repair_from else "",
        "until": day_zh(last_day_of(version.until)),
        "until_reason": until_reason(version, item, body),
        "reconsider_until": _last_day(item, reconsider_until(item, served_on, lawbook), "60日"),
        "litigate_until": _last_day(item, litigate_until(item, served_on, lawbook), "6个月"),
        "unit": lawbook.unit(version.record.unit).name,
    }


def authority_name(body: dict[str, Any], lawbook: Lawbook) -> str:
    """The deciding authority under its name, or its code where the lawbook does not know it."""
    unit = lawbook.unit_by_uscc(body["authority"])
    return unit.name if unit else str(body["authority"])


def what_zh(body: dict[str, Any]) -> str:
    """What was decided, in a few words: 警告、罚款2,000元; or from when until when it holds."""
    decided = penalty_zh(body["penalty_classes"], body["amount_fen"])
    days = [day_zh(date.fromisoformat(body[key])) if body[key] else "" for key in ("starts_on", "ends_on")]
    held = f"自{days[0]}起" if days[0] else ""
    held += f"至{days[1]}止" if days[1] else ""
    return "，".join(part for part in (decided, held) if part)


def served(version: Version, *, at: datetime) -> date | None:
    """The day on which the decision was served together with this platform's notice, as far as known at `at`."""
    return next(
        (
            event.proof_on
            for event in version.record.events.all()
            if event.version_id == version.pk
            and event.proof_mode == ProofMode.ENCLOSED_WITH_DECISION.value
            and event.at <= at
        ),
        None,
    )


def reconsider_until(item: Item, served_on: date | None, lawbook: Lawbook) -> Deadline | None:
    """Until when reconsideration of an adverse decision can be asked for, counted from its service."""
    if served_on is None or not item.is_adverse:
        return None
    return lawbook.working_days.days_later(served_on, lawbook.period("reconsideration", on=served_on))


def litigate_until(item: Item, served_on: date | None, lawbook: Lawbook) -> Deadline | None:
    """Until when an adverse decision can be taken to court, counted from its service."""
    if served_on is None or not item.is_adverse:
        return None
    return lawbook.working_days.months_later(served_on, lawbook.period("litigation", on=served_on))


def who_may_see(item: Item, lawbook: Lawbook, *, on: date) -> str:
    """Who may ever be answered about this item, in words."""
    if item.requires_consent:
        return "只有您自己；您没有同意的，不提供给任何人"
    if item.sharing is not Sharing.GOV_SHARE or not item.may_have_effect_on(on):
        return "只有您自己"
    purposes = [p for p in lawbook.on(on).purposes.values() if p.askers(on) and p.may_tell(item, on)]
    if not purposes:
        return "只有您自己"
    return "；".join(f"{_units(p.askers(on), lawbook)}，为“{p.name}”这一件事" for p in purposes)


def until_reason(version: Version, item: Item, body: dict[str, Any]) -> str:
    """Why the record ends when it ends; empty where another limit came first."""
    counted_from, last_day = version.counted_from, last_day_of(version.until)
    if body[COUNTED_FROM[item.retention.start]] is None:
        return f"来源单位{day_zh(counted_from)}确认过这条记录，从那天算起"
    if last_day == add_months(counted_from, item.retention.months):
        return f"从{_COUNTED_FROM[item.retention.start]}（{day_zh(counted_from)}）起{item.retention.months}个月"
    return "不晚于以前告诉过您的日期" if version.event == "superseded" else ""


#: How the sentence begins where a waiting period begins with the letter.
FROM_OPENING = "您打开或者签收这封信的第二天起"


def _wait_sentence(version: Version, item: Item, lawbook: Lawbook, served_on: date | None, *, on: date) -> str:
    """What the waiting period means for this letter; only the proof that came with the version counts, not its reading."""
    if not item.is_adverse or not item.may_have_effect_on(on):
        return ""
    days = lawbook.period("waiting_period", on=on)
    if served_on is None:
        return f"{FROM_OPENING}，有{days}天等待期。等待期满以前，它没有任何作用。"
    came_with = [event for event in version.record.events.all() if event.version_id == version.pk and event.proof_on]
    begins = effect_from(item, happenings([version], came_with), parameters(lawbook, on=on))
    assert begins is not None  # noqa: S101 - the version came with a proof
    return (
        f"决定书和告知书{day_zh(served_on)}已经送达您。等待期{days}天，{day_zh(day_of(begins))}以前，它没有任何作用。"
    )


def _units(codes: Sequence[str], lawbook: Lawbook) -> str:
    names = [lawbook.unit(code).name for code in codes]
    return "、".join(names) if len(names) < 4 else f"{names[0]}和各县（市、区）的{len(names) - 1}个单位"


def _last_day(item: Item, deadline: Deadline | None, period: str) -> str:
    """The last day of a remedy; where the day of service is unknown, how the person counts it, for no remedy is kept quiet."""
    if not item.is_adverse:
        return ""
    return day_zh(deadline.last_day) if deadline else f"从收到决定书那天算起满{period}"


def _conflict_values(event: ConflictEvent, lawbook: Lawbook) -> dict[str, str]:
    return {
        "unit": lawbook.unit(event.by.unit).name,
        "opened_on": day_zh(day_of(event.at)),
        "reason": keys().unwrap(bytes(event.reason)).decode(),
    }
