"""Builds every file under feeds/*/*/*/should_pass and should_fail again, byte for byte the same: for maintainers only.

    python scripts/make_feed_examples.py

All people are invented, with birth dates before 1900. A file that fails has exactly one kind of issue, its folder's name.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import feed_workbooks as made
from feed_workbooks import workbook

from chengxin.core.identity_number import check_character
from chengxin.core.uscc import check_character as uscc_check
from chengxin.lawbook import load

FEEDS = Path(__file__).parents[1] / "feeds" / "heihe"
Row = dict[str, Any]

LAWBOOK = load()
TRANSPORT = LAWBOOK.units["transport"]
SUNWU = LAWBOOK.units["transport_sunwu"]
TAX = LAWBOOK.units["tax"]
STRANGER = LAWBOOK.units["samr"]
NOBODY = "11231100MB0999999"
EDITION = next(
    code
    for code, edition in sorted(LAWBOOK.notice_editions.items())
    if edition.in_force_from <= date(2026, 3, 1) and edition.in_force_until is None
)


def words(told: str) -> list[str]:
    return told.split()


def number(division: str, born: str, order: int) -> str:
    body = f"{division}{born}{order:03d}"
    return body + check_character(body)


PEOPLE = [
    ("葛长河", number("231102", "18880612", 31)),
    ("𠮷田梿", number("231102", "18910423", 42)),
    ("赵㐱", number("232623", "18850930", 117)),
    ("龚䶮", number("231123", "18991231", 205)),
    ("玛拉依尔·莫日根", number("232722", "18800229", 3)),
    ("尼古拉·彼得罗维奇·莫尔恰诺夫", number("231124", "18930815", 77)),
    ("魏小满", number("231182", "18900101", 8)),
]
MINOR = ("高小年", number("231102", "18990601", 51))

# -- headings, as the layouts have them -------------------------------------------------------------------------------

PENALTY = words(
    "行政相对人名称 行政相对人类别 行政相对人代码_1（统一社会信用代码） 行政相对人代码_2（工商注册号） 行政相对人代码_3（组织机构代码） "
    "行政相对人代码_4（税务登记号） 行政相对人代码_5（事业单位证书号） 行政相对人代码_6（社会组织登记证号） 法定代表人 法定代表人证件类型 "
    "法定代表人证件号码 证件类型 证件号码 行政处罚决定书文号 违法行为类型 违法事实 处罚依据 处罚类别 处罚内容 罚款金额（万元） "
    "没收违法所得、没收非法财物的金额（万元） 暂扣或吊销证照名称及编号 处罚决定日期 处罚有效期 公示截止期 处罚机关 "
    "处罚机关统一社会信用代码 数据来源单位 数据来源单位统一社会信用代码 备注 违法行为结束日期 适用程序 送达日期 送达方式 送达凭证号 "
    "告知书版本 数据状态"
)
LICENCE = words(
    "行政相对人名称 行政相对人类别 证件类型 证件号码 行政许可决定文书名称 行政许可决定文书号 许可类别 许可证书名称 许可编号 许可内容 "
    "许可决定日期 有效期自 有效期至 许可机关 许可机关统一社会信用代码 当前状态 数据来源单位 数据来源单位统一社会信用代码 备注 数据状态"
)
SERIOUS = words(
    "姓名 居民身份证号 住址 数据来源 数据类别 案号 执行单位 地域名称 执行依据文号 发布时间 立案时间 有效期限 确定日期 违法行为结束日期 "
    "适用程序 送达日期 送达方式 送达凭证号 告知书版本 数据状态"
)
HONOUR = words("姓名 居民身份证号 住址 数据来源 数据类别 评价年度 认定文号 认定时间 认定单位 文件名 有效期限 数据状态")


def penalty(person: int = 0, order: int = 391, **changed: Any) -> Row:
    name, identity = PEOPLE[person]
    row: Row = {
        "行政相对人名称": name,
        "行政相对人类别": "自然人",
        "证件类型": "身份证",
        "证件号码": identity,
        "行政处罚决定书文号": f"黑交罚〔2026〕{order:04d}号",
        "违法行为类型": "强行招揽旅客、货物",
        "违法事实": "这一格是经过，不会读取",
        "处罚依据": "《中华人民共和国道路运输条例》第七十五条",
        "处罚类别": "罚款",
        "处罚内容": "这一格是内容，不会读取",
        "罚款金额（万元）": "0.2",
        "处罚决定日期": "2026-09-01",
        "处罚机关": TRANSPORT.name,
        "处罚机关统一社会信用代码": TRANSPORT.uscc,
        "数据来源单位": TRANSPORT.name,
        "数据来源单位统一社会信用代码": TRANSPORT.uscc,
        "违法行为结束日期": "2026-08-20",
        "适用程序": "普通程序",
        "送达日期": "2026-09-03",
        "送达方式": "直接送达",
        "送达凭证号": f"黑交送〔2026〕{order:04d}号",
        "告知书版本": EDITION,
        "数据状态": "有效",
    }
    return row | changed


def licence(person: int = 0, order: int = 120, **changed: Any) -> Row:
    name, identity = PEOPLE[person]
    row: Row = {
        "行政相对人名称": name,
        "行政相对人类别": "自然人",
        "证件类型": "身份证",
        "证件号码": identity,
        "行政许可决定文书名称": "准予行政许可决定书",
        "行政许可决定文书号": f"黑交许〔2026〕{order:04d}号",
        "许可类别": "普通",
        "许可证书名称": "道路货物运输驾驶员从业资格证",
        "许可编号": f"2311000000{order:05d}",
        "许可内容": "这一格是内容，不会读取",
        "许可决定日期": "2026-06-10",
        "有效期自": "2026-06-10",
        "有效期至": "2032-06-09",
        "许可机关": TRANSPORT.name,
        "许可机关统一社会信用代码": TRANSPORT.uscc,
        "当前状态": "1",
        "数据来源单位": TRANSPORT.name,
        "数据来源单位统一社会信用代码": TRANSPORT.uscc,
        "数据状态": "有效",
    }
    return row | changed


def honour(person: int = 0, order: int = 12, **changed: Any) -> Row:
    name, identity = PEOPLE[person]
    row: Row = {
        "姓名": name,
        "居民身份证号": identity,
        "住址": "这一格不会读取",
        "数据来源": "这一格不会读取",
        "数据类别": "身边好人",
        "评价年度": "2026",
        "认定文号": f"黑文明办〔2026〕{order}号",
        "认定时间": "2026-05-20",
        "认定单位": "黑河市精神文明建设办公室",
        "有效期限": "2099-12-31",
        "数据状态": "有效",
    }
    return row | changed


def serious(person: int = 0, order: int = 7, **changed: Any) -> Row:
    name, identity = PEOPLE[person]
    row: Row = {
        "姓名": name,
        "居民身份证号": identity,
        "住址": "这一格不会读取",
        "数据来源": "这一格不会读取",
        "数据类别": "重大税收违法失信主体",
        "案号": "这一格不会读取",
        "执行单位": TAX.name,
        "地域名称": "黑河市",
        "执行依据文号": f"黑税失信〔2026〕{order}号",
        "发布时间": "2026-09-20",
        "立案时间": "2026-03-02",
        "有效期限": "2029-09-01",
        "确定日期": "2026-09-01",
        "违法行为结束日期": "2026-02-10",
        "适用程序": "普通程序",
        "送达日期": "2026-09-03",
        "送达方式": "直接送达",
        "送达凭证号": f"黑税送〔2026〕{order}号",
        "告知书版本": EDITION,
        "数据状态": "有效",
    }
    return row | changed


# -- writing ----------------------------------------------------------------------------------------------------------


def table(headings: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> list[list[Any]]:
    headings = list(headings)
    return [headings, *([row.get(heading, "") for heading in headings] for row in rows)]


def text(cells: Iterable[Iterable[Any]], separator: str = ",") -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(cells)
    return out.getvalue()


class Folder:
    """One feed's examples."""

    def __init__(self, key: str, headings: list[str]) -> None:
        self.folder = FEEDS / key
        self.headings = headings
        for name in ("should_pass", "should_fail"):
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def write(self, path: str, data: bytes) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)

    def passes(self, name: str, data: bytes | str) -> None:
        self.write(f"should_pass/{name}", data.encode() if isinstance(data, str) else data)

    def fails(self, code: str, name: str, *rows: Row, drop: tuple[str, ...] = (), add: tuple[str, ...] = ()) -> None:
        """One file with this issue only; an .xlsx where the kind of a cell matters, else UTF-8 text."""
        cells = table([*(h for h in self.headings if h not in drop), *add], rows)
        data = workbook(cells) if name.endswith(".xlsx") else text(cells).encode()
        self.write(f"should_fail/{code}/{name}", data)

    def fails_raw(self, code: str, name: str, data: bytes | str) -> None:
        self.write(f"should_fail/{code}/{name}", data.encode() if isinstance(data, str) else data)


def common(folder: Folder, good: Row, fields: dict[str, str]) -> None:
    """What can go wrong in every feed; `fields` says how this layout calls a thing."""
    name, identity, decision, decided = (fields[key] for key in ("name", "number", "decision", "decided"))
    kind, ends = fields["kind"], fields["ends"]
    cells = table(folder.headings, [good])
    good_text = text(cells)
    folder.fails_raw("file_type_unknown", "网页存成的表格.xls", "<html><table><tr><td>姓名</td></tr></table></html>")
    folder.fails_raw("file_old_format", "旧版表格.xls", made.OLD_OFFICE)
    folder.fails_raw("file_damaged", "传输中断.xlsx", workbook(cells)[:900])
    folder.fails_raw("file_damaged", "引号不成对.csv", good_text + '"没有结束的引号')
    folder.fails_raw("file_locked", "设了密码.xlsx", made.LOCKED)
    folder.fails_raw("file_unsafe", "压缩异常.xlsx", made.bomb())
    folder.fails_raw("encoding_unknown", "没有标记的UTF-16.csv", good_text.encode("utf-16-le"))
    folder.fails_raw("header_missing", "没有列名.csv", text(cells[1:]))
    folder.fails_raw("header_missing", "标题太多.csv", text([[f"标题第{n}行"] for n in range(1, 7)]) + good_text)
    folder.fails_raw("no_rows", "只有列名.csv", text(cells[:1]))
    folder.fails_raw("no_rows", "空文件.csv", b"")
    folder.fails("too_many_columns", "列太多.csv", good, add=tuple(f"附加{n}" for n in range(200)))
    folder.fails("column_twice", "同名两列.csv", good, add=(name,))
    folder.fails("column_missing", "缺一列.csv", good, drop=(identity,))
    folder.fails_raw("column_unnamed", "没有列名的列.csv", text([[c[0], "", *c[1:]] for c in cells]))
    folder.fails("unknown_column", "多出一列.csv", good | {"性别": "男"}, add=("性别",))
    for heading in ("民族", "宗教信仰", "血型", "指纹编号", "政治面貌"):
        folder.fails("forbidden_column", f"{heading}.csv", good, add=(heading,))
    folder.fails("wealth_column", "年收入.csv", good, add=("年收入（元）",))
    folder.fails("forbidden_content", "写了信仰.csv", good | {decision: good[decision] + "（信教）"})
    folder.fails("forbidden_content", "字间加空格.csv", good | {kind: "宗 教 活动"})
    folder.fails("wealth_content", "写了存款.csv", good | {kind: good[kind] + "，名下存款三万元"})
    folder.fails_raw("cells_shifted", "多一个逗号.csv", text([cells[0], [*cells[1], "多出来的"]]))
    folder.fails("value_missing", "姓名为空.csv", good | {name: "  "})
    folder.fails("text_unreadable", "乱码.csv", good | {fields["body"]: good[fields["body"]] + "\ufffd"})
    folder.fails("text_control", "看不见的字符.csv", good | {fields["body"]: good[fields["body"]] + "\u200b"})
    folder.fails("text_control", "姓名里的零宽字符.csv", good | {name: "张\u200b三"})
    folder.fails("text_direction", "反向文字.csv", good | {name: "张\u202e三"})
    folder.fails("text_private_use", "自造字.csv", good | {name: "张\ue000"})
    folder.fails("name_unreadable", "姓名乱码.csv", good | {name: "锟斤拷"})
    folder.fails("name_too_long", "姓名太长.csv", good | {name: "长" * 201})
    folder.fails("number_as_figure", "号码成了数字.xlsx", good | {identity: int(good[identity][:17] + "0")})
    folder.fails("number_as_figure", "科学记数.csv", good | {identity: "2.31102E+17"})
    folder.fails("number_fifteen_digits", "旧号码.csv", good | {identity: "231102880612031"})
    folder.fails("number_wrong_shape", "少一位.csv", good | {identity: good[identity][:17]})
    folder.fails("number_wrong_birth_date", "没有这一天.csv", good | {identity: number("231102", "18890230", 31)})
    wrong = good[identity][:17] + ("1" if good[identity][17] != "1" else "2")
    folder.fails("number_wrong_check", "校验位不对.csv", good | {identity: wrong})
    folder.fails("item_unknown", "目录以外.csv", good | {kind: "目录里没有的类型"})
    folder.fails("decision_no_wrong", "没有文号.csv", good | {decision: "无"})
    folder.fails("date_unreadable", "只有年月.csv", good | {decided: "2026年9月"})
    future = good | {decided: "2062-10-11", ends: "2099-12-31"} | fields_unserved(good)
    folder.fails("decision_in_future", "年份写错.csv", future)
    folder.fails("ends_before_start", "结束早于开始.csv", good | {ends: "2020-01-01"})
    folder.fails("row_state_unknown", "状态认不出.csv", good | {"数据状态": "正在办理"})
    folder.fails("contradicts_row", "前后矛盾.csv", good, good | {name: good[name] + "甲"})


def fields_unserved(row: Row) -> Row:
    return {heading: "" for heading in ("送达日期", "送达方式", "送达凭证号", "告知书版本") if heading in row}


def bodies(folder: Folder, good: Row, authority: str, code: str) -> None:
    """What can go wrong about who decided and who sends."""
    folder.fails("authority_code_wrong", "代码不对.csv", good | {code: TRANSPORT.uscc[:17] + "?"})
    folder.fails("authority_unknown", "没有这个机关.csv", good | {code: NOBODY + uscc_check(NOBODY)})
    folder.fails("authority_not_yours", "别的机关.csv", good | {authority: STRANGER.name, code: STRANGER.uscc})
    folder.fails("sender_not_yours", "来源不是本单位.csv", good | {"数据来源单位统一社会信用代码": SUNWU.uscc})
    folder.fails("not_a_natural_person", "法人.csv", good | {"行政相对人类别": "法人及非法人组织"})
    folder.fails("not_a_natural_person", "个体工商户.csv", good | {"行政相对人类别": "个体工商户"})
    folder.fails("age_unknown", "护照.csv", good | {"证件类型": "护照号", "证件号码": "E12345678"})
    folder.fails("document_type_not_taken", "军官证.csv", good | {"证件类型": "军官证"})


# -- the feeds --------------------------------------------------------------------------------------------------------


def penalties() -> None:
    folder = Folder("transport/penalties", PENALTY)
    rows = [penalty(place, 391 + place) for place in range(len(PEOPLE))]
    title = [["黑河市交通运输局行政处罚信息（自然人）"], ["导出时间：2026年9月30日"], []]
    dated = dated_penalties()
    folder.passes("道路运输处罚_2026年9月.xlsx", workbook([*title, *table(PENALTY, rows)], has_notes=True))
    folder.passes("日期的各种写法.xlsx", workbook(table(PENALTY, dated)))
    folder.passes("UTF-8.csv", text(table(PENALTY, rows)))
    folder.passes("UTF-8带标记.csv", text([*title[:1], *table(PENALTY, rows)]).encode("utf-8-sig"))
    folder.passes("GB18030.csv", text(table(PENALTY, rows)).encode("gb18030"))
    folder.passes("UTF-16带标记.csv", text(table(PENALTY, rows), "\t").encode("utf-16"))
    folder.passes("文号的各种括号.csv", text(table(PENALTY, bracketed())))
    folder.passes("公告送达和没有送达.csv", text(table(PENALTY, unserved())))
    folder.passes("英文字段名.csv", text([english(), *table(PENALTY, rows)[1:]]))
    good = penalty()
    fields = {
        "name": "行政相对人名称",
        "number": "证件号码",
        "decision": "行政处罚决定书文号",
        "decided": "处罚决定日期",
    }
    common(folder, good, fields | {"kind": "违法行为类型", "ends": "处罚有效期", "body": "处罚依据"})
    bodies(folder, good, "处罚机关", "处罚机关统一社会信用代码")
    penalties_only(folder, good)


def dated_penalties() -> list[Row]:
    return [
        penalty(0, 501) | {"处罚决定日期": datetime(2026, 9, 1), "送达日期": date(2026, 9, 3)},  # noqa: DTZ001 - a cell
        penalty(1, 502) | {"处罚决定日期": 46266, "违法行为结束日期": 20260820},
        penalty(2, 503) | {"处罚决定日期": "2026年9月1日", "违法行为结束日期": "2026.8.20"},
        penalty(3, 504) | {"处罚决定日期": "2026/9/1", "违法行为结束日期": "２０２６０８２０"},
        penalty(4, 505) | {"罚款金额（万元）": 0.2, "处罚有效期": "2099-12-31"},
        penalty(5, 506) | {"处罚类别": "警告、罚款", "罚款金额（万元）": 1},
        penalty(6, 507) | {"数据状态": "撤销", "违法行为结束日期": "", "适用程序": ""},
    ]


def bracketed() -> list[Row]:
    written = ["黑交罚[2026]0601号", "黑交罚【2026】 0602号", "黑交罚（2026）0603号", "黑交罚(2026)０６０４号"]
    county = {"处罚机关": SUNWU.name, "处罚机关统一社会信用代码": SUNWU.uscc}
    rows = [penalty(place) | {"行政处罚决定书文号": number_} for place, number_ in enumerate(written)]
    name, identity = PEOPLE[4]
    spaced = {"行政相对人名称": f" {name} ", "证件号码": f"{identity[:6]} {identity[6:14]} {identity[14:]}".lower()}
    return [*rows, penalty(4, 605) | county | spaced]


def unserved() -> list[Row]:
    announced = {"送达方式": "公告送达", "送达凭证号": "", "告知书版本": ""}
    return [penalty(0, 701) | announced, penalty(1, 702) | fields_unserved(penalty())]


def english() -> list[str]:
    codes = words(
        "CF_XDR_MC CF_XDR_LB CF_XDR_SHXYM CF_XDR_GSZC CF_XDR_ZZJG CF_XDR_SWDJ CF_XDR_SYDW CF_XDR_SHZZ CF_FRDB CF_FR_ZJLX "
        "CF_FR_ZJHM CF_XDR_ZJLX CF_XDR_ZJHM CF_WSH CF_WFXW CF_SY CF_YJ CF_CFLB CF_NR CF_NR_FK CF_NR_WFFF CF_NR_ZKDX CF_JDRQ "
        "CF_YXQ CF_GSJZQ CF_CFJG CF_CFJGDM CF_SJLY CF_SJLYDM BZ"
    )
    return [*codes, *PENALTY[len(codes) :]]


def hostile(folder: Folder, good: Row) -> None:
    """What no spreadsheet program writes, or must not be opened."""
    cells = table(folder.headings, [good])
    plain = workbook(cells)
    folder.fails_raw("file_unsafe", "解开后比说的大.xlsx", made.mislabelled_bomb(plain))
    folder.fails_raw("file_nested", "夹带压缩包.xlsx", made.packed(made.parts_of(plain) | {"xl/media/a.zip": plain}))
    folder.fails_raw(
        "file_nested", "夹带没有后缀的压缩包.xlsx", made.packed(made.parts_of(plain) | {"xl/media/a.png": plain})
    )
    folder.fails_raw(
        "file_nested", "嵌入的对象.xlsx", made.packed(made.parts_of(plain) | {"xl/embeddings/o.bin": b"x"})
    )
    folder.fails_raw(
        "file_nested", "宏.xlsx", made.packed(made.parts_of(plain) | {"xl/vbaProject.bin": made.OLD_OFFICE})
    )
    folder.fails_raw("file_part_names", "往上级目录.xlsx", made.packed(made.parts_of(plain) | {"../../a.xml": b"<a/>"}))
    folder.fails_raw("file_part_names", "绝对路径.xlsx", made.packed(made.parts_of(plain) | {"/etc/a.xml": b"<a/>"}))
    folder.fails_raw("file_part_names", "盘符和反斜杠.xlsx", made.packed(made.parts_of(plain) | {"C:\\a.xml": b"<a/>"}))
    folder.fails_raw("file_parts_twice", "同名的两张表.xlsx", made.twice(plain))
    folder.fails_raw("file_locked", "部分加密.xlsx", made.encrypted_parts(plain))
    declared = b'<worksheet xmlns="' + made.MAIN.encode()
    folder.fails_raw(
        "file_entities", "实体膨胀.xlsx", made.changed(plain, made.SHEET, declared, made.ENTITIES + declared)
    )
    folder.fails_raw(
        "file_entities", "外部实体.xlsx", made.changed(plain, made.SHEET, declared, made.OUTSIDE + declared)
    )
    folder.fails_raw("file_damaged", "换了编码的内部.xlsx", made.in_utf_16(plain))
    folder.fails_raw(
        "file_links_outside",
        "连着别的工作簿.xlsx",
        made.packed(made.parts_of(plain) | {"xl/externalLinks/externalLink1.xml": b"<a/>"}),
    )
    folder.fails_raw(
        "file_links_outside", "连着数据库.xlsx", made.packed(made.parts_of(plain) | {"xl/connections.xml": b"<a/>"})
    )
    folder.fails_raw(
        "file_dates_1904",
        "1904年日期系统.xlsx",
        made.changed(plain, "xl/workbook.xml", b"<workbookPr ", b'<workbookPr date1904="1" '),
    )
    folder.fails_raw(
        "sheet_too_large",
        "最后一格有内容.xlsx",
        workbook(cells, change=lambda page: page.__setitem__("XFD1048576", "完")),
    )
    folder.fails_raw(
        "sheet_too_large", "合并了上百万行.xlsx", made.changed(plain, made.SHEET, b"</sheetData>", MERGED_FAR)
    )
    folder.fails_raw("file_holds_nul", "空字符.csv", text(cells).replace("自然人", "自然\0人"))


MERGED_FAR = b'</sheetData><mergeCells><mergeCell ref="A3:A1048576"/><mergeCell ref="B3:B1048576"/></mergeCells>'


def beside_values(folder: Folder, good: Row) -> None:
    """What a spreadsheet shows and a value does not."""
    cells = table(folder.headings, [good, penalty(1, 392)])
    folder.fails_raw(
        "row_hidden",
        "筛选留下的隐藏行.xlsx",
        workbook(cells, change=lambda page: setattr(page.row_dimensions[3], "hidden", True)),
    )
    flat = made.changed(workbook(cells), made.SHEET, b'<row r="3">', b'<row r="3" ht="0" customHeight="1">')
    folder.fails_raw("row_hidden", "行高为零.xlsx", flat)
    folder.fails_raw(
        "row_hidden",
        "隐藏的工作表.xlsx",
        workbook(cells[:2], more=[("上月", table(folder.headings, [penalty(2, 393)]), "hidden")]),
    )
    folder.fails_raw(
        "row_hidden",
        "深度隐藏的工作表.xlsx",
        workbook(cells[:2], more=[("上月", table(folder.headings, [penalty(2, 393)]), "veryHidden")]),
    )
    folder.fails("cell_formula", "日期是公式.xlsx", good | {"处罚决定日期": "=TODAY()"})
    folder.fails("cell_formula", "文本里的公式.csv", good | {"送达凭证号": "=HYPERLINK(1)"})
    folder.fails("cell_error", "错误值.xlsx", good | {"处罚有效期": "#N/A"})
    folder.fails("cell_error", "错误值.csv", good | {"处罚有效期": "#REF!"})
    folder.fails("cell_error", "列太窄.csv", good | {"违法行为结束日期": "########"})
    place = folder.headings.index("处罚机关") + 1
    folder.fails_raw(
        "cell_merged",
        "合并单元格.xlsx",
        workbook(
            cells, change=lambda page: page.merge_cells(start_row=2, end_row=3, start_column=place, end_column=place)
        ),
    )
    folder.fails("cell_too_long", "一格四万字.csv", good | {"处罚依据": "长" * 40_000})
    folder.fails_raw("header_below_rows", "列名排到了中间.csv", text([cells[1], cells[0], cells[2]]))


def penalties_only(folder: Folder, good: Row) -> None:
    hostile(folder, good)
    beside_values(folder, good)
    sealed = good | {"处罚依据": "《中华人民共和国治安管理处罚法》第二十六条"}
    folder.fails("sealed_class", "治安处罚.csv", sealed)
    first = good | {"处罚依据": "《中华人民共和国行政处罚法》第三十三条第一款"}
    folder.fails("sealed_class", "首违不罚.csv", first)
    young = good | {"行政相对人名称": MINOR[0], "证件号码": MINOR[1]}
    folder.fails("minor_at_conduct", "成年前一天.csv", young | {"违法行为结束日期": "1917-05-31"})
    folder.fails("summary_procedure", "简易程序.csv", good | {"适用程序": "简易程序"})
    folder.fails("text_too_long", "依据太长.csv", good | {"处罚依据": "长" * 2001})
    folder.fails("decision_too_old", "目录以前.csv", old_penalty(good))
    folder.fails("conduct_after_decision", "行为晚于决定.csv", good | {"违法行为结束日期": "2026-09-02"})
    folder.fails("amount_unreadable", "大写的金额.csv", good | {"罚款金额（万元）": "贰仟元"})
    folder.fails("amount_too_large", "元当成万元.csv", good | {"罚款金额（万元）": "2000"})
    folder.fails("penalty_class_unknown", "其他.csv", good | {"处罚类别": "其他"})
    folder.fails("procedure_unknown", "程序认不出.csv", good | {"适用程序": "快速办理"})
    folder.fails("served_in_future", "还没有到的日子.csv", good | {"送达日期": "2026-12-24"})
    folder.fails("served_before_decision", "送达早于决定.csv", good | {"送达日期": "2026-08-30"})
    folder.fails("service_mode_unknown", "方式认不出.csv", good | {"送达方式": "微信通知"})
    folder.fails("proof_incomplete", "缺送达凭证号.csv", good | {"送达凭证号": ""})
    folder.fails("notice_edition_unknown", "没有这个版本.csv", good | {"告知书版本": "1999-01"})
    folder.fails("conduct_end_missing", "缺结束日期.csv", good | {"违法行为结束日期": ""})
    folder.fails("procedure_missing", "缺程序.csv", good | {"适用程序": ""})


def old_penalty(good: Row) -> Row:
    return good | {"处罚决定日期": "2025-12-31", "违法行为结束日期": "2025-12-01"} | fields_unserved(good)


def licences() -> None:
    folder = Folder("transport/licences", LICENCE)
    rows = [licence(place, 120 + place) for place in range(len(PEOPLE))]
    rows[2]["有效期至"] = "2099-12-31"
    rows[3]["当前状态"] = 1
    folder.passes("从业资格_2026年6月.xlsx", workbook([["从业资格证发放情况"], *table(LICENCE, rows)], has_notes=True))
    folder.passes("UTF-8.csv", text(table(LICENCE, rows)))
    folder.passes("UTF-8带标记.csv", text(table(LICENCE, rows)).encode("utf-8-sig"))
    folder.passes("GB18030.csv", text(table(LICENCE, rows)).encode("gb18030"))
    folder.passes("UTF-16带标记.csv", text(table(LICENCE, rows)).encode("utf-16"))
    good = licence()
    fields = {
        "name": "行政相对人名称",
        "number": "证件号码",
        "decision": "行政许可决定文书号",
        "decided": "许可决定日期",
    }
    common(folder, good, fields | {"kind": "许可证书名称", "ends": "有效期至", "body": "数据来源单位"})
    bodies(folder, good, "许可机关", "许可机关统一社会信用代码")
    folder.fails("licence_not_valid", "已经无效.csv", good | {"当前状态": "2"})
    young = good | {"行政相对人名称": MINOR[0], "证件号码": MINOR[1]}
    folder.fails("minor_at_conduct", "成年前一天.csv", young | {"许可决定日期": "1917-05-31"})
    folder.fails("decision_too_old", "目录以前.csv", good | {"许可决定日期": "2014-12-31"})


def honours() -> None:
    folder = Folder("civility_office/honours", HONOUR)
    rows = [honour(place, 12 + place) for place in range(len(PEOPLE))]
    rows[1] |= {"数据类别": "道德模范", "有效期限": "长期"}
    folder.passes("身边好人_2026年.xlsx", workbook([["黑河好人名单"], [], *table(HONOUR, rows)], has_notes=True))
    folder.passes("UTF-8.csv", text(table(HONOUR, rows)))
    folder.passes("UTF-8带标记.csv", text(table(HONOUR, rows)).encode("utf-8-sig"))
    folder.passes("GB18030.csv", text(table(HONOUR, rows)).encode("gb18030"))
    folder.passes("UTF-16带标记.csv", text(table(HONOUR, rows)).encode("utf-16"))
    good = honour()
    fields = {"name": "姓名", "number": "居民身份证号", "decision": "认定文号", "decided": "认定时间"}
    common(folder, good, fields | {"kind": "数据类别", "ends": "有效期限", "body": "认定文号"})
    folder.fails("authority_unknown", "没有这个单位.csv", good | {"认定单位": "某某协会"})


def serious_list() -> None:
    folder = Folder("tax/serious_list", SERIOUS)
    rows = [serious(place, 7 + place) for place in range(len(PEOPLE))]
    rows[1] |= fields_unserved(rows[1])
    rows[2] |= {"送达方式": "公告送达", "送达凭证号": "", "告知书版本": ""}
    rows[3] |= {"数据类别": "重大税收违法失信主体（自然人）", "执行单位": "市税务局", "适用程序": "听证程序"}
    rows[4] |= {"数据状态": "撤销", "违法行为结束日期": "", "适用程序": ""}
    titled = [["重大税收违法失信主体（自然人）"], [], *table(SERIOUS, rows)]
    folder.passes("重大税收违法_2026年9月.xlsx", workbook(titled, has_notes=True))
    folder.passes("UTF-8.csv", text(table(SERIOUS, rows)))
    folder.passes("UTF-8带标记.csv", text(table(SERIOUS, rows)).encode("utf-8-sig"))
    folder.passes("GB18030.csv", text(table(SERIOUS, rows)).encode("gb18030"))
    folder.passes("UTF-16带标记.csv", text(table(SERIOUS, rows)).encode("utf-16"))
    codes = words(
        "B000001 B000002 B000003 DATA_SOURCE DATA_CATEGORY CASE_NO EXECUTE_DEPT AREA_NAME EXECUTE_REFRENCE_NO PUBLISH_DATE "
        "REGISTER_DATE EXPIRATION_DATE"
    )
    folder.passes("英文字段名.csv", text([[*codes, *SERIOUS[len(codes) :]], *table(SERIOUS, rows)[1:]]))
    good = serious()
    fields = {"name": "姓名", "number": "居民身份证号", "decision": "执行依据文号", "decided": "确定日期"}
    common(folder, good, fields | {"kind": "数据类别", "ends": "有效期限", "body": "执行依据文号"})
    serious_list_only(folder, good)


def serious_list_only(folder: Folder, good: Row) -> None:
    young = good | {"姓名": MINOR[0], "居民身份证号": MINOR[1]}
    old = good | {"确定日期": "2025-12-31", "违法行为结束日期": "2025-12-01"} | fields_unserved(good)
    folder.fails("wealth_column", "纳税数额.csv", good, add=("纳税数额",))
    folder.fails("sealed_class", "治安处罚.csv", good | {"数据类别": "治安管理处罚"})
    folder.fails("minor_at_conduct", "成年前一天.csv", young | {"违法行为结束日期": "1917-05-31"})
    folder.fails("summary_procedure", "简易程序.csv", good | {"适用程序": "简易程序"})
    folder.fails("authority_unknown", "没有这个单位.csv", good | {"执行单位": "某某税务师事务所"})
    folder.fails("column_missing", "没有确定日期.csv", good, drop=("确定日期",))
    folder.fails("decision_too_old", "目录以前.csv", old)
    folder.fails("conduct_after_decision", "行为晚于确定.csv", good | {"违法行为结束日期": "2026-09-02"})
    folder.fails("served_before_decision", "送达早于确定.csv", good | {"送达日期": "2026-08-30"})
    folder.fails("proof_incomplete", "缺送达凭证号.csv", good | {"送达凭证号": ""})
    folder.fails("conduct_end_missing", "缺结束日期.csv", good | {"违法行为结束日期": ""})
    folder.fails("procedure_missing", "缺程序.csv", good | {"适用程序": ""})


if __name__ == "__main__":
    penalties()
    licences()
    honours()
    serious_list()
