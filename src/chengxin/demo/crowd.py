"""Three hundred invented people without a story, so that the demo is as full as a small city's."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from chengxin.core.facts import Identity
from chengxin.demo.numbers import FIRST_YEAR, invented

DIVISIONS = ["231102", "231123", "231124", "231181", "231182", "231183", "232623", "232624"]
_SURNAMES = (
    "赫连 澹台 皇甫 尉迟 公冶 钟离 长孙 鲜于 闾丘 司徒 亓官 夹谷 宰父 谷梁 梁丘 左丘 东郭 南门 呼延 羊舌 微生 百里 "
    "晏 柴 瞿 阎 充 慕 连 茹 习 宦 艾 鱼 容 向 古 易 慎 戈 廖 庾 终 暨 居 衡 步 都 耿 满 弘 匡 国 文 寇 广 禄 阙 东 欧"
)
_GIVEN = (
    "采薇 既明 知白 守拙 听澜 枕石 望岳 闻莺 拾遗 怀瑾 若水 思齐 行简 景行 清和 维桢 如晦 鸣皋 载阳 有斐 "
    "䶮 㐱言 𠮷安 鹿鸣 子衿 蒹葭 维叶 于飞 嘉树 秉烛 观复 抱朴 见素 执中 允恭 克让 温其 如玉 伯牙 仲谋"
)


def crowd(size: int, chance: Random) -> list[Identity]:
    """So many people, no two with the same number or the same name."""
    names = [surname + given for surname in _SURNAMES.split() for given in _GIVEN.split()]
    chance.shuffle(names)
    people = []
    for place, name in zip(range(size), names, strict=False):
        born = date(FIRST_YEAR, 1, 1) + timedelta(days=chance.randrange(7000))
        # Places from 400 up: the cast's own numbers stay below.
        people.append(invented(name, chance.choice(DIVISIONS), born, 400 + place))
    return people
