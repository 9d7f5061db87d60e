"""The net of words: what it must catch, however it is spaced, and what it must let through."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core import never_kept
from tests.proves import proves

SPECIAL = [
    "宗教信仰",
    "信教",
    "基督徒",
    "伊斯兰教",
    "法轮功",
    "基因检测",
    "DNA样本",
    "指纹编号",
    "人脸照片",
    "虹膜",
    "血型",
    "血液酒精",
    "患有疾病",
    "病史",
    "残疾证",
    "艾滋病",
    "民族",
    "鄂伦春族",
    "达斡尔族男子",
    "政治面貌",
    "党员",
    "信访",
    "越级上访",
    "网络言论",
    "转发帖子并发帖",
    "家庭成员",
]
PLAIN = [
    "强行招揽旅客、货物",
    "没有采取必要措施防止货物脱落、扬撒",
    "未按规定进行车辆故障诊断",
    "新生鄂伦春族乡客运站",
    "坤河达斡尔族满族乡",
    "物流产业园内违停",
    "通道教练车",
    "未办结核定手续",
    "转基因食品标识",
    "旅游团员未上车",
    "《中华人民共和国道路运输条例》第七十五条",
    "未投保承运人责任险",
    "没收违法所得",
    "水族馆门前停车",
]


@proves("B4", "R18")
class TestIsSpecial:
    @pytest.mark.parametrize("text", SPECIAL)
    def test_catches(self, text: str) -> None:
        assert never_kept.is_special(text)

    @given(
        st.sampled_from(SPECIAL),
        st.sampled_from(["", " ", "\u3000", "\u200b", "·", "、", "-", "\t"]),
        st.text("甲乙丙，。", max_size=9),
    )
    def test_catches_it_however_it_is_spaced(self, word: str, between: str, around: str) -> None:
        assert never_kept.is_special(around + between.join(word) + around)

    @pytest.mark.parametrize("text", PLAIN)
    def test_lets_plain_conduct_through(self, text: str) -> None:
        assert not never_kept.is_special(text)
        assert not never_kept.is_wealth(text)
        assert not never_kept.is_sealed(text)


@proves("R19")
class TestIsWealth:
    @pytest.mark.parametrize(
        "text", ["年收入三万元", "名下存款", "银行卡号", "有价证券", "商业保险", "不动产", "纳税数额", "存 款"]
    )
    def test_catches(self, text: str) -> None:
        assert never_kept.is_wealth(text)

    @pytest.mark.parametrize(
        "heading", ["年收入（元）", "存款余额", "证券账户", "保险单号", "不动产权证号", "纳税额", "银行账号"]
    )
    def test_catches_a_heading(self, heading: str) -> None:
        assert never_kept.is_wealth_heading(heading)


@proves("B5", "R20")
class TestIsSealed:
    @pytest.mark.parametrize(
        "basis",
        [
            "《中华人民共和国治安管理处罚法》第二十六条",
            "治安管理 处罚法第26条",
            "《治安管理处罚法》",
            "《行政处罚法》第三十三条",
            "《中华人民共和国行政处罚法》第二十八条、第三十三条第一款",
            "行政处罚法第33条",
            "《行政处罚法》第三十条",
            "首违不罚清单",
            "不予行政处罚",
            "未成年人犯罪记录封存",
            "不满十八周岁",
        ],
    )
    def test_catches(self, basis: str) -> None:
        assert never_kept.is_sealed(basis)

    @pytest.mark.parametrize(
        "basis",
        [
            "《中华人民共和国行政处罚法》第二十八条",
            "《行政处罚法》第九条；《道路运输条例》第三十三条",
            "《行政处罚法》第三十二条",
        ],
    )
    def test_lets_other_articles_through(self, basis: str) -> None:
        assert not never_kept.is_sealed(basis)


@given(st.text(max_size=200))
def test_never_raises(text: str) -> None:
    never_kept.is_special(text)
    never_kept.is_wealth(text)
    never_kept.is_sealed(text)
