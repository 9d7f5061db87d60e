"""The keys of this deployment."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from chengxin.apps.ledger.keys import FileKeys, Keys


@cache
def keys() -> Keys:
    """The one key store, as the settings name it."""
    return FileKeys(settings.KEYS_DIR)
