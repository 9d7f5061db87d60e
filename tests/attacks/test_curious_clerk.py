"""A curious clerk looks up a neighbour: a look succeeds on the clerk's own matter about that very person, and on nothing else.

A matter is its unit's. Within one unit every clerk may ask in it, each under their own name, and the person sees who did.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest
from django.test import Client

from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.models import AccessEntry
from chengxin.apps.people import selectors as people
from chengxin.core.permissions import Role
from tests.api import world
from tests.proves import proves
from tests.web import filled

pytestmark = pytest.mark.django_db
AT = filled.AT
PEOPLE = [filled.person("王䶮", 81), filled.person("欧阳㐱", 82), filled.person("诸葛长河", 83)]
#: The name of one with the number of another.
MIXED = filled.person(PEOPLE[0].name, 82)
UNITS = ("transport", "transport_beian")
#: Whose matter it is, and about whom.
MATTERS = (("transport", PEOPLE[0]), ("transport", PEOPLE[1]), ("transport_beian", PEOPLE[2]))


@pytest.fixture
def matters() -> list[str]:
    """Everybody has a penalty in effect, which a look that succeeds would show."""
    rows = [
        filled.penalty(who, f"黑交罚〔2026〕08{place:02d}号", proof=filled.enclosed(date(2026, 9, 18)))
        for place, who in enumerate(PEOPLE)
    ]
    filled.submit(rows, at=AT - timedelta(days=30))
    filled.nothing_new()
    return [world.open_matter(world.caller(unit=unit), who) for unit, who in MATTERS]


def secrets() -> list[str]:
    numbers = [f"黑交罚〔2026〕08{place:02d}号" for place in range(len(PEOPLE))]
    return numbers + [part for who in PEOPLE for part in (who.name, who.number)]


def looked(who) -> list[str]:
    return [one.outcome for one in inquiries.list_for_person(people.indexes(who), at=AT)]


@proves("R08", "API5")
class TestThroughTheInterface:
    def test_of_all_clerks_matters_and_persons_only_the_assigned_triples_are_answered(self, matters):
        answered = set()
        for (asker, unit), (place, (owner, about)), who in product(
            enumerate(UNITS), enumerate(MATTERS), [*PEOPLE, MIXED]
        ):
            before = AccessEntry.objects.count()
            reply = world.ask(world.caller(unit=unit), matters[place], who)
            text = reply.content.decode()
            # Every try is entered, whatever came of it.
            assert AccessEntry.objects.count() == before + 1
            if reply.status_code == 200:
                assert reply.json()["records"][0]["decision_no"] == f"黑交罚〔2026〕08{PEOPLE.index(who):02d}号"
                answered.add((asker, place, PEOPLE.index(who)))
            else:
                assert reply.status_code in (403, 404)
                assert [one for one in secrets() if one in text] == []
                assert AccessEntry.objects.latest("pk").outcome == "refused"
            assert (reply.status_code == 200) is (unit == owner and who == about)
        assert answered == {(0, 0, 0), (0, 1, 1), (1, 2, 2)}

    def test_whoever_was_tried_sees_it(self, matters):
        neighbour = PEOPLE[2]
        assert world.ask(world.caller(), matters[0], neighbour).status_code == 403
        assert looked(neighbour) == ["refused"]
        assert looked(PEOPLE[1]) == []


@proves("R08")
class TestAtTheWindow:
    def window(self, unit: str, role: Role = Role.CLERK) -> Client:
        client = Client()
        client.force_login(filled.official(role, unit))
        return client

    def test_a_question_is_about_the_person_of_its_matter_whoever_is_named(self, matters):
        """Typed into the address or into a form: the neighbour's name changes nothing."""
        window, neighbour = self.window("transport"), PEOPLE[1]
        named = {"name": neighbour.name, "number": neighbour.number, "identity": neighbour.number}
        address = f"/window/matters/{matters[0]}/ask/{world.PURPOSE}/"
        reply = window.post(f"{address}?name={neighbour.name}&number={neighbour.number}", named, follow=True)
        page = reply.content.decode()
        assert "黑交罚〔2026〕0800号" in page
        assert neighbour.name not in page
        assert "0801" not in page
        assert looked(neighbour) == []
        assert looked(PEOPLE[0])[:1] == ["answered"]

    @pytest.mark.parametrize("role", [one for one in Role if one is not Role.CLERK])
    def test_no_other_role_asks(self, matters, role):
        reply = self.window("transport", role).post(f"/window/matters/{matters[0]}/ask/{world.PURPOSE}/")
        assert reply.status_code == 403
        assert looked(PEOPLE[0]) == []

    def test_a_matter_of_another_unit_opens_nowhere(self, matters):
        window = self.window("transport_beian")
        for address in ("", "close/", "papers/", "service/", f"ask/{world.PURPOSE}/"):
            for reply in (
                # An address that only takes forms leads to the page of the matter, which is not there either.
                window.get(f"/window/matters/{matters[0]}/{address}", follow=True),
                window.post(f"/window/matters/{matters[0]}/{address}"),
            ):
                assert reply.status_code >= 400, address
                assert [one for one in secrets() if one in reply.content.decode()] == [], address
        assert "answered" not in looked(PEOPLE[0])
