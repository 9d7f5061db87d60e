"""The words of an issue: title, message and remedy from `law/texts/zh_Hans/issues.toml`, placeholders filled in."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from chengxin.core.issues import Issue, IssueCode

_PACKAGED = Path(__file__).parents[1] / "_law"
_REPOSITORY = Path(__file__).parents[3] / "law"


@dataclass(frozen=True, slots=True)
class IssueText:
    """What an issue is called, what is said and what to do. Placeholders: `{column}`, `{row}` and the issue's details."""

    title: str
    message: str
    remedy: str


def issue_texts(root: Path | None = None) -> dict[IssueCode, IssueText]:
    """Every code's text; from `root`, else CHENGXIN_LAW, else the package, else the repository."""
    return dict(_loaded(root or _default_root()))


def title(code: IssueCode) -> str:
    """The short name of a kind of issue, for an outcome grouped by it."""
    return issue_texts()[code].title


def worded(issue: Issue) -> Issue:
    """The issue with its message and remedy."""
    text = _loaded(_default_root())[issue.code]
    values = {"column": issue.column or "", "row": str(issue.row or ""), "sheet": issue.sheet or "", **issue.details}
    return replace(issue, message=text.message.format_map(values), remedy=text.remedy.format_map(values))


def _default_root() -> Path:
    configured = os.environ.get("CHENGXIN_LAW")
    if configured:
        return Path(configured)
    return _PACKAGED if _PACKAGED.is_dir() else _REPOSITORY


@cache
def _loaded(root: Path) -> dict[IssueCode, IssueText]:
    told = tomllib.loads((root / "texts" / "zh_Hans" / "issues.toml").read_text(encoding="utf-8"))
    return {IssueCode(code): IssueText(**text) for code, text in told.items()}
