"""Officials sign in and out."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from chengxin.core.facts import DocumentType, Identity
from chengxin.core.permissions import Role
from chengxin.web.staff import tries
from tests.web.world import PASSWORD, official, signed_in, text_of

pytestmark = pytest.mark.django_db
PLACE = "/staff/sign-in/"


@pytest.fixture(autouse=True)
def _no_tries() -> None:
    cache.clear()


def attempt(client: Client, username: str = "moxiaolan", password: str = PASSWORD):
    return client.post(PLACE, {"username": username, "password": password})


class TestSignIn:
    @pytest.mark.parametrize(
        ("role", "home"),
        [
            (Role.CLERK, "window:ask"),
            (Role.DATA_OFFICER, "department:submit"),
            (Role.CASE_OFFICER, "desk:cases"),
            (Role.AUDITOR, "oversight:ledger"),
        ],
    )
    def test_leads_to_the_page_of_the_role(self, client: Client, role: Role, home: str) -> None:
        official("moxiaolan", role, unit="credit_centre" if role is Role.CASE_OFFICER else "transport")
        response = attempt(client)
        assert (response.status_code, response["Location"]) == (303, reverse(home))
        assert client.get(reverse(home)).status_code == 200

    @pytest.mark.parametrize(
        ("role", "unit", "home"),
        [
            (Role.CLERK, "credit_centre", "window:person"),
            (Role.CASE_OFFICER, "finance_bureau", "desk:restraints"),
        ],
    )
    def test_leads_to_where_there_is_work(self, client: Client, role: Role, unit: str, home: str) -> None:
        official("moxiaolan", role, unit=unit)
        assert attempt(client)["Location"] == reverse(home)
        assert client.get(reverse(home)).status_code == 200

    def test_says_the_same_for_a_wrong_name_and_a_wrong_password(self, client: Client) -> None:
        official("moxiaolan", Role.CLERK)
        wrong_password, wrong_name = attempt(client, password="x" * 12), attempt(client, "nobody")
        assert wrong_password.status_code == wrong_name.status_code == 422
        for response in (wrong_password, wrong_name):
            assert "登录名或密码不对" in text_of(response)
            assert "有误需要修改：" in text_of(response)
        assert client.get("/window/").status_code == 302

    def test_a_missing_password_is_an_error_at_its_field(self, client: Client) -> None:
        page = text_of(attempt(client, password=""))
        assert "请输入密码" in page
        assert "有1处要改，密码请再输一次" in page

    def test_says_for_how_long_it_lasts(self, client: Client, settings) -> None:
        assert f"登录满{settings.SESSION_COOKIE_AGE // 3600}小时" in text_of(client.get(PLACE))
        assert settings.SESSION_EXPIRE_AT_BROWSER_CLOSE

    def test_never_shows_the_password_again(self, client: Client) -> None:
        assert b"not-this-one-2026" not in attempt(client, password="not-this-one-2026").content

    def test_five_wrong_tries_lock_the_name_even_with_the_right_password(self, client: Client) -> None:
        official("moxiaolan", Role.CLERK)
        for _ in range(tries.MOST):
            attempt(client, password="x" * 12)
        response = attempt(Client())
        assert response.status_code == 422
        assert "输错次数太多" in text_of(response)

    def test_locks_a_name_that_does_not_exist_alike(self, client: Client) -> None:
        for _ in range(tries.MOST):
            attempt(client, "nobody")
        assert "输错次数太多" in text_of(attempt(client, "nobody"))

    def test_a_right_password_forgets_the_wrong_tries(self, client: Client) -> None:
        official("moxiaolan", Role.CLERK)
        for _ in range(tries.MOST - 1):
            attempt(client, password="x" * 12)
        attempt(client)
        assert attempt(Client(), password="x" * 12).status_code == 422
        assert attempt(Client()).status_code == 303

    def test_a_dismissed_official_stays_outside(self, client: Client) -> None:
        one = official("moxiaolan", Role.CLERK)
        one.is_active = False
        one.save()
        assert attempt(client).status_code == 422

    def test_takes_the_place_of_a_resident_in_the_same_browser(self, client: Client) -> None:
        official("moxiaolan", Role.CLERK)
        identity = Identity(DocumentType.CITIZEN_ID, "231102189304172166", "申屠默")
        session = client.session
        from chengxin.apps.people.selectors import seal_identity

        session["resident"] = seal_identity(identity).hex()
        session.save()
        attempt(client)
        assert "resident" not in client.session


class TestSignOut:
    def test_a_link_only_asks(self) -> None:
        client = signed_in(official("moxiaolan", Role.CLERK))
        assert "退出登录" in text_of(client.get("/sign-out/"))
        assert client.get("/window/").status_code == 200

    def test_forgets_the_official(self) -> None:
        client = signed_in(official("moxiaolan", Role.CLERK))
        response = client.post("/sign-out/")
        assert (response.status_code, response["Location"]) == (303, reverse("public:front"))
        assert client.get("/window/").status_code == 302

    def test_says_so_when_nobody_is_signed_in(self, client: Client) -> None:
        assert "您已经退出了" in text_of(client.get("/sign-out/"))
