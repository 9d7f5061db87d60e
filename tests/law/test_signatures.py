"""Two persons adopt a law directory: every byte of it, each with a key of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from chengxin.apps.ledger.law_signatures import sign, verify
from chengxin.apps.ledger.signatures import KeyUnusable
from chengxin.cli.main import main
from chengxin.lawbook import check
from chengxin.lawbook.load import digest
from tests.law.conftest import Copy
from tests.proves import proves
from tests.signers import FIRST, SECOND, Signers

ROAD = "catalogue/A0401_road_transport_violation.toml"


class LawSigners(Signers):
    """Those of `Signers`, who sign law."""

    def sign(self, root: Path, name: str, *, key_of: str = "") -> Path:
        return sign(root, signer=name, key=self.key(key_of or name))


@pytest.fixture
def signers(tmp_path: Path) -> LawSigners:
    return LawSigners(tmp_path / "signers")


@pytest.fixture
def signed(law: Copy, signers: LawSigners) -> Copy:
    for name in (FIRST, SECOND):
        signers.sign(law.root, name)
    return law


@proves("R21")
class TestSigned:
    def test_by_two_is_adopted_and_stays_the_same_law(self, law: Copy, signers: LawSigners) -> None:
        before = digest(law.root)
        for name in (FIRST, SECOND):
            assert not verify(law.root, signers.public).is_signed
            signers.sign(law.root, name)
        verdict = verify(law.root, signers.public)
        assert (verdict.is_signed, verdict.problems) == (True, ())
        assert set(verdict.signed_by) == {FIRST, SECOND}
        assert digest(law.root) == before == verdict.digest
        assert check(law.root) == []

    def test_no_more_once_any_file_changes_comes_or_goes(self, signed: Copy, signers: LawSigners) -> None:
        for change in _changes(signed.root):
            assert not verify(signed.root, signers.public).is_signed, change
        assert verify(signed.root, signers.public).is_signed

    def test_no_more_when_a_file_changes_its_name(self, signed: Copy, signers: LawSigners) -> None:
        (signed.root / ROAD).rename(signed.root / "catalogue/A0401_other.toml")
        assert not verify(signed.root, signers.public).is_signed

    def test_not_by_one_person_twice(self, law: Copy, signers: LawSigners) -> None:
        path = signers.sign(law.root, FIRST)
        (path.parent / "again.sig").write_bytes(path.read_bytes())
        assert verify(law.root, signers.public).signed_by == (FIRST,)

    def test_not_by_one_person_under_two_names(self, law: Copy, signers: LawSigners) -> None:
        signers.sign(law.root, FIRST)
        signers.sign(law.root, SECOND, key_of=FIRST)
        verdict = verify(law.root, signers.public)
        assert verdict.signed_by == (FIRST,)
        assert "不是莫晓岚的密钥签的" in verdict.problems[0]

    def test_not_with_one_key_for_two_names(self, signed: Copy, signers: LawSigners) -> None:
        with pytest.raises(KeyUnusable, match="同一把"):
            verify(signed.root, dict.fromkeys((FIRST, SECOND), signers.public[FIRST]))

    def test_not_by_somebody_whom_the_settings_do_not_name(self, signed: Copy, signers: LawSigners) -> None:
        assert not verify(signed.root, {FIRST: signers.public[FIRST]}).is_signed
        assert verify(signed.root, {}).signed_by == ()

    def test_not_by_a_signature_moved_to_another_name(self, law: Copy, signers: LawSigners) -> None:
        """The signer is part of what is signed."""
        path = signers.sign(law.root, FIRST)
        path.write_text(path.read_text("utf-8").replace(FIRST, SECOND), "utf-8")
        assert verify(law.root, {SECOND: signers.public[FIRST]}).signed_by == ()

    @pytest.mark.parametrize("spoilt", ["", "signer = 3", 'signer = "葛德鸿"\ndigest = "x"\nsignature = "%"', "\0"])
    def test_what_cannot_be_read_counts_for_nothing(self, signed: Copy, signers: LawSigners, spoilt: str) -> None:
        (signed.root / "signatures" / f"{FIRST}.sig").write_text(spoilt, "utf-8")
        verdict = verify(signed.root, signers.public)
        assert (verdict.signed_by, len(verdict.problems)) == ((SECOND,), 1)

    @pytest.mark.parametrize("stray", ["signatures/rule.toml", "signatures/more/x.sig", "x.sig"])
    def test_nothing_else_hides_among_the_signatures(self, signed: Copy, signers: LawSigners, stray: str) -> None:
        signed.write(stray, "code = 1")
        assert not verify(signed.root, signers.public).is_signed
        assert (stray, "") in signed.places()


def _changes(root: Path) -> Iterator[str]:
    """One byte of every tenth file turned, then a file more, then one less; each undone again."""
    paths = [path for path in sorted(root.rglob("*")) if path.is_file() and path.parent.name != "signatures"]
    for path in paths[::10]:
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        yield path.name
        path.write_bytes(content)
    (root / "catalogue/more.toml").write_text("")
    yield "more"
    (root / "catalogue/more.toml").unlink()
    content = paths[0].read_bytes()
    paths[0].unlink()
    yield "less"
    paths[0].write_bytes(content)


class TestKeys:
    def test_must_be_ed25519(self, law: Copy, signers: LawSigners) -> None:
        other = generate_private_key(SECP256R1())
        path = signers.folder / "other.pem"
        path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        for unusable in (path, signers.public[FIRST], signers.folder / "nothing.pem"):
            with pytest.raises(KeyUnusable, match=r"不是|读不到"):
                sign(law.root, signer=FIRST, key=unusable)
        with pytest.raises(KeyUnusable, match="不是Ed25519公钥"):
            verify(law.root, {FIRST: path})

    @pytest.mark.parametrize("name", ["", " 葛德鸿", "../葛德鸿", 'a"', "a\nb"])
    def test_belong_to_a_name_that_can_be_a_file(self, law: Copy, signers: LawSigners, name: str) -> None:
        with pytest.raises(KeyUnusable, match="姓名"):
            sign(law.root, signer=name, key=signers.folder / f"{FIRST}.pem")


class TestCommands:
    def test_sign_and_verify(self, law: Copy, signers: LawSigners, capsys: pytest.CaptureFixture[str]) -> None:
        asked = ["law", "verify", "--law", str(law.root), "--format", "json"]
        asked += [part for name, path in signers.public.items() for part in ("--signer", f"{name}={path}")]
        for place, name in enumerate((FIRST, SECOND), start=1):
            key = str(signers.folder / f"{name}.pem")
            assert main(["law", "sign", "--law", str(law.root), "--name", name, "--key", key]) == 0
            capsys.readouterr()
            assert main(asked) == (0 if place == 2 else 1)
        told = json.loads(capsys.readouterr().out)
        assert (told["is_signed"], told["law_digest"]) == (True, digest(law.root))

    def test_read_the_signers_from_the_settings(
        self, signed: Copy, signers: LawSigners, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["law", "verify", "--law", str(signed.root)]) == 1
        named = ",".join(f"{name}={path}" for name, path in signers.public.items())
        monkeypatch.setenv("CHENGXIN_LAW_SIGNERS", named)
        assert main(["law", "verify", "--law", str(signed.root)]) == 0
        assert "两个人签过" in capsys.readouterr().out

    def test_nobody_signs_a_law_that_may_not_be_used(
        self, law: Copy, signers: LawSigners, capsys: pytest.CaptureFixture[str]
    ) -> None:
        law.replace(ROAD, "months = 36", "months = 61")
        key = str(signers.folder / f"{FIRST}.pem")
        assert main(["law", "sign", "--law", str(law.root), "--name", FIRST, "--key", key]) == 1
        assert "没有签" in capsys.readouterr().err
        assert not (law.root / "signatures").exists()
