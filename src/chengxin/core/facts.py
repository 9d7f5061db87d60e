"""What an accepted row says. No narrative: a reference to a decision, never an evaluation. [law:pipl/第六条]"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from chengxin.core import document_number


class DocumentType(StrEnum):
    """The kinds of identity document; the demo and the first release know the citizen number only as checked."""

    CITIZEN_ID = "citizen_id"
    PASSPORT = "passport"
    HK_MACAU_PERMIT = "hk_macau_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    PERMANENT_RESIDENCE = "permanent_residence"


class RowState(StrEnum):
    """数据状态: what the source says a row does."""

    VALID = "valid"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


class ProofMode(StrEnum):
    """The closed list of proofs of notice. Sent, delivered or announced is none of them."""

    ENCLOSED_WITH_DECISION = "enclosed_with_decision"
    READ_IN_PORTAL = "read_in_portal"
    SIGNED_AT_WINDOW = "signed_at_window"
    POSTAL_RETURN_SLIP = "postal_return_slip"


@dataclass(frozen=True, slots=True)
class EnclosedProof:
    """The notice of this platform was served together with the decision."""

    served_on: date
    service_mode: str
    service_proof_no: str
    notice_edition: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a row, a sign-in or a question is about, as normalised: upper-case X, no spaces, name as written."""

    document_type: DocumentType
    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Facts:
    """One decision about one person under one item."""

    item: str
    identity: Identity
    authority: str
    """USCC of the deciding authority."""
    decision_no: str
    """Normalised document number: one bracket style, no spaces."""
    decided_on: date
    state: RowState = RowState.VALID
    conduct_end_on: date | None = None
    procedure: str | None = None
    penalty_classes: tuple[str, ...] = ()
    amount_fen: int | None = None
    """Money the decision fixes, in fen (0.01 yuan)."""
    starts_on: date | None = None
    ends_on: date | None = None
    """First and last day of what the decision grants or bars; `None` for an open end."""
    proof: EnclosedProof | None = None

    #: The keys of `body`.
    BODY: ClassVar = (
        "item",
        "authority",
        "decision_no",
        "decided_on",
        "conduct_end_on",
        "procedure",
        "penalty_classes",
        "amount_fen",
        "starts_on",
        "ends_on",
    )

    def body(self) -> dict[str, Any]:
        """The plain JSON form that is encrypted, committed to and shown: everything but whom it is about."""
        return {
            "item": self.item,
            "authority": self.authority,
            "decision_no": self.decision_no,
            "decided_on": self.decided_on.isoformat(),
            "conduct_end_on": _text(self.conduct_end_on),
            "procedure": self.procedure,
            "penalty_classes": list(self.penalty_classes),
            "amount_fen": self.amount_fen,
            "starts_on": _text(self.starts_on),
            "ends_on": _text(self.ends_on),
        }

    def said(self) -> dict[str, Any]:
        """What tells whether two rows about one decision say the same; that it is taken back is no content."""
        return {**compared(self.to_json()), "state": ""}

    def to_json(self) -> dict[str, Any]:
        """Everything but whom it is about, so that a row can wait for a human and be read back by `from_json`."""
        proof = None
        if self.proof is not None:
            proof = [
                self.proof.served_on.isoformat(),
                self.proof.service_mode,
                self.proof.service_proof_no,
                self.proof.notice_edition,
            ]
        return {**self.body(), "state": self.state.value, "proof": proof}

    @classmethod
    def from_json(cls, plain: dict[str, Any], identity: Identity) -> Facts:
        """Read back what `to_json` wrote."""
        proof = plain["proof"]
        return cls(
            item=plain["item"],
            identity=identity,
            authority=plain["authority"],
            decision_no=plain["decision_no"],
            decided_on=date.fromisoformat(plain["decided_on"]),
            state=RowState(plain["state"]),
            conduct_end_on=_date(plain["conduct_end_on"]),
            procedure=plain["procedure"],
            penalty_classes=tuple(plain["penalty_classes"]),
            amount_fen=plain["amount_fen"],
            starts_on=_date(plain["starts_on"]),
            ends_on=_date(plain["ends_on"]),
            proof=EnclosedProof(date.fromisoformat(proof[0]), *proof[1:]) if proof else None,
        )


def compared(body: dict[str, Any]) -> dict[str, Any]:
    """A body as two of them are compared: how a decision's number is typed makes no difference."""
    return {**body, "decision_no": document_number.key(body["decision_no"])}


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
