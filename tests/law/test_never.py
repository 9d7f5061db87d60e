"""What is never collected and what law seals stays out of the catalogue, however it is written and whatever is cited."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core import floors
from chengxin.core.law import Basis, Certainty, Item, Rank, Source
from chengxin.lawbook import load
from tests.law.conftest import LAW, Copy
from tests.proves import proves

ITEMS = tuple(load(LAW).items.values())
FIELDS = ("name", "conduct", "deciding_document", "subjects", "meaning")
WEALTH = (
    "个人收入", "年收入情况", "家庭收入水平", "工资流水", "存款余额", "银行存款", "银行流水", "有价证券", "证券账户", "持有股票",
    "商业保险", "人身保险投保", "不动产登记", "房产信息", "房屋产权", "纳税数额", "个人所得税完税", "缴税金额", "纳税额", "账户余额",
    "财产状况", "公积金余额",
)  # fmt: skip
SPECIAL = (
    "宗教信仰", "信教情况", "基因检测", "指纹", "人脸图像", "虹膜", "声纹", "血型", "疾病史", "病历", "精神障碍", "民族", "政治面貌",
    "政治审查", "网络言论", "信访记录", "越级上访", "家庭成员", "父母职业", "子女情况", "配偶信息", "婚姻状况", "犯罪记录", "物业费拖欠",
    "群众举报", "行踪轨迹", "健康状况",
)  # fmt: skip
YOUNG = ("未成年人违法", "学生诚信档案", "未满18周岁人员", "少年违规")
SEALED_WORDS = (
    "治安管理处罚",
    "治安处罚",
    "行政拘留",
    "首违不罚",
    "首次违法",
    "不予行政处罚",
    "犯罪记录封存",
    "附条件不起诉",
)
SEALED_LAWS = (
    ("治安管理处罚法", ("第四十九条", "第一百三十六条", "第1条", "第二十六条第一款")),
    ("中华人民共和国治安管理处罚法", ("第四十三条",)),
    ("治安管理处罚法（2025年修订）", ("第九条",)),
    ("刑事诉讼法", ("第二百八十六条", "第286条", "第二百八十六条第二款", "第二百八十二条")),
    ("行政处罚法", ("第三十条", "第三十三条", "第33条", "第三十三条第一款", "第三十一条")),
    ("中华人民共和国行政处罚法", ("第三十三条",)),
    ("预防未成年人犯罪法", ("第五十九条",)),
)
SCORES = (
    "信用评分",
    "诚信打分",
    "信用评级",
    "信用等级评定",
    "个人信用分",
    "诚信积分",
    "诚信排名",
    "黑名单",
    "红黑名单",
    "人物画像",
)
#: Kinds that law knows, or that stand in a catalogue elsewhere: the net must not catch them.
LAWFUL = (
    "道路运输从业人员违法", "食品从业限制", "拖欠农民工工资失信联合惩戒对象", "重大税收违法失信主体", "社会保险基金骗取", "房地产经纪人员违规",
    "银行业从业禁止", "证券从业禁止", "评估专业人员停止从业", "会计人员五年禁业", "失信被执行人", "医师执业处罚", "特种设备作业人员资格吊销",
    "教师资格撤销", "注册消防工程师注册", "高等级公路养护人员资格", "志愿服务记录", "平等就业违法",
)  # fmt: skip

ROAD = next(item for item in ITEMS if item.slug == "road_transport_violation")
an_item = st.sampled_from(ITEMS)
a_field = st.sampled_from(FIELDS)
around = st.sampled_from(("", "，", "（2026年）", "信息", "记录"))
between = st.sampled_from(("", " ", "　", "·", "-", "\u200b"))


def _written(word: str, gap: str) -> str:
    return gap.join(word)


def _keys(item: Item) -> set[str]:
    return {key for key, _ in floors.of_item(item)}


def _source(title: str, articles: tuple[str, ...], slug: str) -> Source:
    return Source(
        slug, title, "", "", Rank.LAW, Certainty.VERIFIED, None, None, dict.fromkeys(articles, ""), date(2026, 7, 17)
    )


class TestNever:
    @proves("R19")
    @pytest.mark.parametrize("word", WEALTH)
    def test_wealth_is_seen_in_each_field(self, word: str) -> None:
        assert all(_keys(replace(ROAD, **{field: f"{word}信息"})) >= {field} for field in FIELDS)

    @proves("B4", "R18")
    @pytest.mark.parametrize("word", SPECIAL)
    def test_a_special_kind_is_seen_in_each_field(self, word: str) -> None:
        assert all(_keys(replace(ROAD, **{field: f"{word}信息"})) >= {field} for field in FIELDS)

    @proves("B4", "R17")
    @pytest.mark.parametrize("word", YOUNG)
    def test_the_young_are_seen_in_each_field(self, word: str) -> None:
        assert all(_keys(replace(ROAD, **{field: word})) >= {field} for field in FIELDS)

    @proves("R22")
    @pytest.mark.parametrize("word", SCORES)
    def test_a_mark_for_a_person_is_seen_in_each_field(self, word: str) -> None:
        assert all(_keys(replace(ROAD, **{field: word})) >= {field} for field in FIELDS)

    @proves("R19")
    @given(an_item, a_field, st.sampled_from(WEALTH), between, around, around)
    def test_what_a_person_earns_or_owns_is_no_item(
        self, item: Item, field: str, word: str, gap: str, before: str, after: str
    ) -> None:
        assert field in _keys(replace(item, **{field: f"{before}{_written(word, gap)}{after}"}))

    @proves("R19")
    @pytest.mark.parametrize("word", WEALTH)
    def test_a_lawbook_that_asks_for_wealth_is_refused(self, law: Copy, word: str) -> None:
        file = "catalogue/B1401_lawyer_licence.toml"
        law.replace(file, 'subjects = "律师"', f'subjects = "律师的{word}"')
        assert law.places() == {(file, "subjects")}

    @proves("B4", "R18")
    @given(an_item, a_field, st.sampled_from(SPECIAL + YOUNG), between)
    def test_what_is_never_collected_is_no_item(self, item: Item, field: str, word: str, gap: str) -> None:
        assert field in _keys(replace(item, **{field: _written(word, gap)}))

    @proves("R22")
    @given(an_item, a_field, st.sampled_from(SCORES))
    def test_what_a_person_is_worth_is_no_item(self, item: Item, field: str, word: str) -> None:
        assert field in _keys(replace(item, **{field: word}))

    @pytest.mark.parametrize("name", LAWFUL)
    def test_a_lawful_item_is_not_caught(self, name: str) -> None:
        adverse = next(item for item in ITEMS if item.slug == "road_transport_violation")
        assert _keys(replace(adverse, name=name)) == set()

    def test_data_may_add_a_word(self, law: Copy) -> None:
        law.replace("never_collected.toml", '"政审"', '"律师执业"')
        assert law.places() == {
            ("catalogue/B1401_lawyer_licence.toml", key) for key in ("name", "conduct", "deciding_document")
        } | {("services/S12_lawyer_licence.toml", key) for key in ("name", "exclude[0].why")}

    @proves("R19")
    def test_data_may_not_take_a_word_away(self, law: Copy) -> None:
        law.write("never_collected.toml", "kind = []\n")
        file = "catalogue/B1401_lawyer_licence.toml"
        law.replace(file, 'subjects = "律师"', 'subjects = "律师的存款"')
        assert law.places() == {(file, "subjects")}


class TestSealed:
    @proves("B5", "R20")
    @pytest.mark.parametrize("word", SEALED_WORDS)
    def test_is_seen_in_each_field(self, word: str) -> None:
        assert all(_keys(replace(ROAD, **{field: word})) >= {field} for field in FIELDS)

    @proves("B5", "R20")
    @pytest.mark.parametrize(
        ("title", "article"), [(law, article) for law, listed in SEALED_LAWS for article in listed]
    )
    def test_is_seen_in_each_citation(self, title: str, article: str) -> None:
        basis = Basis(_source(title, (article,), "some_law"), (article,), Certainty.VERIFIED)
        assert _keys(replace(ROAD, bases=(*ROAD.bases, basis))) == {"bases"}

    @proves("B5", "R20")
    @given(an_item, a_field, st.sampled_from(SEALED_WORDS), between)
    def test_a_sealed_class_is_no_item_by_its_words(self, item: Item, field: str, word: str, gap: str) -> None:
        assert field in _keys(replace(item, **{field: _written(word, gap)}))

    @proves("B5", "R20")
    @given(
        an_item,
        st.sampled_from([(law, article) for law, articles in SEALED_LAWS for article in articles]),
        st.booleans(),
    )
    def test_a_sealed_class_is_no_item_by_what_it_cites(self, item: Item, cited: tuple[str, str], beside: bool) -> None:
        """Under any slug, alone or beside a basis that would do."""
        title, article = cited
        basis = Basis(_source(title, (article,), "some_law"), (article,), Certainty.VERIFIED)
        assert "bases" in _keys(replace(item, bases=(*item.bases, basis) if beside else (basis,)))

    @proves("B5", "R20")
    @given(an_item, st.sampled_from([law for law, _ in SEALED_LAWS[:3]]), st.integers(1, 144))
    def test_no_article_of_the_public_security_law_is_a_basis(self, item: Item, title: str, number: int) -> None:
        article = f"第{number}条"
        basis = Basis(_source(title, (article,), "pssp"), (article,), Certainty.VERIFIED)
        assert {"bases"} == _keys(replace(item, bases=(*item.bases, basis)))

    @proves("B5", "R20")
    def test_a_lawbook_that_cites_it_is_refused(self, law: Copy) -> None:
        file = "catalogue/A0401_road_transport_violation.toml"
        cites = '{ source = "public_security_penalties_law", articles = ["第一百三十八条"], certainty = "verified" }'
        law.replace(file, "bases = [\n", f"bases = [\n    {cites},\n")
        assert law.places() == {(file, "bases")}

    @pytest.mark.parametrize("number", ["第四十八条", "第三十四条", "第二十九条"])
    def test_the_rest_of_the_penalty_law_is_not_sealed(self, number: str) -> None:
        adverse = next(item for item in ITEMS if item.slug == "road_transport_violation")
        basis = Basis(_source("行政处罚法", (number,), "administrative_penalty_law"), (number,), Certainty.VERIFIED)
        assert _keys(replace(adverse, bases=(*adverse.bases, basis))) == set()


class TestArticleNumber:
    @pytest.mark.parametrize(
        ("article", "number"),
        [("第九条", 9), ("第十条", 10), ("第三十三条第一款", 33), ("第一百零一条", 101), ("第一百三十六条", 136),
         ("第二百八十六条", 286), ("第一千零九十六条", 1096), ("第33条", 33), ("第一百一十条之一", 110), ("第六章", None), ("", None)],
    )  # fmt: skip
    def test_reads_both_ways_of_writing(self, article: str, number: int | None) -> None:
        assert floors.article_number(article) == number
