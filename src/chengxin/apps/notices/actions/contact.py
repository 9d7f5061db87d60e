"""The person gives, changes or takes back where a message may say that a letter is waiting.

[law:pipl/第十三条] [law:pipl/第四十七条]
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.notices.models import Contact, ContactRemoved
from chengxin.core.contacts import normal_address
from chengxin.core.delivery import Channel
from chengxin.core.reasons import Reason, Refusal


@transaction.atomic
def give_contact(channel: Channel, written: str, *, number_index: bytes, name_index: bytes, at: datetime) -> Contact:
    """Keep an address of the person whose indexes these are; what was kept for the channel before is destroyed.

    :raises Refusal: CONTACT_NOT_USABLE.
    """
    address = normal_address(channel, written)
    if address is None:
        raise Refusal(Reason.CONTACT_NOT_USABLE)
    hold("contact", number_index)
    writer = Writer(at)
    _destroy(channel, number_index, name_index, writer)
    contact = writer.add(
        "contact_given",
        Contact(number_index=number_index, name_index=name_index, channel=channel.value, at=writer.at),
        content={"address": address},
    )
    writer.flush()
    return contact


@transaction.atomic
def remove_contact(channel: Channel, *, number_index: bytes, name_index: bytes, at: datetime) -> bool:
    """Destroy what is kept for a channel, and say whether there was anything."""
    hold("contact", number_index)
    writer = Writer(at)
    was_there = _destroy(channel, number_index, name_index, writer)
    writer.flush()
    return was_there


def _destroy(channel: Channel, number_index: bytes, name_index: bytes, writer: Writer) -> bool:
    kept = Contact.objects.filter(
        number_index=number_index, name_index=name_index, channel=channel.value, content__isnull=False
    )
    ids = list(kept.values_list("pk", flat=True))
    for pk in ids:
        writer.add("contact_removed", ContactRemoved(contact_id=pk, at=writer.at))
    Contact.objects.filter(pk__in=ids).update(salt=None, content=None, data_key=None)
    return bool(ids)
