"""The person's own pages: what they say, and what they show to nobody else."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from chengxin.apps import letters as all_letters
from chengxin.apps.destruction.letters import ALL as ABOUT_DESTRUCTION
from chengxin.apps.inquiries.letters import ALL as ABOUT_A_LOOK
from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.looks.letters import ALL as ABOUT_LOOKS
from chengxin.apps.mandates.letters import ALL as ABOUT_MANDATES
from chengxin.apps.matters.actions.note_overdue import note_overdue
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.models import Letter, Reading
from chengxin.apps.objections.letters import ABOUT_A_CASE, ABOUT_A_STEP
from chengxin.apps.people import selectors as people
from chengxin.apps.promises.letters import ALL as ABOUT_PAPERS
from chengxin.apps.records import letters as record_letters
from chengxin.apps.records.actions.settle_row import Finding, resolve_shared_number, settle_row
from chengxin.apps.repairs.letters import ALL as ABOUT_REPAIR
from chengxin.apps.restraints.actions.close_matter import close_matter
from chengxin.apps.restraints.letters import ALL as ABOUT_RESTRAINTS
from chengxin.apps.sign_ins.letters import ALL as ABOUT_SIGN_INS
from chengxin.apps.submissions.selectors import next_held_row
from chengxin.core.calendar import day_of
from chengxin.core.facts import Identity, RowState
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason
from chengxin.core.records import Standing
from chengxin.core.words import day_zh, moment_zh
from chengxin.web.law import lawbook
from tests.proves import proves
from tests.web import filled
from tests.web.filled import AT, ask, licence, matter, nothing_new, penalty, person, sign_in, submit

pytestmark = pytest.mark.django_db
LONG = "尼古拉·彼得罗维奇·莫尔恰诺夫"


class Clock:
    """The clock of the screens, set by the test."""

    at = AT


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    hand = Clock()
    monkeypatch.setattr("chengxin.clock.now", lambda: hand.at)
    return hand


@pytest.fixture
def me() -> Identity:
    return person("王䶮")


@pytest.fixture
def mine(client: Client, me: Identity, clock: Clock) -> Client:
    sign_in(client, me)
    return client


def text(client: Client, url: str, status: int = 200) -> str:
    """The words of a page, without markup."""
    response = client.get(url)
    assert response.status_code == status
    return words(response.content)


def words(content: bytes) -> str:
    main = re.search(r"<main.*</main>", content.decode(), re.DOTALL)
    assert main is not None
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", main.group()))


def letters_of(who: Identity) -> list[Letter]:
    indexes = people.indexes(who)
    return list(notices.list_for_person(indexes.number, indexes.name))


def open_all(client: Client, who: Identity) -> None:
    for letter in letters_of(who):
        client.post(f"/me/letters/{letter.ref}/open/")


def only_record_page(client: Client) -> str:
    urls = set(re.findall(r'href="(/me/records/[\w-]+/)"', client.get("/me/records/").content.decode()))
    assert len(urls) == 1
    return urls.pop()


class TestRecords:
    def test_says_what_it_means_that_nothing_is_held(self, mine: Client) -> None:
        page = text(mine, "/me/records/")
        assert "王䶮，您好" in page
        assert "现在没有关于您的记录" in page
        assert "没有记录不代表好，也不代表不好" in page
        assert "未查得可用于本用途的记录" in page

    def test_tells_of_each_record_what_who_why_and_until_when(self, mine: Client, me: Identity) -> None:
        submit([penalty(me)])
        submit([licence(me)], feed=filled.LICENCES)
        page = text(mine, "/me/records/")
        item = lawbook().item("road_transport_violation")
        assert "现有2条关于您的记录" in page
        assert f"决定{lawbook().unit('transport').name}，2026年9月16日" in page
        assert "到期2029年8月19日，自动停止" in page
        assert "内容罚款2,000元" in page
        assert "最早修复2026年12月17日起" in page
        assert f"依据{item.bases[0].cite()}" in page
        assert lawbook().standing_text(Standing.AWAITING_NOTICE)[0] in page
        assert "谁看过没有人看到过这一条" in page
        assert "2封信您还没有打开" in page

    def test_leads_from_each_card_to_an_objection_while_it_has_not_ended(self, mine, me, clock) -> None:
        submit([penalty(me)])
        url = only_record_page(mine)
        assert f'href="{url}object/">觉得不对<' in mine.get("/me/records/").content.decode()
        clock.at = datetime.fromisoformat("2029-08-20T00:00:00+08:00")
        assert "觉得不对<" not in mine.get("/me/records/").content.decode()

    def test_keeps_what_has_ended_apart_and_seen_by_nobody_else(self, mine: Client, me: Identity, clock: Clock) -> None:
        submit([penalty(me)])
        clock.at = datetime.fromisoformat("2029-08-20T00:00:00+08:00")
        page = text(mine, "/me/records/")
        assert "现在没有关于您的记录" in page
        assert "2029年8月19日，已经到期停止" in page
        assert "谁能看只有您自己" in page

    def test_ends_a_withdrawn_record_at_once(self, mine: Client, me: Identity) -> None:
        submit([penalty(me)], at=AT - timedelta(days=2))
        submit([penalty(me, state=RowState.WITHDRAWN)])
        page = text(mine, "/me/records/")
        assert "来源单位撤销，已经停止" in page
        assert "来源单位撤销了这条记录" in text(mine, only_record_page(mine))

    def test_shows_nothing_of_a_file_that_is_not_complete(self, mine: Client, me: Identity) -> None:
        submit([penalty(me)], close=False)
        assert "现在没有关于您的记录" in text(mine, "/me/records/")
        assert "还没有写给您的信" in text(mine, "/me/letters/")

    def test_keeps_a_newer_version_out_of_the_story_until_its_file_is_complete(
        self, mine: Client, me: Identity
    ) -> None:
        submit([penalty(me)], at=AT - timedelta(days=2))
        submit([penalty(me, amount_fen=300_000)], close=False)
        page = text(mine, only_record_page(mine))
        assert "来源单位改了内容" not in page
        assert "3,000元" not in page

    def test_asks_to_sign_in_first(self, client: Client) -> None:
        response = client.get("/me/records/")
        assert response.status_code == 302
        assert response["Location"] == "/me/sign-in/"

    def test_lets_no_official_in(self, client: Client) -> None:
        client.force_login(filled.official(Role.AUDITOR, "credit_centre"))
        assert client.get("/me/records/").status_code == 403

    def test_writes_rare_and_long_names_whole(self, client: Client, clock: Clock) -> None:
        for serial, name in enumerate(("𠮷田", "㐱", LONG), start=20):
            who = person(name, serial)
            sign_in(client, who)
            assert f"{name}，您好" in text(client, "/me/records/")


class TestRecord:
    def test_stands_on_its_law_and_says_who_may_see_it_now(self, mine: Client, me: Identity) -> None:
        submit([penalty(me)])
        page = text(mine, only_record_page(mine))
        book = lawbook()
        assert book.item("road_transport_violation").meaning in page
        assert "黑交罚〔2026〕0417号" in page
        assert f"现在：{book.standing_text(Standing.AWAITING_NOTICE)[1]}" in page
        assert f"为“{book.purposes['road_transport_licence'].name}”这一件事" in page
        assert "从违法行为结束（2026年8月19日）起36个月" in page

    def test_traces_it_to_the_row_it_came_in(self, mine: Client, me: Identity) -> None:
        submit([penalty(person("别人", 9), "黑交罚〔2026〕0001号"), penalty(me)])
        page = text(mine, only_record_page(mine))
        assert f"出自{lawbook().unit('transport').name}2026年11月24日09:00交来的文件，工作表“处罚”第3行" in page

    @proves("B9")
    def test_names_the_file_the_row_the_sender_the_time_and_the_hash(
        self, mine: Client, me: Identity, clock: Clock
    ) -> None:
        first = submit([penalty(person("别人", 9), "黑交罚〔2026〕0001号"), penalty(me)], at=AT - timedelta(days=2))
        second = submit([penalty(me, amount_fen=300_000)])
        page = text(mine, only_record_page(mine))
        origins = page[page.index("出处：") :]
        for submission, place in ((first, "工作表“处罚”第3行"), (second, "工作表“处罚”第2行")):
            found = origins[max(0, origins.index(submission.ref) - 160) : origins.index(submission.sha256) + 64]
            assert place in found
            assert f"{lawbook().unit('transport').name}，法制科，葛德鸿" in found
            assert moment_zh(submission.at) in found

    @proves("B13")
    def test_says_how_many_days_after_the_decision_it_came(self, mine: Client, me: Identity) -> None:
        submit([penalty(me)])
        page = text(mine, only_record_page(mine))
        assert (day_of(AT) - penalty(me).decided_on).days == 69
        assert page.count("这是作出决定后的第69天") == 1

    @proves("B13")
    def test_says_it_of_the_file_that_brought_it_alone(self, mine: Client, me: Identity) -> None:
        submit([penalty(me, decided_on=day_of(AT) - timedelta(days=2))], at=AT - timedelta(days=2))
        submit([penalty(me, decided_on=day_of(AT) - timedelta(days=2), amount_fen=300_000)])
        page = text(mine, only_record_page(mine))
        assert page.count("这是作出决定的当天") == 1
        assert "作出决定后的第" not in page

    def test_tells_the_story_from_the_conduct_to_the_end(self, mine: Client, me: Identity) -> None:
        submit([penalty(me)])
        page = text(mine, only_record_page(mine))
        told = [
            "事情结束的日子",
            "作出决定",
            "平台收到这条记录",
            "平台给您写了信",
            "今天11月24日",
            "7天等待期开始",
            "可以申请信用修复",
            "到期，自动停止",
        ]
        story = page[page.index("来龙去脉") :]
        places = [story.index(moment) for moment in told]
        assert places == sorted(places)

    def test_waits_after_the_letter_was_opened_and_then_has_effect(
        self, mine: Client, me: Identity, clock: Clock
    ) -> None:
        submit([penalty(me)])
        open_all(mine, me)
        url = only_record_page(mine)
        page = text(mine, url)
        assert f"现在：{lawbook().standing_text(Standing.WAITING)[1]}" in page
        assert "您打开了这封信这就是已经告诉过您的证明" in page
        assert "2026年12月2日等待期满，开始可以被查询" in page
        clock.at = datetime.fromisoformat("2026-12-02T00:00:00+08:00")
        page = text(mine, url)
        assert f"现在：{lawbook().standing_text(Standing.IN_EFFECT)[1]}" in page
        assert page.index("等待期满") < page.index("今天12月2日")

    def test_gives_last_days_of_the_remedies_only_where_the_day_of_service_is_known(
        self, mine: Client, me: Identity
    ) -> None:
        submit([penalty(me)])
        page = text(mine, only_record_page(mine))
        assert "从收到决定书那天算起60日内" in page
        assert "申请信用修复：2026年12月17日起" in page

    def test_says_that_reading_proved_nothing_where_service_already_had(self, mine: Client, me: Identity) -> None:
        submit([penalty(me, proof=filled.enclosed(date(2026, 9, 18)))])
        open_all(mine, me)
        page = text(mine, only_record_page(mine))
        assert "您打开了这封信" in page
        assert "这就是已经告诉过您的证明" not in page

    def test_says_which_remedy_is_over(self, mine: Client, me: Identity) -> None:
        submit([penalty(me, proof=filled.enclosed(date(2026, 9, 18)))])
        page = text(mine, only_record_page(mine))
        assert "2026年9月18日决定书和告知书送达您" in page
        assert "申请行政复议（黑交罚〔2026〕0417号）：2026年11月17日已经到期" in page
        assert "向法院起诉对黑交罚〔2026〕0417号，向人民法院提出；最迟2027年3月18日" in page

    def test_is_nobody_elses(self, mine: Client, me: Identity, client: Client) -> None:
        submit([penalty(me)])
        url = only_record_page(mine)
        sign_in(client, person("赵四", 2))
        assert client.get(url).status_code == 404

    def test_links_every_look_at_it(self, mine: Client, me: Identity, clock: Clock) -> None:
        submit([penalty(me, proof=filled.enclosed(date(2026, 11, 2)))], at=AT - timedelta(days=5))
        nothing_new()
        given = ask(matter(me), me)
        assert given.answer is not None
        page = mine.get(only_record_page(mine)).content.decode()
        assert f'href="/me/looks/{given.answer.ref}/"' in page
        assert "黑河市交通运输局查过一次" in page


class TestLetters:
    def test_shows_only_the_title_of_a_letter_that_is_not_open(self, mine: Client, me: Identity) -> None:
        submit([penalty(me)])
        page = text(mine, "/me/letters/")
        assert "有1封信您还没有打开" in page
        assert "打开一封信，就是已经告诉过您的证明" in page
        assert "黑交罚" not in page
        [letter] = letters_of(me)
        response = mine.get(f"/me/letters/{letter.ref}/")
        assert response.status_code == 302
        assert response["Location"] == "/me/letters/"
        assert not Reading.objects.exists()

    @proves("G15")
    def test_opens_by_post_and_notes_it(self, mine: Client, me: Identity) -> None:
        submit([penalty(me)])
        [letter] = letters_of(me)
        response = mine.post(f"/me/letters/{letter.ref}/open/")
        assert response.status_code == 303
        assert response["Location"] == f"/me/letters/{letter.ref}/"
        page = text(mine, f"/me/letters/{letter.ref}/")
        assert Reading.objects.count() == 1
        for said in (
            "王䶮：",
            "黑交罚〔2026〕0417号",
            "罚款2,000元",
            "2029年8月19日",
            "2026年12月17日",
            "您2026年11月24日打开",
        ):
            assert said in page
        until = "等待期7天，从打开的第二天数起，到2026年12月1日为止，在那以前这条记录没有任何作用"
        assert until in page
        record = text(mine, only_record_page(mine))
        assert "等待期从您知道的第二天数起，一共7天，到2026年12月1日为止，没有任何作用" in record
        assert "从您知道的第二天数起，一共7天，到2026年12月1日为止" in text(mine, "/me/records/")
        listed = text(mine, "/me/letters/")
        assert "打开过的" in listed
        assert "黑交罚〔2026〕0417号。2026年11月24日写给您，2026年11月24日打开" in listed

    def test_says_no_end_of_a_waiting_period_that_its_opening_did_not_begin(self, mine: Client, me: Identity) -> None:
        submit([penalty(me, proof=filled.enclosed(date(2026, 11, 20)))])
        open_all(mine, me)
        page = text(mine, f"/me/letters/{letters_of(me)[0].ref}/")
        assert "您2026年11月24日打开了这封信" in page
        assert "从打开的第二天数起" not in page

    def test_reads_the_same_after_it_was_opened_and_more_happened(
        self, mine: Client, me: Identity, clock: Clock
    ) -> None:
        submit([penalty(me)])
        [letter] = letters_of(me)
        before = record_letters.letter_values(letter, lawbook=lawbook())
        open_all(mine, me)
        clock.at = AT + timedelta(days=30)
        assert record_letters.letter_values(letters_of(me)[0], lawbook=lawbook()) == before

    def test_is_nobody_elses_to_open(self, mine: Client, me: Identity) -> None:
        submit([penalty(me)])
        [letter] = letters_of(me)
        sign_in(mine, person("赵四", 2))
        response = mine.post(f"/me/letters/{letter.ref}/open/")
        assert response.status_code == 404
        assert lawbook().reason_text(Reason.LETTER_NOT_YOURS)[0] in words(response.content)
        assert not Reading.objects.exists()
        assert mine.get(f"/me/letters/{letter.ref}/").status_code == 404

    def test_is_never_opened_by_a_link(self, mine: Client, me: Identity) -> None:
        submit([penalty(me)])
        [letter] = letters_of(me)
        assert mine.get(f"/me/letters/{letter.ref}/open/").status_code == 405
        assert not Reading.objects.exists()

    def test_says_that_there_are_none(self, mine: Client) -> None:
        assert "还没有写给您的信" in text(mine, "/me/letters/")


ABOUT_THE_WINDOW = {"consent_noted", "statement_noted"}


class TestEveryLetter:
    """Each text of the lawbook can be filled for what it is used for, and says what it must."""

    def test_renders_in_each_template(self, mine: Client, me: Identity) -> None:
        book = lawbook()
        submit([penalty(me), penalty(me, "黑税稽罚〔2026〕1号", item=_unconfirmed())], at=AT - timedelta(days=60))
        submit([licence(me)], feed=filled.LICENCES, at=AT - timedelta(days=60))
        submit([penalty(me, "黑文明〔2026〕1号", item="civic_honour", conduct_end_on=None, penalty_classes=(), amount_fen=None)],
               feed=filled.HONOURS, at=AT - timedelta(days=60))  # fmt: skip
        submit([penalty(me, amount_fen=100_000)], at=AT - timedelta(days=50))
        submit([penalty(me, amount_fen=100_000, state=RowState.WITHDRAWN)], at=AT - timedelta(days=40))
        matter(me, at=AT - timedelta(days=40))
        note_overdue(lawbook=book, at=AT)
        submit([penalty(person("王龙"), "黑交罚〔2026〕0900号")])
        held = next_held_row()
        assert held is not None
        officer = filled.official(Role.CASE_OFFICER, "credit_centre", name="孟·乌娜坚", seat="经办")
        settle_row(held, finding=Finding.NUMBER_IS_SHARED, reason="公安机关来函。", lawbook=book, by=officer, at=AT)
        resolve_shared_number(
            bytes(held.number_index), reason="公安机关已经更正。", lawbook=book, by=officer, at=AT + timedelta(days=1)
        )
        letters = letters_of(me)
        # tests/apps/test_looks.py, test_look_told.py, test_promises.py, test_restraints.py, tests/web/test_mandates.py,
        # test_sign_in_codes.py
        about_rights = ABOUT_LOOKS | ABOUT_A_LOOK | ABOUT_MANDATES | ABOUT_PAPERS | ABOUT_RESTRAINTS | ABOUT_SIGN_INS
        # tests/attacks/test_quiet_ways.py renders those about what was written down at a window.
        about_cases = ABOUT_A_CASE | ABOUT_A_STEP  # tests/apps/test_objections.py
        assert {letter.template for letter in letters} == set(
            book.letters
        ) - about_cases - ABOUT_REPAIR - about_rights - ABOUT_DESTRUCTION - {
            "record_basis_ended",
            "extract_made",
        } - ABOUT_THE_WINDOW
        for letter in letters:
            rendered = all_letters.render(letter, lawbook=book)
            assert rendered is not None
            assert rendered.title
            assert rendered.intro
            assert rendered.sections
        open_all(mine, me)
        for letter in letters:
            page = text(mine, f"/me/letters/{letter.ref}/")
            assert "{" not in page
            assert "None" not in page

    @proves("G15")
    @pytest.mark.parametrize("template", ["registered_adverse", "record_changed"])
    def test_of_an_adverse_record_says_all_that_the_person_must_know(self, me: Identity, template: str) -> None:
        book = lawbook()
        submit([penalty(me, amount_fen=100_000)], at=AT - timedelta(days=5))
        submit([penalty(me, proof=filled.enclosed(date(2026, 11, 2)))])
        letter = next(letter for letter in letters_of(me) if letter.template == template)
        rendered = all_letters.render(letter, lawbook=book)
        assert rendered is not None
        said = "".join(
            [*rendered.intro, *(s for section in rendered.sections for s in section.paragraphs)]
            + [value for section in rendered.sections for _, value in section.facts]
        )
        item = book.item("road_transport_violation")
        for value in (
            item.name,
            item.meaning,
            item.bases[0].cite(),
            book.unit("transport").name,
            "黑交罚〔2026〕0417号",
            "2029年8月19日",
            "2026年12月17日",
        ):
            assert value in said

    def test_tells_how_to_count_a_remedy_where_the_day_of_service_is_unknown(self, me: Identity) -> None:
        submit([penalty(me)])
        rendered = all_letters.render(letters_of(me)[0], lawbook=lawbook())
        assert rendered is not None
        said = "".join(sentence for section in rendered.sections for sentence in section.paragraphs)
        assert "从收到决定书那天算起满60日以前可以申请行政复议" in said

    def test_counts_the_last_days_from_the_day_of_service(self, me: Identity) -> None:
        submit([penalty(me, proof=filled.enclosed(date(2026, 11, 2)))])
        values = record_letters.letter_values(letters_of(me)[0], lawbook=lawbook())
        assert values is not None
        days = lawbook().working_days
        assert values["served"] == "2026年11月2日"
        assert values["reconsider_until"] == day_zh(days.days_later(date(2026, 11, 2), 60).last_day)
        assert values["litigate_until"] == day_zh(days.months_later(date(2026, 11, 2), 6).last_day)


class TestLooks:
    def test_says_that_nobody_looked(self, mine: Client) -> None:
        assert "还没有人看过您的记录" in text(mine, "/me/looks/")

    @proves("G4")
    def test_shows_a_look_to_someone_of_whom_nothing_is_held(self, mine: Client, me: Identity) -> None:
        nothing_new()
        ask(matter(me), me)
        page = text(mine, "/me/looks/")
        book = lawbook()
        purpose = book.purposes["road_transport_licence"]
        assert "2026年11月" in page
        assert f"{book.unit('transport').name}·3号窗口" in page
        assert "莫晓岚，窗口办事员" in page
        assert f"{purpose.services[0]}，编号黑政服〔2026〕11820" in page
        assert purpose.name in page
        assert purpose.bases[0].cite() in page
        assert "没有记录，只有一句话：“未查得可用于本用途的记录”" in page

    @proves("G4")
    def test_shows_which_items_were_shown_and_the_same_page_the_asker_had(self, mine: Client, me: Identity) -> None:
        submit([penalty(me, proof=filled.enclosed(date(2026, 11, 2)))], at=AT - timedelta(days=5))
        submit([licence(me)], feed=filled.LICENCES, at=AT - timedelta(days=5))
        nothing_new()
        of = matter(me)
        given = ask(of, me)
        ask(of, me, at=AT + timedelta(seconds=0))
        page = text(mine, "/me/looks/")
        book = lawbook()
        assert f"{book.item('road_transport_violation').name}1条" in page
        assert f"{book.item('road_transport_qualification').name}1条" in page
        assert "又看了一次" in page
        assert given.answer is not None
        same = text(mine, f"/me/looks/{given.answer.ref}/")
        assert "查得2条可用于本用途的记录" in same  # the words that stood on the screen of the window
        assert "请您自己依法判断，不要只凭这一条作决定" in same
        for said in ("黑交罚〔2026〕0417号", "罚款2,000元", "黑交许〔2024〕0033号", "2029年8月19日", given.answer.ref):
            assert said in same

    @proves("G4")
    def test_shows_a_refused_try_with_its_reasons(self, mine: Client, me: Identity) -> None:
        of = matter(me)
        given = ask(of, me, purpose="no_such_purpose")
        assert given.answer is None
        page = text(mine, "/me/looks/")
        assert "不予答复，什么也没看到" in page
        assert "1次被拒绝" in page
        assert lawbook().reason_text(Reason.PURPOSE_MISSING)[0] in page

    @proves("G4")
    def test_shows_a_try_without_any_matter(self, mine: Client, me: Identity) -> None:
        ask(None, me)
        assert "没有先登记事项" in text(mine, "/me/looks/")

    def test_shows_the_reason_of_a_second_matter(self, mine: Client, me: Identity) -> None:
        nothing_new()
        matter(me, at=AT - timedelta(days=3))
        ask(matter(me, request_no="黑政服〔2026〕11999", reason="第一次的材料退回重办。"), me)
        assert "第一次的材料退回重办" in text(mine, "/me/looks/")

    def test_shows_how_the_matter_ended(self, mine: Client, me: Identity) -> None:
        nothing_new()
        of = matter(me)
        ask(of, me)
        assert "这件事还没有办结" in text(mine, "/me/looks/")
        close_matter(of, outcome="granted", lawbook=lawbook(), by=filled.official(Role.CLERK), at=AT)
        assert "2026年11月24日办结：准予" in text(mine, "/me/looks/")

    def test_shows_that_nothing_could_be_told(self, mine: Client, me: Identity) -> None:
        given = ask(matter(me), me)
        assert given.reasons == (Reason.SOURCE_NOT_SEARCHED,)
        page = text(mine, "/me/looks/")
        assert "无法判断，什么也没看到" in page
        assert lawbook().reason_text(Reason.SOURCE_NOT_SEARCHED)[0] in page

    def test_is_there_at_once(self, mine: Client, me: Identity) -> None:
        nothing_new()
        ask(matter(me), me)
        assert AccessEntry.objects.count() == 1
        assert "一共1次" in text(mine, "/me/looks/")

    def test_shows_nobody_elses_answer(self, mine: Client, me: Identity) -> None:
        nothing_new()
        other = person("赵四", 2)
        given = ask(matter(other), other)
        assert given.answer is not None
        assert mine.get(f"/me/looks/{given.answer.ref}/").status_code == 404
        assert "还没有人看过您的记录" in text(mine, "/me/looks/")


class TestSignIn:
    def test_leads_to_the_labelled_picker_in_the_demo(self, client: Client) -> None:
        response = client.get("/me/sign-in/")
        assert response.status_code == 302
        assert response["Location"] == "/demo/sign-in/"

    def test_says_where_to_go_when_no_provider_is_connected(self, client: Client, settings: object) -> None:
        settings.IS_DEMO = False  # type: ignore[attr-defined]
        assert client.get("/me/sign-in/")["Location"] == "/sign-in/"
        page = text(client, "/sign-in/")
        assert "带上身份证" in page
        assert "不收费" in page


def _unconfirmed() -> str:
    return next(item.slug for item in lawbook().items.values() if item.is_adverse and item.is_unconfirmed)
