from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from cryptography.exceptions import InvalidSignature
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.test import Client
from django.urls import reverse

from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.actions.answer import TouchedAnswer, replay
from chengxin.apps.inquiries.models import AccessEntry, Answer, Fragment
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.verify import verify
from chengxin.apps.people import selectors as people
from chengxin.apps.people.models import Person
from chengxin.apps.records import selectors as records
from chengxin.apps.records.models import Version
from chengxin.apps.records.selectors import held_by
from chengxin.core.canonical import canonical
from chengxin.core.facts import RowState
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason
from chengxin.web.law import lawbook
from tests.apps import restrained
from tests.proves import proves
from tests.web import filled

pytestmark = pytest.mark.django_db
WHO = filled.person("王䶮", 7)
DECISION = "黑交罚〔2026〕0417号"


@contextmanager
def log_broken(name="inquiries_accessentry"):
    """The database refuses every row of a table, as a full or broken disk would: no mock stands between."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # What was written before is checked first: a table with checks to come takes no trigger.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(
                "CREATE FUNCTION break_the_log() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE EXCEPTION 'the log cannot be written'; END $$"
            )
            cursor.execute(
                f"CREATE TRIGGER broken BEFORE INSERT ON {name} FOR EACH ROW EXECUTE FUNCTION break_the_log()"
            )
        else:
            cursor.execute(
                f"CREATE TRIGGER broken BEFORE INSERT ON {name}"
                " BEGIN SELECT RAISE(ABORT, 'the log cannot be written'); END"
            )
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER broken ON {name}" if connection.vendor == "postgresql" else "DROP TRIGGER broken")
        if connection.vendor == "postgresql":
            cursor.execute("DROP FUNCTION break_the_log")


def as_intruder(statement, *params):
    """Write past the triggers, as someone with the whole database could."""
    table = statement.split()[2 if statement.startswith("DELETE") else 1]
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            for what in ("update", "delete"):
                cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{what}")
        cursor.execute(statement, params)


@pytest.fixture
def in_effect():
    """One penalty whose notice was served with it long ago, one licence; all sources fresh."""
    filled.submit([filled.penalty(WHO, DECISION, proof=filled.enclosed(date(2026, 9, 18)))])
    filled.submit([filled.licence(WHO)], feed=filled.LICENCES)
    filled.nothing_new()


def shown(given):
    return [one["decision_no"] for one in replay(given.answer).fragments]


class TestAnswer:
    def test_shows_what_is_in_effect_and_bound(self, in_effect):
        given = filled.ask(filled.matter(WHO), WHO)
        assert set(shown(given)) == {DECISION, "黑交许〔2024〕0033号"}
        assert given.reasons == (Reason.FOUND_USABLE,)

    @proves("C4")
    def test_does_not_look_into_what_the_purpose_does_not_bind(self, in_effect, monkeypatch):
        """The time that it takes does not tell how much there is."""
        restrained.record(WHO)
        looked, really = [], records.standing

        def noted(item, *rest, **more):
            looked.append(item.slug)
            return really(item, *rest, **more)

        monkeypatch.setattr(records, "standing", noted)
        filled.ask(filled.matter(WHO), WHO)
        assert sorted(looked) == ["road_transport_qualification", "road_transport_violation"]

    def test_is_signed_and_one_changed_byte_is_found(self, in_effect):
        given = filled.ask(filled.matter(WHO), WHO).answer
        envelope = canonical(read_content(given))
        keys().public_key().verify(bytes(given.signature), envelope)
        with pytest.raises(InvalidSignature):
            keys().public_key().verify(bytes(given.signature), envelope.replace(b"answered", b"Answered"))

    def test_holds_nothing_personal_in_its_envelope(self, in_effect):
        envelope = json.dumps(read_content(filled.ask(filled.matter(WHO), WHO).answer), ensure_ascii=False)
        assert not any(text in envelope for text in (WHO.name, WHO.number, DECISION))

    @proves("G4")
    def test_asked_again_is_the_same_answer_and_another_look(self, in_effect):
        matter = filled.matter(WHO)
        first = filled.ask(matter, WHO)
        second = filled.ask(matter, WHO, at=filled.AT + timedelta(hours=1))
        assert first.answer == second.answer
        assert [
            e.outcome for e in inquiries.list_for_person(people.indexes(WHO), at=filled.AT + timedelta(days=1))
        ] == [
            "read_again",
            "answered",
        ]

    def test_creates_no_person(self):
        filled.nothing_new()
        given = filled.ask(filled.matter(WHO), WHO)
        assert given.reasons == (Reason.NOTHING_USABLE,)
        assert not Person.objects.exists()

    def test_under_a_wrong_name_reads_exactly_like_nothing(self, in_effect):
        other = filled.person("王龚", 7)
        stranger = filled.person("王龚", 8)
        wrong_name = read_content(filled.ask(filled.matter(other), other).answer)
        unknown = read_content(filled.ask(filled.matter(stranger), stranger).answer)
        alike = ("outcome", "reasons", "fragments", "sources", "purpose")
        assert [wrong_name[key] for key in alike] == [unknown[key] for key in alike]

    def test_keeps_its_envelope_and_loses_its_fragments_when_the_record_is_destroyed(self, in_effect):
        given = filled.ask(filled.matter(WHO), WHO).answer
        Version.objects.update(content=None, salt=None, data_key=None)
        replayed = replay(Answer.objects.get(pk=given.pk))
        assert replayed.fragments == (None, None)
        assert len(replayed.envelope["fragments"]) == 2

    @proves("D3")
    @pytest.mark.parametrize(
        "statement",
        ["UPDATE inquiries_answer SET signature = %s", "UPDATE inquiries_fragment SET content = %s WHERE place = 1"],
    )
    def test_shows_nothing_of_itself_once_a_byte_was_touched(self, in_effect, statement):
        given = filled.ask(filled.matter(WHO), WHO).answer
        as_intruder(statement, b"x" * 64)
        with pytest.raises(TouchedAnswer):
            replay(Answer.objects.get(pk=given.pk))
        assert "inquiries_answer" in {finding.table for finding in verify().findings}

    @proves("D3")
    def test_shows_nothing_of_itself_once_a_part_is_gone(self, in_effect):
        given = filled.ask(filled.matter(WHO), WHO).answer
        as_intruder("DELETE FROM inquiries_fragment WHERE place = 1")
        with pytest.raises(TouchedAnswer):
            replay(Answer.objects.get(pk=given.pk))


class TestLook:
    @proves("R10")
    def test_that_cannot_be_written_shows_nothing(self, in_effect):
        matter = filled.matter(WHO)
        with log_broken(), pytest.raises(DatabaseError), transaction.atomic():
            filled.ask(matter, WHO)
        assert not Answer.objects.exists()
        assert not Fragment.objects.exists()

    @proves("R10")
    def test_that_cannot_be_written_leaves_no_byte_on_the_page(self, in_effect, monkeypatch):
        monkeypatch.setattr("chengxin.clock.now", lambda: filled.AT)
        matter = filled.matter(WHO)
        client = Client(raise_request_exception=False)
        client.force_login(filled.official(Role.CLERK))
        url = reverse("window:matter", args=[matter.ref])
        with log_broken(), transaction.atomic():
            savepoint = transaction.savepoint()
            response = client.post(url, {"purpose": "road_transport_licence", "act": "ask"}, follow=True)
            transaction.savepoint_rollback(savepoint)
        assert response.status_code >= 400
        assert DECISION not in response.content.decode()
        assert not Answer.objects.exists()

    @proves("R10")
    def test_at_a_held_row_that_cannot_be_written_shows_no_name(self):
        from chengxin.apps.inquiries.actions.look_at_held_row import look_at_held_row

        filled.submit([filled.penalty(WHO)])
        held = filled.submit([filled.penalty(filled.person("赵㐱", 7), "黑交罚〔2026〕0418号")]).held_rows.get()
        officer = filled.official(Role.CASE_OFFICER, "credit_centre")
        with log_broken(), pytest.raises(DatabaseError), transaction.atomic():
            look_at_held_row(held, lawbook=lawbook(), by=officer, at=filled.AT)
        assert look_at_held_row(held, lawbook=lawbook(), by=officer, at=filled.AT).held_names == ("王䶮",)
        assert AccessEntry.objects.get().outcome == "identity_check"

    @proves("R11", "G4")
    def test_is_on_the_persons_page_at_once_with_everything_about_it(self, in_effect, monkeypatch):
        monkeypatch.setattr("chengxin.clock.now", lambda: filled.AT)
        given = filled.ask(filled.matter(WHO, request_no="黑政服〔2026〕11820"), WHO)
        look = inquiries.list_for_person(people.indexes(WHO), at=filled.AT).get()
        assert (look.pk, look.at, look.outcome) == (given.entry.pk, filled.AT, "answered")
        client = Client()
        client.get("/me/sign-in/")
        filled.sign_in(client, WHO)
        page = client.get(reverse("resident:looks")).content.decode()
        for told in (
            "黑河市交通运输局",
            "3号窗口",
            "道路运输从业资格许可审查",
            "11820",
            "道路运输从业人员违法",
            "道路运输从业资格",
        ):
            assert told in page

    @proves("R11", "G4")
    def test_refused_is_seen_by_the_person_as_well(self, in_effect):
        given = filled.ask(filled.matter(WHO), WHO, purpose="food_licence")
        assert given.answer is None
        look = inquiries.list_for_person(people.indexes(WHO), at=filled.AT).get()
        assert (look.outcome, look.shown, look.reasons) == (
            "refused",
            [],
            ["purpose_not_yours", "purpose_not_for_service"],
        )

    @proves("G4")
    def test_of_every_kind_is_on_the_page_however_many_there_are(self, in_effect, monkeypatch):
        """Answered, read again, refused: as many as were made, newest first."""
        monkeypatch.setattr("chengxin.clock.now", lambda: filled.AT)
        matter, tries = filled.matter(WHO), 60
        for _ in range(tries):
            filled.ask(matter, WHO)
            filled.ask(matter, WHO, purpose="food_licence")
        listed = inquiries.list_for_person(people.indexes(WHO), at=filled.AT)
        assert list(listed.values_list("pk", flat=True)) == list(
            AccessEntry.objects.order_by("-pk").values_list("pk", flat=True)
        )
        client = Client()
        client.get("/me/sign-in/")
        filled.sign_in(client, WHO)
        page = client.get(reverse("resident:looks")).content.decode()
        assert page.count('<article class="cx-look">') == 2 * tries
        assert f"一共<b>{2 * tries}次</b>，其中<b>{tries}次</b>被拒绝" in page

    @proves("R11")
    def test_at_someone_unknown_is_found_on_first_sign_in(self):
        filled.nothing_new()
        filled.ask(filled.matter(WHO), WHO)
        assert inquiries.list_for_person(people.indexes(WHO), at=filled.AT).count() == 1

    @proves("R11")
    def test_under_a_misspelt_name_is_seen_by_the_person_of_the_number(self, in_effect):
        misspelt = filled.person("王龚", 7)
        filled.ask(filled.matter(misspelt), misspelt)
        assert inquiries.list_for_person(people.indexes(WHO), at=filled.AT).count() == 1

    @proves("R11")
    @pytest.mark.parametrize("is_held", [True, False])
    def test_are_those_of_a_name_alone_where_that_name_holds_nothing(self, is_held):
        """A wrong name over a right number finds only what was tried under it: neither looks, nor whether anything is held."""
        if is_held:
            filled.submit([filled.penalty(WHO)])
        filled.nothing_new()
        filled.ask(filled.matter(WHO), WHO)
        filled.ask(None, WHO)
        wrong = filled.person("王龚", 7)
        assert not inquiries.list_for_person(people.indexes(wrong), at=filled.AT).exists()
        assert inquiries.count_hidden(people.indexes(wrong), at=filled.AT) == 0
        filled.ask(None, wrong)
        filled.ask(filled.matter(wrong, reason="又来一次"), wrong)
        assert inquiries.list_for_person(people.indexes(wrong), at=filled.AT).count() == 2
        assert inquiries.list_for_person(people.indexes(WHO), at=filled.AT).count() == (4 if is_held else 2)

    @proves("R11")
    def test_in_a_matter_about_somebody_else_are_of_the_name_that_was_asked_for(self):
        filled.nothing_new()
        filled.ask(filled.matter(filled.person("赵㐱", 8)), WHO)
        assert inquiries.list_for_person(people.indexes(WHO), at=filled.AT).count() == 1

    @proves("R08", "C2")
    @pytest.mark.parametrize(
        ("purpose", "with_matter", "with_person"),
        [
            ("", True, True),
            ("no_such_purpose", True, True),
            ("own_file", True, True),
            ("food_licence", True, True),
            ("road_transport_licence", False, True),
            ("road_transport_licence", True, False),
            ("x" * 5000, True, True),
        ],
    )
    def test_of_every_forged_or_blank_question_is_refused_and_entered(
        self, in_effect, purpose, with_matter, with_person
    ):
        matter = filled.matter(WHO)
        given = filled.ask(matter if with_matter else None, WHO if with_person else None, purpose=purpose)
        assert given.answer is None
        assert given.reasons
        assert AccessEntry.objects.get().outcome == "refused"
        assert not Answer.objects.exists()


class TestAskedAgain:
    @proves("R06")
    @pytest.mark.parametrize("later", ["withdrawn", "expired", "changed"])
    def test_shows_nothing_that_may_be_shown_no_more(self, in_effect, later):
        matter = filled.matter(WHO)
        assert DECISION in shown(filled.ask(matter, WHO))
        at = filled.AT + timedelta(days=1)
        if later == "withdrawn":
            filled.submit([filled.penalty(WHO, DECISION, state=RowState.WITHDRAWN)], at=at)
        elif later == "changed":
            filled.submit([filled.penalty(WHO, DECISION, amount_fen=1)], at=at)
        else:
            days = {"decided_on": date(2023, 12, 8), "conduct_end_on": date(2023, 12, 8)}
            filled.submit([filled.penalty(WHO, "快到期", proof=filled.enclosed(date(2023, 12, 9)), **days)])
            held = held_by(people.indexes(WHO), lawbook=lawbook(), at=at)
            at = next(one.until for one in held if one.body["decision_no"] == "快到期")
            assert at < filled.AT + timedelta(days=30)
            matter = filled.matter(WHO, at=at - timedelta(days=1), reason="又来一次")
            filled.nothing_new(at=at - timedelta(days=1))
            assert "快到期" in shown(filled.ask(matter, WHO, at=at - timedelta(days=1)))
        again = filled.ask(matter, WHO, at=at + timedelta(hours=1))
        assert (again.answer, again.reasons) == (None, (Reason.ANSWER_OUTDATED,))
        assert again.entry.outcome == "refused"

    @proves("R42")
    def test_a_name_that_nobody_holds_under_a_shared_number_reads_like_nothing(self, in_effect):
        from chengxin.apps.records.actions.settle_row import Finding, settle_row

        namesake, stranger = filled.person("赵㐱", 7), filled.person("钱长河", 7)
        held = filled.submit([filled.penalty(namesake, "黑交罚〔2026〕0900号")]).held_rows.get()
        officer = filled.official(Role.CASE_OFFICER, "credit_centre")
        settle_row(held, finding=Finding.NUMBER_IS_SHARED, reason="来函", lawbook=lawbook(), by=officer, at=filled.AT)
        filled.nothing_new(at=filled.AT + timedelta(hours=1))
        at = filled.AT + timedelta(hours=2)
        assert filled.ask(filled.matter(WHO, at=at), WHO, at=at).reasons == (Reason.IDENTITY_CONFLICT,)
        asked = filled.ask(filled.matter(stranger, at=at, reason="换证"), stranger, at=at)
        assert asked.reasons == (Reason.NOTHING_USABLE,)


class TestLedger:
    @pytest.mark.parametrize("table", ["inquiries_fragment", "notices_release"])
    def test_finds_what_an_answer_or_a_receipt_lost(self, in_effect, table):
        filled.ask(filled.matter(WHO), WHO)
        assert verify().findings == ()
        as_intruder(f"DELETE FROM {table}")
        assert {finding.table for finding in verify().findings} == {
            "inquiries_answer" if table == "inquiries_fragment" else "submissions_receipt"
        }
