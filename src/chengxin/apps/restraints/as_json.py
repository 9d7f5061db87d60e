"""Restraints and adverse uses as the own report tells them to a program: `docs/own_report.md` names every field."""

from __future__ import annotations

from typing import Any

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.restraints.letters import used_zh
from chengxin.apps.restraints.models import UseNotice
from chengxin.apps.restraints.selectors import OpenedRestraint
from chengxin.core.calendar import utc_text
from chengxin.lawbook import Lawbook

_SAID = ("decision_no", "decider", "seat", "relevance", "proportionality", "appeal")
_DAYS = ("noticed_on", "heard_on", "decided_on", "starts_on", "ends_on")


def restraint_json(opened: OpenedRestraint, lawbook: Lawbook) -> dict[str, Any]:
    """One restraint; what is destroyed is ""."""
    restraint, ended = opened.restraint, getattr(opened.restraint, "ended", None)
    return {
        "restraint": restraint.ref,
        "measure": restraint.measure,
        "measure_name": opened.measure.name,
        "record": opened.held.record.ref if opened.held is not None else None,
        "unit": restraint.unit,
        "state": opened.state.value,
        "heard": restraint.heard,
        **{name: opened.said.get(name, "") for name in _SAID},
        **{name: getattr(restraint, name).isoformat() for name in _DAYS},
        "documented_at": utc_text(restraint.at),
        "documented_by": restraint.by.name,
        "stops_on": ended.stops_on.isoformat() if opened.end and ended is not None else None,
    }


def use_json(notice: UseNotice, lawbook: Lawbook) -> dict[str, Any]:
    """One notice of an adverse use; what is destroyed is ""."""
    said = read_content(notice) or {}
    return {
        "unit": notice.closing.matter.unit,
        "service": notice.closing.matter.service,
        "outcome": notice.closing.outcome,
        "at": utc_text(notice.at),
        "used": used_zh(notice, lawbook),
        **{name: said.get(name, "") for name in ("decider", "seat", "article", "words", "remedy")},
    }
