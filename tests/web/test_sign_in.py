"""Residents come in through a real provider; whatever is not right about what they bring back leaves them outside."""

from __future__ import annotations

import json
import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from datetime import date
from html import unescape
from types import SimpleNamespace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from cryptojwt.jwk.hmac import SYMKey
from cryptojwt.jwk.rsa import new_rsa_key
from cryptojwt.jws.jws import JWS
from django.contrib.sessions.models import Session
from django.test import Client

from chengxin.apps.people import selectors as people
from chengxin.apps.sign_ins import open_sessions
from chengxin.apps.sign_ins.models import Subject
from chengxin.apps.sign_ins.pseudonyms import of_number
from chengxin.core.facts import Identity
from chengxin.demo.numbers import invented
from chengxin.web.signing_in import provider as ours
from tests.proves import proves
from tests.provider import CLIENT, HIGH, LOW, PASSWORD, SECRET, Claims, Provider, running
from tests.web.world import OTHER, PERSON, Clock, text_of

# The provider warns that its login page is one for tests.
pytestmark = [pytest.mark.django_db, pytest.mark.filterwarnings("ignore:Do not use the .UserPassJinja2")]
BACK = "http://testserver/sign-in/back/"
MINOR = invented("田小雨", "231102", date(1899, 5, 6), 17)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    with running(tmp_path_factory.mktemp("provider")) as one:
        one.register(BACK)
        yield one


@pytest.fixture
def provider(real: Provider, settings, monkeypatch) -> Provider:
    """The provider that the product is told of, with two people."""
    settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET = real.issuer, CLIENT, SECRET
    settings.OIDC_LEVELS = (HIGH,)
    Clock(monkeypatch)
    ours._unasked.cache_clear()
    real.people.clear()
    real.add("person", **_claims(PERSON))
    real.add("other", **_claims(OTHER))
    return real


def _claims(who: Identity) -> Claims:
    return {"name": who.name, "id_number": who.number}


def went(client: Client) -> str:
    """The address at the provider to which the product sends the browser."""
    response = client.get("/sign-in/go/")
    assert response.status_code == 302
    return str(response["Location"])


def logged_in(address: str, username: str) -> str:
    """What the provider sends the browser back to, once somebody typed their name and password there."""
    browser = requests.Session()
    page = browser.get(address, timeout=5).text
    token = unescape(re.search(r'name="token" value="([^"]+)"', page)[1])
    where = f"{address.partition('/authorization')[0]}/verify"
    sent = {"token": token, "username": username, "password": PASSWORD}
    return str(browser.post(where, data=sent, allow_redirects=False, timeout=5).headers["Location"])


def back(client: Client, address: str):
    """The browser follows the provider home."""
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == BACK
    return client.get(f"{parts.path}?{parts.query}")


def attempt(client: Client, username: str = "person"):
    return back(client, logged_in(went(client), username))


def is_in(client: Client) -> bool:
    return client.get("/me/records/").status_code == 200


def stays_out(client: Client, response, says: str, status: int = 403) -> None:
    assert response.status_code == status
    assert says in text_of(response)
    assert not is_in(client)


class TestComingIn:
    @proves("N5")
    def test_the_provider_says_who_it_is_and_the_records_are_theirs(self, client, provider):
        response = attempt(client)
        assert (response.status_code, response["Location"]) == (303, "/me/records/")
        page = client.get("/me/records/")
        assert PERSON.name in text_of(page)
        assert "token" in provider.asked

    @proves("N5")
    def test_an_account_is_bound_and_lets_in_or_neither(self, client, provider, monkeypatch):
        """In one transaction: between the two, everything could be stopped, and somebody would come in after that."""
        with monkeypatch.context() as patch:
            patch.setattr(open_sessions, "begin", lambda *_, **__: 1 // 0)
            with pytest.raises(ZeroDivisionError):
                attempt(client)
        assert not Subject.objects.exists()
        attempt(client)
        assert is_in(client)

    @proves("N19")
    def test_is_written_down_without_saying_who(self, client, provider, caplog):
        caplog.set_level("INFO", logger="chengxin.access")
        attempt(client)
        client.get("/sign-in/back/?code=x&state=y")
        told = [one.getMessage() for one in caplog.records if one.name == "chengxin.access"]
        assert told == [
            f"resident by provider: in, {of_number(PERSON)}",
            "resident by provider: sign_in_not_proved, -",
        ]

    @proves("N19")
    def test_with_another_number_is_written_down_as_refused(self, client, provider, caplog):
        attempt(client)
        provider.people.clear()
        provider.add("person", **_claims(OTHER))
        attempt(Client())
        told = [one.getMessage() for one in caplog.records if one.name == "chengxin.access"]
        assert told[-1] == f"resident by provider: sign_in_subject_changed, {of_number(OTHER)}"

    def test_what_is_asked_of_the_provider(self, client, provider):
        asked = parse_qs(urlsplit(went(client)).query)
        assert asked["code_challenge_method"] == ["S256"]
        assert asked["acr_values"] == [HIGH]
        assert asked["response_type"] == ["code"]
        assert len(asked["state"][0]) >= 20
        assert len(asked["nonce"][0]) >= 20
        assert asked["redirect_uri"] == [BACK]

    @proves("N5")
    def test_the_session_holds_no_name_no_number_and_no_token(self, client, provider):
        attempt(client)
        held = Session.objects.get(session_key=client.session.session_key).get_decoded()
        assert set(held) == {"resident", "vouched", "since", "seen", "mark"}
        for plain in (PERSON.number, PERSON.name, PERSON.number.encode().hex(), PERSON.name.encode().hex()):
            assert plain not in str(held)

    @proves("N5")
    def test_a_session_from_before_is_not_carried_in(self, client, provider):
        address = went(client)
        before = client.session.session_key
        back(client, logged_in(address, "person"))
        assert client.session.session_key != before
        assert not Session.objects.filter(session_key=before).exists()

    def test_of_the_account_and_the_number_only_keyed_indexes_are_kept(self, client, provider):
        attempt(client)
        row = Subject.objects.get()
        assert bytes(row.number_index) == people.indexes(PERSON).number
        assert len(bytes(row.subject_index)) == 16
        assert row.issuer == provider.issuer

    def test_again_with_the_same_account_is_the_same_person(self, client, provider):
        attempt(client)
        again = Client()
        attempt(again)
        assert is_in(again)
        assert Subject.objects.count() == 1

    def test_whoever_is_in_is_led_to_their_records_and_nowhere_else(self, client, provider):
        address = logged_in(went(client), "person") + "&" + urlencode({"next": "https://example.org/"})
        assert back(client, address)["Location"] == "/me/records/"


class TestWhatIsBroughtBack:
    @proves("N5")
    def test_a_state_that_this_browser_did_not_get(self, client, provider):
        brought = logged_in(went(Client()), "other")
        stays_out(client, back(client, brought), "没有完成")

    @proves("N5")
    def test_a_state_of_another_try_of_this_browser(self, client, provider):
        first, second = went(client), went(client)
        state = parse_qs(urlsplit(first).query)["state"][0]
        code = parse_qs(urlsplit(logged_in(second, "person")).query)["code"][0]
        stays_out(client, back(client, f"{BACK}?{urlencode({'code': code, 'state': state})}"), "没有完成")

    @proves("N5")
    def test_no_state_and_no_code(self, client, provider):
        went(client)
        stays_out(client, back(client, BACK), "没有完成")

    @proves("N5")
    def test_the_same_code_and_state_twice(self, client, provider):
        brought = logged_in(went(client), "person")
        back(client, brought)
        client.post("/sign-out/")
        stays_out(client, back(client, brought), "没有完成")

    @proves("N5")
    def test_a_code_that_the_provider_gave_before(self, client, provider):
        brought = parse_qs(urlsplit(logged_in(went(client), "person")).query)
        back(client, f"{BACK}?{urlencode({'code': brought['code'][0], 'state': brought['state'][0]})}")
        other = Client()
        state = parse_qs(urlsplit(went(other)).query)["state"][0]
        stays_out(other, back(other, f"{BACK}?{urlencode({'code': brought['code'][0], 'state': state})}"), "没有完成")

    def test_the_provider_said_no(self, client, provider):
        state = parse_qs(urlsplit(went(client)).query)["state"][0]
        stays_out(client, back(client, f"{BACK}?{urlencode({'error': 'access_denied', 'state': state})}"), "没有完成")


def _unsigned(claims: Claims, header: str = '{"alg":"none"}') -> str:
    parts = [urlsafe_b64encode(one.encode()).decode().rstrip("=") for one in (header, json.dumps(claims))]
    return ".".join([*parts, ""])


class TestTheToken:
    """Each is signed by the provider itself, but for what is wrong with it."""

    @pytest.fixture(autouse=True)
    def _provider(self, client, provider):
        self.client, self.provider = client, provider

    def refused(self, forge) -> None:
        with self.provider.forging(forge):
            stays_out(self.client, attempt(self.client), "没有完成")

    def changed(self, **claims: object) -> None:
        self.refused(lambda said: self.provider.signed({**said, **claims}))

    @proves("N5")
    def test_signed_again_without_a_change_comes_in(self):
        with self.provider.forging(self.provider.signed):
            attempt(self.client)
        assert is_in(self.client)

    @proves("N5")
    def test_another_nonce(self):
        self.changed(nonce="of-another-browser-altogether")

    @proves("N5")
    def test_no_nonce(self):
        self.refused(lambda said: self.provider.signed({k: v for k, v in said.items() if k != "nonce"}))

    @proves("N5")
    def test_another_issuer(self):
        self.changed(iss="https://id.example.org")

    @proves("N5")
    def test_another_audience(self):
        self.changed(aud=["another-service"], azp=CLIENT)

    @proves("N5")
    def test_for_us_among_others_but_given_to_another(self):
        self.changed(aud=[CLIENT, "another-service"], azp="another-service")

    @proves("N5")
    def test_an_hour_too_old(self):
        self.changed(exp=int(time.time()) - 3600, iat=int(time.time()) - 7200)

    @proves("N5")
    def test_without_an_end(self):
        self.refused(lambda said: self.provider.signed({k: v for k, v in said.items() if k != "exp"}))

    @proves("N5")
    def test_algorithm_none(self):
        self.refused(_unsigned)

    @proves("N5")
    def test_a_signature_cut_off(self):
        self.refused(lambda said: self.provider.signed(said).rpartition(".")[0] + ".")

    @proves("N5")
    def test_signed_with_our_own_secret(self):
        self.refused(lambda said: JWS(json.dumps(said), alg="HS256").sign_compact([SYMKey(key=SECRET)]))

    @proves("N5")
    def test_signed_by_somebody_else(self):
        key = new_rsa_key()
        self.refused(lambda said: JWS(json.dumps(said), alg="RS256").sign_compact([key]))

    @proves("N5")
    def test_somebody_elses_key_under_the_name_of_the_providers(self):
        kid = self.provider.server.keyjar.get_signing_key("RSA", issuer_id="")[0].kid
        key = new_rsa_key(kid=kid)
        self.refused(lambda said: JWS(json.dumps(said), alg="RS256", kid=kid).sign_compact([key]))

    @proves("N5")
    def test_a_name_changed_after_signing(self):
        def forge(said: Claims) -> str:
            head, body, signature = self.provider.signed(said).split(".")
            plain = urlsafe_b64decode(body + "==").replace(PERSON.number.encode(), OTHER.number.encode())
            return ".".join([head, urlsafe_b64encode(plain).decode().rstrip("="), signature])

        self.refused(forge)

    @proves("N5")
    def test_of_another_access_token(self):
        self.changed(at_hash="AAAAAAAAAAAAAAAAAAAAAA")


class TestWhoComesIn:
    @proves("N5")
    def test_a_level_below_what_is_asked(self, client, provider):
        provider.add("person", level=LOW, **_claims(PERSON))
        stays_out(client, attempt(client), "级别不够")
        assert not Subject.objects.exists()

    @proves("N5")
    def test_no_level_at_all(self, client, provider):
        with provider.forging(lambda said: provider.signed({k: v for k, v in said.items() if k != "acr"})):
            stays_out(client, attempt(client), "级别不够")

    @proves("N5")
    def test_a_minor(self, client, provider, monkeypatch):
        provider.add("minor", **_claims(MINOR))
        born = date(1899, 5, 6)
        monkeypatch.setattr("chengxin.web.signing_in.views.day_of", lambda at: born.replace(year=1917))
        stays_out(client, attempt(client, "minor"), "未成年人")
        assert not Subject.objects.exists()
        monkeypatch.setattr("chengxin.web.signing_in.views.day_of", lambda at: born.replace(year=1917, day=7))
        attempt(client, "minor")
        assert is_in(client)

    @pytest.mark.parametrize(
        "claims",
        [
            {"name": PERSON.name},
            {"id_number": PERSON.number},
            {"name": PERSON.name, "id_number": PERSON.number[:-1] + "0"},
            {"name": PERSON.name, "id_number": 231102189304172164},
            {"name": "", "id_number": PERSON.number},
        ],
        ids=["no number", "no name", "a wrong number", "a number as a figure", "an empty name"],
    )
    def test_a_number_or_name_that_cannot_be_read(self, client, provider, claims):
        provider.add("person", **claims)
        stays_out(client, attempt(client), "没有给出能用的")

    @proves("N5")
    def test_the_same_account_with_another_number(self, client, provider):
        attempt(client)
        provider.add("person", **_claims(OTHER))
        again = Client()
        stays_out(again, attempt(again), "和以前登录的不一样")

    @proves("N5")
    def test_the_same_number_with_another_account(self, client, provider):
        attempt(client)
        provider.add("thief", **_claims(PERSON))
        again = Client()
        response = attempt(again, "thief")
        stays_out(again, response, "和以前登录的不一样")
        assert "到窗口" in text_of(response)

    def test_another_name_of_the_same_account_and_number_is_a_name_that_changed(self, client, provider):
        attempt(client)
        provider.add("person", name="莫某", id_number=PERSON.number)
        again = Client()
        attempt(again)
        assert is_in(again)


class TestWithoutTheProvider:
    @proves("N5")
    def test_it_is_down_and_everything_else_works(self, client, provider):
        with provider.ill():
            response = client.get("/sign-in/go/")
            assert response.status_code == 503
            assert "现在连不上" in text_of(response)
            assert client.get("/sign-in/").status_code == 200
            assert client.get("/").status_code == 200
        assert went(client)

    def test_it_goes_down_in_between(self, client, provider):
        brought = logged_in(went(client), "person")
        with provider.ill():
            stays_out(client, back(client, brought), "现在连不上", 503)

    @proves("N5", "N31")
    def test_it_answers_a_byte_at_a_time(self, client, provider, monkeypatch):
        """Each read of it ends in time; the browser and one of our threads wait for all of them together."""
        monkeypatch.setattr(ours, "PATIENCE_SECONDS", 0.5)
        brought = logged_in(went(client), "person")
        begun = time.monotonic()
        with provider.dripping():
            stays_out(client, back(client, brought), "现在连不上", 503)
            ours._unasked.cache_clear()
            assert client.get("/sign-in/go/").status_code == 503
        assert time.monotonic() - begun < 2.5
        assert went(client)

    def test_something_else_answers_in_its_place(self, client, provider, monkeypatch):
        brought = logged_in(went(client), "person")
        monkeypatch.setattr(provider, "is_page", True)
        stays_out(client, back(client, brought), "现在连不上", 503)
        ours._unasked.cache_clear()
        assert client.get("/sign-in/go/").status_code == 503

    def test_nobody_is_there(self, client, provider, settings):
        settings.OIDC_ISSUER = "http://127.0.0.1:9"
        assert client.get("/sign-in/go/").status_code == 503

    @proves("N5")
    def test_it_describes_itself_as_another(self, client, provider, settings):
        settings.OIDC_ISSUER = provider.issuer + "/"
        assert client.get("/sign-in/go/").status_code == 503

    def test_none_is_named(self, client):
        page = client.get("/sign-in/")
        assert "还没有接统一身份认证" in text_of(page)
        assert "到窗口" in text_of(page)
        assert client.get("/sign-in/go/").status_code == 404
        assert client.get("/sign-in/back/").status_code == 404


class TestGoing:
    @proves("N5")
    def test_signing_out_ends_it_here_and_leads_to_where_it_ends_there(self, client, provider):
        attempt(client)
        response = client.post("/sign-out/")
        assert response["Location"] == "/sign-in/out/"
        assert not is_in(client)
        assert "/sign-in/out/provider/" in client.get("/sign-in/out/").content.decode()
        leads = client.get("/sign-in/out/provider/")["Location"]
        assert leads == f"{provider.issuer}/session"

    def test_a_provider_without_such_a_place(self, client, provider, monkeypatch):
        monkeypatch.setattr(ours, "_client", lambda: SimpleNamespace(server_metadata={}))
        assert client.get("/sign-in/out/provider/")["Location"] == "/"

    def test_such_a_place_that_is_not_safe(self, client, provider, monkeypatch):
        told = {"end_session_endpoint": "http://id.example.org/out"}
        monkeypatch.setattr(ours, "_client", lambda: SimpleNamespace(server_metadata=told))
        assert client.get("/sign-in/out/provider/")["Location"] == "/"
