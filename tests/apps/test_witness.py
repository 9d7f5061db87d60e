"""A witness with files alone, and what the ledger publishes of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from django.db.utils import DatabaseError
from django.test import Client

from chengxin.apps.ledger import proving, witness
from chengxin.apps.ledger.actions.cosign import take_cosignatures
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.models import Checkpoint, Cosignature, Entry
from chengxin.apps.ledger.offline import Found, check
from chengxin.apps.ledger.receipts import Receipted, receipt
from chengxin.apps.ledger.signing import is_true
from chengxin.apps.ledger.witness import NotCosigned
from chengxin.cli.main import main
from chengxin.core.notes import COSIGNED, Head, Key, Note, Signature, cosigned, read_growth, read_key, read_note
from tests.apps.sealed_receipt import GROWN, SIZE, growth_between, log_key
from tests.apps.test_receipts import official, write  # noqa: F401 - a fixture
from tests.proves import proves

AT = datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC)
SECONDS = int(AT.timestamp())


def shown(old: int, new: int = SIZE, **more):
    return read_growth(growth_between(old=old, new=new, **more).decode())


@pytest.fixture
def place(tmp_path) -> Path:
    witness.begin(tmp_path / "witness", name="archive.example", log=log_key())
    return tmp_path / "witness"


class TestWitness:
    def test_cosigns_what_continues_what_it_knows(self, place):
        first = witness.cosign(place, shown(0), at=SECONDS)
        second = witness.cosign(place, shown(SIZE, GROWN), at=SECONDS + 60)
        key = witness.own_key(place)
        for note in (first, second):
            (signature,) = note.signatures
            assert is_true(signature, note.head, key)
        assert witness.latest(place).size == GROWN
        assert not is_true(first.signatures[0], second.head, key)

    def test_cosigns_the_same_head_again(self, place):
        witness.cosign(place, shown(0), at=SECONDS)
        assert witness.cosign(place, shown(SIZE, SIZE), at=SECONDS + 1).head.size == SIZE

    @proves("I1")
    @pytest.mark.parametrize(
        ("old", "new", "fork", "found"),
        [
            (SIZE, GROWN, True, Found.REWRITTEN),
            (SIZE, SIZE, True, Found.TWO_LEDGERS),
            (0, SIZE - 1, False, Found.CUT_SHORT),
            (0, GROWN, False, Found.OTHER_GROWTH),
            (SIZE - 1, GROWN, False, Found.OTHER_GROWTH),
        ],
    )
    def test_refuses_everything_else(self, place, old, new, fork, found):
        witness.cosign(place, shown(0), at=SECONDS)
        with pytest.raises(NotCosigned) as refused:
            witness.cosign(place, shown(old, new, fork=fork), at=SECONDS)
        assert refused.value.found is found
        assert witness.latest(place).size == SIZE
        kept = list((place / "evidence").glob("*.txt")) if (place / "evidence").exists() else []
        assert len(kept) == (found is not Found.OTHER_GROWTH)

    def test_keeps_no_evidence_of_what_the_log_did_not_sign(self, place):
        growth = shown(0)
        forged = Note(growth.note.head, (Signature(log_key().name, log_key().id, b"x" * 64),))
        with pytest.raises(NotCosigned) as refused:
            witness.cosign(place, type(growth)(0, (), forged), at=SECONDS)
        assert refused.value.found is Found.NOT_SIGNED
        assert not (place / "evidence").exists()

    @proves("I1")
    def test_keeps_the_head_before_it_signs(self, place, monkeypatch):
        monkeypatch.setattr("chengxin.apps.ledger.witness.cosigned", lambda *given: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            witness.cosign(place, shown(0), at=SECONDS)
        assert witness.latest(place).size == SIZE

    def test_its_secret_is_its_own_and_never_made_anew(self, place):
        assert (place / "secret").stat().st_mode & 0o077 == 0
        with pytest.raises(FileExistsError):
            witness.begin(place, name="archive.example", log=log_key())

    def test_another_log_is_not_its_own(self, tmp_path):
        other = Key("other.example/ledger", Ed25519PrivateKey.generate().public_key().public_bytes_raw())
        witness.begin(tmp_path / "w", name="archive.example", log=other)
        with pytest.raises(NotCosigned, match="other_ledger"):
            witness.cosign(tmp_path / "w", shown(0), at=SECONDS)


class TestCommand:
    def test_goes_from_the_first_head_to_the_next(self, tmp_path, capsys):
        place, growth, out = tmp_path / "w", tmp_path / "growth.txt", tmp_path / "out.txt"
        assert main(["witness", "init", str(place), "--name", "archive.example", "--log", log_key().text]) == 0
        assert read_key(capsys.readouterr().out.strip()).kind == COSIGNED
        growth.write_bytes(growth_between(old=0, new=SIZE))
        assert main(["witness", "cosign", str(place), str(growth), "--out", str(out)]) == 0
        assert read_note(out.read_text()).head.size == SIZE
        capsys.readouterr()
        assert main(["witness", "show", str(place)]) == 0
        assert f"/ledger/growth/{SIZE}/" in capsys.readouterr().out
        growth.write_bytes(growth_between(fork=True))
        assert main(["witness", "cosign", str(place), str(growth)]) == 1
        said = capsys.readouterr().err
        assert "没有签名" in said
        assert "证据留在" in said
        growth.write_bytes(growth_between(old=10))
        assert main(["witness", "cosign", str(place), str(growth)]) == 1
        assert f"要从第{SIZE}片叶子开始" in capsys.readouterr().err

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (["init", "W", "--name", "a b", "--log", "KEY"], 2),
            (["init", "W", "--name", "a", "--log", "nothing"], 2),
            (["cosign", "nowhere", "growth.txt"], 2),
            (["show", "nowhere"], 2),
        ],
    )
    def test_says_what_was_typed_wrong(self, tmp_path, monkeypatch, capsys, arguments, code):
        monkeypatch.chdir(tmp_path)
        assert main(["witness", *(log_key().text if one == "KEY" else one for one in arguments)]) == code
        assert capsys.readouterr().err.endswith("。\n")


@pytest.mark.django_db
class TestPublished:
    @pytest.fixture
    def signed(self, official):  # noqa: F811
        write(official, 5)
        seal(at=AT, force_checkpoint=True)
        return Checkpoint.objects.get()

    @pytest.fixture
    def secret(self):
        return Ed25519PrivateKey.generate()

    def note(self, signed, secret, name="archive.example"):
        head = proving.note_at(signed).head
        key = Key(name, secret.public_key().public_bytes_raw(), COSIGNED)
        content = SECONDS.to_bytes(8, "big") + secret.sign(cosigned(head, SECONDS))
        return key, Note(head, (Signature(key.name, key.id, content),))

    def test_stands_beside_the_ledgers_own_signature(self, signed, secret):
        key, note = self.note(signed, secret)
        assert take_cosignatures(note, witnesses=[key], at=AT) == 1
        assert take_cosignatures(note, witnesses=[key], at=AT) == 0
        both = read_note(Client().get("/ledger/checkpoint").content.decode())
        assert [one.name for one in both.signatures] == ["127.0.0.1/ledger", "archive.example"]
        assert is_true(both.signatures[1], both.head, key)
        assert Client().get("/ledger/cosigned").content.decode() == both.text
        assert "archive.example" in Client().get("/ledger/").content.decode()

    def test_travels_in_receipts(self, signed, secret):
        key, note = self.note(signed, secret)
        take_cosignatures(note, witnesses=[key], at=AT)
        kept = receipt(Receipted([Entry.objects.first().pk]), at=AT)
        assert check(kept).is_right
        assert b"archive.example" in kept

    @proves("I1")
    def test_of_a_stranger_or_about_another_head_is_left(self, signed, secret):
        key, note = self.note(signed, secret)
        stranger, theirs = self.note(signed, Ed25519PrivateKey.generate(), "stranger.example")
        assert take_cosignatures(theirs, witnesses=[key], at=AT) == 0
        other = Head(note.head.origin, note.head.size, b"r" * 32)
        content = SECONDS.to_bytes(8, "big") + secret.sign(cosigned(other, SECONDS))
        assert take_cosignatures(Note(other, (Signature(key.name, key.id, content),)), witnesses=[key], at=AT) == 0
        forged = Note(note.head, (Signature(key.name, key.id, theirs.signatures[0].content),))
        assert take_cosignatures(forged, witnesses=[key, stranger], at=AT) == 0
        assert Cosignature.objects.count() == 0
        assert Client().get("/ledger/cosigned").status_code == 404

    def test_is_never_taken_back(self, signed, secret):
        key, note = self.note(signed, secret)
        take_cosignatures(note, witnesses=[key], at=AT)
        with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
            cursor.execute("DELETE FROM ledger_cosignature")
