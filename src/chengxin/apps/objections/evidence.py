"""The evidence of a case, as it is kept."""

from __future__ import annotations

from collections.abc import Sequence

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.objections.models import Evidence, Objection
from chengxin.apps.officials.models import Official
from chengxin.apps.records.evidence import MOST_FILES, MOST_MEGABYTES, Clean, clean, opened, packed

__all__ = ["MOST_FILES", "MOST_MEGABYTES", "Clean", "clean", "keep", "opened"]


def keep(files: Sequence[Clean], objection: Objection, *, writer: Writer, by: Official | None) -> None:
    """Add files to a case, in the calling act's batch."""
    for file in files:
        writer.add(
            "evidence_added",
            Evidence(ref=new_ref(), objection=objection, kind=file.kind, at=writer.at, by=by),
            content=packed(file),
        )
