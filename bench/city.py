"""A city's register, filled through the product's own intake; what a further record costs while it grows, and what a
question costs once it is full, beside a bare endpoint on the same server and database."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

import penalty_rows
import product

HERE = Path(__file__).parent
PEOPLE_PER_RECORD = 0.26  # 1.3 million people, 5 million records
FILE_ROWS = 100_000
FIRST_ROWS = 100_000
CLIENTS = 8
ROUNDS = 4
WORKERS = os.cpu_count() or 1
PURPOSE = "road_transport_licence"


def measured(held: int, questions: int) -> dict[str, Any]:
    people = max(int(held * PEOPLE_PER_RECORD), questions * (ROUNDS + 1))
    curve = list(grown(held, people))
    rested = at_rest()
    return {"curve": curve, **rested, **counted(), **(asked(people, questions) if questions else {})}


def grown(held: int, people: int) -> Iterator[dict[str, float]]:
    """Hand over one file after the other: what each cost from its bytes to its receipt and its seal."""
    from chengxin import clock
    from chengxin.apps.ledger.actions.seal import seal
    from chengxin.core.permissions import Role

    by = product.official("sender", "transport", Role.DATA_OFFICER)
    first = 0
    with TemporaryDirectory() as directory:
        while first < held:
            count = min(FIRST_ROWS if first == 0 else FILE_ROWS, held - first)
            path = penalty_rows.write(Path(directory) / f"{first}.csv", count, first=first, people=people)
            used = product.processor_seconds()
            seconds, receipt = product.hand_over(path, by)
            started = time.perf_counter()
            seal(at=clock.now(), force_checkpoint=True)
            told = {"before": first, "rows": receipt.rows, "accepted": receipt.accepted, "seconds": seconds}
            told |= {"sealing": time.perf_counter() - started, "processor": product.processor_seconds() - used}
            print(json.dumps(told), file=sys.stderr, flush=True)
            yield told
            path.unlink()
            first += count


def at_rest() -> dict[str, float]:
    """Do what a history that came at once leaves to the process beside the server: a draft and a letter for each record whose
    day of repair has come. Questions are asked of a city that has been running."""
    from chengxin import clock
    from chengxin.jobs.duties import run_due

    started, drafts, is_more = time.perf_counter(), 0, True
    while is_more:
        done = run_due(clock.now(), most=1)
        drafts, is_more = drafts + done.drafts, done.is_more
    told = {"drafts": drafts, "draft_seconds": time.perf_counter() - started}
    print(json.dumps(told), file=sys.stderr, flush=True)
    return told


def counted() -> dict[str, int]:
    from chengxin.apps.ledger.models import Entry
    from chengxin.apps.people.models import Person
    from chengxin.apps.records.models import Record

    return {"people": Person.objects.count(), "records": Record.objects.count(), "entries": Entry.objects.count()}


def asked(people: int, questions: int) -> dict[str, Any]:
    """Rounds of the product and of the bare endpoint in turn, so that both meet the same weather. The product's replies wait
    for their beat (`chengxin.api.pace`), the bare endpoint's do not: that wait is part of what a question costs."""
    from django.db import connection

    from chengxin.api.pace import BEAT_SECONDS, FIRST_BEATS
    from chengxin.apps.people import selectors
    from chengxin.core.facts import DocumentType, Identity

    tokens = _programs(questions * (ROUNDS + 1))
    _table_of_the_bare_endpoint()
    chance = Random(people)
    places = chance.sample(range(people), questions * (ROUNDS + 1))
    persons = [penalty_rows.person(place) for place in places]
    indexes = [selectors.indexes(Identity(DocumentType.CITIZEN_ID, *who)).number.hex() for who in persons]
    with connection.cursor() as cursor:
        # What autovacuum does in the day after a history came; else it would do so while it is asked.
        cursor.execute("VACUUM ANALYZE")
    connection.close()
    ours: list[dict[str, Any]] = []
    bare: list[dict[str, Any]] = []
    with served("chengxin") as port, served("bare") as bare_port:
        for number in range(ROUNDS + 1):
            some = slice(number * questions, (number + 1) * questions)
            asking = list(zip(tokens[some], persons[some], strict=True))
            opened = _round(port, [_opening(who, token, place) for place, (token, who) in enumerate(asking)])
            replies = [json.loads(reply) for reply in opened["replies"]]
            matters = {reply["request_no"]: reply["matter"] for reply in replies}
            requests = [_question(matters[_request_no(place)], who, token) for place, (token, who) in enumerate(asking)]
            told = _round(port, requests)
            told["opening"] = opened["total"]
            ours.append(told)
            bodies = [("/ask", f"Bearer {tokens[0]}", _bare_body(index)) for index in indexes[some]]
            bare.append(_round(bare_port, bodies))
    answered = [json.loads(reply) for told in ours for reply in told["replies"]]
    return {
        "answered": sum(reply["outcome"] == "answered" for reply in answered),
        "with_records": sum(bool(reply["records"]) for reply in answered),
        "questions": len(answered),
        "ours": _told(ours[1:], questions),
        "bare": _told(bare[1:], questions),
        "first": FIRST_BEATS * BEAT_SECONDS,
        "opening": questions / median(told["opening"] for told in ours[1:]),
    }


def _told(rounds: list[dict[str, Any]], questions: int) -> dict[str, float]:
    """The first round warms up and is left out. The speed is that of the middle round."""
    seconds = sorted(second for told in rounds for second in told["seconds"])
    return {
        "per_second": questions / median(told["total"] for told in rounds),
        "median": median(seconds),
        "p95": quantiles(seconds, n=20)[-1],
    }


def _request_no(place: int) -> str:
    return f"黑政服〔2026〕{place}"


def _person(who: tuple[str, str]) -> dict[str, str]:
    return {"name": who[1], "id_type": "citizen_id", "id_number": who[0]}


def _opening(who: tuple[str, str], token: str, place: int) -> tuple[str, str, str]:
    told = {"service": "道路客运驾驶员从业资格许可", "request_no": _request_no(place), "person": _person(who)}
    return "/api/v1/matters", f"Bearer {token}", json.dumps(told, ensure_ascii=False)


def _question(ref: str, who: tuple[str, str], token: str) -> tuple[str, str, str]:
    told = {"purpose": PURPOSE, "person": _person(who)}
    return f"/api/v1/matters/{ref}/inquiries", f"Bearer {token}", json.dumps(told, ensure_ascii=False)


def _bare_body(index: str) -> str:
    return json.dumps({"number_index": index, "purpose": PURPOSE})


def _programs(matters: int) -> list[str]:
    """A token for each matter, and every source of the purpose fresh: no clerk may open more matters in a day than the law
    directory says, so there are as many clerks as it takes, each with a program."""
    from chengxin import clock
    from chengxin.apps.officials.actions.register_program import register_program
    from chengxin.apps.submissions.actions.receive_file import report_nothing
    from chengxin.core.calendar import day_of
    from chengxin.core.permissions import Role
    from chengxin.core.watching import most_matters
    from chengxin.intake.feeds import load_feeds
    from chengxin.jobs.queue import work_queue
    from chengxin.lawbook import load

    law, feeds, at = load(), load_feeds(), clock.now()
    for feed in feeds.values():
        if not feed.items.isdisjoint(law.purpose(PURPOSE).items):
            by = product.official(f"sender of {feed.key}", feed.sender, Role.DATA_OFFICER)
            report_nothing(feed=feed, by=by, at=at)
    work_queue(at, lawbook=law, feeds=feeds)
    each = most_matters(law.watching) or matters
    tokens: list[str] = []
    while len(tokens) < matters:
        registered = register_program(
            name="测量",
            official=product.official(f"clerk {len(tokens)}", "transport", Role.CLERK),
            feeds=[],
            purposes=[law.purpose(PURPOSE)],
            last_day=day_of(at) + timedelta(days=30),
            by="bench",
            at=at,
        )
        tokens += [registered.token] * each
    return tokens


def _table_of_the_bare_endpoint() -> None:
    from bare_urls import BareLook
    from django.db import connection

    with connection.schema_editor() as editor:
        editor.create_model(BareLook)


def _round(port: int, requests: list[tuple[str, str, str]]) -> dict[str, Any]:
    with TemporaryDirectory() as directory:
        path = Path(directory) / "requests.json"
        path.write_text(json.dumps(requests))
        command = [sys.executable, str(HERE / "clients.py"), str(port), str(CLIENTS), str(path)]
        done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout))


@contextmanager
def served(which: str) -> Iterator[int]:
    """A server of one of the two, until the block ends; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [sys.executable, str(HERE / "bare.py"), str(port), str(WORKERS)]
    if which == "chengxin":
        command = [sys.executable, "-m", "chengxin", "serve", "--port", str(port), "--workers", str(WORKERS)]
    process = subprocess.Popen(command, stdout=sys.stderr)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise RuntimeError("the server ended")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server did not open its port")


if __name__ == "__main__":
    product.run(lambda: measured(int(sys.argv[1]), int(sys.argv[2])))
