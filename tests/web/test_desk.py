"""The case officer's desk: one row, two names, a finding with a reason; each look is the person's to see."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client

from chengxin.apps.inquiries.actions.look_at_held_row import look_at_held_row
from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.verify import verify
from chengxin.apps.people import selectors as people
from chengxin.apps.people.models import Person
from chengxin.apps.records.actions.settle_row import Finding, resolve_shared_number, settle_row
from chengxin.apps.submissions.actions.destroy_held_rows import destroy_held_rows
from chengxin.apps.submissions.models import HeldRow, RowSettled
from chengxin.core.facts import Identity, RowState
from chengxin.core.identity_number import mask
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.web.department.pages import FOUND
from chengxin.web.law import lawbook
from chengxin.web.looks import look
from tests.proves import proves
from tests.web import filled
from tests.web.filled import AT, penalty, person, sign_in, submit

pytestmark = pytest.mark.django_db
OTHER = "王·乌娜坚"


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("chengxin.clock.now", lambda: AT)


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(filled.official(Role.CASE_OFFICER, "credit_centre", name="孟·乌娜坚", seat="经办"))
    return client


@pytest.fixture
def held(desk: Client) -> HeldRow:
    """A row whose number is held under another name."""
    submit([penalty(person("王䶮"))])
    submit([penalty(person(OTHER), "黑交罚〔2026〕0900号")])
    return HeldRow.objects.get()


def words(content: bytes) -> str:
    main = re.search(r"<main.*</main>", content.decode(), re.DOTALL)
    assert main is not None
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", main.group()))


def settle(desk: Client, held: HeldRow, **form: str) -> tuple[int, str]:
    response = desk.post(f"/desk/rows/{held.ref}/settle/", form)
    return response.status_code, words(response.content) if response.content else ""


class TestHeldRow:
    def test_says_that_nothing_waits(self, desk: Client) -> None:
        assert "现在没有等人看的行" in words(desk.get("/desk/").content)
        assert "现在没有等人看的行" in words(desk.post("/desk/").content)
        assert not AccessEntry.objects.exists()

    def test_shows_no_name_before_it_is_opened(self, desk: Client, held: HeldRow) -> None:
        page = words(desk.get("/desk/").content)
        assert "有1行等人看" in page
        assert "王䶮" not in page
        assert OTHER not in page
        assert not AccessEntry.objects.exists()

    def test_shows_both_names_and_enters_the_look(self, desk: Client, held: HeldRow) -> None:
        page = words(desk.post("/desk/").content)
        number = person().number
        assert f"交来的这一行写的是{OTHER}" in page
        assert "平台上同一号码的姓名是王䶮" in page
        assert mask(number) in page
        assert number not in page
        assert "黑交罚〔2026〕0900号" in page
        assert "黑交罚〔2026〕0417号" not in page
        assert "工作表“处罚”第2行" in page
        assert AccessEntry.objects.get().outcome == "identity_check"

    @proves("R11")
    def test_of_a_row_like_one_that_ended_shows_that_and_offers_what_fits(self, desk: Client) -> None:
        row = penalty(person("王䶮"))
        submit([row])
        submit([replace(row, state=RowState.WITHDRAWN)])
        submit([replace(row, decision_no="黑交罚〔2026〕0901号")])
        page = words(desk.post("/desk/").content)
        assert "像是拿掉过的决定" in page
        assert "这一行没有写错" in page
        assert "两个人真的共用一个号码" not in page
        told = str(look(AccessEntry.objects.get(), lawbook()).facts)
        assert f"还看到您有一条拿掉了的“{lawbook().item(row.item).name}”" in told
        code, _ = settle(desk, HeldRow.objects.get(), finding="row_is_right", reason="看过文书，是另一个决定。")
        assert code == 303
        assert "已经记到它写的这个人名下" in words(desk.get(f"/desk/rows/{HeldRow.objects.get().ref}/").content)
        code, page = settle(desk, HeldRow.objects.get(), finding="row_is_wrong", reason="又想了想。")
        assert lawbook().reason_text(Reason.ROW_ALREADY_SETTLED)[0] in page

    def test_is_told_to_the_person(self, desk: Client, held: HeldRow) -> None:
        desk.post("/desk/")
        sign_in(desk, person("王䶮"))
        page = words(desk.get("/me/looks/").content)
        assert "核对身份" in page
        assert "孟·乌娜坚，经办人" in page

    @proves("R11", "G4")
    def test_tells_the_person_all_that_the_official_saw(self, desk: Client, held: HeldRow) -> None:
        seen = words(desk.post("/desk/").content)
        sign_in(desk, person("王䶮"))
        told = words(desk.get("/me/looks/").content)
        shown = {"您在平台上的姓名": "王䶮", "那一行的姓名": OTHER, "打码的号码": mask(person().number)}
        shown |= {"文号": "黑交罚〔2026〕0900号", "作出决定的机关": "黑河市交通运输局"}
        assert [fact for fact, value in shown.items() if value in seen] == list(shown)
        assert [fact for fact in shown if fact not in told] == []
        assert "没有看任何记录" not in told

    @pytest.mark.parametrize("role", [Role.CLERK, Role.DATA_OFFICER, Role.AUDITOR])
    def test_lets_no_other_role_in(self, desk: Client, held: HeldRow, role: Role) -> None:
        desk.force_login(filled.official(role))
        assert desk.post("/desk/").status_code == 403
        assert not AccessEntry.objects.exists()


class TestSettle:
    def test_sends_a_wrong_row_back(self, desk: Client, held: HeldRow) -> None:
        response = desk.post(f"/desk/rows/{held.ref}/settle/", {"finding": "row_is_wrong", "reason": "号码抄错一位。"})
        assert response.status_code == 303
        assert response["Location"] == f"/desk/rows/{held.ref}/"
        page = words(desk.get(response["Location"]).content)
        assert "记下了：这一行写错了" in page
        assert "没有别的行等人看了" in page
        assert OTHER not in page
        assert Person.objects.count() == 1

    def test_freezes_both_who_share_a_number(self, desk: Client, held: HeldRow) -> None:
        code, _ = settle(desk, held, finding="number_is_shared", reason="公安机关来函，两人确实共用。")
        assert code == 303
        assert "两个人的记录都已经停用" in words(desk.get(f"/desk/rows/{held.ref}/").content)
        assert people.conflicted([bytes(held.number_index)])
        for name in ("王䶮", OTHER):
            sign_in(desk, person(name))
            assert lawbook().standing_text(_frozen())[0] in words(desk.get("/me/records/").content)
            assert "公安机关来函" in _opened_letters(desk, person(name))

    def test_gives_both_back_what_was_frozen_once_the_number_is_cleared(self, desk: Client, held: HeldRow) -> None:
        settle(desk, held, finding="number_is_shared", reason="公安机关来函，两人确实共用。")
        assert f"/desk/rows/{held.ref}/" in desk.get("/desk/").content.decode()
        empty = desk.post(f"/desk/rows/{held.ref}/resolve/", {"reason": " "})
        assert (empty.status_code, "请写明根据哪一份书面说明" in words(empty.content)) == (422, True)
        assert people.conflicted([bytes(held.number_index)])
        done = desk.post(f"/desk/rows/{held.ref}/resolve/", {"reason": "公安机关第7号函，已给其中一人换号。"})
        assert done.status_code == 303
        assert "已恢复" in words(desk.get(done["Location"]).content)
        assert not people.conflicted([bytes(held.number_index)])
        again = desk.post(f"/desk/rows/{held.ref}/resolve/", {"reason": "又来一次。"})
        assert lawbook().reason_text(Reason.ROW_ALREADY_SETTLED)[0] in words(again.content)
        assert f"/desk/rows/{held.ref}/" not in desk.get("/desk/").content.decode()
        for name in ("王䶮", OTHER):
            sign_in(desk, person(name))
            assert "第7号函" in _opened_letters(desk, person(name))

    @proves("B12")
    def test_says_that_nobody_is_frozen_once_only_one_still_holds_the_number(self, desk: Client, held: HeldRow) -> None:
        settle(desk, held, finding="number_is_shared", reason="公安机关来函，两人确实共用。")
        assert "两个人的记录都停用着" in words(desk.get("/desk/").content)
        submit([penalty(person("王䶮"), state=RowState.WITHDRAWN)])
        for page in ("/desk/", f"/desk/rows/{held.ref}/"):
            told = words(desk.get(page).content)
            assert "谁的" in told
            assert "没有停用" in told
            assert "两个人的记录都" not in told

    @pytest.mark.parametrize(
        ("form", "said"),
        [
            ({"finding": "row_is_wrong", "reason": " "}, "请写理由"),
            ({"reason": "号码抄错一位。"}, "请选一个核对的结果"),
            ({"finding": "guessed", "reason": "号码抄错一位。"}, "请从列出的结果里选一个"),
        ],
    )
    def test_keeps_what_was_typed_when_something_is_missing(
        self, desk: Client, held: HeldRow, form: dict[str, str], said: str
    ) -> None:
        response = desk.post(f"/desk/rows/{held.ref}/settle/", form)
        assert response.status_code == 422
        assert "<title>有误需要修改：" in response.content.decode()
        page = words(response.content)
        assert "有1处要改，填过的都还在" in page
        assert said in page
        assert form["reason"].strip() in page
        assert not RowSettled.objects.exists()

    def test_settles_once(self, desk: Client, held: HeldRow) -> None:
        settle(desk, held, finding="row_is_wrong", reason="号码抄错一位。")
        code, page = settle(desk, held, finding="number_is_shared", reason="又想了想。")
        assert code == 422
        assert lawbook().reason_text(Reason.ROW_ALREADY_SETTLED)[0] in page
        assert RowSettled.objects.get().finding == "row_is_wrong"

    def test_knows_no_row_by_a_made_up_reference(self, desk: Client) -> None:
        assert desk.get("/desk/rows/nothing/").status_code == 404
        assert desk.post("/desk/rows/nothing/settle/").status_code == 404


def _frozen() -> object:
    from chengxin.core.records import Standing

    return Standing.FROZEN


def _opened_letters(client: Client, who: Identity) -> str:
    listed = client.get("/me/letters/").content.decode()
    pages = []
    for ref in re.findall(r"/me/letters/([\w-]+)/open/", listed):
        pages.append(words(client.post(f"/me/letters/{ref}/open/", follow=True).content))
    return "".join(pages)


class TestOtherUnits:
    """A case officer of a unit that does not keep the platform: neither the row nor how many there are."""

    @pytest.fixture
    def elsewhere(self, held: HeldRow) -> Client:
        client = Client()
        client.force_login(filled.official(Role.CASE_OFFICER, "transport", name="施二河", seat="法制科"))
        return client

    @proves("R42")
    def test_read_why_and_see_nothing(self, elsewhere: Client, held: HeldRow) -> None:
        for response in (
            elsewhere.get("/desk/"),
            elsewhere.post("/desk/"),
            elsewhere.get(f"/desk/rows/{held.ref}/"),
            elsewhere.post(f"/desk/rows/{held.ref}/settle/", {"finding": "number_is_shared", "reason": "来函"}),
            elsewhere.post(f"/desk/rows/{held.ref}/resolve/", {"reason": "来函"}),
        ):
            page = words(response.content)
            assert response.status_code == 403
            assert "都由管理平台的单位办" in page
            assert "王䶮" not in page
        assert not AccessEntry.objects.exists()
        assert not RowSettled.objects.exists()

    @proves("R42")
    def test_can_do_none_of_the_acts(self, elsewhere: Client, held: HeldRow) -> None:
        by = filled.official(Role.CASE_OFFICER, "transport")
        number = bytes(held.number_index)
        acts = [
            lambda: look_at_held_row(held, lawbook=lawbook(), by=by, at=AT),
            lambda: settle_row(held, finding=Finding.NUMBER_IS_SHARED, reason="来函", lawbook=lawbook(), by=by, at=AT),
            lambda: resolve_shared_number(number, reason="来函", lawbook=lawbook(), by=by, at=AT),
        ]
        for act in acts:
            with pytest.raises(Refusal) as refused:
                act()
            assert refused.value.reason is Reason.UNIT_MAY_NOT


class TestAfterwards:
    LATER = AT + timedelta(days=30)

    def test_the_sender_reads_what_was_found(self, desk: Client, held: HeldRow, client: Client) -> None:
        sender = Client()
        sender.force_login(filled.official(Role.DATA_OFFICER, held.submission.unit, name="葛德鸿", seat="法制科"))
        address = f"/department/submissions/{held.submission.ref}/"
        assert "正由工作人员核对" in words(sender.get(address).content)
        settle(desk, held, finding="row_is_wrong", reason="户籍系统里查到的是另一个姓名")
        page = words(sender.get(address).content)
        assert "正由工作人员核对" not in page
        assert "第2行，2026年11月24日核对过：号码、姓名或者文号写错了" in page
        assert not any(name in page for name in ("王䶮", OTHER, "户籍系统"))

    def test_has_words_for_every_finding(self) -> None:
        assert set(FOUND) == {finding.value for finding in Finding}

    def test_what_the_row_said_is_destroyed_and_the_finding_stays(self, desk: Client, held: HeldRow) -> None:
        settle(desk, held, finding="number_is_shared", reason="公安机关来函")
        assert destroy_held_rows(lawbook=lawbook(), at=self.LATER - timedelta(seconds=1)) == 0
        assert destroy_held_rows(lawbook=lawbook(), at=self.LATER) == 1
        assert destroy_held_rows(lawbook=lawbook(), at=self.LATER) == 0
        row = HeldRow.objects.get()
        assert (row.content, row.data_key, row.salt) == (None, None, None)
        assert "两个人的记录都已经停用" in words(desk.get(f"/desk/rows/{held.ref}/").content)
        response = desk.post(f"/desk/rows/{held.ref}/resolve/", {"reason": "公安机关更正函"})
        assert response.status_code == 303
        seal(at=self.LATER, force_checkpoint=True)
        assert verify().findings == ()
        with pytest.raises(Refusal) as refused:
            look_at_held_row(
                row, lawbook=lawbook(), by=filled.official(Role.CASE_OFFICER, "credit_centre"), at=self.LATER
            )
        assert refused.value.reason is Reason.ROW_ALREADY_SETTLED

    def test_a_row_that_waits_is_kept(self, held: HeldRow) -> None:
        assert destroy_held_rows(lawbook=lawbook(), at=AT + timedelta(days=900)) == 0
