"""How each unit answers for its looks, by quarter. Numbers about units; nothing here is about a person.

[law:pipl/第七条] [law:pipl/第五十四条]
"""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from chengxin import clock
from chengxin.apps.looks.figures import figures
from chengxin.core.calendar import day_of
from chengxin.web.doors import door
from chengxin.web.law import lawbook


@door("public")
@require_safe
def looks(request: HttpRequest) -> HttpResponse:
    """Looks, questions why, silence, what was unlawful, and what the sample found: per unit and quarter."""
    book, at = lawbook(), clock.now()
    rows = [(row, book.unit(row.unit).name) for row in figures(lawbook=book, at=at)]
    quarters = [
        {"name": quarter.name, "rows": list(group)} for quarter, group in groupby(rows, key=lambda row: row[0].quarter)
    ]
    context = {
        "quarters": quarters,
        "days": book.period("why_answer", on=day_of(at)),
        "percent": book.period("look_sample", on=day_of(at)),
        "rules": [rule.name for rule in book.watching if rule.draws],
        "stops": [rule.name for rule in book.watching if not rule.draws],
        "longest": book.period("hiding_longest", on=day_of(at)),
        "categories": [(one.name, "；".join(basis.cite() for basis in one.bases)) for one in book.hiding.values()],
    }
    return render(request, "figures/looks.html", context)
