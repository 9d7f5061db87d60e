"""What the ledger publishes, read by programs that are not ours: a verifier in Rust with every run; Go's own packages, and a
witness and its client by somebody else, in the long run (`CHENGXIN_TORTURE`), where they are to be had."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import metamorphic_log
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from chengxin.apps.ledger import proving, witness, witnessed
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.ask_witnesses import ask_witnesses
from chengxin.apps.ledger.models import Checkpoint, WitnessWord
from chengxin.core.merkle import Frontier, leaf_hash
from chengxin.core.notes import Growth, Head, Key, Note, Signature, read_growth, read_key, read_note, to_base64
from chengxin.core.proofs import consistency, inclusion
from chengxin.jobs.witness_calls import post_to
from tests.proves import proves
from tests.web import filled
from tests.web.filled import AT
from tests.witnesses import asked, serving

MOST = 300
LONG = pytest.mark.skipif(
    not os.environ.get("CHENGXIN_TORTURE"), reason="needs other programs; CHENGXIN_TORTURE=1 runs it"
)
HERE = Path(__file__).parents[1] / "elsewhere"
GO_PACKAGES = Path("/usr/share/gocode/src/golang.org/x/mod/sumdb")
SECRET = Ed25519PrivateKey.from_private_bytes(b"e" * 32)
KEY = Key("example.invalid/ledger", SECRET.public_key().public_bytes_raw())


@cache
def leaves(*, fork: bool) -> tuple[bytes, ...]:
    return tuple(leaf_hash(b"%d %d" % (number, fork and number == 1)) for number in range(MOST))


def subtrees(*, fork: bool = False) -> Any:
    return lambda begin, end: Frontier().extended(leaves(fork=fork)[begin:end]).root()


def signed(size: int, *, fork: bool = False) -> Note:
    head = Head(KEY.name, size, Frontier().extended(leaves(fork=fork)[:size]).root())
    return Note(head, (Signature(KEY.name, KEY.id, SECRET.sign(head.text.encode())),))


@st.composite
def grown(draw: st.DrawFn) -> tuple[int, int, int]:
    """An older size, a newer one, and a leaf of the newer."""
    new = draw(st.integers(2, MOST))
    return draw(st.integers(1, new - 1)), new, draw(st.integers(0, new - 1))


class TestByRust:
    """`metamorphic-log`: note, checkpoint and RFC 6962 in Rust."""

    @proves("I1")
    @given(grown())
    def test_every_head_and_proof_is_accepted(self, sizes):
        old, new, index = sizes
        before, now = signed(old).text, signed(new).text
        head = metamorphic_log.checkpoint_verify(now, [KEY.text])
        assert (head.origin, head.size, head.root) == (KEY.name, new, signed(new).head.root)
        path = consistency(old, new, subtrees())
        metamorphic_log.checkpoint_verify_consistency(before, now, [KEY.text], path)
        audit = inclusion(index, new, subtrees())
        metamorphic_log.checkpoint_verify_inclusion(now, [KEY.text], index, leaves(fork=False)[index], audit)

    @proves("I1")
    @given(grown(), st.data())
    def test_every_other_is_refused(self, sizes, data):
        old, new, index = sizes
        old = max(old, 2)
        if old == new:
            return
        audit = inclusion(index, new, subtrees())
        told = data.draw(st.sampled_from([consistency(old, new, subtrees(fork=fork)) for fork in (False, True)]))
        with pytest.raises(metamorphic_log.VerifyError):
            metamorphic_log.checkpoint_verify_consistency(
                signed(old).text, signed(new, fork=True).text, [KEY.text], told
            )
        with pytest.raises(metamorphic_log.VerifyError):
            metamorphic_log.checkpoint_verify_inclusion(signed(new).text, [KEY.text], index, b"l" * 32, audit)
        longer = signed(new).text.replace(f"\n{new}\n", f"\n{new + 1}\n")
        with pytest.raises(metamorphic_log.VerifyError):
            metamorphic_log.checkpoint_verify(longer, [KEY.text])

    @pytest.mark.django_db
    def test_accepts_what_the_product_serves(self):
        sizes = write_twice()
        key = served("/ledger/key").strip()
        now, growth = served("/ledger/checkpoint"), read_growth(served(f"/ledger/growth/{sizes[0]}/{sizes[1]}"))
        before = read_growth(served(f"/ledger/growth/0/{sizes[0]}")).note.text
        metamorphic_log.checkpoint_verify_consistency(before, now, [key], list(growth.path))
        assert metamorphic_log.verify_signed_note(now, [key]) == 1


def write_twice() -> list[int]:
    for number in range(2):
        filled.submit([filled.penalty(filled.person(serial=number + 1))])
        seal(at=AT, force_checkpoint=True)
    return list(Checkpoint.objects.order_by("size").values_list("size", flat=True))


def served(address: str) -> str:
    return Client().get(address).content.decode()


@LONG
@pytest.mark.skipif(
    not (shutil.which("go") and GO_PACKAGES.exists()),
    reason="no Go here: apt-get install golang-go golang-golang-x-mod-dev",
)
@pytest.mark.django_db
def test_go_accepts_what_the_product_serves_and_refuses_a_fork():
    """`golang.org/x/mod/sumdb`, by which Go itself checks its modules."""
    sizes = write_twice()
    key, now = served("/ledger/key").strip(), served("/ledger/checkpoint")
    growth = read_growth(served(f"/ledger/growth/{sizes[0]}/{sizes[1]}"))
    leaf = proving.leaves(1, 2)[0]
    proof = json.loads(served(f"/ledger/inclusion/1/{leaf.hex()}"))
    case = {
        "Key": key,
        "Old": read_growth(served(f"/ledger/growth/0/{sizes[0]}")).note.text,
        "New": now,
        "Leaf": to_base64(leaf),
        "Index": 1,
        "Inclusion": proof["path"],
        "Consistency": [to_base64(node) for node in growth.path],
    }
    made = [made_case(old, new) for new in range(2, 40) for old in range(1, new)]
    wrong = [
        {**case, "Leaf": to_base64(b"l" * 32)},
        {**case, "Key": KEY.text},
        {**case, "New": now.replace(f"\n{sizes[1]}\n", f"\n{sizes[1] + 1}\n")},
        {**made_case(9, 14), "New": signed(14, fork=True).text},
    ]
    environment = os.environ | {
        "GO111MODULE": "off",
        "GOPATH": "/usr/share/gocode",
        "GOFLAGS": "",
        "GOCACHE": "/tmp/go-cache",
    }
    done = subprocess.run(
        ["go", "run", str(HERE / "read_ledger.go")],
        input=json.dumps([case, *made, *wrong]),
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    said = done.stdout.splitlines()
    assert said[: 1 + len(made)] == ["fine"] * (1 + len(made))
    assert len(said) == 1 + len(made) + len(wrong)
    assert "fine" not in said[1 + len(made) :]


def made_case(old: int, new: int) -> dict[str, Any]:
    index = (old * 7) % new
    return {
        "Key": KEY.text,
        "Old": signed(old).text,
        "New": signed(new).text,
        "Leaf": to_base64(leaves(fork=False)[index]),
        "Index": index,
        "Inclusion": [to_base64(node) for node in inclusion(index, new, subtrees())],
        "Consistency": [to_base64(node) for node in consistency(old, new, subtrees())],
    }


def newer_python() -> str | None:
    """One that really runs: a version manager's name on the path may lead nowhere."""
    named = [name for name in map(shutil.which, ("python3.14", "python3.13", "python3.12")) if name]
    managed = sorted(map(str, Path.home().glob(".pyenv/versions/3.1[2-9]*/bin/python")))
    return next((name for name in [*named, *managed] if run_quietly([name, "-c", ""])), None)


def run_quietly(command: list[Any]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


@pytest.fixture(scope="module")
def another_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Python with `aics-witness`, which wants a newer one than we do."""
    place = tmp_path_factory.mktemp("another")
    python = place / "bin" / "python"
    steps = [
        [newer_python() or "python3.12", "-m", "venv", str(place)],
        [python, "-m", "pip", "install", "-qq", "aics-witness"],
    ]
    installed = all(run_quietly(step) for step in steps)
    if not installed:
        pytest.skip("no Python 3.12 with aics-witness to be had here")
    return python


@LONG
@pytest.mark.slow
class TestWithAnothersWitness:
    """`aics-witness`: C2SP's tlog-witness by somebody else, its server against our client, and its client against our server."""

    @pytest.fixture
    def theirs(self, another_python, tmp_path, settings):
        """Their witness of this ledger, listening, as the settings name it; its address."""
        config = tmp_path / "witness.json"

        def run(*arguments: str) -> str:
            done = subprocess.run(
                [another_python, "-m", "aics_witness", *arguments], capture_output=True, text=True, check=True
            )
            return done.stdout

        listen = f"127.0.0.1:{20_000 + os.getpid() % 20_000}"
        said = run("init", "-c", str(config), "--name", "theirs.example", "--listen", listen)
        key = read_key(next(line for line in said.split() if line.startswith("theirs.example+")))
        own = proving.public_key()
        run("add-log", "-c", str(config), "--origin", own.name, "--vkey", own.text)
        settings.LEDGER_WITNESSES, settings.LEDGER_WITNESS_QUORUM = (key,), 1
        settings.LEDGER_WITNESS_URLS = {key.text: f"http://{listen}"}
        with subprocess.Popen([another_python, "-m", "aics_witness", "serve", "-c", str(config)]) as process:
            for _ in range(100):
                try:
                    asked(int(listen.split(":")[1]), "GET", "/healthz")
                    break
                except OSError:
                    time.sleep(0.1)
            yield key
            process.terminate()

    def ask(self, key: Key) -> int:
        from django.conf import settings

        return ask_witnesses([key], post=post_to(settings.LEDGER_WITNESS_URLS), at=AT)

    @pytest.mark.django_db
    def test_it_cosigns_what_grows_and_we_take_it(self, theirs):
        sizes = write_twice()
        assert self.ask(theirs) == 1
        assert witnessed.cosigned_size(theirs) == sizes[1]
        filled.submit([])
        seal(at=AT, force_checkpoint=True)
        assert self.ask(theirs) == 1
        assert self.ask(theirs) == 0

    @pytest.mark.django_db
    def test_it_refuses_every_other_history_and_we_alarm(self, theirs, settings):
        sizes = write_twice()
        head = proving.newest()
        from chengxin.apps.ledger.keyring import keys
        from chengxin.apps.ledger.signing import note_of, sign

        def forked(size: int) -> Note:
            other = Head(head.origin, size, Frontier().extended([leaf_hash(b"other")] * size).root())
            return note_of(other, sign(other, keys()), keys())

        url = settings.LEDGER_WITNESS_URLS[theirs.text]
        post = post_to({theirs.text: url})
        [first] = post([(theirs, Growth(0, (), forked(sizes[0])).text)])
        assert first.status == 200
        assert self.ask(theirs) == 0
        assert WitnessWord.objects.get().word == "refused"
        [rolled] = post([(theirs, Growth(sizes[0], (), forked(sizes[0] - 1)).text)])
        [stale] = post([(theirs, Growth(0, (), forked(sizes[1])).text)])
        [other] = post([(theirs, Growth(sizes[0], (), proving.growth(0, sizes[0]).note).text)])
        assert [one.status for one in (rolled, stale, other)] == [400, 409, 422]

    def test_its_client_gets_from_our_witness_what_the_specification_says(self, another_python, tmp_path):
        own = witness.begin(tmp_path / "w", name="ours.example", log=KEY)
        fed = [
            (0, 11, False),
            (11, 14, False),
            (14, 14, False),
            (14, 20, True),
            (14, 14, True),
            (0, 20, False),
            (14, 20, False),
        ]
        told = [
            {
                "old": old,
                "path": [to_base64(node) for node in consistency(old, new, subtrees(fork=fork))] if old <= new else [],
                "note": signed(new, fork=fork).text,
            }
            for old, new, fork in fed
        ]
        with serving(tmp_path / "w") as port:
            done = subprocess.run(
                [another_python, str(HERE / "feed_witness.py"), f"http://127.0.0.1:{port}", own.text],
                input=json.dumps(told),
                capture_output=True,
                text=True,
                check=False,
            )
            shown = read_note(asked(port, "GET", f"/{sha256(KEY.name.encode()).hexdigest()}/checkpoint")[1])
        assert done.stdout.split() == [
            "cosigned", "cosigned", "cosigned", "422", "422", "WitnessConflict", "cosigned",
        ], done.stderr  # fmt: skip
        assert shown.head.size == 20
        assert sys.version_info >= (3, 11)
