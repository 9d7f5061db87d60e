"""The law, for everybody: the catalogue, the purposes, the measures and the reasons. [law:pipl/第七条]"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Router

from chengxin import clock
from chengxin.api.law import lawbook
from chengxin.api.law_shapes import (
    CatalogueTold,
    ItemOnDay,
    MeasuresTold,
    PurposesTold,
    ReasonsTold,
    item_told,
    measure_told,
    purpose_told,
)
from chengxin.api.problems import Problem, told
from chengxin.api.reading import civil_day, refuse_unknown
from chengxin.api.shapes import ReasonTold, problems
from chengxin.core.calendar import day_of
from chengxin.core.law import Purpose
from chengxin.core.reasons import Reason

router = Router(tags=["law"])
_ON = {
    "parameters": [
        {
            "in": "query",
            "name": "on",
            "description": "哪一天的法，默认今天",
            "required": False,
            "schema": {"type": "string", "format": "date"},
        }
    ]
}


@router.get("/catalogue", response={200: CatalogueTold, **problems(422)}, openapi_extra=_ON)
def catalogue(request: HttpRequest) -> CatalogueTold:
    """Every item of the catalogue that is in force on a day."""
    day, head = _day(request)
    law = lawbook().on(day)
    items = sorted(law.items.values(), key=lambda item: item.code)
    return CatalogueTold(**head, items=[item_told(item, _asking(item.slug, law.purposes)) for item in items])


@router.get("/catalogue/{code}", response={200: ItemOnDay, **problems(404, 422)}, openapi_extra=_ON)
def item(request: HttpRequest, code: Annotated[str, Path(max_length=100)]) -> ItemOnDay:
    """One item by its code (A0401) or its slug, as it holds on a day."""
    day, head = _day(request)
    law = lawbook().on(day)
    found = next((item for item in law.items.values() if code in (item.code, item.slug)), None)
    if found is None:
        raise Problem(Reason.NOTHING_HERE)
    return ItemOnDay(**head, item=item_told(found, _asking(found.slug, law.purposes)))


@router.get("/purposes", response={200: PurposesTold, **problems(422)}, openapi_extra=_ON)
def purposes(request: HttpRequest) -> PurposesTold:
    """Every purpose for which somebody may be asked about on a day."""
    day, head = _day(request)
    found = sorted(lawbook().on(day).purposes.values(), key=lambda purpose: purpose.code)
    return PurposesTold(**head, purposes=[purpose_told(purpose, day) for purpose in found])


@router.get("/measures", response={200: MeasuresTold, **problems(422)}, openapi_extra=_ON)
def measures(request: HttpRequest) -> MeasuresTold:
    """Every restraint and convenience of the closed list on a day. Nothing here starts one."""
    day, head = _day(request)
    found = sorted(lawbook().on(day).measures.values(), key=lambda measure: measure.code)
    return MeasuresTold(**head, measures=[measure_told(measure) for measure in found])


@router.get("/reasons", response={200: ReasonsTold, **problems(422)})
def reasons(request: HttpRequest) -> ReasonsTold:
    """Every reason for which something is so or is not done, in words, with its law."""
    refuse_unknown(request.GET, (), "query")
    return ReasonsTold(reasons=[ReasonTold(**told(reason)) for reason in Reason])


def _day(request: HttpRequest) -> tuple[date, dict[str, Any]]:
    """The day that is asked for, and the head of every answer of this room."""
    refuse_unknown(request.GET, {"on"}, "query")
    on = request.GET.get("on")
    day = day_of(clock.now()) if on is None else civil_day(on, "/on")
    return day, {"edition": lawbook().edition, "law_digest": lawbook().digest, "on": day.isoformat()}


def _asking(slug: str, purposes: Mapping[str, Purpose]) -> list[str]:
    return sorted(purpose.slug for purpose in purposes.values() if slug in purpose.items)
