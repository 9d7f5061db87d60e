"""Owe letters, in the transaction of the act that concerns the person. [law:pipl/第十七条]"""

from __future__ import annotations

from dataclasses import dataclass

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.notices.models import Letter


@dataclass(frozen=True, slots=True)
class Owed:
    """One letter to owe: to whom, which text of which edition, about which row."""

    number_index: bytes
    name_index: bytes
    template: str
    edition: str
    subject: int


def owe(writer: Writer, letter: Owed, *, held_under: int | None = None) -> Letter:
    """Add a letter to the act's batch. With `held_under`, nobody sees it before that key is released."""
    return writer.add(
        "letter_owed",
        Letter(
            ref=new_ref(),
            number_index=letter.number_index,
            name_index=letter.name_index,
            template=letter.template,
            edition=letter.edition,
            subject=letter.subject,
            held_under=held_under,
            at=writer.at,
        ),
    )
