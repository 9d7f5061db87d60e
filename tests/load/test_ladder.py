"""Load without mixing answers: requests at rates that climb, in the sizes of an exchange between offices. [row 7]

Each reply has its own status and its own matter's number and decision, and nobody else's; afterwards the access log holds as
many entries as there were answers. Seconds in each run; `make torture` takes ten minutes for each rate, then half an hour at
a hundred a second:

    CHENGXIN_LADDER_SECONDS=20 .venv/bin/python -m pytest -s tests/load     # every rate, twenty seconds each

prints the table that stands in docs/operations/reliability.md.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import replace
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.apps import databases
from tests.load import clients
from tests.load.clients import Asked
from tests.proves import proves

WORKERS = 2
IS_TORTURE = os.environ.get("CHENGXIN_TORTURE") == "1"
IS_LONG = IS_TORTURE or "CHENGXIN_LADDER_SECONDS" in os.environ
SECONDS = float(os.environ.get("CHENGXIN_LADDER_SECONDS", "600" if IS_TORTURE else "1"))
LAST_SECONDS = float(os.environ.get("CHENGXIN_LADDER_LAST_SECONDS", "1800" if IS_TORTURE else "0"))
RATES = [1, *range(5, 55, 5)] if IS_LONG else [1, 5, 10]
#: At first each process reads the law; that is not counted as a reply's time.
WARM_UP = (10, 10 * WORKERS)
STEPS = [(rate, SECONDS) for rate in RATES] + ([(100, LAST_SECONDS)] if LAST_SECONDS else [])
SEED = 20261129
#: Of how many matters is asked; beyond that, questions are asked again, which is answered and entered as well.
MOST_MATTERS = 600
#: X-Road's own mix, in bytes. A question may have 16 kB: what is larger is a file that is handed over, or is refused.
SIZES = {2_000: 30, 10_000: 60, 100_000: 9, 2_000_000: 0.9, 10_000_000: 0.1}
LARGEST_QUESTION = 16 * 1024
#: Of what is larger, nothing is read.
MOST_IN_MEMORY = 2 << 20


def requests_of(world: dict[str, Any], chance: random.Random) -> Iterator[Asked]:
    """Without end: sizes by chance, so that the mix comes out; each large size first once as a file, once as a question."""
    asks, large = world["asks"], [size for size in SIZES if size > LARGEST_QUESTION]
    first = [(size, kind) for size in large for kind in ("file", "too large")]
    for place in range(sys.maxsize):
        token, matter, decision, body = asks[place % len(asks)]
        size = chance.choices(list(SIZES), list(SIZES.values()))[0]
        kind = "question" if size <= LARGEST_QUESTION else ("file", "too large")[place % 2]
        if place < 3 * len(first) and place % 3 == 2:
            size, kind = first[place // 3]
        if kind == "file":
            yield handed_over(world, place, chance.randbytes(size))
        else:
            asked = json.dumps(body).encode()
            content = asked + b" " * (size - len(asked))
            must_say = (matter, decision) if kind == "question" else ("request_too_large",)
            head = _head(f"/api/v1/matters/{matter}/inquiries", token, "application/json", len(content))
            is_left_unread = size > MOST_IN_MEMORY
            yield Asked(kind, head, content, 200 if kind == "question" else 413, must_say, is_left_unread)


def handed_over(world: dict[str, Any], place: int, content: bytes) -> Asked:
    """A file that is no table: what is measured is its way in. The receipt names its own digest."""
    mark = b"a-line-that-is-not-in-it"
    fields = [(b'name="feed"', world["feed"].encode()), (b'name="file"; filename="a.csv"', content)]
    body = b"".join(
        b"--%b\r\nContent-Disposition: form-data; %b\r\n\r\n%b\r\n" % (mark, name, value) for name, value in fields
    )
    body += b"--%b--\r\n" % mark
    kind = f"multipart/form-data; boundary={mark.decode()}"
    head = _head("/api/v1/submissions", world["hands"], kind, len(body), f"Idempotency-Key: load-{place}\r\n")
    return Asked("file", head, body, 202, (sha256(content).hexdigest(),))


def _head(path: str, token: str, content_type: str, length: int, more: str = "") -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n{more}"
        f"Content-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


def law_of_many_files(copy: Path) -> Path:
    """The law, but that a unit may hand over as many files in a day as hours at fifty a second bring."""
    shutil.copytree(databases.ROOT / "law", copy)
    periods = copy / "periods.toml"
    told = periods.read_text(encoding="utf-8")
    many = re.sub(r'(code = "files_a_day(?:_in_all)?"\nname = "[^"]*"\nvalue = )\d+', r"\g<1>1000000", told)
    assert many.count("value = 1000000") == 2
    periods.write_text(many, encoding="utf-8")
    return copy


def say(*words: object) -> None:
    """Shown by `pytest -s`."""
    print(*words, flush=True)  # noqa: T201


@contextmanager
def served(place: databases.Place, *, may_fail: bool = False) -> Iterator[int]:
    """`chengxin serve` until the block ends; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    log = place.folder / "log"
    command = [sys.executable, "-m", "chengxin", "serve", "--port", str(port), "--workers", str(WORKERS)]
    with log.open("wb") as file:
        process = subprocess.Popen(command, env=place.environment, cwd=databases.ROOT, stdout=file, stderr=file)
    try:
        for _ in range(600):
            assert process.poll() is None, log.read_text()
            if _is_ready(port):
                break
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()
    assert may_fail or "fault" not in log.read_text(), log.read_text()


def _is_ready(port: int) -> bool:
    asking = HTTPConnection("127.0.0.1", port, timeout=5)
    with suppress(OSError), closing(asking):
        asking.request("GET", "/ready")
        return asking.getresponse().status == 200
    return False


@pytest.mark.slow
@pytest.mark.django_db
@proves("N7")
def test_each_reply_is_its_own_and_each_answer_is_entered(tmp_path):
    steps = [(rate, max(1, round(rate * seconds))) for rate, seconds in STEPS]
    wanted = sum(count for _, count in [WARM_UP, *steps])
    chance = random.Random(SEED)
    with databases.empty(connection.vendor, tmp_path / "beside") as made:
        place = replace(made, law=law_of_many_files(tmp_path / "law"))
        place.chengxin("migrate")
        world = json.loads(place.run("-m", "tests.load.world", "fill", str(min(wanted, MOST_MATTERS))).splitlines()[-1])
        asked = requests_of(world, chance)
        others = frozenset(name for _, matter, decision, _ in world["asks"] for name in (matter, decision))
        total, wrong = Counter[str](), []
        with served(place) as port:
            say(f"\n{connection.vendor}, {WORKERS} processes, {SECONDS:g} s a step\n{clients.HEADINGS}")
            for number, (rate, count) in enumerate([WARM_UP, *steps]):
                step = asyncio.run(clients.climb(port, rate, count, asked, others))
                if number:
                    say(step.line())
                total += step.kinds
                wrong += step.wrong
        held = json.loads(place.run("-m", "tests.load.world", "count").splitlines()[-1])
        place.chengxin("ledger", "verify")
    say(dict(total), f"{held['entries'] - world['entries']:,} entries")
    assert wrong == []
    assert sum(total.values()) == wanted
    assert min(total[kind] for kind in ("question", "file", "too large")) >= 3
    assert held["entries"] - world["entries"] == held["answered"] == total["question"]
    assert held["files"] == total["file"]


class TestAReply:
    """A reply that is mixed up is seen, or the test above says nothing."""

    ASKED = Asked("question", b"", b"", 200, ("MATTER2222", "一号"))
    OTHERS = frozenset({"MATTER2222", "一号", "MATTER3333", "二号"})

    @pytest.mark.parametrize(
        ("status", "said", "seen"),
        [
            (200, {"matter": "MATTER2222", "records": [{"decision_no": "一号"}]}, []),
            (
                200,
                {"matter": "MATTER3333", "records": [{"decision_no": "二号"}]},
                ["does not", "does not", "says", "says"],
            ),
            (200, {"matter": "MATTER2222", "records": [{"decision_no": "一号"}, {"decision_no": "二号"}]}, ["says"]),
            (200, {"matter": "MATTER2222", "records": []}, ["does not"]),
            (500, {"matter": "MATTER2222", "records": [{"decision_no": "一号"}]}, ["500"]),
        ],
    )
    def test_is_held_against_its_question(self, status, said, seen):
        found = clients.faults(self.ASKED, status, json.dumps(said).encode(), self.OTHERS)
        assert len(found) == len(seen)
        assert all(sum(one.startswith(word) for one in found) == seen.count(word) for word in seen)


class TestAConnection:
    def test_that_the_server_closed_while_it_waited_is_not_used_again(self):
        """As every client has it that keeps connections: nobody hears a question that is put to a closed one."""
        served = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            served.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
            await writer.drain()
            writer.close()

        async def ask_twice() -> list[int]:
            async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
                pool = clients.Pool(server.sockets[0].getsockname()[1])
                asked = Asked("question", b"GET / HTTP/1.1\r\n\r\n", b"", 200)
                statuses = []
                for _ in range(2):
                    statuses.append((await pool.ask(asked))[0])
                    await asyncio.sleep(0.1)
                await pool.close()
                return statuses

        assert asyncio.run(ask_twice()) == [200, 200]
        assert len(served) == 2
