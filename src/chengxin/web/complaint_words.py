"""What was found about a report, in words."""

from __future__ import annotations

from collections.abc import Mapping

from chengxin.core.complaints import Result

RESULTS: Mapping[str, str] = {
    Result.WRONG: "这个单位做得不对",
    Result.NOT_WRONG: "没有发现不对",
    Result.PASSED_ON: "转给了有权处理的部门",
}
