"""A client of chengxin's API v1: hand over files, ask one question in one matter, read the law. Needs only Python."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Literal, TypeVar, get_args, get_type_hints
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import Request, urlopen

Outcome = Literal["granted", "restricted", "not_granted", "applicant_withdrew", "opened_by_mistake"]
JSON = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """One person, by full name and full number."""

    name: str
    id_number: str
    id_type: str = "citizen_id"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is so, by which law ("" where it is the platform's own rule), and what to do."""

    reason: str
    title: str
    detail: str
    law: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Matter:
    """An open matter, and the purposes for which this program may ask in it."""

    matter: str
    unit: str
    service: str
    request_no: str
    opened_at: datetime
    purposes: list[str]


@dataclass(frozen=True, slots=True)
class Record:
    """What an answer shows of one record; amounts in fen."""

    item: str
    item_code: str
    item_name: str
    authority: str
    decision_no: str
    decided_on: date
    penalty_classes: list[str]
    amount_fen: int | None
    starts_on: date | None
    ends_on: date | None
    last_day: date
    is_objected_to: bool
    statement: str


@dataclass(frozen=True, slots=True)
class Source:
    """One source of one item: up to when it speaks, and why nothing can be said of it, if so."""

    item: str
    unit: str
    feed: str | None
    as_of: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class _Told:
    answer: str
    is_again: bool
    matter: str
    purpose: str
    unit: str
    reasons: list[Reason]
    records: list[Record | None]
    sources: list[Source]
    edition: str
    law_digest: str
    at: datetime


class Answered(_Told):
    """The records bound to the purpose and in effect; possibly none. `None` in the list was destroyed since."""


class CannotTell(_Told):
    """Nothing can be said, and nothing is shown; it counts against nobody."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The question was not let in; the person sees that it was tried."""

    reasons: list[Reason]
    edition: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Submission:
    """A file that was received."""

    submission: str
    feed: str
    unit: str
    sha256: str
    size: int
    as_of: datetime
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Receipt:
    """Every row accounted for: accepted + refused + waiting + duplicate = rows."""

    rows: int
    accepted: int
    refused: int
    waiting: int
    duplicate: int
    is_readable: bool
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing wrong in a file or row, where, and what to do."""

    code: str
    severity: str
    sheet: str | None
    row: int | None
    column: str | None
    message: str
    remedy: str


@dataclass(frozen=True, slots=True)
class SubmissionState(Submission):
    """How far a file is; the receipt and a page of issues once it is closed."""

    status: Literal["received", "in_work", "closed"]
    rows_done: int
    receipt: Receipt | None
    issues: list[Issue]
    page: int
    has_more: bool


class Problem(Exception):
    """The platform did not do it: an RFC 9457 problem document, in Chinese. `retry_after` is in seconds."""

    def __init__(self, told: Mapping[str, Any], retry_after: str | None = None) -> None:
        super().__init__(f"{told.get('title', '')}：{told.get('detail', '')}")
        self.told = dict(told)
        self.status: int = told.get("status", 0)
        self.reason, self.law, self.remedy = (str(told.get(name, "")) for name in ("reason", "law", "remedy"))
        self.errors: list[dict[str, str]] = told.get("errors", [])
        self.retry_after = int(retry_after) if retry_after else None


class Client:
    """One program, with its token. `base_url` is the platform's address without a path."""

    def __init__(self, base_url: str, token: str = "", *, timeout: float = 60) -> None:
        if urlsplit(base_url).scheme not in {"http", "https"}:
            raise ValueError("base_url must begin with https:// (or http:// for a demo)")
        self._base, self._token, self._timeout = base_url.rstrip("/") + "/api/v1", token, timeout

    def hand_over(
        self, data: bytes, *, filename: str, feed: str, as_of: datetime | None = None, key: str | None = None
    ) -> Submission:
        """Hand over a file as it is. Without a key of your own the same call again is the same submission."""
        stated = {"feed": feed, **({"as_of": as_of.isoformat()} if as_of else {})}
        key = key or sha256(json.dumps([stated, filename]).encode() + data).hexdigest()
        kind, body = _form(stated, filename, data)
        return _read(Submission, self._json("POST", "/submissions", body, kind, {"Idempotency-Key": key}))

    def submission(self, ref: str, *, page: int = 1) -> SubmissionState:
        """How far a file is; its issues come 500 to a page."""
        return _read(SubmissionState, self._json("GET", f"/submissions/{quote(ref)}?{urlencode({'page': page})}"))

    def wait_for(self, ref: str, *, every: float = 2, most: float = 3600) -> SubmissionState:
        """Wait for a file's receipt.

        :raises TimeoutError: after `most` seconds.
        """
        end = time.monotonic() + most
        while (state := self.submission(ref)).status != "closed":
            if time.monotonic() + every > end:
                raise TimeoutError(f"{ref} is {state.status}, {state.rows_done} rows done")
            time.sleep(every)
        return state

    def annotated(self, ref: str) -> bytes:
        """Your own workbook with the faulty cells marked (.xlsx)."""
        return self._call("GET", f"/submissions/{quote(ref)}/annotated")

    def open_matter(self, *, service: str, request_no: str, person: Person, reason: str = "") -> Matter:
        """Open a matter; a second one about the same person needs a reason, which the person reads."""
        asked = {"service": service, "request_no": request_no, "reason": reason, "person": asdict(person)}
        return _read(Matter, self._post("/matters", asked))

    def ask(self, matter: str, *, purpose: str, person: Person) -> Answered | CannotTell | Refused:
        """Ask one question about the person of the matter."""
        try:
            told = self._post(f"/matters/{quote(matter)}/inquiries", {"purpose": purpose, "person": asdict(person)})
        except Problem as problem:
            if problem.told.get("outcome") != "refused":
                raise
            return _read(Refused, problem.told)
        return _read(Answered, told) if told["outcome"] == "answered" else _read(CannotTell, told)

    def close_matter(self, matter: str, *, outcome: Outcome, notice: JSON | None = None) -> datetime:
        """Say how a matter ended; `notice`, what was used against the applicant, is described in the interface."""
        asked = {"outcome": outcome, **({"notice": notice} if notice else {})}
        told = self._post(f"/matters/{quote(matter)}/outcome", asked)
        return datetime.fromisoformat(told["closed_at"])

    def law(self, what: Literal["catalogue", "purposes", "measures"], on: date | None = None) -> JSON:
        """What the law says on a day, by default today: every item, purpose or measure in force. Needs no token."""
        return self._json("GET", f"/{what}?{urlencode({'on': on.isoformat()})}" if on else f"/{what}")

    def _post(self, path: str, asked: JSON) -> JSON:
        return self._json("POST", path, json.dumps(asked).encode(), "application/json")

    def _json(self, *call: Any) -> JSON:
        told: JSON = json.loads(self._call(*call))
        return told

    def _call(
        self, method: str, path: str, body: bytes | None = None, kind: str = "", more: Mapping[str, str] | None = None
    ) -> bytes:
        headers = {"Accept": "application/json", **({"Content-Type": kind} if kind else {}), **(more or {})}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        request = Request(self._base + path, body, headers, method=method)  # noqa: S310 - http or https, as checked above
        try:
            with urlopen(request, timeout=self._timeout) as reply:  # noqa: S310 - the same
                answer: bytes = reply.read()
                return answer
        except HTTPError as error:
            with error:
                raise _problem(error.code, error.read(), error.headers.get("Retry-After")) from None


def _problem(status: int, body: bytes, retry_after: str | None) -> Problem:
    """What came back instead; a proxy in between may have answered in its own words."""
    try:
        told = json.loads(body)
    except ValueError:
        told = None
    return Problem(told if isinstance(told, dict) else {"title": f"HTTP {status}", "status": status}, retry_after)


def _form(values: Mapping[str, str], filename: str, data: bytes) -> tuple[str, bytes]:
    """A multipart form: its content type and its bytes."""
    boundary = sha256(data).hexdigest()
    parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in values.items()]
    name = filename.replace("\\", "_").replace('"', "_").replace("\r", "_").replace("\n", "_")
    parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n')
    return f"multipart/form-data; boundary={boundary}", "".join(
        parts
    ).encode() + data + f"\r\n--{boundary}--\r\n".encode()


Shape = TypeVar("Shape")


def _read(shape: type[Shape], told: Mapping[str, Any]) -> Shape:
    """A value of a shape from JSON; fields that a later version adds are left out."""
    hints = get_type_hints(shape)
    return shape(**{field.name: _value(hints[field.name], told[field.name]) for field in fields(shape)})  # type: ignore[arg-type]


def _value(hint: Any, told: Any) -> Any:
    kinds = [kind for kind in (get_args(hint) or (hint,)) if kind is not type(None)]
    if told is None or not kinds:
        return None
    if isinstance(told, list):
        return [_value(kinds[0], one) for one in told]
    if isinstance(told, dict):
        return _read(kinds[0], told)
    return kinds[0].fromisoformat(told) if kinds[0] in (datetime, date) else told
