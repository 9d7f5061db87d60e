"""A document of any length on paper: the own report, an extract. Accessible and to be kept, as a letter is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from chengxin.apps.notices.paper import each_drawable, page_pdf, sentence_for_missing

_PAGE = Path(__file__).with_name("document.typ")


@dataclass(frozen=True, slots=True)
class Block:
    """A heading with facts as (label, value) and sentences."""

    title: str
    facts: Sequence[tuple[str, str]] = ()
    paragraphs: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part of a document: sentences, then blocks."""

    title: str
    paragraphs: Sequence[str] = ()
    blocks: Sequence[Block] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What is on the paper, in the order in which it is read."""

    title: str
    sender: str
    site: str
    on: str
    facts: Sequence[tuple[str, str]]
    intro: Sequence[str]
    chapters: Sequence[Chapter]
    foot: Sequence[str]


def document_pdf(document: Document, *, at: datetime) -> bytes:
    """The PDF; the same document of the same instant gives the same bytes."""
    said = each_drawable(
        {
            "title": document.title,
            "sender": document.sender,
            "site": document.site,
            "on": document.on,
            "facts": document.facts,
            "intro": document.intro,
            "parts": [
                {
                    "title": chapter.title,
                    "paragraphs": chapter.paragraphs,
                    "entries": [
                        {"title": block.title, "facts": block.facts, "paragraphs": block.paragraphs}
                        for block in chapter.blocks
                    ],
                }
                for chapter in document.chapters
            ],
            "foot": document.foot,
        }
    )
    return page_pdf(_PAGE, {**said, "missing": sentence_for_missing(said)}, at=at)
