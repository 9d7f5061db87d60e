"""A department says something beside one of its own figures, under a name. [law:pipl/第五十四条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.officials.models import Official
from chengxin.apps.statistics.models import FigureNote, FrozenQuarter
from chengxin.apps.statistics.selectors import has_figures
from chengxin.core.figures import Figure, may_note
from chengxin.core.permissions import Act, Role, require
from chengxin.core.reasons import Reason, Refusal


@transaction.atomic
def note(quarter: str, figure: str, *, words: str, by: Official, at: datetime) -> FigureNote:
    """Put a note beside the unit's figure of a frozen quarter; an empty one takes back what was said. The figure stays. It is
    public once another official of the unit has written the very same: no shape tells a name in a sentence, two people do.

    :raises Refusal: ROLE_MAY_NOT, FIGURE_MISSING, NOTE_TOO_LONG, NOTE_ABOUT_PERSON.
    """
    require(Role(by.role), Act.NOTE_FIGURE)
    frozen = FrozenQuarter.objects.filter(quarter=quarter).first()
    if frozen is None or figure not in set(Figure) or not has_figures(frozen, by.unit):
        raise Refusal(Reason.FIGURE_MISSING)
    words = words.strip().replace("\r\n", "\n")
    may_note(words)
    writer = Writer(at)
    row = writer.add(
        "figure_noted",
        FigureNote(frozen=frozen, unit=by.unit, figure=figure, at=writer.at, by=by),
        content={"words": words},
    )
    writer.flush()
    return row
