"""Take the pictures of the README from a fresh demo, in real Chromium: `make pictures`.

The demo is one of its own, in a temporary place and on a free port. What is on the pictures is what a visitor sees.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
SAMPLE = "行政处罚-路上的一份文件.xlsx"
READER, KNOWN = "申屠默", "令狐砚"
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
PATIENCE_SECONDS = 120


@contextmanager
def demo(place: Path) -> Iterator[str]:
    """A demo that runs for as long as it is needed; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CHENGXIN_")}
    environment |= {"CHENGXIN_DATA": str(place), "PYTHONPATH": str(ROOT / "src")}
    command = [sys.executable, "-m", "chengxin", "demo", "--port", str(port)]
    running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(address, running)
        yield address
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(PATIENCE_SECONDS)


def wait_for(address: str, running: subprocess.Popen[bytes]) -> None:
    """Wait until the front page answers.

    :raises SystemExit: when the demo ends or stays silent.
    """
    for _ in range(PATIENCE_SECONDS * 2):
        if running.poll() is not None:
            raise SystemExit("the demo did not start")
        try:
            with urllib.request.urlopen(f"{address}/", timeout=5):
                return
        except (urllib.error.URLError, TimeoutError):
            time.sleep(0.5)
    raise SystemExit("the demo does not answer")


class Camera:
    """One browser page that can be anybody of the demo and takes pictures of what it shows."""

    def __init__(self, page: Page, address: str) -> None:
        self._page, self._address = page, address

    def go(self, path: str) -> Page:
        self._page.goto(self._address + path)
        return self._page

    def be_official(self, username: str) -> Page:
        page = self.go("/demo/")
        page.locator("form", has=page.locator(f'input[value="{username}"]')).get_by_role("button").last.click()
        return page

    def number_of(self, name: str) -> str:
        """The number that the identity picker knows for one of its invented people."""
        form = self.go("/demo/sign-in/").locator("form", has=self._page.locator(f'input[value="{name}"]'))
        return form.locator('input[name="number"]').get_attribute("value") or ""

    def be_resident(self, name: str) -> Page:
        page = self.go("/demo/sign-in/")
        page.get_by_role("button", name=f"当{name}", exact=True).click()
        return page

    def take(self, name: str, *sizes: dict[str, int]) -> None:
        """The page from its top, as a desk's screen shows it unless sizes are given."""
        for size in sizes or (DESK,):
            self._shoot(f"{name}-{size['width']}", size)
        self._page.set_viewport_size(DESK)

    def _shoot(self, name: str, size: dict[str, int]) -> None:
        page = self._page
        page.set_viewport_size(size)
        page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0)")
        page.evaluate("document.fonts.ready")
        page.screenshot(path=PICTURES / f"{name}.png", animations="disabled")


def public(camera: Camera) -> None:
    camera.go("/")
    camera.take("front", DESK, PHONE)


def department(camera: Camera, samples: Path) -> None:
    """Hand over the road's own file and read what became of it."""
    page = camera.be_official("gedehong")
    page.get_by_label("行政处罚（自然人）·道路运输", exact=True).check()
    page.locator("#id_file").set_input_files(samples / SAMPLE)
    page.get_by_role("button", name="交上去检查").click()
    page.locator("h1", has_text="收下").wait_for(timeout=PATIENCE_SECONDS * 1000)
    camera.take("outcome")


def letter(camera: Camera) -> None:
    """Open the letter that the file has brought."""
    page = camera.be_resident(READER)
    page.goto(page.url.replace("records", "letters"))
    page.get_by_role("button", name="打开这封信").first.click()
    camera.take("letter", DESK, PHONE)


def window(camera: Camera) -> None:
    """Open a matter on somebody whose record is in effect, and ask."""
    number = camera.number_of(KNOWN)
    page = camera.be_official("moxiaolan")
    page.locator("#id_request_no").fill("黑政服〔2026〕11820")
    page.locator("#id_name").fill(KNOWN)
    page.locator("#id_number").fill(number)
    page.get_by_text("申请人在场").click()
    page.get_by_role("button", name="登记这件事").click()
    page.locator("#id_reason").fill("上次申请材料不齐，申请人补齐后重新提出")
    page.get_by_role("button", name="登记这件事").click()
    page.get_by_role("button", name="查询").click()
    camera.take("answer")


def own_file(camera: Camera) -> None:
    """The same person's records, one record, and who looked."""
    page = camera.be_resident(KNOWN)
    camera.take("records", PHONE)
    page.locator(".cx-rec a").first.click()
    camera.take("record")
    camera.go("/me/looks/")
    camera.take("looks", DESK, PHONE)


def ledger(camera: Camera) -> None:
    page = camera.be_official("xingzhiyuan")
    page.get_by_role("button", name="现在核对").click()
    page.wait_for_url("**/verified/", timeout=PATIENCE_SECONDS * 1000)
    camera.take("ledger")


def main() -> int:
    chromium = next(
        filter(None, map(shutil.which, ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"])),
        None,
    )
    if chromium is None:
        print("Chromium was not found. Install it first: apt-get install chromium-headless-shell")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="chengxin-pictures-") as name,
        demo(Path(name)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport=DESK, locale="zh-CN", timezone_id="Asia/Shanghai")
        camera = Camera(context.new_page(), address)
        public(camera)
        department(camera, Path(name) / "samples")
        letter(camera)
        window(camera)
        own_file(camera)
        ledger(camera)
        browser.close()
    print(f"{len(list(PICTURES.glob('*.png')))} pictures in {PICTURES.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
