"""Nobody opens their own file: who bears the person's name lets a colleague do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from chengxin.apps.inquiries.actions.find_letters import find_letters
from chengxin.apps.inquiries.actions.open_at_window import open_at_window
from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.matters.actions.open_matter import open_matter
from chengxin.apps.matters.models import Matter
from chengxin.apps.officials.models import Official
from chengxin.core.errands import Errand
from chengxin.core.facts import Identity
from chengxin.core.permissions import Role
from chengxin.core.reasons import Reason, Refusal
from chengxin.web.law import lawbook
from tests.apps.test_programs import registered
from tests.proves import proves
from tests.web import filled
from tests.web.filled import AT

pytestmark = pytest.mark.django_db
SERVICE = "道路客运驾驶员从业资格许可"


def matter(who: Identity, by: Official, **more: Any) -> Matter:
    said = {"service": SERVICE, "request_no": "黑政服〔2026〕1号", "reason": ""}
    return open_matter(identity=who, **said, lawbook=lawbook(), by=by, at=AT, **more)


def opened(who: Identity, by: Official) -> Any:
    return open_at_window(who, errand=Errand.READ, lawbook=lawbook(), by=by, at=AT)


def letters(who: Identity, by: Official) -> Any:
    return find_letters(who, lawbook=lawbook(), by=by, at=AT)


def clerk(name: str) -> Official:
    return filled.official(Role.CLERK, name=name)


@proves("C5")
@pytest.mark.parametrize("act", [matter, opened, letters])
@pytest.mark.parametrize(("own", "written"), [("令狐砚", "令狐砚"), ("阿依·古丽", "阿依•古丽")])
def test_who_bears_the_name_opens_nothing(act: Callable[[Identity, Official], Any], own: str, written: str) -> None:
    with pytest.raises(Refusal) as refusal:
        act(filled.person(written, 3), clerk(own))
    assert refusal.value.reason is Reason.SAME_NAME_AS_YOURS
    assert not Matter.objects.exists()
    assert not AccessEntry.objects.exists()


@pytest.mark.parametrize("act", [matter, opened, letters])
def test_anybody_else_does(act: Callable[[Identity, Official], Any]) -> None:
    act(filled.person("令狐砚", 3), clerk("令狐岩"))


def test_a_program_opens_by_nobodys_name() -> None:
    by = clerk("令狐砚")
    program = registered(official=by).program
    assert matter(filled.person("令狐砚", 3), by, program=program) == Matter.objects.get()
