"""A real product in a real browser: `chengxin demo` as a process of its own, and Chromium to look at it.

Nothing here knows the product from the inside: what the tests see is what a visitor sees.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

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
)
VIEWPORTS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
READY_WITHIN_SECONDS = 240
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

    @property
    def host(self) -> str:
        return urlsplit(self.url).netloc

    def at(self, path: str) -> str:
        return self.url + path.lstrip("/")


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """`chengxin demo` on a free port, with data of its own; stopped as Ctrl-C would."""
    data = tmp_path_factory.mktemp("demo") / "data"
    port = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("CHENGXIN_", "DJANGO_"))}
    environment |= {"CHENGXIN_DATA": str(data), "PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1"}
    log = (tmp_path_factory.getbasetemp() / "demo.log").open("w+b")
    command = [sys.executable, "-m", "chengxin", "demo", "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
    try:
        found = Live(f"http://127.0.0.1:{port}/", data)
        _wait_until_ready(found, server, Path(log.name))
        yield found
    finally:
        server.send_signal(signal.SIGINT)
        try:
            server.wait(30)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()
        log.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(found: Live, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            pytest.fail(f"the demo stopped with {server.returncode}:\n{log.read_text(errors='replace')[-3000:]}")
        try:
            with urllib.request.urlopen(found.at("demo/"), timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    pytest.fail(f"the demo was not ready in time:\n{log.read_text(errors='replace')[-3000:]}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium of the machine; each visit gets a context of its own."""
    path = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if path is None:
        pytest.fail("Chromium was not found: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@dataclass(slots=True)
class Visit:
    """What one visitor did: which hosts the pages asked, and what the browser complained about."""

    context: BrowserContext
    page: Page
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)

    def note(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob", "about"}:
            self.hosts.add(parts.netloc)


@pytest.fixture
def visit(live: Live, chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """Open a fresh browser: `visit()` or `visit("phone", javascript=False)`.

    When the test ends, every page must have spoken to the product alone, and the browser must have nothing to complain
    about: no error in the console, nothing that the content security policy stopped. [law:pipl/第三十八条]
    """
    made: list[Visit] = []

    def start(viewport: str = "desktop", *, javascript: bool = True, **options: Any) -> Visit:
        context = chromium.new_context(
            base_url=live.url,
            viewport=VIEWPORTS[viewport],
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=javascript,
            **options,
        )
        context.set_default_timeout(15_000)
        one = Visit(context, context.new_page())
        context.on("request", lambda request: one.note(request))
        context.on("console", lambda message: message.type == "error" and one.complaints.append(message.text))
        context.on("weberror", lambda error: one.complaints.append(str(error.error)))
        made.append(one)
        return one

    yield start
    for one in made:
        one.context.close()
    assert {host for one in made for host in one.hosts} <= {live.host}
    # The browser itself notes an error status of the page that was asked for; the tests look at those on purpose.
    complaints = [text for one in made for text in one.complaints if not text.startswith("Failed to load resource")]
    assert complaints == []


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], list[str]]:
    """What axe finds on a page: WCAG 2.0 to 2.2 at A and AA, and its best practices; one line for each element."""
    source = (HERE / "axe.min.js").read_text(encoding="utf-8")

    def look(page: Page) -> list[str]:
        if not page.evaluate("() => typeof window.axe === 'object'"):
            page.evaluate(source)
        found = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})", AXE_TAGS
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
