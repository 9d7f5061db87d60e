"""A resident comes in through a real provider, on a phone: its login page, their own records, out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from chengxin.demo import cast
from tests.browser import hands
from tests.browser.conftest import DEVICES, PATIENCE_MILLISECONDS, Live
from tests.proves import proves
from tests.provider import CLIENT, HIGH, LOW, PASSWORD, SECRET, Provider, running

pytestmark = [pytest.mark.both_databases, pytest.mark.filterwarnings("ignore:Do not use the .UserPassJinja2")]


@pytest.fixture
def provider(tmp_path: Path) -> Iterator[Provider]:
    with running(tmp_path) as one:
        yield one


@pytest.fixture
def vouched(open_demo: Callable[..., Live], provider: Provider, tmp_path: Path) -> Iterator[Live]:
    """A demo that is told of the provider."""
    secret = tmp_path / "secret"
    secret.write_text(SECRET)
    secret.chmod(0o600)
    live = open_demo(
        CHENGXIN_OIDC_ISSUER=provider.issuer,
        CHENGXIN_OIDC_CLIENT=CLIENT,
        CHENGXIN_OIDC_SECRET_FILE=str(secret),
        CHENGXIN_OIDC_LEVELS=HIGH,
    )
    provider.register(live.at("sign-in/back/"))
    provider.add("shentumo", name=cast.UNKNOWN.name, id_number=cast.UNKNOWN.number)
    yield live
    live.stop()


@pytest.fixture
def page(chromium: Browser, vouched: Live) -> Iterator[Page]:
    """A browser that speaks to two hosts, as this story does."""
    context = chromium.new_context(base_url=vouched.url, locale="zh-CN", **DEVICES["phone"])
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    yield context.new_page()
    context.close()


class TestOnAPhone:
    @proves("N5")
    def test_from_the_provider_to_the_records_and_out_of_both(
        self, page: Page, provider: Provider, shots: Callable[[Page, str], None]
    ) -> None:
        hands.go(page, "/sign-in/")
        hands.fits(page, "/sign-in/")
        shots(page, "sign-in-390")
        page.get_by_role("button", name="去统一身份认证登录").click()
        expect(page).to_have_url(re.compile(re.escape(provider.issuer)))
        page.get_by_label("账号").fill("shentumo")
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page).to_have_url(re.compile(r"/me/records/$"))
        expect(page.locator(".cx-head__who")).to_contain_text(cast.UNKNOWN.name)

        page.go_back()
        page.go_forward()
        expect(page.locator(".cx-head__who")).to_contain_text(cast.UNKNOWN.name)

        page.get_by_role("button", name="退出").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("您已经退出了")
        hands.fits(page, "/sign-in/out/")
        shots(page, "sign-in-out-390")
        page.get_by_role("button", name="把统一身份认证也退出").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("要退出统一身份认证吗")
        hands.go(page, "/me/records/")
        expect(page).not_to_have_url(re.compile(r"/me/records/$"))

    def test_the_provider_is_down_or_says_too_little(
        self, page: Page, provider: Provider, axe: Callable[[Page], list[str]], shots: Callable[[Page, str], None]
    ) -> None:
        hands.go(page, "/sign-in/")
        assert axe(page) == []
        with provider.ill():
            page.get_by_role("button", name="去统一身份认证登录").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("统一身份认证现在连不上")
        hands.fits(page)
        shots(page, "sign-in-down-390")
        assert axe(page) == []

        provider.add("shentumo", level=LOW, name=cast.UNKNOWN.name, id_number=cast.UNKNOWN.number)
        hands.go(page, "/sign-in/")
        page.get_by_role("button", name="去统一身份认证登录").click()
        page.get_by_label("账号").fill("shentumo")
        page.get_by_label("密码", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("这一次认证的级别不够")
        hands.fits(page)
        shots(page, "sign-in-refused-390")
        assert axe(page) == []
