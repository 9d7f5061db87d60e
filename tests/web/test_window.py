"""The window: a matter first, one question, an answer to print, and every look in the person's log."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.matters.models import Ending, Matter
from chengxin.apps.notices.models import Letter
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.people.selectors import indexes
from chengxin.apps.records.actions.read_letter import read_letter
from chengxin.apps.records.models import Record
from chengxin.core.calendar import day_of
from chengxin.core.objections import Ground
from chengxin.core.permissions import Role
from chengxin.lawbook import load
from chengxin.web.endings import ENDINGS
from chengxin.web.window.forms import CloseForm
from tests.proves import proves
from tests.web.world import (
    OTHER,
    PERSON,
    Clock,
    all_fresh,
    official,
    penalties_csv,
    penalty,
    send,
    signed_in,
    text_of,
)

pytestmark = pytest.mark.django_db
PURPOSE = "road_transport_licence"
NOTHING = "未查得可用于本用途的记录"
NOTICE = {
    "outcome": "not_granted",
    "decider": "慕容知远",
    "seat": "审批科科长",
    "article": "《道路运输条例》第七十五条",
    "words": "材料没有交齐",
    "remedy": "黑河市人民政府",
}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def sender():
    return official("gedehong", Role.DATA_OFFICER, name="葛德鸿", seat="法制科")


@pytest.fixture
def clerk():
    return official("moxiaolan", Role.CLERK)


@pytest.fixture
def window(clerk) -> Client:
    return signed_in(clerk)


def service() -> str:
    return load().purposes[PURPOSE].services[0]


def typed(**more: str) -> dict[str, str]:
    return {
        "service": service(),
        "request_no": "黑政服〔2026〕11820",
        "name": PERSON.name,
        "number": PERSON.number,
        "is_present": "on",
        **more,
    }


def opened(window: Client, **more: str) -> str:
    response = window.post("/window/", typed(**more))
    assert response.status_code == 303, text_of(response)
    return response["Location"]


def asked(window: Client, matter: str):
    return window.post(f"{matter}ask/{PURPOSE}/")


def answered(window: Client, **more: str) -> str:
    response = asked(window, opened(window, **more))
    assert response.status_code == 303, text_of(response)
    return text_of(window.get(response["Location"]))


def looks(at, who=PERSON) -> list[str]:
    return [entry.outcome for entry in inquiries.list_for_person(indexes(who), at=at)]


class TestOpen:
    def test_offers_exactly_the_services_of_the_unit(self, window: Client, clock: Clock) -> None:
        page = window.get("/window/").content.decode()
        offered = {s for p in load().purposes.values() if "transport" in p.askers(day_of(clock.at)) for s in p.services}
        assert offered
        assert all(f'value="{one}"' in page for one in offered)
        assert page.count('name="service"') == len(offered)
        assert page.count("autofocus") == 1

    def test_leads_to_the_matter_with_the_number_masked(self, window: Client, clock: Clock) -> None:
        page = text_of(window.get(opened(window)))
        assert "黑政服〔2026〕11820" in page
        assert PERSON.number not in page
        assert f"{PERSON.number[:4]}****{PERSON.number[-4:]}" in page
        assert "只查" in page

    def test_the_masthead_names_the_clerk_never_the_applicant(self, window: Client, clock: Clock) -> None:
        matter = opened(window)
        for place in (matter, asked(window, matter)["Location"]):
            page = text_of(window.get(place))
            masthead = page[: page.index("退出")]
            assert "莫晓岚" in masthead
            assert PERSON.name not in masthead.partition("本人先知道")[2]

    def test_takes_a_number_with_spaces_and_wide_digits(self, window: Client, clock: Clock) -> None:
        wide = PERSON.number.translate({ord("0") + n: ord("０") + n for n in range(10)})
        opened(window, number=f" {wide[:6]} {wide[6:14]} {wide[14:]} ")
        assert bytes(Matter.objects.get().number_index) == indexes(PERSON).number

    @pytest.mark.parametrize(
        ("field", "value", "sentence"),
        [
            ("number", PERSON.number[:17] + ("1" if PERSON.number[17] != "1" else "2"), "最后一位校验不对"),
            ("number", "231102930417216", "15位的旧号码"),
            ("number", "23110218931341216X", "第7到14位不是真实的日期"),
            ("number", "12345", "身份证号应是18位"),
            ("number", "", "请输入身份证号"),
            ("name", "", "请输入姓名"),
            ("name", "王\u200b龙", "看不见的字符"),
            ("request_no", "  ", "请输入受理单上的事项编号"),
            ("is_present", "", "请先当面告知申请人"),
            ("service", "", "请选一件要办的事"),
            ("service", "别的事", "别的事"),
        ],
    )
    def test_says_at_the_field_what_to_mend(
        self, window: Client, clock: Clock, field: str, value: str, sentence: str
    ) -> None:
        response = window.post("/window/", typed(**{field: value}))
        assert response.status_code == 422
        page = text_of(response)
        assert sentence in page
        assert "有误需要修改：" in page
        assert "有1处要改，填过的都还在" in page
        assert response.content.decode().count("autofocus") == (field != "service")
        if field != "request_no":
            assert 'value="黑政服〔2026〕11820"' in response.content.decode()
        assert not Matter.objects.exists()

    def test_offers_the_reason_for_a_second_matter_from_the_start(self, window: Client, clock: Clock) -> None:
        page = text_of(window.get("/window/"))
        assert "为什么又登记一次" in page
        assert "90天内在本单位登记过这个人的才写" in page

    def test_leaves_the_question_to_whoever_means_it(self, window: Client, clock: Clock) -> None:
        """The return key that registered, pressed twice, looks at nobody."""
        page = window.get(opened(window)).content.decode()
        assert re.findall(r"<(\w+)[^>]* autofocus", page) == ["h1"]

    def test_shows_the_number_by_which_it_is_named_elsewhere(self, window: Client, clock: Clock) -> None:
        page = text_of(window.get(opened(window)))
        assert re.search(f"登记号\\s*{Matter.objects.get().ref}", page)

    def test_a_second_matter_asks_for_a_reason_that_the_person_sees(self, window: Client, clock: Clock) -> None:
        opened(window)
        response = window.post("/window/", typed(request_no="黑政服〔2026〕11821"))
        assert response.status_code == 422
        assert "90天内为同一个人又开了一件事" in text_of(response)
        assert 'id="id_reason_error"' in response.content.decode()
        page = text_of(window.get(opened(window, request_no="黑政服〔2026〕11821", reason="换证时补查")))
        assert "换证时补查" in page
        assert "本人看得到" in page

    @pytest.mark.parametrize(("unit", "has_window"), [("propaganda", False), ("credit_centre", True)])
    def test_a_unit_without_purposes_reads_why(self, clock: Clock, unit, has_window) -> None:
        page = signed_in(official("wuming", Role.CLERK, unit=unit)).get("/window/")
        assert "现在没有可以来问的事" in text_of(page)
        way = '<a class="govuk-button" role="button" draggable="false" href="/window/person/">'
        assert (way in page.content.decode()) is has_window
        assert ("请他到市公共信用中心" in text_of(page)) is not has_window

    def test_is_closed_to_other_roles(self, sender, clock: Clock) -> None:
        response = signed_in(sender).post("/window/", typed())
        assert response.status_code == 403
        assert not Matter.objects.exists()


class TestAnswer:
    @proves("R01")
    def test_nothing_before_proof_and_while_waiting_then_the_record(self, window: Client, sender, clock: Clock) -> None:
        send(sender, penalties_csv(penalty()), clock.forward(minutes=1))
        all_fresh(sender, clock.at)
        before = answered(window)
        assert NOTHING in before
        record, letter = Record.objects.get(), Letter.objects.get()
        read_letter(letter.ref, lawbook=load(), by=indexes(PERSON), at=clock.forward(minutes=1))
        waiting = answered(window, request_no="黑政服〔2026〕11821", reason="等待中再问")
        assert NOTHING in waiting
        all_fresh(sender, clock.forward(days=9))
        after = answered(window, request_no="黑政服〔2026〕11822", reason="等待期过了")
        assert "查得1条可用于本用途的记录" in after
        assert "黑市交罚〔2026〕391号" in after
        assert load().items[record.item].name in after
        assert "罚款2,000元" in after
        assert looks(clock.at) == ["answered"] * 3

    def test_reads_the_same_for_someone_unknown_and_someone_who_waits(
        self, window: Client, sender, clock: Clock
    ) -> None:
        send(sender, penalties_csv(penalty()), clock.at)
        all_fresh(sender, clock.forward(minutes=1))

        def body(page: str) -> str:
            return page[page.index("为什么这样答") : page.index("查询人")]

        assert body(answered(window)) == body(answered(window, name=OTHER.name, number=OTHER.number))

    def test_prints_who_asked_when_and_under_which_edition(self, window: Client, sender, clock: Clock) -> None:
        all_fresh(sender, clock.at)
        page = answered(window)
        assert "莫晓岚" in page
        assert "3号窗口" in page
        assert "2026年11月24日" in page
        assert f"{load().edition}版" in page
        assert load().digest[:4] in page
        assert "经办人签字" in page
        assert load().purposes[PURPOSE].bases[0].cite() in page
        assert "数据截至" in page

    def test_a_silent_source_is_cannot_tell_and_counts_against_nobody(self, window: Client, clock: Clock) -> None:
        page = answered(window)
        assert "无法判断" in page
        assert "没有查" in page
        assert "不能因为查不清楚就不给办" in page
        assert looks(clock.at) == ["cannot_tell"]

    def test_a_stale_source_says_how_old(self, window: Client, sender, clock: Clock) -> None:
        all_fresh(sender, clock.at)
        clock.forward(days=400)
        page = answered(window)
        assert "太旧，不能作数" in page
        assert "2026年11月24日" in page

    @proves("R08")
    def test_a_purpose_that_is_not_the_units_is_refused_with_the_law_and_seen(
        self, window: Client, clock: Clock
    ) -> None:
        matter = opened(window)
        other = next(
            p.slug for p in load().purposes.values() if p.agreements and "transport" not in p.askers(day_of(clock.at))
        )
        response = window.post(f"{matter}ask/{other}/")
        assert response.status_code == 422
        page = text_of(response)
        assert "不予答复" in page
        assert "什么也没有显示" in page
        assert "《" in page
        assert looks(clock.at) == ["refused"]

    def test_a_closed_matter_answers_no_more(self, window: Client, clock: Clock) -> None:
        matter = opened(window)
        window.post(f"{matter}close/", {"outcome": "granted"})
        assert asked(window, matter).status_code == 422
        assert looks(clock.at) == ["refused"]

    def test_another_units_matter_does_not_exist(self, window: Client, clock: Clock) -> None:
        matter = opened(window)
        stranger = signed_in(official("qiu", Role.CLERK, unit="samr"))
        assert stranger.get(matter).status_code == 404
        assert asked(stranger, matter).status_code == 422


@proves("R10")
class TestReadingAgain:
    def test_the_page_stays_for_printing_without_another_look(self, window: Client, clock: Clock) -> None:
        page = asked(window, opened(window))["Location"]
        window.get(page)
        clock.forward(minutes=14)
        assert "为什么这样答" in text_of(window.get(page))
        assert len(looks(clock.at)) == 1

    def test_later_it_has_to_be_asked_for_and_the_person_sees_it(self, window: Client, clock: Clock) -> None:
        matter = opened(window)
        page = asked(window, matter)["Location"]
        clock.forward(minutes=16)
        late = text_of(window.get(page))
        assert "为什么这样答" not in late
        assert PERSON.name not in late
        again = asked(window, matter)
        assert again["Location"] == page
        assert "为什么这样答" in text_of(window.get(page))
        assert looks(clock.at) == ["read_again", "cannot_tell"]

    def test_a_colleague_with_the_address_reads_nothing_unseen(self, window: Client, clock: Clock) -> None:
        page = asked(window, opened(window))["Location"]
        colleague = signed_in(official("tongshi", Role.CLERK, name="同事"))
        assert "为什么这样答" not in text_of(colleague.get(page))
        assert len(looks(clock.at)) == 1

    def test_another_units_answer_does_not_exist(self, window: Client, clock: Clock) -> None:
        page = asked(window, opened(window))["Location"]
        assert signed_in(official("qiu", Role.CLERK, unit="samr")).get(page).status_code == 404


class TestClose:
    def test_every_outcome_has_words(self) -> None:
        assert set(ENDINGS) == {ending.value for ending in Ending}

    def test_an_outcome_is_noted_once(self, window: Client, clock: Clock) -> None:
        matter = opened(window)
        assert window.post(f"{matter}close/", {"outcome": "applicant_withdrew"}).status_code == 303
        assert "撤回" in text_of(window.get(matter))
        assert window.post(f"{matter}close/", {"outcome": "granted"}).status_code == 422

    @pytest.mark.parametrize(
        ("field", "short"), [("seat", "长"), ("article", "第九条"), ("words", "不行"), ("remedy", "法院")]
    )
    def test_what_the_notice_lacks_is_told_at_its_field_and_nothing_typed_is_lost(
        self, window: Client, clock: Clock, field: str, short: str
    ) -> None:
        matter = opened(window)
        response = window.post(f"{matter}close/", {**NOTICE, field: short})
        page = response.content.decode()
        assert response.status_code == 422
        assert re.findall(r'id="id_(\w+)_error"', page) == [field]
        assert "有1处要改，填过的都还在" in text_of(response)
        assert all(typed in page for typed in (NOTICE | {field: short}).values())
        assert window.post(f"{matter}close/", NOTICE).status_code == 303

    @proves("R43")
    def test_a_record_that_can_be_used_no_more_is_told_at_its_field(self, window: Client, sender, clock: Clock) -> None:
        send(sender, penalties_csv(penalty()), clock.forward(minutes=1))
        read_letter(Letter.objects.get().ref, lawbook=load(), by=indexes(PERSON), at=clock.forward(minutes=1))
        all_fresh(sender, clock.forward(days=9))
        matter = opened(window)
        assert asked(window, matter).status_code == 303
        (used,) = re.findall(r'name="used"[^>]* value="(\d+)"', window.get(matter).content.decode())
        who = indexes(PERSON)
        at = clock.forward(minutes=1)
        lodge(Record.objects.get().ref, ground=Ground.NOT_ME, words="不是我", lawbook=load(), by=who, at=at)
        clock.forward(minutes=1)
        response = window.post(f"{matter}close/", {**NOTICE, "used": used})
        page = response.content.decode()
        assert (response.status_code, re.findall(r'id="id_(\w+)_error"', page)) == (422, ["used"])
        assert "请不靠它重新决定" in text_of(response)
        assert NOTICE["words"] in page
        assert window.post(f"{matter}close/", NOTICE).status_code == 303

    def test_the_hints_say_how_much_each_text_needs(self) -> None:
        """The numbers stand in the rule; a hint that says another one fails here."""
        form = CloseForm()
        for name in ("seat", "article", "words", "remedy"):
            least = int(re.search(r"至少(\d)个不同的字", form.fields[name].help_text)[1])
            letters = "行政许可法第三十八条"
            for count in (least - 1, least):
                sent = CloseForm({**NOTICE, name: letters[:count]})
                assert sent.is_valid() is (count == least), (name, count)

    def test_its_address_opened_anew_leads_to_the_matter(self, window: Client, clock: Clock) -> None:
        matter = opened(window)
        assert window.get(f"{matter}close/")["Location"] == matter

    def test_says_what_only_a_refusal_needs(self, window: Client, clock: Clock) -> None:
        page = window.get(opened(window)).content.decode()
        inside = page[page.index("<legend", page.index('class="govuk-fieldset cx-against"')) :]
        assert "“不准予”和“只准予一部分”才填" in inside[: inside.index("</legend>")]
        assert inside.index('name="remedy"') < inside.index("</fieldset>")

    def test_without_an_outcome_nothing_is_noted(self, window: Client, clock: Clock) -> None:
        response = window.post(f"{opened(window)}close/", {})
        assert response.status_code == 422
        assert "请选一个结果" in text_of(response)


class TestToday:
    def test_lists_own_matters_of_today_without_names(self, window: Client, clock: Clock) -> None:
        opened(window)
        page = text_of(window.get("/window/today/"))
        assert "黑政服〔2026〕11820" in page
        assert PERSON.name not in page
        assert "还没有问" in page
        clock.forward(days=1)
        assert "今天还没有登记过" in text_of(window.get("/window/today/"))

    def test_keeps_what_has_no_outcome_from_the_days_before(self, window: Client, clock: Clock) -> None:
        matter = opened(window)
        closed = opened(window, request_no="黑政服〔2026〕11821", reason="换证时补查")
        window.post(f"{closed}close/", {"outcome": "granted"})
        clock.forward(days=20)
        response = window.get("/window/today/")
        assert f'href="{matter}"' in response.content.decode()
        assert "已登记 还没有问，还没有结果" in text_of(response)
        assert PERSON.name not in text_of(response)
        assert "11821" not in text_of(response)
        colleague = text_of(signed_in(official("tongshi", Role.CLERK)).get("/window/today/"))
        assert "11820" not in colleague

    def test_opens_one_of_the_units_by_its_number(self, window: Client, clock: Clock) -> None:
        """By the random number whoever opened it; by the applicant's, which others could guess, one's own alone."""
        matter = opened(window)
        ref, request_no = Matter.objects.get().ref, "黑政服〔2026〕11820"
        colleague = signed_in(official("tongshi", Role.CLERK, name="同事"))
        stranger = signed_in(official("qiu", Role.CLERK, unit="samr"))
        for client, number, found in (
            (window, f" {ref.lower()} ", True),
            (window, request_no, True),
            (colleague, ref, True),
            (colleague, request_no, False),
            (stranger, ref, False),
            (window, PERSON.name, False),
            (window, PERSON.number, False),
            (window, "", False),
        ):
            response = client.post("/window/today/", {"number": number})
            assert (response.status_code, response.get("Location")) == ((303, matter) if found else (422, None))

    def test_a_colleague_sees_their_own_only(self, window: Client, clock: Clock) -> None:
        opened(window)
        page = text_of(signed_in(official("tongshi", Role.CLERK)).get("/window/today/"))
        assert "今天还没有登记过" in page
