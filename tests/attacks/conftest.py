from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """09:00 on the day of the tests, and no tries remembered from another test."""
    from django.core.cache import cache

    from tests.web import filled

    monkeypatch.setattr("chengxin.clock.now", lambda: filled.AT)
    monkeypatch.setattr("chengxin.api.pace.BEAT_SECONDS", 1e-6)  # nobody measures, nobody waits
    cache.clear()
