"""Programs of units: registered for what is named, under one official, until a day; known by a token that is shown once."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest

from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.actions.answer import answer
from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.verify import verify
from chengxin.apps.matters.actions.open_matter import open_matter
from chengxin.apps.officials import selectors as officials
from chengxin.apps.officials.actions.change_token import change_token
from chengxin.apps.officials.actions.register_program import Registered, register_program
from chengxin.apps.officials.actions.revoke_program import revoke_program
from chengxin.apps.officials.models import Official, Program
from chengxin.apps.people import selectors as people
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.apps.submissions.actions.receive_from_program import receive_from_program
from chengxin.apps.submissions.content import Content
from chengxin.apps.submissions.models import Handover, Submission
from chengxin.core.calendar import day_of, end_of
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.web.law import feeds, lawbook
from tests.proves import proves
from tests.web import filled

pytestmark = pytest.mark.django_db
AT, WHO = filled.AT, filled.person("王䶮", 51)
PURPOSE = "road_transport_licence"
LAST_DAY = day_of(AT) + timedelta(days=30)


def registered(role: Role = Role.CLERK, **changes) -> Registered:
    tasks = (
        {"purposes": [lawbook().purposes[PURPOSE]], "feeds": []}
        if role is Role.CLERK
        else {"purposes": [], "feeds": [feeds()[filled.PENALTIES]]}
    )
    asked = {"name": "运政系统", "official": filled.official(role), "last_day": LAST_DAY, "by": "root", "at": AT}
    return register_program(**asked | tasks | changes)


def reason_of(call) -> Reason:
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value.reason


class TestRegister:
    @proves("API1")
    def test_keeps_the_token_as_a_hash_only(self):
        made = registered()
        stored = Program.objects.get()
        assert bytes(stored.token_hash) == sha256(made.token.encode()).digest()
        assert made.token not in str([getattr(stored, field.name) for field in Program._meta.fields])
        assert len(made.token) >= 43

    def test_gives_each_program_another_token(self):
        assert len({registered().token for _ in range(3)}) == 3

    def test_binds_to_what_is_named_and_its_items(self):
        program = registered().program
        assert program.binding.purposes == {PURPOSE}
        assert program.binding.feeds == frozenset()
        assert program.binding.items == set(lawbook().purposes[PURPOSE].items)
        assert program.until == end_of(LAST_DAY)

    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"purposes": []}, Reason.PROGRAM_WITHOUT_TASK),
            ({"last_day": day_of(AT) - timedelta(days=1)}, Reason.PROGRAM_ENDS_IN_PAST),
            ({"purposes": ["accounting_post"]}, Reason.PURPOSE_NOT_YOURS),
            ({"feeds": [filled.PENALTIES]}, Reason.ROLE_MAY_NOT),
        ],
    )
    def test_is_refused(self, changes, reason):
        changes = {
            key: [lawbook().purposes[slug] for slug in value]
            if key == "purposes"
            else [feeds()[slug] for slug in value]
            if key == "feeds"
            else value
            for key, value in changes.items()
        }
        assert reason_of(lambda: registered(**changes)) is reason
        assert not Program.objects.exists()

    def test_never_gives_a_program_more_than_its_official_may(self):
        assert reason_of(lambda: registered(official=filled.official(Role.AUDITOR))) is Reason.ROLE_MAY_NOT
        purposes = [lawbook().purposes[PURPOSE]]
        assert reason_of(lambda: registered(Role.DATA_OFFICER, purposes=purposes)) is Reason.ROLE_MAY_NOT

    def test_refuses_another_units_feed(self):
        call = lambda: registered(Role.DATA_OFFICER, feeds=[feeds()[filled.HONOURS]])  # noqa: E731
        assert reason_of(call) is Reason.FEED_NOT_YOURS

    def test_is_told_by_the_ledger(self):
        made = registered()
        revoke_program(made.program.ref, by="root", at=AT)
        seal(at=AT, force_checkpoint=True)
        assert verify().findings == ()


class TestToken:
    def test_finds_its_program_in_one_query(self, django_assert_num_queries):
        made = registered()
        with django_assert_num_queries(1):
            found = officials.program_of_token(made.token, at=AT)
            assert found is not None
            assert found.official.username
            assert found.pk == made.program.pk

    @proves("API1")
    def test_finds_nothing_when_a_character_differs(self):
        token = registered().token
        for wrong in ("", token[:-1], token + "A", token.swapcase(), "chengxin_", token.encode().hex()):
            assert officials.program_of_token(wrong, at=AT) is None

    @proves("API3")
    def test_is_taken_no_more_once_revoked(self):
        made = registered()
        revoke_program(made.program.ref, by="root", at=AT)
        assert officials.program_of_token(made.token, at=AT) is None
        again = lambda: revoke_program(made.program.ref, by="root", at=AT)  # noqa: E731
        assert reason_of(again) is Reason.PROGRAM_UNKNOWN
        assert reason_of(lambda: revoke_program("NONE", by="root", at=AT)) is Reason.PROGRAM_UNKNOWN

    @proves("API3")
    def test_is_changed_without_a_request_that_fails(self):
        made = registered()
        second = change_token(made.program.ref, overlap=timedelta(days=7), by="root", at=AT)
        third = change_token(made.program.ref, overlap=timedelta(days=9), by="root", at=AT + timedelta(days=2))
        ends = {made.token: 7, second.token: 11, third.token: 31}
        for token, day in ends.items():
            last = AT + timedelta(days=day, seconds=-1) if day < 31 else end_of(LAST_DAY) - timedelta(seconds=1)
            assert officials.program_of_token(token, at=last) == made.program
            assert officials.program_of_token(token, at=last + timedelta(seconds=1)) is None
        seal(at=AT, force_checkpoint=True)
        assert verify().findings == ()

    @proves("API3")
    def test_of_old_ends_at_once_where_none_is_kept(self):
        made = registered()
        change_token(made.program.ref, overlap=timedelta(days=7), by="root", at=AT)
        newest = change_token(made.program.ref, overlap=timedelta(), by="root", at=AT)
        assert officials.program_of_token(made.token, at=AT) is None
        assert officials.program_of_token(newest.token, at=AT) == made.program

    @proves("API3")
    def test_is_revoked_with_all_its_program_has(self):
        made = registered()
        newest = change_token(made.program.ref, overlap=timedelta(days=7), by="root", at=AT)
        revoke_program(made.program.ref, by="root", at=AT)
        assert officials.program_of_token(made.token, at=AT) is None
        assert officials.program_of_token(newest.token, at=AT) is None
        call = lambda: change_token(made.program.ref, overlap=timedelta(), by="root", at=AT)  # noqa: E731
        assert reason_of(call) is Reason.PROGRAM_UNKNOWN

    def test_is_not_changed_after_its_end(self):
        made = registered()
        call = lambda: change_token(made.program.ref, overlap=timedelta(), by="root", at=end_of(LAST_DAY))  # noqa: E731
        assert reason_of(call) is Reason.PROGRAM_ENDS_IN_PAST

    @proves("API3")
    def test_is_taken_to_the_last_instant_of_its_last_day(self):
        token, end = registered().token, end_of(LAST_DAY)
        assert officials.program_of_token(token, at=end - timedelta(seconds=1)) is not None
        assert officials.program_of_token(token, at=end) is None

    @proves("API3")
    @pytest.mark.parametrize("change", [{"is_active": False}, {"unit": "samr"}])
    def test_ends_when_its_official_leaves_the_seat(self, change):
        token = registered().token
        Official.objects.update(**change)
        assert officials.program_of_token(token, at=AT) is None


def opened(program: Program, service: str | None = None):
    service = service or lawbook().purposes[PURPOSE].services[0]
    return open_matter(
        identity=WHO,
        service=service,
        request_no="黑政服〔2026〕1号",
        lawbook=lawbook(),
        program=program,
        by=program.official,
        at=AT,
    )


def asked(program: Program, matter, purpose: str = PURPOSE):
    return answer(
        matter=matter.ref,
        purpose=purpose,
        identity=WHO,
        lawbook=lawbook(),
        feeds=feeds(),
        program=program,
        by=program.official,
        at=AT,
    )


@proves("API2")
class TestAsking:
    def test_is_entered_under_both_names(self):
        program = registered().program
        given = asked(program, opened(program))
        assert given.answer is not None
        entry = inquiries.list_for_person(people.indexes(WHO), at=AT).get()
        assert (entry.program, entry.by, entry.unit) == (program, program.official, "transport")
        close_matter(
            opened_again := given.answer.matter,
            outcome="granted",
            lawbook=lawbook(),
            program=program,
            by=program.official,
            at=AT,
        )
        assert opened_again.closing.program == program
        seal(at=AT, force_checkpoint=True)
        assert verify().findings == ()

    @proves("C3")
    def test_is_refused_for_a_purpose_it_is_not_bound_to(self):
        made = registered().program
        other = register_program(
            name="会计系统",
            official=filled.official(Role.CLERK, "finance_bureau"),
            feeds=[],
            purposes=[lawbook().purposes["accounting_post"]],
            last_day=LAST_DAY,
            by="root",
            at=AT,
        ).program
        given = asked(made, opened(made), "accounting_post")
        assert given.answer is None
        assert Reason.PROGRAM_NOT_FOR_PURPOSE in given.reasons
        assert AccessEntry.objects.get().outcome == "refused"
        assert reason_of(lambda: opened(other)) is Reason.PROGRAM_NOT_FOR_PURPOSE

    @proves("C3")
    def test_is_refused_once_the_purpose_holds_an_item_more(self):
        made = registered()
        program = made.program
        matter = opened(program)
        program.items = [item for item in program.items if item != "road_transport_violation"]
        assert asked(program, matter).reasons == (Reason.PROGRAM_NOT_FOR_ITEM,)


def handed_over(program: Program, data: bytes = b"a file", key: str = "k-1", **changes) -> Submission:
    asked = {"filename": "九月.csv", "feed": feeds()[filled.PENALTIES], "at": AT}
    return receive_from_program(lawbook=lawbook(), data=Content(data), key=key, program=program, **asked | changes)


class TestHandingOver:
    def test_is_entered_under_both_names(self):
        program = registered(Role.DATA_OFFICER).program
        submission = handed_over(program)
        handover = Handover.objects.get()
        assert (handover.submission, handover.program, submission.by) == (submission, program, program.official)
        seal(at=AT, force_checkpoint=True)
        assert verify().findings == ()

    @proves("API4")
    def test_takes_the_same_key_and_bytes_as_the_same_file(self):
        program = registered(Role.DATA_OFFICER).program
        first = handed_over(program)
        assert handed_over(program, at=AT + timedelta(days=3)).pk == first.pk
        assert (Submission.objects.count(), Handover.objects.count()) == (1, 1)

    @proves("API4")
    @pytest.mark.parametrize(
        "changes", [{"data": b"another"}, {"filename": "十月.csv"}, {"as_of": AT - timedelta(days=1)}]
    )
    def test_refuses_the_same_key_with_anything_else(self, changes):
        program = registered(Role.DATA_OFFICER).program
        handed_over(program)
        assert reason_of(lambda: handed_over(program, **changes)) is Reason.KEY_USED_BEFORE
        assert Submission.objects.count() == 1

    @proves("API4")
    def test_keeps_keys_per_program(self):
        one, other = (registered(Role.DATA_OFFICER).program for _ in range(2))
        handed_over(one)
        assert handed_over(other, b"another").pk != handed_over(one).pk

    @proves("API2")
    def test_is_refused_for_a_feed_it_is_not_bound_to(self):
        program = registered(Role.DATA_OFFICER).program
        call = lambda: handed_over(program, feed=feeds()[filled.LICENCES])  # noqa: E731
        assert reason_of(call) is Reason.PROGRAM_NOT_FOR_FEED
        program.items = []
        assert reason_of(lambda: handed_over(program)) is Reason.PROGRAM_NOT_FOR_ITEM
        assert not Submission.objects.exists()

    def test_refuses_an_empty_file_which_would_say_that_nothing_was_decided(self):
        program = registered(Role.DATA_OFFICER).program
        assert reason_of(lambda: handed_over(program, b"")) is Reason.FILE_EMPTY
