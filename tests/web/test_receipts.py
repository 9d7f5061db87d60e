"""Receipts as their holders take them along, and what anybody may ask the ledger."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from urllib.parse import unquote

import pytest
from django.test import Client

from chengxin.apps.inquiries.models import Answer
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.models import Checkpoint, SealedBatch
from chengxin.apps.ledger.offline import FORMAT, KINDS, Found, check, compare
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.people import selectors as people
from chengxin.apps.records.selectors import held_by
from chengxin.apps.submissions.models import Submission
from chengxin.core.notes import from_base64, read_growth, read_key, read_note
from chengxin.core.objections import Ground, Outcome
from chengxin.core.permissions import Role
from chengxin.core.proofs import root_with
from chengxin.web.law import lawbook
from chengxin.web.oversight.views import KINDS as ALL_KINDS
from tests.apps.test_objections import checked, decided, found
from tests.proves import proves
from tests.web import filled

AT, WHO, OTHER = filled.AT, filled.person(), filled.person("欧阳㐱", 42)
pytestmark = pytest.mark.django_db


class Clock:
    at = AT


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    moved = Clock()
    monkeypatch.setattr("chengxin.clock.now", lambda: moved.at)
    return moved


@pytest.fixture
def submission():
    told = filled.enclosed(date(2026, 9, 18))
    done = filled.submit([filled.penalty(WHO, proof=told)], at=AT - timedelta(days=30))
    filled.nothing_new()
    return done


def at_work(*seat) -> Client:
    client = Client()
    client.force_login(filled.official(*seat))
    return client


def as_person(who) -> Client:
    client = Client()
    filled.sign_in(client, who)
    return client


def sealed() -> None:
    seal(at=AT, force_checkpoint=True)


def taken(client: Client, address: str) -> bytes:
    reply = client.get(address)
    assert reply.status_code == 200, address
    assert reply["Content-Disposition"].startswith("attachment")
    return reply.content


def of_nobody(content: bytes) -> bool:
    """Whether nothing in a file is somebody's: no name, no number, no keyed index, no number of a decision."""
    text = content.decode()
    mine = people.indexes(WHO)
    secrets = [WHO.name, WHO.number, bytes(mine.number).hex(), bytes(mine.name).hex(), "黑交罚", "road_transport"]
    return not [secret for secret in secrets if secret in text] and not re.search(r"\b[1-9]\d{16}[0-9Xx]\b", text)


class TestOfASubmission:
    def test_holds_its_fingerprint_and_its_counts(self, submission):
        client = at_work(Role.DATA_OFFICER)
        sealed()
        content = taken(client, f"/department/submissions/{submission.ref}/receipt.json")
        verdict = check(content)
        assert verdict.is_right
        told = {entry["kind"]: entry["told"] for entry in verdict.entries}
        assert told["submission_received"]["sha256"] == Submission.objects.get(pk=submission.pk).sha256
        assert told["submission_closed"]["accepted"] == 1
        assert of_nobody(content.replace(b"heihe/transport/penalties", b""))

    def test_says_before_sealing_when_it_will_be(self, submission):
        client = at_work(Role.DATA_OFFICER)
        content = taken(client, f"/department/submissions/{submission.ref}/receipt.json")
        verdict = check(content)
        assert (verdict.found, verdict.sealed_by) == ((Found.NOT_SEALED,), int(AT.timestamp()) + 60)

    def test_another_unit_has_none(self, submission):
        client = at_work(Role.DATA_OFFICER, "samr")
        assert client.get(f"/department/submissions/{submission.ref}/receipt.json").status_code == 404

    def test_its_page_leads_to_it(self, submission):
        client = at_work(Role.DATA_OFFICER)
        page = client.get(f"/department/submissions/{submission.ref}/").content.decode()
        assert f"/department/submissions/{submission.ref}/receipt.json" in page


class TestOfAnAnswer:
    @proves("R24")
    def test_holds_a_leaf_and_no_word(self, submission):
        given = filled.ask(filled.matter(WHO), WHO).answer
        client = at_work(Role.CLERK)
        sealed()
        content = taken(client, f"/window/answers/{given.ref}/receipt.json")
        (entry,) = check(content).entries
        assert entry["kind"] == "answer_given"
        assert not {"told", "salt"} & set(entry)
        assert of_nobody(content)
        assert given.ref.encode() not in content

    def test_another_unit_has_none(self, submission):
        given = filled.ask(filled.matter(WHO), WHO).answer
        client = at_work(Role.CLERK, "samr")
        assert client.get(f"/window/answers/{given.ref}/receipt.json").status_code == 404
        assert Answer.objects.count() == 1


class TestOfAPerson:
    def test_each_look_is_in_the_ledger_and_nothing_is_said_of_it(self, submission):
        filled.ask(filled.matter(WHO), WHO)
        sealed()
        client = as_person(WHO)
        content = taken(client, "/me/looks/receipt.json")
        (entry,) = check(content).entries
        assert entry["kind"] == "person_looked_at"
        assert not {"told", "salt"} & set(entry)
        assert of_nobody(content)
        assert "/me/looks/receipt.json" in client.get("/me/looks/").content.decode()

    def test_somebody_at_whom_nobody_looked_has_none(self, submission):
        assert as_person(OTHER).get("/me/looks/receipt.json").status_code == 404

    def test_a_decision_goes_in_with_its_words(self, submission):
        mine = people.indexes(WHO)
        (held,) = held_by(mine, lawbook=lawbook(), at=AT)
        case = lodge(held.record.ref, ground=Ground.PERFORMED, words="早就缴了", lawbook=lawbook(), by=mine, at=AT)
        checked(case.ref, at=AT)
        found(case.ref, at=AT)
        decided(case.ref, outcome=Outcome.REMOVED, words="缴款书属实，这条记录移出", at=AT)
        sealed()
        client = as_person(WHO)
        content = taken(client, f"/me/cases/{case.ref}/receipt.json")
        verdict = check(content)
        assert verdict.is_right
        words = [entry["told"]["content"]["words"] for entry in verdict.entries if "told" in entry]
        assert words == ["缴款书属实，这条记录移出"]
        assert "早就缴了".encode() not in content
        assert of_nobody(content)
        assert as_person(OTHER).get(f"/me/cases/{case.ref}/receipt.json").status_code == 404


class TestOpenLedger:
    @pytest.fixture
    def grown(self, submission):
        sealed()
        filled.ask(filled.matter(WHO), WHO)
        seal(at=AT + timedelta(minutes=1), force_checkpoint=True)
        return list(Checkpoint.objects.order_by("size").values_list("size", flat=True))

    @proves("I1")
    def test_gives_everybody_its_head_its_key_and_how_it_grew(self, grown):
        key = read_key(taken(Client(), "/ledger/key").decode().strip())
        note = read_note(taken(Client(), "/ledger/checkpoint").decode())
        assert note.head.size == grown[-1]
        head = taken(Client(), "/ledger/checkpoint")
        assert check(head, key=key).is_right
        shown = taken(Client(), f"/ledger/growth/{grown[0]}/{grown[1]}")
        assert read_growth(shown.decode()).old == grown[0]
        assert check(shown, key=key).is_right
        assert compare(shown, shown, key=key).is_right

    def test_proves_a_leaf_to_whoever_knows_its_hash(self, grown):
        first = SealedBatch.objects.order_by("first_leaf").first()
        leaf = bytes(first.leaves)[:32]
        told = json.loads(taken(Client(), f"/ledger/inclusion/0/{leaf.hex()}"))
        head = read_note(told["note"]).head
        path = [from_base64(node) for node in told["path"]]
        assert root_with(leaf, 0, head.size, path) == head.root
        assert Client().get(f"/ledger/inclusion/1/{leaf.hex()}").status_code == 404
        assert Client().get(f"/ledger/inclusion/0/{leaf.hex().upper()}").status_code == 404

    @pytest.mark.parametrize(
        "address",
        [
            "/ledger/growth/5/3",
            "/ledger/growth/1/999999999999999999999999",
            "/ledger/inclusion/99999999999999999999/ab",
        ],
    )
    def test_knows_nothing_of_other_sizes(self, grown, address):
        assert Client().get(address).status_code == 404

    @proves("R24")
    def test_says_nothing_of_anybody(self, grown):
        addresses = ["/ledger/", "/ledger/checkpoint", "/ledger/key", f"/ledger/growth/1/{grown[-1]}", "/verify/"]
        assert [one for one in addresses if not of_nobody(Client().get(one).content)] == []

    def test_before_the_first_head_says_so(self, db):
        assert "还没有签过名" in Client().get("/ledger/").content.decode()
        assert Client().get("/ledger/checkpoint").status_code == 404


class TestPage:
    def test_runs_its_own_program_alone(self, db):
        reply = Client().get("/verify/")
        policy = reply["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'sha256-")
        assert "connect-src" not in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        page = reply.content.decode()
        assert not re.findall(r"""(?:src|href)=["'](?!#|data:)""", page)
        assert FORMAT in page

    def test_runs_it_from_the_browsers_memory_too(self, db):
        first = Client().get("/verify/")
        again = Client(headers={"if-none-match": first["ETag"]}).get("/verify/")
        assert (again.status_code, again["Content-Security-Policy"]) == (304, first["Content-Security-Policy"])

    def test_speaks_as_the_auditor_does(self, db):
        assert {kind: ALL_KINDS[kind] for kind in KINDS} == KINDS

    def test_names_of_files_are_chinese(self, submission):
        client = at_work(Role.DATA_OFFICER)
        reply = client.get(f"/department/submissions/{submission.ref}/receipt.json")
        assert f"凭证-{submission.ref}.json" in unquote(reply["Content-Disposition"])
