"""Extracts through their acts: what they say, to whom, for how long, and what a check tells."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chengxin.apps import letters
from chengxin.apps.extracts import selectors
from chengxin.apps.extracts.actions.check_extract import check_extract
from chengxin.apps.extracts.actions.make_extract import digest, make_extract
from chengxin.apps.extracts.models import Extract, ExtractCheck
from chengxin.apps.inquiries import preview as previews
from chengxin.apps.inquiries.actions.answer import replay
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.verify import verify
from chengxin.apps.notices import selectors as notices
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.objections.actions.withdraw import withdraw
from chengxin.apps.people import selectors as people
from chengxin.apps.records.actions.make_statement import make_statement
from chengxin.apps.records.selectors import held_by
from chengxin.core.calendar import start_of
from chengxin.core.extracts import State, code_of, printed, state, typed
from chengxin.core.objections import Ground
from chengxin.core.permissions import KEEPER, Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.web.law import feeds, lawbook
from tests.proves import proves
from tests.web import filled

WHO = filled.person()
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
AT = filled.AT
ROAD = "road_transport_licence"
#: 开出那天不算，第七天还有效。
OVER = start_of(date(2026, 12, 2))
pytestmark = pytest.mark.django_db


@pytest.fixture
def who():
    """A person with a penalty and a licence in effect."""
    filled.submit([filled.penalty(WHO, proof=filled.enclosed(date(2026, 9, 18)))], at=AT - 30 * DAY)
    filled.submit([filled.licence(WHO)], feed=filled.LICENCES, at=AT - 30 * DAY)
    filled.nothing_new(at=AT)
    return people.indexes(WHO)


def seen_by(identity, at=AT, purpose=ROAD):
    found = lawbook().purposes[purpose]
    return previews.preview(people.indexes(identity), found, lawbook=lawbook(), feeds=feeds(), at=at)


def made(identity=WHO, at=AT, unit="transport", purpose=ROAD, **more):
    given = {"seen": digest(seen_by(identity, at, purpose)), "lawbook": lawbook(), "feeds": feeds(), "at": at} | more
    return make_extract(purpose=purpose, unit=unit, by=identity, **given)


def held(extract, at=AT, identity=WHO):
    return selectors.get_for_person(people.indexes(identity), extract.ref, lawbook=lawbook(), at=at)


def code(extract, identity=WHO):
    return held(extract, extract.at, identity).content["code"]


def checked(extract, at=AT):
    return check_extract(code(extract), lawbook=lawbook(), at=at)


def the_record(who, item="road_transport_violation", at=AT):
    return next(one for one in held_by(who, lawbook=lawbook(), at=at) if one.item.slug == item)


@proves("D5")
class TestContent:
    def test_is_that_of_an_inquiry_for_the_purpose(self, who):
        make_statement(the_record(who).record.ref, "已经缴清。", lawbook=lawbook(), by=who, at=AT)
        # Held, and not to be told: nobody has been told of it yet.
        filled.submit([filled.penalty(WHO, "黑交罚〔2026〕0999号")], at=AT)
        extract = made()
        answer = filled.ask(filled.matter(WHO), WHO).answer
        assert list(held(extract).shown) == list(replay(answer).fragments)
        assert {one["item"] for one in held(extract).shown} == {
            "road_transport_violation",
            "road_transport_qualification",
        }
        assert held(extract).content["reasons"] == ["found_usable"]

    def test_is_what_the_person_saw_first(self, who):
        seen = digest(seen_by(WHO))
        make_statement(the_record(who).record.ref, "已经缴清。", lawbook=lawbook(), by=who, at=AT)
        with pytest.raises(Refusal) as refused:
            made(seen=seen)
        assert refused.value.reason is Reason.EXTRACT_CHANGED
        assert Extract.objects.count() == 0

    def test_of_nothing_is_the_sentence_of_an_inquiry(self):
        filled.nothing_new()
        extract = made(filled.person("空白", 77))
        one = held(extract, identity=filled.person("空白", 77))
        assert one.shown == ()
        assert one.content["reasons"] == ["nothing_usable"]

    def test_that_could_not_be_told_is_not_made(self, who):
        late = AT + 60 * DAY
        with pytest.raises(Refusal) as refused:
            made(at=late)
        assert refused.value.reason is Reason.EXTRACT_NOT_NOW

    @pytest.mark.parametrize(
        ("purpose", "unit", "reason"),
        [
            ("none_such", "transport", Reason.PURPOSE_MISSING),
            ("own_file", "credit_centre", Reason.EXTRACT_NOT_FOR_UNIT),
            (ROAD, "education", Reason.EXTRACT_NOT_FOR_UNIT),
            (ROAD, "pbc", Reason.EXTRACT_NOT_FOR_UNIT),
            (ROAD, "某某公司", Reason.EXTRACT_NOT_FOR_UNIT),
        ],
    )
    def test_goes_to_a_unit_that_may_ask_for_it_alone(self, who, purpose, unit, reason):
        with pytest.raises(Refusal) as refused:
            make_extract(
                purpose=purpose,
                unit=unit,
                seen=digest(seen_by(WHO)),
                lawbook=lawbook(),
                feeds=feeds(),
                by=WHO,
                at=AT,
            )
        assert refused.value.reason is reason

    @proves("D5", "R21")
    def test_under_law_that_nobody_signed_is_not_made_and_what_was_made_is_checked(self, who, settings):
        extract = made()
        settings.LAW_MUST_BE_SIGNED = True
        with pytest.raises(Refusal) as refused:
            made(at=AT + HOUR)
        assert refused.value.reason is Reason.LAW_NOT_ADOPTED
        assert checked(extract, AT + HOUR) is State.GENUINE


@proves("D5")
class TestCheck:
    def test_tells_genuine_for_seven_days_and_not_a_second_longer(self, who):
        extract = made()
        assert extract.until == OVER
        assert checked(extract) is State.GENUINE
        assert checked(extract, OVER - timedelta(seconds=1)) is State.GENUINE
        assert checked(extract, OVER) is State.EXPIRED
        assert checked(extract, OVER + 900 * DAY) is State.EXPIRED

    def test_tells_superseded_once_a_record_in_it_changed(self, who):
        extract = made()
        again = filled.penalty(WHO, proof=filled.enclosed(date(2026, 9, 18)), amount_fen=50_000)
        filled.submit([again], at=AT + HOUR)
        assert checked(extract, AT + 2 * HOUR) is State.SUPERSEDED
        assert checked(extract, OVER) is State.EXPIRED

    def test_tells_superseded_while_one_is_objected_to_and_to_whoever_was_told_so_ever_after(self, who):
        extract = made()
        case = lodge(
            the_record(who).record.ref,
            ground=Ground.WRONG_FACT,
            words="错了。",
            lawbook=lawbook(),
            by=who,
            at=AT + HOUR,
        )
        assert checked(extract, AT + 2 * HOUR) is State.SUPERSEDED
        withdraw(case.ref, lawbook=lawbook(), by=who, at=AT + 3 * HOUR)
        assert checked(extract, AT + 4 * HOUR) is State.SUPERSEDED

    def test_tells_genuine_after_what_nobody_asked_about_is_over(self, who):
        extract = made()
        record = the_record(who).record.ref
        case = lodge(record, ground=Ground.WRONG_FACT, words="错了。", lawbook=lawbook(), by=who, at=AT + HOUR)
        withdraw(case.ref, lawbook=lawbook(), by=who, at=AT + 3 * HOUR)
        assert checked(extract, AT + 4 * HOUR) is State.GENUINE

    def test_tells_superseded_once_the_person_said_something(self, who):
        extract = made()
        make_statement(the_record(who).record.ref, "已经缴清。", lawbook=lawbook(), by=who, at=AT + HOUR)
        assert checked(extract, AT + 2 * HOUR) is State.SUPERSEDED

    def test_tells_superseded_at_the_instant_at_which_a_record_in_it_ends(self):
        filled.submit([filled.licence(WHO, ends_on=date(2025, 11, 26))], feed=filled.LICENCES, at=AT - 3 * DAY)
        filled.nothing_new(at=AT)
        who = people.indexes(WHO)
        end = the_record(who, "road_transport_qualification").until
        assert end > AT
        extract = made(at=end - HOUR)
        assert checked(extract, end - timedelta(seconds=1)) is State.GENUINE
        assert checked(extract, end) is State.SUPERSEDED

    def test_tells_nothing_of_what_comes_new(self, who):
        """A paper is no way to keep an eye on somebody."""
        extract = made()
        nothing = made(filled.person("空白", 77))
        more = [filled.penalty(one, "黑交罚〔2026〕0777号") for one in (WHO, filled.person("空白", 77))]
        proved = [filled.enclosed(date(2026, 9, 18))] * 2
        filled.submit(
            [
                filled.penalty(one.identity, one.decision_no, proof=proof)
                for one, proof in zip(more, proved, strict=True)
            ],
            at=AT + HOUR,
        )
        at = AT + 3 * DAY
        assert checked(extract, at) is State.GENUINE
        found = selectors.list_for_person(people.indexes(filled.person("空白", 77)), lawbook=lawbook(), at=at)
        assert [one.extract.ref for one in found] == [nothing.ref]
        assert found[0].state is State.GENUINE

    def test_tells_superseded_of_an_earlier_one_for_the_same(self, who):
        first, other = made(), made(unit="transport_sunwu")
        second = made(at=AT + HOUR)
        assert checked(first, AT + HOUR) is State.SUPERSEDED
        assert checked(second, AT + HOUR) is State.GENUINE
        assert checked(other, AT + HOUR) is State.GENUINE

    @pytest.mark.parametrize(
        ("before", "after", "told"),
        [
            (None, KEEPER, State.GENUINE),
            (KEEPER, "emergency", State.GENUINE),
            (KEEPER, KEEPER, State.SUPERSEDED),
            (KEEPER, None, State.SUPERSEDED),
        ],
    )
    def test_is_ended_by_the_person_or_where_it_was_made_alone(self, who, before, after, told):
        at_window = {unit: filled.official(Role.CLERK, unit) for unit in (KEEPER, "emergency")}
        first = made(through=at_window.get(before))
        second = made(at=AT + HOUR, through=at_window.get(after))
        assert checked(first, AT + HOUR) is told
        assert checked(second, AT + HOUR) is State.GENUINE

    def test_of_an_unknown_code_reads_and_writes_the_same(self, who):
        """The same statements in the same order, whatever the code says."""
        extracts = [made(at=AT - 9 * DAY), made(), made(unit="transport_sunwu")]
        codes = [code(one) for one in extracts]
        # From now on the second and the third are superseded.
        make_statement(the_record(who).record.ref, "已经缴清。", lawbook=lawbook(), by=who, at=AT + HOUR)
        fresh = made(at=AT + HOUR, unit="transport_beian")
        told, asked = [], []
        for one in [*codes, code(fresh), "222222222222", "ZZZZZZZZZZZZ", ""]:
            with CaptureQueriesContext(connection) as caught:
                told.append(check_extract(one, lawbook=lawbook(), at=AT + 2 * HOUR))
            asked.append([_kind(query["sql"]) for query in caught])
        assert told == [State.EXPIRED, State.SUPERSEDED, State.SUPERSEDED, State.GENUINE, None, None, None]
        assert all(one == asked[0] for one in asked)

    def test_leaves_an_entry_that_the_person_reads(self, who):
        extract = made()
        checked(extract)
        check_extract("222222222222", lawbook=lawbook(), at=AT)
        assert [(one.state, one.at) for one in held(extract).checks] == [("genuine", AT)]
        assert ExtractCheck.objects.filter(extract=None, state="unknown").count() == 1
        seal(at=AT, force_checkpoint=True)
        assert verify().findings == ()


def _kind(sql: str) -> str:
    """A statement without its values: savepoints have names of their own."""
    words = sql.split()
    return " ".join(words[:1] if words[0] in {"SAVEPOINT", "RELEASE"} else [words[0], *_tables(sql)])


def _tables(sql: str) -> list[str]:
    return re.findall(r'(?:FROM|INTO|JOIN)\s+"?(\w+)"?', sql)


@proves("D5")
class TestKept:
    def test_holds_no_code_and_no_words_in_the_clear(self, who):
        extract = made()
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM extracts_extract")
            row = cursor.fetchall()
            cursor.execute("SELECT * FROM extracts_extractrecord")
            row += cursor.fetchall()
        plain = b"".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for one in row for v in one)
        for secret in (code(extract), WHO.name, WHO.number, "黑交罚〔2026〕0417号"):
            assert secret.encode() not in plain

    def test_another_person_does_not_find_it(self, who):
        extract = made()
        other = people.indexes(filled.person("别人", 78))
        assert selectors.get_for_person(other, extract.ref, lawbook=lawbook(), at=AT) is None

    def test_a_record_that_was_taken_out_of_it_is_found(self, who):
        extract = made()
        seal(at=AT, force_checkpoint=True)
        assert verify().findings == ()
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("ALTER TABLE extracts_extractrecord DISABLE TRIGGER USER")
            else:
                cursor.execute("DROP TRIGGER extracts_extractrecord_no_delete")
            cursor.execute("DELETE FROM extracts_extractrecord WHERE place = 0")
        assert any("摘录里的记录少了" in finding.sentence for finding in verify().findings), extract.ref


class TestAtAWindow:
    def test_the_person_gets_a_letter(self, who):
        extract = made(through=filled.official(Role.CLERK, KEEPER))
        letter = notices.list_for_person(who.number, who.name).first()
        assert letter.template == "extract_made"
        said = str(letters.render(letter, lawbook=lawbook()))
        assert extract.ref in said
        assert "莫晓岚" in said
        assert "2026年12月1日" in said
        assert code(extract) not in said

    @proves("C4")
    def test_no_unit_makes_one_for_itself(self, who):
        """Whoever may ask has a question for that, and its code would show for a week how the record goes on."""
        with pytest.raises(Refusal) as refused:
            made(through=filled.official(Role.CLERK))
        assert refused.value.reason is Reason.EXTRACT_FOR_ONESELF
        assert not Extract.objects.exists()

    def test_of_ones_own_there_is_none(self, who):
        before = notices.list_for_person(who.number, who.name).count()
        made()
        assert notices.list_for_person(who.number, who.name).count() == before

    def test_nobody_without_that_act_makes_one(self, who):
        with pytest.raises(Refusal) as refused:
            made(through=filled.official(Role.AUDITOR, "credit_office"))
        assert refused.value.reason is Reason.ROLE_MAY_NOT


class TestCode:
    @pytest.mark.parametrize(
        "text", ["7K2M-PQ9R-WX4T", "7k2mpq9rwx4t", " 7K2M PQ9R WX4T ", "７Ｋ２Ｍ－ＰＱ９Ｒ－ＷＸ４Ｔ", "7K2M—PQ9R—WX4T"]
    )
    def test_is_taken_as_people_type_it(self, text):
        assert typed(text) == "7K2MPQ9RWX4T"

    @pytest.mark.parametrize("text", ["", "7K2M", "7K2M-PQ9R-WX4T-7K2M", "核对编号", "𠮷" * 12])
    def test_that_cannot_be_one_is_none(self, text):
        assert typed(text) == ""

    def test_is_printed_in_groups(self):
        assert printed(code_of("7K2MPQ9RWX4TABCDEFGH")) == "7K2M-PQ9R-WX4T"


class TestState:
    def test_expired_comes_before_everything(self):
        for shown, newest, was in product([True, False], repeat=3):
            found = {"is_as_shown": shown, "is_newest": newest, "was_superseded": was, "at": AT}
            assert state(until=AT, **found) is State.EXPIRED
            told = state(until=AT + DAY, **found)
            assert told is (State.GENUINE if shown and newest and not was else State.SUPERSEDED)


def test_what_is_kept_is_plain_json(who):
    assert json.dumps(held(made()).content)
