"""The words of a letter: a text of the lawbook with its values filled in. [law:pipl/第十七条]

A fact without a value is left out, and so is a sentence that would have a hole in it; a placeholder that nobody fills is
our mistake and stops the letter. Values are put in as they are, never read as a text with placeholders of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Protocol

from chengxin.core.rows import PENALTY_CLASSES
from chengxin.core.words import money_zh

_FORMATTER = Formatter()
_FINE = "fine"
#: The first way to write a class is the law's own.
_CLASS_WORDS = {name: word for word, name in reversed(list(PENALTY_CLASSES.items()))}
_CLASS_ORDER = list(dict.fromkeys(PENALTY_CLASSES.values()))


class SectionText(Protocol):
    """One part of a letter as the lawbook holds it."""

    @property
    def heading(self) -> str: ...
    @property
    def paragraphs(self) -> Sequence[str]: ...
    @property
    def facts(self) -> Sequence[Sequence[str]]: ...


class LetterText(Protocol):
    """A letter as the lawbook holds it: texts with placeholders such as `{item}`."""

    @property
    def title(self) -> str: ...
    @property
    def intro(self) -> str | Sequence[str]: ...
    @property
    def sections(self) -> Sequence[SectionText]: ...


@dataclass(frozen=True, slots=True)
class RenderedSection:
    """A heading with its sentences and its facts as (label, value)."""

    heading: str
    paragraphs: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RenderedLetter:
    """A letter ready to be shown or printed."""

    title: str
    intro: tuple[str, ...]
    sections: tuple[RenderedSection, ...]


def render_letter(text: LetterText, values: Mapping[str, str]) -> RenderedLetter:
    """Fill a letter with values; what has no value, and a section of which nothing is left, is dropped.

    :raises KeyError: for a placeholder that `values` does not know.
    """
    intro = [text.intro] if isinstance(text.intro, str) else text.intro
    sections = [
        RenderedSection(
            section.heading,
            _paragraphs(section.paragraphs, values),
            tuple((label, filled) for label, fact in section.facts if (filled := _fill(fact, values))),
        )
        for section in text.sections
    ]
    return RenderedLetter(
        title=_fill(text.title, values) or "",
        intro=_paragraphs(intro, values),
        sections=tuple(section for section in sections if section.paragraphs or section.facts),
    )


def penalty_zh(classes: Collection[str], amount_fen: int | None) -> str:
    """What a decision imposes, as a letter prints it: 警告、罚款2,000元; empty for a decision that imposes nothing."""
    amount = "" if amount_fen is None else money_zh(amount_fen)
    words = [_CLASS_WORDS[name] + (amount if name == _FINE else "") for name in sorted(classes, key=_CLASS_ORDER.index)]
    if amount and _FINE not in classes:
        words.append(amount)
    return "、".join(words)


def placeholders(text: str) -> tuple[str, ...]:
    """The names of the placeholders in a text, in order."""
    return tuple(name for _, name, _, _ in _FORMATTER.parse(text) if name is not None)


def _paragraphs(paragraphs: Iterable[str], values: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(filled for paragraph in paragraphs if (filled := _fill(paragraph, values)))


def _fill(text: str, values: Mapping[str, str]) -> str | None:
    """The text with its values, or `None` where one of them is empty."""
    wanted = {name: values[name] for name in placeholders(text)}
    if not all(wanted.values()):
        return None
    return "".join(
        literal + (wanted[name] if name is not None else "") for literal, name, _, _ in _FORMATTER.parse(text)
    )
