"""Every look and every refused try, as the person reads them. [law:pipl/第四十四条] [law:pipl/第四十五条]"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from chengxin.apps.inquiries.actions.answer import Shown
from chengxin.apps.looks.actions.look import WHY
from chengxin.apps.looks.selectors import OpenedWhy
from chengxin.apps.matters import selectors as matters
from chengxin.apps.officials.words import seat_at
from chengxin.apps.people import selectors as people
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.records.actions.settle_row import Finding
from chengxin.apps.submissions import selectors as submissions
from chengxin.core.calendar import SHANGHAI, day_of
from chengxin.core.errands import ERRANDS, SIGN_INS, Errand
from chengxin.core.explanations import penalty_zh
from chengxin.core.inquiries import RESTRAINT
from chengxin.core.matching import Waits
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook
from chengxin.web.endings import ENDINGS
from chengxin.web.role_words import ROLES
from chengxin.web.whys import state_of

if TYPE_CHECKING:
    from chengxin.apps.inquiries.models import AccessEntry
    from chengxin.apps.looks.models import LookReview
    from chengxin.apps.matters.models import Matter
    from chengxin.apps.sign_ins.models import SignInCode
    from chengxin.apps.submissions.models import HeldRow

_NOTHING = "未查得可用于本用途的记录"
_TAGS = {
    "refused": "不予答复，什么也没看到",
    "cannot_tell": "无法判断，什么也没看到",
    "read_again": "又看了一次",
    "identity_check": "核对身份",
    "letters_found": "找给您的信",
    "letter_printed": "打印给您的信",
    "letter_signed": "记下您签收",
    "report_printed": "打印您的报告",
    "slip_returned": "记下回执",
    "letter_returned": "记下退信",
    "at_window": "在窗口替您办",
    "case_read": "办理您的事",
    "replayed": "审计核对",
    "service_checked": "便利核查",
}
#: What bringing a letter on paper showed to whoever brought it.
_ON_PAPER = {
    "letters_found": ("把等着您的信交给您", "有没有等着您的信，信的编号和日子；信的题目和内容没有看"),
    "letter_printed": ("把信打印出来交给您，或者寄给您", "这一封信的全部内容"),
    "letter_signed": ("记下您今天签收了信", "信的编号"),
    "report_printed": ("把您的完整报告打印出来交给您", "全部记录、信件、异议、修复和同意，别的单位哪天为什么看过您"),
    "slip_returned": ("记下您签过的回执寄回来了", "信的编号和回执上的日期"),
    "letter_returned": ("记下寄给您的信退回来了", "信的编号"),
}


#: What a window saw that gave a way in, or stopped one. Whoever prints a code could use it.
_OF_SIGN_IN = {
    Errand.CODE: "登录码本身，印给来的人；拿着它就能登录，看到您的全部记录和信。用过没有、什么时候用的，写在这一页最上面",
    Errand.UNCODE: "没有看您的记录",
}


@dataclass(frozen=True, slots=True)
class Code:
    """One code on paper, as its person reads of it."""

    given: str
    by: str
    became: str


@dataclass(frozen=True, slots=True)
class Look:
    """One look or refused try; `facts` are (label, value)."""

    heading: str
    when: str
    when_iso: str
    tag: str
    outcome: str
    facts: tuple[tuple[str, str], ...]
    url: str
    why_url: str = ""
    """Where the person asks why, or reads what was answered."""
    why_text: str = ""
    """Where that question stands; "" where nobody asked."""


@dataclass(frozen=True, slots=True)
class Month:
    """The looks of one month, newest first."""

    name: str
    looks: tuple[Look, ...]


def by_month(
    entries: Iterable[AccessEntry],
    lawbook: Lawbook,
    *,
    numbers: Mapping[int, str],
    asked: Mapping[int, OpenedWhy],
    reviews: Mapping[int, Sequence[LookReview]],
    consents: Mapping[int, str],
    repairs: Collection[str],
) -> list[Month]:
    """Every look with the way to ask why, or to the answer; `numbers`, `asked`, `reviews` and `consents` are by look.

    `repairs` are the numbers of the person's requests for repair: opening one of them is no look at an objection.
    """

    def whole(entry: AccessEntry) -> Look:
        drawn = look(entry, lawbook, is_repair=entry.case in repairs, reviews=reviews.get(entry.pk, ()))
        if entry.pk in consents:
            drawn = replace(drawn, facts=(*drawn.facts, ("您的同意", f"编号{consents[entry.pk]}，用过了")))
        known = asked.get(entry.pk)
        if known is not None:
            return replace(drawn, why_url=reverse("resident:why", args=[known.case.ref]), why_text=state_of(known))
        return replace(drawn, why_url=reverse("resident:ask_why", args=[numbers[entry.pk]]))

    return [
        Month(name, tuple(whole(entry) for entry in group))
        for name, group in groupby(entries, key=lambda entry: f"{entry.at.astimezone(SHANGHAI):%Y年%-m月}")
    ]


def codes(given: Iterable[SignInCode], lawbook: Lawbook, *, at: datetime) -> list[Code]:
    """The codes on paper that a person was given, and when somebody came in with them."""
    return [
        Code(
            moment_zh(one.at),
            f"{lawbook.unit(one.unit).name}·{one.seat}，{one.by.name}",
            f"{moment_zh(one.used.at)}，有人用它登录过"
            if hasattr(one, "used") and one.used.at <= at
            else "没有人用它登录过",
        )
        for one in given
    ]


_BECAME = {
    Finding.ROW_IS_WRONG.value: "核对过了：那一行写错了，退了回去，没有记到您名下",
    Finding.ROW_IS_RIGHT.value: "核对过了：那一行是别人的，没有记到您名下",
    Finding.NUMBER_IS_SHARED.value: "核对过了：这个号码有两个人在用，已经写信告诉您",
}
#: And of a row under the person's own name.
_OWN_BECAME = _BECAME | {Finding.ROW_IS_RIGHT.value: "核对过了：没有写错，已经记到您名下"}
_WHY = {
    Waits.OTHER_NAME: "写的是您的姓名，可是平台上这个号码还有别的姓名；先请人核对，还没有记到您名下",
    Waits.LIKE_ENDED: "和您一条已经撤销、移出或者修复的记录，像是同一个决定；先请人核对，还没有记到您名下",
}


def sent_under(who: Indexes, lawbook: Lawbook, *, at: datetime) -> list[dict[str, str]]:
    """Rows that wait under this person's number, or did: from whom, when, why, what became of them. Those under their own name
    for everybody; those under another only for whoever is known here by number and name: whose number it is otherwise, nobody
    knows, and what another's row is like is nobody's business."""
    rows, is_known = submissions.rows_sent_under(who.number, at=at), people.find(who) is not None
    own = {row.pk for row in rows if bytes(row.name_index) == who.name}

    def became(row: HeldRow) -> str:
        if hasattr(row, "settled") and row.settled.at <= at:
            return (_OWN_BECAME if row.pk in own else _BECAME)[Finding(row.settled.finding)]
        return _WHY[Waits(row.why)] if row.pk in own else "写的是别的姓名；还没有核对完，没有记到您名下"

    return [
        {"unit": lawbook.unit(row.submission.unit).name, "on": day_zh(day_of(row.at)), "became": became(row)}
        for row in rows
        if row.pk in own or (is_known and row.why == Waits.OTHER_NAME)
    ]


def _reviewed(review: LookReview, lawbook: Lawbook) -> str:
    verdict = "说的和做的对得上" if review.result == "fits" else "有疑问，已经替您追问，写在“为什么看”里"
    why = next((rule.name for rule in lawbook.watching if rule.sign == review.drawn.rule), "")
    verdict += f"。看的原因：{why}" if why else ""
    return f"{lawbook.unit(seat_at(review.by, review.at).unit).name}的人看过，看不到您是谁：{verdict}"


def look(entry: AccessEntry, lawbook: Lawbook, *, is_repair: bool = False, reviews: Sequence[LookReview] = ()) -> Look:
    """One look as it is read; with `reviews`, what somebody of another body said of it, each time."""
    said = [("抽查", _reviewed(review, lawbook)) for review in reviews]
    return Look(
        heading=f"{lawbook.unit(entry.unit).name}·{entry.seat}",
        when=moment_zh(entry.at),
        when_iso=entry.at.isoformat(),
        tag="办理修复" if is_repair else _TAGS.get(entry.outcome, ""),
        outcome=entry.outcome,
        facts=tuple((label, value) for label, value in (*_facts(entry, lawbook, is_repair=is_repair), *said) if value),
        url=reverse("resident:look", args=[entry.answer.ref]) if entry.answer else "",
    )


def answer_page(entry: AccessEntry, shown: Shown, lawbook: Lawbook) -> dict[str, Any]:
    """What the asker's screen said, in the words it said it."""
    envelope = shown.envelope
    reasons = [lawbook.reason_text(Reason(reason)) for reason in envelope["reasons"]]
    return {
        "look": look(entry, lawbook),
        "outcome": envelope["outcome"],
        "reasons": reasons,
        "fragments": [fragment and _fragment(fragment) for fragment in shown.fragments],
        "sources": [_source(source, lawbook) for source in envelope["sources"]],
        "edition": envelope["edition"],
        "number": envelope["answer"],
    }


def _who(entry: AccessEntry) -> str:
    who = f"{entry.by.name}，{ROLES[Role(entry.role)]}"
    return who if entry.program is None else f"程序：{entry.program.name}，由{who}负责"


def _facts(entry: AccessEntry, lawbook: Lawbook, *, is_repair: bool) -> list[tuple[str, str]]:
    who = _who(entry)
    if entry.outcome in _ON_PAPER:
        why, shown = _ON_PAPER[entry.outcome]
        return [("谁", who), ("为什么", why), ("哪封信", entry.letter.ref if entry.letter else ""), ("看到了", shown)]
    if entry.outcome == "identity_check":
        return [
            ("谁", who),
            (
                "为什么",
                "有单位交来一行，写着您的号码，像是一条已经拿掉的记录；要由人核对，以免拿掉的又回来"
                if entry.shown
                else "有单位交来一行，写着您的号码，平台上这个号码有不一样的姓名；要由人核对，以免记错了人",
            ),
            (
                "看到了",
                "您在平台上的姓名；交来那一行的姓名、打码的号码、文号和作出决定的机关。"
                + (
                    f"还看到您有一条拿掉了的“{lawbook.item(entry.shown[0]).name}”；内容没有看"
                    if entry.shown
                    else "平台上已有的记录没有看"
                ),
            ),
        ]
    if entry.outcome == "at_window":
        return _at_window(entry, who, lawbook)
    if is_repair:
        said = f"您写的承诺，交了凭证的，还有凭证；“{lawbook.item(entry.shown[0]).name}”这条记录的文书、机关和内容"
        return [("谁", who), ("为什么", f"办理您的修复申请，受理号{entry.case}"), ("看到了", said)]
    if entry.purpose == RESTRAINT:
        return _about_restraint(entry, who, lawbook)
    if entry.outcome == "case_read" and entry.purpose == WHY:
        return [
            ("谁", who),
            ("为什么", f"办理“为什么看我”，编号{entry.case}"),
            ("看到了", "那一次查看的事项、用途、时间和给出的事项名称，您写的话；您的姓名和号码没有看"),
        ]
    if entry.outcome == "case_read":
        return [("谁", who), ("为什么", f"办理您的异议，受理号{entry.case}"), ("看到了", _in_case(entry, lawbook))]
    if entry.outcome == "replayed":
        return [
            ("谁", who),
            ("为哪件事", _matter(entry.matter)),
            ("为什么", "核对这份答复和当时给出的是不是一样"),
            ("看到了", f"那份答复当时的全部内容：{_shown(entry, lawbook)}"),
        ]
    if entry.outcome == "service_checked":
        return [
            ("谁", who),
            ("为哪件事", _matter(entry.matter)),
            ("为什么", "您自己提出，同意看一次：这件事能不能先办、缺的材料能不能后补"),
            ("看到了", "和您先看到的一样；只看这件事的便利写明的事项，看到什么、可不可以，没有存"),
            ("推迟过", _held_back(entry, lawbook)),
            ("这件事", _outcome(entry.matter)),
        ]
    purpose = lawbook.purposes.find(entry.purpose, day_of(entry.at))
    was_let_in = entry.outcome != "refused"
    return [
        ("谁", who),
        ("为哪件事", _matter(entry.own_matter)),
        ("再次查的理由", matters.reason_of(entry.own_matter) if entry.own_matter else ""),
        (
            "用途" if was_let_in else "他们说的用途",
            f"{purpose.name}（{purpose.code}）" if purpose else "没有说明，或者不在用途清单里",
        ),
        ("凭什么", "；".join(basis.cite() for basis in purpose.bases) if purpose and was_let_in else ""),
        ("看到了", _shown(entry, lawbook)),
        ("为什么没给看", _why_nothing(entry, lawbook)),
        ("推迟过", _held_back(entry, lawbook)),
        ("这件事", _outcome(entry.own_matter)),
    ]


def _about_restraint(entry: AccessEntry, who: str, lawbook: Lawbook) -> list[tuple[str, str]]:
    """Somebody wrote down what was decided elsewhere, opened it again, or tried to and was refused."""
    if entry.outcome == "refused":
        why = "；".join(lawbook.reason_text(Reason(reason)).title for reason in entry.reasons)
        return [("谁", who), ("为什么", "要登记一份对您的限制"), ("看到了", "什么也没有"), ("为什么没有登记", why)]
    item = lawbook.item(entry.shown[0]).name
    shown = f"“{item}”这条记录的事项、文号和期限，登记的内容和文书；您别的记录没有看"
    return [("谁", who), ("为什么", f"登记或者查看对您的一份限制，登记编号{entry.case}"), ("看到了", shown)]


def _in_case(entry: AccessEntry, lawbook: Lawbook) -> str:
    """What the page of a case shows: one record whole, and on "not me" what else stands in the file."""
    first, *others = (lawbook.item(slug).name for slug in entry.shown)
    said = f"您的姓名、打码的号码、您写的话和交的材料，“{first}”这条记录的全部内容和来历"
    return f"{said}；还有其他记录的事项和文号：{'、'.join(others)}" if others else said


def _at_window(entry: AccessEntry, who: str, lawbook: Lawbook) -> list[tuple[str, str]]:
    """The person's own file, opened for the person who stood there, or for whoever brought a document about them."""
    errand = Errand(entry.purpose)
    why = f"核对过身份证，替您办一件事：{ERRANDS[errand]}"
    if entry.case:
        why = f"您的代理人来办一件事：{ERRANDS[errand]}，代理编号{entry.case}"
    if errand in SIGN_INS:
        return [("谁", who), ("为什么", why), ("看到了", _OF_SIGN_IN[errand])]
    if not errand.shows_records:
        return [
            ("谁", who),
            ("为什么", f"{ERRANDS[errand]}，那个决定是关于您的"),
            ("看到了", "没有看您的记录；文号对得上一条的文书，才收下"),
        ]
    seen = _counted(entry.shown, lawbook) or "没有关于您的记录"
    if errand is Errand.READ:
        seen += "；您的异议和修复申请走到哪一步，您被看过几次"
    return [("谁", who), ("为什么", why), ("看到了", seen)]


def _counted(items: list[str], lawbook: Lawbook) -> str:
    return "、".join(f"{lawbook.item(slug).name}{count}条" for slug, count in Counter(items).items())


def _held_back(entry: AccessEntry, lawbook: Lawbook) -> str:
    """That the look was shown later than it happened, on which ground, until which day."""
    hiding = getattr(entry.matter, "hiding", None)
    if hiding is None or hiding.at > entry.at:
        return ""
    return f"推迟到{day_zh(day_of(hiding.until))}才给您看：{lawbook.hiding[hiding.category].name}"


def _matter(matter: Matter | None) -> str:
    if matter is None:
        return "没有先登记事项"
    return f"{matter.service}，编号{matters.request_no_of(matter)}"


def _outcome(matter: Matter | None) -> str:
    if matter is None:
        return ""
    if not matters.is_closed(matter):
        return "还没有办结"
    return f"{day_zh(day_of(matter.closing.at))}办结：{ENDINGS[matter.closing.outcome]}"


def _shown(entry: AccessEntry, lawbook: Lawbook) -> str:
    if entry.outcome in ("refused", "cannot_tell"):
        return "什么也没有"
    if not entry.shown:
        return f"没有记录，只有一句话：“{_NOTHING}”"
    return _counted(entry.shown, lawbook)


def _why_nothing(entry: AccessEntry, lawbook: Lawbook) -> str:
    if entry.outcome not in ("refused", "cannot_tell"):
        return ""
    return "；".join(lawbook.reason_text(Reason(reason))[0] for reason in entry.reasons)


def _fragment(fragment: dict[str, Any]) -> dict[str, Any]:
    return {"title": fragment["item_name"], "facts": fragment_facts(fragment)}


def fragment_facts(fragment: dict[str, Any]) -> list[tuple[str, str]]:
    """What an answer says of one record, as (label, value)."""
    facts = [
        ("作出决定的机关", fragment["authority"]),
        ("文号", fragment["decision_no"]),
        ("决定日期", _day(fragment["decided_on"])),
        ("内容", penalty_zh(fragment["penalty_classes"], fragment["amount_fen"])),
        ("从哪天起", _day(fragment["starts_on"])),
        ("到哪天止", _day(fragment["ends_on"])),
        ("到期", _day(fragment["last_day"])),
        # An answer given before there were objections says nothing of them.
        ("标注", "本人有异议，正在核对" if fragment.get("is_objected_to") else ""),
        ("本人声明", fragment.get("statement", "")),
    ]
    return [(label, value) for label, value in facts if value]


def _source(source: dict[str, Any], lawbook: Lawbook) -> dict[str, str]:
    name = lawbook.unit(source["unit"]).name if source["unit"] else "没有单位报送"
    if source["reason"]:
        state = lawbook.reason_text(Reason(source["reason"]))[0]
    else:
        state = "查过"
    return {
        "item": lawbook.item(source["item"]).name,
        "unit": name,
        "as_of": moment_zh(datetime.fromisoformat(source["as_of"])) if source["as_of"] else "",
        "state": state,
    }


def _day(text: str | None) -> str:
    return day_zh(date.fromisoformat(text)) if text else ""
