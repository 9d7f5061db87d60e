from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _stopped_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """09:00 on the day of the tests, and no refusals remembered from another test."""
    from django.core.cache import cache

    from tests.web import filled

    monkeypatch.setattr("chengxin.clock.now", lambda: filled.AT)
    monkeypatch.setattr("chengxin.api.pace.BEAT_SECONDS", 1e-6)  # nobody measures, nobody waits
    cache.clear()


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request through WSGI leaves the test's connection, and so its transaction, open.

    Django's own test client sees to that for itself; a request from a socket or from Schemathesis does not pass through
    it. SQLite in memory never shows the difference: there, closing does nothing.
    """
    from django.db import connection

    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
