"""`chengxin witness serve` over real sockets: every status as C2SP's tlog-witness has it, and what it keeps."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import threading
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chengxin.apps.ledger import witness
from chengxin.apps.ledger.signing import is_signed
from chengxin.cli.witness_server import MOST_BYTES, SIZE_TYPE
from chengxin.core.notes import Growth, Head, Key, Note, Signature, read_growth, read_note, read_signature
from tests.apps.sealed_receipt import GROWN, ORIGIN, SIZE, growth_between, log_key, signed_head
from tests.proves import proves
from tests.witnesses import asked, serving

ADD = "/add-checkpoint"
CHECKPOINT = f"/{sha256(ORIGIN.encode()).hexdigest()}/checkpoint"


@pytest.fixture
def place(tmp_path) -> Path:
    witness.begin(tmp_path / "witness", name="court.example", log=log_key())
    return tmp_path / "witness"


@pytest.fixture
def port(place):
    with serving(place) as port:
        yield port


@pytest.fixture
def known(port):
    """A witness that has cosigned eleven leaves."""
    assert add(port, growth_between(old=0, new=SIZE))[0] == 200
    return port


def add(port: int, body: bytes | str) -> tuple[int, str, str]:
    return asked(port, "POST", ADD, body)


class TestGrowth:
    def test_is_cosigned_and_the_cosignature_is_true(self, known, place):
        status, text, _ = add(known, growth_between())
        assert status == 200
        note = Note(read_growth(growth_between().decode()).note.head, (read_signature(text),))
        assert is_signed(note, witness.own_key(place))
        assert witness.latest(place).size == GROWN

    def test_is_shown_to_whoever_compares(self, known, place):
        status, text, _ = asked(known, "GET", CHECKPOINT)
        assert status == 200
        both = read_note(text)
        assert is_signed(both, log_key())
        assert is_signed(both, witness.own_key(place))

    def test_is_not_shown_before_there_is_one(self, port):
        assert asked(port, "GET", CHECKPOINT)[0] == 404
        assert asked(port, "GET", f"/{'0' * 64}/checkpoint")[0] == 404

    def test_of_many_at_once_never_leads_back(self, known, place):
        sent = [growth_between(), growth_between(old=SIZE, new=SIZE), growth_between(old=SIZE, new=SIZE + 1)] * 6
        found: list[int] = []
        threads = [threading.Thread(target=lambda body=body: found.append(add(known, body)[0])) for body in sent]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(found) <= {200, 409}
        # Which of the two longer ones came first is chance; what is shown is what is kept, and neither is the shorter one.
        assert read_note(asked(known, "GET", CHECKPOINT)[1]).head == witness.latest(place)
        assert witness.latest(place).size in {SIZE + 1, GROWN}


@proves("I11")
class TestRefuses:
    @pytest.mark.parametrize(
        ("old", "new", "fork", "status", "kept"),
        [
            pytest.param(SIZE, GROWN, True, 422, "rewritten", id="history rewritten"),
            pytest.param(SIZE, SIZE, True, 422, "two_ledgers", id="another root at the same size"),
            pytest.param(0, GROWN, False, 409, None, id="from an older size"),
            pytest.param(0, SIZE - 1, False, 409, "cut_short", id="an older head from nothing"),
            pytest.param(0, SIZE, True, 409, "two_ledgers", id="another root at the same size, from nothing"),
        ],
    )
    def test_what_does_not_continue(self, known, place, old, new, fork, status, kept):
        found, text, kind = add(known, growth_between(old=old, new=new, fork=fork))
        assert found == status
        if status == 409:
            assert (text, kind) == (f"{SIZE}\n", SIZE_TYPE)
        assert [one.name.split("-")[0] for one in witness.evidence(place)] == ([kept] if kept else [])
        assert witness.latest(place).size == SIZE

    def test_a_rollback(self, known, place):
        rolled = Growth(SIZE, (), signed_head(SIZE - 1))
        assert add(known, rolled.text)[0] == 400
        assert len(witness.evidence(place)) == 1

    def test_an_unknown_log(self, port):
        secret = Ed25519PrivateKey.generate()
        key = Key("elsewhere.example/ledger", secret.public_key().public_bytes_raw())
        head = Head(key.name, 1, b"r" * 32)
        note = Note(head, (Signature(key.name, key.id, secret.sign(head.text.encode())),))
        assert add(port, Growth(0, (), note).text)[0] == 404

    def test_what_the_log_did_not_sign(self, port, place):
        head = signed_head(SIZE).head
        forged = Signature(log_key().name, log_key().id, b"x" * 64)
        stranger = Signature("stranger.example", b"1234", b"x" * 64)
        for signatures in ((stranger,), (forged,), (*signed_head(SIZE).signatures, forged)):
            assert add(port, Growth(0, (), Note(head, signatures)).text)[0] == 403
        assert witness.latest(place) is None
        assert witness.evidence(place) == []

    def test_an_empty_tree_with_another_root(self, port):
        assert add(port, Growth(0, (), signed_head(0, root=b"r" * 32)).text)[0] == 422
        assert add(port, Growth(0, (), signed_head(0)).text)[0] == 200

    def test_a_path_from_nothing(self, port):
        assert add(port, Growth(0, (b"p" * 32,), signed_head(SIZE)).text)[0] == 422

    @pytest.mark.parametrize(
        "body",
        [b"", b"\xff", b"old 1", b"old 01\n\n", b"old 0\n" + b"AAAA\n", growth_between(old=0, new=SIZE)[:-1]],
    )
    def test_what_is_no_request(self, port, body):
        assert add(port, body)[0] == 400

    def test_more_than_63_hashes(self, port):
        assert add(port, Growth(1, (b"p" * 32,) * 64, signed_head(SIZE)).text)[0] == 400

    def test_what_is_too_large_or_has_no_length(self, port):
        assert add(port, b"x" * (MOST_BYTES + 1))[0] == 413
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        connection.putrequest("POST", ADD)
        connection.endheaders()
        assert connection.getresponse().status == 411
        connection.close()

    def test_other_addresses(self, port):
        assert asked(port, "POST", "/", growth_between(old=0, new=SIZE))[0] == 404
        assert asked(port, "GET", ADD)[0] == 404


@proves("I11")
class TestEvidence:
    def test_is_kept_once_for_each_signed_head(self, known, place):
        for junk in range(5):
            forged = Growth(SIZE, (b"%032d" % junk,), signed_head(GROWN))
            assert add(known, forged.text)[0] == 422
        assert len(witness.evidence(place)) == 1

    def test_does_not_fill_the_disk_and_is_still_kept_where_it_proves_itself(self, known, place, monkeypatch):
        monkeypatch.setattr(witness, "_MOST_DOUBTFUL", 1)
        for new in (GROWN, GROWN - 1):
            assert add(known, growth_between(new=new, fork=True))[0] == 422
        assert len(witness.evidence(place)) == 1
        assert add(known, growth_between(old=SIZE, new=SIZE, fork=True))[0] == 422
        assert len(witness.evidence(place)) == 2

    def test_says_so_where_it_runs(self, known, capsys):
        add(known, growth_between(fork=True))
        assert "没有签名" in capsys.readouterr().err


@proves("I11")
def test_a_disk_that_takes_nothing_gives_no_cosignature(port, place, monkeypatch):
    def full(*given):
        raise OSError(28, "full")

    monkeypatch.setattr(witness, "_write", full)
    status, text, _ = add(port, growth_between(old=0, new=SIZE))
    assert (status, text) == (500, "")


def test_a_connection_serves_many_requests(port):
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    for body in (growth_between(old=0, new=SIZE), growth_between()):
        connection.request("POST", ADD, body)
        reply = connection.getresponse()
        reply.read()
        assert reply.status == 200
    connection.close()


class TestCommand:
    def test_runs_by_itself_without_settings(self, place):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        given = [sys.executable, "-m", "chengxin", "witness", "serve", str(place), "--port", str(port)]
        environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path)}
        with subprocess.Popen(given, stdout=subprocess.PIPE, text=True, env=environment) as process:
            assert process.stdout is not None
            assert re.search(rf"http://127\.0\.0\.1:{port}/add-checkpoint", process.stdout.readline())
            assert add(port, growth_between(old=0, new=SIZE))[0] == 200
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=20) == 130

    def test_says_what_is_missing(self, tmp_path, place, port, capsys):
        from chengxin.cli.main import main

        assert main(["witness", "serve", str(tmp_path / "nowhere")]) == 2
        assert main(["witness", "serve", str(place), "--port", str(port)]) == 2
        assert "请换一个端口" in capsys.readouterr().err
