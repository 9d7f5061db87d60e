"""Reads what people are told: reasons, standings, letters, the notice that is enclosed with a decision. [law:pipl/第十七条]"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter

from chengxin.core.delivery import Cause, Channel, LetterState, TryState
from chengxin.core.law import Source
from chengxin.core.reasons import Reason
from chengxin.core.records import Standing
from chengxin.lawbook.book import DeliveryText, LetterText, NoticeEdition, ReasonText, Section, StandingText
from chengxin.lawbook.table import Files, Table

#: The letters that acts owe; a lawbook without one of them would leave a person untold.
TEMPLATES = frozenset(
    {
        "registered_adverse",
        "registered_unconfirmed",
        "registered_basic",
        "registered_positive",
        "record_changed",
        "record_withdrawn",
        "record_basis_ended",
        "matter_without_outcome",
        "shared_number_confirmed",
        "shared_number_resolved",
        "objection_lodged",
        "objection_brought",
        "objection_extended",
        "objection_overdue",
        "objection_removed",
        "objection_corrected",
        "objection_kept",
        "objection_in_review",
        "objection_withdrawn",
        "repair_can_be_asked",
        "repair_asked",
        "repair_missing",
        "repair_supplied",
        "repair_overdue",
        "repair_granted",
        "repair_refused",
        "repair_withdrawn",
        "record_kept",
        "record_destroyed",
        "record_ended_again",
        "objection_split",
        "extract_made",
        "why_answered",
        "why_unanswered",
        "why_judged",
        "look_unlawful",
        "data_breach",
        "mandate_noted",
        "mandate_act",
        "mandate_ended",
        "sign_in_code_given",
        "sign_in_stopped",
        "papers_promised",
        "papers_due_soon",
        "papers_complete",
        "papers_missed",
        "restraint_documented",
        "restraint_ended",
        "adverse_use",
        "look_told",
        "consent_noted",
        "consent_taken_back",
        "statement_noted",
        "objection_added",
    }
)
#: What a letter may leave open, to be filled from the facts.
PLACEHOLDERS = frozenset(
    (
        "item item_code document decision_no authority decided_on served basis meaning what wait_sentence who_may_see "
        "repair_from until until_reason reconsider_until litigate_until unit service opened_on reason "
        "case_ref ground flag lodged_on due_on due_counted wait_for_court officer late_unit examiner findings proof "
        "changed split_off article review_sentence reconsider_sentence litigate_sentence "
        "class_sentence decide_within proofs missing objection_sentence recall_sentence "
        "extract_ref purpose_name made_on valid_until "
        "destroyed_at ground certificate officers law order document_no kept_until ending "
        "looked_by looked_on purpose incident_ref mandate_ref mandate_kind agent acts act acted_on "
        "breach_ref breach_since breach_until consequences done remedies contact "
        "request_no papers papers_due "
        "restraint_ref restraint restraint_no restraint_decided restraint_decider restraint_noticed restraint_heard "
        "restraint_from restraint_until restraint_effect relevance proportion appeal stops_on matter_no result used remedy "
        "seen held_back"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Words:
    """Every text of one language."""

    reasons: Mapping[Reason, ReasonText]
    standings: Mapping[Standing, StandingText]
    letters: Mapping[str, LetterText]
    letters_then: Mapping[tuple[str, str], LetterText]
    delivery: DeliveryText
    notice_editions: Mapping[str, NoticeEdition]


def read(files: Files, sources: Mapping[str, Source], language: str = "zh_Hans") -> Words:
    """Every text of a language, with what is wrong noted in `files`."""
    folder = f"texts/{language}"
    then = {
        (letter.template, letter.edition): (is_newest, letter)
        for is_newest, letter in _letters(files, f"{folder}/letters")
    }
    letters = {letter.template: letter for is_newest, letter in then.values() if is_newest}
    for template in sorted(TEMPLATES - set(letters)):
        files.one(f"{folder}/letters/{template}.toml")
    return Words(
        reasons=_reasons(files.one(f"{folder}/reasons.toml"), sources),
        standings=_standings(files.one(f"{folder}/standings.toml")),
        letters=letters,
        letters_then={key: letter for key, (_, letter) in then.items()},
        delivery=_delivery(files.one(f"{folder}/delivery.toml")),
        notice_editions={one.code: one for one in _notice_editions(files.one(f"{folder}/notice_editions.toml"))},
    )


def _reasons(whole: Table, sources: Mapping[str, Source]) -> dict[Reason, ReasonText]:
    found = {}
    for reason in Reason:
        table = whole.table(reason.value)
        title, text, tag = table.text("title"), table.text("text"), table.text("law", optional=True)
        is_own_rule = table.flag("own_rule", optional=True)
        table.done()
        found[reason] = ReasonText(title, text, _cited(table, tag, sources, is_own_rule=is_own_rule))
    whole.done()
    return found


def _cited(table: Table, tag: str, sources: Mapping[str, Source], *, is_own_rule: bool) -> str:
    """A tag as it is printed; a reason without one must say that it is our own rule, and one with both is neither."""
    slug, _, article = tag.partition("/")
    if tag and (slug not in sources or article not in sources[slug].articles):
        table.problem("law", f"{tag}指不到任何条文。请改正，或者先把条文补进sources。")
    elif table.is_sound and bool(tag) == is_own_rule:
        table.problem("law", "law和own_rule请写一个，也只写一个。")
    return f"《{sources[slug].title}》{article}" if tag and slug in sources else ""


def _standings(whole: Table) -> dict[Standing, StandingText]:
    found = {}
    for standing in Standing:
        found[standing] = _titled(whole.table(standing.value))
    whole.done()
    return found


def _delivery(whole: Table) -> DeliveryText:
    nudge, channel, tried, cause, letter = (
        whole.table(name) for name in ("nudge", "channel", "try", "cause", "letter")
    )
    found = DeliveryText(
        nudge_subject=nudge.text("subject"),
        nudge=nudge.text("text"),
        channels={one: channel.text(one.value) for one in Channel},
        tries={one: tried.text(one.value) for one in TryState},
        causes={one: cause.text(one.value) for one in Cause},
        letters={one: _titled(letter.table(one.value)) for one in LetterState},
    )
    for table in (nudge, channel, tried, cause, letter, whole):
        table.done()
    return found


def _titled(table: Table) -> StandingText:
    text = StandingText(table.text("title"), table.text("meaning"))
    table.done()
    return text


def _letters(files: Files, folder: str) -> Iterator[tuple[bool, LetterText]]:
    """Each letter's text, newest and earlier; an earlier edition stands beside the newest as `template@edition.toml`."""
    for table in files.each(folder):
        template, _, named = Path(table.file).stem.partition("@")
        letter = LetterText(
            template=template,
            edition=table.text("edition"),
            title=table.text("title"),
            intro=_open(table, "intro", table.texts("intro")),
            sections=tuple(_sections(table)),
        )
        _open(table, "title", (letter.title,))
        table.done()
        if letter.template not in TEMPLATES:
            table.problem("", "没有哪个办理步骤会写这封信。请删去，或者改成规定的名称。")
        if named and named != letter.edition:
            table.problem("edition", f"文件名说是{named}版，里面写的是{letter.edition}版。请改成一样。")
        yield not named, letter


def _sections(letter: Table) -> Iterator[Section]:
    for table in letter.tables("section"):
        heading, paragraphs, facts = (
            table.text("heading"),
            table.texts("paragraphs", optional=True),
            table.pairs("facts"),
        )
        table.done()
        _open(table, "facts", tuple(text for _, text in facts))
        yield Section(heading, _open(table, "paragraphs", paragraphs), facts)


def _open(table: Table, key: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    """The texts, with a problem for each placeholder that nothing fills."""
    for text in texts:
        try:
            names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        except ValueError:
            names = {text}
        for name in sorted(names - PLACEHOLDERS):
            table.problem(key, f"没有“{name}”这个可以填的内容。请改正花括号里的名称。")
    return texts


def _notice_editions(whole: Table) -> Iterator[NoticeEdition]:
    for table in whole.tables("edition"):
        yield NoticeEdition(
            code=table.text("code"),
            in_force_from=table.day("in_force_from"),
            in_force_until=table.day_or_none("in_force_until"),
            text=table.text("text"),
        )
        table.done()
    whole.done()
