"""A department's screens: a file in, its rows accounted for, nothing of another unit."""

from __future__ import annotations

import csv
import html
import io
import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chengxin.apps.submissions.actions.destroy_uploads import destroy_uploads
from chengxin.apps.submissions.models import Submission
from chengxin.core.permissions import Role
from chengxin.demo.decisions import PENALTIES
from chengxin.intake.feeds import load_feeds
from chengxin.intake.issue_list import issue_list, safe
from chengxin.jobs.queue import work_queue
from chengxin.lawbook import load
from tests.proves import proves
from tests.web.world import (
    OTHER,
    PERSON,
    Clock,
    official,
    penalties_csv,
    penalty,
    send,
    signed_in,
    text_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


@pytest.fixture
def sender():
    return official("gedehong", Role.DATA_OFFICER, name="葛德鸿", seat="法制科")


@pytest.fixture
def desk(sender) -> Client:
    return signed_in(sender)


def drop(desk: Client, data: bytes, name: str = "处罚.csv", **more: str):
    file = SimpleUploadedFile(name, data)
    return desk.post("/department/", {"feed": PENALTIES, "file": file, **more})


def finish(clock: Clock) -> None:
    worked = work_queue(clock.at, lawbook=load(), feeds=load_feeds())
    assert not worked.failed


def mixed() -> bytes:
    """Two good rows, one of them twice, and one whose number has a wrong check character."""
    good, wrong = penalty(number=1), penalties_csv(penalty(number=3)).decode("gb18030").splitlines()
    digit = "1" if PERSON.number[17] != "1" else "2"
    bad = wrong[1].replace(PERSON.number, PERSON.number[:17] + digit)
    text = penalties_csv(good, penalty(number=2, who=OTHER), good).decode("gb18030") + bad + "\r\n"
    return text.encode("gb18030")


class TestSubmit:
    def test_offers_the_unit_its_own_feeds_only(self, desk: Client, clock: Clock) -> None:
        page = desk.get("/department/").content.decode()
        for feed in load_feeds().values():
            assert (f'value="{feed.key}"' in page) == (feed.sender == "transport")

    def test_one_feed_needs_no_choice(self, clock: Clock) -> None:
        desk = signed_in(official("yan", Role.DATA_OFFICER, unit="civility_office"))
        page = desk.get("/department/").content.decode()
        assert 'type="radio"' not in page
        assert load_feeds()["heihe/civility_office/honours"].title in page

    def test_a_unit_without_feeds_reads_why(self, clock: Clock) -> None:
        desk = signed_in(official("wu", Role.DATA_OFFICER, unit="commerce"))
        assert "还没有约定要交的数据" in text_of(desk.get("/department/"))

    def test_shows_progress_then_the_outcome(self, desk: Client, clock: Clock) -> None:
        response = drop(desk, mixed())
        assert response.status_code == 303
        place = response["Location"]
        waiting = desk.get(place)
        assert "正在检查" in text_of(waiting)
        assert b'http-equiv="refresh"' in waiting.content
        assert b"hx-get" in waiting.content
        finish(clock)
        page = text_of(desk.get(place))
        assert "收下2行，有1行要您改" in page
        assert "第5行" in page
        assert "证件号码" in page
        assert PERSON.number not in page
        assert Submission.objects.get().sha256 in page
        assert "葛德鸿" in page

    def test_takes_the_mended_row_alone_or_the_whole_file_as_it_says(self, desk: Client, clock: Clock) -> None:
        place = drop(desk, mixed())["Location"]
        finish(clock)
        page = text_of(desk.get(place))
        assert "整份交回来，或者只交改好的行，都行；已收下的行不会重复" in page
        assert "这一行，再交" not in page
        assert "再交这一行" not in page
        good = [penalty(number=1), penalty(number=2, who=OTHER)]
        place = drop(desk, penalties_csv(penalty(number=3)), "改好的一行.csv")["Location"]
        finish(clock)
        assert "1行全部收下" in text_of(desk.get(place))
        drop(desk, penalties_csv(*good, penalty(number=3)), "整份.csv")
        finish(clock)
        receipt = Submission.objects.order_by("pk").last().receipt
        assert (receipt.accepted, receipt.duplicate, receipt.refused) == (0, 3, 0)

    def test_says_when_the_original_had_to_be_destroyed(self, desk: Client, clock: Clock) -> None:
        kept = drop(desk, mixed())["Location"]
        text = penalties_csv(penalty(number=9)).decode("gb18030").replace("普通程序", "简易程序")
        destroyed = drop(desk, text.encode("gb18030"), name="有简易程序.csv")["Location"]
        finish(clock)
        assert "出了回执满30天后销毁" in text_of(desk.get(kept))
        page = text_of(desk.get(destroyed))
        assert "原文件已经销毁" in page
        assert "有简易程序.csv" not in page
        assert "原文件已销毁" in text_of(desk.get("/department/submissions/"))

    def test_the_same_file_again_is_the_same_receipt(self, desk: Client, clock: Clock) -> None:
        first = drop(desk, mixed())["Location"]
        finish(clock)
        clock.forward(hours=1)
        again = drop(desk, mixed(), name="改了名字.csv")["Location"]
        assert again.partition("?")[0] == first
        assert "这份文件交过了，这是原来的回执" in text_of(desk.get(again))
        assert "这份文件交过了" not in text_of(desk.get(first))
        assert Submission.objects.count() == 1

    def test_a_withdrawal_that_comes_before_its_record_is_taken_and_named(self, desk: Client, clock: Clock) -> None:
        whole = penalties_csv(penalty(number=1), penalty(number=2, who=OTHER)).decode("gb18030")
        assert whole.count(",有效\r\n") == 2
        place = drop(desk, whole.replace(",有效\r\n", ",撤销\r\n", 1).encode("gb18030"))["Location"]
        finish(clock)
        page = text_of(desk.get(place))
        assert "2行全部收下" in page
        assert "没有可以撤销的记录，1行" in page
        assert "第2行要求撤销" in page
        assert "退回没有可以" not in page.replace(" ", "")
        late = drop(desk, whole.encode("gb18030"), "晚到.csv")["Location"]
        finish(clock)
        assert "没有收下新的行，有1行要您改" in text_of(desk.get(late))

    def test_an_unreadable_file_says_what_to_do_and_takes_no_row(self, desk: Client, clock: Clock) -> None:
        place = drop(desk, b"PK\x03\x04 not a workbook", name="坏了.xlsx")["Location"]
        finish(clock)
        page = text_of(desk.get(place))
        assert "这份文件没有收下" in page
        assert "改好以后，整份再交来" in page
        assert "下载问题清单（Excel）" in page
        assert "加了底纹" not in page
        assert "只交改好的行" not in page
        assert "请" in page
        assert "文件里的行" not in page

    def test_a_sheet_without_headings_is_named(self, desk: Client, clock: Clock) -> None:
        book = openpyxl.Workbook()
        book.active.title = "十月"
        book.active.append(["葛长河", PERSON.number])
        out = io.BytesIO()
        book.save(out)
        place = drop(desk, out.getvalue(), name="续.xlsx")["Location"]
        finish(clock)
        assert "工作表“十月”：表的前5行标题之下没有找到列名行" in text_of(desk.get(place))

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [({"feed": ""}, "请选这是哪一类数据"), ({"as_of": "明天"}, "时间要像"), ({"as_of": "2027-01-01"}, "以后")],
    )
    def test_says_at_the_field_what_to_mend(
        self, desk: Client, clock: Clock, change: dict[str, str], sentence: str
    ) -> None:
        response = drop(desk, mixed(), **change)
        page = text_of(response)
        assert response.status_code == 422
        assert "有误需要修改：" in page
        if sentence != "以后":
            assert sentence in page
        assert not Submission.objects.exists()

    def test_without_a_file_or_with_an_empty_one_nothing_is_taken(self, desk: Client, clock: Clock) -> None:
        assert "请选一份文件" in text_of(desk.post("/department/", {"feed": PENALTIES}))
        assert "这份文件是空的" in text_of(drop(desk, b""))
        assert not Submission.objects.exists()

    def test_a_file_over_the_feeds_limit_is_not_read(
        self, desk: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        small = {key: replace(feed, max_bytes=100) for key, feed in load_feeds().items()}
        monkeypatch.setattr("chengxin.web.department.views.feeds", lambda: small)
        response = drop(desk, mixed())
        assert response.status_code == 422
        assert "请分成几份交" in text_of(response)
        assert not Submission.objects.exists()

    def test_several_files_at_once_each_get_their_receipt(self, desk: Client, clock: Clock) -> None:
        files = [SimpleUploadedFile(f"{n}.csv", penalties_csv(penalty(number=n))) for n in (1, 2, 3)]
        response = desk.post("/department/", {"feed": PENALTIES, "file": files})
        assert response["Location"] == "/department/submissions/?view=received"
        finish(clock)
        page = text_of(desk.get(response["Location"]))
        assert "几份文件都收到了" in page
        assert all(name in page for name in ("1.csv", "2.csv", "3.csv"))
        assert {one.receipt.accepted for one in Submission.objects.all()} == {1}

    @pytest.mark.parametrize(
        ("name", "data", "sentence"),
        [
            ("老表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "另存为"),
            ("锁了.xlsx", b"\xd0\xcf\x11\xe0" + b"0" * 5000 + "EncryptedPackage".encode("utf-16-le"), "密码"),
            ("说明.docx", b"PK\x03\x04 word", "只能读"),
            ("网页.xlsx", b"<html><table>", "打不开"),
            ("表.csv", b"PK\x03\x04 renamed", "只能读"),
        ],
    )
    def test_a_file_of_the_wrong_kind_is_turned_away_before_anything_is_stored(
        self, desk: Client, clock: Clock, name: str, data: bytes, sentence: str
    ) -> None:
        files = [SimpleUploadedFile("好.csv", mixed()), SimpleUploadedFile(name, data)]
        response = desk.post("/department/", {"feed": PENALTIES, "file": files})
        page = text_of(response)
        assert response.status_code == 422
        assert f"“{name}”：" in page
        assert sentence in page
        assert "“好.csv”：" not in page
        assert "文件请再选一次" in page
        assert not Submission.objects.exists()

    def test_more_files_than_one_waits_for_are_sent_in_turns(
        self, desk: Client, clock: Clock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("chengxin.web.department.forms.MOST_FILES", 1)
        files = [SimpleUploadedFile(f"{n}.csv", mixed()) for n in (1, 2)]
        assert "请分几次交" in text_of(desk.post("/department/", {"feed": PENALTIES, "file": files}))
        assert not Submission.objects.exists()

    def test_another_units_feed_cannot_be_sent(self, desk: Client, clock: Clock) -> None:
        response = drop(desk, mixed(), feed="heihe/civility_office/honours")
        assert response.status_code == 422
        assert not Submission.objects.exists()

    def test_the_stated_time_is_kept(self, desk: Client, clock: Clock) -> None:
        drop(desk, mixed(), as_of="2026-11-23T17:30")
        stated = Submission.objects.get().as_of
        assert clock.at - stated == timedelta(hours=15, minutes=30)

    def test_is_closed_to_a_clerk(self, clock: Clock) -> None:
        response = drop(signed_in(official("mo", Role.CLERK)), mixed())
        assert response.status_code == 403
        assert not Submission.objects.exists()


class TestNothing:
    def test_says_up_to_when(self, desk: Client, clock: Clock) -> None:
        response = desk.post("/department/nothing/", {"feed": PENALTIES})
        finish(clock)
        page = text_of(desk.get(response["Location"]))
        assert "已记下：没有新决定" in page
        assert "到2026年11月24日09:00为止" in page

    def test_not_for_another_unit(self, desk: Client, clock: Clock) -> None:
        assert desk.post("/department/nothing/", {"feed": "heihe/civility_office/honours"}).status_code == 422
        assert not Submission.objects.exists()


class TestList:
    def test_shows_own_files_with_their_state(self, desk: Client, sender, clock: Clock) -> None:
        send(sender, mixed(), clock.at, filename="副本（2）处罚汇总—最终版—领导改.csv")
        drop(desk, penalties_csv(penalty(number=77)))
        page = text_of(desk.get("/department/submissions/"))
        assert "副本（2）处罚汇总—最终版—领导改.csv" in page
        assert "部分收下" in page
        assert "正在检查" in page

    def test_is_read_page_by_page(self, desk: Client, sender, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("chengxin.web.department.views._LISTED", 2)
        for n in range(5):
            send(sender, penalties_csv(penalty(number=n + 1)), clock.forward(minutes=1), filename=f"第{n}份.csv")
        first = text_of(desk.get("/department/submissions/"))
        assert [name in first for name in ("第4份", "第3份", "第2份")] == [True, True, False]
        assert "第1页，共3页" in first
        last = text_of(desk.get("/department/submissions/?page=3"))
        assert "第0份" in last
        assert "下一页" not in last
        for odd in ("page=99", "page=x", "page=-1", "view=x", "feed=none"):
            assert desk.get(f"/department/submissions/?{odd}").status_code == 200

    def test_shows_one_feed_alone(self, desk: Client, sender, clock: Clock) -> None:
        send(sender, mixed(), clock.at)
        assert "处罚.csv" in text_of(desk.get(f"/department/submissions/?feed={PENALTIES}"))
        assert "这一类还没有交过" in text_of(desk.get("/department/submissions/?feed=heihe/transport/licences"))

    def test_says_where_the_rows_of_a_file_went(self, desk: Client, sender, clock: Clock) -> None:
        send(sender, mixed(), clock.at)
        assert "4行：收下2，退回1，以前交过1" in text_of(desk.get("/department/submissions/"))

    def test_does_not_load_the_files_themselves(self, desk: Client, sender, clock: Clock) -> None:
        send(sender, mixed(), clock.at)
        with CaptureQueriesContext(connection) as queries:
            desk.get("/department/submissions/")
        assert not [one for one in queries if '"submissions_upload"."content"' in one["sql"]]

    def test_shows_nothing_of_another_unit(self, sender, clock: Clock) -> None:
        submission = send(sender, mixed(), clock.at)
        stranger = signed_in(official("yan", Role.DATA_OFFICER, unit="civility_office"))
        assert "处罚.csv" not in text_of(stranger.get("/department/submissions/"))
        for place in (
            f"/department/submissions/{submission.ref}/",
            f"/department/submissions/{submission.ref}/issues.csv",
        ):
            assert stranger.get(place).status_code == 404

    def test_is_empty_at_first(self, desk: Client, clock: Clock) -> None:
        assert "还没有交过文件" in text_of(desk.get("/department/submissions/"))


@proves("B13")
class TestSources:
    def test_say_how_fast_ones_own_decisions_came(self, desk: Client, sender, clock: Clock) -> None:
        late = [penalty(number=n) for n in range(1, 4)]
        send(sender, penalties_csv(*late), clock.at)  # decided on 1 September, eighty-four days ago
        page = text_of(desk.get("/department/"))
        assert "近90天新登记3行：一半在决定后84天内交来，九成在84天内。约定10天内，晚了的有3行。" in page
        assert "数据截至2026年11月24日，就是今天" in page

    def test_say_when_nothing_came_and_how_old_the_newest_is(self, desk: Client, sender, clock: Clock) -> None:
        send(sender, penalties_csv(penalty()), clock.at)
        clock.forward(days=31)
        assert "31天前" in text_of(desk.get("/department/"))
        assert "满30天没有消息，现在窗口答" in text_of(desk.get("/department/"))
        clock.forward(days=60)
        assert "近90天没有新登记的行" in text_of(desk.get("/department/"))

    def test_are_not_shown_to_another_unit(self, sender, clock: Clock) -> None:
        send(sender, penalties_csv(penalty()), clock.at)
        stranger = signed_in(official("yan", Role.DATA_OFFICER, unit="civility_office"))
        assert "84天内" not in text_of(stranger.get("/department/"))
        assert Client().get("/department/").status_code == 302

    def test_name_no_person(self, desk: Client, sender, clock: Clock) -> None:
        send(sender, penalties_csv(penalty()), clock.at)
        page = text_of(desk.get("/department/"))
        assert PERSON.name not in page
        assert PERSON.number not in page


class TestIssueList:
    def test_holds_every_problem_and_no_number(self, desk: Client, sender, clock: Clock) -> None:
        submission = send(sender, mixed(), clock.at)
        response = desk.get(f"/department/submissions/{submission.ref}/issues.csv")
        assert "attachment" in response["Content-Disposition"]
        text = response.content.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text)))
        assert rows[0] == ["工作表", "行", "列", "结果", "问题", "怎么改", "代码"]
        assert ["5", "退回", "number_wrong_check"] in [[row[1], row[3], row[6]] for row in rows[1:]]
        assert PERSON.number[:17] not in text

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "＠x"])
    def test_no_cell_can_run(self, text: str) -> None:
        assert safe(text) == f"'{text}"
        issue = {"sheet": text, "row": 2, "column": text, "fate": "refused", "message": text, "remedy": "", "code": "x"}
        body = issue_list([issue]).decode("utf-8-sig")
        row = list(csv.reader(io.StringIO(body, newline="")))[1]
        assert [row[0], row[2], row[4]] == [f"'{text}"] * 3

    def test_what_is_no_formula_stays(self) -> None:
        assert (safe("第3行"), safe(None), safe(7)) == ("第3行", "", "7")


def opened(response) -> openpyxl.Workbook:
    assert "attachment" in response["Content-Disposition"]
    return openpyxl.load_workbook(io.BytesIO(response.content))


@proves("B7")
class TestAnnotated:
    def place(self, submission) -> str:
        return f"/department/submissions/{submission.ref}/annotated.xlsx"

    def test_is_ones_own_file_with_the_faulty_cell_marked(self, desk: Client, sender, clock: Clock) -> None:
        submission = send(sender, mixed(), clock.at)
        page = desk.get(f"/department/submissions/{submission.ref}/")
        assert self.place(submission) in page.content.decode()
        assert "可以下载到2026年12月24日" in text_of(page)
        book = opened(desk.get(self.place(submission)))
        comments = [cell for row in book["数据"] for cell in row if cell.comment]
        assert [cell.row for cell in comments] == [5]
        assert "请" in comments[0].comment.text
        assert book["问题清单"]["B5"].value == 5

    def test_is_the_list_alone_once_the_original_is_destroyed(self, desk: Client, sender, clock: Clock) -> None:
        submission = send(sender, mixed(), clock.at)
        destroy_uploads(lawbook=load(), at=clock.forward(days=30))
        book = opened(desk.get(self.place(submission)))
        assert book.sheetnames == ["问题清单"]
        assert PERSON.number[:17] not in str([[cell.value for cell in row] for row in book["问题清单"]])
        assert "原文件已经销毁，所以只有清单" in text_of(desk.get(f"/department/submissions/{submission.ref}/"))

    def test_is_the_list_alone_where_something_may_never_be_kept(self, desk: Client, sender, clock: Clock) -> None:
        text = penalties_csv(penalty(number=9)).decode("gb18030").replace("普通程序", "简易程序")
        submission = send(sender, text.encode("gb18030"), clock.at)
        assert opened(desk.get(self.place(submission))).sheetnames == ["问题清单"]

    def test_of_an_unreadable_file_is_the_list(self, desk: Client, sender, clock: Clock) -> None:
        submission = send(sender, b"PK\x03\x04 not a workbook", clock.at, filename="坏了.xlsx")
        assert opened(desk.get(self.place(submission)))["问题清单"]["C5"].value == "整份"

    def test_is_not_there_where_nothing_is_wrong_or_nothing_is_done_yet(
        self, desk: Client, sender, clock: Clock
    ) -> None:
        assert desk.get(self.place(send(sender, penalties_csv(penalty()), clock.at))).status_code == 404
        place = drop(desk, mixed())["Location"]
        assert desk.get(f"{place}annotated.xlsx").status_code == 404

    def test_is_nobody_elses(self, sender, clock: Clock) -> None:
        place = self.place(send(sender, mixed(), clock.at))
        assert signed_in(official("yan", Role.DATA_OFFICER, unit="civility_office")).get(place).status_code == 404
        assert signed_in(official("mo", Role.CLERK)).get(place).status_code == 403
        assert Client().get(place).status_code == 302


class TestTemplate:
    def test_of_each_own_feed_is_on_the_page(self, desk: Client, clock: Clock) -> None:
        page = html.unescape(desk.get("/department/").content.decode())
        places = re.findall(r'href="(/department/templates/[^"]+)"', page)
        assert len(places) == sum(feed.sender == "transport" for feed in load_feeds().values())
        for place in places:
            assert opened(desk.get(place)).sheetnames == ["数据", "填写说明"]

    def test_needs_no_sign_in_and_holds_nobody(self, clock: Clock) -> None:
        for key, feed in load_feeds().items():
            response = Client().get(f"/department/templates/{key}.xlsx")
            assert quote(feed.title) in response["Content-Disposition"]
            assert opened(response)["数据"].max_row == 1

    @pytest.mark.parametrize("key", ["heihe/transport/none", "../law/edition", "heihe/transport/penalties/lookups"])
    def test_of_nothing_else_is_there(self, desk: Client, clock: Clock, key: str) -> None:
        assert desk.get(f"/department/templates/{key}.xlsx").status_code == 404
