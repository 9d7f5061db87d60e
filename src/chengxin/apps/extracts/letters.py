"""What the letter about an extract says. [law:pipl/第十七条]"""

from __future__ import annotations

from chengxin.apps.extracts.models import Extract
from chengxin.apps.notices.models import Letter
from chengxin.apps.officials.words import officer_zh
from chengxin.apps.records import letters as record_letters
from chengxin.core.records import last_day_of
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook

#: What this letter may leave open besides what those about a record may.
PLACEHOLDERS = ("extract_ref", "purpose_name", "made_on", "valid_until", "officer")
ALL = frozenset({"extract_made"})


def letter_values(letter: Letter, *, lawbook: Lawbook) -> dict[str, str]:
    """The placeholders of a letter about an extract; of what it says, the letter says nothing."""
    made = Extract.objects.select_related("through").get(pk=letter.subject)
    return dict.fromkeys((*record_letters.PLACEHOLDERS, *PLACEHOLDERS), "") | {
        "extract_ref": made.ref,
        "unit": lawbook.unit(made.unit).name,
        "purpose_name": lawbook.purpose(made.purpose).name,
        "made_on": moment_zh(made.at),
        "valid_until": day_zh(last_day_of(made.until)),
        "officer": officer_zh(made.through, lawbook, at=made.at) if made.through is not None else "",
    }
