"""Why something is so: one closed list, and the three families built on it.

Every reason has a Chinese text and a law tag in `law/texts/zh_Hans/reasons.toml` (a guard compares) and at least one
test. A `Refusal` is raised by an act that is not allowed, not yet or not any more; what a person must be told is a
returned value that carries reasons instead.
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Stable for ever; never shown as such."""

    # An answer
    FOUND_USABLE = "found_usable"
    NOTHING_USABLE = "nothing_usable"
    # Cannot tell: never counts against anyone
    IDENTITY_CONFLICT = "identity_conflict"
    SOURCE_NOT_SEARCHED = "source_not_searched"
    SOURCE_STALE = "source_stale"
    # A question that is refused
    ROLE_MAY_NOT = "role_may_not"
    UNIT_MAY_NOT = "unit_may_not"
    MATTER_MISSING = "matter_missing"
    MATTER_NOT_YOURS = "matter_not_yours"
    MATTER_CLOSED = "matter_closed"
    MATTER_ABOUT_SOMEONE_ELSE = "matter_about_someone_else"
    PURPOSE_MISSING = "purpose_missing"
    PURPOSE_NOT_YOURS = "purpose_not_yours"
    AGREEMENT_NOT_IN_FORCE = "agreement_not_in_force"
    PURPOSE_NOT_ASSESSED = "purpose_not_assessed"
    PURPOSE_NOT_IN_FORCE = "purpose_not_in_force"
    PURPOSE_NOT_FOR_SERVICE = "purpose_not_for_service"
    NUMBER_MISSING = "number_missing"
    REQUEST_NUMBER_MISSING = "request_number_missing"
    ANSWER_OUTDATED = "answer_outdated"
    SECOND_MATTER_NEEDS_REASON = "second_matter_needs_reason"
    TOO_MANY_MATTERS = "too_many_matters"
    # A record that cannot move
    RECORD_MISSING = "record_missing"
    RECORD_WITHDRAWN = "record_withdrawn"
    RECORD_VOIDED = "record_voided"
    RECORD_REPAIRED = "record_repaired"
    RECORD_DESTROYED = "record_destroyed"
    NOTICE_ALREADY_PROVED = "notice_already_proved"
    PROOF_IN_FUTURE = "proof_in_future"
    VERSION_NOT_NEWER = "version_not_newer"
    # Files, letters, conflicts
    FEED_NOT_YOURS = "feed_not_yours"
    STATED_TIME_IN_FUTURE = "stated_time_in_future"
    LETTER_NOT_YOURS = "letter_not_yours"
    LETTER_UNKNOWN = "letter_unknown"
    LETTER_GONE = "letter_gone"
    LETTER_NOT_PRINTED = "letter_not_printed"
    PROOF_BEFORE_LETTER = "proof_before_letter"
    CONTACT_NOT_USABLE = "contact_not_usable"
    ROW_ALREADY_SETTLED = "row_already_settled"
    EXPLANATION_MISSING = "explanation_missing"
    OUTCOME_UNKNOWN = "outcome_unknown"
    # Objections
    OBJECTION_MISSING = "objection_missing"
    OBJECTION_OPEN = "objection_open"
    OBJECTION_DECIDED_BEFORE = "objection_decided_before"
    OBJECTION_NOT_NOW = "objection_not_now"
    OBJECTION_NOT_YOURS = "objection_not_yours"
    OBJECTION_TOOK_PART = "objection_took_part"
    OBJECTION_NEEDS_WORDS = "objection_needs_words"
    OBJECTION_NEEDS_PROOF = "objection_needs_proof"
    OBJECTION_NEEDS_FINDINGS = "objection_needs_findings"
    OBJECTION_NEEDS_CHANGE = "objection_needs_change"
    OBJECTION_NEEDS_ARTICLE = "objection_needs_article"
    EXTENSION_NOT_AGAIN = "extension_not_again"
    OBJECTION_ADDED_ENOUGH = "objection_added_enough"
    REVIEW_TOO_LATE = "review_too_late"
    EVIDENCE_NOT_TAKEN = "evidence_not_taken"
    EVIDENCE_TOO_MUCH = "evidence_too_much"
    STATEMENT_TOO_LONG = "statement_too_long"
    # Repairs
    REPAIR_MISSING = "repair_missing"
    REPAIR_NOT_NEEDED = "repair_not_needed"
    REPAIR_TOO_EARLY = "repair_too_early"
    REPAIR_OPEN = "repair_open"
    REPAIR_NOT_NOW = "repair_not_now"
    REPAIR_NOT_YOURS = "repair_not_yours"
    REPAIR_TOOK_PART = "repair_took_part"
    REPAIR_INCOMPLETE = "repair_incomplete"
    REPAIR_NEEDS_WORDS = "repair_needs_words"
    REPAIR_NEEDS_ARTICLE = "repair_needs_article"
    REPAIR_MAY_NOT_ASK = "repair_may_not_ask"
    # Extracts
    EXTRACT_MISSING = "extract_missing"
    EXTRACT_NOT_FOR_UNIT = "extract_not_for_unit"
    EXTRACT_NOT_NOW = "extract_not_now"
    EXTRACT_CHANGED = "extract_changed"
    EXTRACT_OVER = "extract_over"
    EXTRACT_TRIED_TOO_OFTEN = "extract_tried_too_often"
    # Destruction
    DUE_LIST_MISSING = "due_list_missing"
    DESTRUCTION_NOTHING_LEFT = "destruction_nothing_left"
    DESTRUCTION_TOOK_PART = "destruction_took_part"
    KEEP_NOT_SEALED = "keep_not_sealed"
    KEEP_NEEDS_WORDS = "keep_needs_words"
    KEEP_NEEDS_DOCUMENT = "keep_needs_document"
    KEEP_NEEDS_END = "keep_needs_end"
    # Recalls and replays
    RECALL_MISSING = "recall_missing"
    ANSWER_MISSING = "answer_missing"
    # Consents
    CONSENT_NOT_FOR_PURPOSE = "consent_not_for_purpose"
    CONSENT_WITHOUT_ITEMS = "consent_without_items"
    CONSENT_TOO_LONG = "consent_too_long"
    CONSENT_CHANGED = "consent_changed"
    CONSENT_UNKNOWN = "consent_unknown"
    # Conveniences of a service, papers that follow
    SERVICE_OFFERED = "service_offered"
    SERVICE_EXCLUDED = "service_excluded"
    SERVICE_OFFERS_NOTHING = "service_offers_nothing"
    SERVICE_NEEDS_AGREEMENT = "service_needs_agreement"
    SERVICE_WITHOUT_GROUND = "service_without_ground"
    PROMISE_WITHOUT_PAPERS = "promise_without_papers"
    PROMISE_MADE_BEFORE = "promise_made_before"
    PROMISE_MISSING = "promise_missing"
    PROMISE_PAPER_NOT_DUE = "promise_paper_not_due"
    # Restraints
    RESTRAINT_NOT_LISTED = "restraint_not_listed"
    RESTRAINT_IS_CONVENIENCE = "restraint_is_convenience"
    RESTRAINT_UNCONFIRMED = "restraint_unconfirmed"
    RESTRAINT_UNIT_MAY_NOT = "restraint_unit_may_not"
    RESTRAINT_WITHOUT_RECORD = "restraint_without_record"
    RESTRAINT_UNRELATED = "restraint_unrelated"
    RESTRAINT_FOR_MINOR = "restraint_for_minor"
    RESTRAINT_OBJECTED_TO = "restraint_objected_to"
    RESTRAINT_NEEDS_DECISION = "restraint_needs_decision"
    RESTRAINT_NEEDS_DECIDER = "restraint_needs_decider"
    RESTRAINT_DRAFTER_DECIDES = "restraint_drafter_decides"
    RESTRAINT_NEEDS_NOTICE = "restraint_needs_notice"
    RESTRAINT_NEEDS_HEARING = "restraint_needs_hearing"
    RESTRAINT_OUT_OF_ORDER = "restraint_out_of_order"
    RESTRAINT_NEEDS_RELEVANCE = "restraint_needs_relevance"
    RESTRAINT_NEEDS_PROPORTION = "restraint_needs_proportion"
    RESTRAINT_NEEDS_APPEAL = "restraint_needs_appeal"
    RESTRAINT_NEEDS_TERM = "restraint_needs_term"
    RESTRAINT_STARTS_TOO_EARLY = "restraint_starts_too_early"
    RESTRAINT_TOO_LONG = "restraint_too_long"
    RESTRAINT_OUTLIVES_RECORD = "restraint_outlives_record"
    RESTRAINT_KNOWN = "restraint_known"
    RESTRAINT_MISSING = "restraint_missing"
    RESTRAINT_ENDED = "restraint_ended"
    RESTRAINT_END_INCOMPLETE = "restraint_end_incomplete"
    # What an answer was used for
    USE_NOTICE_MISSING = "use_notice_missing"
    USE_NOTICE_INCOMPLETE = "use_notice_incomplete"
    USE_NOTICE_NOT_SHOWN = "use_notice_not_shown"
    USE_NOTICE_WITHOUT_USE = "use_notice_without_use"
    # Representatives
    MANDATE_NEEDS_PROOF = "mandate_needs_proof"
    MANDATE_OF_ONESELF = "mandate_of_oneself"
    MANDATE_OUT_OF_SCOPE = "mandate_out_of_scope"
    MANDATE_TOO_LONG = "mandate_too_long"
    MANDATE_ENDED = "mandate_ended"
    MANDATE_UNKNOWN = "mandate_unknown"
    MANDATE_NOT_YOURS_TO_END = "mandate_not_yours_to_end"
    # Why did you look
    LOOK_MISSING = "look_missing"
    WHY_MISSING = "why_missing"
    WHY_ASKED_BEFORE = "why_asked_before"
    WHY_NOT_NOW = "why_not_now"
    WHY_NOT_YOURS = "why_not_yours"
    WHY_TOOK_PART = "why_took_part"
    WHY_NEEDS_WORDS = "why_needs_words"
    HIDING_NOT_LISTED = "hiding_not_listed"
    HIDING_TOO_LATE = "hiding_too_late"
    HIDING_TOO_LONG = "hiding_too_long"
    SAMPLE_NOT_YOURS = "sample_not_yours"
    # A figure about a department
    FIGURE_MISSING = "figure_missing"
    NOTE_TOO_LONG = "note_too_long"
    NOTE_ABOUT_PERSON = "note_about_person"
    # A report by the public
    COMPLAINT_ABOUT_PERSON = "complaint_about_person"
    COMPLAINT_BODY_UNKNOWN = "complaint_body_unknown"
    COMPLAINT_NEEDS_WORDS = "complaint_needs_words"
    COMPLAINT_TOO_LONG = "complaint_too_long"
    COMPLAINT_HOLDS_NUMBER = "complaint_holds_number"
    COMPLAINT_MISSING = "complaint_missing"
    COMPLAINT_ANSWERED = "complaint_answered"
    COMPLAINT_TOO_OFTEN = "complaint_too_often"
    # The ledger's proofs
    PROOF_ASKED_TOO_OFTEN = "proof_asked_too_often"
    # The law itself
    LAW_NOT_ADOPTED = "law_not_adopted"
    # Officials
    USERNAME_IS_ANOTHERS = "username_is_anothers"
    OFFICIAL_UNKNOWN = "official_unknown"
    CODE_WRONG = "code_wrong"
    CODE_SET_BEFORE = "code_set_before"
    # Programs
    PROGRAM_WITHOUT_TASK = "program_without_task"
    PROGRAM_ENDS_IN_PAST = "program_ends_in_past"
    PROGRAM_UNKNOWN = "program_unknown"
    PROGRAM_NOT_FOR_FEED = "program_not_for_feed"
    PROGRAM_NOT_FOR_PURPOSE = "program_not_for_purpose"
    PROGRAM_NOT_FOR_ITEM = "program_not_for_item"
    TOKEN_NOT_VALID = "token_not_valid"  # noqa: S105 - a reason's name
    KEY_USED_BEFORE = "key_used_before"
    FILE_EMPTY = "file_empty"
    # What a program sent
    REQUEST_MALFORMED = "request_malformed"
    VALUE_NOT_TAKEN = "value_not_taken"
    NOTHING_HERE = "nothing_here"
    METHOD_NOT_OFFERED = "method_not_offered"
    REQUEST_TOO_LARGE = "request_too_large"
    FORMAT_NOT_TAKEN = "format_not_taken"
    SIGN_IN_MISSING = "sign_in_missing"
    OUR_FAULT = "our_fault"


class Refusal(Exception):
    """An act that is not allowed, not yet, or not any more. Nothing was written."""

    def __init__(self, reason: Reason, **details: str) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.details = details
        """Values for the placeholders of the reason's text; never personal data."""
