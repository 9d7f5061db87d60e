"""The identity provider: OpenID Connect, code flow with PKCE, by Authlib. [law:pipl/第五十一条]

Only what the provider signed into the ID token counts: its access token is not used for anything and not kept. What
somebody brings back is bound to the browser that went, by state, nonce and verifier in its session, each taken once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import DjangoIntegration, DjangoOAuth2App
from authlib.integrations.requests_client import OAuth2Session
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from joserfc.errors import JoseError
from requests import PreparedRequest, RequestException, Response, Timeout
from requests.adapters import HTTPAdapter

from chengxin.apps.ledger.patience import within

#: Nobody waits longer for the provider than so many seconds for each answer, however slowly it says it.
PATIENCE_SECONDS = 5
#: A clock of the provider may go wrong by so much.
LEEWAY_SECONDS = 60
#: With a key of the provider that everybody may know; `none`, and what is signed with our own secret, are not among them.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class UnreachableError(Exception):
    """The provider does not answer, or not as itself."""


class NotProvedError(Exception):
    """What was brought back proves nothing to this browser."""


class _InTime(HTTPAdapter):
    """Ends an answer that does not come as a whole in time."""

    def send(self, request: PreparedRequest, *arguments: Any, **options: Any) -> Response:
        def whole() -> Response:
            response = super(_InTime, self).send(request, *arguments, **options)
            response.content  # noqa: B018 - read here, inside its time
            return response

        try:
            return within(PATIENCE_SECONDS, whole, whom=settings.OIDC_ISSUER)
        except TimeoutError:
            raise Timeout(request=request) from None


class _Session(OAuth2Session):  # type: ignore[misc]
    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for scheme in ("https://", "http://"):
            self.mount(scheme, _InTime())


class _Client(DjangoOAuth2App):  # type: ignore[misc]
    client_cls = _Session


def is_on() -> bool:
    return bool(settings.OIDC_ISSUER)


def lead_there(request: HttpRequest, *, back: str) -> HttpResponse:
    """Send the browser to the provider, which sends it `back`.

    :raises UnreachableError:
    """
    client = _client()
    more = {"acr_values": " ".join(settings.OIDC_LEVELS)}
    if client.server_metadata.get("claims_parameter_supported"):
        wanted = {name: {"essential": True} for name in (settings.OIDC_NUMBER, settings.OIDC_NAME)}
        more["claims"] = json.dumps({"id_token": wanted})
    response: HttpResponse = client.authorize_redirect(request, back, **more)
    return response


def signed_claims(request: HttpRequest) -> Mapping[str, Any]:
    """What the provider signed about whoever comes back.

    :raises UnreachableError:
    :raises NotProvedError: state, code, issuer, audience, nonce, time or signature is not right, or the provider said no.
    """
    client = _client()
    wanted = {
        "iss": {"essential": True, "value": settings.OIDC_ISSUER},
        "aud": {"essential": True, "value": settings.OIDC_CLIENT},
    }
    try:
        token = client.authorize_access_token(request, claims_options=wanted, leeway=LEEWAY_SECONDS)
    except (AuthlibBaseError, JoseError) as error:
        raise NotProvedError from error
    except (RequestException, ValueError) as error:
        # What says 200 and is no JSON is not the provider.
        raise UnreachableError from error
    claims: Mapping[str, Any] | None = token.get("userinfo")
    if claims is None:
        raise NotProvedError
    return claims


def end_of_session() -> str:
    """Where the provider lets somebody sign out, "" where it has no such place.

    The token that some would send along names the person, and an address is no place for that.
    :raises UnreachableError:
    """
    address = str(_client().server_metadata.get("end_session_endpoint", ""))
    return address if not address or _is_safe(address) else ""


def _client() -> DjangoOAuth2App:
    """The provider as it describes itself; asked once for each process.

    :raises UnreachableError:
    """
    client = _unasked(settings.OIDC_ISSUER, settings.OIDC_CLIENT, settings.OIDC_SECRET, settings.OIDC_SCOPE)
    try:
        told = client.load_server_metadata()
    except RequestException as error:
        raise UnreachableError from error
    places = [told.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
    if told.get("issuer") != settings.OIDC_ISSUER or not all(isinstance(one, str) and _is_safe(one) for one in places):
        _unasked.cache_clear()
        raise UnreachableError
    # What the provider says of its algorithms decides nothing: whoever could change that could allow any.
    told["id_token_signing_alg_values_supported"] = list(ALGORITHMS)
    return client


@lru_cache(maxsize=1)
def _unasked(issuer: str, client: str, secret: str, scope: str) -> DjangoOAuth2App:
    return _Client(
        DjangoIntegration("resident"),
        name="resident",
        client_id=client,
        client_secret=secret,
        server_metadata_url=issuer.rstrip("/") + "/.well-known/openid-configuration",
        client_kwargs={"scope": scope, "code_challenge_method": "S256", "default_timeout": PATIENCE_SECONDS},
    )


def _is_safe(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
