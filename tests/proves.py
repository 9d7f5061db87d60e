"""Mark a test as the proof of an invariant: `@proves("R01")`. `pytest --proves R01` runs exactly those."""

from __future__ import annotations

import pytest


def proves(*ids: str) -> pytest.MarkDecorator:
    """Say which invariants fall when this test fails.

    :raises ValueError: without an id.
    """
    if not ids:
        raise ValueError("name at least one invariant")
    return pytest.mark.proves(*ids)
