"""Every reason, standing and letter has words that a person may be shown, and every tag in the code resolves."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from chengxin.apps.records.rules import first_letter
from chengxin.core.law import Kind
from chengxin.core.reasons import Reason
from chengxin.core.records import Standing
from chengxin.lawbook import load
from chengxin.lawbook.texts import PLACEHOLDERS, TEMPLATES
from tests.law.conftest import LAW, Copy
from tests.proves import proves

ROOT = LAW.parent
BOOK = load(LAW)
TEXTS = sorted((LAW / "texts").rglob("*.toml"))
NOT_SAID = re.compile(
    "失信人员|老赖|黑名单|红名单|污点|信用良好|信用等级|信用分|画像|解除惩戒|洗白|温馨提示|相关部门|尽快|[!！]"
)


class TestReasons:
    @pytest.mark.parametrize("reason", list(Reason))
    def test_each_has_words(self, reason: Reason) -> None:
        text = BOOK.reason_text(reason)
        assert text.title
        assert text.text

    def test_nothing_is_always_the_same_sentence(self) -> None:
        assert BOOK.reason_text(Reason.NOTHING_USABLE).text == "未查得可用于本用途的记录"


class TestStandings:
    @pytest.mark.parametrize("standing", list(Standing))
    def test_each_has_words(self, standing: Standing) -> None:
        assert all(BOOK.standing_text(standing))


def _owed() -> set[str]:
    """Every template that an act names where it owes a letter or tells two people."""
    return {
        argument.value
        for path in (ROOT / "src/chengxin/apps").rglob("actions/*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and ast.unparse(call.func).rpartition(".")[2] in {"letter", "_owe", "_tell_both", "tell"}
        for part in call.args
        for argument in ast.walk(part)
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    }


class TestLetters:
    def test_that_acts_owe_are_all_there_and_no_others(self) -> None:
        first = {first_letter(replace(item, kind=kind, needs_check=doubtful)) for item in BOOK.items.values()
                 for kind in Kind for doubtful in (True, False)}  # fmt: skip
        assert _owed() | first == TEMPLATES

    def test_all_are_there(self) -> None:
        assert set(BOOK.letters) == TEMPLATES

    @proves("B14")
    def test_stay_as_they_were_written(self, law: Copy) -> None:
        """An earlier edition stands beside the newest, and is what a letter of its day is read in."""
        file = "texts/zh_Hans/letters/record_withdrawn.toml"
        first = law.read(file)
        edition = BOOK.letter("record_withdrawn").edition
        earlier = file.replace(".toml", f"@{edition}.toml")
        law.write(earlier, first)
        law.write(file, first.replace(edition, "2027-01-01").replace('title = "', 'title = "新的：'))
        book = load(law.root)
        assert book.letter("record_withdrawn").title == book.letter_then("record_withdrawn", "2027-01-01").title
        assert book.letter_then("record_withdrawn", edition) == BOOK.letter("record_withdrawn")
        assert book.letter_then("record_withdrawn", "2001-01-01").title.startswith("新的：")
        law.write(earlier, first.replace(edition, "2026-01-01"))
        assert law.places() == {(earlier, "edition")}

    def test_open_only_what_is_filled(self) -> None:
        from chengxin.apps import letters

        assert frozenset(letters.PLACEHOLDERS) == PLACEHOLDERS

    @pytest.mark.parametrize("template", ["registered_adverse", "registered_unconfirmed", "record_changed"])
    def test_an_adverse_one_says_what_from_whom_by_which_law_until_when_and_what_to_do(self, template: str) -> None:
        letter = BOOK.letter(template)
        facts = "".join(text for section in letter.sections for _, text in section.facts)
        told = facts + "".join(text for section in letter.sections for text in section.paragraphs)
        for name in ("item", "authority", "decision_no", "basis", "meaning", "until", "repair_from"):
            assert f"{{{name}}}" in told, name
        assert "不收费" in told
        assert "行政复议" in told
        assert "法院" in told
        assert "没有手机" in told


class TestWords:
    @pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
    def test_are_plain(self, path: Path) -> None:
        text = re.sub(r"^\s*#.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        assert not NOT_SAID.search(text), NOT_SAID.search(text)
        for written in re.findall(r'"([^"]*[\u4e00-\u9fff][^"]*)"', text):
            assert not re.search(r"[\u4e00-\u9fff] ?[,;:?()]|[\u4e00-\u9fff] +[0-9]|[0-9] +[\u4e00-\u9fff]", written), (
                written
            )


class TestTags:
    def test_each_in_the_code_resolves(self) -> None:
        found = {}
        for folder, endings in (
            ("src", {".py", ".html"}),
            ("feeds", {".toml"}),
            ("docs", {".md"}),
            ("scripts", {".py"}),
        ):
            for path in (ROOT / folder).rglob("*"):
                if path.suffix in endings and path.is_file():
                    for tag in re.findall(r"\[law:([^\]]+)\]", path.read_text(encoding="utf-8")):
                        if not re.search(r"[<{]", tag):
                            found[tag] = path.relative_to(ROOT).as_posix()
        assert found
        assert {tag: where for tag, where in found.items() if not BOOK.cites(tag)} == {}


class TestNotice:
    def test_one_edition_holds_on_each_day(self) -> None:
        editions = sorted(BOOK.notice_editions.values(), key=lambda edition: edition.in_force_from)
        for one, other in pairwise(editions):
            assert one.in_force_until is not None
            assert one.in_force_until <= other.in_force_from
