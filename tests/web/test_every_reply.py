"""What every reply carries whatever it is about, and what a password may be: `docs/operations/asvs.md` names these tests."""

from __future__ import annotations

import hashlib
import hmac
import io
import re
from typing import Any

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.test import Client, override_settings
from PIL import Image

from chengxin.apps.ledger.keyring import keys
from chengxin.apps.officials.actions.appoint import appoint
from chengxin.apps.officials.actions.set_up_code import set_up_code
from chengxin.apps.officials.models import Official, SeatEvent, SecondFactor
from chengxin.apps.records import evidence
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from tests.phone import code_at
from tests.proves import proves
from tests.web.world import LEARNED, NOW, PASSWORD, official, signed_in, text_of

pytestmark = pytest.mark.django_db
#: A page, a form, a document of the API, a problem, a file, a page that is not there, a probe.
PLACES = (
    "/",
    "/staff/sign-in/",
    "/api/v1/catalogue",
    "/api/v1/nothing",
    "/static/cx/chengxin.css",
    "/no/such/page/",
    "/verify/",
    "/alive",
)


@pytest.fixture(autouse=True)
def _no_tries() -> None:
    cache.clear()


def got(place: str, **headers: str) -> Any:
    """The reply of a place; a file that it opened is closed."""
    reply = Client(headers=headers).get(place)
    reply.close()
    return reply


@pytest.mark.parametrize("place", PLACES)
class TestHeaders:
    def test_let_nothing_in_from_elsewhere_and_nobody_frame_it(self, place: str) -> None:
        policy = dict(part.strip().split(" ", 1) for part in got(place)["Content-Security-Policy"].split(";"))
        assert policy["default-src"] in {"'self'", "'none'"}
        assert policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        assert policy.get("object-src", policy["default-src"]) == "'none'"
        assert "unsafe" not in str(policy)

    def test_keep_a_browser_from_guessing_and_from_telling_others(self, place: str) -> None:
        reply = got(place)
        assert reply["X-Content-Type-Options"] == "nosniff"
        assert reply["Referrer-Policy"] == "same-origin"
        assert reply["Cross-Origin-Opener-Policy"] == "same-origin"

    def test_open_nothing_to_pages_of_others(self, place: str) -> None:
        reply = got(place, origin="https://evil.example")
        assert [name for name in reply.headers if name.lower().startswith("access-control-")] == []

    def test_say_in_which_characters_a_text_is(self, place: str) -> None:
        kind = got(place)["Content-Type"]
        assert re.fullmatch(r'text/\w+; charset="?utf-8"?|application/(problem\+)?json(; charset=utf-8)?', kind)

    def test_refuse_to_echo_a_request(self, client: Client, place: str) -> None:
        assert client.trace(place).status_code in {404, 405}


def test_no_folder_is_listed(client: Client) -> None:
    assert [client.get(place).status_code for place in ("/static/", "/static/cx/", "/static/../")] == [404] * 3


def test_cookies_are_sent_to_this_site_alone_and_read_by_no_script() -> None:
    one = official("moxiaolan", Role.CLERK)
    with override_settings(SESSION_COOKIE_SECURE=True, CSRF_COOKIE_SECURE=True):
        client = Client()
        client.post("/staff/sign-in/", {"username": one.username, "password": PASSWORD}, secure=True)
        client.get("/window/", secure=True)
    assert set(client.cookies) == {"sessionid", "csrftoken", "known"}
    for cookie in client.cookies.values():
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
        assert (cookie["domain"], cookie["path"]) == ("", "/")


class TestSession:
    def test_that_was_ended_opens_nothing_any_more(self) -> None:
        client = signed_in(official("moxiaolan", Role.CLERK))
        kept = client.cookies["sessionid"].value
        client.post("/sign-out/")
        client.cookies["sessionid"] = kept
        assert client.get("/window/").status_code == 302

    def test_ends_with_the_password_it_was_opened_with(self) -> None:
        client = signed_in(official("moxiaolan", Role.CLERK))
        assert client.get("/window/").status_code == 200
        seat = {"name": "莫晓岚", "unit": "transport", "seat": "3号窗口", "role": Role.CLERK, "course_on": LEARNED}
        appoint(username="moxiaolan", **seat, password="another long one", by="tests", at=NOW)
        assert client.get("/window/").status_code == 302

    def test_can_be_ended_from_every_page(self) -> None:
        page = signed_in(official("moxiaolan", Role.CLERK)).get("/window/").content.decode()
        assert re.search(r'<form[^>]* method="post" action="/sign-out/">', page)


@proves("N4")
class TestPassword:
    @pytest.mark.parametrize(
        "password", ["correct horse battery", "一段只有汉字的口令没有别的了", "aaaabbbbccccdddd", "x y" * 40]
    )
    def test_of_any_composition_and_length_is_taken_as_it_was_typed(self, password: str) -> None:
        validate_password(password)
        seat = {"name": "莫晓岚", "unit": "transport", "seat": "3号窗口", "role": Role.CLERK, "course_on": LEARNED}
        appoint(username="moxiaolan", **seat, password=password, by="tests", at=NOW)
        for typed, status in ((password, 303), (password[:-1], 422), (f"{password} ", 422)):
            reply = Client().post("/staff/sign-in/", {"username": "moxiaolan", "password": typed})
            assert reply.status_code == status

    @pytest.mark.parametrize("password", ["eleven char", "1q2w3e4r5t6y", "qwerty123456"])
    def test_that_is_short_or_common_is_not(self, password: str) -> None:
        with pytest.raises(ValidationError):
            validate_password(password)

    @pytest.mark.parametrize(
        "password",
        [
            "password2026!",
            "PasswordPassword",
            "iloveyouiloveyou",
            "2026.iloveyou.2026",
            "123123123123",
            "  qwertyqwerty 1",
        ],
    )
    def test_that_is_a_common_one_made_longer_is_not(self, password: str) -> None:
        with pytest.raises(ValidationError, match="太好猜"):
            validate_password(password)

    @pytest.mark.parametrize(
        "password", ["chengxin2026", "信用信用信用信用信用信用", "moxiaolan-2026", "3号窗口3号窗口3号窗口"]
    )
    def test_that_stands_beside_the_desk_is_not(self, password: str) -> None:
        with pytest.raises(ValidationError, match="太好猜"):
            validate_password(password, official("moxiaolan", Role.CLERK))

    def test_of_digits_alone_that_nobody_guesses_is_taken(self) -> None:
        validate_password("837465928374651")

    def test_is_hidden_while_it_is_typed_and_may_be_pasted(self, client: Client) -> None:
        page = client.get("/staff/sign-in/").content.decode()
        (field,) = re.findall(r'<input[^>]* name="password"[^>]*>', page)
        assert 'type="password"' in field
        assert 'autocomplete="current-password"' in field
        assert not re.search(r"onpaste|readonly|<script", field + page.partition("<main")[2])

    def test_is_changed_by_whoever_knows_the_old_one_and_ends_every_other_session(self) -> None:
        one = official("moxiaolan", Role.CLERK)
        here, elsewhere = signed_in(one), signed_in(one)
        new = {"password": "si ge bu xianggan de ci", "again": "si ge bu xianggan de ci"}
        for wrong, said in (
            ({"old": "not this one"} | new, "密码不对"),
            ({"old": PASSWORD, "password": PASSWORD, "again": PASSWORD}, "这就是现在的密码"),
            ({"old": PASSWORD} | new | {"again": "another"}, "两次写的不一样"),
            (new, "请输入现在的密码"),
        ):
            reply = here.post("/staff/password/", wrong)
            assert (reply.status_code, said in text_of(reply)) == (422, True)
        done = here.post("/staff/password/", {"old": PASSWORD} | new)
        assert done["Location"] == "/staff/password/?changed=1"
        assert "密码换好了" in text_of(here.get(done["Location"]))
        assert elsewhere.get("/staff/password/").status_code == 302
        for typed, status in ((PASSWORD, 422), (new["password"], 303)):
            assert Client().post("/staff/sign-in/", {"username": "moxiaolan", "password": typed}).status_code == status
        assert [event.event for event in SeatEvent.objects.order_by("pk")][-1] == "password_chosen"

    def test_of_somebody_who_forgot_theirs_leaves_the_code_in_place(self) -> None:
        one, secret = official("moxiaolan", Role.CLERK), bytes(range(20))
        set_up_code(secret, code_at(NOW.timestamp(), secret), phone_at=NOW, by=one, at=NOW)
        seat = {"name": "莫晓岚", "unit": "transport", "seat": "3号窗口", "role": Role.CLERK, "course_on": LEARNED}
        appoint(username="moxiaolan", **seat, password="another long one", by="tests", at=NOW)
        assert SecondFactor.objects.filter(official=one).exists()
        reply = Client().post("/staff/sign-in/", {"username": "moxiaolan", "password": "another long one"})
        assert reply["Location"] == "/staff/sign-in/code/"


def test_nobody_is_there_before_somebody_was_appointed() -> None:
    assert not Official.objects.exists()


def test_a_name_in_a_file_to_save_opens_no_header() -> None:
    from chengxin.web.replies import download

    told = download(b"", 'a"; filename=b.exe\r\nX-Evil: 1 文件.csv')["Content-Disposition"]
    assert re.fullmatch(r"attachment; filename\*=UTF-8''[\w.%-]+", told, re.ASCII)


def test_a_picture_of_too_many_points_is_not_drawn() -> None:
    flood = io.BytesIO()
    Image.new("1", (8_000, 6_000)).save(flood, "PNG")
    with pytest.raises(Refusal, match=Reason.EVIDENCE_NOT_TAKEN):
        evidence.clean([("flood.png", flood.getvalue())])


def test_the_index_is_hmac_as_others_compute_it(settings) -> None:
    """It is computed from two hashes that have taken the key in already; a library must come to the same."""
    key = (settings.KEYS_DIR / "index").read_bytes()
    told = b"\x00\x00\x00\x02ab\x00\x00\x00\x01c"
    assert keys().index(b"ab", b"c") == hmac.new(key, told, hashlib.sha256).digest()[:16]
