"""Which answers this session was just given.

Reading an answer is a look at a person, and each look is entered where it happens: in the POST that asks. The page that
shows the answer afterwards, and its printing, belong to that look for a quarter of an hour; later it has to be asked for
again, and the person sees that too. [law:pipl/第四十四条]
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest

_KEY = "answers_given"
FOR = timedelta(minutes=15)


def note(request: HttpRequest, ref: str, *, at: datetime) -> None:
    """Remember that this session was given an answer at `at`."""
    given = {known: when for known, when in _given(request).items() if _is_fresh(when, at)}
    request.session[_KEY] = {**given, ref: at.isoformat()}


def is_recent(request: HttpRequest, ref: str, *, at: datetime) -> bool:
    when = _given(request).get(ref)
    return when is not None and _is_fresh(when, at)


def _given(request: HttpRequest) -> dict[str, str]:
    return dict(request.session.get(_KEY, {}))


def _is_fresh(when: str, at: datetime) -> bool:
    return timedelta() <= at - datetime.fromisoformat(when) < FOR
