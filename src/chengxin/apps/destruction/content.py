"""Destroy what cases, decisions and paper said about records; their rows, names and days stay. [law:pipl/第四十七条]"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from chengxin.apps.destruction.models import KeepOrder
from chengxin.apps.ledger.models import Committed
from chengxin.apps.notices.models import Paper
from chengxin.apps.objections.models import CaseStep, Evidence, Objection
from chengxin.apps.records.actions.destroy import BLANK
from chengxin.apps.records.models import RecordEvent, Version
from chengxin.apps.repairs.models import Draft, RepairProof, RepairRequest, RepairStep
from chengxin.apps.restraints.models import Restraint, RestraintEnded, RestraintPaper, UseNotice

#: Everything encrypted that is about a record, and the way to it.
_PAYLOADS: tuple[tuple[Any, str], ...] = (
    (Objection, "record__in"),
    (Evidence, "objection__record__in"),
    (CaseStep, "objection__record__in"),
    (RepairRequest, "record__in"),
    (RepairProof, "request__record__in"),
    (RepairStep, "request__record__in"),
    (KeepOrder, "due_record__record__in"),
    (Restraint, "record__in"),
    (RestraintPaper, "record__in"),
    (RestraintEnded, "restraint__record__in"),
    (UseNotice, "used__fragment__version__record__in"),
)
#: What a letter about a record can be about besides these.
_SUBJECTS: tuple[tuple[type[Committed], str], ...] = (
    (Version, "record__in"),
    (RecordEvent, "record__in"),
    (Draft, "record__in"),
)


def destroy_cases(records: Collection[int], *, numbers: Collection[bytes]) -> None:
    """Destroy the words, files and printed letters about these records. `numbers` are the indexes of their persons' numbers.

    Runs inside the act that destroys the records, before their rows no longer lead anywhere.
    """
    about: list[int] = []
    for model, way in (*_PAYLOADS, *_SUBJECTS):
        about += model._default_manager.filter(**{way: records}).values_list("pk", flat=True)
    for model, way in _PAYLOADS:
        ids = list(model._default_manager.filter(**{way: records}).values_list("pk", flat=True))
        model._default_manager.filter(pk__in=ids).update(**BLANK)
    papers = Paper.objects.filter(letter__number_index__in=list(numbers), letter__subject__in=about)
    Paper.objects.filter(pk__in=list(papers.values_list("pk", flat=True))).update(**BLANK)
