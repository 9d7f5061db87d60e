"""A letter is filled from values: no holes, no unknown placeholders, and values are never texts."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.explanations import penalty_zh, placeholders, render_letter


@dataclass(frozen=True)
class Section:
    heading: str
    paragraphs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Text:
    title: str
    intro: str
    sections: tuple[Section, ...]


LETTER = Text(
    title="关于{item}的一封信",
    intro="哪个机关作了什么决定。",
    sections=(
        Section("决定", facts=(("机关", "{authority}"), ("送达", "{served}"), ("决定书", "{document}，{decision_no}"))),
        Section("意思", paragraphs=("{meaning}", "不服的，{reconsider_until}前申请复议。")),
        Section("只有日期", paragraphs=("最迟{reconsider_until}。",)),
    ),
)
VALUES = {
    "item": "道路运输从业人员违法",
    "authority": "黑河市交通运输局",
    "served": "2026年9月18日",
    "document": "行政处罚决定书",
    "decision_no": "黑交罚〔2026〕0417号",
    "meaning": "只说明有过这个决定。",
    "reconsider_until": "2026年11月17日",
}


class TestRenderLetter:
    def test_fills_title_facts_and_sentences(self) -> None:
        letter = render_letter(LETTER, VALUES)
        assert letter.title == "关于道路运输从业人员违法的一封信"
        assert letter.intro == ("哪个机关作了什么决定。",)
        assert letter.sections[0].facts == (
            ("机关", "黑河市交通运输局"),
            ("送达", "2026年9月18日"),
            ("决定书", "行政处罚决定书，黑交罚〔2026〕0417号"),
        )
        assert letter.sections[1].paragraphs == ("只说明有过这个决定。", "不服的，2026年11月17日前申请复议。")

    def test_leaves_out_a_fact_without_a_value(self) -> None:
        letter = render_letter(LETTER, {**VALUES, "served": ""})
        assert [label for label, _ in letter.sections[0].facts] == ["机关", "决定书"]

    def test_leaves_out_a_sentence_with_a_hole_and_a_section_of_which_nothing_is_left(self) -> None:
        letter = render_letter(LETTER, {**VALUES, "reconsider_until": ""})
        assert [section.heading for section in letter.sections] == ["决定", "意思"]
        assert letter.sections[1].paragraphs == ("只说明有过这个决定。",)

    def test_stops_at_a_placeholder_that_nobody_fills(self) -> None:
        with pytest.raises(KeyError, match="authority"):
            render_letter(LETTER, {name: value for name, value in VALUES.items() if name != "authority"})

    def test_stops_at_an_unknown_placeholder_even_beside_an_empty_one(self) -> None:
        text = Text("信", "{served}{nobody}", ())
        with pytest.raises(KeyError, match="nobody"):
            render_letter(text, {"served": ""})

    @given(st.text(min_size=1))
    def test_never_reads_a_value_as_a_text(self, value: str) -> None:
        letter = render_letter(Text("{item}", "{item}", ()), {"item": value})
        assert letter.title == value


class TestPlaceholders:
    def test_names_them_in_order(self) -> None:
        assert placeholders("{unit}在{opened_on}为{service}查询") == ("unit", "opened_on", "service")


class TestPenaltyZh:
    @pytest.mark.parametrize(
        ("classes", "amount_fen", "said"),
        [
            (["fine", "warning"], 200_000, "警告、罚款2,000元"),
            (["fine"], None, "罚款"),
            (["permit_suspended"], None, "暂扣许可证件"),
            (["permit_revoked"], None, "吊销许可证件"),
            (["warning"], 50_050, "警告、500.50元"),
            ([], None, ""),
        ],
    )
    def test_says_the_classes_in_the_order_of_the_law(
        self, classes: list[str], amount_fen: int | None, said: str
    ) -> None:
        assert penalty_zh(classes, amount_fen) == said
