"""The codes on paper that one person was given, and what became of them: readable by that person alone. [law:pipl/第四十四条]"""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from chengxin.apps.people import selectors as people
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.sign_ins.models import SignInCode


def codes_of(who: Indexes, *, at: datetime) -> QuerySet[SignInCode]:
    """Every code given under exactly this number and name, newest first, with its use where there was one."""
    mine = people.exactly(who.number, who.name)
    return SignInCode.objects.filter(mine, at__lte=at).select_related("used", "by").order_by("-pk")
