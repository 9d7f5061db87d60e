"""What a person took along for one recipient and one purpose, and each time somebody checked it. [law:pipl/第四十五条]"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import models

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.models import Committed, CommittedPayload
from chengxin.apps.ledger.protect import LOG


class Extract(CommittedPayload):
    """One extract. Encrypted: the code on the paper, and whom it names."""

    entry_kinds = ("extract_made",)
    ref = models.CharField(max_length=16, unique=True)
    code_index = models.BinaryField(max_length=32, unique=True)
    """Keyed index of the code: whoever reads the table can check none."""
    number_index = models.BinaryField(max_length=32, db_index=True)
    name_index = models.BinaryField(max_length=32)
    unit = models.CharField(max_length=64)
    purpose = models.CharField(max_length=64)
    until = models.DateTimeField()
    """The first instant at which it is expired."""
    through = models.ForeignKey("officials.Official", models.PROTECT, null=True, related_name="+")
    """The official who made it for the person at a window; NULL in the portal."""
    window = models.CharField(max_length=64)
    """The unit at whose window it was made; "" in the portal."""
    at = models.DateTimeField()

    @classmethod
    def broken_companions(cls, rows: Sequence[Committed]) -> Iterator[tuple[int, str]]:
        promised = {row.pk: read_content(row) for row in rows if isinstance(row, cls)}
        held = dict.fromkeys(promised, 0)
        for extract in ExtractRecord.objects.filter(extract__in=promised).values_list("extract", flat=True):
            held[extract] += 1
        for pk, content in promised.items():
            if content is not None and content["records"] != held[pk]:
                yield pk, "摘录里的记录少了，或者多了"

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "code_index": bytes(self.code_index).hex(),
            "number_index": bytes(self.number_index).hex(),
            "name_index": bytes(self.name_index).hex(),
            "unit": self.unit,
            "purpose": self.purpose,
            "until": int(self.until.timestamp()),
            "through": self.through_id,
            "window": self.window,
            "at": int(self.at.timestamp()),
            "content": read_content(self),
        }


class ExtractRecord(models.Model):
    """What an extract says of one record, under that record's own key: it dies with the record."""

    table_class = LOG
    extract = models.ForeignKey(Extract, models.PROTECT, related_name="records")
    place = models.IntegerField()
    version = models.ForeignKey("records.Version", models.PROTECT, related_name="+")
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["extract", "place"], name="extract_record_place")]


class ExtractCheck(Committed):
    """Somebody typed a code, and what they were told. Nothing is known of them."""

    entry_kinds = ("extract_checked",)
    extract = models.ForeignKey(Extract, models.PROTECT, null=True, related_name="checks")
    """NULL where no extract has the code."""
    state = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="extract_check_known",
                condition=models.Q(extract=None, state="unknown")
                | models.Q(extract__isnull=False, state__in=["genuine", "expired", "superseded"]),
            )
        ]

    def told(self) -> Any:
        return {"extract": self.extract_id, "state": self.state, "at": int(self.at.timestamp())}
