"""Answers for one concrete matter, and who looked at whom. [law:pipl/第四十四条] [law:credit_reporting_regulation/第二十二条]"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db import models

from chengxin.apps.inquiries.unfold import unfold
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.models import Committed, CommittedPayload
from chengxin.apps.ledger.protect import LOG
from chengxin.core.errands import SAID_FOR_PERSON

if TYPE_CHECKING:
    from chengxin.apps.matters.models import Matter

#: What an access entry says of a look at conveniences.
SERVICE_CHECKED = "service_checked"
#: And of a row that waits, looked at beside the names that hold its number.
IDENTITY_CHECK = "identity_check"
#: And of what is done for whoever stands at a window: their file is opened, their letters are found, one is printed, their whole
#: report is.
AT_WINDOW, LETTERS_FOUND, LETTER_PRINTED, REPORT_PRINTED = (
    "at_window",
    "letters_found",
    "letter_printed",
    "report_printed",
)
FOR_PERSON = (AT_WINDOW, LETTERS_FOUND, LETTER_PRINTED, REPORT_PRINTED)
#: And of what the keeper says that a person signed.
SIGNED_FOR = ("letter_signed", "slip_returned")
#: What rests on the word of a window alone: a signature, and what is said in a person's name.
ON_A_WORD = models.Q(outcome__in=SIGNED_FOR) | models.Q(
    outcome=AT_WINDOW, purpose__in=[errand.value for errand in SAID_FOR_PERSON]
)


class Answer(CommittedPayload):
    """One answer per matter and purpose: an encrypted envelope without personal content, signed.

    Here and below, what a question points at was read in its own transaction and is never deleted; the database does not
    look for each of it once more (ADR 0053).
    """

    entry_kinds = ("answer_given",)
    ref = models.CharField(max_length=16)
    matter = models.ForeignKey("matters.Matter", models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    purpose = models.CharField(max_length=64)
    signature = models.BinaryField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+", db_constraint=False, db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["matter", "purpose"], name="one_answer"),
            # Said of the field it would be two indexes.
            models.UniqueConstraint(fields=["ref"], name="answer_ref"),
        ]

    @classmethod
    def broken_companions(cls, rows: Sequence[Committed]) -> Iterator[tuple[int, str]]:
        answers = {row.pk: row for row in rows if isinstance(row, cls)}
        fragments: dict[int, list[Fragment]] = {pk: [] for pk in answers}
        found = Fragment.objects.filter(answer__in=answers).select_related("version").order_by("answer", "place")
        for fragment in found:
            fragments[fragment.answer_id].append(fragment)
        for pk, answer in answers.items():
            for sentence in unfold(answer, fragments[pk]).touched:
                yield pk, sentence

    def told(self) -> Any:
        return {
            "ref": self.ref,
            "matter": self.matter_id,
            "purpose": self.purpose,
            "signature": bytes(self.signature).hex(),
            "at": int(self.at.timestamp()),
            "by": self.by_id,
            "content": read_content(self),
        }


class Fragment(models.Model):
    """What an answer showed of one record, under that record's own key: it dies with the record."""

    table_class = LOG
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="fragments", db_constraint=False, db_index=False)
    place = models.IntegerField()
    version = models.ForeignKey("records.Version", models.PROTECT, related_name="+", db_constraint=False)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["answer", "place"], name="fragment_place")]


class AccessEntry(Committed):
    """One look at a person, or one refused try. It hangs on the keyed index, so that someone unknown finds it too."""

    entry_kinds = ("person_looked_at",)
    number_index = models.BinaryField(max_length=32, db_index=True, null=True)
    """NULL only where no full number was given."""
    name_index = models.BinaryField(max_length=32, null=True)
    """Where no matter tells it: one person's own file was opened, letters to them were found or brought, or the question was put
    in no matter of theirs. Somebody found to share the number does not see that. Of a row that waits, the name that it gives:
    where nothing but names was shown, that look is about everybody under the number."""
    outcome = models.CharField(max_length=16)
    unit = models.CharField(max_length=64)
    role = models.CharField(max_length=32)
    seat = models.CharField(max_length=100)
    purpose = models.CharField(max_length=64)
    matter = models.ForeignKey("matters.Matter", models.PROTECT, null=True, related_name="+", db_constraint=False)
    answer = models.ForeignKey(Answer, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False)
    case = models.CharField(max_length=16, default="")
    """The number of the case that an office opened; "" elsewhere. A later stage's row, so no foreign key."""
    shown = models.JSONField()
    """Item slugs, one per record shown."""
    reasons = models.JSONField()
    letter = models.ForeignKey("notices.Letter", models.PROTECT, null=True, related_name="+", db_index=False)
    """The letter that was brought to the person on paper; its content was on it."""
    program = models.ForeignKey("officials.Program", models.PROTECT, null=True, related_name="+", db_constraint=False)
    """The program that asked, for which `by` answers; NULL where `by` asked in person."""
    consent = models.ForeignKey("consents.ConsentGiven", models.PROTECT, null=True, related_name="+", db_index=False)
    """The consent that carried the answer, used by it: each carries one. It has no leaf of its own: whoever asks reads how many
    leaves there are. The answer says nothing of it, whatever it shows."""
    at = models.DateTimeField()
    by = models.ForeignKey("officials.Official", models.PROTECT, related_name="+", db_constraint=False)

    @property
    def own_matter(self) -> Matter | None:
        """The matter, where it is one of the person's who was looked at: a question about somebody may be put in another's."""
        return self.matter if self.name_index is None else None

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="look_outcome",
                condition=models.Q(
                    outcome__in=[
                        "answered",
                        "refused",
                        "cannot_tell",
                        "read_again",
                        "identity_check",
                        "letters_found",
                        "letter_printed",
                        "letter_signed",
                        "report_printed",
                        "slip_returned",
                        "letter_returned",
                        "at_window",
                        "case_read",
                        "replayed",
                        "service_checked",
                    ]
                ),
            ),
            models.UniqueConstraint(
                name="consent_used_once", fields=["consent"], condition=models.Q(consent__isnull=False)
            ),
        ]

    def told(self) -> Any:
        return {
            "number_index": bytes(self.number_index).hex() if self.number_index is not None else None,
            "outcome": self.outcome,
            "unit": self.unit,
            "role": self.role,
            "seat": self.seat,
            "purpose": self.purpose,
            "matter": self.matter_id,
            "answer": self.answer_id,
            "shown": self.shown,
            "reasons": self.reasons,
            **({"program": self.program_id} if self.program_id is not None else {}),
            **({"letter": self.letter_id} if self.letter_id is not None else {}),
            **({"name_index": bytes(self.name_index).hex()} if self.name_index is not None else {}),
            **({"case": self.case} if self.case else {}),
            **({"consent": self.consent_id} if self.consent_id is not None else {}),
            "at": int(self.at.timestamp()),
            "by": self.by_id,
        }
