"""What pages say of the witnesses outside: who vouches how far, who found what, and what has stopped. [law:pipl/第五十四条]"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from chengxin.apps.ledger import proving, witnessed
from chengxin.core.witnessing import Word
from chengxin.web.law import lawbook

WORDS = {
    Word.COSIGNED: "接得上，签了名",
    Word.UNREACHABLE: "连不上，一直在试",
    Word.OTHER_SIZE: "说的长度对不上，下一次再试",
    Word.UNKNOWN_LEDGER: "不认识这本账，要请它的人把这本账的公钥放进去",
    Word.UNKNOWN_KEY: "不认这本账的签名，要请它的人核对公钥",
    Word.WRONG_SIGNATURE: "回来的签名不是它的公钥签的",
    Word.NOT_TAKEN: "没有收下，要请它的人看一看",
    Word.REFUSED: "这本账接不上它以前见过的",
    Word.AHEAD: "它见过比现在更长的账本",
}


def told(at: datetime) -> dict[str, Any]:
    """Everything that the part about witnesses shows."""
    known, newest, since = witnessed.witnesses(), proving.newest(), witnessed.waiting_since()
    return {
        "rows": [
            {
                "name": one.key.name,
                "size": one.size,
                "at": one.at,
                "is_newest": newest is not None and one.size == newest.size,
                "way": "联网" if one.is_asked else "用文件" if one.is_set else "设置里已经没有",
                "last": WORDS[Word(one.last.word)] if one.last is not None else "",
                "last_at": one.last.at if one.last is not None else None,
            }
            for one in known
        ],
        "alarms": [(one.key.name, WORDS[Word(one.alarm.word)], one.alarm) for one in known if one.alarm is not None],
        "quorum": settings.LEDGER_WITNESS_QUORUM,
        "asked": len(settings.LEDGER_WITNESS_URLS),
        "patience": witnessed.patience(lawbook(), at=at),
        "since": since,
        "is_stopped": witnessed.is_stopped(lawbook(), at=at),
    }
