"""The keys of this deployment: its source of secrets, with what its database knows of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from django.conf import settings

from chengxin.apps.ledger.keys import HandedOver, KeptKeys, Keys, Wrapping
from chengxin.apps.ledger.models import KeyHandover, WrappingKey


class Database:
    """What the database knows of keys."""

    def wrapping(self) -> Sequence[Wrapping]:
        found = WrappingKey.objects.filter(sealed__isnull=False).order_by("pk").values_list("name", "under", "sealed")
        return [Wrapping(bytes(name), bytes(under), bytes(sealed or b"")) for name, under, sealed in found]

    def handovers(self) -> Sequence[HandedOver]:
        return [
            HandedOver(one.origin, bytes(one.before), bytes(one.after), bytes(one.signature), bytes(one.accepted))
            for one in KeyHandover.objects.order_by("pk")
        ]


@cache
def keys() -> Keys:
    """The one key store, as the settings name it."""
    return KeptKeys(settings.KEY_SOURCE, Database())
