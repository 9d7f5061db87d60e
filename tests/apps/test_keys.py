"""Keys that are changed while the product runs, lost, or come from elsewhere."""

from __future__ import annotations

import json
import os
import shutil
import sys
from base64 import b64encode
from collections.abc import Iterator
from hashlib import new as hashed
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from chengxin.apps.inquiries.actions.answer import replay
from chengxin.apps.ledger.actions.hand_over import hand_over, next_key
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.actions.wrapping import rotate_wrapping
from chengxin.apps.ledger.ciphers import SM4GCM, cipher
from chengxin.apps.ledger.key_check import require_fitting, states
from chengxin.apps.ledger.key_sources import (
    KINDS,
    NATIONAL,
    CommandKeys,
    EnvironmentKeys,
    FileKeys,
    KeyTrouble,
    of_kind,
    read_names,
)
from chengxin.apps.ledger.keyring import Database, keys
from chengxin.apps.ledger.keys import KeptKeys, mark_of, open_wrapping
from chengxin.apps.ledger.models import Checkpoint, KeyHandover, WrappingKey
from chengxin.apps.ledger.offline import Found, check, compare
from chengxin.apps.ledger.proving import covering, former_keys, growth, newest, note_at, public_key
from chengxin.apps.ledger.receipts import Receipted, receipt
from chengxin.apps.ledger.verify import verify
from chengxin.apps.ledger.witness import begin, cosign
from chengxin.apps.people.models import ConflictEvent
from chengxin.cli.main import main
from chengxin.core.notes import Key, Note, Signature, handed, handing
from chengxin.core.permissions import Role
from tests.apps import databases
from tests.attacks import intruder
from tests.held import InMemory, kept
from tests.proves import proves
from tests.web import filled

IS_TORTURE = os.environ.get("CHENGXIN_TORTURE") == "1"
ORIGIN = "127.0.0.1/ledger"


@pytest.fixture
def source(tmp_path: Path, settings, db) -> Iterator[FileKeys]:
    """A copy of the world's keys in a directory of its own, with which everything works for one test."""
    shutil.copytree(settings.KEYS_DIR, tmp_path / "keys")
    own, used = FileKeys(tmp_path / "keys"), keys()
    settings.KEY_SOURCE = own
    before = dict(vars(used))
    used.__init__(own, Database())
    yield own
    vars(used).update(before)


def sealed_act() -> ConflictEvent:
    (row,) = intruder.happen(filled.official(Role.CASE_OFFICER, "credit_centre"))
    seal(at=filled.AT, force_checkpoint=True)
    return row


def receipt_of(row: ConflictEvent) -> bytes:
    return receipt(Receipted([row.pk], [row]), at=filled.AT)


def sign_with_another(source: FileKeys) -> KeyHandover:
    source.add("sign")
    row = hand_over(source, next_key(source), origin=ORIGIN, by="tests", at=filled.AT)
    source.ring()
    return row


class TestWrapKey:
    @pytest.mark.slow
    @pytest.mark.django_db
    def test_is_changed_while_somebody_serves_and_killed_at_any_write(self, tmp_path, django_db_setup):
        with databases.empty(connection.vendor, tmp_path / "beside") as place:
            place.chengxin("migrate")
            said = place.run("-m", "tests.apps.key_rotation", "all" if IS_TORTURE else "some")
        told = json.loads(said.splitlines()[-1])
        assert told["wrong"] == []
        assert told["points"] >= 6
        assert told["kills"] == told["chosen"]
        assert len(told["left"]) == 1
        assert told["useless"] == told["taken"] == told["chosen"] + 1

    @proves("KEY1")
    def test_that_was_taken_away_opens_nothing_and_what_it_wrapped_stays_as_it_was(self, source, tmp_path):
        wrapped, serving = keys().wrap(b"content"), KeptKeys(source, Database())
        serving.unwrap(wrapped)
        source.add("wrap")
        rotate_wrapping(source, keys(), by="tests", at=filled.AT)
        source.ring()
        (tmp_path / "old").mkdir()
        (source.directory / "wrap").rename(tmp_path / "old" / "wrap")
        assert KeptKeys(source, Database()).unwrap(wrapped) == b"content"
        newer = keys().wrap(b"newer")
        assert newer[:4] == bytes(WrappingKey.objects.latest("pk").name) != wrapped[:4]
        assert serving.unwrap(newer) == b"newer"
        held = Database().wrapping()
        assert {one.under for one in held} == {mark_of(source, "wrap.2")}
        with pytest.raises(KeyTrouble, match="wrap密钥不在"):
            open_wrapping(FileKeys(tmp_path / "old"), held)

    @proves("KEY1")
    def test_that_was_made_before_a_kill_is_the_one_that_is_taken(self, source, capsys):
        source.add("wrap")
        assert main(["keys", "rotate", "wrap"]) == 0
        assert of_kind(source.names(), "wrap") == ["wrap", "wrap.2"]
        assert main(["keys", "rotate", "wrap"]) == 0
        assert of_kind(source.names(), "wrap") == ["wrap", "wrap.2", "wrap.3"]
        assert "一行也没有改" in capsys.readouterr().out

    @proves("KEY2")
    def test_that_is_missing_changes_nothing(self, source):
        (source.directory / "wrap").unlink()
        source.add("wrap")
        before = list(WrappingKey.objects.values_list("pk", "sealed"))
        with pytest.raises(KeyTrouble):
            rotate_wrapping(source, keys(), by="tests", at=filled.AT)
        assert list(WrappingKey.objects.values_list("pk", "sealed")) == before

    @given(st.lists(st.sampled_from(["wrap", "key"]), max_size=6), st.data())
    def test_opens_what_any_of_its_keys_wrapped_in_whatever_order_they_came(self, tmp_path_factory, steps, data):
        kept_keys = kept(tmp_path_factory.mktemp("keys"))
        wrapped = []
        for step in steps:
            if step == "key":
                kept_keys._held.begin(kept_keys.source)
                kept_keys.source.ring()
            wrapped.append(kept_keys.wrap(str(len(wrapped)).encode()))
        fresh = KeptKeys(kept_keys.source, kept_keys._held)
        for place in data.draw(st.permutations(range(len(wrapped)))):
            assert fresh.unwrap(wrapped[place]) == str(place).encode()

    def test_of_another_place_is_no_key(self, tmp_path):
        wrapped = kept(tmp_path / "one").wrap(b"content")
        with pytest.raises(InvalidTag):
            kept(tmp_path / "other").unwrap(wrapped)


class TestSigningKey:
    @proves("KEY3")
    def test_of_today_is_known_to_whoever_holds_an_old_receipt(self, source):
        old_row = sealed_act()
        old, before = receipt_of(old_row), public_key()
        sign_with_another(source)
        new = receipt_of(sealed_act())
        assert public_key() != before
        assert former_keys() == [before]
        sizes = list(Checkpoint.objects.order_by("size").values_list("size", flat=True))
        shown = growth(sizes[0], sizes[-1]).text.encode()
        # By the old key, by the new one, and by what each file says itself.
        assert compare(new, old, shown).is_right
        assert compare(new, old, shown, key=before).is_right
        assert check(shown, key=before).is_right
        assert check(new, key=public_key()).is_right
        # What the old key signed stays signed by it, however often it is asked for.
        assert receipt_of(old_row) == old
        assert check(old, key=public_key()).found == (Found.OTHER_KEY,)
        assert verify().findings == ()

    @proves("KEY3")
    def test_is_changed_twice_and_the_first_is_still_known(self, source):
        first, old = public_key(), receipt_of(sealed_act())
        for _ in range(2):
            sign_with_another(source)
            sealed_act()
        new = note_at(newest()).text.encode()
        assert check(new, key=first).is_right
        (source.directory / "sign").unlink()
        (source.directory / "sign.2").unlink()
        require_fitting(source)
        assert verify().findings == ()
        assert check(old, key=first).is_right

    def test_carries_the_witness_along(self, source, tmp_path):
        sealed_act()
        begin(tmp_path / "witness", name="archive.example", log=public_key())
        cosign(tmp_path / "witness", growth(0, newest().size), at=1)
        old = newest().size
        sign_with_another(source)
        sealed_act()
        assert cosign(tmp_path / "witness", growth(old, newest().size), at=2).head.size == newest().size

    @proves("KEY3")
    def test_is_not_handed_over_by_anybody_else(self, source):
        sealed_act()
        first, head = public_key(), covering(1)
        (source.directory / "evil").mkdir()
        evil = FileKeys.ensure(source.directory / "evil", is_demo=True)
        theirs = KeptKeys(evil, InMemory())
        other = Key(ORIGIN, theirs.public_keys()[0])
        own = note_at(head)
        signed = Signature(other.name, other.id, theirs.sign(own.head.text.encode()))
        for line in (
            handing(first, other, theirs.sign(handed(first, other))),
            handing(first, other, keys().sign(handed(other, first))),
            handing(first, other, keys().sign(own.head.text.encode())),
        ):
            note = Note(own.head, (signed, line))
            assert check(note.text.encode(), key=first).found == (Found.NOT_SIGNED,)
        # The same with the key's own word is what a handover is.
        right = Note(own.head, (signed, handing(first, other, keys().sign(handed(first, other)))))
        assert check(right.text.encode(), key=first).is_right

    @proves("KEY4")
    def test_before_ours_needs_our_word_too(self, source):
        """Whoever writes to the database cannot make their own key one of ours."""
        theirs = KeptKeys(FileKeys.ensure(source.directory / "evil", is_demo=True), InMemory())
        evil, ours = Key(ORIGIN, theirs.public_keys()[0]), public_key()
        told = handed(evil, ours)
        KeyHandover.objects.create(
            id=1,
            salt=b"s" * 32,
            origin=ORIGIN,
            before=evil.public,
            after=ours.public,
            signature=theirs.sign(told),
            accepted=theirs.sign(told),
            at=filled.AT,
            by="evil",
        )
        source.ring()
        assert keys().public_keys() == (ours.public,)

    @proves("KEY3")
    def test_that_signed_an_answer_is_known_when_it_is_shown_again(self, source):
        who = filled.person()
        filled.official(Role.CLERK)
        filled.submit([filled.penalty(who)])
        filled.nothing_new()
        given = filled.ask(filled.matter(who), who).answer
        sign_with_another(source)
        assert len(replay(given).fragments) == 0
        assert verify().findings == ()


class TestLoss:
    @proves("KEY2")
    @pytest.mark.parametrize("kind", KINDS)
    def test_of_any_key_is_said_at_once(self, source, kind):
        sealed_act()
        require_fitting(source)
        (source.directory / kind).unlink()
        with pytest.raises(KeyTrouble, match=kind):
            require_fitting(source)
        lost = [one for one in states(source) if not one.is_fine]
        assert [one.name for one in lost] == [kind]

    @proves("KEY2")
    @pytest.mark.parametrize("kind", ["index", "wrap", "sign"])
    def test_is_not_hidden_by_a_new_key_in_its_place(self, source, kind):
        sealed_act()
        (source.directory / kind).unlink()
        FileKeys.ensure(source.directory, is_demo=True)
        with pytest.raises(KeyTrouble, match=f"{kind}密钥不"):
            require_fitting(source)

    @proves("KEY2")
    def test_of_a_part_of_a_key_is_said(self, source):
        for kind in KINDS:
            path = source.directory / kind
            whole = path.read_bytes()
            path.write_bytes(whole[:20])
            with pytest.raises(KeyTrouble, match="长度不对"):
                require_fitting(source)
            path.write_bytes(whole)
        require_fitting(source)

    @proves("KEY2")
    def test_one_key_serves_one_thing(self, source):
        (source.directory / "backup").write_bytes((source.directory / "wrap").read_bytes())
        with pytest.raises(KeyTrouble, match="是同一把密钥"):
            require_fitting(source)

    def test_says_which_old_ones_are_needed(self, source):
        source.add("wrap")
        assert {one.name: one.is_needed for one in states(source)}["wrap"]
        rotate_wrapping(source, keys(), by="tests", at=filled.AT)
        sign_with_another(source)
        source.add("backup")
        needed = {one.name: one.is_needed for one in states(source)}
        assert {name for name, is_needed in needed.items() if not is_needed} == {"wrap", "sign", "backup"}


GIVE = """
import pathlib, sys
folder, kind = sys.argv[1:]
pathlib.Path(folder, "asked").open("a").write(kind + "\\n")
print("secret words", file=sys.stderr)
sys.stdout.buffer.write(pathlib.Path(folder, kind).read_bytes())
"""


class TestCommand:
    def test_says_of_each_key_and_of_a_copy_whether_it_fits(self, source, tmp_path, capsys):
        assert main(["keys", "check"]) == 0
        assert "这些密钥打得开这个库" in capsys.readouterr().out
        shutil.copytree(source.directory, tmp_path / "copy")
        assert main(["keys", "check", "--copy", str(tmp_path / "copy")]) == 0
        for kind in ("sign", "backup", "session"):
            assert main(["keys", "rotate", kind]) == 0
            assert of_kind(source.names(), kind) == [kind, f"{kind}.2"]
        assert main(["keys", "check", "--format", "json"]) == 0
        capsys.readouterr()
        # The copy is of before: it knows no signing key of today.
        assert main(["keys", "check", "--copy", str(tmp_path / "copy"), "--format", "json"]) == 1
        told = {one["name"]: one["is_fine"] for one in json.loads(capsys.readouterr().out)}
        assert [name for name, is_fine in told.items() if not is_fine] == ["sign"]

    @proves("KEY2")
    def test_stops_before_anything_where_a_key_is_lost(self, source, capsys):
        (source.directory / "backup").unlink()
        assert main(["sweep"]) == 2
        said = capsys.readouterr().err
        assert "没有开始" in said
        assert "没有backup密钥" in said

    def test_asks_for_a_new_key_where_keys_are_made_elsewhere(self, source, settings, capsys):
        settings.KEY_SOURCE = EnvironmentKeys(
            {f"CHENGXIN_KEY_{name.upper()}": b64encode(source.read(name)).decode() for name in KINDS}
        )
        assert main(["keys", "rotate", "wrap"]) == 2
        assert "请先在那里做一把wrap.2" in capsys.readouterr().err


class TestSources:
    def test_all_give_the_same_keys(self, tmp_path):
        files = FileKeys.ensure(tmp_path, is_demo=True)
        files.add("wrap")
        given = {
            f"CHENGXIN_KEY_{name.upper().replace('.', '_')}": b64encode(files.read(name)).decode()
            for name in files.names()
        }
        environment = EnvironmentKeys({**given, "CHENGXIN_KEYS": "elsewhere"})
        command = CommandKeys([sys.executable, "-c", GIVE, str(tmp_path)], files.names())
        for other in (environment, command):
            assert sorted(other.names()) == sorted(files.names())
            assert of_kind(other.names(), "wrap") == ["wrap", "wrap.2"]
            assert all(other.read(name) == files.read(name) for name in files.names())
        assert sorted((tmp_path / "asked").read_text().split()) == sorted(files.names())

    @proves("KEY5")
    @pytest.mark.parametrize(
        ("program", "sentence"),
        [
            ("import sys; print('secret words', file=sys.stderr); sys.exit(3)", "退出码3"),
            ("import time; time.sleep(30)", "秒没有答复"),
            ("print('x')", "长度不对"),
        ],
    )
    def test_a_command_that_fails_is_said_without_a_word_of_its_own(self, capfd, program, sentence):
        source = CommandKeys([sys.executable, "-c", program], KINDS, patience=1)
        with pytest.raises(KeyTrouble, match=sentence) as trouble:
            source.read("wrap")
        assert "wrap" in trouble.value.sentence
        assert "secret words" not in trouble.value.sentence + "".join(capfd.readouterr())

    def test_a_command_that_is_not_there_is_said(self):
        with pytest.raises(KeyTrouble, match="执行不了"):
            CommandKeys(["/nowhere/at-all"], KINDS).read("wrap")

    def test_names_are_those_of_keys(self):
        assert read_names("index, wrap,wrap.2") == ("index", "wrap", "wrap.2")
        for wrong in ("wrap,wrap", "../wrap", "wrap.0", "wrap.02", "wrap.2.3", "other"):
            with pytest.raises(KeyTrouble, match="CHENGXIN_KEYS_NAMES"):
                read_names(wrong)

    def test_a_variable_that_is_no_base64_is_said(self):
        with pytest.raises(KeyTrouble, match="CHENGXIN_KEY_WRAP_2"):
            EnvironmentKeys({"CHENGXIN_KEY_WRAP_2": "!"}).read("wrap.2")


class TestNational:
    def test_sm4_in_gcm_is_that_of_rfc_8998(self):
        # RFC 8998, A.1.
        key, nonce = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"), bytes.fromhex("00001234567800000000ABCD")
        plain = bytes.fromhex("AA" * 8 + "BB" * 8 + "CC" * 8 + "DD" * 8 + "EE" * 8 + "FF" * 8 + "EE" * 8 + "AA" * 8)
        beside = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
        sealed = bytes.fromhex(
            "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
            "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
            "83DE3541E4C2B58177E065A9BF7B62EC"
        )
        assert SM4GCM(key).encrypt(nonce, plain, beside) == sealed
        assert cipher(key).decrypt(nonce, sealed, beside) == plain
        for wrong in (sealed[:-1] + b"\0", sealed[:10], b""):
            with pytest.raises(InvalidTag):
                SM4GCM(key).decrypt(nonce, wrong, beside)

    def test_index_is_the_hmac_of_sm3(self, tmp_path):
        national = kept(tmp_path, is_national=True)
        secret = national.source.read("index").removeprefix(NATIONAL).ljust(64, b"\0")
        inner = hashed("sm3", bytes(b ^ 0x36 for b in secret) + b"\0\0\0\1a\0\0\0\2bc").digest()
        assert national.index(b"a", b"bc") == hashed("sm3", bytes(b ^ 0x5C for b in secret) + inner).digest()[:16]
        assert national.index_many((b"a",), [(b"bc",), (b"d",)])[0] == national.index(b"a", b"bc")

    @proves("KEY6")
    def test_what_is_new_is_sm4_once_the_wrap_key_is(self, source):
        old = keys().wrap(b"content")
        assert {len(one) for one in keys().new_data_keys(3)} == {32}
        source.add("wrap", is_national=True)
        rotate_wrapping(source, keys(), by="tests", at=filled.AT)
        source.ring()
        assert {len(one) for one in keys().new_data_keys(3)} == {16}
        assert isinstance(keys()._wrapped.ciphers[keys().wrap(b"")[:4]], SM4GCM)
        assert keys().unwrap(old) == b"content"
        filled.official(Role.CLERK)
        who = filled.person()
        filled.submit([filled.penalty(who)])
        filled.nothing_new()
        assert filled.ask(filled.matter(who), who).answer is not None
        assert verify().findings == ()
