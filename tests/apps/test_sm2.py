"""A witness that signs with SM2 by a device: the arithmetic against the standard's example and OpenSSL's signatures, the
device that is silent or wrong, and a ledger that takes the cosignature. [rights R39]"""

from __future__ import annotations

import json
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.apps.ledger import sm2, witness
from chengxin.apps.ledger.device import NoAnswer
from chengxin.apps.ledger.signing import is_true
from chengxin.apps.ledger.sm2 import is_signature
from chengxin.apps.ledger.witness import NotSigned
from chengxin.cli.main import main
from chengxin.core.notes import (
    COSIGNED,
    COSIGNED_SM2,
    Head,
    Key,
    Signature,
    Unreadable,
    read_growth,
    read_key,
    read_note,
)
from tests import sm2_device
from tests.apps.sealed_receipt import GROWN, SIZE, growth_between, log_key
from tests.proves import proves
from tests.witnesses import asked, serving

SECONDS = int(datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC).timestamp())
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs openssl, which signs with SM2 here")

#: GB/T 32918.5, annex A.2.
MESSAGE = b"message digest"
PUBLIC = bytes.fromhex(
    "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"
)
SIGNATURE = bytes.fromhex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
)
_N = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123


@proves("I11")
class TestSignature:
    def test_of_the_standard_is_true(self) -> None:
        assert is_signature(PUBLIC, SIGNATURE, MESSAGE)

    @given(st.integers(0, 8 * 64 - 1), st.sampled_from(["public", "signature"]))
    def test_is_false_with_any_other_bit(self, bit: int, where: str) -> None:
        given = {"public": bytearray(PUBLIC), "signature": bytearray(SIGNATURE)}
        given[where][bit // 8] ^= 1 << bit % 8
        assert not is_signature(bytes(given["public"]), bytes(given["signature"]), MESSAGE)

    @pytest.mark.parametrize("message", [b"", b"message digest.", b"Message digest"])
    def test_is_false_of_another_message(self, message: bytes) -> None:
        assert not is_signature(PUBLIC, SIGNATURE, message)

    @pytest.mark.parametrize(
        ("public", "signature"),
        [
            (PUBLIC, bytes(64)),
            (PUBLIC, b"\xff" * 64),
            (PUBLIC, bytes(32) + SIGNATURE[32:]),
            (PUBLIC, SIGNATURE[:32] + bytes(32)),
            (PUBLIC, SIGNATURE[:32] + (_N - int.from_bytes(SIGNATURE[:32], "big")).to_bytes(32, "big")),
            (PUBLIC, SIGNATURE[:63]),
            (PUBLIC, SIGNATURE + b"\0"),
            (PUBLIC[:63], SIGNATURE),
            (bytes(64), SIGNATURE),
            (b"\xff" * 64, SIGNATURE),
        ],
    )
    def test_out_of_range_is_false(self, public: bytes, signature: bytes) -> None:
        assert not is_signature(public, signature, MESSAGE)

    def test_with_a_key_off_the_curve_is_false(self) -> None:
        """A point of order two lies on another curve; over it anybody signs: half of all sums cancel it."""
        public = (5).to_bytes(32, "big") + bytes(32)
        for s in range(1, 100):
            base = sm2._times(s, sm2._BASE)
            assert base is not None
            r = (sm2._digest(public, MESSAGE) + base.x) % _N
            assert not is_signature(public, r.to_bytes(32, "big") + s.to_bytes(32, "big"), MESSAGE)

    @needs_openssl
    def test_of_openssl_is_true(self, tmp_path: Path) -> None:
        for place in range(5):
            key = sm2_device.make(tmp_path / f"{place}.pem")
            signed = sm2_device.sign(key, MESSAGE)
            assert is_signature(sm2_device.public(key), signed, MESSAGE)
            assert not is_signature(PUBLIC, signed, MESSAGE)


class TestKey:
    def test_is_read_as_it_is_written(self) -> None:
        key = Key("sm2.example", PUBLIC, COSIGNED_SM2)
        assert read_key(key.text) == key

    @pytest.mark.parametrize(
        "wrong", [Key("sm2.example", PUBLIC[:63], COSIGNED_SM2), Key("a", PUBLIC, COSIGNED), Key("a", PUBLIC[:32], 2)]
    )
    def test_of_another_length_or_kind_is_none(self, wrong: Key) -> None:
        with pytest.raises(Unreadable):
            read_key(wrong.text)


@pytest.fixture
def device(tmp_path: Path) -> list[str]:
    return [sys.executable, sm2_device.__file__, str(sm2_device.make(tmp_path / "device.pem"))]


@needs_openssl
@proves("I11")
class TestWitness:
    def test_cosigns_by_its_device_and_holds_no_secret(self, tmp_path: Path, device: list[str]) -> None:
        own = witness.begin(tmp_path / "w", name="sm2.example", log=log_key(), device=device)
        note = witness.cosign(tmp_path / "w", read_growth(growth_between(old=0, new=SIZE).decode()), at=SECONDS)
        (signature,) = note.signatures
        assert is_true(signature, note.head, own)
        assert not is_true(signature, note.head, Key(own.name, PUBLIC, COSIGNED_SM2))
        later = Head(note.head.origin, note.head.size + 1, note.head.root)
        bent = Signature(signature.name, signature.key_id, signature.content[:-1] + bytes([signature.content[-1] ^ 1]))
        assert not is_true(signature, later, own)
        assert not is_true(bent, note.head, own)
        assert not (tmp_path / "w" / "secret").exists()

    def test_answers_over_http(self, tmp_path: Path, device: list[str]) -> None:
        own = witness.begin(tmp_path / "w", name="sm2.example", log=log_key(), device=device)
        with serving(tmp_path / "w") as port:
            assert asked(port, "POST", "/add-checkpoint", growth_between(old=0, new=SIZE))[0] == 200
            Path(device[2]).unlink()
            assert asked(port, "POST", "/add-checkpoint", growth_between(old=SIZE, new=GROWN))[0] == 503
        assert read_key(own.text) == own

    def test_gives_nothing_away_that_its_key_did_not_sign(self, tmp_path: Path, device: list[str]) -> None:
        witness.begin(tmp_path / "w", name="sm2.example", log=log_key(), device=device)
        sm2_device.make(Path(device[2]))
        with pytest.raises(NotSigned):
            witness.cosign(tmp_path / "w", read_growth(growth_between(old=0, new=SIZE).decode()), at=SECONDS)
        assert not (tmp_path / "w" / "cosigned.txt").exists()

    def test_is_not_begun_with_a_device_that_does_not_answer(self, tmp_path: Path) -> None:
        with pytest.raises(NoAnswer):
            witness.begin(tmp_path / "w", name="sm2.example", log=log_key(), device=["/nowhere/at-all"])
        assert not (tmp_path / "w").exists()

    def test_is_made_and_asked_by_command(
        self, tmp_path: Path, device: list[str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        place, growth = str(tmp_path / "w"), tmp_path / "growth.txt"
        begin = ["witness", "init", place, "--name", "sm2.example", "--log", log_key().text, "--sm2", " ".join(device)]
        assert main(begin) == 0
        assert read_key(capsys.readouterr().out.strip()).kind == COSIGNED_SM2
        assert json.loads((tmp_path / "w" / "device.json").read_bytes()) == device
        growth.write_bytes(growth_between(old=0, new=SIZE))
        assert main(["witness", "cosign", place, str(growth)]) == 0
        assert read_note(capsys.readouterr().out).head.size == SIZE
        Path(device[2]).unlink()
        growth.write_bytes(growth_between(old=SIZE, new=GROWN))
        assert main(["witness", "cosign", place, str(growth)]) == 1
        said = capsys.readouterr().err
        assert said.startswith("密码设备没有签名：退出码")
        assert said.endswith("。\n")
