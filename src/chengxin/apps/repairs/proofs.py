"""The proofs of a request, as they are kept."""

from __future__ import annotations

from collections.abc import Sequence

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.officials.models import Official
from chengxin.apps.records.evidence import Clean, packed
from chengxin.apps.repairs.models import RepairProof, RepairRequest


def keep(files: Sequence[Clean], request: RepairRequest, *, writer: Writer, through: Official | None) -> None:
    """Add files to a request, in the calling act's batch."""
    for file in files:
        writer.add(
            "repair_proof_added",
            RepairProof(ref=new_ref(), request=request, kind=file.kind, at=writer.at, by=through),
            content=packed(file),
        )
