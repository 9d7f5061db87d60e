"""Replies are lost on their way, and whoever got none asks again, or at the same moment: the same submission, the same bytes,
one set of records; and an entry for each answer that was given, arrived or not. [row 2]

Each fault once in each run; `make torture` fifty times, or CHENGXIN_PROXY_ROUNDS:

    CHENGXIN_PROXY_ROUNDS=20 .venv/bin/python -m pytest -s tests/load/test_lost_replies.py
"""

from __future__ import annotations

import json
import os
import random
import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection

from chengxin.demo import sheets
from chengxin.demo.decisions import HONOUR_NAMES, honour_row
from chengxin.web.law import feeds
from tests.apps import databases
from tests.load.clients import Asked
from tests.load.proxy import Fault, Proxy, between, to_the_end
from tests.load.test_ladder import _head, handed_over, say, served
from tests.load.world import who
from tests.proves import proves
from tests.web import filled

IS_TORTURE = os.environ.get("CHENGXIN_TORTURE") == "1"
ROUNDS = int(os.environ.get("CHENGXIN_PROXY_ROUNDS", "50" if IS_TORTURE else "1"))
AT_ONCE, ROWS = 4, 3
SEED = 20261129
_MOST_TRIES = 5


def replied(port: int, asked: Asked) -> tuple[int, bytes] | None:
    """The whole reply to a request on a connection of its own, `None` where none came whole."""
    head = asked.head.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as here:
            here.sendall(head + asked.body)
            said = to_the_end(here)
    except OSError:
        return None
    top, gap, body = said.partition(b"\r\n\r\n")
    lengths = [
        int(line.partition(b":")[2]) for line in top.lower().split(b"\r\n") if line.startswith(b"content-length:")
    ]
    return (int(top.split(b" ")[1]), body) if gap and lengths == [len(body)] else None


def until_answered(proxy: Proxy, asked: Asked) -> tuple[int, bytes]:
    """As any program does that got no answer: the same again."""
    for _ in range(_MOST_TRIES):
        if found := replied(proxy.port, asked):
            return found
    raise AssertionError("no reply came")


def question(world: dict[str, Any], place: int) -> Asked:
    token, matter, decision, body = world["asks"][place]
    content = json.dumps(body).encode()
    head = _head(f"/api/v1/matters/{matter}/inquiries", token, "application/json", len(content))
    return Asked("question", head, content, 200, (matter, decision))


def at_once(proxy: Proxy, asked: Asked) -> list[tuple[int, bytes]]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(lambda _: until_answered(proxy, asked), range(AT_ONCE)))


def honours(number: int) -> bytes:
    """A file of its own about people of its own."""
    first = ROWS * number
    rows = [
        honour_row(who(1000 + first + place), first + place, date(2026, 9, 1), HONOUR_NAMES[0]) for place in range(ROWS)
    ]
    return sheets.as_csv(sheets.table(feeds()[filled.HONOURS], rows))


def state_of(port: int, token: str, ref: str) -> dict[str, Any]:
    """What the program reads of its file once the file is closed."""
    asked = Asked(
        "state", _head(f"/api/v1/submissions/{ref}", token, "text/plain", 0).replace(b"POST", b"GET"), b"", 200
    )
    for _ in range(300):
        status, body = replied(port, asked) or (0, b"{}")
        if status == 200 and json.loads(body)["status"] == "closed":
            return dict(json.loads(body))
        time.sleep(0.1)
    raise AssertionError("the file was not closed")


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.any_database
@proves("N32")
def test_whoever_asks_again_is_told_the_same_and_nothing_is_done_twice(tmp_path):
    each = [*Fault, None]  # None: the same request several times at the same moment
    tried = ROUNDS * len(each)
    with databases.empty(connection.vendor, tmp_path / "beside") as place:
        place.chengxin("migrate")
        world = json.loads(place.run("-m", "tests.load.world", "fill", str(tried)).splitlines()[-1])
        chance, told, refs = random.Random(SEED), Counter[str](), set()
        with served(place) as port, between(port) as proxy:
            for number in range(tried):
                fault = each[number % len(each)]
                for asked in (handed_over(world, number, honours(number)), question(world, number)):
                    proxy.faults = [fault] if fault else chance.sample([Fault.LOST, Fault.DOUBLED, Fault.SLOW], 3)
                    before, answered, silent = proxy.given, proxy.said[asked.status], proxy.said[0]
                    found = at_once(proxy, asked) if fault is None else [until_answered(proxy, asked)]
                    proxy.settle()
                    found.append(until_answered(proxy, asked))
                    proxy.settle()
                    assert {status for status, _ in found} == {asked.status}, fault
                    if asked.kind == "file":
                        assert len({body for _, body in found}) == 1, fault
                        refs.add(json.loads(found[0][1])["submission"])
                        told["files"] += 1
                    else:
                        said = [json.loads(body) for _, body in found]
                        assert len({json.dumps(_content(one)) for one in said}) == 1, fault
                        told["questions"] += proxy.said[asked.status] - answered
                        told["silent"] += proxy.said[0] - silent
                    told["requests"] += proxy.given - before
            for ref in refs:
                state = state_of(port, world["hands"], ref)
                assert state["receipt"]["accepted"] == state["receipt"]["rows"] == ROWS, state
                assert state == state_of(port, world["hands"], ref)
        held = json.loads(place.run("-m", "tests.load.world", "count").splitlines()[-1])
    say(f"\n{connection.vendor}: {dict(told)}, {dict(proxy.said)}, {held}")
    assert set(proxy.said) <= {0, 200, 202}
    assert len(refs) == told["files"] == held["files"] == tried
    # An answer that did not arrive was given all the same, and the person sees that it was. Whoever closes their side at once is
    # heard or not.
    assert held["entries"] - world["entries"] == held["answered"]
    assert told["questions"] <= held["answered"] <= told["questions"] + told["silent"]
    assert held["answers"] == tried
    assert held["records"] - world["records"] == ROWS * tried


def _content(said: dict[str, Any]) -> dict[str, Any]:
    """Without what says that it was read before."""
    return {name: value for name, value in said.items() if name != "is_again"}
