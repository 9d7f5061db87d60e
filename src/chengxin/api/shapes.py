"""What is said to a program and by it: every field named, none besides. The shapes of law are in `law_shapes`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from ninja import Path
from ninja.responses import Status
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

Instant = Annotated[str, Field(json_schema_extra={"format": "date-time"})]
Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
_REF = "^[2-9A-Z]{10}$"
Ref = Annotated[str, Field(pattern=_REF)]
RefInPath = Annotated[str, Path(pattern=_REF)]


def example(**values: Any) -> ConfigDict:
    """An example for the description; its people are invented."""
    return ConfigDict(json_schema_extra={"examples": [values]})


_PERSON = {"name": "申屠默", "id_type": "citizen_id", "id_number": "231102189304172164"}


class Shape(BaseModel):
    """Strict both ways: no field besides, no number in a string, no string in a number."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ReasonTold(Shape):
    """One reason in words; `law` is "" where it is this platform's own rule."""

    reason: str
    title: str
    detail: str
    law: str
    remedy: str


class ErrorTold(Shape):
    """Where in the request a mistake is, and what it is."""

    at: str
    message: str


class ProblemTold(Shape):
    """An RFC 9457 problem document. The last five are there where they apply."""

    type: str
    title: str
    status: int
    detail: str
    reason: str
    law: str
    remedy: str
    reasons: list[ReasonTold]
    errors: list[ErrorTold]
    fault: str = ""
    outcome: Literal["refused"] = "refused"
    edition: str = ""
    law_digest: str = ""
    at: Instant = ""


def stamp(at: datetime) -> str:
    """An instant in UTC, written in one way whoever stated it in whichever zone."""
    return at.astimezone(UTC).isoformat()


def problems(*statuses: int) -> dict[int, type[ProblemTold]]:
    """The declared answers of a route when it does not go well; a fault of ours can always happen."""
    return dict.fromkeys([*statuses, 500], ProblemTold)


def created(value: BaseModel) -> Status[Any]:
    return Status(201, value)


class PersonAsked(Shape):
    """One person, by full name and full number."""

    model_config = example(**_PERSON)
    name: str = Field(min_length=1, max_length=200)
    id_type: Literal["citizen_id"]
    id_number: str = Field(min_length=1, max_length=40)


class MatterAsked(Shape):
    """What a matter is opened with. `reason` is needed for a second one about the same person; the person reads it."""

    model_config = example(
        service="道路客运驾驶员从业资格许可", request_no="黑政服〔2026〕11820", reason="", person=_PERSON
    )
    service: str = Field(min_length=1, max_length=100)
    request_no: str = Field(min_length=1, max_length=100)
    reason: str = Field(default="", max_length=200)
    person: PersonAsked


class MatterTold(Shape):
    """An open matter, and the purposes for which this program may ask in it."""

    matter: Ref
    unit: str
    service: str
    request_no: str
    opened_at: Instant
    purposes: list[str]


class InquiryAsked(Shape):
    """One question: for which purpose, about the person of the matter."""

    model_config = example(purpose="road_transport_licence", person=_PERSON)
    purpose: str = Field(min_length=1, max_length=64)
    person: PersonAsked


class RecordShown(Shape):
    """What an answer shows of one record. Amounts are in fen. A flag and the person's own words travel with it."""

    item: str
    item_code: str
    item_name: str
    authority: str
    decision_no: str
    decided_on: Day
    penalty_classes: list[str]
    amount_fen: int | None
    starts_on: Day | None
    ends_on: Day | None
    last_day: Day
    is_objected_to: bool = False
    statement: str = ""


class SourceTold(Shape):
    """One source of one item: up to when it speaks, and why nothing can be said of it, if so."""

    item: str
    unit: str
    feed: str | None
    as_of: Instant | None
    reason: str | None


class AnswerTold(Shape):
    """An answer. *cannot_tell* counts against nobody; a destroyed record is null."""

    outcome: Literal["answered", "cannot_tell"]
    answer: Ref
    is_again: bool
    matter: Ref
    purpose: str
    unit: str
    reasons: list[ReasonTold]
    records: list[RecordShown | None]
    sources: list[SourceTold]
    edition: str
    law_digest: str
    at: Instant


def _whole(value: object) -> object:
    """JSON has one kind of number: 3.0 is 3."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


class UsedAsked(Shape):
    """One record that an answer showed: the answer's number, and its place among the records, from 0."""

    answer: Ref
    place: Annotated[int, Field(ge=0, le=1000), BeforeValidator(_whole)]


class UseNoticeAsked(Shape):
    """What was used against the applicant, by whom, on what law, why, where they can complain: they read it."""

    used: Annotated[list[UsedAsked], Field(max_length=100)]
    decider: Annotated[str, Field(max_length=200)]
    seat: Annotated[str, Field(max_length=200)]
    article: Annotated[str, Field(max_length=200)]
    words: Annotated[str, Field(max_length=2000)]
    remedy: Annotated[str, Field(max_length=200)]


class OutcomeAsked(Shape):
    """How a matter ended. Against an applicant whose records could be read, only with a notice."""

    model_config = example(outcome="granted")
    outcome: Literal["granted", "restricted", "not_granted", "applicant_withdrew", "opened_by_mistake"]
    notice: UseNoticeAsked | None = None


class OutcomeTold(Shape):
    """A closed matter."""

    matter: Ref
    outcome: str
    closed_at: Instant


class SubmissionTold(Shape):
    """A file that was received: from here it is not lost. The same request again gives these bytes again."""

    submission: Ref
    feed: str
    unit: str
    sha256: str
    size: int
    as_of: Instant
    received_at: Instant


class ReceiptTold(Shape):
    """Every row accounted for: accepted + refused + waiting + duplicate = rows."""

    rows: int
    accepted: int
    refused: int
    waiting: int
    duplicate: int
    is_readable: bool
    closed_at: Instant


class IssueTold(Shape):
    """One thing wrong in a file or row, where, and what to do."""

    code: str
    severity: str
    sheet: str | None
    row: int | None
    column: str | None
    message: str
    remedy: str


class SubmissionState(SubmissionTold):
    """How far a file is. `receipt` and `issues` are there once it is closed; issues come in pages."""

    status: Literal["received", "in_work", "closed"]
    rows_done: int
    receipt: ReceiptTold | None
    issues: list[IssueTold]
    page: int
    has_more: bool


class Citation(Shape):
    """An article as it is cited."""

    source: str
    title: str
    articles: list[str]
    certainty: str


class OwnRecord(Shape):
    """One record as its person sees it; what was destroyed is null."""

    record: str
    item: str
    item_code: str
    item_name: str
    standing: str
    standing_title: str
    standing_meaning: str
    source_unit: str
    authority: str | None
    decision_no: str | None
    decided_on: Day | None
    what: str | None
    effect_from: Instant | None
    repair_from: Day | None
    last_day: Day
    bases: list[Citation]
    who_may_see: str


class OwnRecords(Shape):
    """Everything held about the person, newest first."""

    at: Instant
    records: list[OwnRecord]


class LetterSection(Shape):
    """A heading, its paragraphs, and its facts as [label, value]."""

    heading: str
    paragraphs: list[str]
    facts: list[list[str]]


class LetterText(Shape):
    """A letter as it is read."""

    title: str
    intro: list[str]
    sections: list[LetterSection]


class OwnLetter(Shape):
    """One letter. Its text is here only once the person opened it on the page, which proves that they were told."""

    letter: str
    title: str
    sent_at: Instant
    is_read: bool
    read_at: Instant | None
    text: LetterText | None


class OwnLetters(Shape):
    """The person's letters, newest first."""

    letters: list[OwnLetter]


class Look(Shape):
    """One look or refused try. `program` is "" where the official asked in person."""

    at: Instant
    outcome: str
    unit: str
    unit_name: str
    seat: str
    role: str
    official: str
    program: str
    service: str
    request_no: str
    purpose: str
    purpose_name: str
    items_shown: list[str]
    reasons: list[ReasonTold]
    answer: str | None


class Looks(Shape):
    """Who looked at the person, newest first; `hidden` are so many that are shown on a later day, by themselves."""

    looks: list[Look]
    hidden: int
