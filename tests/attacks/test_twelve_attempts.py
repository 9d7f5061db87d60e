"""Twelve attempts on the filled demo by somebody who has read the source: each in the ways that it suggests, and all fail.

Whoever attacks here forges what a browser or a program sends, calls acts with what is not theirs, and writes to the database
as the product does. What an owner of the database can do with its keys is `test_history.py`.
"""

from __future__ import annotations

import io
import json
import zipfile
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import Client
from PIL import Image

from chengxin import clock
from chengxin.apps.consents.models import ConsentGiven
from chengxin.apps.destruction.actions.review import review as review_list
from chengxin.apps.destruction.models import DueList, Review
from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.actions.answer import answer
from chengxin.apps.inquiries.models import AccessEntry, Answer
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.models import Entry
from chengxin.apps.ledger.offline import check
from chengxin.apps.looks.actions.review import review as review_look
from chengxin.apps.looks.models import DrawnLook
from chengxin.apps.matters.models import Matter
from chengxin.apps.notices import selectors as notices
from chengxin.apps.objections.actions.ask_review import ask_review
from chengxin.apps.objections.actions.decide import decide
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.objections.actions.withdraw import withdraw
from chengxin.apps.objections.models import CaseStep, Objection
from chengxin.apps.officials.actions.register_program import register_program
from chengxin.apps.officials.actions.remove import remove
from chengxin.apps.officials.actions.revoke_program import revoke_program
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.apps.records.models import Record, Tombstone
from chengxin.apps.records.selectors import held_by
from chengxin.apps.submissions.models import HeldRow
from chengxin.core.calendar import day_of
from chengxin.core.facts import Identity
from chengxin.core.objections import Ground, Outcome
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.samples import Review as Said
from chengxin.demo import cast
from chengxin.demo.numbers import citizen_number
from chengxin.web.law import feeds, lawbook
from tests.filled_demo import demo, read, resident, staff, undone
from tests.proves import proves

__all__ = ["demo"]
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("demo"), proves("S1")]
MINE, YOURS = cast.UNKNOWN, cast.IN_EFFECT
NOBODY = Identity(YOURS.document_type, citizen_number("231102", cast.date(1898, 8, 8), 971), "端木无名")
PURPOSE = "road_transport_licence"


@pytest.fixture(autouse=True)
def _stopped_clock() -> None:
    """These tests live by the demo's own clock."""


@pytest.fixture(autouse=True)
def _undone(demo: Path) -> Any:
    with undone():
        yield


def records_of(who: Identity) -> list[str]:
    return [one.record.ref for one in held_by(people.indexes(who), lawbook=lawbook(), at=clock.now())]


def official(username: str) -> Official:
    return Official.objects.get(username=username)


def matter_of(who: Identity, *, is_closed: bool = False) -> Matter:
    mine = people.indexes(who)
    found = Matter.objects.filter(number_index=mine.number, unit="transport", closing__isnull=not is_closed)
    return found.order_by("-pk")[0]


def newest() -> int:
    return Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]


def happened(since: int) -> list[str]:
    return list(Entry.objects.filter(pk__gt=since).values_list("kind", flat=True))


def put(of: Matter | None, who: Identity | None, *, by: Official, purpose: str = PURPOSE, at: Any = None) -> Any:
    at = at or clock.now()
    return answer(
        matter=of.ref if of else "NONE", purpose=purpose, identity=who, lawbook=lawbook(), feeds=feeds(), by=by, at=at
    )


class Program:
    """A registered program, as it calls."""

    def __init__(self, *, days: int = 30) -> None:
        by, at = official("moxiaolan"), clock.now()
        made = register_program(
            name="运政系统",
            official=by,
            purposes=[lawbook().purposes[PURPOSE]],
            feeds=[],
            last_day=day_of(at) + timedelta(days=days),
            by="tests",
            at=at,
        )
        self.ref, self.token = made.program.ref, made.token
        self.client = Client(raise_request_exception=False, headers={"authorization": f"Bearer {self.token}"})

    def post(self, path: str, body: dict[str, Any], **more: Any) -> Any:
        return self.client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", **more)

    def ask(self, matter: str, who: Identity) -> Any:
        return self.post(f"/matters/{matter}/inquiries", {"purpose": PURPOSE, "person": person(who)})


def person(who: Identity) -> dict[str, str]:
    return {"name": who.name, "id_type": "citizen_id", "id_number": who.number}


class TestOneReadAnothersFile:
    def test_by_reference_by_header_or_by_a_forged_session(self) -> None:
        (record, *_) = records_of(YOURS)
        letter = notices.list_for_person(*_of(YOURS))[0].ref
        me = resident(MINE)
        for address in (f"/me/records/{record}/", f"/me/letters/{letter}/", f"/me/records/{record}/calendar/"):
            assert me.get(address).status_code == 404
            assert me.head(address).status_code == 404
        told = {"HTTP_X_RESIDENT": YOURS.number, "HTTP_X_FORWARDED_USER": YOURS.name}
        for address in ("/me/records/", f"/me/records/?as={YOURS.number}&ref={record}", "/api/v1/me/records"):
            page = read(me.get(address, **told))
            assert record not in page
            assert YOURS.name not in page
        forged = Client(raise_request_exception=False)
        for key in ("a" * 32, people.seal_identity(YOURS).hex(), json.dumps({"resident": YOURS.number})):
            forged.cookies[settings.SESSION_COOKIE_NAME] = key
            assert forged.get("/me/records/").status_code == 302

    def test_with_the_right_number_under_another_name_or_the_right_name_under_another_number(self) -> None:
        for who in (replace(YOURS, name="令狐彦"), replace(NOBODY, name=YOURS.name)):
            assert records_of(who) == []
            assert not notices.list_for_person(*_of(who))
            assert YOURS.number not in read(resident(who).get("/me/report/json/"))

    def test_by_an_auditor_a_supervisor_or_a_program(self) -> None:
        for client in (staff("xingzhiyuan"), staff("daimingyuan"), Program().client):
            for address in ("/me/records/", "/api/v1/me/records", "/me/report/export/"):
                assert client.get(address).status_code in (401, 403, 302)


def _of(who: Identity) -> tuple[bytes, bytes]:
    mine = people.indexes(who)
    return mine.number, mine.name


class TestTwoListPersons:
    @pytest.mark.parametrize("name", ["%", "*", "令狐%", "", "_" * 3, "' OR 1=1 --", "令狐砚\x00"])
    @pytest.mark.parametrize("number", ["%", "231102%", "23110218850209058", "' OR '1'='1", "2311021885020905__"])
    def test_by_wildcards_parts_and_injection(self, name: str, number: str) -> None:
        fields = {"name": name, "number": number, "request_no": "黑政服〔2026〕9", "is_checked": "on", "errand": "read"}
        window = staff("moxiaolan")
        since = newest()
        for address in ("/window/", "/window/person/", "/window/letters/"):
            reply = window.post(address, {**fields, "is_present": "on"})
            assert reply.status_code == 422
            assert YOURS.number not in read(reply)
        assert Program().post("/matters", {"service": "x", "request_no": "9", "person": {}}).status_code == 422
        assert "person_looked_at" not in happened(since)

    def test_by_asking_collections(self) -> None:
        program = Program()
        for path in ("matters", "submissions", "people", "persons", "records", "me/records", "matters/"):
            assert program.client.get(f"/api/v1/{path}").status_code in (401, 404, 405)
        for page in (
            "/window/today/",
            "/desk/cases/",
            "/desk/",
            "/oversight/signs/",
            "/window/recalls/",
            "/desk/repairs/",
        ):
            for who in ("moxiaolan", "weilizhi", "juyanqiu", "xingzhiyuan"):
                text = read(staff(who).get(page, {"page": "1", "q": "令狐", "limit": "10000", "number_index": "00"}))
                assert [one.name for one, _ in cast.RESIDENTS if one.number in text] == []


class TestThreeAskWithoutAMatter:
    def test_at_the_window_over_the_interface_or_by_the_act(self) -> None:
        by, program = official("moxiaolan"), Program()
        given = Answer.objects.count()
        foreign = Matter.objects.exclude(unit="transport").order_by("-pk")[0].ref
        for ref in ("NONE", "2222222222", matter_of(YOURS, is_closed=True).ref, foreign, "%"):
            page = staff("moxiaolan").post(f"/window/matters/{ref}/ask/{PURPOSE}/", {"number": YOURS.number})
            assert page.status_code in (404, 422)
            reply = program.ask(ref, YOURS)
            assert reply.status_code in (403, 404, 409, 422)
            assert "records" not in reply.json()
        assert put(None, YOURS, by=by).answer is None
        assert put(matter_of(YOURS, is_closed=True), YOURS, by=by).answer is None
        assert put(matter_of(YOURS), cast.LICENSED, by=by).answer is None
        assert put(matter_of(YOURS), YOURS, by=official("qiuwanqing")).answer is None
        assert put(matter_of(YOURS), YOURS, by=official("juyanqiu")).answer is None
        assert Answer.objects.count() == given
        tried = inquiries.list_for_person(people.indexes(YOURS), at=clock.now()).filter(outcome="refused")
        assert tried.count() >= 4, "the person sees each try that named them"


class TestFourAskPastAnEnd:
    def test_of_the_agreement(self) -> None:
        purpose = lawbook().purpose(PURPOSE)
        law = lawbook()
        over = tuple(
            replace(one, in_force_until=day_of(clock.now())) if one.unit == "transport" else one
            for one in purpose.agreements
        )
        from chengxin.core.editions import Editions

        rows = (replace(one, agreements=over) if one.slug == PURPOSE else one for one in law.purposes.rows)
        ended = replace(law, purposes=Editions(rows))
        by, at = official("moxiaolan"), clock.now()
        given = answer(
            matter=matter_of(YOURS).ref, purpose=PURPOSE, identity=YOURS, lawbook=ended, feeds=feeds(), by=by, at=at
        )
        assert given.answer is None
        assert Reason.AGREEMENT_NOT_IN_FORCE in given.reasons

    def test_of_a_program_or_its_official(self) -> None:
        matter = matter_of(YOURS)
        program = Program()
        assert program.ask(matter.ref, YOURS).status_code == 200
        remove(username="moxiaolan", by="tests", at=clock.now())
        assert program.ask(matter.ref, YOURS).status_code == 401
        with pytest.raises(Refusal):
            Program(days=-1)

    def test_of_a_consent_that_was_used_or_withdrawn(self) -> None:
        """Of two consents one was used: another question in the same words finds nothing."""
        used = ConsentGiven.objects.order_by("pk")[0]
        assert Answer.objects.filter(purpose=used.purpose, matter__unit=used.unit).count() == 1
        by = official("shiqingcheng")
        matter = Matter.objects.filter(unit=used.unit).order_by("-pk")[0]
        again = put(matter, cast.LICENSED, by=by, purpose=used.purpose)
        assert again.answer is None or again.entry.outcome == "read_again"


class TestFiveForgeAReceipt:
    def test_by_changing_any_part_of_a_real_one(self) -> None:
        seal(at=clock.now(), force_checkpoint=True)
        reply = resident(YOURS).get("/me/looks/receipt.json")
        content = read(reply).encode()
        assert check(content).is_right
        plain = json.loads(content)

        def leaves(at: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
            if isinstance(at, dict):
                return [one for key, value in at.items() for one in leaves(value, (*path, key))]
            if isinstance(at, list):
                return [one for place, value in enumerate(at[:2]) for one in leaves(value, (*path, place))]
            return [path]

        tried = 0
        for path in leaves(plain):
            forged = json.loads(content)
            place = forged
            for step in path[:-1]:
                place = place[step]
            was = place[path[-1]]
            place[path[-1]] = was + 1 if isinstance(was, int) else was[:-3] + ("AAA" if was[-3:] != "AAA" else "BBB")
            for text in (
                json.dumps(forged),
                json.dumps(forged, ensure_ascii=False, separators=(",", ":"), sort_keys=True),
            ):
                assert not check(text.encode()).is_right, path
                tried += 1
        assert tried > 20
        assert not check(content + b" ").is_right
        assert not check(content.replace(b"person_looked_at", b"answer_given")).is_right


class TestSixEditARow:
    def test_with_the_products_own_connection(self) -> None:
        """Every table of what happened: updated, deleted, replaced, emptied."""
        from django.apps import apps

        tried = 0
        for model in apps.get_models():
            table, row = model._meta.db_table, model._default_manager.order_by("pk").first()
            kind = getattr(model, "table_class", "")
            if kind not in ("log", "payload") or row is None:
                continue
            column = next(one.column for one in model._meta.fields if not one.primary_key)
            attempts = [f"DELETE FROM {table}", f"UPDATE OR IGNORE {table} SET {column} = 'x'"]
            attempts.append(f"UPDATE {table} SET {column} = NULL")
            attempts.append(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
            for statement in attempts:
                with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(statement)
                tried += 1
        assert tried > 80


class TestSevenReplayAToken:
    def test_of_a_program_a_form_or_a_session(self) -> None:
        matter, program = matter_of(YOURS), Program()
        revoke_program(ref=program.ref, by="tests", at=clock.now())
        assert program.ask(matter.ref, YOURS).status_code == 401
        stranger = Client(raise_request_exception=False)
        for header in (
            program.token,
            f"bearer {program.token}",
            f"Basic {program.token}",
            f"Bearer {program.token[:-1]}",
        ):
            assert stranger.get("/api/v1/submissions/2222222222", headers={"authorization": header}).status_code == 401
        me = resident(YOURS)
        kept = me.cookies[settings.SESSION_COOKIE_NAME].value
        assert me.get("/me/records/").status_code == 200
        me.post("/sign-out/")
        thief = Client(raise_request_exception=False)
        thief.cookies[settings.SESSION_COOKIE_NAME] = kept
        assert thief.get("/me/records/").status_code == 302

    def test_of_a_form_of_another_session(self) -> None:
        mine, other = Client(enforce_csrf_checks=True), resident(YOURS)
        page = read(other.get("/me/contact/"))
        token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        mine.get("/")
        since = newest()
        assert mine.post("/demo/be/", {"username": "moxiaolan", "csrfmiddlewaretoken": token}).status_code == 403
        forged = Client(enforce_csrf_checks=True)
        forged.cookies[settings.SESSION_COOKIE_NAME] = other.cookies[settings.SESSION_COOKIE_NAME].value
        assert forged.post("/me/contact/", {"address": "a@b.cn", "channel": "mail"}).status_code == 403
        assert happened(since) == []


class TestEightLodgeInAnothersName:
    def test_on_the_pages_by_the_act_or_at_the_window(self) -> None:
        (record, *_), me = records_of(YOURS), people.indexes(MINE)
        case = Objection.objects.filter(number_index=people.indexes(cast.AT_SOURCE).number)[0].ref
        before, since = Objection.objects.count(), newest()
        body = {
            "ground": "wrong_fact",
            "words": "不是这样",
            "record": record,
            "number": YOURS.number,
            "name": YOURS.name,
        }
        page = resident(MINE)
        assert page.post(f"/me/records/{record}/object/", body).status_code == 404
        assert page.post(f"/me/cases/{case}/withdraw/", {}).status_code in (404, 422)
        assert page.post(f"/me/cases/{case}/add/", {"words": "收回"}).status_code == 404
        with pytest.raises(Refusal):
            lodge(record, ground=Ground.WRONG_FACT, words="不是", lawbook=lawbook(), by=me, at=clock.now())
        with pytest.raises(Refusal):
            withdraw(case, lawbook=lawbook(), by=me, at=clock.now())
        with pytest.raises(Refusal):
            ask_review(case, words="再看", lawbook=lawbook(), by=me, at=clock.now())
        assert happened(since) == []
        window = staff("jiqingyuan")
        form = {"name": MINE.name, "number": MINE.number, "errand": "object", "is_checked": "on", "is_present": "on"}
        assert window.post("/window/person/", form).status_code == 303
        assert window.post("/window/person/errand/", body).status_code == 422
        assert Objection.objects.count() == before


class TestNineApproveOnesOwnAct:
    def test_an_objection_by_whoever_decided_it(self) -> None:
        mine = people.indexes(cast.IN_REVIEW).number
        by = CaseStep.objects.filter(objection__number_index=mine, step="decided")[0].by
        case = Objection.objects.filter(number_index=mine)[0]
        decision = {"outcome": Outcome.REMOVED, "words": "去掉", "is_review": True}
        with pytest.raises(Refusal) as refused:
            decide(case.ref, **decision, lawbook=lawbook(), by=by, at=clock.now())
        assert refused.value.reason is Reason.OBJECTION_TOOK_PART

    def test_a_destruction_by_the_same_official_twice(self) -> None:
        by, gone = official("juyanqiu"), Tombstone.objects.count()
        for one in DueList.objects.all():
            for _ in range(2):
                with suppress(Refusal), transaction.atomic():
                    review_list(one.ref, lawbook=lawbook(), by=by, at=clock.now())
        assert Tombstone.objects.count() == gone
        assert Review.objects.filter(by=by).count() >= 1

    def test_a_look_of_ones_own_unit(self) -> None:
        drawn = DrawnLook.objects.filter(review=None).order_by("pk")[0]
        seat = official("xingzhiyuan")
        seat.unit = drawn.entry.unit
        with pytest.raises(Refusal) as refused:
            review_look(drawn.ref, result=Said.FITS, words="", by=seat, at=clock.now())
        assert refused.value.reason is Reason.SAMPLE_NOT_YOURS


def bomb(inner: int) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * inner)
    return made.getvalue()


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%s;" % (str(n - 1).encode() if n else b"") * 9) for n in range(1, 9))
    + b"]><a>&a8;</a>"
)


class TestTenUploadABomb:
    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("一千倍.xlsx", bomb(10_000_000)),
            ("大笑.xlsx", LAUGHS),
            ("零.csv", b"\x00" * 200_000),
            ("一行.csv", b"a," * 400_000),
            ("引号.csv", b'"' * 300_001),
        ],
    )
    def test_as_a_department(self, name: str, data: bytes) -> None:
        from chengxin.apps.submissions import selectors as submissions
        from chengxin.jobs.queue import work_through

        before = HeldRow.objects.count(), Record.objects.count()
        by = staff("gedehong")
        by.post("/department/", {"feed": "heihe/transport/penalties", "file": SimpleUploadedFile(name, data)})
        for one in submissions.unfinished():
            work_through(one, lawbook=lawbook(), feeds=feeds(), at=clock.now())
            receipt = submissions.receipt_of(one)
            assert receipt is not None
            assert receipt.accepted == 0
        assert (HeldRow.objects.count(), Record.objects.count()) == before

    def test_as_a_person(self) -> None:
        """A picture of very many pixels in few bytes, as proof."""
        made = io.BytesIO()
        Image.new("1", (30_000, 30_000)).save(made, "PNG")
        assert made.tell() < 2_000_000
        case = Objection.objects.filter(number_index=people.indexes(cast.AT_SOURCE).number)[0].ref
        body = {"words": "补充", "papers": SimpleUploadedFile("证.png", made.getvalue(), "image/png")}
        since = newest()
        assert resident(cast.AT_SOURCE).post(f"/me/cases/{case}/add/", body).status_code == 422
        assert happened(since) == []


class TestElevenFindANameInALog:
    def test_by_provoking_faults_with_it(
        self, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import logging

        from chengxin.apps.records import selectors as held

        def broken(*_: Any, **__: Any) -> Any:
            raise ValueError(f"{YOURS.name} {YOURS.number}")

        monkeypatch.setattr(held, "held_by", broken)
        with caplog.at_level(logging.DEBUG):
            me = resident(YOURS)
            replies = [me.get("/me/records/"), me.get(f"/me/records/{YOURS.number}/"), me.get(f"/{YOURS.name}/")]
            replies += [me.post("/check/", {"code": YOURS.number}), me.get(f"/law/diff/{YOURS.number}/")]
            Program().ask(YOURS.number, YOURS)
        assert replies[0].status_code == 500
        assert caplog.records
        said = caplog.text
        assert "fault" in said
        assert [one for one in (YOURS.name, YOURS.number, YOURS.number[6:14]) if one in said] == []
        assert YOURS.number not in read(replies[0])


class TestTwelveTellFoundFromNotFound:
    def test_of_a_person_of_whom_nothing_may_be_told(self) -> None:
        """Frozen, not told yet, unknown: the clerk's answer is the same page but for its own numbers."""
        from chengxin.apps.matters.actions.open_matter import open_matter

        pages, by = [], staff("moxiaolan")
        for place, who in enumerate((NOBODY, cast.AWAITING, cast.AT_SOURCE, cast.PERSON_ONLY)):
            matter = open_matter(
                identity=who,
                service=lawbook().purpose(PURPOSE).services[0],
                request_no=f"黑政服〔2026〕7777{place}",
                reason="补交材料",
                lawbook=lawbook(),
                by=official("moxiaolan"),
                at=clock.now(),
            )
            page = read(by.post(f"/window/matters/{matter.ref}/ask/{PURPOSE}/", follow=True))
            given = Answer.objects.get(matter=matter)
            for own in (given.ref, matter.ref, f"黑政服〔2026〕7777{place}", who.name, who.number, who.number[-4:]):
                page = page.replace(own, "")
            pages.append(_without_marks(page))
        assert len(pages[0]) > 500
        for page in pages[1:]:
            assert page.splitlines() == pages[0].splitlines()

    def test_of_a_name_that_signs_in_a_code_or_a_case(self) -> None:
        def said(reply: Any, *own: str) -> str:
            page = read(reply)
            for one in own:
                page = page.replace(one, "")
            return _without_marks(page)

        someone, none = "moxiaolan", "moxiaolam"
        replies = [
            said(Client().post("/staff/sign-in/", {"username": one, "password": "x" * 14}), one)
            for one in (someone, none)
        ]
        assert replies[0] == replies[1]
        case = Objection.objects.order_by("-pk")[0].ref
        me = resident(MINE)
        for there, not_there in (
            (f"/me/cases/{case}/", "/me/cases/2222222222/"),
            (f"/me/records/{records_of(YOURS)[0]}/", "/me/records/2222222222/"),
        ):
            assert said(me.get(there)) == said(me.get(not_there))
        assert AccessEntry.objects.filter(case=case, by=None).count() == 0


def _without_marks(page: str) -> str:
    import re

    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
    return re.sub(r"\d+秒|\d{1,2}:\d{2}(:\d{2})?|\d{1,2}时\d{1,2}分", "", page)
