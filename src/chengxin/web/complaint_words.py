"""What was found about a report, in words."""

from __future__ import annotations

from collections.abc import Mapping

from chengxin.apps.complaints.selectors import OpenedComplaint
from chengxin.apps.officials.words import officer_zh
from chengxin.core.complaints import Result
from chengxin.core.permissions import KEEPER
from chengxin.lawbook import Lawbook

RESULTS: Mapping[str, str] = {
    Result.WRONG: "这个单位做得不对",
    Result.NOT_WRONG: "没有发现不对",
    Result.PASSED_ON: "转给了有权处理的部门",
}


def told_zh(one: OpenedComplaint, lawbook: Lawbook) -> str:
    """To whom a missed last day was reported; "" where it was not yet."""
    if one.told is None:
        return ""
    superior = one.told.superior
    return (
        officer_zh(superior, lawbook, at=one.told.at) if superior is not None else f"{lawbook.unit(KEEPER).name}负责人"
    )
