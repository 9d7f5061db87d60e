"""System, security and audit administrators read no person: not by a route, not by an act, not by what a page says."""

from __future__ import annotations

import pytest
from django.test import Client

from chengxin.core.permissions import ADMINISTRATORS, KEEPER, MAY, Act, Role
from chengxin.web.doors import door
from tests.guards.test_nobody_lists_persons import PEOPLE, _pages, world
from tests.guards.test_routes import routes
from tests.proves import proves
from tests.web import filled

__all__ = ["world"]
#: What the three may do, all of it. Whoever adds an act here says in a review whom it shows.
OF_ADMINISTRATORS = {
    Act.SEE_MACHINE,
    Act.READ_SEATS,
    Act.PROPOSE_SEAT,
    Act.APPROVE_SEAT,
    Act.REMOVE_OFFICIAL,
    Act.FORGET_CODE,
    Act.NOTE_COURSE,
    Act.READ_LEDGER,
}
#: Where their doors lead, all of them.
ROOMS = ("administration/",)
PAGES = {"oversight/", "oversight/verify/", "oversight/verified/"}


@proves("I5")
class TestAdministrators:
    def test_are_three_apart_from_one_another_and_from_everybody(self) -> None:
        assert set().union(*(MAY[role] for role in ADMINISTRATORS)) == OF_ADMINISTRATORS
        assert len(ADMINISTRATORS) == 3
        for role in Role:
            acts = MAY[role] - {Act.READ_LEDGER, Act.READ_SEATS}
            assert not any(acts & MAY[other] for other in ADMINISTRATORS - {role}), role

    def test_pass_only_doors_that_show_no_person(self) -> None:
        passed = [(address, route.callback) for address, route in routes() if ADMINISTRATORS & route.callback.door]
        assert len(passed) > 10
        for address, view in passed:
            assert view.shows_person is False, address
            assert address.startswith(ROOMS) or address in PAGES, address

    def test_are_refused_before_a_page_about_persons_at_import(self) -> None:
        for role in ADMINISTRATORS:
            with pytest.raises(ValueError, match="reads no person"):
                door("clerk", role)

    @pytest.mark.django_db
    @pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
    @pytest.mark.any_database
    def test_read_nobody_on_any_page_or_download(self, world: dict[str, object], role: Role) -> None:
        client = Client()
        client.force_login(filled.official(role, KEEPER))
        opened = 0
        for page in _pages(world):
            response = client.get(page)
            # An export of law or figures is packed; it is public.
            said = response.getvalue().decode("utf-8", "replace")
            assert not [who for who in PEOPLE if who.name in said or who.number in said], page
            opened += response.status_code == 200
        assert opened > 10
