"""A program opens a matter, asks in it, closes it: the same acts as at the window, told as JSON."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client

from chengxin.api.shapes import OutcomeAsked
from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.actions.answer import replay
from chengxin.apps.inquiries.models import AccessEntry, Answer
from chengxin.apps.matters.models import Closing, Ending, Matter
from chengxin.apps.officials.actions.revoke_program import revoke_program
from chengxin.apps.officials.models import Revocation
from chengxin.apps.people import selectors as people
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason
from chengxin.web.law import lawbook
from tests.api import world
from tests.api.world import AT, PURPOSE, SERVICE, WHO
from tests.proves import proves
from tests.web import filled

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=20)


def effective_penalty() -> None:
    """A penalty of WHO that has been told and waited for."""
    filled.submit([filled.penalty(WHO, proof=filled.enclosed(date(2026, 9, 18)))], at=AT - timedelta(days=30))


class TestOpening:
    def test_gives_a_reference_and_what_may_be_asked(self):
        reply = world.caller().post("/matters", world.matter_body())
        assert reply.status_code == 201
        told = reply.json()
        assert Matter.objects.get().ref == told["matter"]
        assert told["purposes"] == [PURPOSE]
        assert (told["unit"], told["service"]) == ("transport", SERVICE)
        assert WHO.number not in reply.content.decode()

    @proves("C2")
    @pytest.mark.parametrize(
        ("changes", "status", "reason"),
        [
            ({"service": "会计机构负责人任职核查"}, 403, Reason.PROGRAM_NOT_FOR_PURPOSE),
            ({"request_no": " "}, 403, Reason.REQUEST_NUMBER_MISSING),
            ({"request_no": "a\u202eb"}, 403, Reason.VALUE_NOT_TAKEN),
            ({"person": world.person() | {"id_number": "231102189005050010"}}, 403, Reason.VALUE_NOT_TAKEN),
            ({"person": world.person() | {"name": "王\u0000䶮"}}, 403, Reason.VALUE_NOT_TAKEN),
            ({"person": world.person() | {"id_type": "passport"}}, 422, Reason.REQUEST_MALFORMED),
            ({"person": world.person() | {"gender": "f"}}, 422, Reason.REQUEST_MALFORMED),
            ({"priority": 1}, 422, Reason.REQUEST_MALFORMED),
            ({"request_no": 11820}, 422, Reason.REQUEST_MALFORMED),
            ({"person": None}, 422, Reason.REQUEST_MALFORMED),
        ],
    )
    def test_is_refused_with_its_place_and_without_the_value(self, changes, status, reason):
        reply = world.caller().post("/matters", world.matter_body(**changes))
        told = world.problem(reply, status, reason)
        assert told["errors"] or reason not in {Reason.VALUE_NOT_TAKEN, Reason.REQUEST_MALFORMED}
        assert "231102189005050010" not in reply.content.decode()
        assert WHO.number not in reply.content.decode()
        assert not Matter.objects.exists()

    def test_asks_why_a_second_time(self):
        by = world.caller()
        world.open_matter(by)
        another = {"request_no": "黑政服〔2026〕11821"}
        world.problem(by.post("/matters", world.matter_body(**another)), 409, Reason.SECOND_MATTER_NEEDS_REASON)
        world.open_matter(by, reason="材料补正后重新申请", **another)

    def test_opens_one_matter_for_a_request_that_is_sent_twice(self):
        by = world.caller()
        assert world.open_matter(by) == world.open_matter(by)

    @proves("API5")
    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.CLERK])
    def test_is_for_programs_of_clerks(self, role):
        if role is Role.DATA_OFFICER:
            world.problem(world.caller(role).post("/matters", world.matter_body()), 403, Reason.ROLE_MAY_NOT)
        by = world.Caller()
        by.client.force_login(filled.official(role))
        world.problem(by.post("/matters", world.matter_body()), 401, Reason.TOKEN_NOT_VALID)


class TestAsking:
    def test_answers_with_what_the_screen_shows(self, monkeypatch):
        effective_penalty()
        filled.nothing_new(at=LATER - timedelta(days=1))
        monkeypatch.setattr("chengxin.clock.now", lambda: LATER)
        by = world.caller()
        reply = world.ask(by, world.open_matter(by))
        assert reply.status_code == 200
        told = reply.json()
        given = Answer.objects.get()
        shown = replay(given)
        assert told["outcome"] == "answered"
        assert told["records"] == list(shown.fragments)
        assert told["sources"] == shown.envelope["sources"]
        assert [reason["reason"] for reason in told["reasons"]] == ["found_usable"] == shown.envelope["reasons"]
        assert (told["edition"], told["law_digest"]) == (lawbook().edition, lawbook().digest)
        assert told["at"] == shown.envelope["at"]
        assert WHO.number not in reply.content.decode()

    @proves("D1")
    def test_tells_none_from_not_searched_and_from_stale(self, monkeypatch):
        by = world.caller()
        matter = world.open_matter(by)
        told = world.ask(by, matter).json()
        assert told["outcome"] == "cannot_tell"
        assert [reason["reason"] for reason in told["reasons"]] == ["source_not_searched"]
        assert {source["reason"] for source in told["sources"]} == {"source_not_searched"}
        filled.nothing_new()
        told = world.ask(by, world.open_matter(by, reason="来源已经报数")).json()
        assert told["outcome"] == "answered"
        assert [reason["reason"] for reason in told["reasons"]] == ["nothing_usable"]
        assert told["records"] == []
        assert all(source["as_of"] and source["reason"] is None for source in told["sources"])
        monkeypatch.setattr("chengxin.clock.now", lambda: AT + timedelta(days=29, hours=20))
        assert world.ask(by, world.open_matter(by, reason="一个月以后")).json()["outcome"] == "answered"
        much_later = world.caller(days=900)
        monkeypatch.setattr("chengxin.clock.now", lambda: AT + timedelta(days=800))
        told = world.ask(much_later, world.open_matter(much_later)).json()
        assert told["outcome"] == "cannot_tell"
        assert "source_stale" in {reason["reason"] for reason in told["reasons"]}

    def test_gives_the_same_answer_again(self):
        filled.nothing_new()
        by = world.caller()
        matter = world.open_matter(by)
        first, second = world.ask(by, matter).json(), world.ask(by, matter).json()
        assert (first.pop("is_again"), second.pop("is_again")) == (False, True)
        assert first == second
        assert [entry.outcome for entry in AccessEntry.objects.order_by("pk")] == ["answered", "read_again"]

    @proves("API5", "R08")
    @pytest.mark.parametrize(
        ("change", "status", "reason"),
        [
            ({"matter": "2222222222"}, 404, Reason.MATTER_MISSING),
            ({"purpose": "curiosity"}, 403, Reason.PURPOSE_MISSING),
            ({"purpose": "accounting_post"}, 403, Reason.PROGRAM_NOT_FOR_PURPOSE),
            ({"who": filled.person("欧阳㐱", 62)}, 403, Reason.MATTER_ABOUT_SOMEONE_ELSE),
            ({"who": filled.person("王炎", 61)}, 403, Reason.MATTER_ABOUT_SOMEONE_ELSE),
        ],
    )
    def test_is_refused_and_entered(self, change, status, reason):
        by = world.caller()
        asked = {"matter": world.open_matter(by)} | change
        told = world.problem(world.ask(by, **asked), status, reason)
        assert told["outcome"] == "refused"
        assert (told["edition"], told["at"]) == (lawbook().edition, AT.isoformat())
        entry = AccessEntry.objects.get()
        assert entry.outcome == "refused"
        assert reason.value in entry.reasons
        assert entry.number_index is not None
        assert not Answer.objects.exists()

    def test_is_refused_in_a_closed_matter(self):
        by = world.caller()
        matter = world.open_matter(by)
        assert by.post(f"/matters/{matter}/outcome", {"outcome": "granted"}).status_code == 200
        world.problem(world.ask(by, matter), 409, Reason.MATTER_CLOSED)

    @proves("API5")
    def test_knows_no_matter_of_another_unit(self):
        other = world.open_matter(world.caller())
        bureau = world.caller(unit="transport_beian")
        world.problem(world.ask(bureau, other), 404, Reason.MATTER_MISSING)
        world.problem(bureau.post(f"/matters/{other}/outcome", {"outcome": "granted"}), 404, Reason.NOTHING_HERE)
        assert not Closing.objects.exists()

    @proves("R11", "G4")
    def test_is_read_by_the_person_under_both_names(self):
        filled.nothing_new()
        by = world.caller()
        world.ask(by, world.open_matter(by))
        client = Client()
        client.get("/")
        filled.sign_in(client, WHO)
        page = client.get("/me/looks/").content.decode()
        assert "程序：运政系统，由莫晓岚，窗口办事员负责" in page
        entry = inquiries.list_for_person(people.indexes(WHO), at=AT).get()
        assert entry.program is not None
        (look,) = client.get("/api/v1/me/access").json()["looks"]
        assert (look["program"], look["official"], look["unit"]) == ("运政系统", "莫晓岚", "transport")

    @proves("API3")
    def test_stops_at_the_request_after_revocation(self):
        made = world.program()
        by = world.Caller(made.token)
        matter = world.open_matter(by)
        revoke_program(made.program.ref, by="root", at=AT)
        world.problem(world.ask(by, matter), 401, Reason.TOKEN_NOT_VALID)
        assert not AccessEntry.objects.exists()

    @proves("API6", "C4", "C3")
    def test_takes_the_key_of_a_program_that_is_refused_again_and_again(self):
        by, other = world.caller(), world.caller()
        matter = world.open_matter(by)
        for _ in range(20):
            assert Revocation.objects.count() == 0
            world.problem(world.ask(by, matter, purpose="curiosity"), 403, Reason.PURPOSE_MISSING)
        world.problem(world.ask(by, matter), 401, Reason.TOKEN_NOT_VALID)
        assert Revocation.objects.get().by == "rule:probing"
        assert world.ask(other, matter).status_code == 200


class TestClosing:
    def test_notes_the_outcome(self):
        by = world.caller()
        matter = world.open_matter(by)
        told = by.post(f"/matters/{matter}/outcome", {"outcome": "applicant_withdrew"}).json()
        assert told == {"matter": matter, "outcome": "applicant_withdrew", "closed_at": AT.isoformat()}
        assert Closing.objects.get().program is not None
        world.problem(by.post(f"/matters/{matter}/outcome", {"outcome": "granted"}), 409, Reason.MATTER_CLOSED)

    def test_takes_the_outcomes_that_there_are(self):
        offered = OutcomeAsked.model_json_schema()["properties"]["outcome"]["enum"]
        assert offered == [ending.value for ending in Ending]
        by = world.caller()
        reply = by.post(f"/matters/{world.open_matter(by)}/outcome", {"outcome": "lost"})
        world.problem(reply, 422, Reason.REQUEST_MALFORMED)


class TestCost:
    """One question with its access entry, in queries. The bench compares it with one select and one insert."""

    def test_stays_within_its_queries(self, django_assert_max_num_queries):
        effective_penalty()
        filled.nothing_new()
        by = world.caller()
        matter = world.open_matter(by)
        with django_assert_max_num_queries(25) as counted:
            assert world.ask(by, matter).status_code == 200
        assert not [query for query in counted.captured_queries if "django_session" in query["sql"]]


@proves("R21")
def test_law_that_nobody_adopted_answers_no_program(settings):
    caller = world.caller()
    matter = world.open_matter(caller)
    settings.LAW_MUST_BE_SIGNED = True
    world.problem(caller.post("/matters", world.matter_body(request_no="另一件")), 503, Reason.LAW_NOT_ADOPTED)
    world.problem(world.ask(caller, matter), 503, Reason.LAW_NOT_ADOPTED)
