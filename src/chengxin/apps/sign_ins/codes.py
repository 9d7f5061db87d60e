"""A code on paper: how it is made, read from what somebody typed, and found again. [law:pipl/第五十一条]"""

from __future__ import annotations

import os

from chengxin.apps.ledger.keyring import keys
from chengxin.apps.officials.codes import paper_codes
from chengxin.apps.people.selectors import Indexes
from chengxin.core.writing import compact

#: Bytes of chance: eighty bits. A resident types them once, on a phone perhaps; what is kept of them is under a key.
PAPER_BYTES = 10
#: What is not in the alphabet of a code is what somebody took for a letter.
_MISREAD = str.maketrans("018", "OIB", "-")


def new_code() -> str:
    """Eighty bits of chance, as somebody copies them by hand: four groups of four."""
    return paper_codes([os.urandom(PAPER_BYTES)])[0]


def index_of(who: Indexes, code: str) -> bytes:
    """Under number, name and code: whoever has the database and not all three finds nobody by it."""
    typed = compact(code).upper().translate(_MISREAD)
    return keys().index(b"sign-in code", who.number, who.name, typed.encode())
