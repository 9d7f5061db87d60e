"""The command line: exit codes, JSON shapes, sentences; a fault never shows what it read."""

from __future__ import annotations

import argparse
import io
import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import openpyxl
import pytest
from django.db import connection

from chengxin import clock
from chengxin.__main__ import run as run_command
from chengxin.apps.ledger.models import Batch, Entry
from chengxin.cli import demo
from chengxin.cli.exits import Exit, Stop
from chengxin.cli.main import main, parser
from chengxin.demo import cast, sheets
from chengxin.demo.decisions import PENALTIES, Penalty
from chengxin.demo.numbers import invented
from chengxin.intake.feeds import load_feeds
from chengxin.lawbook import load
from tests.proves import proves
from tests.seated import seat

WHO = invented("王䶮", "231183", date(1890, 6, 14), 139)
ROOT = Path(__file__).parents[2]
MADE_UP = "yi-ge-chang-mima-7"
KEYS = {"feed", "sha256", "rows", "accepted", "refused", "waiting", "duplicate", "issues"}
ISSUE_KEYS = {"code", "severity", "sheet", "row", "column", "message", "remedy"}


def file_of(folder: Path, *changes: dict) -> Path:
    rows = [
        {**Penalty(WHO, place, date(2026, 10, 8), date(2026, 9, 1)).row(load()), **change}
        for place, change in enumerate(changes, start=1)
    ]
    path = folder / "处罚.csv"
    path.write_bytes(sheets.as_csv(sheets.table(load_feeds()[PENALTIES], rows)))
    return path


@pytest.fixture
def officials(db) -> None:
    seat("gedehong", "moxiaolan", "yanbaichuan")


class TestHelp:
    def test_speaks_chinese(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--help"]) == 0
        said = capsys.readouterr().out
        assert "用法：" in said
        assert "usage" not in said
        for command in ("demo", "serve", "migrate", "law", "intake", "sweep", "ledger", "official"):
            assert command in said

    @pytest.mark.parametrize(
        ("typed", "complaint"),
        [
            ([], "还缺：命令"),
            (["law", "diff", "2026-01-01"], "还缺："),
            (["law", "check", "--format", "xml"], "--format不能是'xml'"),
            (["law", "show", "A0401", "--on", "昨天"], "日期要写成"),
            (["sweep", "--at", "soon"], "时间要写成"),
            (["serve", "--port", "99999"], "端口是1到65535的整数"),
            (["demo", "--port", "八千"], "端口是1到65535的整数"),
            (["demo", "--database", "sqlite:///a.sqlite3"], "要写postgresql://开头的地址"),
            (["bench", "--rows", "0"], "要写1以上的整数"),
            (["ledger", "verify", "--all"], "不认识：--all"),
        ],
    )
    def test_says_what_is_typed_wrongly(
        self, typed: list[str], complaint: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(typed) == 2
        assert complaint in capsys.readouterr().err


def test_a_demo_that_cannot_be_served_promises_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CHENGXIN_DATA", str(tmp_path / "demo"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert main(["demo", "--port", str(taken.getsockname()[1])]) == 2
    said = capsys.readouterr()
    assert "已经有程序在用" in said.err
    assert (said.out, (tmp_path / "demo").exists()) == ("", False)


@pytest.mark.django_db
def test_no_duty_is_done_before_its_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", "--at", "2099-01-01T09:00:00+08:00"]) == 1
    assert "--at不能晚于现在" in capsys.readouterr().err


@pytest.mark.django_db
def test_a_product_that_runs_for_real_dates_nothing_back(settings, capsys: pytest.CaptureFixture[str]) -> None:
    settings.IS_DEMO = False
    assert main(["sweep", "--at", "2026-01-01T09:00"]) == 2
    assert "--at只有演示里能用" in capsys.readouterr().err
    assert not Entry.objects.exists()


def acts(of: argparse.ArgumentParser) -> Iterator[str]:
    """Where the act of each command stands."""
    deeper = [action for action in of._actions if isinstance(action, argparse._SubParsersAction)]
    for one in [command for action in deeper for command in action.choices.values()]:
        yield from acts(one)
    if not deeper:
        yield of.get_default("run")


def test_each_command_has_its_act() -> None:
    found = [where.split(".") for where in acts(parser())]
    assert len(found) > 30
    assert all(callable(getattr(import_module(f"chengxin.cli.{module}"), act)) for module, act in found)


def test_no_command_waits_for_what_the_others_need() -> None:
    script = (
        "import sys; from chengxin.cli.main import main; main(['--help']); "
        "assert not {'django', 'cryptography', 'chengxin.lawbook', 'chengxin.intake'} & set(sys.modules)"
    )
    bare = {k: v for k, v in os.environ.items() if not k.startswith(("CHENGXIN_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=bare | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "chengxin" in done.stdout


def test_ctrl_c_leaves_no_trace(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def interrupted(arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("chengxin.cli.law.check", interrupted)
    assert main(["law", "check"]) == 130
    assert capsys.readouterr() == ("", "")


def test_ctrl_c_leaves_no_trace_while_the_product_is_read(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Interrupted:
        def find_spec(self, name: str, path: object = None, target: object = None) -> None:
            if name == "chengxin.cli.main":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "chengxin.cli.main")
    monkeypatch.setattr("sys.meta_path", [Interrupted(), *sys.meta_path])
    assert run_command() == 130
    assert capsys.readouterr() == ("", "")


class TestLaw:
    def test_the_shipped_law_is_sound(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["law", "check", "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out) == {"problems": []}

    def test_shows_an_item(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["law", "show", "A0401", "--on", "2026-11-24", "--format", "json"]) == 0
        shown = json.loads(capsys.readouterr().out)
        assert shown["slug"] == "road_transport_violation"
        assert shown["is_in_force"] is True
        assert shown["bases"][0]["articles"]
        assert shown["publish_max_months"] == 0
        assert main(["law", "show", "road_transport_violation"]) == 0
        assert "依据：" in capsys.readouterr().out

    def test_knows_no_other_item(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["law", "show", "A9999"]) == 1
        assert "没有这个事项" in capsys.readouterr().err


class TestIntakeCheck:
    def test_prints_exactly_the_promised_shape(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = file_of(tmp_path, {}, {"number": "231183189006141391"}, {"conduct_end_on": ""})
        asked = ["intake", "check", str(path), "--feed", PENALTIES, "--on", "2026-10-12"]
        assert main([*asked, "--format", "json"]) == 1
        told = json.loads(capsys.readouterr().out)
        assert set(told) == KEYS
        assert [told[key] for key in ("rows", "accepted", "refused", "waiting", "duplicate")] == [3, 1, 1, 1, 0]
        assert all(set(issue) == ISSUE_KEYS for issue in told["issues"])
        assert main(asked) == 1
        assert "退回1行" in capsys.readouterr().out

    def test_writes_the_file_with_its_problems_marked(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path, out = file_of(tmp_path, {}, {"number": "231183189006141391"}), tmp_path / "标出问题.xlsx"
        asked = ["intake", "check", str(path), "--feed", PENALTIES, "--on", "2026-10-12", "--annotated"]
        assert main([*asked, str(out)]) == 1
        assert openpyxl.load_workbook(out).sheetnames == ["数据", "问题清单"]
        for place in (path, tmp_path / "标出问题.csv", tmp_path / "没有这个目录" / "标出问题.xlsx"):
            before = path.read_bytes()
            assert main([*asked, str(place)]) == 1
            assert "请" in capsys.readouterr().err
            assert path.read_bytes() == before

    def test_writes_nothing_where_nothing_is_wrong(self, tmp_path: Path) -> None:
        out = tmp_path / "标出问题.xlsx"
        asked = ["intake", "check", str(file_of(tmp_path, {})), "--feed", PENALTIES, "--on", "2026-10-12"]
        assert main([*asked, "--annotated", str(out)]) == 0
        assert not out.exists()

    def test_is_fine_with_a_good_file(self, tmp_path: Path) -> None:
        path = file_of(tmp_path, {}, {})
        assert main(["intake", "check", str(path), "--feed", PENALTIES, "--on", "2026-10-12"]) == 0

    def test_says_which_file_and_which_feed_it_does_not_know(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["intake", "check", str(tmp_path / "没有.csv"), "--feed", PENALTIES]) == 1
        assert "读不到这个文件" in capsys.readouterr().err
        assert main(["intake", "check", str(file_of(tmp_path, {})), "--feed", "heihe/nobody/nothing"]) == 1
        assert "没有这个报送项目" in capsys.readouterr().err

    def test_needs_no_database_and_no_django(self, tmp_path: Path) -> None:
        path = file_of(tmp_path, {})
        script = (
            "import sys; from chengxin.cli.main import main; "
            "codes = [main(['intake', 'check', sys.argv[1], '--feed', sys.argv[2], '--on', '2026-10-12']), "
            "main(['law', 'check'])]; "
            "assert codes == [0, 0], codes; "
            "assert not {'django', 'sqlite3', 'granian'} & set(sys.modules), sorted(sys.modules)"
        )
        bare = {k: v for k, v in os.environ.items() if not k.startswith(("CHENGXIN_", "DJANGO_"))}
        bare["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))
        done = subprocess.run(
            [sys.executable, "-c", script, str(path), PENALTIES],
            env=bare,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("officials")
class TestIntakeSubmit:
    def test_gives_the_same_receipt_for_the_same_file(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = file_of(tmp_path, {}, {})
        asked = ["intake", "submit", str(path), "--feed", PENALTIES, "--by", "gedehong", "--format", "json"]
        assert main(asked) == 0
        first = json.loads(capsys.readouterr().out)
        assert set(first) == KEYS | {"receipt"}
        assert (first["rows"], first["accepted"]) == (2, 2)
        assert main(asked) == 0
        assert json.loads(capsys.readouterr().out) == first

    def test_exits_1_when_rows_come_back(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = file_of(tmp_path, {}, {"procedure": "简易程序"})
        assert main(["intake", "submit", str(path), "--feed", PENALTIES, "--by", "gedehong"]) == 1
        assert "回执号" in capsys.readouterr().out

    def test_takes_files_only_from_their_sender(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = file_of(tmp_path, {})
        for username in ("moxiaolan", "yanbaichuan", "nobody"):
            assert main(["intake", "submit", str(path), "--feed", PENALTIES, "--by", username]) == 1
            assert capsys.readouterr().err
        assert not Entry.objects.exclude(kind__in=["official_seated", "seat_proposed"]).exists()


@pytest.mark.django_db
class TestOperate:
    def test_verifies_a_ledger(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["ledger", "verify", "--format", "json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert set(told) == {"leaves", "checkpoints", "rows", "root", "findings"}
        assert told["findings"] == []

    def test_names_the_first_touched_row(
        self, tmp_path: Path, officials: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = file_of(tmp_path, {})
        assert main(["intake", "submit", str(path), "--feed", PENALTIES, "--by", "gedehong"]) == 0
        assert main(["sweep"]) == 0
        first = Entry.objects.order_by("pk").first()
        assert first is not None
        # What a touched database looks like to a reader: SQLite and PostgreSQL both refuse the UPDATE itself.
        real = Entry.from_db.__func__

        def touched(cls, db, field_names, values):
            entry = real(cls, db, field_names, values)
            if entry.pk == first.pk:
                entry.nonce = b"\0" * 16
            return entry

        monkeypatch.setattr(Entry, "from_db", classmethod(touched))
        capsys.readouterr()
        assert main(["ledger", "verify", "--format", "json"]) == 1
        assert json.loads(capsys.readouterr().out)["findings"][0]["row"] == first.pk

    def test_serves_no_database_of_another_version(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("chengxin.cli.product.is_migrated", lambda: False)
        assert main(["serve", "--port", "1"]) == 2
        assert "chengxin migrate" in capsys.readouterr().err

    @proves("N22")
    @pytest.mark.parametrize(
        "command",
        [["serve", "--port", "1"], ["sweep"], ["intake", "submit", __file__, "--feed", PENALTIES, "--by", "xun"]],
    )
    def test_acknowledges_nothing_on_a_database_that_forgets(
        self, command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.setattr("chengxin.apps.ledger.readiness.forgetful", lambda: ["fsync", "synchronous_commit"])
        monkeypatch.setattr("django.conf.settings.IS_DEMO", False)
        monkeypatch.setattr("chengxin.cli.operate.open_doors", lambda *_: None)
        assert main(command) == 2
        assert "fsync、synchronous_commit" in capsys.readouterr().err

    @proves("N34")
    @pytest.mark.parametrize(
        "command",
        [["serve", "--port", "1"], ["sweep"], ["intake", "submit", __file__, "--feed", PENALTIES, "--by", "xun"]],
    )
    def test_starts_on_no_clock_that_is_wrong(
        self, command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        Batch.objects.create(at=clock.now() + timedelta(days=2))
        monkeypatch.setattr("chengxin.cli.operate.open_doors", lambda *_: None)
        assert main(command) == 2
        assert "差一分钟以上" in capsys.readouterr().err

    def test_a_fault_becomes_a_number(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
    ) -> None:
        def breaks() -> None:
            raise ZeroDivisionError("231183189006141392")

        monkeypatch.delenv("CHENGXIN_LOG", raising=False)
        monkeypatch.setattr("chengxin.apps.ledger.verify.verify", breaks)
        assert main(["ledger", "verify"]) == 3
        said = capsys.readouterr()
        assert "故障号" in said.err
        assert "ZeroDivisionError" in caplog.text
        assert "231183189006141392" not in said.err + said.out + caplog.text


@pytest.mark.django_db
class TestOfficialAdd:
    def add(
        self, monkeypatch: pytest.MonkeyPatch, username: str = "xun", name: str = "应慎之", password: str = MADE_UP
    ) -> int:
        monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
        return main(["official", "add", username, "--name", name, "--seat", "安全管理岗"])

    @proves("I5")
    def test_begins_with_two_security_administrators_and_no_more(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.add(monkeypatch) == self.add(monkeypatch, "ruan", "方持正") == 0
        official = cast.officials.get_active("xun")
        assert official is not None
        assert official.check_password(MADE_UP)
        assert (official.role, official.unit) == ("security_admin", "credit_centre")
        assert self.add(monkeypatch, "third", "程守拙") == 1
        assert "已经有两位安全管理员" not in capsys.readouterr().out
        assert cast.officials.get_active("third") is None

    @proves("I5")
    def test_fills_the_place_of_one_who_left(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.add(monkeypatch) == self.add(monkeypatch, "ruan", "方持正") == 0
        assert main(["official", "remove", "ruan"]) == 0
        assert self.add(monkeypatch, "third", "程守拙") == 0

    def test_refuses_a_short_password(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.add(monkeypatch, password="short") == 1
        assert cast.officials.get_active("xun") is None

    def test_keeps_a_username_one_humans(
        self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert self.add(monkeypatch) == 0
        assert self.add(monkeypatch, name="赵四平") == 1
        assert "登录名跟着人走" in capsys.readouterr().err
        official = cast.officials.get_active("xun")
        assert official is not None
        assert official.name == "应慎之"

    def test_removes(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        assert self.add(monkeypatch) == 0
        assert main(["official", "remove", "xun"]) == 0
        assert "已离岗" in capsys.readouterr().out
        assert cast.officials.get_active("xun") is None
        assert main(["official", "remove", "xun"]) == 1
        assert main(["official", "remove", "nobody"]) == 1
        assert "没有这个登录名，或者这个人已经离岗" in capsys.readouterr().err


@pytest.mark.usefixtures("officials")
class TestProgram:
    def asked(self, *more: str) -> list[str]:
        who = ["--unit", "transport", "--name", "运政系统", "--official", "gedehong"]
        return ["program", "add", *who, "--feed", PENALTIES, "--until", "2099-12-31", *more]

    def test_shows_its_token_once_and_can_be_revoked(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(self.asked("--format", "json")) == 0
        made = json.loads(capsys.readouterr().out)
        assert made["token"].startswith("chengxin_")
        assert main(["program", "list", "--unit", "transport"]) == 0
        listed = capsys.readouterr().out
        assert made["ref"] in listed
        assert "有效" in listed
        assert made["token"] not in listed
        assert main(["program", "new-token", made["ref"], "--keep-old", "0", "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out)["token"] != made["token"]
        assert main(["program", "revoke", made["ref"]]) == 0
        assert main(["program", "list", "--unit", "transport", "--format", "json"]) == 0
        assert "已撤销" in (said := capsys.readouterr().out)
        assert '"is_in_force": false' in said
        assert main(["program", "revoke", made["ref"]]) == 1
        assert "已经撤销" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("more", "complaint"),
        [
            (["--feed", "heihe/nobody/nothing"], "没有这个报送项目"),
            (["--purpose", "curiosity"], "没有这个用途"),
            (["--until", "2026-01-01"], "有效期"),
            (["--official", "moxiaolan-of-nowhere"], "没有这位工作人员"),
            (["--unit", "samr"], "没有这位工作人员"),
            (["--purpose", "road_transport_licence"], "没有这项权限"),
        ],
    )
    def test_says_what_is_wrong(self, more: list[str], complaint: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(self.asked(*more)) == 1
        assert complaint in capsys.readouterr().err


def run(command: list[str], data: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    bare = {k: v for k, v in os.environ.items() if not k.startswith(("CHENGXIN_", "DJANGO_"))}
    bare["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))
    return subprocess.run(
        [sys.executable, "-m", "chengxin", *command],
        env={**bare, "CHENGXIN_DATA": str(data), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
class TestMigrate:
    def test_makes_keys_and_tables_in_an_empty_place(self, tmp_path: Path) -> None:
        data, keys = tmp_path / "data", tmp_path / "keys"
        environment = {"CHENGXIN_KEYS": str(keys), "CHENGXIN_HTTPS": "0"}
        before = run(["serve"], data, **environment)
        assert before.returncode == 2
        assert "chengxin migrate" in before.stderr
        for _ in range(2):
            done = run(["migrate"], data, **environment)
            assert done.returncode == 0, done.stderr
        assert keys.stat().st_mode & 0o077 == 0
        assert not (keys / "demo").exists()
        assert (data / "static").is_dir()
        verified = run(["ledger", "verify"], data, **environment)
        assert verified.returncode == 0, verified.stderr

    def test_refuses_keys_beside_the_data(self, tmp_path: Path) -> None:
        done = run(["migrate"], tmp_path, CHENGXIN_KEYS=str(tmp_path / "keys"))
        assert done.returncode == 2
        assert "密钥不能和数据放在一起" in done.stderr
        assert not (tmp_path / "keys").exists()

    def test_refuses_the_keys_of_a_demo(self, tmp_path: Path) -> None:
        keys = tmp_path / "keys"
        keys.mkdir(mode=0o700)
        (keys / "demo").touch()
        done = run(["migrate"], tmp_path / "data", CHENGXIN_KEYS=str(keys))
        assert done.returncode == 2
        assert "演示用的密钥" in done.stderr


class TestDemo:
    def test_never_clears_what_is_not_its_own(self, tmp_path: Path) -> None:
        (tmp_path / "论文.docx").write_text("三年")
        done = run(["demo", "--reset", "--no-serve"], tmp_path)
        assert done.returncode == 2
        assert (tmp_path / "论文.docx").read_text() == "三年"

    def test_fills_in_a_process_of_its_own_before_it_serves(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What serves is a fork: a letter that was drawn before it leaves threads behind that never come back."""
        asked: list[list[str]] = []

        def refused(command: list[str], **_: object) -> subprocess.CompletedProcess[bytes]:
            asked.append(command)
            return subprocess.CompletedProcess(command, 2)

        monkeypatch.setenv("CHENGXIN_DATA", str(tmp_path / "demo"))
        monkeypatch.setattr("chengxin.cli.demo.subprocess.run", refused)
        monkeypatch.setattr("chengxin.cli.operate.require_free", lambda *_: None)
        given = argparse.Namespace(no_serve=False, reset=False, database=None, host="127.0.0.1", port=1)
        with pytest.raises(Stop) as stop:
            demo.run(given)
        assert stop.value.code is Exit.USAGE_WRONG
        assert [command[1:] for command in asked] == [["-m", "chengxin", "demo", "--no-serve"]]

    def test_begins_in_an_empty_database_only(self, tmp_path: Path) -> None:
        place = tmp_path / "demo"
        place.mkdir()
        (place / "filled").touch()
        done = run(["demo", "--no-serve"], place)
        assert done.returncode == 2
        assert "演示用的不是这个数据库" in done.stderr

    def test_says_that_a_database_cannot_be_reached(self, tmp_path: Path) -> None:
        url = "postgresql://nobody@/none?host=/nowhere"
        done = run(["demo", "--no-serve", "--database", url], tmp_path / "demo")
        assert done.returncode == 2
        assert "连不上--database指的数据库" in done.stderr

    @pytest.mark.skipif(connection.vendor != "postgresql", reason="a demo's SQLite is a file of its own")
    def test_leaves_a_database_alone_that_has_tables(self, tmp_path: Path, db: None) -> None:
        known = connection.settings_dict
        url = f"postgresql://{known['USER']}@/{known['NAME']}?host={known['HOST']}"
        done = run(["demo", "--no-serve", "--database", url], tmp_path / "demo")
        assert done.returncode == 2
        assert "已经有表，没有动它" in done.stderr
