"""A real product in a real browser: `chengxin demo` as a process of its own, and Chromium to look at it.

Nothing here knows the product from the inside: what the tests see is what a visitor sees.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    Response,
    expect,
    sync_playwright,
)

from tests.browser.inspector import Inspector, Stop, Walked
from tests.filling import environment_of, filled_data

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # Each page is new, and its scripts run once: nothing is gained by compiling them for a long life.
    "--js-flags=--no-opt --no-maglev",
)
#: The shell is the same browser without its own windows: half the work.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
DEVICES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 900}},
    "phone": {
        "viewport": {"width": 390, "height": 844},
        "is_mobile": True,
        "has_touch": True,
        "device_scale_factor": 2,
    },
}
READY_WITHIN_SECONDS = 120
#: Two cores may have other things to do; no test is about the time that a page takes.
PATIENCE_MILLISECONDS = 20_000
#: On PostgreSQL, the database of the demo that was filled and never served.
FILLED = "demo_filled"
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")
            item.add_marker("slow")


@dataclass(frozen=True, slots=True)
class Live:
    """A running, filled demo."""

    url: str
    data: Path
    server: subprocess.Popen[bytes]
    #: On PostgreSQL, the address of its database.
    database: str = ""

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def at(self, path: str) -> str:
        return self.url + path.lstrip("/")

    @contextmanager
    def without_background(self) -> Iterator[None]:
        """Hold the background process still, as on a busy machine; files that were handed over stay in progress."""
        child = _background_of(self.server.pid)
        os.kill(child, signal.SIGSTOP)
        try:
            # It stands still between two acts: in the middle of one, everybody would wait for its lock.
            until = time.monotonic() + READY_WITHIN_SECONDS
            while self._is_being_written():
                assert time.monotonic() < until
                os.kill(child, signal.SIGCONT)
                time.sleep(0.05)
                os.kill(child, signal.SIGSTOP)
            yield
        finally:
            os.kill(child, signal.SIGCONT)

    def _is_being_written(self) -> bool:
        file = self.data / "chengxin.sqlite3"
        if not file.exists():
            return False  # PostgreSQL: whoever stands still there keeps nobody from handing over a file
        with closing(sqlite3.connect(file, timeout=0.2, isolation_level=None)) as beside:
            try:
                beside.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
            beside.execute("ROLLBACK")
        return False

    def command(self, *arguments: str, typed: str = "") -> None:
        """A command of the product about this demo's data, as its administrator gives it."""
        environment = environment_of(self.data) | {"CHENGXIN_DEMO": "1"}
        command = [sys.executable, "-m", "chengxin", *arguments]
        subprocess.run(command, env=environment, input=typed, text=True, check=True, capture_output=True)

    def stop(self) -> None:
        """Stop as Ctrl-C would."""
        self.server.send_signal(signal.SIGINT)
        try:
            self.server.wait(30)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()


def _background_of(server: int) -> int:
    ending = f"chengxin.jobs.child\0{server}\0".encode()
    for line in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it ended while we looked
            if line.read_bytes().endswith(ending):
                return int(line.parent.name)
    raise AssertionError("the demo has no background process")


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """The data that every demo of these tests is a copy of."""
    elsewhere = partial(_database, FILLED) if _is_postgresql() else None
    return filled_data(tmp_path_factory, worker_id, elsewhere=elsewhere)


@pytest.fixture(scope="session")
def open_demo(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Live]]:
    """`chengxin demo` on a free port, with a copy of the filled data, and settings that a test names."""
    opened: list[Live] = []

    def start(**settings: str) -> Live:
        data = tmp_path_factory.mktemp("demo") / "data"
        shutil.copytree(filled, data)
        port, log = _free_port(), data.with_suffix(".log")
        database = _database(f"demo_{uuid4().hex}", like=FILLED)
        command = [sys.executable, "-m", "chengxin", "demo", "--host", "127.0.0.1", "--port", str(port), *database]
        with log.open("wb") as out:
            temporary = data.with_name("temporary")
            temporary.mkdir()
            environment = environment_of(data) | {"TMPDIR": str(temporary)} | settings
            server = subprocess.Popen(
                command, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
            )
        found = Live(f"http://127.0.0.1:{port}/", data, server, database[-1] if database else "")
        opened.append(found)
        _wait_until_ready(found, log)
        return found

    yield start
    for one in opened:
        if one.server.poll() is None:
            one.stop()


@pytest.fixture(scope="session")
def live(open_demo: Callable[..., Live]) -> Live:
    """One demo for all tests that leave its clock alone."""
    return open_demo()


@pytest.fixture
def own_demo(open_demo: Callable[..., Live]) -> Iterator[Live]:
    """A demo for one test, which may move its clock."""
    one = open_demo()
    yield one
    one.stop()


def _database(name: str, *, like: str = "template1") -> list[str]:
    """Where the tests run on PostgreSQL, a new database, made like another; what tells the demo to use it."""
    if not _is_postgresql():
        return []
    parts = urlsplit(os.environ["CHENGXIN_DATABASE_URL"])
    with psycopg.connect(parts.geturl(), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {like}")
    return ["--database", parts._replace(path=f"/{name}").geturl()]


def _is_postgresql() -> bool:
    return urlsplit(os.environ["CHENGXIN_DATABASE_URL"]).scheme == "postgresql"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(found: Live, log: Path) -> None:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until:
        if found.server.poll() is not None:
            pytest.fail(f"the demo stopped with {found.server.returncode}:\n{log.read_text(errors='replace')[-3000:]}")
        try:
            with urllib.request.urlopen(found.at("demo/"), timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    pytest.fail(f"the demo was not ready in time:\n{log.read_text(errors='replace')[-3000:]}")


@pytest.fixture(scope="session")
def browser_files() -> Iterator[Path]:
    """Where Chromium and who drives it keep what they keep; a short path, since a socket lies there too."""
    with tempfile.TemporaryDirectory(prefix="chengxin-chromium-", ignore_cleanup_errors=True) as place:
        yield Path(place)


@pytest.fixture(scope="session")
def chromium(browser_files: Path) -> Iterator[Browser]:
    """One Chromium of the machine; each visit gets a context of its own."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.fail(f"Chromium was not found: apt-get install {BROWSERS[0]}")
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TMPDIR", str(browser_files))
            playwright = stack.enter_context(sync_playwright())
        expect.set_options(timeout=PATIENCE_MILLISECONDS)
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@dataclass  # no slots: Playwright keeps its handlers on the object
class Visit:
    """What one visitor did: what the pages fetched, and what the browser complained about."""

    context: BrowserContext
    page: Page
    host: str
    fetched: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        """Note every request, every failed one, every error in the console."""
        self.context.on("request", self._note)
        self.context.on("requestfailed", self._note_failed)
        self.context.on("response", self._note_status)
        self.context.on("console", self._note_console)
        self.context.on("weberror", lambda error: self.complaints.append(str(error.error)))

    def _note(self, request: Request) -> None:
        self.fetched.append(request.url)
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob", "about"} and parts.netloc != self.host:
            self.complaints.append(f"asked another host: {request.url}")

    def _note_failed(self, request: Request) -> None:
        # A page that is left while a font still loads, or that turns out to be a download, is not a failure.
        if "ERR_ABORTED" not in (request.failure or ""):
            self.complaints.append(f"failed: {request.url}: {request.failure}")

    def _note_status(self, response: Response) -> None:
        # The tests look at refusals and missing pages on purpose; what a page is made of must always be there.
        if response.status >= 500 or (response.status >= 400 and response.request.resource_type != "document"):
            self.complaints.append(f"{response.status}: {response.url}")

    def _note_console(self, message: ConsoleMessage) -> None:
        # The browser also notes the status of the page itself; `_note_status` has judged that.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)


def visit_of(chromium: Browser, where: Live, device: str, **options: Any) -> Visit:
    """A fresh browser that somebody watches; whoever opened it closes it."""
    context = chromium.new_context(
        base_url=where.url, locale="zh-CN", timezone_id="Asia/Shanghai", **DEVICES[device], **options
    )
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    one = Visit(context, context.new_page(), where.host)
    one.watch()
    return one


@pytest.fixture
def visit(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visit]]:
    """Open a fresh browser: `visit()` or `visit("phone", javascript=False, where=own_demo)`.

    When the test ends, every page must have spoken to the product alone (R39), and the browser must have nothing to
    complain about: no error in the console, nothing that failed to load, nothing that the content security policy
    stopped. [law:pipl/第三十六条]
    """
    made: list[Visit] = []

    def start(device: str = "desktop", *, javascript: bool = True, where: Live | None = None, **options: Any) -> Visit:
        one = visit_of(
            chromium,
            where or request.getfixturevalue("live"),
            device,
            java_script_enabled=javascript,
            **options,
        )
        made.append(one)
        return one

    yield start
    for one in made:
        one.context.close()
    assert [complaint for one in made for complaint in one.complaints] == []


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """What axe finds on a page, or in the parts of it that were named before: WCAG 2.0 to 2.2 at A and AA, and its best
    practices, or only by the rules that are named; one line for each element."""
    source = (HERE / "axe.min.js").read_text(encoding="utf-8")

    def look(page: Page, rules: Sequence[str] = (), *, in_parts: bool = False) -> list[str]:
        if not page.evaluate("() => typeof window.axe === 'object'"):
            page.evaluate(source)
        only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": AXE_TAGS}
        found = page.evaluate(
            """([only, inParts]) => axe.run(
                inParts ? {include: [...window.parts]} : document,
                {runOnly: only, resultTypes: ['violations'], preload: false},
            )""",
            [only, in_parts],
        )
        return [
            f"{violation['id']}: {violation['help']}: {' '.join(map(str, node['target']))}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return look


@pytest.fixture(scope="session")
def shots() -> Callable[[Page, str], None]:
    """Keep a picture of the whole page under the directory that CHENGXIN_SHOTS names; without it, do nothing."""
    named = os.environ.get("CHENGXIN_SHOTS")

    def keep(page: Page, name: str) -> None:
        if named:
            place = Path(named) / f"{name}.png"
            place.parent.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=place, full_page=True)

    return keep


@pytest.fixture(scope="module")
def walked(
    open_demo: Callable[..., Live],
    chromium: Browser,
    axe: Callable[..., list[str]],
    shots: Callable[[Page, str], None],
) -> Iterator[Walked]:
    """Walk as an audience, once; what was found is kept for every test that asks. The walks share a demo."""
    from tests.browser.walk import WALKS  # it needs what this file defines

    where = open_demo()
    begun: dict[str, list[Stop]] = {}
    finished: set[str] = set()
    seen_by_axe: dict[str, set[str]] = {}

    def walk(audience: str) -> list[Stop]:
        if audience not in begun:
            one = visit_of(chromium, where, "desktop")
            inspector = Inspector(one.page, axe, shots, seen_by_axe)
            begun[audience] = inspector.stops
            try:
                WALKS[audience](one.page, inspector.see, where)
            finally:
                one.context.close()
            assert one.complaints == []
            finished.add(audience)
        # A walk changes what it walks over: it is not walked again.
        assert audience in finished, f"the walk of the {audience} was broken off"
        return begun[audience]

    yield walk
    where.stop()
