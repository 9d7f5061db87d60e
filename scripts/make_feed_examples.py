"""Builds every file under feeds/*/*/*/should_pass and should_fail again, byte for byte the same: for maintainers only.

    python scripts/make_feed_examples.py

All people are invented, with birth dates before 1900. A file that fails has exactly one kind of issue, its folder's name;
the file's own name says what is wrong or, where it passes, what is odd.
"""

from __future__ import annotations

from datetime import date, timedelta

import feed_mess as mess
from feed_defects import Defects, beside_values, hostile, of_penalties
from feed_folder import Folder, text
from feed_rows import Source
from feed_workbooks import workbook

ROAD = "《中华人民共和国道路运输条例》第七十五条"
OPEN = "2099-12-31"
IN_FULL = [
    Source("transport/penalties", "黑交罚〔2026〕{}号", ROAD, first_order=391),
    Source("transport/licences", "黑交许〔2026〕{}号", decided="2026-06-10", ends="2032-06-09"),
    Source("civility_office/honours", "黑文明办〔2026〕{}号", decided="2026-05-20", ends=OPEN),
    Source("tax/serious_list", "黑税失信〔2026〕{}号", ends="2029-09-01"),
]
OTHERS = [
    Source("agriculture/product_penalties", "黑农罚〔2026〕{}号", "《中华人民共和国农产品质量安全法》第七十条"),
    Source(
        "agriculture_nenjiang/product_penalties", "嫩农罚〔2026〕{}号", "《中华人民共和国农产品质量安全法》第七十条"
    ),
    Source("civil_affairs/volunteer_service", "黑志证〔2026〕{}号"),
    Source("court/judgment_defaulters", "（2026）黑11执惩{}号", ends="2028-08-31"),
    Source("court_aihui/judgment_defaulters", "（2026）黑1102执惩{}号", ends="2028-08-31"),
    Source("culture_tourism/guide_licences", "黑文旅许〔2026〕{}号", decided="2026-06-10", ends="2029-06-09"),
    Source(
        "culture_tourism/guide_revocations",
        "黑文旅罚〔2026〕{}号",
        "《中华人民共和国旅游法》第一百零三条",
        "吊销许可证件",
        "",
    ),
    Source("ecology/penalties", "黑环罚〔2026〕{}号", "《中华人民共和国生态环境法典》"),
    Source("emergency/penalties", "黑应急罚〔2026〕{}号", "《中华人民共和国安全生产法》第一百零七条"),
    Source(
        "finance_bureau/accountant_bars", "黑财罚〔2026〕{}号", "《中华人民共和国会计法》第四十一条", "罚款、限制从业"
    ),
    Source("health/physician_registrations", "黑卫医许〔2026〕{}号", decided="2026-06-10", ends=OPEN),
    Source(
        "housing_construction/practitioner_registrations", "黑建注〔2026〕{}号", decided="2026-06-10", ends="2029-06-09"
    ),
    Source("hrss/wage_arrears_list", "黑人社列〔2026〕{}号", ends="2029-09-01"),
    Source("justice/lawyer_licences", "黑司律许〔2026〕{}号", decided="2026-06-10", ends=OPEN),
    Source("samr/penalties", "黑市监罚〔2026〕{}号", "《中华人民共和国食品安全法》第一百三十五条", "罚款、限制从业"),
]


def all_of(source: Source) -> Folder:
    """What every feed has."""
    folder = Folder(source)
    more = (
        [source.row(6, **{source.feed.item_field.value: source.kinds[-1]})]
        if source.key != "emergency/penalties"
        else []
    )
    mess.in_every_format(folder, "来自业务系统.xlsx", *more)
    Defects(folder).in_every_feed()
    return folder


def limits(folder: Folder) -> None:
    """A list with few rows can show what too many are."""
    source, first = folder.source, date(2026, 1, 1)
    rows = [source.row(n % 7, n + 1, decided_on=(first + timedelta(days=n % 200)).isoformat()) for n in range(2001)]
    folder.fails("too_many_rows", "两千零一行.xlsx", workbook(folder.table(*rows)))
    folder.fails("file_too_large", "一兆多.csv", text(folder.table(source.row())) + "\r\n" * 500_000)


def bars(folder: Folder) -> None:
    """An item that counts from the day its bar begins."""
    source = folder.source
    bar = {"conduct": source.kinds[-1]}
    folder.passes("任职限制.csv", text(folder.table(source.row(6, starts_on="2026-09-02", **bar))))
    Defects(folder).fails("bar_start_missing", "缺限制开始日期.csv", **bar)


if __name__ == "__main__":
    made = {source.key: all_of(source) for source in (*IN_FULL, *OTHERS)}
    for source in IN_FULL:
        Defects(made[source.key]).in_full()
    penalties = made["transport/penalties"]
    of_penalties(Defects(penalties))
    beside_values(Defects(penalties))
    hostile(Defects(penalties))
    mess.Mess(penalties).make()
    limits(made["hrss/wage_arrears_list"])
    bars(made["emergency/penalties"])
