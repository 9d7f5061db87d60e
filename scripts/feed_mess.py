"""Files that pass, each named for the one thing that is odd about it: what officials really send."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any

import feed_workbooks as made
from feed_folder import Folder, table, text
from feed_rows import ENGLISH, LAWBOOK, PEOPLE, Row, unserved
from feed_workbooks import workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from chengxin.core.feeds import Field


def in_every_format(folder: Folder, name: str, *more: Row) -> None:
    """The same rows as each program saves them; a correction and a withdrawal are rows among them."""
    source = folder.source
    rows = [*source.rows(range(4)), source.row(4, row_state="变更"), source.row(5, row_state="撤销"), *more]
    cells = folder.table(*rows)
    title = [[source.feed.title], [], *cells]
    folder.passes(name, workbook(title, has_notes=True))
    folder.passes("UTF-8.csv", text(cells))
    folder.passes("UTF-8带标记.csv", text(cells).encode("utf-8-sig"))
    folder.passes("GB18030.csv", text(cells).encode("gb18030"))
    folder.passes("UTF-16带标记.csv", codecs.BOM_UTF16_LE + text(cells, "\t").encode("utf-16-le"))


class Mess:
    """Everything that is odd and right, in one feed of penalties."""

    def __init__(self, folder: Folder) -> None:
        self.folder, self.source = folder, folder.source
        self.two = self.source.rows(range(2))
        self.cells = folder.table(*self.two)
        self.width = len(self.cells[0])

    def csv(self, name: str, /, **changed: Any) -> None:
        """One row with some cells written in another way."""
        self.folder.passes(f"{name}.csv", text(self.folder.table(self.source.row(**changed))))

    def xlsx(self, name: str, /, **changed: Any) -> None:
        self.folder.passes(f"{name}.xlsx", workbook(self.folder.table(self.source.row(**changed))))

    def sheet(self, name: str, change: Callable[[Worksheet], None]) -> None:
        """The two rows in a workbook that is changed by hand."""
        self.folder.passes(f"{name}.xlsx", workbook(self.cells, change=change))

    def make(self) -> None:
        for part in (self.around, self.headings, self.texts, self.encodings, self.dates, self.amounts, self.others):
            part()
        self.documents()
        self.workbooks()

    def line(self, *told: str) -> list[str]:
        return [*told, *[""] * (self.width - len(told))]

    def around(self) -> None:
        """Titles above, notes below, headings again."""
        passes, cells = self.folder.passes, self.cells
        title = [["黑河市行政处罚信息（自然人）"], ["导出时间：2026年9月30日"], ["单位：万元"]]
        merged = workbook([*title, *cells], change=lambda page: merge(page, (1, 2, 3), self.width))
        passes("合并的标题.xlsx", merged)
        passes("标题上下有空行.xlsx", workbook([[], [], title[0], [], [], title[1], [], *cells]))
        passes("五行标题.csv", text([*title, ["制表：法制科"], ["第1页"], *cells]))
        signed = self.line("填表人：某某", "", "", "审核：某某", "", "", "2026年9月30日")
        passes("表下有填表人和审核.xlsx", workbook([*cells, [], signed]))
        passes("表下有填表人和审核.csv", text([*cells, [], signed]))
        passes("表下有合计.xlsx", workbook([*cells, self.line("合计", *[""] * 18, "0.4")]))
        passes("表下有合并的说明.xlsx", workbook([*cells, self.line("说明：以上均已送达。")], change=self._merge_last))
        passes("表下有一句话.txt", text(cells, "\t") + "以上共二人\r\n")
        passes("每页重复的列名.xlsx", workbook([*cells, cells[0], *self.folder.table(*self.source.rows((2, 3)))[1:]]))
        passes("空白行夹在中间.xlsx", workbook([*cells[:2], [], self.line("", " "), [], cells[2]]))
        passes("表下有合计和制表人.csv", text(cells) + "合计,2人\r\n制表人：某某,审核：某某\r\n")
        beside = [
            ("填报说明", [["每月5日前报法制科。"], ["联系人：某某"]], "visible"),
            ("汇总", [["合计", 7]], "visible"),
        ]
        passes("另有说明和汇总.xlsx", workbook(cells, more=beside))
        numbered = [["序号", *cells[0]], ["1", *cells[1]], ["2", *cells[2]], ["3"], ["4"]]
        passes("序号预先编好.xlsx", workbook(numbered))
        passes("末尾很多空行.csv", text([*cells, *[[""] * self.width] * 30]))
        passes("每行末尾多几个空格子.csv", text([[*row, "", ""] for row in cells]))

    def _merge_last(self, page: Worksheet) -> None:
        page.merge_cells(start_row=4, end_row=4, start_column=1, end_column=self.width)

    def headings(self) -> None:
        passes, rows = self.folder.passes, self.two
        passes("列的顺序不一样.csv", text(table(reversed(self.folder.headings), rows)))
        needed = [name for name in self.folder.headings if not self.source.feed.is_dropped(name)]
        passes("只有要读的列.csv", text(table(needed, rows)))
        passes(
            "英文字段名.csv",
            text([[*(codes := ENGLISH["adm_penalty_natural"]), *self.cells[0][len(codes) :]], *self.cells[1:]]),
        )
        other = {
            "行政相对人名称": "当事人姓名",
            "证件号码": "公民身份号码",
            "行政处罚决定书文号": "处罚决定书号",
            "违法行为类型": "案由",
            "处罚决定日期": "决定日期",
            "处罚机关": "处罚单位",
        }
        passes("别的叫法.xlsx", workbook([[other.get(name, name) for name in self.cells[0]], *self.cells[1:]]))
        marked = [f"*{name[:2]} {name[2:]}：".replace("（", "(").replace("）", ")") for name in self.cells[0]]
        passes("列名有星号空格和半角括号.csv", text([marked, *self.cells[1:]]))
        passes("列名里有换行.xlsx", workbook([[name[:4] + "\n" + name[4:] for name in self.cells[0]], *self.cells[1:]]))
        wide = [name.translate(FULL_WIDTH) for name in self.cells[0]]
        passes("列名是全角.csv", text([wide, *self.cells[1:]]))
        upper = [
            "相对人" if place in (0, 1) else "" if 11 <= place <= 12 else name
            for place, name in enumerate(self.cells[0])
        ]
        lower = [name if place in (0, 1, 11, 12) else "" for place, name in enumerate(self.cells[0])]
        upper[11] = "证件"
        passes("两行的列名.xlsx", workbook([upper, lower, *self.cells[1:]]))

    def texts(self) -> None:
        """How text is kept in a file."""
        passes, cells = self.folder.passes, self.cells
        for name, separator in (("逗号分隔", ","), ("分号分隔", ";"), ("制表符分隔", "\t")):
            passes(f"{name}.csv", text(cells, separator))
        passes("制表符分隔.txt", text(cells, "\t"))
        passes("制表符分隔.tsv", text(cells, "\t"))
        passes("写明分隔符.csv", "sep=;\r\n" + text(cells, ";"))
        passes("换行是LF.csv", text(cells, end="\n"))
        passes("换行是CR.csv", text(cells, end="\r"))
        passes("最后一行没有换行.csv", text(cells).rstrip("\r\n"))
        self.csv("引号里有换行", legal_basis="《中华人民共和国道路运输条例》\n第七十五条", penalty_class="警告\r\n罚款")
        self.csv("引号里有逗号和引号", legal_basis='《道路运输条例》第七十五条,"第一款"')
        identity = PEOPLE[0][1]
        self.csv("号码用等号保护", number=f'="{identity}"')
        self.csv("号码前有单引号", number=f"'{identity}")
        self.csv("号码里有空格", number=f"{identity[:6]} {identity[6:14]} {identity[14:]}")
        lower = next(place for place, (_, number) in enumerate(PEOPLE) if number.endswith("X"))
        self.csv("号码末位小写", person=lower, number=PEOPLE[lower][1].lower())
        self.csv("全角的号码和日期", number=identity.translate(FULL_WIDTH), decided_on="２０２６－０９－０１")
        self.csv(
            "前后有空格", name=f"　{PEOPLE[0][0]} ", authority_code=f" {self.source.unit.uscc} ", row_state=" 有效"
        )

    def encodings(self) -> None:
        cells = self.folder.table(self.source.row(2), self.source.row(3))
        self.folder.passes("UTF-16大端.csv", codecs.BOM_UTF16_BE + text(cells).encode("utf-16-be"))
        old = text(cells).encode("gb18030").replace("䶮".encode("gb18030"), b"\xfe\x9f")
        self.folder.passes("老系统里的生僻字.csv", old)
        long = [self.source.row(person) for person in (1, 4, 5)]
        self.folder.passes("生僻字和很长的名字.xlsx", workbook(self.folder.table(*long)))

    def dates(self) -> None:
        written = {
            "连写": "20260901",
            "斜线": "2026/9/1",
            "点": "2026.9.1",
            "年月日": "2026年9月1日",
            "带时间": "2026-09-01 00:00:00",
            "带时区": "2026-09-01T08:30:00.000+08:00",
            "不补零": "2026-9-1",
            "汉字": "二〇二六年九月一日",
            "年月号": "2026年9月1号",
            "有空格": "2026 年 9 月 1 日",
            "表格序号的文字": "46266",
        }
        for name, day in written.items():
            self.csv(f"日期是{name}", decided_on=day)
        figures = {
            "日期格": date(2026, 9, 1),
            "带时间的日期格": datetime(2026, 9, 1, 8, 30),  # noqa: DTZ001 - a cell has no zone
            "表格序号": 46266,
            "连写的数字": 20260901,
        }
        for name, figure in figures.items():
            self.xlsx(f"日期是{name}", decided_on=figure)
        for name, end in (("2099年12月31日", "2099-12-31"), ("9999年12月31日", "9999/12/31"), ("长期", "长期")):
            self.csv(f"有效期到{name}", ends_on=end)

    def amounts(self) -> None:
        written = {"万元": "0.2万元", "元": "2000元", "千分位": "2,000.00元", "货币符号": "￥2000元整", "万": "0.2万"}
        for name, amount in written.items():
            self.csv(f"金额写了{name}", amount=amount)
        self.csv("金额是零", amount="0")
        self.csv("没有罚款", amount="", penalty_class="警告")
        self.xlsx("金额是数字", amount=0.07)
        heading = self.source.heading(Field.AMOUNT)
        renamed = [name if name != heading else "罚款金额（元）" for name in self.cells[0]]
        rows = [
            [2000 if name == heading else cell for name, cell in zip(self.cells[0], row, strict=True)]
            for row in self.cells[1:]
        ]
        self.folder.passes("金额列以元计.xlsx", workbook([renamed, *rows]))
        self.folder.passes("金额列以元计.csv", text([renamed, *rows]))

    def documents(self) -> None:
        """The brackets around a year, and spaces."""
        marks = {
            "六角": "〔〕",
            "方": "[]",
            "圆": "()",
            "全角圆": "（）",
            "黑方头": "【】",
            "全角方": "［］",
            "书名号": "《》",
            "尖": "<>",
        }
        for place, (name, (left, right)) in enumerate(marks.items()):
            self.csv(
                f"文号用{name}括号" if name != "书名号" else "文号用书名号",
                decision_no=f"黑交罚{left}2026{right}{601 + place:04d}号",
            )
        self.csv("文号里有空格", decision_no="黑交罚 〔 2026 〕 0620 号")
        self.csv("文号是全角数字", decision_no="黑交罚〔２０２６〕０６２１号")

    def others(self) -> None:
        feed, source = self.source.feed, self.source
        self.csv("处罚类别用各种分隔", penalty_class="警告，罚款；没收违法所得/通报批评")
        self.csv("类别和证件类型用代码", subject_kind="01", document_type="1")
        self.csv("公告送达", service_mode="公告送达", service_proof_no="", notice_edition="")
        self.csv("还没有送达", **unserved(feed))
        self.csv("一般程序的旧称", procedure="一般程序")
        self.csv("撤销只填认得出的", row_state="撤销", conduct_end_on="", procedure="", **unserved(feed))
        self.csv("变更", row_state="变更", amount="0.1")
        county = LAWBOOK.units["transport_sunwu"]
        self.csv("县局的决定由市局交", authority_name=county.name, authority_code=county.uscc)
        self.folder.passes("同一行交了两次.csv", text(self.folder.table(source.row(), source.row(1))))

    def workbooks(self) -> None:
        passes, cells, source = self.folder.passes, self.cells, self.source
        august = self.folder.table(*source.rows((2, 3)))
        passes(
            "几张工作表.xlsx", workbook(cells, more=[("八月", [["标题"], *august], "visible"), ("空的", [], "visible")])
        )
        passes("隐藏的清单.xlsx", workbook(cells, more=[("选项", [["直接送达"], ["邮寄送达"]], "hidden")]))
        passes(
            "填写说明和问题清单.xlsx", workbook(cells, has_notes=True, more=[("问题清单", [["上次的问题"]], "visible")])
        )
        self.sheet("隐藏的列", lambda page: setattr(page.column_dimensions["F"], "hidden", True))
        self.sheet("有筛选没有隐藏", lambda page: setattr(page.auto_filter, "ref", page.dimensions))
        self.sheet("冻结窗格", lambda page: setattr(page, "freeze_panes", "B2"))
        self.sheet("有批注", lambda page: setattr(page["A2"], "comment", Comment("已核对", "某某")))
        self.sheet("有超链接", lambda page: setattr(page["A2"], "hyperlink", "mailto:nobody@example.org"))
        self.sheet("远处有带格式的空格", lambda page: setattr(page["AZ9000"], "fill", PatternFill("solid", "FFFFFF00")))
        passes("不读的列里是公式.xlsx", workbook(self.folder.table(source.row() | {"备注": "=1+1"})))
        plain = workbook(cells)
        inside = made.parts_of(plain)
        passes("内部没有压缩.xlsx", made.packed(inside, kind=0))
        renamed = inside[made.SHEET].replace(b"<c r=", b"<c s='0' r=").replace(b" s='0'", b"", 1)
        passes("内部写法不同.xlsx", made.packed(inside | {made.SHEET: renamed}))


FULL_WIDTH = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}


def merge(page: Worksheet, rows: Iterable[int], width: int) -> None:
    for row in rows:
        page.merge_cells(start_row=row, end_row=row, start_column=1, end_column=width)
