"""What no lawbook may hold, whatever its data say: the floors of items, measures, purposes and periods.

[law:pipl/第六条] [law:pipl/第二十五条] [law:pipl/第二十八条] [law:credit_reporting_regulation/第十四条]
[law:public_security_penalties_law/第一百三十六条] [law:administrative_penalty_law/第三十三条]
[law:criminal_procedure_law/第二百八十六条]

Each floor gives the key that is wrong and one sentence that says why and what to do; nothing here raises. Data can add to
these floors and never take away from them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TypeVar

from chengxin.core import never_kept
from chengxin.core.assessments import Assessment, may_be_one_person
from chengxin.core.calendar import add_months
from chengxin.core.editions import Dated, Editions, first_day
from chengxin.core.hiding import HidingCategory
from chengxin.core.law import (
    OPEN_GROUNDS,
    Agreement,
    Basis,
    Certainty,
    ColumnType,
    Demand,
    Division,
    Item,
    Kind,
    Layout,
    Measure,
    OnObjection,
    Period,
    PublishedList,
    Purpose,
    Rank,
    RepairClass,
    RetentionStart,
    Service,
    Sharing,
    Source,
)
from chengxin.core.official_words import PENALTY_CLASSES
from chengxin.core.watching import OF_MATTERS, Rule, Sign

ADVERSE_CEILING_MONTHS = 60
#: After so long what a body may ask is looked at anew.
AGREEMENT_CEILING_MONTHS = 60
WAITING_DAYS = 7
EXTRACT_DAYS = 7
#: “Three years”: nothing older keeps anybody out of a convenience.
LOOK_BACK_MONTHS = 36
PAPER_DAYS = 20
STATISTICS_LEAST = 10
#: Per cent of what rests on the word of a window alone: less would be noticed by nobody.
WORD_SAMPLE_LEAST = 20
_LEAST = {
    "statistics_least": (STATISTICS_LEAST, f"统计里少于{STATISTICS_LEAST}条的数不能写出来。请改大。"),
    "word_sample": (WORD_SAMPLE_LEAST, f"只凭窗口一句话的事，每周最少抽{WORD_SAMPLE_LEAST}%。请改大。"),
}

#: Which periods the product counts with, and in what; a lawbook without one of them cannot be used.
PERIODS: Mapping[str, str] = {
    "waiting_period": "day",
    "repair_min_per_decision": "month",
    "repair_min_minor": "month",
    "repair_min_general": "month",
    "repair_min_serious": "month",
    "adverse_ceiling": "month",
    "source_confirmation_kept": "month",
    "matter_without_outcome": "day",
    "objection_source": "working_day",
    "objection_extended": "day",
    "objection_review": "working_day",
    "objection_review_asked": "day",
    "recall_reach": "month",
    "extract_valid": "day",
    "kept_after_removal": "month",
    "kept_after_repair": "month",
    "kept_after_basis_ended": "month",
    "keep_at_most": "month",
    "second_matter": "day",
    "upload_kept": "day",
    "files_a_day": "file",
    "files_a_day_in_all": "file",
    "held_row_kept": "day",
    "access_log_kept": "month",
    "reconsideration": "day",
    "litigation": "month",
    "consent_longest": "day",
    "mandate_longest": "day",
    "sign_in_code": "day",
    "papers_reminder": "working_day",
    "why_answer": "working_day",
    "why_judge": "working_day",
    "hiding_longest": "day",
    "look_sample": "percent",
    "word_sample": "percent",
    "statement_window": "working_day",
    "statistics_least": "record",
    "complaint_answer": "working_day",
    "complaint_kept": "month",
    "impact_assessment_kept": "month",
    "seat_proposal": "day",
    "first_password": "day",
    "idle_time_out": "minute",
    "own_idle_time_out": "minute",
    "sessions_at_once": "session",
    "proof_lasts": "minute",
    "yearly_course": "month",
    "witness_patience": "hour",
}

Problem = tuple[str, str]
"""The key and the sentence."""

#: Documents of these ranks are often cited whole; they carry nothing against a person.
_MAY_BE_CITED_WHOLE = frozenset({Rank.POLICY, Rank.STANDARD, Rank.DEPARTMENT_RULE})
_OF_GOVERNMENT = re.compile(r"https://(?:[a-z0-9-]+\.)+gov\.cn/[a-zA-Z0-9/_.-]*")
_ARTICLE = re.compile("第[零〇一二三四五六七八九十百千0-9]+条(之[一二三四五六七八九十]+)?(第.+款)?(第.+项)?")
#: 等 of a list left open; not 平等, 等级, 等候.
_OPEN = "(?<![平同中高初均相])等(?![级同于待候额距值])"
_CATCH_ALL = re.compile(f"其他|其它|{_OPEN}|一切|各类|各种|任何违法|所有违法|有关|相关|类似|不限于|另有规定")

#: Stricter than for a row: a catalogue has no reason to come near any of these.
_SPECIAL_HERE = re.compile(
    "信仰|政治|家庭|父母|子女|配偶|婚姻|家属|健康状况|体检|就医|诊疗记录|用药|行踪|轨迹|定位|工会会员|"
    "犯罪记录|前科|欠费|水费|电费|燃气费|话费|物业费|投诉|举报|抓拍|摄像"
)
_WEALTH_HERE = re.compile(
    "收入|存款|储蓄|工资(?:收入|数额|金额|水平|条|卡|流水)|月薪|薪酬|证券(?![业从投服监公经分])|股票|基金份额|商业保险|人身保险|投保|保单|不动产|房产(?![中经])|房屋|产权登记|"
    "纳税(?:数额|金额|额|记录|情况)|[缴完]税|税额|税款|银行(?:账|卡|流水|余额)|账户|资产(?!评估)|财产状况|公积金(?:余额|缴存)"
)
_YOUNG = re.compile("未成年|学生|学籍|儿童|少年|[不未]满(?:十八|18)周?岁|附条件不起诉")
_WORTH = re.compile("评分|打分|评级|等级评定|信用分|积分|排名|红黑名单|黑名单|画像")
#: What is given to some and so not to others; a convenience is procedural and distributes none of it.
_SCARCE = re.compile(
    "名额|指标|配额|学位|评选|评优|竞争|竞标|竞买|招标|投标|采购|拍卖|摇号|抽签|录取|录用|招录|招考|招聘|补贴|补助|奖金|资金|扶持|"
    "贷款|减免|免费|住房|加分|排序|优先录|优先分|优先得|优先聘"
)
_SEALED_HERE = re.compile("治安|拘留|封存|首次违法|首违|轻微不罚|不予处罚|不予行政处罚")

#: Laws by title, whatever slug a file gives them: every article (`None`), or those whose decisions are sealed.
_SEALED_LAWS: Mapping[str, range | None] = {
    "治安管理处罚法": None,
    "治安管理处罚条例": None,
    "预防未成年人犯罪法": None,
    "未成年人保护法": None,
    "刑事诉讼法": range(277, 288),
    "行政处罚法": range(30, 34),
}


def of_item(item: Item, *, never: Sequence[str] = ()) -> Iterator[Problem]:
    """Everything that keeps an item out of the catalogue. `never` are words that this deployment refuses besides."""
    yield from _basis(item)
    yield from _never(_words(item), never)
    yield from _sealed(_words(item), (*item.bases, *([item.longer_bar] if item.longer_bar else [])))
    yield from _catch_all(_words(item))
    yield from _term(item)
    yield from _demands(item)
    if not item.decider.strip():
        yield "decider", "没有写明由谁作出决定。请写明有权作决定的机关。"
    if not item.source_units:
        yield "source_units", "没有信源单位。请写明由哪个单位报送并对真实性负责。"
    if not item.conduct.strip():
        yield "conduct", "没有写明记录的是什么行为。请一一列出。"
    if item.is_adverse == (item.repair_class is RepairClass.NONE):
        yield (
            "repair_class",
            "不利事项请按国办发〔2025〕22号写明minor、general或者serious，按自己的规则移出的法院名单写per_decision，别的事项请写none。",
        )
    if item.repair_class is RepairClass.PER_DECISION and not any(_is_judicial(basis) for basis in item.bases):
        yield "repair_class", "只有法院名单可以写per_decision。别的不利事项请写minor、general或者serious。"
    yield from _repair(item)
    yield from _sealing(item)
    if item.on_objection is OnObjection.MARK and not any(_is_judicial(basis) for basis in item.bases):
        yield "on_objection", "只有法院名单可以写mark。别的事项一提异议就要停用，请写freeze。"
    yield from _consent(item)


def _repair(item: Item) -> Iterator[Problem]:
    if unknown := sorted(set(item.minor_when) - set(PENALTY_CLASSES.values())):
        yield "minor_when", f"不认识的处罚种类{'、'.join(unknown)}。请照行政处罚法第九条的种类写。"
    if item.repair_proofs and item.repair_class is RepairClass.NONE:
        yield "repair_proofs", "不用修复的事项不能要任何证明。请删去。"


def _sealing(item: Item) -> Iterator[Problem]:
    """From the day of sealing on nothing may come in and nobody may ask: the item has ended by then."""
    if item.sealed_from is None:
        return
    if item.in_force_until is None or item.in_force_until > item.sealed_from:
        yield "sealed.from", "法律封存的那天起，事项就要停止。请把in_force_until写成这一天或者更早。"
    if not item.sealed_by:
        yield "sealed.bases", "没有写明由哪一条封存。请写明条文。"
    yield from unlisted_articles("sealed.bases", item.sealed_by)


def _consent(item: Item) -> Iterator[Problem]:
    if item.kind is Kind.POSITIVE and not item.requires_consent:
        yield "requires_consent", "正面事项只能经本人同意进入。请写requires_consent = true。"
    if item.requires_consent and item.is_adverse:
        yield "requires_consent", "不利事项不能用同意代替法律依据。请写requires_consent = false。"
    if item.requires_consent and item.sharing is Sharing.GOV_SHARE:
        yield "sharing", "经同意才进入的事项不能由机关依职权查询。请写authorised或者self。"


def of_measure(measure: Measure, *, never: Sequence[str] = ()) -> Iterator[Problem]:
    """Everything that keeps a measure out of the closed list; a restraint has more to show than a convenience."""
    words = {"name": measure.name, "relevance": measure.relevance}
    yield from unlisted_articles("bases", measure.bases)
    yield from _lapsed("bases", measure.bases, measure.in_force_until)
    yield from _never({**words, "effect": measure.effect}, never)
    yield from _sealed(words, measure.bases)
    yield from _catch_all(words)
    yield from _of_restraint(measure) if measure.is_restraint else _of_convenience(measure)
    if measure.longest_months < 0 or (measure.longest_months == 0 and not measure.ends_when.strip()):
        yield (
            "longest_months",
            "没有写明什么时候结束。请写明最长几个月；只随一件事结束的，写0，并在ends_when里写明是哪件事。",
        )
    for key, text in (("decider", measure.decider), ("relevance", measure.relevance), ("effect", measure.effect)):
        if not text.strip():
            yield key, f"{key}是空的。请写明由谁决定、和记录的关联、对本人意味着什么。"
    if measure.in_force_until is not None and measure.in_force_until <= measure.in_force_from:
        yield "in_force_until", "停止施行的日子不晚于开始施行的日子。请改正。"


def _of_restraint(measure: Measure) -> Iterator[Problem]:
    yield from _sufficient(measure.bases)
    yield from _longer("longest_months", measure.longest_months, measure.longer_bar)
    if not measure.needs_check and not all(basis.articles for basis in measure.bases):
        yield "bases", "有一项依据没有写到条。请列出条文；查不到原文的，请写needs_check = true。"
    if not measure.items:
        yield "items", "没有写明依据哪些事项的记录。没有记录就没有措施，请写明。"
    if not measure.source_units:
        yield "source_units", "没有写明由哪个单位报送。请写明。"
    if not measure.appeal.strip():
        yield "appeal", "没有写明怎样申诉。请写明期限和受理的机关。"
    if measure.on_objection is OnObjection.MARK and not any(_is_judicial(basis) for basis in measure.bases):
        yield "on_objection", "只有法院名单可以写mark。别的惩戒措施一提异议就要停用，请写freeze。"


def _of_convenience(measure: Measure) -> Iterator[Problem]:
    if not measure.bases:
        yield "bases", "没有依据。便利也要有依据才能写进来，请写明。"
    if measure.longer_bar is not None:
        yield "longer_bar", "只有惩戒措施才有更长的限制。请删去。"


def of_service(service: Service, *, never: Sequence[str] = ()) -> Iterator[Problem]:
    """Everything that keeps a service's conveniences out of the open list."""
    words = {
        "name": service.name,
        "green_channel": service.green_channel,
        **{f"ground[{place}].name": name for place, (_, name) in enumerate(service.grounds)},
        **{f"paper[{place}].name": paper.name for place, paper in enumerate(service.papers)},
        **{f"exclude[{place}].why": exclusion.why for place, exclusion in enumerate(service.exclusions)},
    }
    yield from _never(words, never)
    yield from _sealed(words, [*service.bases, *(exclusion.basis for exclusion in service.exclusions)])
    for key, text in words.items():
        scarce, open_end = _SCARCE.search(text), _CATCH_ALL.search(text)
        if scarce:
            yield key, f"“{scarce[0]}”是给了这个人、就给不了那个人的。便利只改办理的先后和手续，请删去。"
        if open_end:
            yield key, f"“{open_end[0]}”是兜底的说法。请逐样写明。"
    if not service.bases:
        yield "bases", "没有依据。便利也要有依据才能写进来，请写明。"
    yield from unlisted_articles("bases", service.bases)
    yield from _lapsed("bases", service.bases, service.in_force_until)
    if not service.deciders:
        yield "deciders", "没有写明由哪个单位办。请写明。"
    if service.in_force_until is not None and service.in_force_until <= service.in_force_from:
        yield "in_force_until", "停止施行的日子不晚于开始施行的日子。请改正。"
    yield from _grounds(service)
    yield from _papers(service)
    yield from _exclusions(service)


def _grounds(service: Service) -> Iterator[Problem]:
    kinds = [ground for ground, _ in service.grounds]
    if not OPEN_GROUNDS & set(kinds):
        yield "ground", "没有一个理由是谁都能用的。请写上complete_papers：材料第一次就交齐。"
    if len(set(kinds)) < len(kinds):
        yield "ground", "同一个理由写了两次。请只留一个。"


def _papers(service: Service) -> Iterator[Problem]:
    codes = [paper.code for paper in service.papers]
    for place, paper in enumerate(service.papers):
        if not 1 <= paper.working_days <= PAPER_DAYS:
            yield (
                f"paper[{place}].working_days",
                f"后补的材料要写明几个工作日，1到{PAPER_DAYS}。没有日子的不能后补，请改正。",
            )
        if paper.code in codes[:place]:
            yield f"paper[{place}].code", f"{paper.code}写了两次。请只留一样。"


def _exclusions(service: Service) -> Iterator[Problem]:
    if service.exclusions and not 1 <= service.look_back_months <= LOOK_BACK_MONTHS:
        yield "look_back_months", f"往回看几个月，1到{LOOK_BACK_MONTHS}。请改正。"
    if not service.exclusions and service.look_back_months:
        yield "look_back_months", "没有写明看哪些事项，就不看。请写0。"
    for place, exclusion in enumerate(service.exclusions):
        key = f"exclude[{place}].basis"
        if not (exclusion.basis.is_sufficient and exclusion.basis.is_verified):
            yield key, f"{exclusion.item}没有核实过的、位阶足够的条文，不能排除谁。请写明条文，或者删去。"
        yield from unlisted_articles(key, [exclusion.basis])
        yield from _lapsed(key, [exclusion.basis], service.in_force_until)
        if exclusion.item in service.items[:place]:
            yield f"exclude[{place}].item", f"{exclusion.item}写了两次。请只留一项。"


def _basis(item: Item) -> Iterator[Problem]:
    if not item.bases:
        yield "bases", "没有法律依据。没有依据的事项不能收。"
    elif not item.requires_consent or item.is_adverse:
        yield from _sufficient(item.bases)
    yield from unlisted_articles("bases", item.bases)
    yield from _lapsed("bases", item.bases, item.in_force_until)
    if item.is_adverse and not item.needs_check and not all(basis.articles for basis in item.bases):
        yield "bases", "有一项依据没有写到条。请列出条文；查不到原文的，请写needs_check = true。"


def _sufficient(bases: Sequence[Basis]) -> Iterator[Problem]:
    if not any(basis.is_sufficient for basis in bases):
        yield "bases", "依据的位阶不够。请写明法律、行政法规、本省地方性法规或者司法解释的条文。"


def unlisted_articles(key: str, bases: Sequence[Basis]) -> Iterator[Problem]:
    """Citations without an article, with something that is none, or with one that the source does not list."""
    for basis in bases:
        title = f"《{basis.source.title}》"
        if not basis.articles and basis.source.rank not in _MAY_BE_CITED_WHOLE:
            yield key, f"{title}没有写明条文。请列出用到的每一条。"
        for article in basis.articles:
            if not _ARTICLE.fullmatch(article):
                yield key, f"{title}的“{article}”不是一条条文。请逐条列出，不写范围，不写有关规定。"
            elif article not in basis.source.articles:
                yield key, f"{title}的条文清单里没有{article}。请先补进sources，并核对原文。"


def _lapsed(key: str, bases: Sequence[Basis], until: date | None) -> Iterator[Problem]:
    for basis in bases:
        ends = basis.source.in_force_until
        if ends is not None and (until is None or ends < until):
            yield key, f"《{basis.source.title}》{ends}起停止施行。请写in_force_until，或者改用现行的条文。"


def _words(item: Item) -> dict[str, str]:
    """Everything in which an item says what it keeps."""
    return {
        "name": item.name,
        "conduct": item.conduct,
        "deciding_document": item.deciding_document,
        "subjects": item.subjects,
        "meaning": item.meaning,
    }


def _never(words: Mapping[str, str], never: Sequence[str]) -> Iterator[Problem]:
    for key, written in words.items():
        text = re.sub(r"[\W_]+", "", written)
        if never_kept.is_special(text) or _SPECIAL_HERE.search(text) or any(word in text for word in never):
            yield (
                key,
                "涉及不能收集的内容（宗教、生物识别、疾病、民族、政治、信访、言论、家庭、未经决定的欠费和举报）。请删去这个事项。",
            )
        if never_kept.is_wealth(text) or _WEALTH_HERE.search(text):
            yield key, "涉及收入、存款、证券、保险、不动产或者纳税数额，不能收。请删去这个事项。"
        if _YOUNG.search(text):
            yield key, "涉及未成年人或者学生，不能收。请删去这个事项。"
        if _WORTH.search(text):
            yield key, "涉及对人的评分、评级或者排名，不能收。请删去这个事项。"


def _sealed(words: Mapping[str, str], bases: Sequence[Basis]) -> Iterator[Problem]:
    for key, written in words.items():
        text = re.sub(r"[\W_]+", "", written)
        if _SEALED_HERE.search(text) or never_kept.is_sealed(written):
            yield key, "属于依法封存的一类（治安管理处罚、未成年人记录、首违不罚），不能收。请删去这个事项。"
    if any(map(_is_sealed, bases)):
        yield "bases", "依据的条文属于依法封存的一类（治安管理处罚、未成年人记录、首违不罚），不能收。请删去这个事项。"


def _is_sealed(basis: Basis) -> bool:
    title = basis.source.title.removeprefix("《").removeprefix("中华人民共和国")
    sealing = [law for law in _SEALED_LAWS if title.startswith(law)]
    return any(_cites(basis, _SEALED_LAWS[law]) for law in sealing)


def _cites(basis: Basis, articles: range | None) -> bool:
    """Whether it cites one of the articles; one that cannot be read counts as cited."""
    return articles is None or any(
        number is None or number in articles for number in map(article_number, basis.articles)
    )


_DIGITS = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0}
_PLACES = {"十": 10, "百": 100, "千": 1000}


def article_number(article: str) -> int | None:
    """The number of an article, 第一百三十六条第二款 and 第136条 alike; `None` where none can be read."""
    found = re.match(r"第\s*([零〇一二三四五六七八九十百千]+|\d+)\s*条", article)
    if found is None:
        return None
    if found[1].isdecimal():
        return int(found[1])
    total = digit = 0
    for character in found[1]:
        if character in _PLACES:
            total, digit = total + (digit or 1) * _PLACES[character], 0
        else:
            digit = _DIGITS[character]
    return total + digit


def _catch_all(words: Mapping[str, str]) -> Iterator[Problem]:
    for key in ("name", "conduct", "deciding_document", "subjects", "relevance"):
        found = _CATCH_ALL.search(words.get(key, ""))
        if found:
            yield key, f"“{found[0]}”是兜底的说法。请把每一种行为和条文一一列出。"


def _term(item: Item) -> Iterator[Problem]:
    months = item.retention.months
    if months <= 0:
        yield "retention", "没有保存期限。每条记录登记时就要有到期的日子，请写明几个月。"
    if item.is_adverse:
        yield from _longer("retention", months, item.longer_bar)
    elif item.longer_bar is not None:
        yield "longer_bar", "只有不利事项才有更长的限制。请删去。"
    if not 0 <= item.publish_max_months <= max(months, 0):
        yield (
            "publish_max_months",
            f"公开{item.publish_max_months}个月，保存{months}个月。公开不能长于保存，也不能是负数，请改正。",
        )
    if item.in_force_until is not None and item.in_force_until <= item.in_force_from:
        yield "in_force_until", "停止施行的日子不晚于开始施行的日子。请改正。"


def _longer(key: str, months: int, bar: Basis | None) -> Iterator[Problem]:
    if bar is None:
        if months > ADVERSE_CEILING_MONTHS:
            yield key, f"{months}个月，超过{ADVERSE_CEILING_MONTHS}个月的上限。条文本身规定更长的，请写在longer_bar里。"
        return
    if not (bar.is_sufficient and bar.is_verified):
        yield "longer_bar", "更长的期限要有核实过的、位阶足够的条文。请写明，并附verified。"
    yield from unlisted_articles("longer_bar", [bar])


_COUNTED_FROM: Mapping[RetentionStart, Demand] = {
    RetentionStart.CONDUCT_END: Demand.CONDUCT_END_ON,
    RetentionStart.BAR_START: Demand.BAR_STARTS_ON,
    RetentionStart.LICENCE_END: Demand.LICENCE_ENDS_ON,
}


def _demands(item: Item) -> Iterator[Problem]:
    """An adverse row must show that the person was an adult then, and the day from which its term is counted."""
    if not item.is_adverse:
        return
    for demand in (Demand.CONDUCT_END_ON, _COUNTED_FROM.get(item.retention.start)):
        if demand is not None and demand not in item.demands:
            yield "demands", f"不利事项要求每行写明{demand}，否则无法确认当时已成年，也算不出期限。请补上。"


def _is_judicial(basis: Basis) -> bool:
    return basis.source.rank is Rank.JUDICIAL_INTERPRETATION


def of_purpose(purpose: Purpose) -> Iterator[Problem]:
    """Everything that keeps a purpose out of the closed list."""
    if not purpose.bases:
        yield "bases", "没有法律依据。没有依据的用途不能问。"
    elif not purpose.is_own_file:
        yield from _sufficient(purpose.bases)
    yield from unlisted_articles("bases", purpose.bases)
    yield from _lapsed("bases", purpose.bases, purpose.in_force_until)
    for key, texts in (("name", (purpose.name,)), ("services", purpose.services)):
        for found in filter(None, map(_CATCH_ALL.search, texts)):
            yield key, f"“{found[0]}”是兜底的说法。请一一列出具体事项。"
    for place, cell in enumerate(purpose.cells):
        if not cell.basis.is_sufficient:
            yield f"cells[{place}].basis", f"{cell.item}和这个用途之间没有位阶足够的条文。请补上，或者删去这一格。"
        yield from unlisted_articles(f"cells[{place}].basis", [cell.basis])
        if cell.item in purpose.items[:place]:
            yield f"cells[{place}].item", f"{cell.item}写了两次。请只留一格。"
    if not purpose.is_own_file and not purpose.cells:
        yield "cells", "没有列出能答复哪些事项。请一一列出，各附条文。"
    if not purpose.is_own_file and not purpose.services:
        yield "services", "没有列出为哪些具体事项可以问。请一一列出。"


def of_watching(rule: Rule) -> Iterator[str]:
    """Everything that keeps a rule from drawing looks for review."""
    wanted = {**dict.fromkeys((*OF_MATTERS, Sign.ON_A_WORD, Sign.OWN_NAME), 0), Sign.ODD_HOURS: 2}.get(rule.sign, 1)
    if len(rule.values) != wanted:
        yield f"这一条要写{wanted}个数。请改正。"
    elif rule.sign is Sign.ODD_HOURS and not 0 <= rule.values[0] < rule.values[1] <= 24:
        yield "要写从几点到几点，都在0和24之间。请改正。"
    elif wanted == 1 and rule.values[0] < 2:
        yield "一次就够的，每次都会抽到。请写2以上的数。"


def of_agreement(agreement: Agreement) -> Iterator[Problem]:
    """Everything that keeps a body's agreement out of the register."""
    if not agreement.purposes:
        yield "purposes", "没有写为哪些用途。请一一列出。"
    if agreement.in_force_until <= agreement.in_force_from:
        yield "in_force_until", "结束的日期不在开始以后。请改正。"
    elif agreement.in_force_until > add_months(agreement.in_force_from, AGREEMENT_CEILING_MONTHS):
        yield "in_force_until", f"登记一次最长{AGREEMENT_CEILING_MONTHS}个月，到期重新核对。请缩短。"


def of_assessment(one: Assessment, *, bodies: Collection[str]) -> Iterator[Problem]:
    """Everything that keeps an impact assessment from counting: two persons, one after the other. `bodies` are the names of
    those that are registered: two seats of one body share no more than that."""
    if may_be_one_person(one.made_by, one.approved_by, bodies=bodies):
        yield (
            "approved_by",
            "评估的和批准的，除了单位名称还有写得一样的，可能是同一个人。请由两个不同的人签名，岗位写得分得开。",
        )
    if one.approved_on < one.made_on:
        yield "approved_on", "批准的日期早于评估的日期。请改正。"


def of_period(period: Period) -> Iterator[Problem]:
    """Everything that keeps a period out: what is not sure, or our own, must favour the person."""
    is_sure = period.certainty is Certainty.VERIFIED and all(basis.is_verified for basis in period.basis)
    if period.is_own_rule and not period.favours_person.strip():
        yield "favours_person", "平台自己定的期限只能有利于本人。请写明它怎样有利于本人，或者写明法律依据。"
    elif not is_sure and not period.favours_person.strip():
        yield "favours_person", "没有核实的期限只能有利于本人。请写明它怎样有利于本人，或者先核实。"
    if not period.is_own_rule and not period.basis:
        yield "bases", "没有写明法律依据，也没有说明是平台自己定的。请写bases，或者写is_own_rule = true。"
    yield from unlisted_articles("bases", period.basis)
    if PERIODS.get(period.code, period.unit) != period.unit or period.unit not in {
        "minute",
        "hour",
        "day",
        "working_day",
        "month",
        "percent",
        "record",
        "session",
        "file",
    }:
        yield (
            "unit",
            "单位不对。请写minute、hour、day、working_day、month、percent、record、session或者file，系统用到的期限不能换单位。",
        )
    if period.value < 0:
        yield "value", "期限不能是负数，请改正。"
    if period.code == "adverse_ceiling" and period.value > ADVERSE_CEILING_MONTHS:
        yield "value", f"不利信息最多保存{ADVERSE_CEILING_MONTHS}个月。请改短。"
    if period.code == "waiting_period" and period.value < WAITING_DAYS:
        yield "value", f"等待期最少{WAITING_DAYS}天。请改长。"
    if period.code == "extract_valid" and period.value > EXTRACT_DAYS:
        yield "value", f"摘录最多有效{EXTRACT_DAYS}天。请改短。"
    least, sentence = _LEAST.get(period.code, (0, ""))
    if sentence and period.value < least:
        yield "value", sentence


def of_hiding(category: HidingCategory) -> Iterator[Problem]:
    """Everything that keeps a ground for showing a look later out of the closed list: it works against the person."""
    yield from _sufficient(category.bases)
    yield from unlisted_articles("bases", category.bases)
    found = _CATCH_ALL.search(category.name)
    if found:
        yield "name", f"“{found[0]}”是兜底的说法。推迟给本人看，要写明是哪一种情形。"


def of_published_list(one: PublishedList) -> Iterator[Problem]:
    """Everything that keeps a list out of those that are linked: it is an authority's own, and law says so."""
    if not _OF_GOVERNMENT.fullmatch(one.address):
        yield "address", f"{one.address}不是政府网站。只能写依法公布名单的机关自己的网址，用https。"
    if not one.bases:
        yield "bases", "没有写明依据哪部法律公布。请补上。"
    yield from unlisted_articles("bases", one.bases)


def of_division(division: Division) -> Iterator[Problem]:
    """Everything that keeps a division out of the table."""
    if not re.fullmatch("[0-9]{6}", division.code):
        yield "code", f"{division.code}不是六位数字的区划代码。请改正。"
    if division.level not in {"province", "prefecture", "county"}:
        yield "level", "级别只能是province、prefecture、county。请选一个。"
    if division.since and division.until and division.until < division.since:
        yield "until", "停用的年份早于启用的年份。请改正。"
    if division.successor and division.is_current:
        yield "successor", "还在用的代码没有接替它的代码。请删去，或者写上until。"


def of_layout(layout: Layout) -> Iterator[Problem]:
    """Everything that keeps a layout out: no column, one heading for two columns, a list of words where none is taken."""
    if not layout.columns:
        yield "column", "一列也没有。请写明每一列。"
    seen: set[str] = set()
    for place, column in enumerate(layout.columns):
        names = {column.code, column.heading}
        if names & (seen | set(layout.also_seen)):
            yield f"column[{place}].heading", f"{column.heading}写了两次。请只留一列。"
        seen |= names
        if column.max_length < 0:
            yield f"column[{place}].max_length", "长度不能是负数。不知道的写0。"
        if column.values and column.type not in {ColumnType.ENUM, ColumnType.ENUM_MULTI}:
            yield f"column[{place}].values", "只有enum、enum_multi的列才列出可以填的词。请删去，或者改类型。"


def before_their_law(
    key: str, row: Item | Purpose | Measure | Service, bases: Sequence[Basis], sources: Editions[Source]
) -> Iterator[Problem]:
    """Bases that were not in force on every day on which the row is: no edition of their source covers it."""
    for basis in bases:
        slug, since = basis.source.slug, row.in_force_from
        last = row.in_force_until - timedelta(days=1) if row.in_force_until else first_day(sources[slug])
        if not sources.is_unbroken(slug, since, max(since, last)):
            yield (
                key,
                f"《{basis.source.title}》在{since}到这一版停止的日子里，不是每天都施行。请改in_force_from，或者写另一版。",
            )


_E = TypeVar("_E", bound=Dated)


def overlapping(editions: Sequence[_E]) -> Iterator[tuple[_E, str]]:
    """Each edition that begins before the one before it of the same slug has ended, with the sentence."""
    in_order = sorted(editions, key=lambda edition: (edition.slug, first_day(edition)))
    for one, other in pairwise(in_order):
        if one.slug == other.slug and (one.in_force_until is None or first_day(other) < one.in_force_until):
            yield (
                other,
                f"{one.in_force_from or '最早'}版和{other.in_force_from or '最早'}版同时施行。请给前一版写上in_force_until。",
            )
