"""When a reply leaves: on the beat, whatever it says, so that the time that it took tells nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.api import pace
from tests.api import world
from tests.proves import proves
from tests.web import filled

WHO = filled.person("王䶮", 61)


class Watch:
    """A watch that the test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds >= 0
        self.now += seconds


@pytest.fixture
def watch(monkeypatch):
    one = Watch()
    monkeypatch.setattr(pace, "monotonic", one.monotonic)
    monkeypatch.setattr(pace, "sleep", one.sleep)
    monkeypatch.setattr(pace, "BEAT_SECONDS", 0.005)
    return one


@proves("C4")
class TestBeat:
    @given(st.floats(0.0001, 10))
    def test_is_a_whole_number_of_beats_and_never_before_the_first(self, work):
        with pytest.MonkeyPatch.context() as patch:
            one = Watch()
            patch.setattr(pace, "monotonic", one.monotonic)
            patch.setattr(pace, "sleep", one.sleep)
            with pace.on_the_beat():
                one.now += work
            beats = (one.now - 1_000) / pace.BEAT_SECONDS
        assert beats == pytest.approx(round(beats), abs=1e-3)
        assert beats > pace.FIRST_BEATS - 1e-3
        least = max(work, pace.FIRST_BEATS * pace.BEAT_SECONDS)
        assert least <= beats * pace.BEAT_SECONDS + 1e-9 < least + pace.BEAT_SECONDS + 1e-6

    def test_is_kept_where_something_is_refused(self, watch):
        def refuse():
            with pace.on_the_beat():
                watch.now += 0.027
                raise LookupError

        with pytest.raises(LookupError):
            refuse()
        assert watch.now == pytest.approx(1_000.030)

    @pytest.mark.django_db
    @pytest.mark.parametrize("purpose", ["road_transport_licence", "food_licence"])
    def test_is_that_of_every_question(self, watch, monkeypatch, purpose):
        """Of one that is answered and of one that is refused."""
        by = world.caller()
        matter = world.open_matter(by)
        from chengxin.api import matters

        really = matters.give_answer

        def slow(**given):
            watch.now += 0.011
            return really(**given)

        monkeypatch.setattr(matters, "give_answer", slow)
        assert world.ask(by, matter, purpose=purpose).status_code == (200 if purpose.startswith("road") else 403)
        assert watch.now == pytest.approx(1_000.025)
