"""The ledger shows its heads to witnesses over real sockets, and what it does without them."""

from __future__ import annotations

import time
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.test import Client

from chengxin.apps.inquiries.models import AccessEntry, Answer
from chengxin.apps.ledger import proving, witness, witnessed
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.ask_witnesses import ask_witnesses
from chengxin.apps.ledger.models import Batch, Checkpoint, Cosignature, WitnessWord
from chengxin.apps.ledger.verify import verify
from chengxin.apps.restraints.actions.document import document
from chengxin.apps.submissions.selectors import receipt_of
from chengxin.core.facts import EnclosedProof
from chengxin.core.notes import Key, read_note
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.witnessing import Reply, Word
from chengxin.jobs import metrics, witness_calls
from chengxin.jobs.duties import run_due
from chengxin.jobs.witness_calls import post_to
from chengxin.web.law import lawbook
from tests.proves import proves
from tests.web import filled
from tests.web.filled import AT
from tests.witnesses import scripted, serving

pytestmark = pytest.mark.django_db
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


class Offices:
    """Witnesses as three offices run them."""

    def __init__(self, place, settings, stack: ExitStack) -> None:
        self.place, self.settings, self.stack = place, settings, stack
        settings.LEDGER_WITNESSES, settings.LEDGER_WITNESS_URLS = (), {}

    def opens(self, name: str) -> Key:
        key = witness.begin(self.place / name, name=f"{name}.example", log=proving.public_key())
        self.at(key, self.stack.enter_context(serving(self.place / name)))
        return key

    def at(self, key: Key, port: int) -> None:
        others = tuple(one for one in self.settings.LEDGER_WITNESSES if one != key)
        self.settings.LEDGER_WITNESSES = (*others, key)
        self.settings.LEDGER_WITNESS_URLS = {
            **self.settings.LEDGER_WITNESS_URLS,
            key.text: f"http://127.0.0.1:{port}",
        }
        self.settings.LEDGER_WITNESS_QUORUM = min(2, len(self.settings.LEDGER_WITNESS_URLS))


@pytest.fixture
def offices(tmp_path, settings):
    with ExitStack() as stack:
        yield Offices(tmp_path, settings, stack)


@pytest.fixture
def says(offices):
    """One witness that answers as told."""
    with scripted() as told:
        key = witness.begin(offices.place / "said", name="said.example", log=proving.public_key())
        offices.at(key, told.port)
        yield told


def write(at=AT) -> Checkpoint:
    """Something happens, and a head is signed over it."""
    filled.submit([], at=at)
    seal(at=at, force_checkpoint=True)
    return Checkpoint.objects.latest("size")


def ask(at=AT) -> int:
    from django.conf import settings

    return ask_witnesses(witnessed.asked(), post=post_to(settings.LEDGER_WITNESS_URLS), at=at)


def words() -> list[str]:
    return list(WitnessWord.objects.order_by("pk").values_list("word", flat=True))


class TestAsking:
    def test_takes_what_every_witness_cosigned_and_publishes_it(self, offices):
        court, school = offices.opens("court"), offices.opens("school")
        head = write()
        assert ask() == 2
        both = read_note(Client().get("/ledger/checkpoint").content.decode())
        assert {one.name for one in both.signatures} == {"127.0.0.1/ledger", "court.example", "school.example"}
        assert witness.latest(offices.place / "court").size == head.size
        assert [witnessed.cosigned_size(key) for key in (court, school)] == [head.size] * 2
        assert ask() == 0
        assert verify().findings == ()

    def test_goes_on_from_what_they_know(self, offices):
        offices.opens("court")
        for number in range(3):
            head = write(AT + number * MINUTE)
            assert ask(AT + number * MINUTE) == 1
        assert witness.latest(offices.place / "court").size == head.size
        assert words() == ["cosigned"]

    def test_one_that_cannot_be_reached_holds_up_nobody_and_catches_up_later(self, offices, says):
        court = offices.opens("court")
        write()
        assert ask() == 1
        assert witnessed.cosigned_size(court) == proving.newest().size
        assert words().count("unreachable") == 1
        # It comes back, and is shown the head that is newest by then: nothing was kept for it, and nothing is left out.
        [said] = [key for key in witnessed.asked() if key.name == "said.example"]
        offices.at(said, offices.stack.enter_context(serving(offices.place / "said")))
        head = write(AT + MINUTE)
        assert ask(AT + MINUTE) == 2
        assert witness.latest(offices.place / "said").size == head.size

    def test_a_reply_that_was_lost_is_asked_for_again(self, offices):
        court = offices.opens("court")
        first = write()
        post = post_to({court.text: next(iter(offices.settings.LEDGER_WITNESS_URLS.values()))})

        def lost(asked):
            post(asked)
            return [None for _ in asked]

        assert ask_witnesses([court], post=lost, at=AT) == 0
        assert witness.latest(offices.place / "court").size == first.size
        assert ask(AT + MINUTE) == 1
        assert Cosignature.objects.get().checkpoint_id == first.size

    def test_is_a_duty_of_the_background_work(self, offices):
        offices.opens("court")
        filled.submit([], close=False)
        assert run_due(AT).cosigned == 1
        assert run_due(AT).cosigned == 0

    def test_without_a_head_nobody_is_asked(self, offices):
        offices.opens("court")
        assert ask() == 0
        assert words() == []

    @proves("I11")
    def test_takes_only_a_true_cosignature_of_the_witness_that_was_asked(self, offices, says):
        offices.opens("court")
        head = write()
        other = witness.cosign(offices.place / "court", proving.growth(0, head.size), at=int(AT.timestamp()))
        says.says = (200, other.signatures[0].line, "text/plain")
        del offices.settings.LEDGER_WITNESS_URLS[offices.settings.LEDGER_WITNESSES[-1].text]
        assert ask() == 0
        assert words() == ["wrong_signature"]
        assert not Cosignature.objects.exists()

    def test_does_not_follow_to_another_address(self, says):
        write()
        for status in (301, 302, 307):
            says.says = (status, "", "text/plain")
            ask()
        assert len(says.sent) == 3
        assert words() == ["not_taken"]

    def test_does_not_wait_for_one_who_answers_byte_by_byte(self, says, monkeypatch):
        monkeypatch.setattr(witness_calls, "DEADLINE_SECONDS", 0.3)
        write()
        says.says, says.drips = (200, "x" * 4000, "text/plain"), True
        begun = time.monotonic()
        ask()
        assert time.monotonic() - begun < 3
        assert words() == ["unreachable"]

    def test_what_a_witness_said_is_never_taken_back(self, says):
        write()
        ask()
        with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
            cursor.execute("DELETE FROM ledger_witnessword")


@proves("I11")
class TestAlarm:
    def rewrite(self, offices, court):
        """Another history of the same length, as whoever owns database and key can write it: here the witness has seen one."""
        secret_log = offices.place / "court"
        head = proving.newest()
        from chengxin.apps.ledger.keyring import keys
        from chengxin.apps.ledger.signing import note_of, sign
        from chengxin.core.merkle import Frontier, leaf_hash
        from chengxin.core.notes import Growth, Head

        other = Head(head.origin, head.size, Frontier().extended([leaf_hash(b"other")] * head.size).root())
        witness.cosign(secret_log, Growth(0, (), note_of(other, sign(other, keys()), keys())), at=1)

    def test_a_ledger_that_does_not_continue_what_the_witness_knows(self, offices, client):
        court = offices.opens("court")
        write()
        self.rewrite(offices, court)
        write(AT + MINUTE)
        assert ask(AT + MINUTE) == 0
        assert words() == ["refused"]
        assert witnessed.witnesses()[0].alarm is not None
        assert "接不上" in Client().get("/ledger/").content.decode()
        assert 'chengxin_witness_alarm{witness="court.example"} 1' in metrics.text(AT)
        # A witness that is away afterwards has taken nothing back, nor has one that is asked no more.
        offices.at(court, 9)
        ask(AT + 2 * MINUTE)
        assert words() == ["refused", "unreachable"]
        offices.settings.LEDGER_WITNESSES, offices.settings.LEDGER_WITNESS_URLS = (), {}
        offices.settings.LEDGER_WITNESS_QUORUM = 0
        assert witnessed.witnesses()[0].alarm is not None
        assert "接不上" in Client().get("/ledger/").content.decode()

    def test_another_root_at_the_same_size(self, offices):
        court = offices.opens("court")
        write()
        self.rewrite(offices, court)
        assert ask() == 0
        assert words() == ["refused"]
        assert len(witness.evidence(offices.place / "court")) == 1

    def test_a_witness_that_knows_more_than_there_is(self, says):
        head = write()
        says.says = (409, f"{head.size + 1}\n", "text/x.tlog.size")
        ask()
        assert words() == ["ahead"]
        assert witnessed.witnesses()[0].alarm.size == head.size

    def test_is_none_where_another_process_was_quicker(self, says):
        write()

        def quicker(asked):
            later = write(AT + MINUTE)
            return [Reply(409, b"%d\n" % later.size, "text/x.tlog.size") for _ in asked]

        ask_witnesses(witnessed.asked(), post=quicker, at=AT)
        assert words() == []

    def test_ends_with_a_cosignature(self, offices, says):
        head = write()
        says.says = (422, "", "text/plain")
        ask()
        assert witnessed.witnesses()[0].alarm is not None
        offices.at(witnessed.asked()[0], offices.stack.enter_context(serving(offices.place / "said")))
        assert ask(AT + MINUTE) == 1
        assert witnessed.witnesses()[0].alarm is None
        assert words() == ["refused", "cosigned"]
        assert Word(WitnessWord.objects.first().word) is Word.REFUSED
        assert WitnessWord.objects.first().size == head.size


WHO = filled.person()
LATER = AT + timedelta(days=60)


@pytest.fixture
def asking():
    """A record in effect, an open matter, every source fresh."""
    served = AT.date() - timedelta(days=30)
    edition = next(iter(lawbook().notice_editions))
    filled.submit([filled.penalty(WHO, proof=EnclosedProof(served, "direct", "SD-1", edition))])
    filled.nothing_new(at=LATER - HOUR)
    return filled.matter(WHO, at=LATER)


def patience() -> timedelta:
    return witnessed.patience(lawbook(), at=LATER) * HOUR


@proves("I10")
class TestStop:
    @pytest.fixture
    def witnessed_now(self, offices, asking):
        """A quorum of two has cosigned everything; then something more was written."""
        offices.opens("court")
        offices.opens("school")
        seal(at=LATER, force_checkpoint=True)
        assert ask(LATER) == 2
        filled.submit([], at=LATER)
        seal(at=LATER, force_checkpoint=True)
        return asking

    def test_comes_after_the_patience_and_not_before(self, witnessed_now):
        almost = LATER + patience() - timedelta(seconds=1)
        assert filled.ask(witnessed_now, WHO, at=almost).answer is not None
        late = LATER + patience()
        given = filled.ask(witnessed_now, WHO, at=late)
        assert given.answer is None
        assert given.reasons[0] is Reason.NOT_WITNESSED
        assert AccessEntry.objects.get(pk=given.entry.pk).outcome == "refused"

    def test_ends_with_the_next_cosignatures_of_a_quorum(self, witnessed_now, offices):
        late = LATER + patience()
        assert filled.ask(witnessed_now, WHO, at=late).answer is None
        seal(at=late, force_checkpoint=True)
        keys = witnessed.asked()
        assert ask_witnesses(keys[:1], post=post_to(offices.settings.LEDGER_WITNESS_URLS), at=late) == 1
        assert filled.ask(witnessed_now, WHO, at=late).answer is None
        seal(at=late, force_checkpoint=True)
        ask(late)
        assert filled.ask(witnessed_now, WHO, at=late).answer is not None

    def test_is_the_same_whatever_is_held(self, witnessed_now):
        late = LATER + patience()
        nobody = filled.person("诸葛长河", 77)
        filled.nothing_new(at=late)
        other = filled.matter(nobody, at=late, request_no="黑政服〔2026〕11821")
        assert filled.ask(other, nobody, at=late).reasons == filled.ask(witnessed_now, WHO, at=late).reasons

    def test_leaves_what_can_only_speak_for_a_person(self, witnessed_now):
        late = LATER + patience()
        purpose = lawbook().purposes["civic_honour_selection"]
        adverse = any(lawbook().item(slug).is_adverse for slug in purpose.items)
        reasons = filled.ask(witnessed_now, WHO, at=late, purpose=purpose.slug).reasons
        assert (Reason.NOT_WITNESSED in reasons) == adverse

    def test_leaves_receiving_and_every_right(self, witnessed_now, client: Client, settings):
        late = LATER + patience()
        submission = filled.submit([filled.penalty(filled.person("诸葛长河", 77), "黑交罚〔2026〕0418号")], at=late)
        assert receipt_of(submission) is not None
        settings.SECURE_SSL_REDIRECT = False
        filled.sign_in(client, WHO)
        for page in ("/me/records/", "/me/letters/", "/me/looks/", "/me/cases/", "/me/report/"):
            assert client.get(page).status_code == 200
        assert run_due(late).faults == 0

    def test_keeps_a_restraint_from_being_written_down(self, witnessed_now):
        with pytest.raises(Refusal) as refused:
            document(
                identity=WHO,
                record_no="黑交罚〔2026〕0417号",
                measure="",
                draft=None,
                files={},
                lawbook=lawbook(),
                by=filled.official(Role.CASE_OFFICER),
                at=LATER + patience(),
            )
        assert refused.value.reason is Reason.NOT_WITNESSED

    def test_comes_too_where_nothing_is_sealed_any_more(self, witnessed_now):
        ask(LATER)
        assert witnessed.waiting_since() is None
        filled.submit([], at=LATER + MINUTE)
        assert witnessed.waiting_since() == LATER + MINUTE
        assert witnessed.is_stopped(lawbook(), at=LATER + MINUTE + patience())

    def test_does_not_come_where_nothing_happened(self, witnessed_now):
        ask(LATER)
        assert not witnessed.is_stopped(lawbook(), at=LATER + timedelta(days=30))

    def test_is_off_without_witnesses_and_the_page_says_so(self, asking, settings):
        assert settings.LEDGER_WITNESS_QUORUM == 0
        seal(at=LATER, force_checkpoint=True)
        assert not witnessed.is_stopped(lawbook(), at=LATER + timedelta(days=300))
        assert "没有见证也不会停下" in Client().get("/ledger/").content.decode()

    def test_counts_the_quorum_and_not_the_quickest(self, witnessed_now, offices):
        ask(LATER)
        [court, school] = witnessed.asked()
        offices.at(school, 9)
        filled.submit([], at=LATER + MINUTE)
        seal(at=LATER + MINUTE, force_checkpoint=True)
        assert ask(LATER + MINUTE) == 1
        assert witnessed.cosigned_size(court) > witnessed.cosigned_size(school) == witnessed.vouched_size()
        offices.settings.LEDGER_WITNESS_QUORUM = 1
        assert witnessed.vouched_size() == witnessed.cosigned_size(court)


def test_nothing_is_asked_of_the_database_without_witnesses(django_assert_num_queries, settings):
    with django_assert_num_queries(0):
        assert not witnessed.is_stopped(lawbook(), at=AT)
    assert Batch.objects.count() == Answer.objects.count() == 0
