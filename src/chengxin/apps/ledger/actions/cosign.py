"""Take in what witnesses signed beside a head of the ledger. [law:pipl/第五十四条]"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.actions.seal import head_of
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.models import Checkpoint, Cosignature, WitnessWord
from chengxin.apps.ledger.signing import is_true
from chengxin.core.notes import Key, Note
from chengxin.core.witnessing import Word


@transaction.atomic
def take_cosignatures(note: Note, *, witnesses: Collection[Key], at: datetime) -> int:
    """Keep the true cosignatures of known witnesses under the head that was signed here; how many are new. Whatever is not
    of a known witness, or not about a head of this ledger, is left."""
    hold("cosigning")
    checkpoint = Checkpoint.objects.filter(size=note.head.size).first()
    if checkpoint is None or head_of(checkpoint) != note.head:
        return 0
    taken = 0
    for signature in note.signatures:
        key = next((one for one in witnesses if is_true(signature, note.head, one)), None)
        if key is None or Cosignature.objects.filter(checkpoint=checkpoint, witness=key.text).exists():
            continue
        Cosignature.objects.create(checkpoint=checkpoint, witness=key.text, content=signature.content, at=at)
        note_word(key, Word.COSIGNED, note.head.size, at=at)
        taken += 1
    return taken


@transaction.atomic
def note_word(key: Key, word: Word, size: int, *, at: datetime) -> None:
    """Write down what a witness said, where it is something else than before."""
    hold("cosigning")
    last = WitnessWord.objects.filter(witness=key.text).order_by("-pk").first()
    if last is None or last.word != word.value:
        WitnessWord.objects.create(witness=key.text, word=word.value, size=size, at=at)
