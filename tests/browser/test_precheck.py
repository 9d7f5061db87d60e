"""The page that a department takes away, opened from the disk in a browser that has no network."""

from __future__ import annotations

import json
import os
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from chengxin.cli.main import main
from chengxin.core.issues import IssueCode
from chengxin.intake.feeds import feeds_root
from chengxin.intake.issue_list import issue_list
from chengxin.intake.words import title
from chengxin.lawbook import load
from tests.browser.conftest import DEVICES, PATIENCE_MILLISECONDS
from tests.browser.inspector import TOO_WIDE
from tests.intake.samples import PENALTIES, TODAY
from tests.proves import proves

ROOT = feeds_root()
CORPUS = sorted(path for kind in ("should_pass/*", "should_fail/*/*") for path in ROOT.glob(f"*/*/*/{kind}"))
PASSING = ROOT / PENALTIES / "should_pass"
FAILING = ROOT / PENALTIES / "should_fail"
#: Starting Python takes five seconds alone and more on a machine with other work.
START_MILLISECONDS = 120_000

CHECK_ALL = """async files => {
  const reports = [];
  for (const {content, name, feed, on} of files) {
    const bytes = Uint8Array.from(atob(content), sign => sign.charCodeAt(0)).buffer;
    reports.push(await window.precheck.check(bytes, name, feed, on));
  }
  return reports;
}"""
#: Every way out that a script has; each is tried, whatever becomes of it.
LEAVE = """async url => {
  const tries = [
    () => fetch(url + "fetch"),
    () => new Promise(done => { const all = new XMLHttpRequest(); all.onloadend = done; all.open("GET", url + "xhr"); all.send(); }),
    () => new Promise(done => { const one = new WebSocket(url.replace("http", "ws") + "socket"); one.onerror = one.onopen = done; }),
    () => new Promise(done => { const one = new EventSource(url + "events"); one.onerror = one.onopen = done; }),
    () => typeof document === "undefined" ? 0 : navigator.sendBeacon(url + "beacon", "name"),
    () => typeof document === "undefined" ? 0 : new Promise(done => { const one = new Image(); one.onload = one.onerror = done; one.src = url + "image"; }),
    () => typeof document === "undefined" ? 0 : new Promise(done => {
      const one = document.createElement("script"); one.onload = one.onerror = done; one.src = url + "script"; document.head.append(one); }),
  ];
  let tried = 0;
  for (const attempt of tries) { try { await attempt(); } catch { /* refused */ } tried += 1; }
  return tried;
}"""

#: What an old browser lacks, as a script that takes it away.
OLD = {
    "delete window.Worker": "no workers",
    "window.Blob = class extends Blob { constructor() { super(['not a script'], {type: 'text/javascript'}); } }": "no start",
}


@dataclass
class Opened:
    """The page in one browser, and what that browser asked for or complained of."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self) -> None:
        self.page.context.on("request", lambda request: self.asked.append(request.url))
        self.page.context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.page.on("console", self._note)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    def wait_until_ready(self) -> None:
        self.page.set_default_timeout(START_MILLISECONDS)
        self.page.evaluate("() => window.precheck.ready().then(() => 1)")
        self.page.set_default_timeout(PATIENCE_MILLISECONDS)

    def choose(self, path: Path, feed: str = PENALTIES) -> None:
        self.page.get_by_label("这是哪一类数据").select_option(feed)
        self.page.get_by_label("文件：").set_input_files(path)

    def verdict(self) -> str:
        heading = self.page.locator("#result-title")
        expect(heading).to_be_focused()
        return heading.inner_text()


@pytest.fixture(scope="session")
def taken_away(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page as `chengxin intake offline` writes it."""
    path = tmp_path_factory.mktemp("taken") / "交之前先查一遍.html"
    assert main(["intake", "offline", str(path)]) == 0
    return path


def open_page(
    chromium: Browser, taken_away: Path, device: str = "desktop", *, offline: bool = True, **options: Any
) -> Opened:
    context = chromium.new_context(offline=offline, locale="zh-CN", **DEVICES[device], **options)
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    one = Opened(context.new_page())
    one.watch()
    one.page.goto(taken_away.as_uri())
    return one


@pytest.fixture
def opened(chromium: Browser, taken_away: Path) -> Iterator[Callable[..., Opened]]:
    made = []

    def start(device: str = "desktop", **options: Any) -> Opened:
        made.append(open_page(chromium, taken_away, device, **options))
        return made[-1]

    yield start
    for one in made:
        one.page.context.close()


@pytest.fixture(scope="module")
def ready(chromium: Browser, taken_away: Path) -> Iterator[Opened]:
    """One page in which Python runs, for the tests that only ask it: its start takes longer than what they ask."""
    one = open_page(chromium, taken_away)
    one.wait_until_ready()
    yield one
    one.page.context.close()


def told(path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What the command says of a file of the corpus."""
    main(["intake", "check", str(path), "--feed", feed_of(path), "--on", TODAY.isoformat(), "--format", "json"])
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    return report


def feed_of(path: Path) -> str:
    return "/".join(path.relative_to(ROOT).parts[:3])


@proves("B7")
class TestVerdict:
    def test_is_that_of_the_command_for_every_file_of_the_corpus(
        self, ready: Opened, capsys: pytest.CaptureFixture[str]
    ) -> None:
        files = [
            {
                "content": b64encode(path.read_bytes()).decode(),
                "name": path.name,
                "feed": feed_of(path),
                "on": TODAY.isoformat(),
            }
            for path in CORPUS
        ]
        assert len(files) >= 120
        ready.page.set_default_timeout(START_MILLISECONDS)
        reports = [json.loads(report) for report in ready.page.evaluate(CHECK_ALL, files)]
        wrong = [path for path, report in zip(CORPUS, reports, strict=True) if report != told(path, capsys)]
        assert wrong == []
        assert ready.complaints == []

    def test_rests_on_the_law_that_the_page_names(self, ready: Opened) -> None:
        about = ready.page.evaluate("() => window.precheck.ready()")
        assert (about["edition"], about["digest"]) == (load().edition, load().digest)
        assert about["titles"] == {code.value: title(code) for code in IssueCode}
        shown = ready.page.locator("main").inner_text()
        assert load().digest in shown
        assert load().edition in shown

    def test_is_for_today_in_shanghai_wherever_the_clock_of_the_pc_stands(self, opened: Callable[..., Opened]) -> None:
        one = opened(timezone_id="America/New_York")
        one.page.clock.set_fixed_time("2026-09-30T17:00:00Z")
        one.page.reload()
        assert one.page.evaluate("() => window.precheck.today()") == "2026-10-01"
        expect(one.page.locator("#today")).to_have_text("2026年10月1日")
        one.wait_until_ready()
        one.choose(FAILING / "decision_in_future/年份写错.csv")
        one.page.get_by_role("button", name="检查").click()
        one.verdict()
        expect(one.page.locator("#result-about")).to_contain_text("按2026年10月1日检查")


class TestUse:
    @pytest.mark.parametrize("device", DEVICES)
    def test_an_officer_sees_what_to_mend(
        self,
        opened: Callable[..., Opened],
        axe: Callable[[Page], list[str]],
        shots: Callable[[Page, str], None],
        device: str,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
    ) -> None:
        one = opened(device)
        page = one.page
        found = [f"opened: {line}" for line in axe(page)]
        one.wait_until_ready()
        page.get_by_role("button", name="检查").click()
        expect(page.locator("#wrong")).to_be_focused()
        assert page.locator("#wrong li").all_inner_texts() == ["请选这是哪一类数据", "请选一份文件"]
        found += [f"wrong: {line}" for line in axe(page)]
        shots(page, f"precheck-wrong-{device}")
        path = FAILING / "contradicts_row/前后矛盾.csv"
        one.choose(path)
        page.get_by_role("button", name="检查").press("Enter")
        assert one.verdict() == "收得下1行，有1行要您改"
        expect(page.locator("#wrong")).to_be_hidden()
        report = told(path, capsys)
        line = page.locator("#rows tr").inner_text()
        assert all(word in line for word in (f"第{report['issues'][0]['row']}行", report["issues"][0]["remedy"]))
        with page.expect_download() as saving:
            page.get_by_role("button", name="下载问题清单").click()
        saving.value.save_as(tmp_path / "list.csv")
        assert saving.value.suggested_filename == "问题清单-前后矛盾.csv"
        assert (tmp_path / "list.csv").read_bytes() == issue_list(report["issues"])
        found += [f"verdict: {line}" for line in axe(page)] + page.evaluate(TOO_WIDE)
        shots(page, f"precheck-verdict-{device}")
        one.choose(PASSING / "来自业务系统.xlsx")
        page.get_by_role("button", name="检查").click()
        expect(page.locator("#result-title")).to_have_text("7行都收得下")
        found += [f"fine: {line}" for line in axe(page)]
        assert found == []
        assert one.complaints == []

    def test_a_check_can_be_stopped_and_another_begun(self, opened: Callable[..., Opened]) -> None:
        one = opened()
        one.choose(PASSING / "来自业务系统.xlsx")
        one.page.get_by_role("button", name="检查").click()  # before Python has started: it waits
        one.page.get_by_role("button", name="停下").click()
        one.wait_until_ready()
        expect(one.page.locator("#result")).to_be_hidden()
        one.page.get_by_role("button", name="检查").click()
        assert one.verdict() == "7行都收得下"

    def test_a_file_too_large_for_a_browser_is_told_so_before_it_is_read(
        self, opened: Callable[..., Opened], tmp_path: Path
    ) -> None:
        large = tmp_path / "large.csv"
        with large.open("wb") as file:
            file.truncate(100_000_001)
        one = opened()
        one.choose(large)
        one.page.get_by_role("button", name="检查").click()
        expect(one.page.locator("#wrong li")).to_contain_text("这份文件有101MB，这一页最多查100MB")

    def test_a_file_that_was_changed_after_it_was_chosen_has_to_be_chosen_again(
        self, opened: Callable[..., Opened], tmp_path: Path
    ) -> None:
        path = tmp_path / "mended.csv"
        path.write_bytes((PASSING / "UTF-8.csv").read_bytes())
        one = opened()
        one.choose(path)
        # What the file was like is looked up when somebody asks, not when it is chosen.
        one.page.evaluate("() => document.querySelector('input[type=file]').files[0].lastModified")
        path.write_bytes((PASSING / "GB18030.csv").read_bytes())
        os.utime(path, (later := path.stat().st_mtime + 10, later))  # the browser compares whole seconds
        one.page.get_by_role("button", name="检查").click()
        expect(one.page.locator("#wrong li")).to_contain_text("请关掉那个程序，重新选一次")

    @pytest.mark.parametrize("lacking", OLD, ids=OLD.get)
    def test_an_old_browser_is_told_in_a_sentence(self, chromium: Browser, taken_away: Path, lacking: str) -> None:
        context = chromium.new_context(offline=True)
        context.add_init_script(lacking)
        page = context.new_page()
        page.goto(taken_away.as_uri())
        expect(page.get_by_role("alert")).to_contain_text("这个浏览器用不了这一页")
        expect(page.locator("#form")).to_be_hidden()
        expect(page.locator("#opening")).to_be_hidden()
        context.close()

    def test_without_scripts_a_sentence_says_what_to_do(self, opened: Callable[..., Opened]) -> None:
        one = opened(java_script_enabled=False)
        expect(one.page.locator("#opening")).to_contain_text("直接到平台交文件")
        expect(one.page.locator("#form")).to_be_hidden()


@proves("R39")
class TestNothingLeaves:
    def test_it_asks_for_nothing_but_itself_and_no_script_of_it_could_send_anything(
        self, opened: Callable[..., Opened]
    ) -> None:
        """With a network and a server that would take it: the policy holds for the page and for what runs beside it."""
        one = opened(offline=False)
        one.wait_until_ready()
        one.choose(FAILING / "contradicts_row/前后矛盾.csv")
        one.page.get_by_role("button", name="检查").click()
        one.verdict()
        assert {url.split(":")[0] for url in one.asked[1:]} == {"blob"}
        assert one.complaints == []
        heard: list[str] = []

        class Server(BaseHTTPRequestHandler):
            def handle(self) -> None:
                heard.append(self.rfile.readline().decode())

        with ThreadingHTTPServer(("127.0.0.1", 0), Server) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            url = f"http://127.0.0.1:{server.server_port}/"
            assert one.page.evaluate(LEAVE, url) == 7
            (worker,) = one.page.workers
            assert worker.evaluate(LEAVE, url) == 7
            server.shutdown()
        assert heard == []
        assert any("Content Security Policy" in complaint for complaint in one.complaints)
