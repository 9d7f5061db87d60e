"""The judge of many rows at once: `core` judges each different value once, and columns are compared as wholes.

Nothing here decides anything of its own. A cell is put to the very functions of `core` that `judge` uses, once per
different value; what is different in every row (number, name, document number) must have the plainest of shapes; dates are
compared as wholes. A row that is not plain in every respect is left to `judge`: a mistake here could cost time, and a
differential test over the whole corpus holds that it changes no verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial
from typing import Final

import polars as pl

from chengxin.core import document_number, identity_number, never_kept
from chengxin.core.facts import DocumentType, RowState
from chengxin.core.feeds import DATE_FIELDS, Feed, Field, plain
from chengxin.core.official_words import DOCUMENT_TYPES, PROVING_MODES
from chengxin.core.row_proof import proof_of, require_demands
from chengxin.core.row_values import CellValue, RawRow, Reading
from chengxin.core.row_what import (
    amount_of,
    day_of,
    item_of,
    penalty_classes_of,
    procedure_of,
    require_in_force,
    require_texts,
    require_valid_licence,
    state_of,
)
from chengxin.core.row_who import authority_of, identity_of, require_sender
from chengxin.core.rows import NEVER_ENTERS, Outcome
from chengxin.intake.report import Law

#: What an accepted row says, by column; dates as 2026-01-31. One row of such a frame is one `Facts` and its place.
SCHEMA: Final = pl.Schema(
    {
        "sheet": pl.String(),
        "row": pl.Int64(),
        "document_type": pl.String(),
        "number": pl.String(),
        "name": pl.String(),
        "state": pl.String(),
        "amount_fen": pl.Int64(),
        "authority": pl.String(),
        "conduct_end_on": pl.String(),
        "decided_on": pl.String(),
        "decision_no": pl.String(),
        "ends_on": pl.String(),
        "item": pl.String(),
        "penalty_classes": pl.List(pl.String()),
        "procedure": pl.String(),
        "starts_on": pl.String(),
        "proof": pl.List(pl.String()),
        # Nothing that `Facts` say of their own: by it one decision is known from another, however its number is typed.
        "decision": pl.String(),
    }
)
#: In these nearly every row has a value of its own: only their shape can be judged for many rows at once.
_OWN_VALUES: Final = (Field.NUMBER, Field.NAME, Field.DECISION_NO, Field.SERVICE_PROOF_NO)
_HAN: Final = r"[\x{3400}-\x{4dbf}\x{4e00}-\x{9fff}\x{20000}-\x{2ebe0}\x{30000}-\x{323af}]"
_HAN_NAME: Final = rf"^{_HAN}{{1,30}}(?:·{_HAN}{{1,30}}){{0,4}}$"
_NUMBER: Final = r"^[0-9]{17}[0-9X]$"
_YEAR: Final = r"[\[(【〔［（{]((?:19|20)[0-9]{2})[\])】〕］）}]"
_DOCUMENT: Final = r"^[\x{4e00}-\x{9fff}0-9A-Za-z〔〕-]{1,100}$"
_DAMAGED: Final = "锟斤拷|烫烫烫"
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_BETWEEN: Final = "\x1f"
_MOST_REMEMBERED: Final = 200_000


def frame_of(outcomes: Iterable[Outcome]) -> pl.DataFrame:
    """The accepted ones among outcomes as a frame of `SCHEMA`."""
    rows = []
    for outcome in outcomes:
        if outcome.facts is not None:
            who = outcome.facts.identity
            told = {"sheet": outcome.sheet, "row": outcome.row, "document_type": who.document_type.value}
            told |= {"number": who.number, "name": who.name, **outcome.facts.to_json()}
            told["decision"] = document_number.key(outcome.facts.decision_no)
            rows.append(tuple(told[name] for name in SCHEMA))
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def decision_keys(numbers: pl.Series) -> pl.Series:
    """`document_number.key` of a column of decisions' numbers."""
    plain = numbers.str.contains(document_number.PLAIN)
    keys = numbers.str.replace(document_number.PLAIN, document_number.PLAIN_KEY)
    if plain.all():
        return keys
    others = numbers.filter(~plain).to_list()
    return keys.scatter(plain.not_().arg_true(), [document_number.key(number) for number in others])


class Plain:
    """Accepts the plain rows of one feed as of one day; what was judged once is remembered for the whole file."""

    def __init__(self, feed: Feed, law: Law, received_on: date) -> None:
        self._feed, self._law, self._received_on = feed, law, received_on
        self._remembered: dict[str, dict[str, str | None]] = {}

    def accept(self, cells: pl.DataFrame) -> pl.DataFrame:
        """The rows of a chunk that `judge` accepts beyond doubt, as a frame of `SCHEMA`; all others are missing.

        `cells` has the columns `sheet` and `row`, and one of text per `Field` that the file has; null where empty.
        """
        here = {column.field for column in self._feed.columns if column.field.value in cells.columns}
        cells = cells.select(
            "sheet",
            "row",
            *(pl.col(field.value).fill_null("") for field in here),
            *(pl.lit("").alias(field.value) for field in Field if field not in here),
        )
        required = [
            pl.col(column.field.value).str.strip_chars() != "" for column in self._feed.columns if column.is_required
        ]
        cells = cells.filter(*required, *_plain_shapes())
        # Each shared column becomes what `core` reads in it: "" for nothing, null where it is not plain.
        shared = [field for field in here if field not in _OWN_VALUES]
        read = cells.with_columns(
            *(self._judged(cells[field.value], field.value, self._cell(field)) for field in shared),
            self._judged(cells[Field.NUMBER.value].str.slice(6, 8), "adult_from", self._adult_from),
            _with_year(Field.DECISION_NO),
            _with_year(Field.SERVICE_PROOF_NO),
        )
        read = self._with_columns_of_the_feed(read).drop_nulls()
        return self._that_fit(read)

    def _with_columns_of_the_feed(self, read: pl.DataFrame) -> pl.DataFrame:
        """Name what a feed may tell by more than one column."""
        has_code = self._feed.column(Field.AUTHORITY_CODE) is not None
        has_type = self._feed.column(Field.DOCUMENT_TYPE) is not None
        state = pl.col(Field.ROW_STATE.value)
        return read.with_columns(
            item=pl.col(self._feed.item_field.value),
            authority=pl.col((Field.AUTHORITY_CODE if has_code else Field.AUTHORITY_NAME).value),
            document_type=pl.col(Field.DOCUMENT_TYPE.value) if has_type else pl.lit(DocumentType.CITIZEN_ID.value),
            state=pl.when(state == "").then(pl.lit(RowState.VALID.value)).otherwise(state),
        )

    def _that_fit(self, read: pl.DataFrame) -> pl.DataFrame:
        """The rows whose columns fit each other; "" is smaller than any day."""
        decided, conduct, served = pl.col("decided_on"), pl.col("conduct_end_on"), pl.col("served_on")
        starts, ends, today = pl.col("starts_on"), pl.col("ends_on"), self._received_on.isoformat()
        read = read.filter(
            *(pl.col(name) != "" for name in ("item", "authority", "document_type", "decided_on")),
            decided <= today,
            conduct <= decided,
            (ends == "") | (ends >= pl.when(starts == "").then(decided).otherwise(starts)),
            (served == "") | ((served >= decided) & (served <= today)),
            pl.col("adult_from") <= pl.when(conduct == "").then(decided).otherwise(conduct),
        )
        demanded = [
            f.value for f in (Field.CONDUCT_END_ON, Field.PROCEDURE, Field.STARTS_ON, Field.ENDS_ON, Field.SERVED_ON)
        ]
        read = read.with_columns(
            self._judged(_together(read, "item", "decided_on"), "in_force", self._in_force)
        ).filter(pl.col("in_force").is_not_null())
        held = _together(read.with_columns(pl.col(*demanded).str.slice(0, 1)), "item", "in_force", *demanded)
        proof = [f.value for f in (Field.SERVED_ON, Field.SERVICE_MODE, Field.SERVICE_PROOF_NO, Field.NOTICE_EDITION)]
        parts = pl.sum_horizontal(pl.col(name) != "" for name in proof)
        proved = _together(read, Field.SERVED_ON.value, Field.SERVICE_MODE.value, Field.NOTICE_EDITION.value)
        read = read.with_columns(
            self._judged(held, "held", self._holds_demands),
            self._judged(proved, "proved", self._proves),
            parts=parts,
        ).filter(
            pl.col("held").is_not_null(),
            (pl.col("parts") == 0) | ((pl.col("parts") == len(proof)) & pl.col("proved").is_not_null()),
        )
        return _as_facts(read, proof)

    def _judged(self, values: pl.Series, name: str, judge_one: Callable[[str], str | None]) -> pl.Series:
        """A column of what `judge_one` says of each value, asked once per different value."""
        remembered = self._remembered.setdefault(name, {})
        different = values.unique().to_list()
        if len(remembered) > _MOST_REMEMBERED:
            remembered.clear()
        for value in different:
            if value not in remembered:
                remembered[value] = judge_one(value)
        told = [remembered[value] for value in different]
        return values.replace_strict(different, told, return_dtype=pl.String).alias(name)

    def _reading(self, cells: Mapping[Field, CellValue]) -> Reading:
        law = self._law
        return Reading(
            RawRow("", 0, cells), self._feed, law.items, law.edition, law.units, law.notice_editions, self._received_on
        )

    def _cell(self, field: Field) -> Callable[[str], str | None]:
        read = _READERS.get(field, _nothing)
        if field is self._feed.item_field:
            read = _item
        if field in DATE_FIELDS:
            read = partial(_day, field)

        def judge_one(value: str) -> str | None:
            reading = self._reading({field: value} if value.strip() else {})
            if any(floor(reading) is not None for floor in NEVER_ENTERS):
                return None
            require_texts(reading)
            told = read(reading)
            return None if reading.issues else told

        return judge_one

    def _adult_from(self, born: str) -> str | None:
        try:
            day = date(int(born[:4]), int(born[4:6]), int(born[6:]))
        except ValueError:
            return None
        return identity_number.adult_from(day).isoformat() if day <= self._received_on else None

    def _in_force(self, told: str) -> str | None:
        """The day from which the item's edition holds, where the catalogue has it on the day of decision and of receipt."""
        slug, decided_on = told.split(_BETWEEN)
        reading = self._reading({})
        item = require_in_force(reading, self._law.items[slug], date.fromisoformat(decided_on))
        return None if reading.issues or item is None else item.in_force_from.isoformat()

    def _holds_demands(self, told: str) -> str | None:
        slug, since, conduct, procedure, starts, ends, served = told.split(_BETWEEN)
        item = self._law.items.at(slug, date.fromisoformat(since))
        some_day = self._received_on
        held = {Field.CONDUCT_END_ON: conduct, Field.STARTS_ON: starts, Field.ENDS_ON: ends, Field.SERVED_ON: served}
        days = {field: some_day if held.get(field) else None for field in DATE_FIELDS}
        reading = self._reading({})
        require_demands(reading, item, days, procedure or None)
        return None if reading.issues else ""

    def _proves(self, told: str) -> str | None:
        served, mode, edition = told.split(_BETWEEN)
        if not (served and mode and edition):
            return None
        cells = {Field.SERVED_ON: served, Field.SERVICE_MODE: mode, Field.NOTICE_EDITION: edition}
        reading = self._reading({**cells, Field.SERVICE_PROOF_NO: "1"})
        day = date.fromisoformat(served)
        proof = proof_of(reading, {**dict.fromkeys(DATE_FIELDS), Field.SERVED_ON: day, Field.DECIDED_ON: day})
        return None if reading.issues or proof is None else proof.service_mode


# What `core` reads in one cell, as text.


def _nothing(reading: Reading) -> str:
    return ""


def _item(reading: Reading) -> str:
    item = item_of(reading)
    return item.slug if item else ""


def _day(field: Field, reading: Reading) -> str:
    day = day_of(reading, field)
    return day.isoformat() if day else ""


def _document_type(reading: Reading) -> str:
    identity_of(reading)
    known = DOCUMENT_TYPES.get(plain(reading.text(Field.DOCUMENT_TYPE)))
    return known.value if known else ""


def _sender(reading: Reading) -> str:
    require_sender(reading)
    return ""


def _amount(reading: Reading) -> str:
    fen = amount_of(reading)
    return "" if fen is None else str(fen)


def _licence_state(reading: Reading) -> str:
    require_valid_licence(reading)
    return ""


def _state(reading: Reading) -> str | None:
    state = state_of(reading)
    # Taking a record back is rare, and has rules of its own.
    return None if state is None or state is RowState.WITHDRAWN else state.value


def _mode(reading: Reading) -> str | None:
    mode = plain(reading.text(Field.SERVICE_MODE))
    return mode if not mode or mode in PROVING_MODES else None


_READERS: Final[Mapping[Field, Callable[[Reading], str | None]]] = {
    Field.DOCUMENT_TYPE: _document_type,
    Field.AUTHORITY_NAME: lambda reading: authority_of(reading) or "",
    Field.AUTHORITY_CODE: lambda reading: authority_of(reading) or "",
    Field.SENDER_CODE: _sender,
    Field.PROCEDURE: lambda reading: procedure_of(reading) or "",
    Field.PENALTY_CLASS: lambda reading: "|".join(penalty_classes_of(reading)),
    Field.AMOUNT: _amount,
    Field.LICENCE_STATE: _licence_state,
    Field.ROW_STATE: _state,
    Field.SERVICE_MODE: _mode,
    Field.NOTICE_EDITION: lambda reading: plain(reading.text(Field.NOTICE_EDITION)),
}


# Shapes


def _plain_shapes() -> list[pl.Expr]:
    """What number, name and document numbers must look like to be judged as a column."""
    number, name = pl.col(Field.NUMBER.value), pl.col(Field.NAME.value)
    written, proof = pl.col(Field.DECISION_NO.value), pl.col(Field.SERVICE_PROOF_NO.value)
    total = pl.sum_horizontal(
        weight * number.str.slice(place, 1).cast(pl.Int32, strict=False) for place, weight in enumerate(_WEIGHTS)
    )
    check = (total % 11).replace_strict(list(range(11)), list("10X98765432"), return_dtype=pl.String)
    return [
        number.str.contains(_NUMBER) & (check == number.str.slice(17, 1)),
        name.str.contains(_HAN_NAME) & ~name.str.replace_all("·", "").str.contains(f"{never_kept.NET}|{_DAMAGED}"),
        _is_plain_document(written) & written.str.contains("[0-9]"),
        (proof == "") | _is_plain_document(proof),
    ]


def _is_plain_document(column: pl.Expr) -> pl.Expr:
    bare = column.str.replace_all("[〔〕-]", "")
    is_plain = column.str.replace_all(_YEAR, "〔$1〕").str.contains(_DOCUMENT)
    return is_plain & ~bare.str.contains(f"{never_kept.NET}|{_DAMAGED}")


def _with_year(field: Field) -> pl.Expr:
    return pl.col(field.value).str.replace_all(_YEAR, "〔$1〕")


def _together(frame: pl.DataFrame, *names: str) -> pl.Series:
    return frame.select(pl.concat_str(names, separator=_BETWEEN).alias("together"))["together"]


def _as_facts(read: pl.DataFrame, proof: list[str]) -> pl.DataFrame:
    """The columns of `SCHEMA`, with null for nothing."""
    served, _, number, edition = proof
    classes = pl.col("penalty_class")
    no_list = pl.lit([], pl.List(pl.String))
    columns = {
        "service_mode": pl.col("proved"),
        "penalty_classes": pl.when(classes == "").then(no_list).otherwise(classes.str.split("|")),
        "amount_fen": pl.col(Field.AMOUNT.value).cast(pl.Int64, strict=False),
        **{
            name: pl.when(pl.col(name) == "").then(None).otherwise(pl.col(name))
            for name in ("conduct_end_on", "ends_on", "procedure", "starts_on")
        },
        "proof": pl.when(pl.col("parts") > 0).then(pl.concat_list(served, "proved", number, edition)),
    }
    told = read.with_columns(**columns, decision=decision_keys(read[Field.DECISION_NO.value]))
    return told.select(*(pl.col(name).cast(kind) for name, kind in SCHEMA.items()))
