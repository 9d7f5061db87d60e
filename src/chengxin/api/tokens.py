"""Who is asking: a program by its token, a resident by their session. Neither is taken for the other. [law:pipl/第五十一条]"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from chengxin import clock, sessions
from chengxin.api.law import lawbook
from chengxin.api.problems import Problem
from chengxin.apps.officials import selectors as officials
from chengxin.core.reasons import Reason

if TYPE_CHECKING:
    from chengxin.apps.officials.models import Program
    from chengxin.sessions import Resident


class ProgramToken(HttpBearer):
    """`Authorization: Bearer chengxin_…`; cookies are not looked at."""

    def __call__(self, request: HttpRequest) -> Any:
        program = super().__call__(request)
        if program is None:
            raise Problem(Reason.TOKEN_NOT_VALID)
        if not officials.took_the_course(program.official, lawbook=lawbook(), at=clock.now()):
            raise Problem(Reason.COURSE_LAPSED)
        return program

    def authenticate(self, request: HttpRequest, token: str) -> Program | None:
        return officials.program_of_token(token, at=clock.now())


class ResidentSession(APIKeyCookie):
    """The cookie of somebody who signed in on the pages; only reading is offered for it."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Resident:
        me = sessions.resident_of(request)
        if me is None:
            raise Problem(Reason.SIGN_IN_MISSING)
        return me


def program_of(request: HttpRequest) -> Program:
    """The program whose token opened the door."""
    program: Program = request.auth  # type: ignore[attr-defined]
    return program


def resident_of(request: HttpRequest) -> Resident:
    """The person whose session opened the door."""
    resident: Resident = request.auth  # type: ignore[attr-defined]
    return resident
