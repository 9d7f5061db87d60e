"""The own report: five parts, the same on the page, on paper and in JSON; empty parts say so; no code on it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils.html import escape

from chengxin.apps.destruction.actions.make_list import make_list
from chengxin.apps.destruction.actions.review import review
from chengxin.apps.extracts.models import Extract
from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.actions.give_consent import give_consent
from chengxin.apps.inquiries.consented import digest_of, would_tell
from chengxin.apps.ledger.models import Entry
from chengxin.apps.looks.actions.answer import answer
from chengxin.apps.looks.actions.ask import ask
from chengxin.apps.looks.actions.hide import hide
from chengxin.apps.looks.selectors import numbers_of
from chengxin.apps.mandates.actions.act import act
from chengxin.apps.mandates.actions.note import note
from chengxin.apps.notices.selectors import list_for_person
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.officials.actions.appoint import appoint
from chengxin.apps.own_report.as_json import SCHEMA, as_json
from chengxin.apps.own_report.selectors import own_report
from chengxin.apps.people import selectors as people
from chengxin.apps.records.actions.make_statement import make_statement
from chengxin.apps.records.actions.read_letter import read_letter
from chengxin.apps.records.selectors import held_by
from chengxin.core.errands import Errand
from chengxin.core.mandates import Kind
from chengxin.core.objections import Ground
from chengxin.core.permissions import Role
from chengxin.core.whys import Finding
from chengxin.web.law import feeds, lawbook
from chengxin.web.own_report.paper import report_pdf
from chengxin.web.own_report.words import parts
from tests.apps.test_paper import drawn
from tests.proves import proves
from tests.web import filled

WHO = filled.person("欧阳𠮷䶮㐱", 41)
DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def lived(monkeypatch):
    """A person about whom something stands in each of the five parts."""
    monkeypatch.setattr("chengxin.clock.now", lambda: filled.AT)
    proof = filled.enclosed(date(2026, 9, 18))
    filled.submit(
        [
            filled.penalty(WHO, "黑交罚〔2026〕0901号", proof=proof),
            filled.penalty(WHO, "黑交罚〔2026〕0902号", proof=proof),
        ],
        at=filled.AT - 40 * DAY,
    )
    filled.submit([filled.licence(WHO)], feed=filled.LICENCES, at=filled.AT - 39 * DAY)
    changed = filled.penalty(WHO, "黑交罚〔2026〕0901号", proof=proof, amount_fen=50_000)
    filled.submit([changed], at=filled.AT - 20 * DAY)
    filled.nothing_new_anywhere(at=filled.AT - DAY)
    matter = filled.matter(WHO, at=filled.AT - DAY)
    filled.ask(matter, WHO, at=filled.AT - DAY)
    filled.ask(None, WHO, at=filled.AT - DAY)
    who = people.indexes(WHO)
    held = {one.body["decision_no"]: one for one in held_by(who, lawbook=lawbook(), at=filled.AT)}
    second = held["黑交罚〔2026〕0902号"].record.ref
    make_statement(second, "那天车已经租出去了。", lawbook=lawbook(), by=who, at=filled.AT - DAY)
    lodge(
        second,
        ground=Ground.WRONG_FACT,
        words="金额写错了。",
        lawbook=lawbook(),
        by=who,
        at=filled.AT - timedelta(hours=2),
    )
    return who


AGENT = filled.person("仲长青", 43)


@pytest.fixture
def lived_more(lived):
    """The same person, with somebody who acts for them, a question, a consent, a look that is put off, a record destroyed."""
    book, hours = lawbook(), timedelta(hours=1)
    clerk = filled.official(Role.CLERK)
    _destroy_what_is_due()
    noted = note(
        person=WHO,
        agent=AGENT,
        kind=Kind.LAWYER,
        document_no="（2026）黑律委字第12号",
        acts={Errand.READ},
        last_day=filled.AT.date() + 30 * DAY,
        lawbook=book,
        by=clerk,
        at=filled.AT - 3 * hours,
    )
    act(noted.ref, Errand.READ, str, agent=people.indexes(AGENT), lawbook=book, by=clerk, at=filled.AT - 2 * hours)
    looked = inquiries.list_for_person(lived, at=filled.AT).filter(outcome="answered").first()
    asked = ask(numbers_of([looked])[looked.pk], words="没去办过这件事", by=lived, at=filled.AT - 3 * hours)
    answer(
        asked.ref,
        finding=Finding.UNLAWFUL,
        words="办事员看了熟人",
        lawbook=book,
        by=filled.official(Role.CASE_OFFICER, "transport", name="魏立志"),
        at=filled.AT - 2 * hours,
    )
    give_consent(
        unit="civility_office",
        purpose="civic_honour_selection",
        items=["civic_honour"],
        last_day=filled.AT.date() + 9 * DAY,
        seen=digest_of(would_tell(lived, book.purpose("civic_honour_selection"), lawbook=book, at=filled.AT - hours)),
        lawbook=book,
        by=lived,
        at=filled.AT - hours,
    )
    later = filled.matter(WHO, at=filled.AT - hours, request_no="件密", reason="再办一次")
    hide(
        later.ref,
        category="obstructs_duty",
        shown_from=filled.AT.date() + 30 * DAY,
        words="案件正在调查",
        lawbook=book,
        by=filled.official(Role.SUPERVISOR),
        at=filled.AT - hours,
    )
    filled.ask(later, WHO, at=filled.AT)
    return lived


def _destroy_what_is_due() -> None:
    """A penalty of three years ago, listed and destroyed by two officials who had no part in it."""
    old = {
        "decided_on": date(2023, 10, 9),
        "conduct_end_on": date(2023, 9, 12),
        "proof": filled.enclosed(date(2023, 10, 11)),
    }
    filled.submit([filled.penalty(WHO, "黑交罚〔2023〕0007号", **old)], at=filled.AT - 90 * DAY)
    filled.nothing_new_anywhere(at=filled.AT - DAY)
    first = filled.official(Role.CASE_OFFICER, "credit_centre", name="鞠雁秋")
    second = appoint(
        username="second",
        name="尹伯安",
        unit="credit_centre",
        seat="核对岗",
        role=Role.CASE_OFFICER,
        course_on=filled.LEARNED,
        password="correct-horse-42",
        by="tests",
        at=filled.AT,
    )
    due_list = make_list(lawbook=lawbook(), by=first, at=filled.AT - DAY)
    for by in (first, second):
        review(due_list.ref, lawbook=lawbook(), by=by, at=filled.AT - DAY)


def the_report(who, name=WHO.name):
    return own_report(who, name=name, lawbook=lawbook(), feeds=feeds(), at=filled.AT)


def everything_said(report):
    for part in parts(report, lawbook()):
        yield part.title
        for entry in part.entries:
            yield entry.title
            yield from (text for fact in entry.facts for text in fact)
            yield from entry.paragraphs


def signed_in(who=WHO) -> Client:
    client = Client()
    filled.sign_in(client, who)
    return client


@proves("G3", "D5")
class TestFiveParts:
    def test_hold_everything(self, lived):
        report = the_report(lived)
        records, sources, cases, said, looks = parts(report, lawbook())
        assert len(records.entries) == 3
        assert {entry.title for entry in records.entries} == {
            "道路运输从业人员违法（目录A0401）",
            "道路运输从业资格（目录B0401）",
        }
        assert {feed.title for feed in feeds().values()} == {entry.title for entry in sources.entries}
        told = [dict(entry.facts)["关于您的"] for entry in sources.entries]
        assert (set(told[:2]), set(told[2:])) == ({"1条", "2条"}, {"没有"})
        assert [entry.title for entry in cases.entries] == ["异议：写的内容不对", "写给您的信"]
        assert dict(cases.entries[0].facts)["最迟办完"]
        assert said.entries[0].paragraphs == ("那天车已经租出去了。",)
        assert len(looks.entries) == 2
        assert "不予答复，什么也没看到" in {dict(entry.facts).get("结果") for entry in looks.entries}

    def test_say_of_each_record_where_it_comes_from_and_where_it_may_go(self, lived):
        records = parts(the_report(lived), lawbook())[0]
        changed = next(entry for entry in records.entries if "0901号" in dict(entry.facts)["决定"])
        facts = dict(changed.facts)
        assert facts["报送单位"] == "黑河市交通运输局"
        assert "《中华人民共和国道路运输条例》" in facts["依据"] or "《道路运输条例》" in facts["依据"]
        assert "道路运输从业资格许可审查（黑河市交通运输局" in facts["能用在哪里"]
        assert "到期" in facts
        chain = [line for line in changed.paragraphs if "交来的文件" in line]
        assert any("第一次收到" in line for line in chain)
        assert any("金额由罚款2,000元改为罚款500元" in line or "金额由2,000元改为500元" in line for line in chain)

    def test_say_what_is_empty(self, monkeypatch):
        monkeypatch.setattr("chengxin.clock.now", lambda: filled.AT)
        page = signed_in(filled.person("无名", 42)).get("/me/report/").content.decode()
        for words in ("现在没有关于您的记录", "没有提出过异议", "您没有写过声明", "还没有人看过您的记录"):
            assert words in page

    def test_name_sources_that_have_never_sent(self, lived):
        """With one feed more than ever reported, it is there, and said to be silent."""
        more = {**feeds(), "heihe/x/y": replace(next(iter(feeds().values())), key="heihe/x/y", title="还没有的一项")}
        report = own_report(lived, name=WHO.name, lawbook=lawbook(), feeds=more, at=filled.AT)
        last = parts(report, lawbook())[1].entries[-1]
        assert last.title == "约定了报送，还没有报送过的"
        assert [said.rpartition("：")[2] for said in last.paragraphs] == ["还没有的一项"]

    def test_tell_who_acts_what_was_asked_consented_to_and_destroyed(self, lived_more):
        records, _, cases, _, looks = parts(the_report(lived_more), lawbook())
        gone = records.entries[-1]
        assert gone.title == "已经销毁的记录"
        [line] = gone.paragraphs
        assert line.startswith("道路运输从业人员违法，黑河市交通运输局报送，2026年11月23日销毁")
        acting = next(entry for entry in cases.entries if entry.title == "代您办事的人")
        agent = dict(acting.facts)
        assert agent["谁"].startswith(AGENT.name)
        assert agent["凭什么"] == "（2026）黑律委字第12号"
        assert "看记录" in acting.paragraphs[0]
        by_title = {entry.title: entry for entry in looks.entries}
        why = by_title["问过的：为什么看我"]
        assert dict(why.facts)["现在"] == "认定不合法，记为事件"
        assert why.paragraphs[0] == "问的话：没去办过这件事"
        assert "办事员看了熟人" in why.paragraphs[1]
        consent = dict(by_title["您的同意"].facts)
        assert (consent["现在"], consent["同意给看的"]) == ("还没有用", "道德模范、身边好人荣誉")
        assert "另有1次按法律推迟给您看" in looks.intro

    def test_count_the_letters_without_opening_any(self, lived):
        """What stands in one that is not open, its title too, is read by opening it: that is the person's own act."""
        first, *others = list_for_person(lived.number, lived.name)
        read_letter(first.ref, lawbook=lawbook(), by=lived, at=filled.AT)
        report = the_report(lived)
        told = parts(report, lawbook())[2].entries[-1]
        assert dict(told.facts) == {"一共": f"{len(others) + 1}封", "还没有打开的": f"{len(others)}封"}
        assert told.paragraphs[0] == f"信件编号{first.ref}，2026年11月24日写给您，2026年11月24日打开。"
        assert [line.endswith("还没有打开。") for line in told.paragraphs[1:]] == [True] * len(others)
        in_json = as_json(report, lawbook())["flags_and_cases"]["letters"]
        assert [one["opened_at"] is None for one in in_json] == [False] + [True] * len(others)
        assert set(in_json[0]) == {"letter", "written_at", "opened_at"}

    def test_are_offered_as_files_before_they_are_read(self, lived):
        page = signed_in().get("/me/report/").content.decode()
        top = page[page.index("<h1") : page.index('aria-labelledby="records"')]
        for path in ("pdf", "json", "export"):
            assert f'href="/me/report/{path}/"' in top

    def test_name_nobody_elses_number_and_nothing_of_what_is_put_off(self, lived_more):
        report = the_report(lived_more)
        text = json.dumps(as_json(report, lawbook()), ensure_ascii=False)
        text += "".join(everything_said(report)) + signed_in().get("/me/report/").content.decode()
        assert AGENT.name in text
        for canary in (AGENT.number, "件密", "案件正在调查"):
            assert canary not in text
        assert signed_in().get("/me/report/").content.decode().count("另有1次按法律推迟给您看") == 1
        assert as_json(report, lawbook())["who_looked"]["looks_put_off"] == 1

    def test_are_the_same_on_the_page_and_on_paper(self, lived_more):
        report = the_report(lived_more)
        page = signed_in().get("/me/report/").content.decode()
        for text in everything_said(report):
            assert str(escape(text)) in page
        on_paper = drawn(report_pdf(report, lawbook()))
        assert {letter for text in everything_said(report) for letter in text if not letter.isspace()} <= on_paper

    def test_are_the_same_in_json(self, lived):
        told = json.loads(signed_in().get("/me/report/json/").content)
        report = the_report(lived)
        assert told == json.loads(json.dumps(as_json(report, lawbook())))
        assert told["schema"] == SCHEMA
        assert {one["record"] for one in told["records"]} == {held.record.ref for held in report.records}
        assert {len(one["versions"]) for one in told["records"]} == {1, 2}
        assert [look["outcome"] for look in told["who_looked"]["looks"]] == ["refused", "answered"]
        assert told["flags_and_cases"]["flags"][0]["is_freezing"] is True
        assert told["own_statements"][0]["text"] == "那天车已经租出去了。"

    def test_are_free_at_any_time_and_leave_no_trace(self, lived):
        before = Entry.objects.count()
        client = signed_in()
        for _ in range(3):
            for path in ("/me/report/", "/me/report/pdf/", "/me/report/json/", "/me/report/export/"):
                assert client.get(path).status_code == 200
        assert Entry.objects.count() == before


class TestDocumented:
    def test_every_field_is_named_in_the_document(self, lived_more):
        """`docs/own_report.md` is what somebody writes a program by."""
        _extract(signed_in())
        document = (Path(__file__).parents[2] / "docs" / "own_report.md").read_text(encoding="utf-8")
        named = set(re.findall(r"`(\w+)`", document))
        told = as_json(the_report(lived_more), lawbook())
        assert set(_keys(told)) - named == set()
        # A list that stays empty would hide its fields.
        cases, looked = told["flags_and_cases"], told["who_looked"]
        assert all([told["destroyed"], cases["mandates"], *(looked[key] for key in ("whys", "consents", "extracts"))])

    def test_the_edition_is_that_of_the_lawbook_and_said_to_be_a_day(self, lived):
        told = as_json(the_report(lived), lawbook())
        assert told["law_edition"] == lawbook().edition
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", told["law_edition"])
        document = (Path(__file__).parents[2] / "docs" / "own_report.md").read_text(encoding="utf-8")
        assert "`law_edition`是法库版本的名称，用它发布的那一天命名" in document

    def test_a_day_is_a_day_and_an_instant_an_instant(self, lived_more):
        told = as_json(the_report(lived_more), lawbook())
        for key, value in _values(told):
            if value is None or not isinstance(value, str):
                continue
            if key == "at" or key.endswith(("_at", "as_of", "since", "freezes_from", "effect_from", "valid_until")):
                assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", value), (key, value)
            elif key.endswith("_on") or key in {"last_day", "repair_from"}:
                assert re.fullmatch(r"\d{4}-\d\d-\d\d", value), (key, value)


def _keys(told):
    if isinstance(told, dict):
        yield from told
        told = told.values()
    if not isinstance(told, str | int | None):
        for one in told:
            yield from _keys(one)


def _values(told):
    if isinstance(told, dict):
        for key, value in told.items():
            yield key, value
            yield from _values(value)
    elif isinstance(told, list):
        for one in told:
            yield from _values(one)


@proves("D5")
class TestNoCode:
    def test_is_on_the_report(self, lived):
        """Nothing on it leads anybody to a page that would call it genuine, even where an extract was made."""
        client = signed_in()
        made = _extract(client)
        code = client.get(f"/me/extracts/{made.ref}/").content.decode()
        [code] = re.findall(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", code)
        report = the_report(lived)
        said = [
            *everything_said(report),
            json.dumps(as_json(report, lawbook()), ensure_ascii=False),
            client.get("/me/report/").content.decode(),
        ]
        for text in said:
            assert code not in text
            assert code.replace("-", "") not in text
            assert "/check/" not in text
            assert not re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", text)


def _extract(client) -> Extract:
    page = client.get("/me/extracts/for/road_transport_licence/").content.decode()
    [seen] = re.findall(r'name="seen" value="([0-9a-f]{64})"', page)
    reply = client.post("/me/extracts/for/road_transport_licence/", {"unit": "transport", "seen": seen})
    assert reply.status_code == 303, reply.content.decode()
    return Extract.objects.get(ref=reply["Location"].rstrip("/").rsplit("/", 1)[-1])
