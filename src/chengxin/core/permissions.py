"""Who may do what: roles of officials, and the acts each role may enter. [law:pipl/第五十一条]

An official has one role in one unit. No role, and no sum of roles, can list or search persons: no such act exists.
"""

from __future__ import annotations

from enum import StrEnum

from chengxin.core.reasons import Reason, Refusal


class Role(StrEnum):
    """What an official is there for."""

    DATA_OFFICER = "data_officer"
    CLERK = "clerk"
    CASE_OFFICER = "case_officer"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


#: Three who keep the product, each apart from the others, and who read no person. [law:cybersecurity_law/第二十三条]
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


class Act(StrEnum):
    """The acts an official can do."""

    SUBMIT = "submit"
    OPEN_MATTER = "open_matter"
    ASK = "ask"
    CLOSE_MATTER = "close_matter"
    HAND_OVER_LETTER = "hand_over_letter"
    POST_LETTER = "post_letter"
    SETTLE_IDENTITY = "settle_identity"
    READ_LEDGER = "read_ledger"
    ACT_FOR_PERSON = "act_for_person"
    NOTE_MANDATE = "note_mandate"
    NOTE_PAPERS = "note_papers"
    CHECK_OBJECTION = "check_objection"
    EXAMINE_OBJECTION = "examine_objection"
    EXTEND_OBJECTION = "extend_objection"
    DECIDE_OBJECTION = "decide_objection"
    CONFIRM_RECALL = "confirm_recall"
    DECIDE_REPAIR = "decide_repair"
    REVIEW_DESTRUCTION = "review_destruction"
    KEEP_RECORD = "keep_record"
    SEE_OVERDUE = "see_overdue"
    REPLAY_ANSWER = "replay_answer"
    ANSWER_WHY = "answer_why"
    JUDGE_WHY = "judge_why"
    HIDE_LOOKS = "hide_looks"
    REVIEW_LOOK = "review_look"
    DOCUMENT_RESTRAINT = "document_restraint"
    NOTE_FIGURE = "note_figure"
    ANSWER_COMPLAINT = "answer_complaint"
    SEE_MACHINE = "see_machine"
    READ_SEATS = "read_seats"
    PROPOSE_SEAT = "propose_seat"
    APPROVE_SEAT = "approve_seat"
    REMOVE_OFFICIAL = "remove_official"
    FORGET_CODE = "forget_code"
    NOTE_COURSE = "note_course"
    REPORT_BREACH = "report_breach"
    TELL_BREACH = "tell_breach"


MAY: dict[Role, frozenset[Act]] = {
    Role.DATA_OFFICER: frozenset({Act.SUBMIT, Act.NOTE_FIGURE}),
    Role.CLERK: frozenset(
        {
            Act.OPEN_MATTER,
            Act.ASK,
            Act.CLOSE_MATTER,
            Act.HAND_OVER_LETTER,
            Act.ACT_FOR_PERSON,
            Act.NOTE_MANDATE,
            Act.NOTE_PAPERS,
            Act.CONFIRM_RECALL,
        }
    ),
    Role.CASE_OFFICER: frozenset(
        {
            Act.SETTLE_IDENTITY,
            Act.POST_LETTER,
            Act.ACT_FOR_PERSON,
            Act.CHECK_OBJECTION,
            Act.EXAMINE_OBJECTION,
            Act.EXTEND_OBJECTION,
            Act.DECIDE_OBJECTION,
            Act.DECIDE_REPAIR,
            Act.REVIEW_DESTRUCTION,
            Act.KEEP_RECORD,
            Act.CONFIRM_RECALL,
            Act.ANSWER_WHY,
            Act.JUDGE_WHY,
            Act.DOCUMENT_RESTRAINT,
            Act.ANSWER_COMPLAINT,
        }
    ),
    Role.SUPERVISOR: frozenset({Act.SEE_OVERDUE, Act.HIDE_LOOKS, Act.NOTE_FIGURE, Act.REPORT_BREACH, Act.TELL_BREACH}),
    Role.AUDITOR: frozenset({Act.READ_LEDGER, Act.REPLAY_ANSWER, Act.REVIEW_LOOK, Act.REPORT_BREACH, Act.TELL_BREACH}),
    Role.SYSTEM_ADMIN: frozenset({Act.SEE_MACHINE}),
    Role.SECURITY_ADMIN: frozenset(
        {
            Act.READ_SEATS,
            Act.PROPOSE_SEAT,
            Act.APPROVE_SEAT,
            Act.REMOVE_OFFICIAL,
            Act.FORGET_CODE,
            Act.NOTE_COURSE,
        }
    ),
    Role.AUDIT_ADMIN: frozenset({Act.READ_LEDGER, Act.READ_SEATS}),
}


#: The unit that keeps the platform. Where the word of one unit stands against another's, its officials alone decide.
KEEPER = "credit_centre"


def require_keeper(unit: str) -> None:
    """Check that the official's unit keeps the platform.

    :raises Refusal: UNIT_MAY_NOT.
    """
    if unit != KEEPER:
        raise Refusal(Reason.UNIT_MAY_NOT)


def require(role: Role, act: Act) -> None:
    """Check that the role may do the act.

    :raises Refusal: ROLE_MAY_NOT.
    """
    if act not in MAY[role]:
        raise Refusal(Reason.ROLE_MAY_NOT)
