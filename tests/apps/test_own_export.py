"""The full export: a walk over the schema finds every row about a person, and nothing of anybody else's."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from chengxin.apps.consents.actions.withdraw import withdraw as take_consent_back
from chengxin.apps.destruction.actions.keep import keep
from chengxin.apps.destruction.actions.make_list import make_list
from chengxin.apps.destruction.actions.replay import replay_endings
from chengxin.apps.destruction.actions.review import review as look_at_list
from chengxin.apps.extracts.actions.check_extract import check_extract
from chengxin.apps.extracts.actions.make_extract import digest, make_extract
from chengxin.apps.extracts.selectors import list_for_person as extracts_of
from chengxin.apps.inquiries.actions.answer import answer
from chengxin.apps.inquiries.actions.give_consent import give_consent
from chengxin.apps.inquiries.actions.open_at_window import open_at_window
from chengxin.apps.inquiries.actions.print_letter import print_letter
from chengxin.apps.inquiries.consented import digest_of, would_tell
from chengxin.apps.inquiries.preview import preview
from chengxin.apps.ledger import journal
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.letters import render
from chengxin.apps.looks import selectors as whys
from chengxin.apps.looks.actions.answer import answer as answer_why
from chengxin.apps.looks.actions.ask import ask as ask_why
from chengxin.apps.looks.actions.draw import draw
from chengxin.apps.looks.actions.hide import hide
from chengxin.apps.looks.actions.release_hidden import release_hidden
from chengxin.apps.looks.actions.review import review as review_look
from chengxin.apps.looks.models import DrawnLook, WhyCase
from chengxin.apps.mandates.actions.act import act
from chengxin.apps.mandates.actions.end import end as end_mandate
from chengxin.apps.mandates.actions.note import note
from chengxin.apps.matters.actions.note_overdue import note_overdue
from chengxin.apps.matters.actions.open_matter import open_matter
from chengxin.apps.matters.models import Matter
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.actions.contact import give_contact, remove_contact
from chengxin.apps.notices.models import Letter
from chengxin.apps.objections import recalls
from chengxin.apps.objections.actions.check import check
from chengxin.apps.objections.actions.confirm_recall import confirm_recall
from chengxin.apps.objections.actions.decide import decide
from chengxin.apps.objections.actions.find import find
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.officials.actions.appoint import appoint
from chengxin.apps.officials.models import Official
from chengxin.apps.own_report.as_json import as_json
from chengxin.apps.own_report.export import export_zip, tables_json
from chengxin.apps.own_report.rows import LEFT_OUT, NOT_YOURS, NUMBER_NOT_YOURS, OF_AN_OFFICE, Files
from chengxin.apps.own_report.schema import HOLDS_NOTHING, TABLES, label
from chengxin.apps.own_report.selectors import own_report
from chengxin.apps.people import selectors as people
from chengxin.apps.promises.actions.follow_up import follow_up
from chengxin.apps.promises.actions.note_arrival import note_arrival
from chengxin.apps.promises.actions.promise_papers import promise_papers
from chengxin.apps.records.actions.make_statement import make_statement
from chengxin.apps.records.actions.read_letter import read_letter
from chengxin.apps.records.actions.settle_row import Finding, settle_row
from chengxin.apps.records.selectors import held_by
from chengxin.apps.repairs.actions.decide import decide as decide_repair
from chengxin.apps.repairs.actions.open_drafts import open_drafts
from chengxin.apps.repairs.actions.request import request
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.apps.restraints.actions.lift import lift
from chengxin.apps.restraints.selectors import adverse_shown
from chengxin.apps.sign_ins.actions.bind_subject import bind_subject
from chengxin.apps.sign_ins.actions.give_code import give_code
from chengxin.apps.sign_ins.actions.stop import stop
from chengxin.apps.sign_ins.actions.take_code import take_code
from chengxin.apps.submissions import selectors as submissions
from chengxin.apps.submissions.models import RowOutcome
from chengxin.core.calendar import start_of
from chengxin.core.delivery import Channel
from chengxin.core.destruction import Order
from chengxin.core.editions import Editions
from chengxin.core.errands import Errand
from chengxin.core.facts import Facts, Identity, RowState
from chengxin.core.mandates import Kind
from chengxin.core.objections import Check, Ground, Outcome, Verdict
from chengxin.core.permissions import KEEPER, Role
from chengxin.core.repairs import Outcome as RepairOutcome
from chengxin.core.samples import Review as Reviewed
from chengxin.core.uses import UseNotice
from chengxin.core.whys import Finding as Found
from chengxin.web.law import feeds, lawbook
from chengxin.web.own_report.words import parts
from tests.apps import restrained
from tests.proves import proves
from tests.web import filled

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
AT = filled.AT
#: The first instant after the 36 months of both penalties of `files_come`.
DUE = start_of(date(2029, 7, 2))
END = DUE + DAY
CONSENT, CONSENTED = "civic_honour_selection", "civility_office"
PDF = b"%PDF-1.7\n{}\n%%EOF\n"
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Life:
    """A person and a word that only what is about them says."""

    identity: Identity
    word: str

    @property
    def who(self):
        return people.indexes(self.identity)

    @property
    def number(self) -> str:
        return f"黑交罚〔2026〕{self.word}号"

    def file(self, what: str) -> tuple[str, bytes]:
        return f"{what}{self.word}.pdf", PDF.replace(b"{}", f"{what}{self.word}".encode())


def record_of(life: Life, number: str, at=AT):
    held = held_by(life.who, lawbook=lawbook(), at=at)
    return next(one for one in held if one.body["decision_no"] == number)


def files_come(*lives: Life) -> None:
    """One file about all of them, as departments send it, and one with a row under another name."""
    proof = filled.enclosed(date(2026, 8, 3))
    early = {"decided_on": date(2026, 8, 1), "conduct_end_on": date(2026, 7, 1), "proof": proof}
    filled.submit(
        [filled.penalty(one.identity, f"{one.number}{place}", **early) for one in lives for place in "甲乙"],
        at=AT - 60 * DAY,
    )
    filled.submit(
        [filled.licence(one.identity, f"许{one.number}") for one in lives], feed=filled.LICENCES, at=AT - 59 * DAY
    )
    filled.submit([_honour(one) for one in lives], feed=filled.HONOURS, at=AT - 58 * DAY)
    filled.submit([_honour(one) for one in lives], feed=filled.HONOURS, at=AT - 57 * DAY)
    filled.submit(
        [filled.penalty(replace(one.identity, name=f"错名{one.word}"), f"错{one.number}") for one in lives],
        at=AT - 50 * DAY,
    )
    filled.nothing_new(at=AT - DAY)


def _honour(life: Life) -> Facts:
    return Facts(
        item="civic_honour",
        identity=life.identity,
        authority=lawbook().unit(CONSENTED).uscc,
        decision_no=f"黑文明办发〔2026〕{life.word}号",
        decided_on=date(2026, 3, 5),
    )


def lived(*lives: Life) -> None:
    """Everything that can happen to somebody, each through its act; the words of it all carry that life's `word`."""
    for life in lives:
        _worked_on(life)
        _asked_about(life)
        _acted_for(life)
        _restrained(life)
        _promised(life)
        _signed_in(life)
    _sampled(*lives)
    _came_due(*lives)
    _ended_again(*lives)


def _worked_on(life: Life) -> None:
    book, who, word = lawbook(), life.who, life.word
    clerk = filled.official(Role.CLERK)
    examiner = filled.official(Role.CASE_OFFICER, "transport", name="魏立志", seat="法制科")
    keeper = filled.official(Role.CASE_OFFICER, "credit_centre", name="苗清和", seat="异议岗")
    judge = appoint(
        username=f"judge{word}",
        name="鞠砚秋",
        unit="credit_centre",
        seat="复核岗",
        role=Role.CASE_OFFICER,
        course_on=filled.LEARNED,
        password="correct-horse-42",
        by="tests",
        at=AT,
    )
    letter = notices.list_for_person(who.number, who.name).last()
    read_letter(letter.ref, lawbook=book, by=who, at=AT - 40 * DAY)
    printed = notices.list_for_person(who.number, who.name).first()
    print_letter(printed.ref, render=render, site="站", lawbook=book, by=clerk, at=AT - 40 * DAY)
    give_contact(Channel.EMAIL, f"a{word}@example.cn", number_index=who.number, name_index=who.name, at=AT - 30 * DAY)
    give_contact(Channel.SMS, "13900000000", number_index=who.number, name_index=who.name, at=AT - 30 * DAY)
    remove_contact(Channel.SMS, number_index=who.number, name_index=who.name, at=AT - 29 * DAY)
    open_at_window(life.identity, errand=Errand.READ, lawbook=book, by=clerk, at=AT - 28 * DAY)
    open_matter = filled.matter(life.identity, at=AT - 35 * DAY, request_no=f"件{word}甲")
    note_overdue(lawbook=book, at=AT - HOUR)
    assert open_matter.pk
    matter = filled.matter(life.identity, at=AT, request_no=f"件{word}乙", reason=f"再办一次{word}")
    given_answer = filled.ask(matter, life.identity).answer
    used = frozenset(one.pk for one in adverse_shown(matter, lawbook=book, by=clerk))
    told = UseNotice(used, "宗政明", "科长", "《道路运输条例》第七十五条", f"用了{word}", f"复议机关{word}")
    close_matter(matter, outcome="not_granted", notice=told, lawbook=book, by=clerk, at=AT + HOUR)
    filled.ask(matter, replace(life.identity, name=f"错名{word}"), at=AT + HOUR)
    first, second = (record_of(life, f"{life.number}{place}") for place in "甲乙")
    make_statement(first.record.ref, f"说明{word}", lawbook=book, by=who, at=AT + HOUR)
    case = lodge(
        first.record.ref,
        ground=Ground.WRONG_FACT,
        words=f"不对{word}",
        files=[life.file("证据")],
        lawbook=book,
        by=who,
        at=AT + 2 * HOUR,
    )
    check(case.ref, result=Check.NO_OWN_ERROR, words=f"查过{word}", lawbook=book, by=keeper, at=AT + 3 * HOUR)
    find(
        case.ref,
        verdict=Verdict.WRONG,
        words=f"有错{word}",
        proof=f"案卷{word}",
        files=[life.file("案卷")],
        lawbook=book,
        by=examiner,
        at=AT + 4 * HOUR,
    )
    decide(
        case.ref,
        outcome=Outcome.CORRECTED,
        words=f"更正{word}",
        changes={"amount_fen": 50_000},
        lawbook=book,
        by=judge,
        at=AT + 5 * HOUR,
    )
    [wrong] = recalls.of_record(first.record.pk, lawbook=book, at=AT + 6 * HOUR)
    confirm_recall(given_answer.ref, wrong.stop.cause, lawbook=book, by=clerk, at=AT + 6 * HOUR)
    open_drafts(lawbook=book, at=AT + 20 * DAY)
    asked = request(
        second.record.ref,
        commitment=f"承诺{word}",
        files=[life.file("凭证")],
        lawbook=book,
        by=who,
        at=AT + 20 * DAY,
    )
    decide_repair(
        asked.ref,
        outcome=RepairOutcome.REFUSED,
        words=f"不准{word}",
        article="《信用修复管理办法》第三条",
        lawbook=book,
        by=examiner,
        at=AT + 21 * DAY,
    )
    filled.nothing_new(at=AT + 21 * DAY)
    purpose = book.purposes["road_transport_licence"]
    found = preview(who, purpose, lawbook=book, feeds=feeds(), at=AT + 21 * DAY)
    make_extract(
        purpose=purpose.slug,
        unit="transport",
        seen=digest(found),
        lawbook=book,
        feeds=feeds(),
        by=life.identity,
        through=filled.official(Role.CLERK, KEEPER, name="季清源", seat="1号窗口"),
        at=AT + 21 * DAY,
    )
    [made] = extracts_of(who, lawbook=book, at=AT + 21 * DAY)
    check_extract(made.content["code"], lawbook=book, at=AT + 21 * DAY)
    while (row := submissions.next_held_row()) is not None:
        settle_row(
            row, finding=Finding.ROW_IS_WRONG, reason="来源写错了姓名", lawbook=book, by=keeper, at=AT + 22 * DAY
        )


def number_of(entry: Any) -> str:
    return whys.numbers_of([entry])[entry.pk]


def put_off(matter: Matter, words: str) -> Matter:
    """Have the looks of a matter shown thirty days later, by a superior's order before anything is asked in it."""
    superior = filled.official(Role.SUPERVISOR, matter.unit, name="佟岱", seat="分管领导")
    order = {"category": "obstructs_duty", "shown_from": AT.date() + 30 * DAY, "words": words}
    hide(matter.ref, **order, lawbook=lawbook(), by=superior, at=AT)
    return matter


def found_unlawful(case: WhyCase, life: Life, at) -> None:
    examiner = filled.official(Role.CASE_OFFICER, "transport", name="魏立志", seat="法制科")
    words = f"查无此件{life.word}"
    answer_why(case.ref, finding=Found.UNLAWFUL, words=words, lawbook=lawbook(), by=examiner, at=at)


def _asked_about(life: Life) -> None:
    """Why somebody looked, a look that is shown later, a consent that was used and taken back."""
    book, who, word = lawbook(), life.who, life.word
    later = filled.matter(life.identity, request_no=f"件{word}丙", reason=f"缓给{word}")
    entry = filled.ask(put_off(later, f"在查{word}"), life.identity, at=AT + 7 * HOUR).entry
    note_overdue(lawbook=book, at=AT + 70 * DAY)
    case = ask_why(number_of(entry), words=f"没去过{word}", by=who, at=AT + 70 * DAY)
    found_unlawful(case, life, AT + 71 * DAY)
    seen = would_tell(who, book.purpose(CONSENT), lawbook=book, at=AT + HOUR)
    given = give_consent(
        unit=CONSENTED,
        purpose=CONSENT,
        items=["civic_honour"],
        last_day=AT.date() + 9 * DAY,
        seen=digest_of(seen),
        lawbook=book,
        by=who,
        at=AT + HOUR,
    )
    clerk = filled.official(Role.CLERK, CONSENTED, name="晏如", seat="评选科")
    matter = open_matter(
        identity=life.identity,
        service="道德模范评选",
        request_no=f"评{word}",
        reason=f"评选{word}",
        lawbook=book,
        by=clerk,
        at=AT + 2 * HOUR,
    )
    answer(
        matter=matter.ref,
        purpose=CONSENT,
        identity=life.identity,
        lawbook=book,
        feeds=feeds(),
        by=clerk,
        at=AT + 2 * HOUR,
    )
    take_consent_back(given.ref, lawbook=lawbook(), by=who, at=AT + 3 * HOUR)


def _restrained(life: Life) -> None:
    """A restraint that was decided elsewhere, and the end that its decider wrote down."""
    number, word = f"财{life.number}", life.word
    restrained.record(life.identity, decision_no=number)
    draft = replace(restrained.DRAFT, relevance=f"有关联{word}", appeal=f"申诉{word}")
    files = {name: life.file(name) for name in restrained.FILES}
    made = restrained.documented(life.identity, draft=draft, record_no=number, files=files, at=AT + HOUR).restraint
    assert made is not None
    lift(
        made.ref,
        document_no=f"解{word}",
        decider="尉迟明远",
        words=f"改正{word}",
        stops_on=date(2027, 1, 4),
        lawbook=lawbook(),
        by=restrained.officer(),
        at=AT + 60 * DAY,
    )


AGENT = Life(filled.person("仲长青", 54), "kcc33")


def mandate_of(life: Life) -> Any:
    return note(
        person=life.identity,
        agent=AGENT.identity,
        kind=Kind.LAWYER,
        document_no=f"委字{life.word}",
        acts={Errand.READ},
        last_day=AT.date() + 90 * DAY,
        lawbook=lawbook(),
        by=filled.official(Role.CLERK),
        at=AT,
    )


def _acted_for(life: Life) -> None:
    noted, clerk = mandate_of(life), filled.official(Role.CLERK)
    act(noted.ref, Errand.READ, str, agent=AGENT.who, lawbook=lawbook(), by=clerk, at=AT + HOUR)
    end_mandate(noted.ref, lawbook=lawbook(), by=life.who, at=AT + DAY)


def _promised(life: Life) -> None:
    """Papers that follow in a matter: one comes, the day of the other passes."""
    clerk, book = filled.official(Role.CLERK), lawbook()
    matter = filled.matter(
        life.identity, at=AT + 22 * DAY, request_no=f"件{life.word}丙", reason=f"再办一次{life.word}"
    )
    papers = ["photo", "driving_licence_copy"]
    promise_papers(matter, papers=papers, was_checked=True, lawbook=book, by=clerk, at=AT + 22 * DAY)
    note_arrival(matter, "photo", lawbook=book, by=clerk, at=AT + 23 * DAY)
    follow_up(lawbook=book, at=AT + 40 * DAY)


def _signed_in(life: Life) -> None:
    """With a code from a window, then all is stopped; then through a provider."""
    clerk, book = filled.official(Role.CLERK), lawbook()
    given = give_code(life.identity, lawbook=book, by=clerk, at=AT)
    take_code(life.identity, given.code, at=AT + HOUR)
    stop(life.identity, lawbook=book, by=clerk, at=AT + 2 * HOUR)
    bind_subject(life.identity, issuer="https://id.example", subject=life.word, at=AT + DAY)


def _sampled(*lives: Life) -> None:
    """The weekly sample, as if law had every look drawn; a reviewer doubts each, so that nobody has asked before."""
    book = lawbook()
    rows = [replace(one, value=100) if one.code == "look_sample" else one for one in book.periods.rows]
    seal(at=AT + 2 * DAY, force_checkpoint=True)
    monday = start_of(date(2026, 11, 30)) + 9 * HOUR
    draw(lawbook=replace(book, periods=Editions(rows), digest="0" * 64), at=monday)
    auditor = filled.official(Role.AUDITOR, "credit_office", name="邢致远", seat="审计岗")
    for life in lives:
        for drawn in DrawnLook.objects.filter(entry__number_index=life.who.number):
            review_look(drawn.ref, result=Reviewed.DOUBTFUL, words=f"对不上{life.word}", by=auditor, at=monday)


def keeper(name: str) -> Any:
    """A case officer of the unit that keeps the platform, with no part in any case."""
    known = Official.objects.filter(username=name).first()
    seat = {"unit": "credit_centre", "seat": "核对岗", "role": Role.CASE_OFFICER, "course_on": filled.LEARNED}
    return known or appoint(username=name, name=name, **seat, password="correct-horse-42", by="tests", at=AT)


def _came_due(*lives: Life) -> None:
    """Everything is due and listed: one record of each is kept for now, one official has looked at the others."""
    first = keeper("鞠雁秋")
    due_list = make_list(lawbook=lawbook(), by=first, at=DUE)
    assert due_list is not None
    for life in lives:
        keep(
            due_list.ref,
            record_of(life, f"{life.number}乙").record.ref,
            order=Order.KEEP,
            words=f"留着{life.word}",
            last_day=date(2029, 8, 1),
            lawbook=lawbook(),
            by=first,
            at=DUE,
        )
    look_at_list(due_list.ref, lawbook=lawbook(), by=first, at=DUE)


def _ended_again(*lives: Life) -> None:
    """The journal knows of a withdrawal that an older backup forgot."""
    records = [record_of(life, f"许{life.number}").record for life in lives]
    with TemporaryDirectory() as beside, override_settings(JOURNAL=Path(beside) / "endings.jsonl"):
        journal.write([journal.ending("withdrawn", record.natural_key, AT) for record in records])
        replay_endings(lawbook=lawbook(), at=DUE)


def report_of(life: Life, at=END):
    return own_report(life.who, name=life.identity.name, lawbook=lawbook(), feeds=feeds(), at=at)


def exported(life: Life, at=END) -> tuple[dict[str, Any], bytes]:
    """The tables, and every byte of the archive."""
    packed = export_zip(report_of(life, at), lawbook=lawbook())
    with ZipFile(io.BytesIO(packed)) as archive:
        everything = b"\n".join(archive.read(name) + name.encode() for name in archive.namelist())
        return json.loads(archive.read("tables.json"))["tables"], everything


ONE = Life(filled.person("欧阳𠮷", 51), "kaa11")
TWO = Life(filled.person("诸葛䶮", 52), "kbb22")


@proves("D5", "R31")
class TestSchema:
    def test_each_table_is_exported_or_holds_nothing_about_a_person(self):
        every = {label(model) for model in apps.get_models(include_auto_created=True)}
        exported_tables = {label(model) for model in TABLES}
        ours = {name for name in HOLDS_NOTHING if name in every}
        assert exported_tables & ours == set()
        assert every - exported_tables - ours == set()
        assert all(len(why) > 5 for why in HOLDS_NOTHING.values())
        assert HOLDS_NOTHING.keys() <= every

    def test_what_holds_nothing_has_no_column_for_a_person(self):
        """No index of a number or a name, and no key to a row that is exported."""
        held = set(TABLES)
        for model in apps.get_models(include_auto_created=True):
            if label(model) in HOLDS_NOTHING:
                columns = model._meta.concrete_fields
                assert not {"number_index", "name_index", "identity"} & {one.name for one in columns}, model
                assert not {one.related_model for one in columns if one.is_relation} & held, model

    def test_each_row_has_each_field(self):
        files_come(ONE)
        lived(ONE)
        tables = tables_json(report_of(ONE), Files())["tables"]
        for model in TABLES:
            wanted = {one.name for one in model._meta.concrete_fields} - LEFT_OUT.keys()
            for row in tables[label(model)]:
                assert row.keys() == wanted, model


@proves("D5", "R31")
class TestOnePerson:
    def test_alone_in_the_product_has_every_row_of_every_table(self):
        files_come(ONE)
        lived(ONE)
        tables, _ = exported(ONE)
        for model in TABLES:
            # Of a row that did not enter only its place is kept.
            stored = model._default_manager.exclude(**({"repeats": None} if model is RowOutcome else {"pk": None}))
            found = {str(pk) for pk in stored.values_list("pk", flat=True)}
            assert {row[model._meta.pk.name] for row in tables[label(model)]} == found, model
        # What nobody lived through would prove nothing; a conflict has its own test.
        assert {name for name, rows in tables.items() if not rows} == {"people.ConflictEvent"}

    def test_reads_every_word_and_file_of_their_own(self):
        files_come(ONE)
        lived(ONE)
        tables, everything = exported(ONE)
        word = ONE.word.encode()
        said = (
            "说明 不对 查过 有错 更正 承诺 不准 再办一次 件 a 没去过 查无此件 缓给 在查 对不上 评选 委字 留着".split()
        )
        assert [one for one in said if one.encode() + word not in everything] == []
        assert ONE.identity.number.encode() in everything
        assert ONE.identity.name.encode() in everything
        for what in ("证据", "凭证"):
            assert ONE.file(what)[1] in everything
        assert b"%PDF-1.7" in everything
        assert all(row["content"] is None or "address" in row["content"] for row in tables["notices.Contact"])

    def test_reads_no_letter_before_opening_it(self):
        files_come(ONE)
        before = len(_letters_in(ONE))
        letter = notices.list_for_person(ONE.who.number, ONE.who.name).first()
        read_letter(letter.ref, lawbook=lawbook(), by=ONE.who, at=AT)
        assert (before, len(_letters_in(ONE))) == (0, 1)

    def test_has_no_row_of_what_was_destroyed_and_the_letter_that_tells_of_it(self):
        files_come(ONE)
        due_list = make_list(lawbook=lawbook(), by=keeper("鞠雁秋"), at=DUE)
        gone = record_of(ONE, f"{ONE.number}甲").record
        for name in ("鞠雁秋", "尹伯安"):
            look_at_list(due_list.ref, lawbook=lawbook(), by=keeper(name), at=DUE)
        tables, everything = exported(ONE)
        assert tables["destruction.DueRecord"] == tables["destruction.Review"] == []
        assert str(gone.pk) not in {row["id"] for row in tables["records.Record"]}
        assert f"{ONE.number}甲".encode() not in everything
        told = [row["ref"] for row in tables["notices.Letter"] if row["template"] == "record_destroyed"]
        report = report_of(ONE)
        assert {one.letter for one in report.destroyed} == set(told)
        lines = parts(report, lawbook())[0].entries[-1]
        assert lines.title == "已经销毁的记录"
        assert len(lines.paragraphs) == len(told) >= 2
        assert all("销毁" in line and "2029年7月2日" in line for line in lines.paragraphs)

    def test_about_whom_nothing_is_held_has_the_tables_empty(self):
        tables, _ = exported(Life(filled.person("空白", 53), "空"))
        assert tables.keys() == {label(model) for model in TABLES}
        assert not any(tables.values())

    def test_the_same_instant_gives_the_same_bytes(self):
        files_come(ONE)
        report = report_of(ONE)
        assert export_zip(report, lawbook=lawbook()) == export_zip(report, lawbook=lawbook())


def _letters_in(life: Life) -> list[str]:
    with ZipFile(io.BytesIO(export_zip(report_of(life), lawbook=lawbook()))) as archive:
        return [name for name in archive.namelist() if name.startswith("letters/")]


@proves("D5", "R31")
class TestTwoPersons:
    def test_share_nothing(self):
        files_come(ONE, TWO)
        lived(ONE, TWO)
        for mine, other in ((ONE, TWO), (TWO, ONE)):
            tables, everything = exported(mine)
            for canary in (other.word, other.identity.name, other.identity.number):
                assert canary.encode() not in everything, canary
            assert mine.word.encode() in everything
            assert all(tables[name] for name in tables.keys() - {"people.ConflictEvent"})

    def test_a_name_that_was_typed_wrong_is_nobody_elses_to_read(self):
        """Rows and matters under my number and another name: that they were is mine, whose name it was is not."""
        files_come(ONE)
        wrong = replace(ONE.identity, name="公孙错")
        matter = filled.matter(wrong, request_no="件错")
        filled.ask(matter, wrong)
        tables, everything = exported(ONE)
        assert "公孙错".encode() not in everything
        assert f"错名{ONE.word}".encode() not in everything
        assert [row["content"]["identity"] for row in tables["matters.Matter"]] == [NOT_YOURS]
        assert [row["content"] for row in tables["submissions.HeldRow"]] == [NOT_YOURS]

    def test_who_share_a_number_share_nothing_else(self):
        files_come(ONE)
        namesake = Life(replace(ONE.identity, name=f"错名{ONE.word}"), ONE.word)
        keeper = filled.official(Role.CASE_OFFICER, "credit_centre", name="苗清和", seat="异议岗")
        row = submissions.next_held_row()
        assert row is not None
        settle_row(
            row, finding=Finding.NUMBER_IS_SHARED, reason="户籍底册写着两人", lawbook=lawbook(), by=keeper, at=AT
        )
        make_statement(
            record_of(ONE, f"{ONE.number}甲").record.ref, "第一人说的", lawbook=lawbook(), by=ONE.who, at=AT + HOUR
        )
        give_contact(
            Channel.EMAIL, "second@example.cn", number_index=namesake.who.number, name_index=namesake.who.name, at=AT
        )
        filled.matter(namesake.identity, at=AT + HOUR, request_no="第二人的件")
        theirs = filled.ask(None, namesake.identity, at=AT + HOUR).entry
        ask_why(number_of(theirs), words="第二人问的", by=namesake.who, at=AT + HOUR)
        first, second = exported(ONE), exported(namesake)
        for said in ("第二人的件", "第二人问的", "second@example.cn", f"错{ONE.number}", namesake.identity.name):
            assert said.encode() not in first[1]
            assert said.encode() in second[1]
        for said in ("第一人说的", f"许{ONE.number}", ONE.identity.name):
            assert said.encode() in first[1]
            assert said.encode() not in second[1]
        assert len(first[0]["people.ConflictEvent"]) == len(second[0]["people.ConflictEvent"]) == 1

    def test_a_mandate_names_the_representative_without_a_number_and_to_them_not_whom_they_act_for(self):
        files_come(ONE)
        noted = mandate_of(ONE)
        [mine], everything = _mandates(ONE)
        assert mine["content"]["person"]["number"] == ONE.identity.number
        assert mine["content"]["agent"] == {"name": AGENT.identity.name, "number": NUMBER_NOT_YOURS}
        assert AGENT.identity.number.encode() not in everything
        assert AGENT.who.number.hex().encode() not in everything
        [held], everything = _mandates(AGENT)
        assert held["ref"] == noted.ref
        assert held["content"]["person"] == NOT_YOURS
        assert held["content"]["agent"]["number"] == AGENT.identity.number
        for canary in (ONE.identity.name, ONE.identity.number, ONE.who.number.hex(), ONE.who.name.hex()):
            assert canary.encode() not in everything

    def test_a_look_at_a_list_covers_ones_own_records_alone(self):
        files_come(ONE, TWO)
        lived(ONE, TWO)
        for life in (ONE, TWO):
            tables, _ = exported(life)
            mine = {row["id"] for row in tables["destruction.DueRecord"]}
            [review] = tables["destruction.Review"]
            assert set(review["covers"]) < mine
            assert review["covers"]

    def test_papers_of_an_office_are_named_and_stay_there(self):
        files_come(ONE)
        lived(ONE)
        tables, everything = exported(ONE)
        of_office = [row for row in tables["objections.Evidence"] if row["by"] is not None]
        assert [row["content"] for row in of_office] == [{"name": ONE.file("案卷")[0], "file": OF_AN_OFFICE}]
        assert ONE.file("案卷")[1] not in everything


def _mandates(life: Life) -> tuple[list[Any], bytes]:
    tables, everything = exported(life, AT + HOUR)
    return tables["mandates.MandateNoted"], everything


class TestPutOff:
    """A look that waits for its day is in no part of the export before, and whole from that instant on."""

    REQUEST, RELEASE = "件密", start_of(AT.date() + 30 * DAY)
    OF_THE_LOOK = (
        "matters.Matter matters.Hiding matters.Closing matters.OverdueNote inquiries.Answer inquiries.Fragment "
        "inquiries.AccessEntry objections.Recall looks.DrawnLook looks.LookReview looks.WhyCase "
        "looks.WhyStep looks.Incident notices.Reading"
    ).split()

    def happens(self) -> None:
        """A matter without outcome, of which a letter told; then it is put off, asked in, recalled, doubted and closed."""
        book = lawbook()
        files_come(ONE)
        matter = filled.matter(ONE.identity, at=AT - 30 * DAY - HOUR, request_no=self.REQUEST, reason=f"缓给{ONE.word}")
        # Of the last day on which something may be asked in it.
        note_overdue(lawbook=book, at=AT - HOUR)
        read_letter(self.letters()[-1].ref, lawbook=book, by=ONE.who, at=AT)
        put_off(matter, "案件正在调查")
        given = filled.ask(matter, ONE.identity, at=AT + HOUR)
        gone = filled.licence(ONE.identity, f"许{ONE.number}", state=RowState.WITHDRAWN)
        filled.submit([gone], feed=filled.LICENCES, at=AT + 2 * HOUR)
        record = record_of(ONE, f"许{ONE.number}", at=AT + 3 * HOUR).record
        [wrong] = recalls.of_record(record.pk, lawbook=book, at=AT + 3 * HOUR)
        clerk = filled.official(Role.CLERK)
        confirm_recall(given.answer.ref, wrong.stop.cause, lawbook=book, by=clerk, at=AT + 3 * HOUR)
        close_matter(matter, outcome="granted", lawbook=lawbook(), by=clerk, at=AT + 4 * HOUR)
        _sampled(ONE)
        found_unlawful(WhyCase.objects.get(), ONE, AT + 8 * DAY)

    def letters(self) -> list[Any]:
        found = notices.list_for_person(ONE.who.number, ONE.who.name)
        return [one for one in found if one.template in ("matter_without_outcome", "look_unlawful")]

    @proves("G6", "D5")
    def test_is_nowhere_before_its_day_and_whole_after_it(self):
        self.happens()
        told = Letter.objects.filter(template__in=["matter_without_outcome", "look_unlawful"])
        letters = {one.ref for one in told.filter(number_index=ONE.who.number)}
        assert len(letters) == 2
        for at in (AT + 9 * DAY, self.RELEASE - timedelta(seconds=1)):
            tables, everything = exported(ONE, at)
            assert {name for name in self.OF_THE_LOOK if tables[name]} == set()
            for canary in (self.REQUEST, "案件正在调查", f"缓给{ONE.word}", f"对不上{ONE.word}", *letters):
                assert canary.encode() not in everything, canary
        assert release_hidden(at=self.RELEASE) == 1
        tables, everything = exported(ONE, self.RELEASE)
        assert {name for name in self.OF_THE_LOOK if not tables[name]} == set()
        for canary in (self.REQUEST, "案件正在调查", f"缓给{ONE.word}", f"对不上{ONE.word}", *letters):
            assert canary.encode() in everything, canary

    @proves("G6", "D5")
    def test_is_counted_on_every_form_of_the_report(self):
        self.happens()
        for at, count in ((self.RELEASE - timedelta(seconds=1), 1), (self.RELEASE, 0)):
            report = report_of(ONE, at)
            assert as_json(report, lawbook())["who_looked"]["looks_put_off"] == count
            assert tables_json(report, Files())["looks_put_off"] == count
            part = parts(report, lawbook())[-1]
            assert ("另有1次按法律推迟给您看" in part.intro, "另有1次按法律推迟给您看" in part.empty) == (
                count == 1,
            ) * 2
            assert any(entry.title == "问过的：为什么看我" for entry in part.entries) == (count == 0)
            assert str(part).count(self.REQUEST) == (0 if count else 1)

    @proves("G6", "D5")
    def test_does_not_show_through_the_consent_that_carried_it(self):
        files_come(ONE)
        book, who = lawbook(), ONE.who
        seen = would_tell(who, book.purpose(CONSENT), lawbook=book, at=AT)
        more = {"items": ["civic_honour"], "last_day": AT.date() + 29 * DAY, "seen": digest_of(seen), "lawbook": book}
        give_consent(unit=CONSENTED, purpose=CONSENT, **more, by=who, at=AT)
        clerk = filled.official(Role.CLERK, CONSENTED, name="晏如", seat="评选科")
        about = {"identity": ONE.identity, "lawbook": book, "by": clerk}
        matter = open_matter(service="道德模范评选", request_no=self.REQUEST, reason="评选", **about, at=AT)
        put_off(matter, "案件正在调查")
        answer(matter=matter.ref, purpose=CONSENT, feeds=feeds(), **about, at=AT + HOUR)
        for at, is_told in ((AT + DAY, False), (self.RELEASE, True)):
            tables, _ = exported(ONE, at)
            [consent] = as_json(report_of(ONE, at), book)["who_looked"]["consents"]
            is_named = any(row["consent"] is not None for row in tables["inquiries.AccessEntry"])
            assert (is_named, consent["used_at"] is not None) == (is_told, is_told)


@proves("D5", "R31")
class TestAnyTwo(TestCase):
    @settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(
            st.tuples(st.sampled_from(["penalty", "licence", "ask", "say", "object", "contact"]), st.booleans()),
            min_size=4,
            max_size=12,
        )
    )
    def test_share_nothing_whatever_happens(self, happens: list[tuple[str, bool]]) -> None:
        lives = {False: ONE, True: TWO}
        for place, (what, whose) in enumerate(happens):
            _happen(what, lives[whose], place)
        for mine, other in ((ONE, TWO), (TWO, ONE)):
            _, everything = exported(mine)
            for canary in (other.word, other.identity.name, other.identity.number):
                assert canary.encode() not in everything
            touched = any(
                whose is (mine is TWO) and what in ("penalty", "licence", "contact") for what, whose in happens
            )
            assert not touched or mine.word.encode() in everything


def _happen(what: str, life: Life, place: int) -> None:
    at = AT + place * HOUR
    held = [one for one in held_by(life.who, lawbook=lawbook(), at=at) if not one.flags]
    if what == "penalty":
        filled.submit([filled.penalty(life.identity, f"{life.number}{place}")], at=at)
    elif what == "licence":
        filled.submit([filled.licence(life.identity, f"{life.number}{place}")], feed=filled.LICENCES, at=at)
    elif what == "ask":
        matter = filled.matter(life.identity, at=at, request_no=f"{life.word}{place}", reason="再办")
        filled.ask(matter, life.identity, at=at)
    elif what == "contact":
        give_contact(
            Channel.EMAIL, f"a{life.word}@example.cn", number_index=life.who.number, name_index=life.who.name, at=at
        )
    elif held and what == "say":
        make_statement(held[0].record.ref, f"说{life.word}", lawbook=lawbook(), by=life.who, at=at)
    elif held:
        lodge(
            held[0].record.ref,
            ground=Ground.WRONG_FACT,
            words=f"错{life.word}",
            files=[life.file("证据")],
            lawbook=lawbook(),
            by=life.who,
            at=at,
        )
