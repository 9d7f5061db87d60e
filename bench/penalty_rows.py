"""Write a file of the shipped penalty feed with as many rows as wanted; the same numbers give the same bytes.

People have birth dates in 1880-1899. A hundredth of the rows is faulty; a tenth writes its days without dashes; four
styles of bracket; every second row encloses the proof of service.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

from chengxin.core.feeds import Field
from chengxin.core.identity_number import check_character
from chengxin.intake.feeds import load_feeds
from chengxin.lawbook import load

FEED = "heihe/transport/penalties"
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
_GIVEN = "采薇知白守拙听澜望岳拾遗若水齐行景清和维桢鸣皋载阳嘉树观复抱朴执中允恭温如玉伯牙仲谋安宁文博思远志明哲"
_BRACKETS = ("〔2026〕", "[2026]", "（2026）", "【2026】")
_DIVISIONS = ("231102", "231123", "231124", "231181", "231182", "231183")


def rows(count: int, *, first: int = 0, people: int = 0) -> Iterator[list[str]]:
    """Headings, then `count` rows about some of `people`; without that, about about as many people as rows.

    `first` is the place of the first row among all files, so that no two files tell the same decision.
    """
    feed, law, chance = load_feeds()[FEED], load(), Random(count + first)
    conducts = sorted(feed.lookups[feed.item_field])
    authority, sender = law.unit("transport_aihui"), law.unit(feed.sender)
    edition = max(law.notice_editions)
    columns = [column for column in feed.columns if column.field is not Field.LICENCE_STATE]
    yield [column.headings[0] for column in columns]
    for place in range(first, first + count):
        decided = date(2026, 1, 1) + timedelta(days=chance.randrange(260))
        number, name = person(chance.randrange(people or count))
        fault, served = chance.random(), decided + timedelta(days=chance.randrange(5))
        is_proved = place % 2 == 0
        told = {
            Field.NAME: name,
            Field.SUBJECT_KIND: "自然人",
            Field.DOCUMENT_TYPE: "身份证",
            Field.NUMBER: number if fault > 0.005 else number[:17] + ("0" if number[17] != "0" else "1"),
            Field.DECISION_NO: f"黑爱交罚{_BRACKETS[place % 4]}{place + 1}号",
            Field.CONDUCT: conducts[place % len(conducts)],
            Field.LEGAL_BASIS: "《道路运输条例》第七十五条",
            Field.PENALTY_CLASS: "罚款",
            Field.AMOUNT: f"0.{chance.randrange(1, 99):02d}" if fault > 0.01 else "约五百元",
            Field.DECIDED_ON: decided.isoformat() if fault < 0.9 else decided.strftime("%Y%m%d"),
            Field.ENDS_ON: "2099-12-31",
            Field.AUTHORITY_NAME: authority.name,
            Field.AUTHORITY_CODE: authority.uscc,
            Field.SENDER_NAME: sender.name,
            Field.SENDER_CODE: sender.uscc,
            Field.CONDUCT_END_ON: (decided - timedelta(days=chance.randrange(1, 60))).isoformat(),
            Field.PROCEDURE: "普通程序",
            Field.SERVED_ON: served.isoformat() if is_proved else "",
            Field.SERVICE_MODE: "直接送达" if is_proved else "",
            Field.SERVICE_PROOF_NO: f"SD{place}" if is_proved else "",
            Field.NOTICE_EDITION: edition if is_proved else "",
            Field.ROW_STATE: "有效",
        }
        yield [told.get(column.field, "") for column in columns]


def person(place: int) -> tuple[str, str]:
    """Always the same name under the same number."""
    born = date(1880, 1, 1) + timedelta(days=place % 7000)
    division = _DIVISIONS[place // 7000 // 999 % len(_DIVISIONS)]
    body = f"{division}{born:%Y%m%d}{place // 7000 % 999 + 1:03d}"
    mixed = place * 2654435761 & 0xFFFFFFFF
    name = _SURNAMES[mixed % len(_SURNAMES)] + _GIVEN[(mixed >> 8) % len(_GIVEN)] + _GIVEN[(mixed >> 16) % len(_GIVEN)]
    return body + check_character(body), name


def write(path: Path, count: int, *, first: int = 0, people: int = 0) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows(count, first=first, people=people))
    return path


if __name__ == "__main__":
    write(Path(sys.argv[2]), int(sys.argv[1]))
