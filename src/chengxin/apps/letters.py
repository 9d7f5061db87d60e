"""Any letter as the person reads it, whatever stage owed it. [law:pipl/第十七条]"""

from __future__ import annotations

from chengxin.apps.destruction import letters as destruction_letters
from chengxin.apps.extracts import letters as extract_letters
from chengxin.apps.inquiries import letters as inquiry_letters
from chengxin.apps.looks import letters as look_letters
from chengxin.apps.mandates import letters as mandate_letters
from chengxin.apps.notices.models import Letter
from chengxin.apps.objections import letters as objection_letters
from chengxin.apps.promises import letters as promise_letters
from chengxin.apps.records import letters as record_letters
from chengxin.apps.repairs import letters as repair_letters
from chengxin.apps.restraints import letters as restraint_letters
from chengxin.apps.sign_ins import letters as sign_in_letters
from chengxin.core.explanations import RenderedLetter, render_letter
from chengxin.core.facts import Identity
from chengxin.lawbook import Lawbook

#: Every placeholder that a letter of the lawbook may use.
PLACEHOLDERS = tuple(
    dict.fromkeys(
        (
            *objection_letters.PLACEHOLDERS,
            *repair_letters.PLACEHOLDERS,
            *extract_letters.PLACEHOLDERS,
            *destruction_letters.PLACEHOLDERS,
            *look_letters.PLACEHOLDERS,
            *look_letters.OF_A_BREACH,
            *mandate_letters.PLACEHOLDERS,
            *sign_in_letters.PLACEHOLDERS,
            *promise_letters.PLACEHOLDERS,
            *restraint_letters.PLACEHOLDERS,
            *inquiry_letters.PLACEHOLDERS,
        )
    )
)


def render(letter: Letter, *, lawbook: Lawbook) -> RenderedLetter | None:
    """A letter, or `None` once its content is destroyed."""
    filled = letter_values(letter, lawbook=lawbook)
    return None if filled is None else render_letter(lawbook.letter_then(letter.template, letter.edition), filled)


def addressee(letter: Letter) -> Identity | None:
    """To whom a letter is written, where what it is about says it: a record, a matter, or how a matter ended."""
    if letter.template == restraint_letters.ADVERSE_USE:
        return restraint_letters.addressee(letter)
    return record_letters.addressee(letter)


def letter_values(letter: Letter, *, lawbook: Lawbook) -> dict[str, str] | None:
    """The placeholders of a letter, by what it is about; `None` once that is destroyed."""
    if letter.template in extract_letters.ALL:
        return extract_letters.letter_values(letter, lawbook=lawbook)
    if letter.template in destruction_letters.ALL:
        return destruction_letters.letter_values(letter, lawbook=lawbook)
    if letter.template in repair_letters.ALL:
        return repair_letters.letter_values(letter, lawbook=lawbook)
    if letter.template in look_letters.ALL:
        return look_letters.letter_values(letter, lawbook=lawbook)
    if letter.template in mandate_letters.ALL:
        values = mandate_letters.letter_values(letter, lawbook=lawbook)
        return None if values is None else {**dict.fromkeys(PLACEHOLDERS, ""), **values}
    if letter.template in sign_in_letters.ALL:
        return dict.fromkeys(PLACEHOLDERS, "") | sign_in_letters.letter_values(letter, lawbook=lawbook)
    if letter.template in promise_letters.ALL:
        told = promise_letters.letter_values(letter, lawbook=lawbook)
        return None if told is None else {**dict.fromkeys(PLACEHOLDERS, ""), **told}
    if letter.template in restraint_letters.ALL:
        found = restraint_letters.letter_values(letter, lawbook=lawbook)
        return None if found is None else {**dict.fromkeys(PLACEHOLDERS, ""), **found}
    if letter.template in inquiry_letters.ALL:
        seen = inquiry_letters.letter_values(letter, lawbook=lawbook)
        return None if seen is None else {**dict.fromkeys(PLACEHOLDERS, ""), **seen}
    return objection_letters.letter_values(letter, lawbook=lawbook)
