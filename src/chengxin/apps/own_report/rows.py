"""A stored row as its person may read it: every field opened, what is somebody else's left out and named as left out.

[law:pipl/第四十五条]
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Field, Model

from chengxin.apps.destruction.models import Review
from chengxin.apps.extracts.models import Extract, ExtractRecord
from chengxin.apps.inquiries.models import Fragment
from chengxin.apps.ledger.batch import open_under, read_content
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.models import CommittedPayload
from chengxin.apps.mandates.models import MandateNoted
from chengxin.apps.matters.models import Matter
from chengxin.apps.notices.models import Paper
from chengxin.apps.objections.models import Evidence
from chengxin.apps.officials.models import Official, Program
from chengxin.apps.own_report.as_json import instant
from chengxin.apps.own_report.schema import Owner
from chengxin.apps.people import selectors as people
from chengxin.apps.people.models import ConflictEvent, Person
from chengxin.apps.repairs.models import RepairProof
from chengxin.apps.restraints.models import RestraintPaper
from chengxin.apps.submissions import selectors as submissions
from chengxin.apps.submissions.models import HeldRow, RowOutcome, RowSettled, Submission
from chengxin.core.facts import Identity

#: Fields that are in no row of the export, and why.
LEFT_OUT: Mapping[str, str] = {"data_key": "密文的钥匙，内容已经打开给您"}
NOT_YOURS = "里面有另一个人的姓名，没有放进来"
NUMBER_NOT_YOURS = "另一个人的号码，没有放进来"
OF_AN_OFFICE = "单位放进来的材料，可能写着别人；要看的，请到办理的单位看"
_KINDS = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}


@dataclass
class Files:
    """The files that rows hold, by the name under which the export carries them."""

    kept: dict[str, bytes] = field(default_factory=dict)

    def keep(self, name: str, data: bytes) -> str:
        self.kept[f"files/{name}"] = data
        return f"files/{name}"


def opened(row: Model, owner: Owner, files: Files) -> dict[str, Any]:
    """One row as plain JSON values under its fields' names; a reference is the number of the row it leads to."""
    told = {one.name: _value(row, one) for one in row._meta.concrete_fields if one.name not in LEFT_OUT}
    if isinstance(row, CommittedPayload):
        told["content"] = read_content(row)
    special = _SPECIAL.get(type(row))
    if special is not None:
        special(row, told, owner, files)
    return told


def _value(row: Model, one: Field[Any, Any]) -> Any:
    if one.is_relation:
        return _pointed(row, one)
    value = getattr(row, one.attname)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return value.isoformat()
    # A row's number can be larger than what every reader of JSON holds exactly.
    return str(value) if one.primary_key else value


def _pointed(row: Model, one: Field[Any, Any]) -> Any:
    """What a row points to: an official, a program or a file under its name, another row by its number."""
    key = getattr(row, one.attname)
    if key is None:
        return None
    if one.related_model is Official:
        official = getattr(row, one.name)
        return {"name": official.name, "unit": official.unit, "seat": official.seat}
    if one.related_model is Program:
        program = getattr(row, one.name)
        return {"program": program.ref, "name": program.name, "unit": program.unit}
    if one.related_model is Submission:
        file = getattr(row, one.name)
        return {"file": file.ref, "feed": file.feed, "unit": file.unit, "at": instant(file.at)}
    return str(key)


def _identity(sealed: str | bytes | None) -> dict[str, str] | None:
    if not sealed:
        return None
    found = people.open_identity(bytes.fromhex(sealed) if isinstance(sealed, str) else bytes(sealed))
    return _plain(found)


def _plain(identity: Identity) -> dict[str, str]:
    return {"document_type": identity.document_type.value, "number": identity.number, "name": identity.name}


def _person(row: Any, told: dict[str, Any], owner: Owner, files: Files) -> None:
    told["identity"] = _identity(row.identity)


def _reason(row: Any, told: dict[str, Any], owner: Owner, files: Files) -> None:
    """What the letter to each of those who share a number says as well."""
    told["reason"] = keys().unwrap(bytes(row.reason)).decode()


def _settled(row: Any, told: dict[str, Any], owner: Owner, files: Files) -> None:
    is_mine = _is_mine(read_content(row.held_row), owner)
    told["reason"] = keys().unwrap(bytes(row.reason)).decode() if is_mine else NOT_YOURS


def _row_outcome(row: Any, told: dict[str, Any], owner: Owner, files: Files) -> None:
    """A row that said again what a version says; a version's number as that of the version."""
    told |= {"issues": submissions.issues_of(row), "repeats": str(row.repeats)}


def _held_row(row: Any, told: dict[str, Any], owner: Owner, files: Files) -> None:
    """A row under this number: whole where it has this name, else only that it came."""
    if told["content"] is None:
        return
    if _is_mine(told["content"], owner):
        _sealed(row, told, owner, files)
    else:
        told["content"] = NOT_YOURS


def _is_mine(content: Any, owner: Owner) -> bool:
    if content is None:
        return False
    return people.indexes(people.open_identity(bytes.fromhex(content["identity"]))) == owner.who


def _sealed(row: Any, told: dict[str, Any], owner: Owner, files: Files) -> None:
    """Content that names somebody by a sealed identity; another name under this number is not this person's."""
    if told["content"] is not None:
        who = people.open_identity(bytes.fromhex(told["content"]["identity"]))
        is_mine = people.indexes(who) == owner.who
        told["content"] = {**told["content"], "identity": _plain(who) if is_mine else NOT_YOURS}


def _under_version(row: Any, told: dict[str, Any], owner: Owner, files: Files) -> None:
    plain = open_under(row.version, bytes(row.content))
    told["content"] = None if plain is None else json.loads(plain)


def _evidence(row: Any, told: dict[str, Any], owner: Owner, files: Files) -> None:
    """A file of a case: the person's own, also where an official took it in at a window."""
    content = told["content"]
    if content is None:
        return
    through = {row.objection.through_id, *(step.through_id for step in row.objection.steps.all())} - {None}
    if row.by_id is not None and row.by_id not in through:
        told["content"] = {"name": content["name"], "file": OF_AN_OFFICE}
        return
    _file(row, told, owner, files)


def _file(row: Any, told: dict[str, Any], owner: Owner, files: Files) -> None:
    content = told["content"]
    if content is not None:
        data = base64.b64decode(content["data"])
        told["content"] = {
            "name": content["name"],
            "file": files.keep(f"{row.ref}.{_KINDS.get(row.kind, 'bin')}", data),
        }


def _paper(row: Any, told: dict[str, Any], owner: Owner, files: Files) -> None:
    content = told["content"]
    if content is not None:
        told["content"] = {"file": files.keep(f"{row.letter.ref}.pdf", base64.b64decode(content["pdf"]))}


def _mandate(row: Any, told: dict[str, Any], owner: Owner, files: Files) -> None:
    """It names two persons. Whoever is represented reads who acts for them, without that one's number; whoever acts reads
    nothing of whom they act for, who may have ended it since."""
    content = told["content"]
    if (bytes(row.number_index), bytes(row.name_index)) == (owner.who.number, owner.who.name):
        told |= {"agent_number_index": NOT_YOURS, "agent_name_index": NOT_YOURS}
        named: Mapping[str, Callable[[str], Any]] = {"person": _identity, "agent": _name_only}
    else:
        told |= {"number_index": NOT_YOURS, "name_index": NOT_YOURS}
        named = {"person": lambda sealed: NOT_YOURS, "agent": _identity}
    if content is not None:
        told["content"] = {**content, **{key: read(content[key]) for key, read in named.items()}}


def _name_only(sealed: str) -> dict[str, str]:
    return {"name": people.open_identity(bytes.fromhex(sealed)).name, "number": NUMBER_NOT_YOURS}


def _review(row: Any, told: dict[str, Any], owner: Owner, files: Files) -> None:
    """A look at a list covers records of many; only the places of this person's are theirs to read."""
    told["covers"] = [str(place.pk) for place in owner.due if place.pk in row.covers]


_SPECIAL: Mapping[type[Model], Callable[[Any, dict[str, Any], Owner, Files], None]] = {
    Person: _person,
    ConflictEvent: _reason,
    RowOutcome: _row_outcome,
    RowSettled: _settled,
    HeldRow: _held_row,
    Matter: _sealed,
    Extract: _sealed,
    Fragment: _under_version,
    ExtractRecord: _under_version,
    Evidence: _evidence,
    RepairProof: _file,
    RestraintPaper: _file,
    Paper: _paper,
    MandateNoted: _mandate,
    Review: _review,
}
