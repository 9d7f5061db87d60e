"""Files that fail, one defect each."""

from __future__ import annotations

from typing import Any

import feed_workbooks as made
from feed_folder import Folder, text
from feed_rows import EDITION, LAWBOOK, MINOR, NOBODY, number, unserved
from feed_workbooks import SHEET, workbook

from chengxin.core.feeds import Field
from chengxin.core.uscc import check_character

STRANGER = LAWBOOK.units["pbc"]


class Defects:
    """What goes wrong in one feed."""

    def __init__(self, folder: Folder) -> None:
        self.folder, self.source = folder, folder.source
        self.feed = folder.source.feed
        self.good = self.source.row()
        self.item = self.feed.item_field.value
        self.is_adverse = any(LAWBOOK.items[slug].is_adverse for slug in self.feed.items)

    def fails(self, code: str, name: str, /, **changed: Any) -> None:
        self.folder.fails_with(code, name, self.source.row(**changed))

    def has(self, field: Field) -> bool:
        return self.feed.column(field) is not None

    def heading(self, field: Field) -> str:
        return self.feed.heading(field)

    def column(self, code: str, name: str) -> None:
        """A file with one more column."""
        self.folder.fails_with(code, f"{name}.csv", self.good, add=(name,))

    def in_every_feed(self) -> None:
        """What each sender meets sooner or later."""
        document, name = self.good[self.heading(Field.DECISION_NO)], self.good[self.heading(Field.NAME)]
        identity = self.good[self.heading(Field.NUMBER)]
        self.folder.fails_with("column_missing", "缺一列.csv", self.good, drop=(self.heading(Field.NUMBER),))
        self.folder.fails_with("unknown_column", "多出一列.csv", self.good | {"性别": "男"}, add=("性别",))
        self.column("forbidden_column", "民族")
        self.fails("forbidden_content", "写了信仰.csv", decision_no=document + "（信教）")
        self.fails("value_missing", "姓名为空.csv", name="  ")
        self.fails("text_control", "姓名里的零宽字符.csv", name="张\u200b三")
        self.fails("number_as_figure", "号码成了数字.xlsx", number=int(identity[:17] + "0"))
        self.fails("number_wrong_check", "校验位不对.csv", number=identity[:17] + ("1" if identity[17] != "1" else "2"))
        self.fails("number_wrong_shape", "隐去了几位.csv", number=identity[:6] + "********" + identity[14:])
        self.fails("item_unknown", "目录以外.csv", **{self.item: "目录里没有的类型"})
        self.fails("date_unreadable", "只有年月.csv", decided_on="2026年9月")
        self.fails("row_state_unknown", "状态认不出.csv", row_state="正在办理")
        older = "2025-12-31" if self.is_adverse else "2014-12-31"
        self.fails("decision_too_old", "目录以前.csv", decided_on=older, **self._as_old())
        self.folder.fails_with("contradicts_row", "前后矛盾.csv", self.good, self.source.row(name=name + "甲"))
        self._bodies()
        if self.is_adverse:
            self._adverse()
        else:
            day = {"decided_on": "1917-05-31"}
            self.fails("minor_at_conduct", "成年前一天.csv", name=MINOR[0], number=MINOR[1], **day)

    def _as_old(self) -> dict[str, str]:
        return {"conduct_end_on": "2025-12-01", **unserved(self.feed)} if self.is_adverse else {}

    def _adverse(self) -> None:
        young = {"name": MINOR[0], "number": MINOR[1]}
        self.fails("minor_at_conduct", "成年前一天.csv", conduct_end_on="1917-05-31", **young)
        self.fails("conduct_end_missing", "缺结束日期.csv", conduct_end_on="")
        self.fails("conduct_after_decision", "行为晚于决定.csv", conduct_end_on="2026-09-02")
        self.fails("served_before_decision", "送达早于决定.csv", served_on="2026-08-30")
        self.fails("proof_incomplete", "缺送达凭证号.csv", service_proof_no="")
        self.fails("sealed_class", "治安处罚.csv", **{self.item: "治安管理处罚"})
        if self.has(Field.PROCEDURE):
            self.fails("summary_procedure", "简易程序.csv", procedure="简易程序")
            if any("procedure" in LAWBOOK.items[slug].demands for slug in self.feed.items):
                self.fails("procedure_missing", "缺程序.csv", procedure="")

    def _bodies(self) -> None:
        if self.has(Field.AUTHORITY_CODE):
            unknown = NOBODY + check_character(NOBODY)
            self.fails("authority_unknown", "没有这个机关.csv", authority_code=unknown)
            other = {"authority_name": STRANGER.name, "authority_code": STRANGER.uscc}
            self.fails("authority_not_yours", "别的机关.csv", **other)
            self.fails("authority_code_wrong", "代码不对.csv", authority_code=self.source.unit.uscc[:17] + "?")
        else:
            self.fails("authority_unknown", "没有这个单位.csv", authority_name="某某协会")
        if self.has(Field.SENDER_CODE):
            self.fails("sender_not_yours", "来源不是本单位.csv", sender_code=STRANGER.uscc)
        if self.has(Field.SUBJECT_KIND):
            self.fails("not_a_natural_person", "法人.csv", subject_kind="法人及非法人组织")
        if self.has(Field.DOCUMENT_TYPE):
            self.fails("age_unknown", "护照.csv", document_type="护照号", number="E12345678")

    def in_full(self) -> None:
        """Everything else that can be wrong with any file and any row."""
        self._files()
        self._headings()
        self._texts()
        self._numbers()
        self._dates()
        if self.has(Field.SUBJECT_KIND):
            self.fails("not_a_natural_person", "个体工商户.csv", subject_kind="个体工商户")
        if self.has(Field.DOCUMENT_TYPE):
            self.fails("document_type_not_taken", "军官证.csv", document_type="军官证")
        if self.has(Field.LICENCE_STATE):
            self.fails("licence_not_valid", "已经无效.csv", licence_state="2")

    def _files(self) -> None:
        cells = self.folder.table(self.good)
        plain, good = workbook(cells), text(cells)
        fails = self.folder.fails
        fails("file_type_unknown", "网页存成的表格.xls", "<html><table><tr><td>姓名</td></tr></table></html>")
        fails("file_type_unknown", "文档.pdf", b"%PDF-1.7\n")
        fails("file_type_unknown", "改了后缀的工作簿.csv", plain)
        fails("file_old_format", "旧版表格.xls", made.OLD_OFFICE)
        fails("file_old_format", "只改了后缀.xlsx", made.OLD_OFFICE)
        fails("file_damaged", "传输中断.xlsx", plain[:900])
        fails("file_damaged", "改了后缀的文本.xlsx", good)
        fails("file_damaged", "引号不成对.csv", good + '"没有结束的引号')
        fails("file_locked", "设了密码.xlsx", made.LOCKED)
        fails("file_unsafe", "压缩异常.xlsx", made.bomb())
        fails("encoding_unknown", "没有标记的UTF-16.csv", good.encode("utf-16-le"))
        fails("encoding_unknown", "夹了坏字节.csv", good.encode("gb18030") + b"\xff\xff")
        fails("file_holds_nul", "空字符.csv", good.replace(self.good[self.heading(Field.NAME)], "葛\0长河"))
        fails("header_missing", "没有列名.csv", text(cells[1:]))
        fails("header_missing", "标题太多.csv", text([[f"标题第{n}行"] for n in range(1, 7)]) + good)
        fails("no_rows", "只有列名.csv", text(cells[:1]))
        fails("no_rows", "空文件.csv", b"")
        fails("no_rows", "只有空白.csv", b"\r\n \r\n\t\r\n")

    def _headings(self) -> None:
        fails, cells = self.folder.fails, self.folder.table(self.good)
        name = self.heading(Field.NAME)
        self.folder.fails_with("too_many_columns", "列太多.csv", self.good, add=tuple(f"附加{n}" for n in range(200)))
        self.folder.fails_with("column_twice", "同名两列.csv", self.good, add=(name,))
        fails("column_unnamed", "没有列名的列.csv", text([[cells_[0], "", *cells_[1:]] for cells_ in cells]))
        fails("header_below_rows", "列名排到了中间.csv", text([cells[1], cells[0], cells[1]]))
        for heading in ("宗教信仰", "血型", "指纹编号", "政治面貌", "病史", "信访情况"):
            self.column("forbidden_column", heading)
        for heading in ("年收入（元）", "纳税数额", "银行账号", "房产情况"):
            self.column("wealth_column", heading)

    def _texts(self) -> None:
        document, kind = self.good[self.heading(Field.DECISION_NO)], self.source.kinds[0]
        broken = self.folder.table(self.good)
        self.folder.fails("cells_shifted", "多一个逗号.csv", text([broken[0], [*broken[1], "多出来的"]]))
        self.folder.fails("cells_shifted", "传到一半的行.csv", text([*broken, broken[1][:5]])[:-2])
        self.fails("forbidden_content", "字间加空格.csv", **{self.item: "宗 教 活动"})
        self.fails("wealth_content", "写了存款.csv", **{self.item: kind + "，名下存款三万元"})
        self.fails("text_unreadable", "乱码.csv", decision_no=document + "\ufffd")
        self.fails("text_control", "看不见的字符.csv", decision_no=document + "\u200b")
        self.fails("text_control", "控制字符.csv", decision_no=document + "\x07")
        self.fails("text_control", "号码里的零宽字符.csv", number="\u200b" + self.good[self.heading(Field.NUMBER)])
        self.fails("text_direction", "反向文字.csv", name="张\u202e三")
        self.fails("text_private_use", "自造字.csv", name="张\ue000")
        self.fails("text_private_use", "文号里的自造字.csv", decision_no=document + "\ue001")
        self.fails("text_too_long", "文号太长.csv", decision_no="长" * 2001)
        self.fails("name_unreadable", "姓名乱码.csv", name="锟斤拷")
        self.fails("name_too_long", "姓名太长.csv", name="长" * 201)
        self.fails("cell_error", "错误值.csv", ends_on="#REF!")
        self.fails("cell_error", "列太窄.csv", decided_on="########")
        self.fails("cell_formula", "文本里的公式.csv", decision_no="=CONCATENATE(A1)")

    def _numbers(self) -> None:
        identity = self.good[self.heading(Field.NUMBER)]
        self.fails("number_as_figure", "科学记数.csv", number="2.31102E+17")
        self.fails("number_fifteen_digits", "旧号码.csv", number="231102880612031")
        self.fails("number_wrong_shape", "少一位.csv", number=identity[:17])
        self.fails("number_wrong_birth_date", "没有这一天.csv", number=number("231102", "18890230", 31))
        self.fails("decision_no_wrong", "没有文号.csv", decision_no="无")

    def _dates(self) -> None:
        self.fails("date_unreadable", "没有这一天.csv", decided_on="2026-02-29")
        self.fails("date_unreadable", "两位的年份.csv", decided_on="26-09-01")
        self.fails("date_unreadable", "日月年.csv", decided_on="01/09/2026")
        self.fails("date_unreadable", "写了待定.csv", decided_on="待定")
        later = {"decided_on": "2062-10-11", "ends_on": "2099-12-31", **unserved(self.feed)}
        self.fails("decision_in_future", "年份写错.csv", **later)
        self.fails("ends_before_start", "结束早于开始.csv", ends_on="2020-01-01")


def of_penalties(defects: Defects) -> None:
    """What only the layout of penalties can get wrong."""
    fails = defects.fails
    fails("sealed_class", "首违不罚.csv", legal_basis="《中华人民共和国行政处罚法》第三十三条第一款")
    fails("text_too_long", "依据太长.csv", legal_basis="长" * 2001)
    fails("cell_too_long", "一格四万字.csv", legal_basis="长" * 40_000)
    fails("amount_unreadable", "大写的金额.csv", amount="贰仟元")
    fails("amount_unreadable", "约数.csv", amount="约2000元")
    fails("amount_unreadable", "负数.csv", amount="-0.2")
    fails("amount_unreadable", "没有单位的千分位.csv", amount="2,000")
    fails("amount_too_large", "元当成万元.csv", amount="2000")
    fails("penalty_class_unknown", "其他.csv", penalty_class="其他")
    fails("procedure_unknown", "程序认不出.csv", procedure="快速办理")
    fails("served_in_future", "还没有到的日子.csv", served_on="2026-12-24")
    fails("service_mode_unknown", "方式认不出.csv", service_mode="微信通知")
    fails("notice_edition_unknown", "没有这个版本.csv", notice_edition="1999-01")
    fails("proof_incomplete", "缺告知书版本.csv", notice_edition="")
    fails("proof_incomplete", "缺送达方式.csv", service_mode="", notice_edition=EDITION)
    fails("age_unknown", "永久居留身份证.csv", document_type="外国人永久居留身份证", number="RUS110080010125")


def beside_values(defects: Defects) -> None:
    """What a spreadsheet shows and a value does not."""
    source, folder = defects.source, defects.folder
    cells = folder.table(*source.rows(range(2)))
    hidden = workbook(cells, change=lambda page: setattr(page.row_dimensions[3], "hidden", True))
    folder.fails("row_hidden", "筛选留下的隐藏行.xlsx", hidden)
    flat = made.changed(workbook(cells), SHEET, b'<row r="3">', b'<row r="3" ht="0" customHeight="1">')
    folder.fails("row_hidden", "行高为零.xlsx", flat)
    for name, state in (("隐藏的工作表.xlsx", "hidden"), ("深度隐藏的工作表.xlsx", "veryHidden")):
        more = [("上月", folder.table(source.row(2)), state)]
        folder.fails("row_hidden", name, workbook(cells[:2], more=more))
    defects.fails("cell_formula", "没有算过的公式.xlsx", decided_on="=TODAY()")
    place = folder.headings.index(defects.heading(Field.ENDS_ON)) + 1
    ends = f'<c r="{letters(place)}2"'.encode()
    plain = workbook(folder.table(source.row(ends_on="2099-12-31")))
    start = made.parts_of(plain)[SHEET].index(ends)
    old = made.parts_of(plain)[SHEET][start:].split(b"</c>")[0] + b"</c>"
    kept = (
        ("算过的公式.xlsx", b"<f>DATE(2099,12,31)</f><v>73050</v>"),
        ("共享的公式.xlsx", b'<f t="shared" ref="A2:B2" si="0">DATE(2099,12,31)</f><v>73050</v>'),
        ("数组公式.xlsx", b'<f t="array" ref="' + ends[6:-1] + b'">DATE(2099,12,31)</f><v>73050</v>'),
        ("带前缀的公式.xlsx", b'<x:f xmlns:x="' + made.MAIN.encode() + b'">1+1</x:f><v>73050</v>'),
    )
    for name, formula in kept:
        folder.fails("cell_formula", name, made.changed(plain, SHEET, old, ends + b">" + formula + b"</c>"))
    wrong = ends + b' t="e"><v>#REF!</v></c>'
    folder.fails("cell_error", "错误值.xlsx", made.changed(plain, SHEET, old, wrong))
    place = folder.headings.index(defects.heading(Field.AUTHORITY_NAME)) + 1
    area = {"start_row": 2, "end_row": 3, "start_column": place, "end_column": place}
    folder.fails("cell_merged", "上下合并.xlsx", workbook(cells, change=lambda page: page.merge_cells(**area)))
    area |= {"end_row": 2, "end_column": place + 1}
    folder.fails("cell_merged", "左右合并.xlsx", workbook(cells, change=lambda page: page.merge_cells(**area)))
    total = ["小计", *[""] * (len(cells[0]) - 1)]
    folder.fails("value_missing", "中间的小计.xlsx", workbook([*cells[:2], total, cells[2]]))
    strange = [("续", cells[1:], "visible")]
    folder.fails("header_missing", "第二张表没有列名.xlsx", workbook(cells, more=strange))


def letters(place: int) -> str:
    """A column's letters from its place, from 1."""
    return ("" if place <= 26 else chr(64 + (place - 1) // 26)) + chr(65 + (place - 1) % 26)


def hostile(defects: Defects) -> None:
    """What no spreadsheet program writes, or must not be opened."""
    folder = defects.folder
    cells = folder.table(defects.good)
    plain = workbook(cells)
    declared = b'<worksheet xmlns="' + made.MAIN.encode()

    def holding(**parts: bytes) -> bytes:
        return made.packed(made.parts_of(plain) | parts)

    fails = folder.fails
    fails("file_unsafe", "解开后比说的大.xlsx", made.mislabelled_bomb(plain))
    fails("file_unsafe", "几百个部件.xlsx", holding(**{f"xl/media/{n}.png": b"x" for n in range(501)}))
    fails("file_nested", "夹带压缩包.xlsx", holding(**{"xl/media/a.zip": plain}))
    fails("file_nested", "夹带没有后缀的压缩包.xlsx", holding(**{"xl/media/a.png": plain}))
    fails("file_nested", "压缩包改名.xlsx", made.packed({"数据.xlsx": plain}))
    fails("file_nested", "嵌入的对象.xlsx", holding(**{"xl/embeddings/oleObject1.bin": b"x"}))
    fails("file_nested", "宏.xlsx", holding(**{"xl/vbaProject.bin": made.OLD_OFFICE}))
    fails("file_nested", "程序.xlsx", holding(**{"xl/media/a.png": b"MZ" + bytes(64)}))
    fails("file_part_names", "往上级目录.xlsx", holding(**{"../../a.xml": b"<a/>"}))
    fails("file_part_names", "绝对路径.xlsx", holding(**{"/etc/a.xml": b"<a/>"}))
    fails("file_part_names", "盘符和反斜杠.xlsx", holding(**{"C:\\a.xml": b"<a/>"}))
    fails("file_parts_twice", "同名的两张表.xlsx", made.twice(plain))
    fails("file_locked", "部件加密.xlsx", made.encrypted_parts(plain))
    fails("file_entities", "实体膨胀.xlsx", made.changed(plain, SHEET, declared, made.ENTITIES + declared))
    fails("file_entities", "外部实体.xlsx", made.changed(plain, SHEET, declared, made.OUTSIDE + declared))
    fails("file_damaged", "里面换了编码.xlsx", made.in_utf_16(plain))
    fails("file_damaged", "后面接了东西.xlsx", plain + b"more")
    fails("file_damaged", "没有工作簿.xlsx", made.packed({"word/document.xml": b"<a/>"}))
    fails("file_links_outside", "连着别的工作簿.xlsx", holding(**{"xl/externalLinks/externalLink1.xml": b"<a/>"}))
    fails("file_links_outside", "连着数据库.xlsx", holding(**{"xl/connections.xml": b"<a/>"}))
    outside = made.changed(plain, "xl/_rels/workbook.xml.rels", b" Target=", b' TargetMode="External" Target=')
    fails("file_links_outside", "部件在别处.xlsx", outside)
    old = made.changed(plain, "xl/workbook.xml", b"<workbookPr ", b'<workbookPr date1904="1" ')
    fails("file_dates_1904", "1904年日期系统.xlsx", old)
    far = workbook(cells, change=lambda page: page.__setitem__("XFD1048576", "完"))
    fails("sheet_too_large", "最后一格有内容.xlsx", far)
    merged = b'</sheetData><mergeCells><mergeCell ref="A3:A1048576"/><mergeCell ref="B3:B1048576"/></mergeCells>'
    fails("sheet_too_large", "合并了上百万行.xlsx", made.changed(plain, SHEET, b"</sheetData>", merged))
    spilled = b'<row r="9"><c r="A9"><f t="array" ref="A9:A1048576">1</f><v>1</v></c><c r="B9"><f t="array" ref="B9:B1048576">1</f></c></row>'
    fails("sheet_too_large", "公式铺满.xlsx", made.changed(plain, SHEET, b"</sheetData>", spilled + b"</sheetData>"))
