from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.matching import Recognition, recognise
from tests.proves import proves

names = st.binary(min_size=1, max_size=2)


class TestRecognise:
    """B10: names alone never join anyone, and a number alone does not either."""

    @proves("B10", "R42")
    @given(st.frozensets(names), names)
    def test_says_same_only_for_the_very_name_under_the_very_number(self, held, name):
        how = recognise(names_under_number=held, name=name)
        assert (how is Recognition.SAME) == (name in held)
        assert (how is Recognition.NEW) == (not held)
        assert (how is Recognition.HUMAN_MUST_LOOK) == (bool(held) and name not in held)
