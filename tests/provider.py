"""A real OpenID Provider on this machine: `idpyoidc`, with invented people, and nothing of it replaced.

Only what the package leaves to whoever runs it is here: the sockets, the login page's template, the list of people. An
attack is done to what it answered, signed again with its own keys (`Provider.forging`), as nobody outside could.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from cryptojwt.jws.jws import JWS, factory
from idpyoidc.message.oauth2 import ResponseMessage
from idpyoidc.message.oidc import AccessTokenRequest, AuthorizationRequest
from idpyoidc.message.oidc.session import EndSessionRequest
from idpyoidc.server import Server
from idpyoidc.server.exception import FailedAuthentication

from tests.loopback import drip

CLIENT, SECRET = "chengxin", "f3c1d1b1c8f24e0a9d2b6b1f4f0f7c55"
HIGH, LOW = "urn:example:level:3", "urn:example:level:1"
PASSWORD = "a password of nobody"
Claims = dict[str, Any]
Forge = Callable[[Claims], str]

_LOGIN_PAGE = """<!doctype html><html lang="zh-CN"><title>统一身份认证（测试用）</title>
<main><h1>统一身份认证（测试用）</h1><form action="{{ action }}" method="post">
<input type="hidden" name="token" value="{{ token }}">
<p><label for="username">账号</label> <input id="username" name="username"></p>
<p><label for="password">密码</label> <input id="password" name="password" type="password"></p>
<p><button type="submit">登录</button></p></form></main></html>"""


@dataclass
class Provider:
    """A running provider. People and what is done to tokens may be changed while it runs."""

    issuer: str
    server: Server
    people: dict[str, Claims]
    passwords: dict[str, str]
    levels: dict[str, str] = field(default_factory=dict)
    """Username -> level, where somebody proved less of who they are than `HIGH`."""
    forge: Forge | None = None
    is_ill: bool = False
    is_page: bool = False
    drips: bool = False
    asked: list[str] = field(default_factory=list)
    """The paths that were asked for, in order."""

    def add(self, username: str, *, level: str = HIGH, **claims: Any) -> None:
        self.people[username], self.passwords[username], self.levels[username] = claims, PASSWORD, level

    def register(self, redirect: str) -> None:
        """Take this address of the product as one to lead back to."""
        self.server.context.cdb[CLIENT]["redirect_uris"].append((redirect, {}))

    def signed(self, claims: Claims) -> str:
        """Claims under the provider's own key, exactly as given."""
        key = self.server.keyjar.get_signing_key("RSA", issuer_id="")[0]
        return str(JWS(json.dumps(claims), alg="RS256", kid=key.kid).sign_compact([key]))

    @contextmanager
    def forging(self, forge: Forge) -> Iterator[None]:
        """Give out, instead of each ID token, what is made of its claims."""
        self.forge = forge
        try:
            yield
        finally:
            self.forge = None

    @contextmanager
    def ill(self) -> Iterator[None]:
        """Answer everything with a fault."""
        self.is_ill = True
        try:
            yield
        finally:
            self.is_ill = False

    @contextmanager
    def dripping(self) -> Iterator[None]:
        """Answer everything a byte at a time, without end."""
        self.drips = True
        try:
            yield
        finally:
            self.drips = False


@contextmanager
def running(folder: Path) -> Iterator[Provider]:
    """The provider, on a free port of this machine."""

    class Handler(_Handler):
        pass

    site = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    issuer = f"http://127.0.0.1:{site.server_address[1]}"
    people: dict[str, Claims] = {}
    passwords: dict[str, str] = {}
    Handler.provider = Provider(issuer, _server(issuer, folder, people, passwords), people, passwords)
    thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield Handler.provider
    finally:
        site.shutdown()
        site.server_close()
        thread.join()


def _server(issuer: str, folder: Path, people: dict[str, Claims], passwords: dict[str, str]) -> Server:
    (folder / "user_pass.jinja2").write_text(_LOGIN_PAGE)
    keys = [{"type": "RSA", "use": ["sig"]}, {"type": "EC", "crv": "P-256", "use": ["sig"]}]
    oct_keys = [{"type": "OCT", "use": ["enc"], "kid": "enc"}, {"type": "OCT", "use": ["sig"], "kid": "sig"}]
    oidc = "idpyoidc.server.oidc"
    method = {
        "class": "idpyoidc.server.user_authn.user.UserPassJinja2",
        "kwargs": {
            "verify_endpoint": "verify",
            "template": "user_pass.jinja2",
            "db": {"class": "builtins.dict", "kwargs": {}},
        },
    }
    server = Server(
        {
            "issuer": issuer,
            "keys": {"key_defs": keys, "uri_path": "jwks"},
            "key_conf": {"key_defs": keys, "uri_path": "jwks"},
            "template_dir": str(folder),
            "add_on": {
                "pkce": {
                    "function": "idpyoidc.server.oauth2.add_on.pkce.add_support",
                    "kwargs": {"essential": True, "code_challenge_methods": {"S256": {}}},
                }
            },
            "authentication": {"user": {"acr": HIGH, **method}},
            "cookie_handler": {
                "class": "idpyoidc.server.cookie_handler.CookieHandler",
                "kwargs": {
                    "keys": {"key_defs": oct_keys},
                    "name": {"session": "op", "register": "op_rp", "session_management": "sman"},
                },
            },
            "endpoint": {
                "provider_config": {
                    "path": ".well-known/openid-configuration",
                    "class": f"{oidc}.provider_config.ProviderConfiguration",
                    "kwargs": {"client_authn_method": None},
                },
                "authorization": {
                    "path": "authorization",
                    "class": f"{oidc}.authorization.Authorization",
                    "kwargs": {"client_authn_method": None, "response_types_supported": ["code"]},
                },
                "token": {
                    "path": "token",
                    "class": f"{oidc}.token.Token",
                    "kwargs": {"client_authn_method": ["client_secret_basic", "client_secret_post"]},
                },
                "end_session": {
                    "path": "session",
                    "class": f"{oidc}.session.Session",
                    "kwargs": {
                        "logout_verify_url": f"{issuer}/verify_logout",
                        "post_logout_uri_path": "post_logout",
                        "signing_alg": "ES256",
                    },
                },
            },
            "token_handler_args": {
                "key_conf": {"key_defs": oct_keys},
                "code": {"kwargs": {"lifetime": 600}},
                "token": {"class": "idpyoidc.server.token.jwt_token.JWTToken", "kwargs": {"lifetime": 3600}},
                "id_token": {
                    "class": "idpyoidc.server.token.id_token.IDToken",
                    "kwargs": {"base_claims": {"name": None, "id_number": None}},
                },
            },
            "userinfo": {"class": "idpyoidc.server.user_info.UserInfo", "kwargs": {"db": people}},
        }
    )
    server.context.cdb[CLIENT] = {
        "client_id": CLIENT,
        "client_secret": SECRET,
        "redirect_uris": [],
        "response_types_supported": ["code"],
        "token_endpoint_auth_method": "client_secret_basic",
        "allowed_scopes": ["openid", "profile"],
    }
    server.keyjar.add_symmetric(CLIENT, SECRET)
    # The package copies its configuration; these two are read while it runs.
    server.context.userinfo.db = people
    server.context.authn_broker.get_method_by_id("user").user_db = passwords
    return server


class _Handler(BaseHTTPRequestHandler):
    """The sockets of the provider: what its own example does with a web framework."""

    provider: Provider

    def log_message(self, *_: Any) -> None:
        """The tests' output is for the tests."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self._take(parts.path.strip("/"), dict(parse_qsl(parts.query)))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self._take(urlsplit(self.path).path.strip("/"), dict(parse_qsl(body)))

    def _take(self, path: str, sent: dict[str, str]) -> None:
        provider = self.provider
        provider.asked.append(path)
        if provider.drips:
            self.send_response(200)
            self.end_headers()
            drip(self.wfile, b" ", while_=lambda: provider.drips)
        elif provider.is_ill:
            self._say(503, "down")
        elif provider.is_page:
            self._say(200, "<h1>系统升级</h1>", "text/html; charset=utf-8")
        elif path == "jwks":
            self._say(200, json.dumps(provider.server.keyjar.export_jwks()), "application/json")
        elif path == "verify":
            self._verify(sent)
        elif path == "verify_logout":
            self._say(200, "<h1>要退出统一身份认证吗</h1>", "text/html; charset=utf-8")
        else:
            self._endpoint(path, sent)

    def _endpoint(self, path: str, sent: dict[str, str]) -> None:
        endpoint = next((one for one in self.provider.server.endpoint.values() if one.endpoint_path == path), None)
        if endpoint is None:
            self._say(404, "nothing here")
            return
        cookies = SimpleCookie(self.headers.get("Cookie", ""))
        info = {
            "headers": {name.lower(): value for name, value in self.headers.items() if name.lower() != "cookie"},
            "method": self.command,
            "url": self.provider.issuer + self.path,
            "cookie": [{"name": name, "value": one.value} for name, one in cookies.items()],
        }
        if endpoint.name == "session":
            # Its own reading of this request wants a client to prove itself, and a browser comes here.
            request = EndSessionRequest(**sent)
        else:
            request = endpoint.parse_request(sent, http_info=info)
        if isinstance(request, ResponseMessage) and "error" in request:
            self._say(400, request.to_json(), "application/json")
            return
        if endpoint.name == "token":
            request = AccessTokenRequest(**request)
        args = endpoint.process_request(request, http_info=info)
        if isinstance(args, ResponseMessage) and "error" in args:
            self._say(400, args.to_json(), "application/json")
        elif "redirect_location" in args:
            self._lead(args["redirect_location"])
        elif "http_response" in args:
            self._say(200, args["http_response"], "text/html; charset=utf-8")
        else:
            self._respond(endpoint, request, args)

    def _verify(self, sent: dict[str, str]) -> None:
        """Who typed a right password goes on from where they came to the login page."""
        server = self.provider.server
        method = server.context.authn_broker.get_method_by_id("user")
        try:
            username = method.verify(**sent)
        except FailedAuthentication:
            self._say(403, "wrong")
            return
        begun = method.unpack_token(sent["token"])
        request = AuthorizationRequest().from_urlencoded(begun["query"])
        endpoint = server.endpoint["authorization"]
        level = self.provider.levels[username]
        session = endpoint.create_session(request, username, level, begun["iat"], method)
        self._respond(endpoint, request, endpoint.authz_part2(request=request, session_id=session))

    def _respond(self, endpoint: Any, request: Any, args: Any) -> None:
        info = endpoint.do_response(request=request, **args)
        text = info["response"]
        cookies = [cookie for cookie in info.get("cookie", []) if cookie]
        if info.get("response_placement", endpoint.response_placement) == "url":
            self._lead(text, cookies)
            return
        if endpoint.name == "token" and self.provider.forge is not None:
            told = json.loads(text)
            told["id_token"] = self.provider.forge(factory(told["id_token"]).jwt.payload())
            text = json.dumps(told)
        self._say(info.get("response_code", 200), text, dict(info["http_headers"]).get("Content-type", "text/plain"))

    def _lead(self, where: str, cookies: list[dict[str, Any]] = []) -> None:  # noqa: B006
        self.send_response(302)
        self.send_header("Location", where)
        for cookie in cookies:
            self.send_header("Set-Cookie", f"{cookie['name']}={cookie['value']}; Path=/; HttpOnly; SameSite=Lax")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _say(self, status: int, text: str, kind: str = "text/plain") -> None:
        content = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
