"""The list of conveniences: real services, a ground open to anybody, nothing scarce, and no exclusion without its article."""

from __future__ import annotations

import re

import pytest

from chengxin.core.law import OPEN_GROUNDS
from chengxin.lawbook import LawRefused, load
from tests.law.conftest import LAW, Copy
from tests.proves import proves

ROAD = "services/S01_passenger_driver.toml"
ROAD_BASIS = 'basis = { source = "road_transport_regulation", articles = ["第七十五条"], certainty = "verified" }'
COMPLETE = '[[ground]]\nkind = "complete_papers"\nname = "材料第一次就交齐；窗口当场对照清单点清"\n'
PAPER = 'name = "机动车驾驶证复印件"'
OFFER = 'green_channel = "当天受理，排在普通件前面审核；条件、期限和结果都不变"'
ITEM = 'item = "road_transport_violation"'
_TEXT = (LAW / ROAD).read_text(encoding="utf-8")
BASES = _TEXT[_TEXT.index("bases = [") : _TEXT.index("in_force_from")]
DECIDERS = next(line for line in _TEXT.splitlines(keepends=True) if line.startswith("deciders"))
#: What is broken, by which change, and the keys that are then named.
BROKEN = [
    ("no ground open to anybody", COMPLETE, "", {"ground"}),
    ("the same ground twice", 'kind = "own_proof"', 'kind = "complete_papers"', {"ground"}),
    ("a ground of being somebody", 'kind = "own_proof"', 'kind = "good_person"', {"ground[1].kind"}),
    ("a ground of a mark", 'name = "材料第一次就交齐', 'name = "信用分在700以上', {"ground[0].name"}),
    ("something scarce", OFFER, 'green_channel = "优先安排培训名额"', {"green_channel"}),
    ("something competitive", OFFER, 'green_channel = "招标时加分"', {"green_channel"}),
    ("money", OFFER, 'green_channel = "发给补贴"', {"green_channel"}),
    ("a paper without a day", "working_days = 3\n", "", {"paper[0].working_days"}),
    ("a paper at no time", "working_days = 3", "working_days = 0", {"paper[0].working_days"}),
    ("a paper some day", "working_days = 3", "working_days = 21", {"paper[0].working_days"}),
    ("a paper twice", 'code = "photo"', 'code = "driving_licence_copy"', {"paper[1].code"}),
    ("whatever else", PAPER, 'name = "其他材料"', {"paper[0].name"}),
    ("a paper of what is never collected", PAPER, 'name = "宗教信仰证明"', {"paper[0].name"}),
    ("an exclusion for what is never collected", 'why = "', 'why = "曾经信访，', {"exclude[0].why"}),
    ("an exclusion for what is sealed", 'why = "', 'why = "曾经被治安处罚，', {"exclude[0].why"}),
    ("an exclusion without an article", 'articles = ["第七十五条"]', "articles = []", {"exclude[0].basis"}),
    ("an exclusion not verified", ROAD_BASIS, ROAD_BASIS.replace("verified", "needs_check"), {"exclude[0].basis"}),
    (
        "an exclusion by a department's rule",
        ROAD_BASIS,
        'basis = { source = "wage_list_rule", articles = ["第五条"], certainty = "verified" }',
        {"exclude[0].basis"},
    ),
    (
        "an exclusion by a sealed law",
        ROAD_BASIS,
        'basis = { source = "public_security_penalties_law", articles = ["第一百三十六条"], certainty = "verified" }',
        {"bases"},
    ),
    ("an exclusion by nothing known", ITEM, 'item = "bad_manners"', {"exclude[0].item"}),
    ("an exclusion by a licence", ITEM, 'item = "road_transport_qualification"', {"exclude[0].item"}),
    ("an exclusion that is unconfirmed", ITEM, 'item = "major_tax_violation"', {"exclude[0].item"}),
    ("an exclusion that is unrelated", ITEM, 'item = "food_industry_bar"', {"exclude[0].item"}),
    ("four years", "look_back_months = 36", "look_back_months = 48", {"look_back_months"}),
    ("for ever", "look_back_months = 36", "look_back_months = 0", {"look_back_months"}),
    ("no basis", BASES, "bases = []\n", {"bases"}),
    ("a basis without an article", '["第三十二条"]', "[]", {"bases"}),
    ("a service that nobody asks about", 'name = "道路客运驾驶员从业资格许可"', 'name = "道路客运线路经营许可"', {"name"}),
    ("a purpose that is not there", 'purpose = "road_transport_licence"', 'purpose = "road_rage"', {"purpose"}),
    ("a unit that opens no such matter", '"transport_sunwu"', '"samr"', {"deciders"}),
    ("nobody", DECIDERS, "deciders = []\n", {"deciders"}),
    ("a service twice", 'name = "道路客运驾驶员从业资格许可"', 'name = "道路货运驾驶员从业资格许可"', set()),
]  # fmt: skip


class TestShipped:
    @proves("E8")
    def test_at_least_eight_real_services_each_open_to_anybody(self) -> None:
        book = load(LAW)
        assert len(book.services) >= 8
        asked = {service for purpose in book.purposes.values() for service in purpose.services}
        for service in book.services.values():
            assert service.name in asked
            assert OPEN_GROUNDS & {ground for ground, _ in service.grounds}
            assert service.papers
            assert service.look_back_months == 36

    def test_none_looks_at_more_than_the_lawful_question_of_its_matter(self) -> None:
        book = load(LAW)
        for service in book.services.values():
            assert set(service.items) <= set(book.purposes[service.purpose].items)


@proves("E8", "R23")
@pytest.mark.slow
@pytest.mark.parametrize(("old", "new", "keys"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_what_a_list_of_conveniences_may_not_hold(law: Copy, old: str, new: str, keys: set[str]) -> None:
    law.replace(ROAD, old, new)
    with pytest.raises(LawRefused) as refused:
        load(law.root)
    expected = {(ROAD, key) for key in keys} or {("services/S02_freight_driver.toml", "name")}
    assert {(problem.file, problem.key) for problem in refused.value.problems} == expected
    for problem in refused.value.problems:
        assert re.fullmatch("[^!！]+。", problem.sentence)


def test_without_exclusions_nothing_is_looked_back_at(law: Copy) -> None:
    text = law.read(ROAD)
    law.write(ROAD, text[: text.index("[[exclude]]")])
    assert law.places() == {(ROAD, "look_back_months")}
    law.replace(ROAD, "look_back_months = 36", "look_back_months = 0")
    assert law.places() == set()
