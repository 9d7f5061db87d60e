"""The certificate of a destruction as an accessible PDF. It names records by their random references, and no person.

[law:pipl/第四十七条]
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from chengxin.apps.destruction.models import DueList
from chengxin.apps.destruction.selectors import Listed
from chengxin.apps.destruction.words import GROUNDS, LAW
from chengxin.apps.ledger.models import Entry
from chengxin.apps.notices.paper import each_drawable, page_pdf
from chengxin.apps.officials.models import Official
from chengxin.apps.officials.words import officer_zh
from chengxin.core.calendar import day_of
from chengxin.core.permissions import KEEPER
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook

_PAGE = Path(__file__).parent / "certificate.typ"


def certificate_pdf(
    ref: str,
    due_list: DueList,
    gone: Sequence[Listed],
    *,
    reviewers: Sequence[Official],
    lawbook: Lawbook,
    at: datetime,
) -> bytes:
    """The bytes that are handed out and whose digest stands in the ledger."""
    entries = Entry.objects.in_bulk([one.newest.pk for one in gone])
    said = {
        "title": "销毁证明",
        "sender": lawbook.unit(KEEPER).name,
        "site": "黑河信用记录",
        "ref": ref,
        "on": day_zh(day_of(at)),
        "intro": (
            f"下面{len(gone)}条记录的内容、附件、盐值和密钥，在{moment_zh(at)}销毁，不能恢复。"
            "账本里只留下承诺值，凭它看不出是谁、是什么；账本照样核对得上。同一份决定不能再登记。"
        ),
        "facts": [
            ["清单", due_list.ref],
            ["依据", "；".join(dict.fromkeys([LAW, *_sealing(gone, lawbook)]))],
            *(["复核并同意", officer_zh(one, lawbook, at=at)] for one in reviewers),
        ],
        "labels": {
            "number": "证明编号",
            "page": "第",
            "records": "销毁了哪些",
            "how": "记录编号是随机的，和人没有关系。承诺值是账本条目里的那一串，可以拿去和账本对。",
        },
        "heads": ["记录编号", "事项", "为什么销毁", "承诺值（前32位）"],
        "rows": [
            [
                one.record.ref,
                lawbook.items.at(one.record.item, day_of(at)).name,
                f"{GROUNDS[one.due.ground]}（{day_zh(day_of(one.due.at))}）",
                bytes(entries[one.newest.pk].commitment).hex()[:32],
            ]
            for one in gone
        ],
    }
    return page_pdf(_PAGE, each_drawable(said), at=at)


def _sealing(gone: Sequence[Listed], lawbook: Lawbook) -> list[str]:
    """The articles by which law seals what was destroyed."""
    bases = (basis for one in gone for item in lawbook.items.of(one.record.item) for basis in item.sealed_by)
    return [basis.cite() for basis in bases]
