"""Who acts is asked again before an act that changes rights, and signed out after minutes without one; nothing typed is lost."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chengxin.apps.officials import selectors
from chengxin.apps.officials.actions.begin import begin
from chengxin.apps.officials.actions.set_up_code import set_up_code
from chengxin.core.permissions import Role
from chengxin.web.law import lawbook
from chengxin.web.staff import tries
from tests.guards.test_routes import routes
from tests.phone import code_at
from tests.proves import proves
from tests.web.test_administration import SEAT
from tests.web.world import NOW, PASSWORD, Clock, official, signed_in, text_of

pytestmark = pytest.mark.django_db
SECRET = bytes(range(20))
IDLE, PROOF = (lawbook().period(code, on=NOW.date()) for code in ("idle_time_out", "proof_lasts"))


class Machine(Clock):
    """The clocks of the product and of the machine; the machine's moves by minutes."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        super().__init__(monkeypatch)
        self.machine = datetime(2026, 11, 24, 1, 0, 5, tzinfo=UTC)
        monkeypatch.setattr("chengxin.clock.of_machine", lambda: self.machine)

    def later(self, minutes: float) -> None:
        self.machine += timedelta(minutes=minutes)


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    cache.clear()
    return Machine(monkeypatch)


@pytest.fixture
def waiting(machine: Machine) -> tuple[Client, str]:
    """Whoever may approve a proposal, and the address to press."""
    seat = {"seat": "安全管理岗", "password": PASSWORD, "by": "root", "at": NOW}
    first, second = (
        signed_in(begin(username=who, name=name, **seat)) for who, name in (("xun", "应慎之"), ("ruan", "方持正"))
    )
    return second, first.post("/administration/seats/new/", SEAT)["Location"] + "approve/"


def hidden(page: str) -> dict[str, str]:
    """What the page that asks gives back unseen."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    return {name: unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}


@proves("N15")
class TestAgain:
    def test_is_not_asked_within_the_published_minutes(self, waiting, machine):
        client, place = waiting
        machine.later(PROOF - 0.1)
        assert "初始密码" in text_of(client.post(place))

    def test_is_asked_after_them_and_nothing_happens_before(self, waiting, machine):
        client, place = waiting
        machine.later(PROOF)
        asked = client.post(place)
        assert (asked.status_code, "再证明一次是您" in text_of(asked)) == (403, True)
        assert client.post(place, {"proof_again": ""}).status_code == 422
        wrong = client.post(place, {"proof_again": "not-the-password"})
        assert (wrong.status_code, "密码不对" in text_of(wrong)) == (422, True)
        assert selectors.get_active(SEAT["username"]) is None
        assert "初始密码" in text_of(client.post(place, {"proof_again": PASSWORD}))
        assert selectors.get_active(SEAT["username"]) is not None

    def test_takes_the_code_of_whoever_has_one_and_not_the_password(self, waiting, machine):
        client, place = waiting
        ruan = selectors.get_active("ruan")
        set_up_code(SECRET, code_at(machine.machine.timestamp(), SECRET), phone_at=machine.machine, by=ruan, at=NOW)
        machine.later(PROOF)
        assert "验证码" in text_of(client.post(place))
        assert client.post(place, {"proof_again": PASSWORD}).status_code == 422
        code = code_at(machine.machine.timestamp(), SECRET)
        assert "初始密码" in text_of(client.post(place, {"proof_again": code}))

    def test_locks_after_five_wrong_ones(self, waiting, machine):
        client, place = waiting
        machine.later(PROOF)
        for _ in range(tries.MOST):
            client.post(place, {"proof_again": "wrong"})
        assert "输错次数太多" in text_of(client.post(place, {"proof_again": PASSWORD}))
        assert selectors.get_active(SEAT["username"]) is None

    def test_gives_back_everything_that_was_typed(self, machine):
        client = signed_in(official("dai", Role.SUPERVISOR))
        words = '他说："先看\r\n<再定>"，行'
        form = {"matter": "2222222222", "category": "", "shown_from": "2026-12-24", "words": words}
        machine.later(PROOF)
        asked = client.post("/desk/hide/", form)
        back = hidden(asked.content.decode())
        assert back == form
        again = client.post("/desk/hide/", back | {"proof_again": "wrong"})
        assert hidden(again.content.decode()) == form
        done = client.post("/desk/hide/", back | {"proof_again": PASSWORD})
        assert "请选一种情形" in text_of(done)
        assert unescape(done.content.decode()).count("<再定>") == 1

    def test_comes_before_a_form_that_takes_files_and_asks_for_those_again(self, machine):
        client = signed_in(official("bo", Role.CASE_OFFICER, "finance_bureau"))
        place = "/desk/restraints/new/"
        assert client.get(place).status_code == 200
        machine.later(PROOF)
        asked = client.get(place)
        assert (asked.status_code, hidden(asked.content.decode())) == (403, {"proof_before_form": "1"})
        before = {"proof_before_form": "1", "proof_again": PASSWORD}
        assert client.post(place, before)["Location"] == place
        assert client.get(place).status_code == 200
        machine.later(PROOF)
        file = SimpleUploadedFile("决定书.jpg", b"picture")
        page = client.post(place, {"record_no": "黑财限〔2026〕3号", "decision": file}).content.decode()
        assert hidden(page) == {"record_no": "黑财限〔2026〕3号"}
        assert "再选一次“决定书.jpg”" in page
        assert 'type="file" id="again_decision" name="decision"' in page

    def test_never_shows_the_proof(self, waiting, machine):
        client, place = waiting
        machine.later(PROOF)
        assert b"not-this-one-2026" not in client.post(place, {"proof_again": "not-this-one-2026"}).content

    def test_is_asked_before_each_act_that_changes_rights(self):
        asking = {address for address, route in routes() if hasattr(route.callback, "asks_again")}
        assert asking == {
            "administration/seats/<slug:ref>/approve/",
            "administration/officials/<str:username>/course/",
            "administration/officials/<str:username>/code/",
            "desk/cases/<slug:ref>/decide/",
            "desk/repairs/<slug:ref>/decide/",
            "desk/destruction/<slug:ref>/look/",
            "desk/destruction/<slug:ref>/records/<slug:record>/",
            "desk/restraints/new/",
            "desk/restraints/<slug:ref>/end/",
            "desk/hide/",
        }


@proves("N16")
class TestIdle:
    def test_signs_out_after_the_published_minutes_and_leads_back(self, machine):
        official("moxiaolan", Role.CLERK)
        client = Client()
        client.post("/staff/sign-in/", {"username": "moxiaolan", "password": PASSWORD})
        machine.later(IDLE - 0.1)
        assert client.get("/window/today/").status_code == 200
        machine.later(IDLE - 0.1)
        assert client.get("/window/today/").status_code == 200
        machine.later(IDLE)
        response = client.get("/window/today/")
        assert response["Location"] == "/staff/sign-in/?next=%2Fwindow%2Ftoday%2F"
        assert f"您有{IDLE}分钟没有操作" in text_of(client.get(response["Location"]))
        typed = {"username": "moxiaolan", "password": PASSWORD}
        assert client.post(response["Location"], typed)["Location"] == "/window/today/"
        assert f"您有{IDLE}分钟没有操作" not in text_of(client.get("/staff/sign-in/"))

    def test_ends_after_eight_hours_however_much_was_done(self, machine):
        official("moxiaolan", Role.CLERK)
        client = Client()
        client.post("/staff/sign-in/", {"username": "moxiaolan", "password": PASSWORD})
        for _ in range(8 * 60 // 20 - 1):
            machine.later(20)
            assert client.get("/window/today/").status_code == 200
        machine.later(20)
        response = client.get("/window/today/")
        assert response.status_code == 302
        assert "您登录满8小时了" in text_of(client.get(response["Location"]))

    def test_leaves_nobody_named_on_a_public_page(self, machine):
        client = signed_in(official("moxiaolan", Role.CLERK))
        assert "莫晓岚" in text_of(client.get("/"))
        machine.later(IDLE)
        assert "莫晓岚" not in text_of(client.get("/"))
        assert client.get("/window/").status_code == 302

    def test_leads_back_from_a_form_to_its_page_and_never_to_another_site(self, machine):
        client = signed_in(official("moxiaolan", Role.CLERK))
        machine.later(IDLE)
        sent = client.post("/window/person/", headers={"referer": "http://testserver/window/person/"})
        assert sent["Location"].endswith("?next=%2Fwindow%2Fperson%2F")
        assert client.post("/window/", headers={"referer": "http://elsewhere/"})["Location"].endswith("?next=")
        for elsewhere in ("//elsewhere/", "http://elsewhere/", "/\\elsewhere"):
            typed = {"username": "moxiaolan", "password": PASSWORD}
            response = client.post(f"/staff/sign-in/?next={elsewhere}", typed)
            assert response["Location"] == "/window/", elsewhere

    def test_leads_back_through_the_code(self, machine):
        mo = official("moxiaolan", Role.CLERK)
        set_up_code(SECRET, code_at(machine.machine.timestamp(), SECRET), phone_at=machine.machine, by=mo, at=NOW)
        client = Client()
        machine.later(5)
        client.post("/staff/sign-in/?next=/window/today/", {"username": "moxiaolan", "password": PASSWORD})
        code = {"code": code_at(machine.machine.timestamp(), SECRET)}
        assert client.post("/staff/sign-in/code/", code)["Location"] == "/window/today/"
