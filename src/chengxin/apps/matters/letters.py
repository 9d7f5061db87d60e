"""What a letter about a matter says. [law:pipl/第四十四条]"""

from __future__ import annotations

from chengxin.apps.matters import selectors as matters
from chengxin.apps.matters.models import Matter
from chengxin.core.calendar import day_of
from chengxin.core.words import day_zh
from chengxin.lawbook import Lawbook


def values(matter: Matter, *, lawbook: Lawbook) -> dict[str, str]:
    """The placeholders of a letter about one matter."""
    return {
        "unit": lawbook.unit(matter.unit).name,
        "service": matter.service,
        "matter_no": matters.request_no_of(matter),
        "opened_on": day_zh(day_of(matter.at)),
        "reason": matters.reason_of(matter),
    }
