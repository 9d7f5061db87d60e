"""The report: four fates that add up, one public form, and the same answer for the same file."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.facts import DocumentType
from chengxin.core.feeds import Field
from chengxin.core.rows import Fate, RawRow
from chengxin.intake import report as subject
from chengxin.intake.report import Duplicates, check_file, judge_rows
from tests.intake.samples import GOOD, HONOURS, LAW, TODAY, codes, feed, number
from tests.proves import proves

GOOD_ROW, OTHER_PERSON, WAITS, REFUSED, CONTRADICTS = (
    {},
    {Field.NUMBER: number("18910423", 7), Field.NAME: "𠮷田"},
    {Field.PROCEDURE: ""},
    {Field.NAME: ""},
    {Field.AMOUNT: "0.3"},
)
KINDS = [GOOD_ROW, OTHER_PERSON, WAITS, REFUSED, CONTRADICTS]


def rows(kinds: list[dict[Field, Any]]) -> list[RawRow]:
    return [RawRow("", place, {**GOOD, **kind}) for place, kind in enumerate(kinds, start=2)]


def csv_of(kinds: list[dict[Field, Any]]) -> bytes:
    columns = feed().columns
    lines = [[column.headings[0] for column in columns]]
    lines += [[str(row.cells.get(column.field) or "") for column in columns] for row in rows(kinds)]
    return "\r\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode()


@proves("B8")
class TestAccounting:
    @given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=12))
    def test_accepted_refused_waiting_and_duplicate_are_all_rows(self, kinds: list[dict[Field, Any]]) -> None:
        report = check_file(csv_of(kinds), "a.csv", feed(), LAW, TODAY)
        told = report.as_json()
        assert told["accepted"] + told["refused"] + told["waiting"] + told["duplicate"] == told["rows"] == len(kinds)
        assert report.ok == (told["refused"] == 0)
        assert told["accepted"] <= 2
        assert told["waiting"] == kinds.count(WAITS)

    @given(st.lists(st.sampled_from(KINDS), min_size=1, max_size=12), st.integers(1, 5))
    def test_chunks_change_nothing(self, kinds: list[dict[Field, Any]], size: int) -> None:
        with pytest.MonkeyPatch.context() as patch:
            whole = check_file(csv_of(kinds), "a.csv", feed(), LAW, TODAY)
            patch.setattr(subject, "CHUNK", size)
            assert check_file(csv_of(kinds), "a.csv", feed(), LAW, TODAY) == whole

    def test_a_repeated_row_is_a_duplicate_however_it_is_written(self) -> None:
        again = {
            Field.DECISION_NO: "黑交罚（2026）0391号",
            Field.DECIDED_ON: "2026年9月1日",
            Field.PENALTY_CLASS: "罚款；警告",
            Field.AMOUNT: 0.2,
        }
        first, second = Duplicates(feed()).mark(judge_rows(rows([GOOD_ROW, again]), feed(), LAW, TODAY))
        assert (first.fate, second.fate, second.facts, second.issues) == (Fate.ACCEPTED, Fate.DUPLICATE, None, ())

    def test_a_row_that_contradicts_an_earlier_one_is_refused_and_names_it(self) -> None:
        outcomes = Duplicates(feed()).mark(judge_rows(rows([GOOD_ROW, CONTRADICTS, GOOD_ROW]), feed(), LAW, TODAY))
        assert [outcome.fate for outcome in outcomes] == [Fate.ACCEPTED, Fate.REFUSED, Fate.DUPLICATE]
        assert codes(outcomes[1]) == {"contradicts_row"}
        assert "第2行" in outcomes[1].issues[0].message

    @pytest.mark.parametrize(
        "other",
        [
            OTHER_PERSON,
            {Field.DECISION_NO: "黑交罚〔2026〕2号"},
            {Field.AUTHORITY_CODE: LAW.units["transport_sunwu"].uscc},
        ],
    )
    def test_another_person_decision_or_body_is_another_record(self, other: dict[Field, Any]) -> None:
        outcomes = Duplicates(feed()).mark(judge_rows(rows([GOOD_ROW, other]), feed(), LAW, TODAY))
        assert [outcome.fate for outcome in outcomes] == [Fate.ACCEPTED, Fate.ACCEPTED]

    @pytest.mark.parametrize(
        "other",
        [
            {Field.NAME: "别名"},
            {Field.ROW_STATE: "撤销"},
            {Field.SERVED_ON: "2026-09-04"},
            {Field.CONDUCT_END_ON: "2026-08-21"},
        ],
    )
    def test_every_part_of_a_row_counts_as_content(self, other: dict[Field, Any]) -> None:
        outcomes = Duplicates(feed()).mark(judge_rows(rows([GOOD_ROW, other]), feed(), LAW, TODAY))
        assert codes(outcomes[1]) == {"contradicts_row"}


class TestPublicForm:
    def test_has_exactly_these_keys(self) -> None:
        data = csv_of([REFUSED])
        told = check_file(data, "a.csv", feed(), LAW, TODAY).as_json()
        assert list(told) == ["feed", "sha256", "rows", "accepted", "refused", "waiting", "duplicate", "issues"]
        assert told["sha256"] == sha256(data).hexdigest()
        (issue,) = told["issues"]
        assert issue == {
            "code": "value_missing",
            "severity": "refused",
            "sheet": None,
            "row": 2,
            "column": "行政相对人名称",
            "message": "第2行的“行政相对人名称”是空的，这一格必须填写。",
            "remedy": "请对照决定书补上，再交。",
        }

    def test_of_an_unreadable_file_has_no_rows_and_one_issue(self) -> None:
        report = check_file(b"", "a.csv", feed(HONOURS), LAW, TODAY)
        told = report.as_json()
        assert (report.ok, told["rows"], told["accepted"], [issue["code"] for issue in told["issues"]]) == (
            False,
            0,
            0,
            ["no_rows"],
        )

    def test_is_the_same_for_the_same_file(self) -> None:
        data = csv_of(KINDS)
        assert check_file(data, "a.csv", feed(), LAW, TODAY) == check_file(data, "a.csv", feed(), LAW, TODAY)

    @proves("B4", "R18")
    @given(st.sampled_from(["信教", "患有肝炎", "鄂伦春族", "上访三次"]))
    def test_shows_nothing_of_a_row_with_special_content(self, words: str) -> None:
        told = str(check_file(csv_of([{Field.CONDUCT: f"强行招揽，{words}"}]), "a.csv", feed(), LAW, TODAY).as_json())
        assert words not in told
        for cell in ("葛长河", str(GOOD[Field.NUMBER]), str(GOOD[Field.NUMBER])[-4:], "0391"):
            assert cell not in told

    def test_knows_the_number_only_by_its_mask(self) -> None:
        wrong = str(GOOD[Field.NUMBER])[:17] + "?"
        told = str(check_file(csv_of([{Field.NUMBER: wrong}]), "a.csv", feed(), LAW, TODAY).as_json())
        assert wrong not in told
        assert wrong[4:-4] not in told

    def test_rare_names_survive_every_step(self) -> None:
        for name in ("𠮷田", "龚䶮", "赵㐱"):
            (outcome,) = judge_rows(rows([{Field.NAME: name}]), feed(), LAW, TODAY)
            assert outcome.facts is not None
            assert (outcome.facts.identity.name, outcome.facts.identity.document_type) == (
                name,
                DocumentType.CITIZEN_ID,
            )
