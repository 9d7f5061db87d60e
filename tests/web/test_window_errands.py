"""At the window without a phone: one person's own file, for one errand, seen by the person, then closed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.verify import verify
from chengxin.apps.looks.actions.answer import answer
from chengxin.apps.looks.models import WhyCase
from chengxin.apps.mandates.actions.note import note as note_mandate
from chengxin.apps.notices.models import Letter
from chengxin.apps.objections.models import Objection
from chengxin.apps.people import selectors as people
from chengxin.apps.records.actions.settle_row import Finding, settle_row
from chengxin.apps.records.selectors import held_by
from chengxin.apps.repairs.actions.name_missing import name_missing
from chengxin.apps.repairs.actions.request import request
from chengxin.apps.repairs.models import RepairRequest
from chengxin.apps.submissions.selectors import next_held_row
from chengxin.core.calendar import start_of
from chengxin.core.errands import ERRANDS, GIVES_UP, Errand
from chengxin.core.facts import Identity
from chengxin.core.mandates import ACTS, Kind
from chengxin.core.objections import Outcome, Verdict
from chengxin.core.permissions import KEEPER, Role
from chengxin.core.reasons import Refusal
from chengxin.core.records import Standing
from chengxin.core.watching import Sign
from chengxin.core.whys import Finding as WhyFinding
from chengxin.sessions import ATTENDED_FOR
from chengxin.web.law import lawbook
from chengxin.web.resident import urls as resident_urls
from chengxin.web.window import receipts
from chengxin.web.window.errand_forms import GROUPS
from tests.proves import proves
from tests.web import filled
from tests.web.filled import AT, penalty, person, sign_in, submit
from tests.web.test_objections import LONG, decided, examined, lodge, pdf, the_record, words
from tests.web.world import choices_of, text_of

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class Clock:
    """The clock of the screens, set by the test."""

    at = AT


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    hand = Clock()
    monkeypatch.setattr("chengxin.clock.now", lambda: hand.at)
    return hand


@pytest.fixture
def who(clock: Clock) -> Identity:
    """Somebody with one penalty in effect."""
    found = person("王䶮")
    submit([penalty(found, proof=filled.enclosed(date(2026, 9, 18)))], at=AT - 30 * DAY)
    return found


@pytest.fixture
def window(client: Client, who: Identity) -> Client:
    client.force_login(filled.official(Role.CLERK))
    return client


@pytest.fixture
def keepers() -> Client:
    """The window of the unit that keeps the platform, where what gives up a protection is done too."""
    client = Client()
    client.force_login(filled.official(Role.CLERK, KEEPER))
    return client


def open_for(client: Client, who: Identity, wanted: Errand, **changes):
    given = {"errand": wanted.value, "name": who.name, "number": who.number, "is_checked": "on"} | changes
    return client.post("/window/person/", given)


def opened(client: Client, who: Identity, errand: Errand) -> str:
    response = open_for(client, who, errand)
    assert (response.status_code, response["Location"]) == (303, "/window/person/errand/")
    page = client.get("/window/person/errand/")
    assert page.status_code == 200
    return words(page.content)


def receipt(client: Client, **given) -> str:
    response = client.post("/window/person/errand/", given)
    assert (response.status_code, response.get("Location")) == (303, "/window/person/receipt/"), words(response.content)
    return words(client.get("/window/person/receipt/").content)


def looks(who: Identity) -> str:
    own = Client()
    sign_in(own, who)
    return words(own.get("/me/looks/").content)


def their_case(who: Identity, *args, **more) -> str:
    own = Client()
    sign_in(own, who)
    return lodge(own, who, *args, **more)


class TestOpening:
    @proves("R44", "G4")
    def test_is_entered_with_what_was_shown_and_the_person_reads_it(self, window, who):
        opened(window, who, Errand.READ)
        entry = AccessEntry.objects.get()
        assert (entry.outcome, entry.purpose, entry.shown) == ("at_window", "read", ["road_transport_violation"])
        page = looks(who)
        assert "在窗口替您办" in page
        assert "莫晓岚，窗口办事员" in page
        assert "核对过身份证，替您办一件事：看记录" in page
        assert f"看到了{lawbook().item('road_transport_violation').name}1条" in page

    @proves("R44", "G4")
    def test_goes_on_with_the_same_person_each_errand_entered_by_itself(self, window, who):
        opened(window, who, Errand.READ)
        missing = window.post("/window/person/next/", {"errand": "", "is_checked": ""})
        assert (missing.status_code, "请选再办哪一件" in text_of(missing)) == (422, True)
        assert "请再核对一次身份证" in text_of(missing)
        assert AccessEntry.objects.count() == 1
        going = window.post("/window/person/next/", {"errand": "object", "is_checked": "on"})
        assert (going.status_code, going["Location"]) == (303, "/window/person/errand/")
        assert who.name in text_of(window.get(going["Location"]))
        assert list(AccessEntry.objects.order_by("pk").values_list("purpose", flat=True)) == ["read", "object"]
        # Only whoever reads their file goes on from it; and nobody does without a file that is open.
        window.post("/window/person/next/", {"errand": "state", "is_checked": "on"})
        window.post("/window/person/leave/")
        window.post("/window/person/next/", {"errand": "state", "is_checked": "on"})
        assert AccessEntry.objects.count() == 2

    def test_is_chosen_from_groups_that_hold_each_errand_once(self, keepers):
        grouped = [errand for _, errands in GROUPS for errand in errands]
        assert sorted(grouped) == sorted(Errand)
        page = keepers.get("/window/person/").content.decode()
        assert re.findall(r"cx-errands\"><legend[^>]*>(.*?)</legend>", page) == [title for title, _ in GROUPS]
        values = re.findall(r'name="errand" type="radio" value="(\w+)"', page)
        assert values == [errand.value for errand in grouped]
        assert page.count(" checked") == 1

    def test_shows_no_group_without_an_errand(self, client):
        client.force_login(filled.official(Role.CASE_OFFICER, name="魏立志", seat="法制科"))
        page = client.get("/window/person/").content.decode()
        assert re.findall(r"cx-errands\"><legend[^>]*>(.*?)</legend>", page) == ["异议和声明"]

    def test_is_in_the_ledger(self, window, who):
        opened(window, who, Errand.READ)
        seal(at=AT, force_checkpoint=True)
        assert verify().findings == ()

    def test_keeps_the_number_out_of_every_address(self, window, who):
        opened(window, who, Errand.OBJECT)
        page = window.get("/window/person/errand/").content.decode()
        assert who.number not in page
        assert who.number not in window.session.encode(dict(window.session.items()))
        assert who.name not in str(dict(window.session.items()))

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"number": ""}, "请输入身份证号"),
            ({"number": "231102189005050010"}, "身份证号"),
            ({"name": ""}, "请输入姓名"),
            ({"is_checked": ""}, "请先核对身份证"),
            ({"errand": "browse"}, "请选一件要办的事"),
        ],
    )
    def test_enters_nothing_while_something_is_missing(self, window, who, changes, said):
        response = open_for(window, who, Errand.READ, **changes)
        assert response.status_code == 422
        assert said in words(response.content)
        assert AccessEntry.objects.count() == 0
        assert window.get("/window/person/errand/").status_code == 303

    def test_of_another_name_shows_nothing_and_is_seen_all_the_same(self, window, who):
        page = opened(window, Identity(who.document_type, who.number, "赵㐱"), Errand.READ)
        assert "现在没有关于您的记录" in page
        assert "赵㐱，身份证号2311****001" in page
        assert "请和证件再对一遍" in page
        assert "没有关于您的记录" in looks(who)

    @proves("R44")
    def test_is_not_seen_by_the_other_person_of_a_shared_number(self, window, who):
        other = Identity(who.document_type, who.number, "赵㐱")
        submit([penalty(other, "黑交罚〔2026〕0500号")], at=AT - 2 * DAY)
        row, officer = next_held_row(), filled.official(Role.CASE_OFFICER, "credit_centre")
        settle_row(row, finding=Finding.NUMBER_IS_SHARED, reason="两个人", lawbook=lawbook(), by=officer, at=AT)
        opened(window, who, Errand.READ)
        assert "替您办一件事：看记录" in looks(who)
        assert "替您办一件事" not in looks(other)


class TestWho:
    @proves("R44", "G20")
    @pytest.mark.parametrize(
        ("role", "unit", "offered"),
        [
            (Role.CLERK, "samr", set(Errand) - GIVES_UP),
            (Role.CLERK, "credit_centre", set(Errand)),
            (Role.CASE_OFFICER, "credit_centre", set(Errand)),
            (Role.CASE_OFFICER, "transport", {Errand.ANNUL}),
        ],
    )
    def test_may_do_what(self, client, who, role, unit, offered):
        client.force_login(filled.official(role, unit))
        page = client.get("/window/person/").content.decode()
        assert set(re.findall(r'name="errand" type="radio" value="(\w+)"', page)) == {one.value for one in offered}
        for errand in set(Errand) - offered:
            assert open_for(client, who, errand).status_code == 422

    @proves("R24")
    def test_of_a_unit_that_may_ask_for_nothing_have_no_window(self, client, who):
        """Nobody sits down at a window of a bank and opens people's files."""
        client.force_login(filled.official(Role.CLERK, "pbc"))
        for reply in (client.get("/window/person/"), open_for(client, who, Errand.READ)):
            assert (reply.status_code, "本单位没有替本人办事的窗口" in text_of(reply)) == (403, True)
        typed = {"name": who.name, "number": who.number, "is_present": "on"}
        with pytest.raises(Refusal, match="window_not_yours"):
            note_mandate(
                person=who,
                agent=filled.person("田小雨", 77),
                kind=Kind.LAWYER,
                document_no="（2026）黑律委字第12号",
                acts=ACTS[Kind.LAWYER],
                last_day=date(2026, 12, 24),
                lawbook=lawbook(),
                by=filled.official(Role.CLERK, "pbc"),
                at=AT,
            )
        reply = client.post("/window/letters/", typed)
        assert (reply.status_code, "只有市公共信用中心的窗口" in text_of(reply)) == (403, True)
        assert not AccessEntry.objects.exists()

    @proves("R24")
    @pytest.mark.parametrize("address", ["", "letters/", "mandates/", "mandates/note/"])
    def test_without_a_window_are_shown_no_form_and_no_way_to_one(self, client, who, address):
        """What, why and where to go instead; nothing to type a name into."""
        client.force_login(filled.official(Role.CLERK, "pbc"))
        reply = client.get(f"/window/{address}")
        assert reply.status_code == (403 if address else 200)
        assert "市公共信用中心" in text_of(reply)
        page = reply.content.decode()
        assert 'name="number"' not in page
        for way in ("/window/person/", "/window/mandates/", "/window/letters/"):
            assert f'href="{way}"' not in page

    @proves("R24")
    @pytest.mark.parametrize(("role", "unit"), [(Role.CLERK, "credit_centre"), (Role.CASE_OFFICER, "pbc")])
    def test_with_something_to_do_at_a_window_are_shown_the_way(self, client, who, role, unit):
        client.force_login(filled.official(role, unit))
        home = "/window/" if role is Role.CLERK else "/desk/cases/"
        assert 'href="/window/person/"' in client.get(home).content.decode()

    @proves("R24")
    def test_opens_no_more_files_in_a_day_than_the_published_number(self, window, who, monkeypatch):
        few = [replace(one, values=(2,)) if one.sign is Sign.OPENED_MANY else one for one in lawbook().watching]
        monkeypatch.setattr("chengxin.web.window.errand_views.lawbook", lambda: replace(lawbook(), watching=tuple(few)))
        assert [open_for(window, who, Errand.READ).status_code for _ in range(2)] == [303, 303]
        reply = open_for(window, who, Errand.READ)
        assert (reply.status_code, "今天开的事太多了" in text_of(reply)) == (422, True)
        assert AccessEntry.objects.count() == 2

    @proves("R24")
    def test_find_letters_within_the_same_number(self, window, who, clock, monkeypatch):
        """Whose letters wait is read of a person too: by name, by the number of a letter, after a file or before."""
        few = [replace(one, values=(3,)) if one.sign is Sign.OPENED_MANY else one for one in lawbook().watching]
        limited = replace(lawbook(), watching=tuple(few))
        for page in ("errand_views", "letters"):
            monkeypatch.setattr(f"chengxin.web.window.{page}.lawbook", lambda: limited)
        typed = {"name": who.name, "number": who.number, "is_present": "on"}
        assert open_for(window, who, Errand.READ).status_code == 303
        for said in (typed, {"ref": Letter.objects.order_by("pk")[0].ref, "is_present": "on"}):
            assert window.post("/window/letters/", said).status_code == 200
        for reply in (window.post("/window/letters/", typed), open_for(window, who, Errand.READ)):
            assert (reply.status_code, "今天开的事太多了" in text_of(reply)) == (422, True)
        assert AccessEntry.objects.count() == 3
        other = Client()
        other.force_login(filled.official(Role.CLERK, "samr"))
        assert other.post("/window/letters/", typed).status_code == 200
        clock.at += DAY
        assert window.post("/window/letters/", typed).status_code == 200

    @pytest.mark.parametrize("role", [Role.DATA_OFFICER, Role.SUPERVISOR, Role.AUDITOR])
    def test_may_not_at_all(self, client, who, role):
        client.force_login(filled.official(role, "credit_centre"))
        for url in ("/window/person/", "/window/person/errand/", "/window/person/receipt/"):
            assert client.get(url).status_code == 403
        assert open_for(client, who, Errand.READ).status_code == 403

    @proves("G20")
    def test_names_every_errand(self):
        assert set(ERRANDS) == set(Errand)


class TestTheMinutes:
    @proves("R44")
    def test_are_over_after_ten(self, window, who, clock):
        opened(window, who, Errand.READ)
        clock.at += ATTENDED_FOR - timedelta(seconds=1)
        assert window.get("/window/person/errand/").status_code == 200
        clock.at += timedelta(seconds=1)
        assert window.get("/window/person/errand/")["Location"] == "/window/person/?over=1"
        assert "attended" not in window.session
        assert "上一个人的档案已经关上" in words(window.get("/window/person/?over=1").content)

    @proves("R44")
    def test_end_with_the_errand(self, window, who):
        opened(window, who, Errand.STATE)
        receipt(window, record=the_record(who).record.ref, text="当天就交了")
        assert "attended" not in window.session
        assert window.get("/window/person/errand/").status_code == 303
        assert window.post("/window/person/errand/", {"record": "x", "text": "再写"}).status_code == 303
        assert the_record(who).statement == "当天就交了"

    def test_end_when_the_next_person_comes_or_the_file_is_closed(self, window, who):
        for end in (lambda: window.get("/window/person/"), lambda: window.post("/window/person/leave/")):
            opened(window, who, Errand.READ)
            end()
            assert window.get("/window/person/errand/").status_code == 303

    @proves("N20")
    def test_leave_nothing_behind_in_the_browser(self, window, who):
        opened(window, who, Errand.READ)
        assert window.post("/window/person/leave/")["Clear-Site-Data"] == '"cache", "storage"'
        assert "Clear-Site-Data" not in window.post("/window/person/leave/")

    def test_are_another_officials_never(self, window, who):
        opened(window, who, Errand.READ)
        window.post("/sign-out/")
        window.force_login(filled.official(Role.CLERK, "samr", name="裘晚晴"))
        assert window.get("/window/person/errand/").status_code == 303

    def test_of_a_receipt_are_fifteen_and_it_names_nobody(self, window, who, clock):
        opened(window, who, Errand.OBJECT)
        page = receipt(window, record=the_record(who).record.ref, ground="not_me", words="不是我")
        assert who.name not in page
        clock.at += receipts.FOR
        assert window.get("/window/person/receipt/").status_code == 303


class TestErrands:
    @proves("G20")
    def test_read_shows_everything_and_the_statement(self, window, who):
        own = Client()
        sign_in(own, who)
        own.post(f"/me/records/{the_record(who).record.ref}/statement/", {"text": "当天就交了"})
        url = lodge(own, who)
        page = opened(window, who, Errand.READ)
        assert "有1条关于您的记录" in page
        assert "请和证件再对一遍" not in page
        assert "当天就交了" in page
        assert "有异议，正在核对，暂停使用" in page
        assert url.strip("/").split("/")[-1] in page
        assert "最迟2026年12月3日办完" in page

    @proves("G20")
    def test_object_gives_the_same_number_and_clock_as_a_phone(self, window, who):
        opened(window, who, Errand.OBJECT)
        page = receipt(window, record=the_record(who).record.ref, ground="wrong_fact", words="金额不对")
        case = Objection.objects.get()
        assert case.through == filled.official(Role.CLERK)
        assert f"受理号{case.ref}" in page
        assert the_record(who).body["decision_no"] in page
        assert "暂停使用，谁也查不到" in page
        assert "最迟2026年12月3日办完" in page
        assert "跳过2026年11月28日（周末）" in page
        assert "凭受理号和身份证" in page
        own = Client()
        sign_in(own, who)
        phone = words(own.get(f"/me/cases/{case.ref}/").content)
        assert "在窗口由黑河市交通运输局3号窗口，莫晓岚代办" in phone
        assert "最迟2026年12月3日办完" in phone
        assert the_record(who).standing is Standing.FROZEN

    def test_object_keeps_what_was_typed(self, window, who):
        opened(window, who, Errand.OBJECT)
        response = window.post("/window/person/errand/", {"words": "金额不对"})
        assert response.status_code == 422
        assert "金额不对</textarea>" in response.content.decode()
        assert "请选一条记录" in words(response.content)
        assert window.get("/window/person/errand/").status_code == 200

    def test_object_cannot_reach_a_record_of_somebody_else(self, window, who):
        other = person("赵㐱", 2)
        submit([penalty(other, "黑交罚〔2026〕0500号")], at=AT - 2 * DAY)
        opened(window, who, Errand.OBJECT)
        given = {"record": the_record(other).record.ref, "ground": "not_me", "words": "x"}
        assert window.post("/window/person/errand/", given).status_code == 422
        assert Objection.objects.count() == 0

    @proves("G20")
    def test_review_withdraw_and_outcome(self, window, keepers, who, clock):
        ref = their_case(who).strip("/").split("/")[-1]
        examined(f"/me/cases/{ref}/", Verdict.CONFIRMED)
        decided(f"/me/cases/{ref}/", Outcome.KEPT, article="道路运输条例第六十九条")
        opened(keepers, who, Errand.REVIEW)
        page = receipt(keepers, case=ref, words="签名不是我的")
        assert "复核申请收到了" in page
        assert "正在由另一个人复核" in page
        assert (
            "申请复核、收回异议、交复议、诉讼的结果、收回修复申请、问为什么看、不满意“为什么看”的答复、结束代理，只在黑河市公共信用中心的窗口办"
            in words(window.get("/window/person/").content)
        )
        opened(keepers, who, Errand.WITHDRAW)
        page = receipt(keepers, case=ref)
        assert "异议收回了" in page
        assert the_record(who).standing is Standing.IN_EFFECT
        court = their_case(who, "under_appeal", papers=[pdf()]).strip("/").split("/")[-1]
        opened(keepers, who, Errand.OUTCOME)
        page = receipt(keepers, case=court, words="法院撤销了", papers=[pdf("判决书.pdf")])
        assert "结果收到了" in page
        steps = Objection.objects.get(ref=court).steps.all()
        keeper = filled.official(Role.CLERK, KEEPER)
        assert [(step.step, step.through_id) for step in steps] == [("outcome_filed", keeper.pk)]

    @proves("G20")
    def test_adds_to_a_case_that_is_open(self, window, who):
        ref = their_case(who).strip("/").split("/")[-1]
        opened(window, who, Errand.ADD)
        page = receipt(window, case=ref, words="抽屉里找到的收据", papers=[pdf("收据.pdf")])
        assert "补充的收到了" in page
        step = Objection.objects.get(ref=ref).steps.get()
        assert (step.step, step.through_id) == ("added", filled.official(Role.CLERK).pk)
        mine = Client()
        sign_in(mine, who)
        assert "下载收据.pdf" in words(mine.get(f"/me/cases/{ref}/").content)

    @proves("G20")
    def test_state_and_why_have_a_number_that_the_phone_has_too(self, window, keepers, who):
        ref = the_record(who).record.ref
        opened(window, who, Errand.STATE)
        assert f"记录编号{ref}" in receipt(window, record=ref, text="当天就交了")
        opened(keepers, who, Errand.WHY)
        asked = choices_of(keepers.get("/window/person/errand/"), "case")[0]
        page = receipt(keepers, case=asked, words="我没有来过这里")
        case = WhyCase.objects.get()
        assert case.through == filled.official(Role.CLERK, KEEPER)
        assert f"受理号{case.ref}" in page
        mine = Client()
        sign_in(mine, who)
        phone = words(mine.get(f"/me/whys/{case.ref}/").content)
        assert case.ref in phone
        for page_of in (page, phone):
            assert "2026年12月1日" in page_of

    @proves("G20", "R44")
    def test_gives_what_is_missing_for_a_repair_and_takes_the_request_back(self, window, keepers, who, clock):
        clock.at = start_of(date(2027, 2, 3)) + timedelta(hours=9)
        mine, item = people.indexes(who), lawbook().item("wage_arrears_list")
        submit(
            [
                penalty(
                    who,
                    "黑人社列〔2026〕1号",
                    item=item.slug,
                    authority=lawbook().unit("hrss").uscc,
                    decided_on=date(2026, 2, 2),
                    conduct_end_on=date(2026, 1, 20),
                    penalty_classes=(),
                    amount_fen=None,
                )
            ]
        )
        (held,) = [one for one in held_by(mine, lawbook=lawbook(), at=clock.at) if one.item.slug == item.slug]
        paper = [("凭证.pdf", b"%PDF-1.7\n...\n%%EOF\n")]
        given = {"lawbook": lawbook(), "at": clock.at}
        ref = request(held.record.ref, commitment="缴清了", words="", files=paper, by=mine, **given).ref
        office = filled.official(Role.CASE_OFFICER, held.record.unit, name="魏立志", seat="法制科")
        name_missing(ref, missing=[item.repair_proofs[0]], words="看不清金额", by=office, **given)
        page = opened(window, who, Errand.SUPPLY)
        assert f"还缺{item.repair_proofs[0]}" in page
        assert "请附上还缺的材料" in words(window.post("/window/person/errand/", {"case": ref}).content)
        page = receipt(window, case=ref, papers=[pdf("凭证.pdf")])
        assert "补交的收到了" in page
        assert f"受理号{ref}" in page
        assert "没有要补材料的修复申请" in opened(window, who, Errand.SUPPLY)
        opened(keepers, who, Errand.UNREPAIR)
        assert "修复申请收回了" in receipt(keepers, case=ref)
        clerk, keeper = filled.official(Role.CLERK), filled.official(Role.CLERK, KEEPER)
        steps = [(step.step, step.through_id) for step in RepairRequest.objects.get(ref=ref).steps.order_by("pk")]
        assert steps[1:] == [("supplied", clerk.pk), ("withdrawn", keeper.pk)]
        assert "没有正在办的修复申请" in opened(keepers, who, Errand.UNREPAIR)
        assert "替您办一件事：补交修复的材料" in looks(who)

    @proves("G20", "R44", "G7")
    def test_has_an_answer_judged_that_does_not_satisfy(self, keepers, who, clock):
        filled.nothing_new_anywhere()
        filled.ask(filled.matter(who), who)
        assert "没有已经答复、还没有判断的" in opened(keepers, who, Errand.DOUBT)
        opened(keepers, who, Errand.WHY)
        asked = choices_of(keepers.get("/window/person/errand/"), "case")[0]
        receipt(keepers, case=asked, words="没去办过")
        case = WhyCase.objects.get()
        other = filled.official(Role.CASE_OFFICER, case.entry.unit, name="魏立志", seat="法制科")
        answer(case.ref, finding=WhyFinding.LAWFUL, words="换证要看", lawbook=lawbook(), by=other, at=clock.at)
        opened(keepers, who, Errand.DOUBT)
        page = receipt(keepers, case=case.ref, words="我那天在外地")
        assert "转去判断了" in page
        assert f"受理号{case.ref}" in page
        assert case.steps.get(step="doubted").by == filled.official(Role.CLERK, KEEPER)
        seal(at=clock.at, force_checkpoint=True)
        assert verify().findings == ()

    @proves("G20")
    def test_a_doubt_that_a_window_wrote_down_is_read_on_the_phone(self, keepers, who, clock):
        filled.nothing_new_anywhere()
        filled.ask(filled.matter(who), who)
        opened(keepers, who, Errand.WHY)
        receipt(keepers, case=choices_of(keepers.get("/window/person/errand/"), "case")[0], words="")
        case = WhyCase.objects.get()
        other = filled.official(Role.CASE_OFFICER, case.entry.unit, name="魏立志", seat="法制科")
        answer(case.ref, finding=WhyFinding.LAWFUL, words="换证要看", lawbook=lawbook(), by=other, at=clock.at)
        opened(keepers, who, Errand.DOUBT)
        receipt(keepers, case=case.ref, words="我那天在外地")
        mine = Client()
        sign_in(mine, who)
        page = words(mine.get(f"/me/whys/{case.ref}/").content)
        assert "有疑问" in page
        assert "我那天在外地" in page

    @pytest.mark.parametrize("errand", [Errand.REVIEW, Errand.WITHDRAW, Errand.OUTCOME, Errand.ADD])
    def test_says_when_nothing_can_be_done_so(self, keepers, who, errand):
        page = opened(keepers, who, errand)
        assert "现在没有可以这样办的异议" in page

    def test_says_when_nobody_is_held(self, window, who):
        assert "没有可以办的记录" in opened(window, person("赵㐱", 2), Errand.OBJECT)

    def test_writes_long_names_whole(self, window, who):
        opened(window, person(LONG, 30), Errand.READ)
        page = window.get("/window/person/errand/").content.decode()
        assert "尼古拉·<wbr>彼得罗维奇·<wbr>莫尔恰诺夫" in page


#: What somebody can do on a phone, and the errand by which a window does it for them.
AT_A_WINDOW = {
    "object": Errand.OBJECT,
    "statement": Errand.STATE,
    "add": Errand.ADD,
    "ask_review": Errand.REVIEW,
    "file_outcome": Errand.OUTCOME,
    "withdraw": Errand.WITHDRAW,
    "repair_draft": Errand.REPAIR,
    "repair_supply": Errand.SUPPLY,
    "repair_withdraw": Errand.UNREPAIR,
    "new_extract": Errand.EXTRACT,
    "ask_why": Errand.WHY,
    "doubt_why": Errand.DOUBT,
    "consent_choose": Errand.CONSENT,
    "consent_give": Errand.CONSENT,
    "consent_withdraw": Errand.UNCONSENT,
    "end_mandate": Errand.DISMISS,
}
#: A letter is signed for on paper (TestAtTheWindow in test_letters.py); an address is for who has a phone.
NEEDS_NO_ERRAND = {"open_letter", "contact", "remove_contact"}


@proves("G20")
def test_every_step_on_a_phone_is_an_errand(keepers, who):
    """Whoever gives the phone a step more gives the window one."""
    mine = Client()
    sign_in(mine, who)
    steps = set()
    for route in resident_urls.urlpatterns:
        url = reverse(f"resident:{route.name}", args=["x"] * len(route.pattern.converters))
        if mine.post(url).status_code != 405:
            steps.add(route.name)
    assert steps == set(AT_A_WINDOW) | NEEDS_NO_ERRAND
    page = keepers.get("/window/person/").content.decode()
    for errand in AT_A_WINDOW.values():
        assert f'type="radio" value="{errand.value}"' in page


class TestReceipt:
    CSS = (Path(resident_urls.__file__).parents[1] / "static/cx/chengxin.css").read_text(encoding="utf-8")

    def size(self, selector: str, unit: str) -> float:
        """The size of letters that the style sheet gives; the last rule wins."""
        found = re.findall(rf"{re.escape(selector)}[^{{}}]*\{{[^{{}}]*font-size: ([\d.]+){unit}[;}}]", self.CSS)
        assert found, selector
        return float(found[-1])

    @proves("G20")
    def test_has_number_and_days_in_large_type(self, window, who):
        """From 18 point on letters are large (WCAG 2.2); what is said beside them is larger than the text of a page."""
        opened(window, who, Errand.OBJECT)
        given = {"record": the_record(who).record.ref, "ground": "wrong_fact", "words": "金额不对"}
        window.post("/window/person/errand/", given)
        page = window.get("/window/person/receipt/").content.decode()
        assert '<article class="cx-receipt">' in page
        assert f'<p class="cx-receipt__no">受理号<b class="cx-num">{Objection.objects.get().ref}</b></p>' in page
        assert "最迟<b>2026年12月3日</b>办完" in page
        assert self.size(".cx-receipt__no b", "rem") >= 1.5
        assert self.size(".cx-receipt__no b", "pt") >= 18
        assert self.size(".cx-receipt .cx-kv", "rem") > 1.125
        assert self.size(".cx-receipt .cx-kv", "pt") >= 14


class TestAnnulment:
    """Anybody in office may bring the document by which another body annulled the decision."""

    @pytest.fixture
    def examiner(self, who) -> Client:
        client = Client()
        client.force_login(filled.official(Role.CASE_OFFICER, "samr", name="卢知微", seat="法制科"))
        return client

    def file(self, client, decision_no="黑交罚[2026]0417号", **more):
        given = {"decision_no": decision_no, "words": "法院判决撤销", "papers": [pdf("判决书.pdf")]} | more
        return client.post("/window/person/errand/", given)

    def test_takes_the_record_out_at_once_and_shows_none(self, examiner, who):
        page = opened(examiner, who, Errand.ANNUL)
        assert "0417" not in page.replace("例如“黑交罚〔2026〕0417号”", "")
        response = self.file(examiner)
        assert response["Location"] == "/window/person/receipt/"
        case = Objection.objects.get()
        assert (case.ground, case.through.name) == ("annulled", "卢知微")
        assert the_record(who).standing is Standing.FROZEN
        told = words(examiner.get("/window/person/receipt/").content)
        assert lawbook().item("road_transport_violation").name not in told
        assert case.ref in told
        assert [entry.shown for entry in AccessEntry.objects.all()] == [[], []]
        assert "没有看您的记录；文号对得上一条的文书，才收下" in looks(who)

    @proves("B12")
    @pytest.mark.parametrize("number", ["黑交罚字〔2026〕第417号", "黑交罚2026-0417", "黑交罚（2026）417号"])
    def test_finds_the_decision_however_the_document_spells_it(self, examiner, who, number):
        opened(examiner, who, Errand.ANNUL)
        self.file(examiner, decision_no=number)
        assert the_record(who).standing is Standing.FROZEN

    def test_is_not_told_as_the_persons_own_words(self, examiner, who):
        opened(examiner, who, Errand.ANNUL)
        self.file(examiner)
        ref = Objection.objects.get().ref
        mine = Client()
        sign_in(mine, who)
        page = words(mine.get(f"/me/cases/{ref}/").content)
        assert "有人交来了文书" in page
        assert "您提出" not in page
        assert "代办" not in page
        assert "下载判决书.pdf" not in page
        assert re.search("判决书.pdf ?别人交来，黑河市市场监督管理局[^，]*法制科，卢知微收下", page)
        letters = words(mine.get("/me/letters/").content)
        assert "有人交来一份撤销或者变更决定的文书" in letters
        assert "您的异议已经收到" not in letters
        # Their own words come beside it, as their own.
        mine.post(f"/me/cases/{ref}/add/", {"words": "判决书上的人是我", "papers": [pdf("身份证明.pdf")]})
        page = words(mine.get(f"/me/cases/{ref}/").content)
        assert "您补充说" in page
        assert "下载身份证明.pdf" in page

    def test_says_only_that_this_decision_is_not_there(self, examiner, who):
        opened(examiner, who, Errand.ANNUL)
        response = self.file(examiner, decision_no="黑交罚〔2026〕9999号")
        assert response.status_code == 422
        assert "对不上一条现在可以撤销或者变更的记录" in words(response.content)
        assert "法院判决撤销" in response.content.decode()

    @proves("R24")
    def test_says_the_same_of_every_miss(self, examiner, who):
        """Whether there is such a record, and what became of it, is told to nobody who has only a number."""
        opened(examiner, who, Errand.ANNUL)
        self.file(examiner)
        opened(examiner, who, Errand.ANNUL)
        said = []
        for number in ("黑交罚〔2026〕0417号", "黑交罚〔2026〕9999号"):
            response = self.file(examiner, decision_no=number)
            assert response.status_code == 422
            said.append(words(response.content).partition("错误：")[2])
        assert said[0] == said[1] != ""
        assert Objection.objects.count() == 1

    @proves("R24")
    def test_enters_and_counts_each_try(self, examiner, who, monkeypatch):
        """A file that stays open is no row of free tries: the person sees each, and a day has so many."""
        opened(examiner, who, Errand.ANNUL)
        for number in range(3):
            self.file(examiner, decision_no=f"黑交罚〔2026〕{number}号")
        assert AccessEntry.objects.filter(outcome="at_window", purpose="annul").count() == 1 + 3
        few = [replace(one, values=(4,)) if one.sign is Sign.OPENED_MANY else one for one in lawbook().watching]
        monkeypatch.setattr("chengxin.web.window.errand_views.lawbook", lambda: replace(lawbook(), watching=tuple(few)))
        for number in ("黑交罚〔2026〕0417号", "黑交罚〔2026〕9999号"):
            assert "今天开的事太多了" in text_of(self.file(examiner, decision_no=number))
        assert Objection.objects.count() == 0

    def test_needs_the_document(self, examiner, who):
        opened(examiner, who, Errand.ANNUL)
        assert self.file(examiner, papers=[]).status_code == 422
        bad = SimpleUploadedFile("判决书.doc", b"\xd0\xcf\x11\xe0")
        assert self.file(examiner, papers=[bad]).status_code == 422
        assert Objection.objects.count() == 0
