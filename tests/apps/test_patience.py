"""Somebody else's machine is waited for so long, and no longer. [row 8]"""

from __future__ import annotations

import threading
import time

import pytest

from chengxin.apps.ledger.patience import within
from tests.proves import proves


class TestWithin:
    def test_gives_what_the_call_came_to(self):
        assert within(5, lambda: "there", whom="a") == "there"

    def test_raises_what_the_call_raised(self):
        def refused() -> None:
            raise ConnectionRefusedError("nobody")

        with pytest.raises(ConnectionRefusedError, match="nobody"):
            within(5, refused, whom="a")

    @proves("N30")
    def test_waits_no_longer_and_calls_nobody_twice_at_once(self):
        is_over, calls = threading.Event(), []

        def hangs() -> None:
            calls.append("called")
            is_over.wait(10)

        for _ in range(3):
            begun = time.monotonic()
            with pytest.raises(TimeoutError):
                within(0.1, hangs, whom="b")
            assert time.monotonic() - begun < 1
        assert calls == ["called"]
        assert within(5, lambda: "there", whom="c") == "there"
        is_over.set()
        assert within(5, lambda: "back", whom="b") == "back"

    def test_a_time_out_of_its_own_hangs_nowhere(self):
        def late() -> None:
            raise TimeoutError

        with pytest.raises(TimeoutError):
            within(5, late, whom="d")
        assert within(0.5, lambda: "there", whom="d") == "there"
