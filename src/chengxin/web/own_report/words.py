"""The own report in words: the same five parts on the page, at the window and on paper. [law:pipl/第四十五条]"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chengxin.apps.extracts.selectors import HeldExtract
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.looks.selectors import OpenedWhy
from chengxin.apps.mandates import selectors as mandates
from chengxin.apps.mandates.letters import KINDS
from chengxin.apps.notices.selectors import is_read
from chengxin.apps.objections.letters import differences
from chengxin.apps.objections.selectors import OpenedCase
from chengxin.apps.officials.words import of_unit_zh
from chengxin.apps.own_report.selectors import Consented, OwnReport, Said, Source, purposes_of
from chengxin.apps.records.letters import what_zh
from chengxin.apps.records.selectors import HeldRecord
from chengxin.apps.repairs.selectors import OpenedRepair
from chengxin.apps.restraints.letters import RESULTS, used_zh
from chengxin.apps.restraints.selectors import OpenedRestraint
from chengxin.core.calendar import day_of
from chengxin.core.errands import ERRANDS, Errand
from chengxin.core.extracts import State
from chengxin.core.facts import ProofMode
from chengxin.core.mandates import Kind
from chengxin.core.records import Event, last_day_of
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook
from chengxin.web import cards, restraining
from chengxin.web.case_words import ground_of, now_of
from chengxin.web.consenting import STATES as CONSENTS
from chengxin.web.deadline import Clock, clock_of
from chengxin.web.looks import look
from chengxin.web.papers import line_of
from chengxin.web.repairing import clock_of_repair, now_of_repair
from chengxin.web.whys import clock_of_why, findings_of, state_of

if TYPE_CHECKING:
    from chengxin.apps.mandates.models import MandateNoted
    from chengxin.apps.notices.models import Letter
    from chengxin.apps.promises.selectors import Promised
    from chengxin.apps.records.models import RecordEvent, Version
    from chengxin.apps.restraints.models import UseNotice

TITLE = "个人公共信用信息报告"
INTRO = (
    "这是平台上关于您的全部内容，一共五部分。您随时可以看、可以打印，不收费，次数不限。",
    "它是给您自己看的，没有核对码，不能用来证明什么。谁要您交这份报告，您可以不交。",
)
VERSIONS = {
    Event.REGISTERED: "第一次收到",
    Event.SUPERSEDED: "来源单位改了内容",
    Event.CORRECTED: "核对以后更正",
    Event.CONFIRMED: "来源单位再次确认",
}
EVENTS = {
    Event.NOTICE_PROVED: "已经告知您",
    Event.WITHDRAWN: "来源单位撤销，停止",
    Event.VOIDED: "核对以后移出，停止",
    Event.FROZEN: "提出异议，暂停使用",
    Event.MARKED: "提出异议，加上标注",
    Event.RELEASED: "暂停或者标注结束",
    Event.REPAIR_ASKED: "申请了信用修复",
    Event.REPAIRED: "准予修复，停止",
    Event.DESTROYED: "内容销毁了",
}
PROOFS = {
    ProofMode.ENCLOSED_WITH_DECISION: "告知书和决定书一起送达",
    ProofMode.READ_IN_PORTAL: "您打开了告知信",
    ProofMode.SIGNED_AT_WINDOW: "您在窗口签收了告知信",
    ProofMode.POSTAL_RETURN_SLIP: "您寄回了告知信的回执",
}
STATES = {State.GENUINE: "真实", State.EXPIRED: "已过期", State.SUPERSEDED: "已失效"}
CHECKS = {**{state.value: text for state, text in STATES.items()}, "unknown": "查不到这个编号"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a part: facts as (label, value), then sentences, in the order in which they are read."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    paragraphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One of the five parts; an empty one says so in `empty`."""

    key: str
    title: str
    entries: tuple[Entry, ...]
    empty: str
    intro: str = ""


def parts(report: OwnReport, lawbook: Lawbook) -> tuple[Part, ...]:
    """The report as it is read, in its order."""
    return (
        Part(
            "records",
            "一、关于您的记录",
            (*(_record(held, lawbook) for held in report.records), *_gone(report, lawbook)),
            "现在没有关于您的记录。没有记录不代表好，也不代表不好。",
            "机关已经作出的决定，不是对您这个人的评价。每一条写着来历、依据、到期的日子，和能用在哪里。",
        ),
        Part(
            "sources",
            "二、哪个单位报送什么",
            (*_sources(report, lawbook),),
            "还没有单位向平台报送。",
            "平台只收下面这些单位的文件。",
        ),
        Part(
            "flags_and_cases",
            "三、标注、正在办的事和写给您的信",
            (
                *(_case(one, lawbook) for one in report.objections),
                *(_repair(one, lawbook) for one in report.repairs),
                *(_restraint(one, lawbook) for one in report.restraints),
                *(_mandate(one, lawbook) for one in report.mandates),
                *(_promised(one) for one in report.promised),
                *_letters(report),
            ),
            "没有标注，您也没有提出过异议，没有申请过修复，没有登记过对您的限制，没有人代您办过事，没有说定过后补的材料，也没有写给您的信。",
        ),
        Part(
            "own_statements",
            "四、您自己写的声明",
            tuple(_said(one) for one in report.said),
            "您没有写过声明。写在一条记录下面的话，谁查到它都会一起看到。",
        ),
        Part(
            "who_looked",
            "五、谁看过您",
            (
                *_looks(report, lawbook),
                *(_why(one, lawbook) for one in report.whys),
                *(_consent(one, lawbook) for one in report.consents),
                *(_extract(one, lawbook) for one in report.extracts),
                *(_use(one, lawbook) for one in report.uses),
            ),
            f"{_nobody_looked(report.hidden)}；您没有同意过给谁看，没有开过摘录。{put_off(report.hidden)}",
            f"被拒绝的也在里面；后面是问过的“为什么看我”、您的同意、您开出的摘录和每一次核对，用过您的记录没有全部准予的事。{put_off(report.hidden)}",
        ),
    )


def _nobody_looked(hidden: int) -> str:
    """That no look is shown; that there was none, only where none is put off."""
    return "现在能给您看的，还没有谁看过，也没有谁被拒绝过" if hidden else "还没有人看过您的记录，也没有人被拒绝过"


def put_off(hidden: int) -> str:
    """How many looks wait for their day of release; "" where none does."""
    return f"另有{hidden}次按法律推迟给您看，到了那一天，会自动出现在这里。" if hidden else ""


def _record(held: HeldRecord, lawbook: Lawbook) -> Entry:
    tag = cards.tag(held, lawbook)
    body = held.body
    facts = [
        ("编号", held.record.ref),
        ("现在", f"{tag.text}。{tag.meaning}"),
        ("决定", f"{cards.decided_text(held, lawbook)}，{body['decision_no']}" if body else "内容已销毁"),
        ("内容", what_zh(body) if body else ""),
        ("报送单位", lawbook.unit(held.record.unit).name),
        ("依据", cards.basis_text(held)),
        ("它说明什么", held.item_then.meaning),
        ("到期", f"{cards.end_text(held)}。{cards.reason_for_end(held)}".rstrip("。")),
        ("最早修复", f"{day_zh(held.repair_from)}起" if held.repair_from and held.standing not in cards.ENDED else ""),
        ("能用在哪里", used_for(held, lawbook)),
        ("标注", cards.flag_text(held)),
    ]
    return Entry(
        f"{held.item.name}（目录{held.item.code}）",
        tuple((label, value) for label, value in facts if value),
        tuple(_chain(held, lawbook)),
    )


def _gone(report: OwnReport, lawbook: Lawbook) -> Iterator[Entry]:
    """What was destroyed, a line each; of the content nothing is left to be told."""
    if report.destroyed:
        lines = (
            f"{lawbook.items.at(one.item, day_of(one.at)).name}，{lawbook.unit(one.unit).name}报送，"
            f"{day_zh(day_of(one.at))}销毁，信{one.letter}里写着为什么。"
            for one in report.destroyed
        )
        yield Entry("已经销毁的记录", (), tuple(lines))


def used_for(held: HeldRecord, lawbook: Lawbook) -> str:
    """For what an office may learn of a record, and which offices; what has ended is told to nobody."""
    found = [] if held.standing in cards.ENDED else purposes_of(held.item, lawbook, at=held.at)
    if not found:
        return "哪里都不能用，只有您自己看得到"
    return "；".join(
        f"{one.name}（{'、'.join(lawbook.unit(unit).name for unit in one.askers(day_of(held.at)))}）" for one in found
    )


def _chain(held: HeldRecord, lawbook: Lawbook) -> Iterator[str]:
    """Every version and everything that happened, oldest first, a line each."""
    lines = []
    before: Version | None = None
    for version in held.versions:
        lines.append((version.at, _version(version, before, lawbook)))
        before = version
    lines += [(event.at, _event(event, lawbook)) for event in held.events]
    yield from (text for _, text in sorted(lines, key=lambda line: line[0]))


def _version(version: Version, before: Version | None, lawbook: Lawbook) -> str:
    said = f"{moment_zh(version.at)}，{VERSIONS[Event(version.event)]}"
    if version.submission is not None:
        place = f"工作表“{version.sheet}”第{version.row}行" if version.sheet else f"第{version.row}行"
        unit = lawbook.unit(version.submission.unit).name
        said += f"：{unit}交来的文件{version.submission.ref}，{place}"
    changed = differences(before, version) if before is not None else []
    said += "".join(f"；{what}由{old}改为{new}" for what, old, new in changed)
    return f"{said}；到期{day_zh(last_day_of(version.until))}。"


def _event(event: RecordEvent, lawbook: Lawbook) -> str:
    said = f"{moment_zh(event.at)}，{EVENTS[Event(event.event)]}"
    if event.proof_mode and event.proof_on is not None:
        said += f"：{PROOFS[ProofMode(event.proof_mode)]}，{day_zh(event.proof_on)}"
    if event.submission is not None:
        said += f"（{lawbook.unit(event.submission.unit).name}交来的文件{event.submission.ref}）"
    return f"{said}。"


def _sources(report: OwnReport, lawbook: Lawbook) -> Iterator[Entry]:
    """Whoever has told of the person first, then whoever has told anything, then in one the feeds that never have."""
    told = [one for one in report.sources if one.last is not None]
    for one in sorted(told, key=lambda one: one.mine == 0):
        yield _source(one, lawbook)
    silent = [one for one in report.sources if one.last is None]
    if silent:
        named = tuple(f"{lawbook.unit(one.feed.sender).name}：{one.feed.title}" for one in silent)
        yield Entry("约定了报送，还没有报送过的", (), named)


def _source(source: Source, lawbook: Lawbook) -> Entry:
    items = "、".join(lawbook.item(slug).name for slug in sorted(source.feed.items))
    facts = (
        ("报送单位", lawbook.unit(source.feed.sender).name),
        ("报送什么", items),
        ("最近一次", f"说到{moment_zh(source.last)}为止" if source.last is not None else ""),
        ("关于您的", f"{source.mine}条" if source.mine else "没有"),
    )
    return Entry(source.feed.title, facts)


def _case(case: OpenedCase, lawbook: Lawbook) -> Entry:
    now = now_of(case, lawbook)
    objection = case.objection
    facts = [
        ("受理号", objection.ref),
        ("哪条记录", lawbook.item(objection.record.item).name),
        (
            "提出",
            moment_zh(objection.at) + _lodged_through(case),
        ),
        ("现在", now.title),
        ("在谁手里", now.who),
        *_clock(clock_of(case)),
    ]
    words = case.words.get("words", "")
    written = [f"{'窗口写的' if case.is_brought else '您写的'}：{words}"] if words else []
    written += [f"您补充的：{text}" for _, text in case.additions]
    return Entry(f"异议：{ground_of(case)}", tuple(fact for fact in facts if fact[1]), tuple(written))


def _lodged_through(case: OpenedCase) -> str:
    through = case.objection.through
    if through is None:
        return ""
    return f"，别人交来文书，{through.name}在窗口收下" if case.is_brought else f"，由{through.name}在窗口替您写下"


def _repair(opened: OpenedRepair, lawbook: Lawbook) -> Entry:
    asked = opened.request
    facts = [
        ("受理号", asked.ref),
        ("哪条记录", lawbook.item(asked.record.item).name),
        ("提交", moment_zh(asked.at) + (f"，由{asked.through.name}在窗口替您写下" if asked.through else "")),
        ("现在", now_of_repair(opened, lawbook)),
        ("由谁决定", lawbook.unit(asked.record.unit).name),
        *_clock(clock_of_repair(opened)),
    ]
    said = opened.words.get("commitment", "")
    return Entry("信用修复", tuple(fact for fact in facts if fact[1]), (f"您写的：{said}",) if said else ())


def _restraint(opened: OpenedRestraint, lawbook: Lawbook) -> Entry:
    seen = restraining.told(opened, lawbook)
    now = f"{seen.state}。{seen.meaning}{seen.left}"
    held = opened.held
    about = f"{held.item.name}，{held.body.get('decision_no', '')}" if held is not None else ""
    facts = [("现在", now), ("依据哪条记录", about), *seen.facts, ("提前解除", seen.end)]
    return Entry(f"登记的限制：{seen.title}", tuple(fact for fact in facts if fact[1]), seen.remedies)


def _use(notice: UseNotice, lawbook: Lawbook) -> Entry:
    said, matter = read_content(notice) or {}, notice.closing.matter
    facts = [
        ("哪件事", f"{lawbook.unit(matter.unit).name}，{matter.service}，{moment_zh(notice.at)}"),
        ("结果", RESULTS[notice.closing.outcome]),
        ("用到的记录", "；".join(used_zh(notice, lawbook)) or "没有用到任何一条"),
        ("谁决定的", f"{said['decider']}，{said['seat']}" if said else "内容已经销毁"),
        ("凭哪一条法律", said.get("article", "")),
        ("理由", said.get("words", "")),
        ("向哪里申诉", said.get("remedy", "")),
    ]
    return Entry("没有全部准予的事", tuple(fact for fact in facts if fact[1]))


def _mandate(noted: MandateNoted, lawbook: Lawbook) -> Entry:
    over = f"；{moment_zh(noted.ended.at)}提前结束" if hasattr(noted, "ended") else ""
    facts = [
        ("代理编号", noted.ref),
        ("谁", f"{mandates.agent_name(noted)}，{KINDS[Kind(noted.kind)]}"),
        ("凭什么", mandates.document_no(noted)),
        ("能办什么", "、".join(ERRANDS[Errand(act)] for act in noted.acts)),
        ("到哪天", f"{day_zh(last_day_of(noted.until))}{over}"),
        ("谁登记的", f"{moment_zh(noted.at)}，{of_unit_zh(noted.by, lawbook, at=noted.at)}"),
    ]
    acted = tuple(
        f"{moment_zh(one.at)}，{ERRANDS[Errand(one.act)]}{f'，受理号{one.case}' if one.case else ''}，"
        f"由{of_unit_zh(one.by, lawbook, at=one.at)}办理。"
        for one in noted.acted.all()
    )
    return Entry("代您办事的人", tuple(fact for fact in facts if fact[1]), acted)


def _promised(one: Promised) -> Entry:
    line = line_of(one)
    facts = [("编号", line["ref"]), ("单位", line["unit"]), ("办的事", line["service"]), ("现在", line["state"])]
    papers = tuple(
        f"{paper['name']}：{paper['came']}到了。"
        if paper["came"]
        else f"{paper['name']}：最后一天{paper['last_day']}。"
        for paper in line["papers"]
    )
    return Entry("后补的材料", (*facts, ("说定", line["made"])), papers)


def _letters(report: OwnReport) -> Iterator[Entry]:
    """How many letters there are and which are open: the title of one that is not stands in the inbox alone."""
    if not report.letters:
        return
    unread = sum(not is_read(letter) for letter in report.letters)
    facts = [("一共", f"{len(report.letters)}封"), ("还没有打开的", f"{unread}封" if unread else "没有")]
    yield Entry("写给您的信", tuple(facts), tuple(_letter(letter) for letter in report.letters))


def _letter(letter: Letter) -> str:
    opened = f"{day_zh(day_of(letter.reading.at))}打开" if is_read(letter) else "还没有打开"
    return f"信件编号{letter.ref}，{day_zh(day_of(letter.at))}写给您，{opened}。"


def _clock(clock: Clock | None) -> list[tuple[str, str]]:
    return [] if clock is None else [("最迟办完", f"{clock.last_day}，{clock.left}"), ("怎么算的", clock.sentence)]


def _said(said: Said) -> Entry:
    facts = [
        ("哪条记录", said.about.item.name + (f"，{said.about.body['decision_no']}" if said.about.body else "")),
        ("写下", moment_zh(said.at) + (f"，由{said.through}在窗口替您写下" if said.through else "")),
        (
            "现在",
            "和记录一起出现" if said.is_last and said.text else "已经由后面的代替" if not said.is_last else "已经收回",
        ),
    ]
    return Entry("声明" if said.text else "收回声明", tuple(facts), (said.text,) if said.text else ())


def _looks(report: OwnReport, lawbook: Lawbook) -> Iterator[Entry]:
    repairs = {one.request.ref for one in report.repairs}
    for entry in report.looks:
        told = look(entry, lawbook, is_repair=entry.case in repairs, reviews=report.reviews.get(entry.pk, ()))
        tag = (("结果", told.tag),) if told.tag else ()
        yield Entry(f"{told.when}，{told.heading}", (*tag, *told.facts))


def _why(opened: OpenedWhy, lawbook: Lawbook) -> Entry:
    asked, entry = opened.case, opened.case.entry
    who = "，由抽查的人替您问" if asked.review is not None else ""
    who = f"，由{asked.through.name}在窗口替您写下" if asked.through is not None else who
    facts = [
        ("编号", asked.ref),
        ("哪一次", f"{moment_zh(entry.at)}，{lawbook.unit(entry.unit).name}·{entry.seat}"),
        ("问", moment_zh(asked.at) + who),
        ("现在", state_of(opened)),
        *_clock(clock_of_why(opened)),
    ]
    said = (f"问的话：{opened.words}",) if opened.words else ()
    found = tuple(
        f"{one['title']}，{one['who']}，{one['when']}：{one['words']}" for one in findings_of(opened, lawbook)
    )
    return Entry("问过的：为什么看我", tuple(fact for fact in facts if fact[1]), (*said, *found))


def _consent(one: Consented, lawbook: Lawbook) -> Entry:
    given = one.given
    facts = [
        ("同意编号", given.ref),
        ("同意", moment_zh(given.at) + (f"，由{given.through.name}在窗口替您写下" if given.through else "")),
        ("给谁", lawbook.unit(given.unit).name),
        ("为什么事", lawbook.purpose(given.purpose).name),
        ("同意给看的", "、".join(lawbook.item(slug).name for slug in given.items)),
        ("最后一天", day_zh(last_day_of(given.until))),
        ("现在", CONSENTS[one.state]),
        ("用过", moment_zh(one.used_at) if one.used_at is not None else ""),
        ("撤回", moment_zh(given.withdrawn.at) if hasattr(given, "withdrawn") else ""),
    ]
    return Entry("您的同意", tuple(fact for fact in facts if fact[1]))


def _extract(one: HeldExtract, lawbook: Lawbook) -> Entry:
    made = one.extract
    facts = [
        ("摘录编号", made.ref),
        ("开出", moment_zh(made.at) + (f"，{made.through.name}在窗口替您开" if made.through else "")),
        ("给谁", lawbook.unit(made.unit).name),
        ("为什么事", lawbook.purpose(made.purpose).name),
        ("有效到", f"{day_zh(last_day_of(made.until))}；现在{STATES[one.state]}"),
        ("核对", "；".join(f"{moment_zh(check.at)}，{CHECKS[check.state]}" for check in one.checks) or "没有人核对过"),
    ]
    return Entry("您开出的摘录", tuple(facts))
