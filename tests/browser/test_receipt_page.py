"""The page that checks receipts, opened from the disk in a browser that has no network."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from chengxin.apps.ledger.offline import SENTENCES, Found, check, compare
from chengxin.core.canonical import canonical
from chengxin.core.notes import read_key
from chengxin.web.proving.page import page as page_bytes
from tests.apps.sealed_receipt import (
    grown_receipt,
    growth_between,
    handed_growth,
    handed_receipt,
    sealed_receipt,
)
from tests.browser.conftest import DEVICES, PATIENCE_MILLISECONDS
from tests.browser.inspector import TOO_WIDE

CHECK = """async ({files, key}) => {
  const found = [];
  for (const file of files) found.push(await window.receipts.check(file, key));
  return found;
}"""
COMPARE = """async ({file, older, growth}) => window.receipts.compare(file, older, growth)"""


@pytest.fixture(params=list(DEVICES))
def device(request: pytest.FixtureRequest) -> dict[str, Any]:
    return DEVICES[request.param]


@pytest.fixture
def alone(chromium: Browser, tmp_path: Path, device: dict[str, Any]) -> Iterator[Page]:
    """The page from the disk; whatever it asks of a network is an error of the test."""
    saved = tmp_path / "核对凭证.html"
    saved.write_bytes(page_bytes())
    context = chromium.new_context(**device, offline=True)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MILLISECONDS)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(saved.as_uri())
    yield page
    assert [url for url in asked if not url.startswith("file://")] == []
    context.close()


def files(tmp_path: Path) -> dict[str, Path]:
    made = {"old": sealed_receipt(), "new": grown_receipt(), "growth": growth_between()}
    for name, content in made.items():
        (tmp_path / f"{name}.json").write_bytes(content)
    return {name: tmp_path / f"{name}.json" for name in made}


class TestPage:
    def test_says_that_a_receipt_is_right(self, alone: Page, tmp_path: Path) -> None:
        alone.get_by_label("凭证，或者检查点、增长证明").set_input_files(files(tmp_path)["old"])
        alone.get_by_role("button", name="核对").click()
        expect(alone.get_by_role("heading", name="核对无误")).to_be_focused()
        expect(alone.locator("#result-said")).to_contain_text("公钥取自凭证自己")
        assert alone.evaluate(TOO_WIDE) == []

    def test_compares_with_an_older_one(self, alone: Page, tmp_path: Path) -> None:
        made = files(tmp_path)
        alone.get_by_label("凭证，或者检查点、增长证明").set_input_files(made["new"])
        alone.get_by_text("和以前的一份凭证比").click()
        alone.get_by_label("以前的凭证").set_input_files(made["old"])
        alone.get_by_role("button", name="核对").click()
        expect(alone.locator("#result-said")).to_contain_text("/ledger/growth/11/14")
        expect(alone.locator("#result-tag")).to_have_text("还差一样")
        alone.locator("#growth").set_input_files(made["growth"])
        alone.get_by_role("button", name="核对").click()
        expect(alone.locator("#result-said")).to_contain_text("账本是接着旧凭证写的")

    def test_says_at_the_field_what_is_missing(self, alone: Page) -> None:
        alone.get_by_role("button", name="核对").click()
        expect(alone.locator("#wrong")).to_be_focused()
        expect(alone.locator("#file-error-text")).to_have_text("请选一个文件")
        assert alone.evaluate(TOO_WIDE) == []

    def test_says_what_is_wrong(self, alone: Page, tmp_path: Path) -> None:
        touched = tmp_path / "touched.json"
        touched.write_bytes(sealed_receipt().replace(b'"index":3', b'"index":4'))
        alone.get_by_label("凭证，或者检查点、增长证明").set_input_files(touched)
        alone.get_by_role("button", name="核对").click()
        expect(alone.get_by_role("heading", name="这份文件核对不通过")).to_be_visible()
        expect(alone.locator("#result-tag")).to_have_text("不通过")
        expect(alone.locator("#result-said")).to_contain_text(SENTENCES[Found.NOT_IN_LEDGER])

    def test_says_of_one_younger_than_its_seal_that_it_is_no_forgery(self, alone: Page, tmp_path: Path) -> None:
        plain = json.loads(sealed_receipt())
        early = {"format": plain["format"], "sealed_by": 1795568460, "entries": plain["entries"]}
        for entry in early["entries"]:
            del entry["index"], entry["path"]
        (tmp_path / "early.json").write_bytes(canonical(early) + b"\n")
        alone.get_by_label("凭证，或者检查点、增长证明").set_input_files(tmp_path / "early.json")
        alone.get_by_role("button", name="核对").click()
        expect(alone.get_by_role("heading", name="这份文件还没有封进账本，现在还不能核对")).to_be_focused()
        expect(alone.locator("#result-tag")).to_have_text("还没有封")
        expect(alone.locator("#result-said")).to_contain_text("请在2026年11月25日09:01以后，从原来那一页再下载")
        expect(alone.locator("#result")).not_to_contain_text("核对不通过")
        assert alone.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize("device", [DEVICES["desktop"]], ids=["desktop"])
class TestItJudgesAsTheCommandDoes:
    def test_of_each_changed_byte(self, alone: Page, device: dict[str, Any]) -> None:
        """One bit of each byte (of every fourth, but in `make torture`), and values written anew in their one form."""
        whole, chance = sealed_receipt(), Random(1)
        made = [whole]
        for place in range(0, len(whole), 1 if os.environ.get("CHENGXIN_TORTURE") == "1" else 4):
            touched = bytearray(whole)
            touched[place] ^= 1 << chance.randrange(8)
            made.append(bytes(touched))
        plain = json.loads(whole)
        for entry in plain["entries"]:
            for name in entry:
                other = json.loads(whole)
                at = plain["entries"].index(entry)
                value = other["entries"][at][name]
                other["entries"][at][name] = (
                    value + 1 if isinstance(value, int) else value[::-1] if name != "told" else {}
                )
                made.append(canonical(other) + b"\n")
        made += [b"", b"{}", b"\xef\xbb\xbf" + whole, whole[:-1], growth_between(), b'{"a":1.5}', b"[" * 5000]
        ours = [[found.value for found in check(one).found] for one in made]
        assert alone.evaluate(CHECK, {"files": [list(one) for one in made], "key": ""}) == ours
        assert ours.count([]) == 1

    def test_under_a_key(self, alone: Page, device: dict[str, Any]) -> None:
        key = json.loads(sealed_receipt())["key"]
        made = [sealed_receipt(), growth_between(), growth_between().replace(b"old 11", b"old 12")]
        ours = [[found.value for found in check(one, key=read_key(key)).found] for one in made]
        assert alone.evaluate(CHECK, {"files": [list(one) for one in made], "key": key}) == ours

    def test_after_a_change_of_key(self, alone: Page, device: dict[str, Any]) -> None:
        key, old = json.loads(sealed_receipt())["key"], sealed_receipt()
        made = [handed_receipt(), handed_growth(), handed_receipt(is_true=False), handed_growth(is_true=False)]
        ours = [[found.value for found in check(one, key=read_key(key)).found] for one in made]
        assert ours == [[], [], ["other_key"], ["not_signed"]]
        assert alone.evaluate(CHECK, {"files": [list(one) for one in made], "key": key}) == ours
        for is_true in (True, False):
            files = (handed_receipt(is_true=is_true), old, handed_growth(is_true=is_true))
            asked = dict(zip(("file", "older", "growth"), map(list, files), strict=True))
            assert alone.evaluate(COMPARE, asked) == [one.value for one in compare(*files).found]

    def test_of_two_files(self, alone: Page, device: dict[str, Any]) -> None:
        old, new, growth = sealed_receipt(), grown_receipt(), growth_between()
        forked = grown_receipt(fork=True)
        for file, older, shown in (
            (new, old, growth),
            (growth, old, b""),
            (new, old, b""),
            (new, old, growth_between(old=10)),
            (old, new, b""),
            (old, old, b""),
            (forked, old, growth_between(fork=True)),
            (forked, new, b""),
            (new, b"{}", growth),
        ):
            asked = {"file": list(file), "older": list(older), "growth": list(shown)}
            assert alone.evaluate(COMPARE, asked) == [one.value for one in compare(file, older, shown).found]


def test_a_browser_without_this_signature_says_so(chromium: Browser, tmp_path: Path) -> None:
    saved = tmp_path / "page.html"
    saved.write_bytes(page_bytes())
    page = chromium.new_page()
    page.add_init_script("crypto.subtle.importKey = () => Promise.reject(new DOMException('', 'NotSupportedError'))")
    page.goto(saved.as_uri())
    expect(page.get_by_role("heading", name="这个浏览器核对不了签名")).to_be_visible()
    expect(page.locator("#form")).to_be_hidden()
    page.close()
