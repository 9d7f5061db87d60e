"""A backup comes back by the word of two persons, about this backup, for this place, or not at all."""

from __future__ import annotations

import io
import zlib
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from chengxin import clock
from chengxin.apps.ledger import law_signatures
from chengxin.apps.ledger.actions.note_restore import note_restore
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.backup import dump
from chengxin.apps.ledger.backup.sealed_stream import write_stream
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.ledger.models import Entry, Restoration
from chengxin.apps.ledger.restore_signatures import files_of
from chengxin.apps.ledger.signatures import sign
from chengxin.apps.ledger.verify import verify
from chengxin.cli import backup
from chengxin.cli.exits import Exit
from chengxin.cli.main import main
from chengxin.cli.restore_text import Agreed, Hashed
from chengxin.core.restores import LASTS, Backup, Order, read, text_of
from tests.proves import proves
from tests.signers import FIRST, SECOND, Signers

pytestmark = [pytest.mark.django_db, proves("N18")]
THIRD = "从未任命"


@pytest.fixture
def signers(tmp_path: Path, settings) -> Signers:
    found = Signers(tmp_path / "signers")
    settings.LAW_SIGNERS = dict(found.public)
    settings.RESTORE_MUST_BE_SIGNED = True
    return found


@pytest.fixture
def reached(monkeypatch: pytest.MonkeyPatch) -> list[Agreed | None]:
    """With what the backup itself would be read; nothing is filled in this test's own database."""
    found: list[Agreed | None] = []
    monkeypatch.setattr(backup, "_restore", lambda _, agreed: found.append(agreed) or Exit.FINE)
    return found


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The first part of a backup: what names it."""
    path = tmp_path / "today.backup"
    with path.open("wb") as out:
        write_stream(out, [next(dump.parts(dump.manifest(at=clock.now())))], keys())
    return path


@pytest.fixture
def text(file: Path, tmp_path: Path, signers: Signers) -> Path:
    path = tmp_path / "恢复.txt"
    assert main(["restore", str(file), "--text", str(path)]) == 0
    return path


def signed(text: Path, signers: Signers, *names: str, key_of: str = "") -> None:
    for name in names:
        assert main(["sign", str(text), "--name", name, "--key", str(signers.key(key_of or name))]) == 0


class TestText:
    def test_names_file_ledger_and_place_and_no_password(self, file, text, settings) -> None:
        order = read(text.read_text("utf-8"))
        told = dump.manifest(at=clock.now())
        whole = Hashed(io.BytesIO(file.read_bytes()))
        assert order.backup == Backup(whole.digest(), told.size, told.root)
        assert str(settings.DATABASES["default"]["NAME"]).lstrip("/") in order.place
        assert "@" not in order.place

    def test_is_not_written_over_another(self, file, text, capsys) -> None:
        before = text.read_bytes()
        assert main(["restore", str(file), "--text", str(text)]) == 2
        assert "没有动它" in capsys.readouterr().err
        assert text.read_bytes() == before

    def test_is_shown_to_whoever_signs(self, text, signers, capsys) -> None:
        capsys.readouterr()
        signed(text, signers, FIRST)
        assert text.read_text("utf-8") in capsys.readouterr().out

    def test_that_is_no_such_text_is_signed_by_nobody(self, tmp_path, text, signers, capsys) -> None:
        other = tmp_path / "other.txt"
        other.write_text(text.read_text("utf-8").replace("恢复到", "恢复 到"), "utf-8")
        assert main(["sign", str(other), "--name", FIRST, "--key", str(signers.key(FIRST))]) == 1
        assert "不是chengxin restore --text写的" in capsys.readouterr().err
        assert files_of(other) == []


class TestRestore:
    def test_goes_on_where_two_signed(self, file, text, signers, reached) -> None:
        signed(text, signers, FIRST, SECOND)
        assert main(["restore", str(file), "--signed", str(text)]) == 0
        assert reached[0] is not None
        assert reached[0].order == read(text.read_text("utf-8"))
        assert set(reached[0].signatures) == {FIRST, SECOND}

    def test_asks_for_the_word_of_two_and_takes_that_of_a_demo(self, file, signers, reached, settings, capsys) -> None:
        assert main(["restore", str(file)]) == 2
        assert reached == []
        assert "恢复要有两个人签名" in capsys.readouterr().err
        settings.RESTORE_MUST_BE_SIGNED = False
        assert main(["restore", str(file)]) == 0
        assert reached == [None]

    def refused(self, file: Path, text: Path, reached: list, capsys, sentence: str) -> None:
        assert main(["restore", str(file), "--signed", str(text)]) in {1, 2}
        assert sentence in capsys.readouterr().err
        assert reached == []

    def test_not_by_one(self, file, text, signers, reached, capsys) -> None:
        self.refused(file, text, reached, capsys, "签名有效：没有。")
        signed(text, signers, FIRST)
        self.refused(file, text, reached, capsys, f"签名有效：{FIRST}。要2个不同的人签")

    def test_not_by_one_key_under_two_names(self, file, text, signers, reached, capsys) -> None:
        signed(text, signers, FIRST)
        signed(text, signers, SECOND, key_of=FIRST)
        self.refused(file, text, reached, capsys, f"不是{SECOND}的密钥签的")

    def test_not_by_one_person_twice(self, file, text, signers, reached, capsys) -> None:
        signed(text, signers, FIRST)
        (own,) = files_of(text)
        own.with_name(f"{text.name}.again.sig").write_bytes(own.read_bytes())
        self.refused(file, text, reached, capsys, "要2个不同的人签")

    def test_not_where_two_persons_share_a_key(self, file, text, signers, reached, settings, capsys) -> None:
        signed(text, signers, FIRST, SECOND)
        settings.LAW_SIGNERS = dict.fromkeys((FIRST, SECOND), signers.public[FIRST])
        self.refused(file, text, reached, capsys, "同一把")

    def test_not_by_somebody_whom_the_settings_do_not_name(self, file, text, signers, reached, capsys) -> None:
        signers.make(THIRD)
        signed(text, signers, FIRST, THIRD)
        self.refused(file, text, reached, capsys, f"设置里没有{THIRD}这个签名人")

    def test_not_once_the_text_was_changed(self, file, text, signers, reached, capsys) -> None:
        signed(text, signers, FIRST, SECOND)
        order = read(text.read_text("utf-8"))
        other = Order(
            Backup("00" * 32, order.backup.leaves, order.backup.root), order.place, order.ledger, order.written
        )
        text.write_text(text_of(other), "utf-8")
        self.refused(file, text, reached, capsys, "签的是另一个内容")

    def test_not_into_another_place(self, file, text, signers, reached, settings, capsys) -> None:
        signed(text, signers, FIRST, SECOND)
        settings.LEDGER_ORIGIN = "other.example.cn/ledger"
        self.refused(file, text, reached, capsys, "恢复到别的地方")

    def test_not_by_a_text_that_was_kept(self, file, text, signers, reached, monkeypatch, capsys) -> None:
        signed(text, signers, FIRST, SECOND)
        later = clock.now() + LASTS + timedelta(seconds=1)
        monkeypatch.setattr(clock, "now", lambda: later)
        self.refused(file, text, reached, capsys, "请重新写一份")

    def test_not_by_signatures_over_a_law(self, file, text, signers, reached, capsys) -> None:
        """Who signs a law directory signs no restore, be the digest what it may."""
        digest = sha256(text.read_bytes()).hexdigest()
        for name in (FIRST, SECOND):
            other = sign(digest, about=law_signatures._ABOUT, signer=name, key=signers.key(name))
            text.with_name(f"{text.name}.{name}.sig").write_text(other, "utf-8")
        self.refused(file, text, reached, capsys, f"不是{FIRST}的密钥签的")


class TestLedger:
    def test_tells_who_wanted_it_back_and_keeps_what_they_signed(self, signers, tmp_path) -> None:
        at = datetime(2026, 11, 29, 6, 30, tzinfo=UTC)
        order = Order(Backup("3f" * 32, 12, "ab" * 32), "sqlite:///x，机器one", "credit.example.cn/ledger", at)
        note_restore(order, {FIRST: "eA==", SECOND: "eQ=="}, by="root", at=at)
        row = Restoration.objects.get()
        assert read("\n".join(row.lines)) == order
        assert row.signatures == {FIRST: "eA==", SECOND: "eQ=="}
        assert Entry.objects.get(pk=row.pk).kind == "restored"
        seal(at=at, force_checkpoint=True)
        assert verify().findings == ()


def test_a_stream_is_hashed_as_it_is_read() -> None:
    content = zlib.compress(bytes(5_000_000))
    whole, parts = Hashed(io.BytesIO(content)), Hashed(io.BytesIO(content))
    while parts.read(7):
        pass
    assert whole.digest() == parts.digest() != Hashed(io.BytesIO(content[:-1])).digest()
