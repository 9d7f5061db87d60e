"""The closed lists of words that officials write in a row, and what each means here. A word outside them is refused."""

from __future__ import annotations

from collections.abc import Mapping

from chengxin.core.facts import DocumentType, RowState

DOCUMENT_TYPES: Mapping[str, DocumentType] = {
    **dict.fromkeys(("身份证", "居民身份证", "中华人民共和国居民身份证", "01", "1"), DocumentType.CITIZEN_ID),
    **dict.fromkeys(("护照", "护照号", "02", "2"), DocumentType.PASSPORT),
    **dict.fromkeys(("港澳居民来往内地通行证", "03", "3"), DocumentType.HK_MACAU_PERMIT),
    **dict.fromkeys(("台湾居民来往大陆通行证", "04", "4"), DocumentType.TAIWAN_PERMIT),
    **dict.fromkeys(("外国人永久居留身份证", "05", "5"), DocumentType.PERMANENT_RESIDENCE),
}
NATURAL_PERSON = frozenset({"自然人", "01", "1"})
PROCEDURES: Mapping[str, str] = {
    **dict.fromkeys(("普通程序", "一般程序"), "ordinary"),
    "听证程序": "hearing",
    **dict.fromkeys(("简易程序", "当场处罚"), "summary"),
}
ROW_STATES: Mapping[str, RowState] = {
    **dict.fromkeys(("有效", "正常"), RowState.VALID),
    "变更": RowState.CHANGED,
    **dict.fromkeys(("撤销", "撤回"), RowState.WITHDRAWN),
}
#: The nine classes of article 9 of the Administrative Penalty Law, as officials write them.
PENALTY_CLASSES: Mapping[str, str] = {
    "警告": "warning",
    "通报批评": "public_criticism",
    "罚款": "fine",
    "没收违法所得": "confiscation_of_gains",
    "没收非法财物": "confiscation_of_goods",
    **dict.fromkeys(("暂扣许可证件", "暂扣许可证"), "permit_suspended"),
    "降低资质等级": "qualification_reduced",
    **dict.fromkeys(("吊销许可证件", "吊销许可证"), "permit_revoked"),
    "限制开展生产经营活动": "business_restricted",
    "责令停产停业": "business_stopped",
    "责令关闭": "business_closed",
    "限制从业": "occupation_barred",
    "行政拘留": "detention",
}
#: How a decision can be served so that this platform's notice, enclosed with it, is proved. 公告送达 never proves it.
PROVING_MODES: Mapping[str, str] = {
    "直接送达": "direct",
    "留置送达": "left_with",
    "委托送达": "entrusted",
    "邮寄送达": "postal",
    "电子送达(经本人同意)": "electronic_with_consent",
}
ANNOUNCED_MODE = "公告送达"
VALID_LICENCE = frozenset({"1", "有效"})
ENDED_LICENCE = frozenset({"2", "无效"})
