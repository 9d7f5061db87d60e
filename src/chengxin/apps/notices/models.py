"""Letters owed to persons, and what happened to them. [law:pipl/第十七条] [law:pipl/第三十五条]"""

from __future__ import annotations

from typing import Any

from django.db import models

from chengxin.apps.ledger.models import Committed
from chengxin.apps.ledger.protect import LOG


class Release(models.Model):
    """From this instant the letters held under a key may be seen: a file's letters wait until the file is complete."""

    table_class = LOG
    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()


class Letter(Committed):
    """A letter owed: to whom by keyed indexes, template, edition of its text, and the row it is about. It is rendered
    when it is read, so that it holds nothing about the person."""

    entry_kinds = ("letter_owed",)
    ref = models.CharField(max_length=16)
    """Known only together with the person: it is looked for among one person's letters."""
    number_index = models.BinaryField(max_length=32, db_index=True)
    name_index = models.BinaryField(max_length=32)
    template = models.CharField(max_length=40)
    edition = models.CharField(max_length=20)
    subject = models.BigIntegerField()
    """The id of the version, answer or conflict that the letter tells of."""
    held_under = models.BigIntegerField(null=True)
    at = models.DateTimeField()

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "number_index": bytes(self.number_index).hex(),
            "name_index": bytes(self.name_index).hex(),
            "template": self.template,
            "edition": self.edition,
            "held_under": self.held_under,
            "at": int(self.at.timestamp()),
            "subject": self.subject,
        }


class Reading(Committed):
    """The person opened the letter in the portal; this is proof of notice."""

    entry_kinds = ("letter_read",)
    letter = models.OneToOneField(Letter, models.PROTECT, related_name="reading")
    at = models.DateTimeField()

    def told(self) -> Any:
        return {"letter": self.letter_id, "at": int(self.at.timestamp())}
