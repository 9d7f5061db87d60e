"""The system administrator's page: whether the machine does its work. Counts and yes or no, nobody's anything.

[law:cybersecurity_law/第二十三条]
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chengxin import clock
from chengxin.apps.ledger import selectors as ledger
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.channels import configured
from chengxin.apps.submissions import selectors as submissions
from chengxin.web.doors import door
from chengxin.web.law import adoption, lawbook
from chengxin.web.machine import parts

_PARTS = {
    "database": "数据库",
    "migrated": "表是这个版本的",
    "durable": "数据库写到磁盘才回答",
    "clock": "时间和数据库的对得上",
    "law": "法库有两个人签名",
    "background": "后台在做事",
}
#: What holds the place of two signatures in the demo, whose law nobody signed.
_EXCUSED = "没有人签名；演示不用签，照常运行"


@door("system_admin", shows_person=False)
@require_safe
def machine(request: HttpRequest) -> HttpResponse:
    """What a probe is told, in words, and how long the queues are."""
    excused = {"law": _EXCUSED} if adoption().is_demo_rule else {}
    found = [(_PARTS[name], works, excused.get(name, "")) for name, works in parts().items()]
    waiting = ledger.unsealed(at=clock.now())
    channels = [(lawbook().delivery.channels[one], notices.outage_of(one)) for one in configured()]
    context = {
        "parts": found,
        "broken": sum(not works for _, works, _ in found),
        "files": submissions.unfinished().count(),
        "waiting": waiting,
        "channels": channels,
    }
    return render(request, "administration/machine.html", context)
