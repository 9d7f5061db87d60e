"""Good rows for the feeds' examples: invented people with birth dates before 1900, one decision each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from chengxin.core.feeds import Feed, Field
from chengxin.core.identity_number import check_character
from chengxin.core.law import Unit
from chengxin.intake.feeds import load_feeds
from chengxin.lawbook import load

Row = dict[str, Any]

LAWBOOK = load()
NOBODY = "11231100MB0999999"
EDITION = next(
    code
    for code, edition in sorted(LAWBOOK.notice_editions.items())
    if edition.in_force_from <= date(2026, 3, 1) and edition.in_force_until is None
)
SERVICE = (Field.SERVED_ON, Field.SERVICE_MODE, Field.SERVICE_PROOF_NO, Field.NOTICE_EDITION)


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

#: Headings in the order of each layout, what is dropped unread among them.
HEADINGS: Mapping[str, list[str]] = {
    "adm_penalty_natural": words(
        "行政相对人名称 行政相对人类别 行政相对人代码_1（统一社会信用代码） 行政相对人代码_2（工商注册号） "
        "行政相对人代码_3（组织机构代码） 行政相对人代码_4（税务登记号） 行政相对人代码_5（事业单位证书号） "
        "行政相对人代码_6（社会组织登记证号） 法定代表人 法定代表人证件类型 法定代表人证件号码 证件类型 证件号码 行政处罚决定书文号 "
        "违法行为类型 违法事实 处罚依据 处罚类别 处罚内容 罚款金额（万元） 没收违法所得、没收非法财物的金额（万元） "
        "暂扣或吊销证照名称及编号 处罚决定日期 处罚有效期 公示截止期 处罚机关 处罚机关统一社会信用代码 数据来源单位 "
        "数据来源单位统一社会信用代码 备注 违法行为结束日期 适用程序 送达日期 送达方式 送达凭证号 告知书版本 数据状态"
    ),
    "adm_licence_natural": words(
        "行政相对人名称 行政相对人类别 证件类型 证件号码 行政许可决定文书名称 行政许可决定文书号 许可类别 许可证书名称 许可编号 许可内容 "
        "许可决定日期 有效期自 有效期至 许可机关 许可机关统一社会信用代码 当前状态 数据来源单位 数据来源单位统一社会信用代码 备注 数据状态"
    ),
    "serious_list_natural": words(
        "姓名 居民身份证号 住址 数据来源 数据类别 案号 执行单位 地域名称 执行依据文号 发布时间 立案时间 有效期限 确定日期 "
        "违法行为结束日期 适用程序 送达日期 送达方式 送达凭证号 告知书版本 数据状态"
    ),
    "red_list_natural": words(
        "姓名 居民身份证号 住址 数据来源 数据类别 评价年度 认定文号 认定时间 认定单位 文件名 有效期限 数据状态"
    ),
    "court_listing": words(
        "序号 被执行人姓名 居民身份证号码 执行案号 执行依据文号 纳入决定书文号 失信行为具体情形 生效法律文书确定的义务 被执行人的履行情况 "
        "纳入决定日期 名单期限届满日期 作出决定的法院 作出决定的法院统一社会信用代码 失信行为结束日期 送达日期 送达方式 送达凭证号 "
        "告知书版本 数据状态"
    ),
    "volunteer_service": words(
        "序号 姓名 居民身份证号码 志愿者编号 证明类别 证明编号 服务项目 服务时长（小时） 服务日期 出具日期 出具单位 数据状态"
    ),
}
ENGLISH: Mapping[str, list[str]] = {
    "adm_penalty_natural": words(
        "CF_XDR_MC CF_XDR_LB CF_XDR_SHXYM CF_XDR_GSZC CF_XDR_ZZJG CF_XDR_SWDJ CF_XDR_SYDW CF_XDR_SHZZ CF_FRDB CF_FR_ZJLX "
        "CF_FR_ZJHM CF_XDR_ZJLX CF_XDR_ZJHM CF_WSH CF_WFXW CF_SY CF_YJ CF_CFLB CF_NR CF_NR_FK CF_NR_WFFF CF_NR_ZKDX CF_JDRQ "
        "CF_YXQ CF_GSJZQ CF_CFJG CF_CFJGDM CF_SJLY CF_SJLYDM BZ"
    ),
    "adm_licence_natural": words(
        "XK_XDR_MC XK_XDR_LB XK_XDR_ZJLX XK_XDR_ZJHM XK_XKWS XK_WSH XK_XKLB XK_XKZS XK_XKBH XK_NR XK_JDRQ XK_YXQZ XK_YXQZI "
        "XK_XKJG XK_XKJGDM XK_ZT XK_LYDW XK_LYDWDM BZ"
    ),
    "serious_list_natural": words(
        "B000001 B000002 B000003 DATA_SOURCE DATA_CATEGORY CASE_NO EXECUTE_DEPT AREA_NAME EXECUTE_REFRENCE_NO PUBLISH_DATE "
        "REGISTER_DATE EXPIRATION_DATE"
    ),
    "red_list_natural": words(
        "B000001 B000002 B000003 DATA_SOURCE DATA_CATEGORY COMMENT_YEAR IDENTIFICATION_NO IDENTIFICATION_DATE "
        "IDENTIFICATION_DEPT FILE_NAME EXPIRATION_DATE"
    ),
}


@dataclass(frozen=True)
class Source:
    """One feed and how its sender writes a row."""

    key: str
    document: str
    """A decision's number; {} stands for the order."""
    basis: str = ""
    penalty: str = "罚款"
    amount: str = "0.2"
    decided: str = "2026-09-01"
    ends: str = ""
    first_order: int = 101

    @property
    def feed(self) -> Feed:
        return load_feeds()[f"heihe/{self.key}"]

    @property
    def headings(self) -> list[str]:
        """The layout's, and what this feed adds."""
        known = HEADINGS[self.feed.layout]
        return [*known, *(column.headings[0] for column in self.feed.columns if column.headings[0] not in known)]

    @property
    def unit(self) -> Unit:
        return LAWBOOK.units[self.feed.sender]

    @property
    def kinds(self) -> list[str]:
        """The department's words for what it decides."""
        return list(self.feed.lookups[self.feed.item_field])

    def row(self, person: int = 0, order: int = 0, **changed: Any) -> Row:
        """A row that is accepted; `changed` names columns by their field, "" leaves one empty."""
        name, identity = PEOPLE[person]
        unit = self.unit
        told: dict[Field, Any] = {
            Field.NAME: name,
            Field.SUBJECT_KIND: "自然人",
            Field.DOCUMENT_TYPE: "身份证",
            Field.NUMBER: identity,
            Field.DECISION_NO: self.document.format(f"{(order or self.first_order + person):04d}"),
            self.feed.item_field: self.kinds[0],
            Field.LEGAL_BASIS: self.basis,
            Field.PENALTY_CLASS: self.penalty,
            Field.AMOUNT: self.amount,
            Field.DECIDED_ON: self.decided,
            Field.ENDS_ON: self.ends,
            Field.LICENCE_STATE: "1",
            Field.AUTHORITY_NAME: unit.name,
            Field.AUTHORITY_CODE: unit.uscc,
            Field.SENDER_NAME: unit.name,
            Field.SENDER_CODE: unit.uscc,
            Field.CONDUCT_END_ON: "2026-08-20",
            Field.PROCEDURE: "普通程序",
            Field.SERVED_ON: "2026-09-03",
            Field.SERVICE_MODE: "直接送达",
            Field.SERVICE_PROOF_NO: f"黑送〔2026〕{(order or self.first_order + person):04d}号",
            Field.NOTICE_EDITION: EDITION,
            Field.ROW_STATE: "有效",
        }
        if self.feed.column(Field.LICENCE_STATE):
            told[Field.STARTS_ON] = self.decided
        told |= {Field(field): value for field, value in changed.items()}
        here = {column.field for column in self.feed.columns}
        unread = {heading: "这一格不会读取" for heading in self.headings if self.feed.is_dropped(heading)}
        return unread | {self.feed.heading(field): value for field, value in told.items() if field in here}

    def rows(self, people: Iterable[int] = range(len(PEOPLE))) -> list[Row]:
        return [self.row(person) for person in people]

    def heading(self, field: Field) -> str:
        return self.feed.heading(field)


def unserved(feed: Feed) -> dict[str, str]:
    """Nothing in the columns of service, by field, where a feed has them."""
    return {field.value: "" for field in SERVICE if feed.column(field)}
