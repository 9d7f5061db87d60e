"""A matter ends against somebody: never without the notice, and never with an empty one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.reasons import Reason, Refusal
from chengxin.core.uses import UseNotice, may_close
from tests.proves import proves

WHOLE = UseNotice(frozenset(), "宗政明", "副局长", "《会计法》第四十条", "五年内不得从事会计工作", "黑河市人民政府")
shown = st.frozensets(st.integers(1, 6), max_size=4)


class TestClosing:
    @proves("R43", "E6")
    @given(st.booleans(), shown, shown, st.none() | st.builds(lambda used: replace(WHOLE, used=used), shown))
    def test_against_somebody_goes_with_a_notice_and_only_then(self, against, seen, usable, notice):
        """Whatever was shown."""
        try:
            may_close(is_against=against, shown=seen, usable=usable, notice=notice)
        except Refusal:
            assert (notice is not None) is not against or not notice.used <= seen & usable
            return
        assert (notice is not None) is against
        assert notice is None or notice.used <= seen & usable

    @proves("R43", "E6")
    @pytest.mark.parametrize("part", ["decider", "seat", "article", "words", "remedy"])
    def test_needs_every_part_of_the_notice(self, part):
        with pytest.raises(Refusal) as refused:
            may_close(
                is_against=True,
                shown={1},
                usable={1},
                notice=replace(WHOLE, used=frozenset({1}), **{part: " "}),
            )
        assert refused.value.reason is Reason.USE_NOTICE_INCOMPLETE

    @proves("R43", "E6")
    @pytest.mark.parametrize("unseen", ["\u200b", " \u200b\n", "\u2060", "\ue000"])
    def test_needs_words_that_can_be_read(self, unseen):
        with pytest.raises(Refusal) as refused:
            may_close(is_against=True, shown={1}, usable={1}, notice=replace(WHOLE, words=unseen))
        assert refused.value.reason is Reason.USE_NOTICE_INCOMPLETE

    @proves("R43", "E6")
    @pytest.mark.parametrize(
        ("part", "mark"),
        [("decider", "审批科"), ("decider", "x"), ("seat", "x"), ("article", "会计法"), ("article", "xxxxxxxx"), ("words", "略"),
         ("words", "不行不行"), ("remedy", "x")],
    )  # fmt: skip
    def test_needs_more_than_a_mark(self, part, mark):
        with pytest.raises(Refusal) as refused:
            may_close(is_against=True, shown={1}, usable={1}, notice=replace(WHOLE, **{part: mark}))
        assert refused.value.reason is Reason.USE_NOTICE_INCOMPLETE

    @proves("R43")
    def test_names_nothing_that_was_not_shown(self):
        with pytest.raises(Refusal) as refused:
            may_close(is_against=True, shown={1}, usable={1, 2}, notice=replace(WHOLE, used=frozenset({2})))
        assert refused.value.reason is Reason.USE_NOTICE_NOT_SHOWN

    @proves("R43", "E6")
    def test_names_nothing_that_was_shown_and_can_be_used_no_more(self):
        with pytest.raises(Refusal) as refused:
            may_close(is_against=True, shown={1, 2}, usable={1}, notice=replace(WHOLE, used=frozenset({2})))
        assert refused.value.reason is Reason.USE_NOTICE_OUTDATED
