"""Words that show what may never be kept about a person, in headings and in kept text. [law:pipl/第二十八条]
[law:credit_reporting_regulation/第十四条] [law:public_security_penalties_law/第一百三十六条]

A dictionary is a net, not a wall: the wall is that no free text is kept at all. What the net catches is refused unread.
"""

from __future__ import annotations

import re
import unicodedata
from functools import reduce

_PEOPLES = (
    "汉满蒙回藏壮苗彝侗瑶白傣黎畲羌京怒水",
    (
        "蒙古|维吾尔|布依|朝鲜|土家|哈尼|哈萨克|傈僳|佤|高山|拉祜|东乡|纳西|景颇|柯尔克孜|达斡尔|仫佬|布朗|撒拉|毛南|仡佬|锡伯|阿昌|"
        "普米|塔吉克|乌孜别克|俄罗斯|鄂温克|德昂|保安|裕固|塔塔尔|独龙|鄂伦春|赫哲|门巴|珞巴|基诺"
    ),
)
_PEOPLE = f"(?:[{_PEOPLES[0]}]|{_PEOPLES[1]})族"
_SPECIAL_WORDS = (
    "宗教|信教|教徒|信徒|教派|佛教|道教|基督|天主教|伊斯兰|穆斯林|邪教|法轮",
    "基因|遗传|DNA",
    "指纹|掌纹|人脸|面部特征|虹膜|声纹|步态识别|生物识别|生物特征",
    "血型|血液|血样|验血",
    "疾病|病史|病历|病情|患病|患有|诊断证明|医院诊断|经诊断|残疾|精神障碍|精神病|抑郁|艾滋|HIV|肝炎|肺结核|结核病|癌|肿瘤|怀孕|流产史|人工流产|健康状况",
    "民族|族别|" + _PEOPLE,
    "政治面貌|政治立场|政治观点|党派|党员|共青团员|入党",
    "信访|上访|访民|闹访|越级访",
    "言论|发帖|网帖|造谣|朋友圈|微博|评论内容",
    "性取向|婚姻状况|家庭成员|父母姓名|配偶|子女姓名|亲属",
)
#: 鄂伦春族 of a person, but not 鄂伦春族乡, which is a place; 道教, but not the 道 and 教练 of two words.
_EXCEPTIONS = {
    _PEOPLE: _PEOPLE + r"(?!馆|(?:[^族]{1,4}族)*(?:乡|村|镇|自治|中学|小学|学校))",
    "道教": "道教(?![练学员育])",
    "基因": "(?<!转)基因",
}
_WEALTH_WORDS = (
    "年收入|月收入|收入情况|收入金额|工资收入|家庭收入|个人收入|收入水平|存款|有价证券|证券账户|持股|商业保险|保单|不动产|房产|"
    "纳税数额|纳税额|完税金额|缴税金额|银行账|银行卡|账户余额|资产总额"
)
_WEALTH_HEADING = re.compile(r"收入|存款|证券|保险|不动产|房产|房屋|车辆价值|纳税|缴税|税额|银行|资产|余额")
#: Where law itself seals the record; the text of a legal basis shows it.
_SEALED = re.compile(
    "治安管理处罚|治安处罚|"
    "未成年人犯罪|未成年人违法|犯罪记录封存|前科封存|[不未]满(?:十八|18)周?岁|"
    "不予行政处罚|不予处罚|首违不罚|行政处罚法》?[^《]*?第(?:三十|三十三|30|33)条"
)


#: Wider than `is_special` and `is_wealth`, for engines that know no exceptions: a text in whose letters, digits and
#: characters it finds nothing is neither.
NET = f"(?i:{'|'.join(_SPECIAL_WORDS)}|{_WEALTH_WORDS})"
_WEALTH = re.compile(_WEALTH_WORDS)
_SPECIAL = re.compile(
    reduce(lambda pattern, word: pattern.replace(word, _EXCEPTIONS[word]), _EXCEPTIONS, "|".join(_SPECIAL_WORDS)),
    re.IGNORECASE,
)


def _bare(text: str) -> str:
    """Half-width, without white space, marks and invisible characters, so that 宗 教 and 宗\u200b教 read as one."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(character for character in folded if unicodedata.category(character)[0] not in "ZC")


def is_special(text: str) -> bool:
    """Whether a text touches what may never be kept about anyone."""
    return _SPECIAL.search(_stripped(text)) is not None


def is_special_heading(heading: str) -> bool:
    return is_special(heading)


def is_wealth(text: str) -> bool:
    """Whether a text speaks of what a person earns or owns."""
    return _WEALTH.search(_stripped(text)) is not None


def is_wealth_heading(heading: str) -> bool:
    return _WEALTH_HEADING.search(_stripped(heading)) is not None


def is_sealed(legal_basis: str) -> bool:
    """Whether a legal basis is one whose records law seals."""
    return _SEALED.search(_bare(legal_basis)) is not None


def _stripped(text: str) -> str:
    """Letters, digits and characters only: 疾·病 reads as one word too."""
    folded = unicodedata.normalize("NFKC", text)
    return folded if folded.isalnum() else "".join(filter(str.isalnum, folded))
