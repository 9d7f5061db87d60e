"""What no lawbook may hold, whatever its data say: the floors of the catalogue, of measures and of purposes.

[law:pipl/第六条] [law:pipl/第二十五条] [law:pipl/第二十八条] [law:credit_reporting_regulation/第十四条]
[law:public_security_penalties_law/第一百三十六条] [law:administrative_penalty_law/第三十三条]

Each floor gives the key that is wrong and one sentence that says why and what to do; nothing here raises.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from chengxin.core import never_kept
from chengxin.core.law import Basis, Item, Kind, Period, Purpose, Rank, RepairClass, Sharing

ADVERSE_CEILING_MONTHS = 60

#: A record may rest on these only where it enters by consent, and never without naming an article where there are any.
_WITHOUT_ARTICLES = frozenset({Rank.POLICY, Rank.STANDARD, Rank.DEPARTMENT_RULE})
_CATCH_ALL = re.compile("其他|其它|等行为|等违法|等情形|一切|各类|所有违法|有关法律|相关法律|等法律")
_SEALED_SOURCES = frozenset({"public_security_penalties_law"})
_SEALED_ARTICLES = {
    "administrative_penalty_law": frozenset({"第三十条", "第三十三条"}),
    "criminal_procedure_law": frozenset({"第二百八十六条"}),
}
_MINOR = re.compile("未成年|学生|儿童|少年|中小学")
_SCORE = re.compile("评分|打分|评级|等级评定|信用分|积分|排名|红黑名单")

Problem = tuple[str, str]
"""The key and the sentence."""


def of_item(item: Item) -> Iterator[Problem]:
    """Everything that keeps an item out of the catalogue."""
    yield from _basis(item)
    yield from _never(item)
    yield from _catch_all(item)
    yield from _term(item)
    if not item.decider.strip():
        yield "decider", "没有写明由谁作出决定。请写明有权作决定的机关。"
    if not item.source_units:
        yield "source_units", "没有信源单位。请写明由哪个单位报送并对真实性负责。"
    if item.is_adverse and item.repair_class is RepairClass.NONE:
        yield "repair_class", "不利事项没有修复分类。请按国办发〔2025〕22号写明轻微、一般或严重。"
    if item.kind is Kind.POSITIVE and not item.requires_consent:
        yield "requires_consent", "正面事项只能经本人同意进入。请写requires_consent = true。"
    if item.requires_consent and item.sharing is Sharing.GOV_SHARE:
        yield "sharing", "经同意才进入的事项不能由机关依职权查询。请写authorised或self。"


def _basis(item: Item) -> Iterator[Problem]:
    if not item.bases:
        yield "bases", "没有法律依据。没有依据的事项不能收。"
        return
    by_consent = item.requires_consent and not item.is_adverse
    if not by_consent and not any(basis.is_sufficient for basis in item.bases):
        yield "bases", "依据的位阶不够。要有法律、行政法规、本省地方性法规或司法解释，并写明条文。"
    yield from unlisted_articles(item.bases)


def unlisted_articles(bases: Sequence[Basis]) -> Iterator[Problem]:
    """Citations that name no article, or one that the source does not list."""
    for basis in bases:
        if not basis.articles and basis.source.rank not in _WITHOUT_ARTICLES:
            yield "bases", f"《{basis.source.title}》没有写明条文。请列出用到的每一条。"
        for article in basis.articles:
            if article not in basis.source.articles:
                yield "bases", f"《{basis.source.title}》的条文清单里没有{article}。请先补进sources，并核对原文。"


def _never(item: Item) -> Iterator[Problem]:
    words = "".join((item.name, item.conduct, item.deciding_document, item.subjects))
    if never_kept.is_special(words):
        yield "name", "涉及宗教、基因、指纹、血型、疾病、民族、政治、信访、言论、家庭等内容，任何依据都不能收。请删去这个事项。"
    if never_kept.is_wealth(words):
        yield "name", "涉及收入、存款、证券、保险、不动产、纳税数额，不能收。请删去这个事项。"
    if _MINOR.search(words):
        yield "name", "涉及未成年人或在校学生，不能收。请删去这个事项。"
    if _SCORE.search(words):
        yield "name", "涉及对人的评分、评级或排名，不能收。请删去这个事项。"
    if never_kept.is_sealed(words) or any(map(_is_sealed, item.bases)):
        yield "bases", "属于依法封存的一类（治安管理处罚、未成年人记录、首违不罚等），不能收。请删去这个事项。"


def _is_sealed(basis: Basis) -> bool:
    source = basis.source.slug
    return source in _SEALED_SOURCES or bool(_SEALED_ARTICLES.get(source, frozenset()) & set(basis.articles))


def _catch_all(item: Item) -> Iterator[Problem]:
    for key, text in (("name", item.name), ("conduct", item.conduct), ("deciding_document", item.deciding_document)):
        if _CATCH_ALL.search(text):
            yield key, f"“{_CATCH_ALL.search(text).group()}”是兜底的说法。请把每一种行为和条文一一列出。"  # type: ignore[union-attr]
    if not item.conduct.strip():
        yield "conduct", "没有写明记录的是什么行为。请一一列出。"


def _term(item: Item) -> Iterator[Problem]:
    months = item.retention.months
    if months <= 0:
        yield "retention", "没有保存期限。每条记录登记时就要有到期的日子。"
    if item.is_adverse and months > ADVERSE_CEILING_MONTHS and item.longer_bar is None:
        yield "retention", f"保存{months}个月，超过{ADVERSE_CEILING_MONTHS}个月。除非条文本身规定了更长的限制，并写在longer_bar里。"
    if item.longer_bar is not None and not item.longer_bar.is_sufficient:
        yield "longer_bar", "更长的期限没有足够位阶的条文。请写明法律、行政法规的条文。"
    if item.publish_max_months > months:
        yield "publish_max_months", f"公开{item.publish_max_months}个月，比保存{months}个月还长。公开不能长于保存。"
    if item.in_force_until is not None and item.in_force_until <= item.in_force_from:
        yield "in_force_until", "停止施行的日子不晚于开始施行的日子。请改正。"


def of_purpose(purpose: Purpose) -> Iterator[Problem]:
    """Everything that keeps a purpose out of the closed list."""
    if not purpose.bases:
        yield "bases", "没有法律依据。没有依据的用途不能问。"
    elif not purpose.is_own_file and not any(basis.is_sufficient for basis in purpose.bases):
        yield "bases", "依据的位阶不够。要有法律、行政法规、本省地方性法规或司法解释，并写明条文。"
    yield from unlisted_articles(purpose.bases)
    for cell in purpose.cells:
        if not cell.basis.articles:
            yield "cells", f"{cell.item}没有写明把它和这个用途连起来的条文。请补上。"
        yield from (("cells", sentence) for _, sentence in unlisted_articles([cell.basis]))
    if not purpose.is_own_file and not purpose.cells:
        yield "cells", "没有列出能答复哪些事项。请一一列出，各附条文。"
    if not purpose.is_own_file and not purpose.services:
        yield "services", "没有列出为哪些具体事项可以问。请一一列出。"


def of_period(period: Period) -> Iterator[Problem]:
    """Everything that keeps a period out: no basis, or a rule of our own that does not favour the person."""
    if period.is_own_rule and not period.favours_person.strip():
        yield period.code, "平台自己定的期限只能有利于本人。请写明它怎样有利于本人，或者写明法律依据。"
    if not period.is_own_rule and not period.basis:
        yield period.code, "没有写明法律依据，也没有说明是平台自己定的。"
    if period.value < 0:
        yield period.code, "期限不能是负数。"


def overlapping(editions: Sequence[Item] | Sequence[Purpose]) -> Iterator[tuple[str, str]]:
    """Slugs of which two editions are in force on one day, with the sentence."""
    for one, other in combinations(sorted(editions, key=lambda edition: edition.in_force_from), 2):
        if one.slug == other.slug and (one.in_force_until is None or other.in_force_from < one.in_force_until):
            yield other.slug, f"{one.in_force_from}版和{other.in_force_from}版同时施行。请给前一版写上in_force_until。"
