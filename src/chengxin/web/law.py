"""The lawbook and the feeds this process serves, read once; and how this deployment came by its law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.conf import settings

from chengxin.apps.ledger.adopted_law import is_law_adopted, law_verdict
from chengxin.core.feeds import Feed
from chengxin.intake.feeds import load_feeds
from chengxin.lawbook import Lawbook, load
from chengxin.lawbook.changes import Change, Turn, changed_files, changes
from chengxin.lawbook.load import law_root, read_unchecked, released_root


@dataclass(frozen=True, slots=True)
class Adoption:
    """Who adopted the law that is served, and whether acts may rest on it."""

    is_adopted: bool
    is_demo_rule: bool
    """Nobody had to sign, because this is the demo."""
    signed_by: Sequence[str]
    problems: Sequence[str]


@dataclass(frozen=True, slots=True)
class Released:
    """The law that came with this release, and what this deployment has changed in it."""

    edition: str
    digest: str
    changes: Sequence[Change]
    files: Sequence[tuple[Turn, str]]


def lawbook() -> Lawbook:
    return load()


@cache
def feeds() -> Mapping[str, Feed]:
    return load_feeds()


def adoption() -> Adoption:
    verdict = law_verdict()
    is_demo_rule = not settings.LAW_MUST_BE_SIGNED and not verdict.is_signed
    return Adoption(is_law_adopted(), is_demo_rule, verdict.signed_by, verdict.problems)


@cache
def released(on: date) -> Released:
    """What differs from the released law on a day; one day is looked at again and again."""
    book, _ = read_unchecked(released_root())
    assert book is not None  # noqa: S101 - the package carries its law
    files = changed_files(released_root(), law_root())
    return Released(book.edition, book.digest, changes((book, on), (lawbook(), on)) if files else (), files)
