"""Clients that ask at a rate, whether or not earlier questions were answered: what a server cannot do in time piles up, and
is seen as time. Each reply is held against its own question before it counts."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from statistics import median, quantiles
from time import perf_counter

#: A reply that takes longer is an error.
PATIENCE_SECONDS = 60
#: Connections that are kept open; with more there would be a queue in the kernel instead of here.
MOST_CONNECTIONS = 64


@dataclass(frozen=True)
class Asked:
    """One request, and what its reply must say: the status, the reply's own names, and no other name."""

    kind: str
    head: bytes
    body: bytes
    status: int
    must_say: tuple[str, ...] = ()
    #: It is refused before it is read: the reply must say that the connection ends.
    is_left_unread: bool = False


@dataclass
class Step:
    """What came of one rate. `seconds` count from when a request was due, not from when there was room to send it."""

    rate: float
    kinds: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    took: float = 0

    def line(self) -> str:
        twentieths = quantiles(self.seconds, n=20, method="inclusive") if len(self.seconds) > 1 else self.seconds * 19
        done = sum(self.kinds.values())
        return (
            f"| {self.rate:g} | {done:,} | {done / self.took:.1f} | {median(self.seconds) * 1000:,.0f} ms "
            f"| {twentieths[-1] * 1000:,.0f} ms | {max(self.seconds) * 1000:,.0f} ms | {len(self.wrong)} |"
        )


HEADINGS = "| requests/s | replies | replies/s | median | p95 | longest | wrong |\n|---|---|---|---|---|---|---|"


async def climb(port: int, rate: float, count: int, asked: Iterator[Asked], others: frozenset[str]) -> Step:
    """Send so many of these at this rate; `others` are the names of which each reply may hold its own only."""
    step, pool = Step(rate), Pool(port)
    begun = perf_counter()

    async def one(due: float, request: Asked) -> None:
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                status, body, is_kept = await pool.ask(request)
        except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
            step.wrong.append(f"{request.kind}: {type(error).__name__}")
            return
        step.seconds.append(perf_counter() - due)
        step.kinds[request.kind] += 1
        step.wrong += [f"{request.kind}: {sentence}" for sentence in faults(request, status, body, others)]
        if is_kept and request.is_left_unread:
            step.wrong.append(f"{request.kind}: does not say that the connection ends")

    async with asyncio.TaskGroup() as tasks:
        for place in range(count):
            request = next(asked)  # made when its turn comes: a long step's bodies are more than a memory holds
            due = begun + place / rate
            await asyncio.sleep(due - perf_counter())
            tasks.create_task(one(due, request))
    step.took = perf_counter() - begun
    await pool.close()
    return step


def faults(request: Asked, status: int, body: bytes, others: frozenset[str]) -> list[str]:
    """What is wrong with a reply: not its status, not its own names, or a name of somebody else's."""
    if status != request.status:
        return [f"{status}: {body[:300].decode(errors='replace')}"]
    said = set(_words(json.loads(body)))
    missing = [name for name in request.must_say if name not in said]
    strange = (said & others) - set(request.must_say)
    return [f"does not say {name}" for name in missing] + [f"says {name}, which is another's" for name in strange]


def _words(value: object) -> list[str]:
    if isinstance(value, dict):
        return [word for one in value.values() for word in _words(one)]
    if isinstance(value, list):
        return [word for one in value for word in _words(one)]
    return [value] if isinstance(value, str) else []


class Pool:
    """Kept connections, the last used first; what the server closed while it waited is not used again."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._room = asyncio.Semaphore(MOST_CONNECTIONS)

    async def ask(self, request: Asked) -> tuple[int, bytes, bool]:
        async with self._room:
            reader, writer = connection = self._kept() or await asyncio.open_connection("127.0.0.1", self._port)
            try:
                # Sent beside reading: a server that refuses a large body answers before it has read it.
                sending = asyncio.create_task(_send(writer, request.head + request.body))
                status, body, is_kept = await _reply(reader)
                if sending.done() and is_kept:
                    self._idle.append(connection)
                else:
                    sending.cancel()
                    writer.close()
            except BaseException:
                writer.close()
                raise
            return status, body, is_kept

    def _kept(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
        while self._idle:
            reader, writer = self._idle.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return None

    async def close(self) -> None:
        for _, writer in self._idle:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


async def _send(writer: asyncio.StreamWriter, content: bytes) -> None:
    writer.write(content)
    with suppress(OSError):
        await writer.drain()


async def _reply(reader: asyncio.StreamReader) -> tuple[int, bytes, bool]:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    lines = head.split(b"\r\n")
    length = next(int(line.partition(b":")[2]) for line in lines if line.startswith(b"content-length:"))
    return int(lines[0].split(b" ")[1]), await reader.readexactly(length), b"connection: close" not in head
