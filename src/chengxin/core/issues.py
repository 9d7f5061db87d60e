"""What can be wrong with a file or a row: one closed list of values, never an exception. [law:pipl/第八条]

An issue names a code, a place and what to do; it never holds what stood in the cell, but for a masked number. `core`
finds issues without words; `intake.words` gives them message and remedy from `law/texts/zh_Hans/issues.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """What an issue does: turns the file away, turns the row back, lets the row wait for its source, or only says
    what was not read.
    """

    FILE = "file"
    REFUSED = "refused"
    WAITING = "waiting"
    NOTE = "note"


class IssueCode(StrEnum):
    """Stable for ever; a file under `feeds/` that fails lies in a folder of this name."""

    # The file
    FILE_TYPE_UNKNOWN = "file_type_unknown"
    FILE_OLD_FORMAT = "file_old_format"
    FILE_TOO_LARGE = "file_too_large"
    FILE_DAMAGED = "file_damaged"
    FILE_UNSAFE = "file_unsafe"
    FILE_NESTED = "file_nested"
    FILE_PART_NAMES = "file_part_names"
    FILE_PARTS_TWICE = "file_parts_twice"
    FILE_ENTITIES = "file_entities"
    FILE_LINKS_OUTSIDE = "file_links_outside"
    FILE_DATES_1904 = "file_dates_1904"
    FILE_LOCKED = "file_locked"
    ENCODING_UNKNOWN = "encoding_unknown"
    FILE_HOLDS_NUL = "file_holds_nul"
    SHEET_TOO_LARGE = "sheet_too_large"
    HEADER_MISSING = "header_missing"
    HEADER_BELOW_ROWS = "header_below_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    COLUMN_TWICE = "column_twice"
    COLUMN_MISSING = "column_missing"
    COLUMN_UNNAMED = "column_unnamed"
    UNKNOWN_COLUMN = "unknown_column"
    FORBIDDEN_COLUMN = "forbidden_column"
    WEALTH_COLUMN = "wealth_column"
    NO_ROWS = "no_rows"
    TOO_FEW_ROWS = "too_few_rows"
    TOO_MANY_ROWS = "too_many_rows"
    # Not read, and said so
    ROWS_READ_OVER = "rows_read_over"
    SHEETS_READ_OVER = "sheets_read_over"
    # Never kept: the row goes back, and only the code, the row number and the count stay
    FORBIDDEN_CONTENT = "forbidden_content"
    WEALTH_CONTENT = "wealth_content"
    SEALED_CLASS = "sealed_class"
    MINOR_AT_CONDUCT = "minor_at_conduct"
    AGE_UNKNOWN = "age_unknown"
    SUMMARY_PROCEDURE = "summary_procedure"
    NOT_A_NATURAL_PERSON = "not_a_natural_person"
    # The shape of a row
    CELLS_SHIFTED = "cells_shifted"
    ROW_HIDDEN = "row_hidden"
    CELL_FORMULA = "cell_formula"
    CELL_ERROR = "cell_error"
    CELL_MERGED = "cell_merged"
    CELL_TOO_LONG = "cell_too_long"
    VALUE_MISSING = "value_missing"
    TEXT_TOO_LONG = "text_too_long"
    TEXT_UNREADABLE = "text_unreadable"
    TEXT_CONTROL = "text_control"
    TEXT_DIRECTION = "text_direction"
    TEXT_PRIVATE_USE = "text_private_use"
    # Who
    NAME_UNREADABLE = "name_unreadable"
    NAME_TOO_LONG = "name_too_long"
    DOCUMENT_TYPE_NOT_TAKEN = "document_type_not_taken"
    NUMBER_AS_FIGURE = "number_as_figure"
    NUMBER_FIFTEEN_DIGITS = "number_fifteen_digits"
    NUMBER_WRONG_SHAPE = "number_wrong_shape"
    NUMBER_WRONG_BIRTH_DATE = "number_wrong_birth_date"
    NUMBER_WRONG_CHECK = "number_wrong_check"
    # By whom
    AUTHORITY_CODE_WRONG = "authority_code_wrong"
    AUTHORITY_UNKNOWN = "authority_unknown"
    AUTHORITY_NOT_YOURS = "authority_not_yours"
    SENDER_NOT_YOURS = "sender_not_yours"
    # What
    ITEM_UNKNOWN = "item_unknown"
    ITEM_NOT_IN_FORCE = "item_not_in_force"
    DECISION_TOO_OLD = "decision_too_old"
    DECISION_NO_WRONG = "decision_no_wrong"
    DATE_UNREADABLE = "date_unreadable"
    DECISION_IN_FUTURE = "decision_in_future"
    CONDUCT_AFTER_DECISION = "conduct_after_decision"
    ENDS_BEFORE_START = "ends_before_start"
    AMOUNT_UNREADABLE = "amount_unreadable"
    AMOUNT_TOO_LARGE = "amount_too_large"
    PENALTY_CLASS_UNKNOWN = "penalty_class_unknown"
    PROCEDURE_UNKNOWN = "procedure_unknown"
    ROW_STATE_UNKNOWN = "row_state_unknown"
    LICENCE_NOT_VALID = "licence_not_valid"
    # Proof of notice
    SERVED_IN_FUTURE = "served_in_future"
    SERVED_BEFORE_DECISION = "served_before_decision"
    SERVICE_MODE_UNKNOWN = "service_mode_unknown"
    PROOF_INCOMPLETE = "proof_incomplete"
    NOTICE_EDITION_UNKNOWN = "notice_edition_unknown"
    # Waits for its source
    CONDUCT_END_MISSING = "conduct_end_missing"
    PROCEDURE_MISSING = "procedure_missing"
    BAR_START_MISSING = "bar_start_missing"
    LICENCE_END_MISSING = "licence_end_missing"
    SERVED_ON_MISSING = "served_on_missing"
    # Against another row
    CONTRADICTS_ROW = "contradicts_row"
    # Against what is held: only a submission finds these
    ALREADY_ENDED = "already_ended"
    OLDER_VERSION = "older_version"
    NOTHING_TO_WITHDRAW = "nothing_to_withdraw"
    WITHDRAWN_BEFORE = "withdrawn_before"
    VOIDED_BEFORE = "voided_before"
    REPAIRED_BEFORE = "repaired_before"
    DESTROYED_BEFORE = "destroyed_before"
    FOUND_WRONG_BEFORE = "found_wrong_before"
    NUMBER_HAS_OTHER_NAME = "number_has_other_name"
    LIKE_ENDED = "like_ended"

    @property
    def severity(self) -> Severity:
        if self in _FILE_CODES:
            return Severity.FILE
        if self in _NOTE_CODES:
            return Severity.NOTE
        return Severity.WAITING if self in _WAITING_CODES else Severity.REFUSED

    @property
    def is_never_kept(self) -> bool:
        """Whether nothing of the row (or of the file) may stay anywhere but code, row number and count."""
        return self in NEVER_KEPT


_FILE_CODES = frozenset(
    {
        IssueCode.FILE_TYPE_UNKNOWN,
        IssueCode.FILE_OLD_FORMAT,
        IssueCode.FILE_TOO_LARGE,
        IssueCode.FILE_DAMAGED,
        IssueCode.FILE_UNSAFE,
        IssueCode.FILE_NESTED,
        IssueCode.FILE_PART_NAMES,
        IssueCode.FILE_PARTS_TWICE,
        IssueCode.FILE_ENTITIES,
        IssueCode.FILE_LINKS_OUTSIDE,
        IssueCode.FILE_DATES_1904,
        IssueCode.FILE_LOCKED,
        IssueCode.ENCODING_UNKNOWN,
        IssueCode.FILE_HOLDS_NUL,
        IssueCode.SHEET_TOO_LARGE,
        IssueCode.HEADER_MISSING,
        IssueCode.HEADER_BELOW_ROWS,
        IssueCode.TOO_MANY_COLUMNS,
        IssueCode.COLUMN_TWICE,
        IssueCode.COLUMN_MISSING,
        IssueCode.COLUMN_UNNAMED,
        IssueCode.UNKNOWN_COLUMN,
        IssueCode.FORBIDDEN_COLUMN,
        IssueCode.WEALTH_COLUMN,
        IssueCode.NO_ROWS,
        IssueCode.TOO_FEW_ROWS,
        IssueCode.TOO_MANY_ROWS,
    }
)
_NOTE_CODES = frozenset({IssueCode.ROWS_READ_OVER, IssueCode.SHEETS_READ_OVER, IssueCode.NOTHING_TO_WITHDRAW})
_WAITING_CODES = frozenset(
    {
        IssueCode.PROOF_INCOMPLETE,
        IssueCode.NOTICE_EDITION_UNKNOWN,
        IssueCode.CONDUCT_END_MISSING,
        IssueCode.PROCEDURE_MISSING,
        IssueCode.BAR_START_MISSING,
        IssueCode.LICENCE_END_MISSING,
        IssueCode.SERVED_ON_MISSING,
        IssueCode.NUMBER_HAS_OTHER_NAME,
        IssueCode.LIKE_ENDED,
    }
)
NEVER_KEPT = frozenset(
    {
        IssueCode.FORBIDDEN_COLUMN,
        IssueCode.WEALTH_COLUMN,
        IssueCode.FORBIDDEN_CONTENT,
        IssueCode.WEALTH_CONTENT,
        IssueCode.SEALED_CLASS,
        IssueCode.MINOR_AT_CONDUCT,
        IssueCode.AGE_UNKNOWN,
        IssueCode.SUMMARY_PROCEDURE,
        IssueCode.NOT_A_NATURAL_PERSON,
    }
)


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong, where it is, and (once worded) what to do about it."""

    code: IssueCode
    severity: Severity
    sheet: str | None = None
    row: int | None = None
    """The row as the spreadsheet program numbers it, from 1."""
    column: str | None = None
    """The column's official heading."""
    message: str = ""
    remedy: str = ""
    details: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """Values for the placeholders of the text; no personal data but a masked number."""


def issue(
    code: IssueCode,
    *,
    sheet: str | None = None,
    row: int | None = None,
    column: str | None = None,
    **details: str,
) -> Issue:
    """An issue of the severity its code has, still without words."""
    return Issue(code, code.severity, sheet, row, column, details=details)
