"""The periods of the lawbook in the form in which `core.records` counts a life with them."""

from __future__ import annotations

from datetime import date

from chengxin.core.law import RepairClass
from chengxin.core.records import Parameters
from chengxin.lawbook.book import Lawbook

#: What an adverse record's life is counted with, where a law fixes it.
_AGAINST_THE_PERSON = ("repair_min_minor", "repair_min_general", "repair_min_serious", "adverse_ceiling")


def parameters(lawbook: Lawbook, *, on: date) -> Parameters:
    """The periods as they hold on a day."""
    known = lawbook.periods.on(on)
    return Parameters(
        working_days=lawbook.working_days,
        waiting_days=known["waiting_period"].value,
        repair_months={
            RepairClass.PER_DECISION: known["repair_min_per_decision"].value,
            RepairClass.MINOR: known["repair_min_minor"].value,
            RepairClass.GENERAL: known["repair_min_general"].value,
            RepairClass.SERIOUS: known["repair_min_serious"].value,
        },
        adverse_ceiling_months=known["adverse_ceiling"].value,
        confirmation_months=known["source_confirmation_kept"].value,
        stale_from=min(known[code].stale_from for code in _AGAINST_THE_PERSON),
    )
