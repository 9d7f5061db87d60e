"""Whatever a case can be is said in words where a person reads it: no code, no gap, no fault on a page."""

from __future__ import annotations

import ast
import re
from enum import StrEnum
from pathlib import Path

import pytest

from chengxin.apps.objections import letters
from chengxin.core.objections import CORRECTABLE, Check, Ground, Outcome, Phase, Step, Verdict
from chengxin.core.records import Event
from chengxin.lawbook import load
from chengxin.web import case_words, objecting
from chengxin.web.desk import case_pages
from chengxin.web.own_report import words as report_words
from chengxin.web.resident import case_page, story

SOURCE = Path(__file__).parents[2] / "src" / "chengxin"
#: What a record's story tells by its versions and its proofs; of what was destroyed no story is left.
_TOLD_OTHERWISE = {*case_pages._VERSION_EVENTS, Event.NOTICE_PROVED, Event.DESTROYED}
WORDS: list[tuple[str, dict, set]] = [
    ("grounds", letters.GROUNDS, set(Ground)),
    ("what happens for a ground", objecting._HINTS, set(Ground)),
    ("verdicts", letters.VERDICTS, set(Verdict)),
    ("what a correction changes", letters.CHANGED, set(CORRECTABLE)),
    ("outcomes", case_words.OUTCOMES, set(Outcome)),
    ("checks", case_page._CHECKS, set(Check)),
    # What the person did is told by the case page, what an office did by both.
    (
        "steps of an office",
        story._STEPS,
        set(Step) - {Step.OUTCOME_FILED, Step.ADDED, Step.REVIEW_ASKED, Step.WITHDRAWN},
    ),
    (
        "what happened to a record",
        story._SAID,
        set(Event) - _TOLD_OTHERWISE,
    ),
    ("what happened to a record, at the desk", {**case_pages._VERSION_EVENTS, **case_pages._EVENTS}, set(Event)),
    ("what happened to a record, in the own report", {**report_words.VERSIONS, **report_words.EVENTS}, set(Event)),
]


@pytest.mark.parametrize(("name", "words", "wanted"), WORDS, ids=[name for name, _, _ in WORDS])
def test_each_value_has_words_of_its_own(name, words, wanted):
    assert set(words) >= wanted - {Step.SPLIT}
    said = [value if isinstance(value, str) else value[0] for value in words.values()]
    assert len(set(said)) == len(said)
    for text in said:
        assert re.search(r"[\u4e00-\u9fff]", text), text


def test_each_phase_in_which_a_case_is_open_is_told():
    """`now_of` names every open phase; a closed case is told by its outcome."""
    tree = ast.parse((SOURCE / "web" / "case_words.py").read_text(encoding="utf-8"))
    told = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Phase"
    }
    assert told == {phase.name for phase in Phase} - {Phase.DECIDED.name, Phase.CLOSED.name}


@pytest.mark.parametrize("outcome", Outcome)
def test_each_outcome_has_a_letter_that_gives_its_reason(outcome: StrEnum):
    """R30: and the one that refuses gives its article, and what is still open."""
    letter = load().letter(f"objection_{outcome}")
    told = "".join(text for section in letter.sections for _, text in section.facts)
    told += "".join(text for section in letter.sections for text in section.paragraphs)
    wanted = {"case_ref", "ground", "findings", "examiner", "officer", "reason"}
    if outcome is Outcome.KEPT:
        wanted |= {"article", "proof", "review_sentence", "reconsider_sentence", "litigate_sentence"}
    assert {name for name in wanted if f"{{{name}}}" not in told} == set()
