"""Nothing is taken without a limit: how much a form may bring, how many fields, how many proofs; each says so in words."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http.multipartparser import MultiPartParser
from django.test import Client

from chengxin.apps.ledger import proving
from chengxin.apps.ledger.actions.seal import seal
from chengxin.core.permissions import Role
from chengxin.web.department.forms import MOST_BYTES
from chengxin.web.doors import PAPERS_BYTES
from chengxin.web.errors import FORM_BYTES
from chengxin.web.law import feeds
from chengxin.web.proving.views import TRIES
from tests.guards.test_routes import routes
from tests.proves import proves
from tests.web import filled
from tests.web.world import text_of

MEGABYTE = 1 << 20


@pytest.fixture(autouse=True)
def _nothing_tried() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def nothing_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def reads(self: MultiPartParser) -> None:
        pytest.fail("a body that is too large was read")

    monkeypatch.setattr(MultiPartParser, "parse", reads)


class TestFiles:
    def test_each_view_that_reads_them_says_how_much(self) -> None:
        said = {}
        for address, route in routes():
            source = inspect.getsource(inspect.unwrap(route.callback))
            if "request.FILES" in source:
                said[address] = getattr(route.callback, "most_bytes", None)
        assert len(said) >= 8
        assert set(said.values()) == {PAPERS_BYTES, MOST_BYTES}

    def test_a_department_may_bring_the_largest_that_a_feed_takes(self) -> None:
        assert max(feed.max_bytes for feed in feeds().values()) < MOST_BYTES


@pytest.mark.django_db
@proves("N8")
class TestTooLarge:
    @pytest.mark.usefixtures("nothing_is_read")
    @pytest.mark.parametrize("address", ["/complaints/body/", "/check/", "/staff/sign-in/", "/complaints/find/"])
    def test_nobody_fills_the_disk_from_a_public_form(self, address: str) -> None:
        reply = Client().post(address, {"file": SimpleUploadedFile("a.bin", b"x" * (3 * MEGABYTE))})
        assert reply.status_code == 413
        assert "这里一次最多收2MB" in text_of(reply)

    @pytest.mark.usefixtures("nothing_is_read")
    @pytest.mark.parametrize(
        ("role", "address", "most"),
        [
            (None, "/me/contact/", FORM_BYTES),
            (None, "/me/records/2222222222/object/", PAPERS_BYTES),
            (Role.DATA_OFFICER, "/department/", MOST_BYTES),
            (Role.CASE_OFFICER, "/desk/restraints/new/", PAPERS_BYTES),
        ],
    )
    def test_nor_from_inside(self, role: Role | None, address: str, most: int) -> None:
        client = Client()
        if role is None:
            filled.sign_in(client, filled.person())
        else:
            client.force_login(filled.official(role, "transport"))
        kind = "multipart/form-data; boundary=x"
        reply = client.generic("POST", address, b"", kind, CONTENT_LENGTH=str(most + 1))
        assert (reply.status_code, f"最多收{most >> 20}MB" in text_of(reply)) == (413, True)

    def test_words_have_their_limit_where_files_have_another(self) -> None:
        client = Client()
        client.force_login(filled.official(Role.DATA_OFFICER))
        words = "feed=" + "a" * (3 * MEGABYTE)
        reply = client.generic("POST", "/department/", words, "application/x-www-form-urlencoded")
        assert (reply.status_code, "最多收2MB" in text_of(reply)) == (413, True)

    @pytest.mark.usefixtures("nothing_is_read")
    def test_whoever_stands_at_the_wrong_door_is_told_that(self) -> None:
        reply = Client().generic("POST", "/department/", b"", "text/plain", CONTENT_LENGTH=str(MOST_BYTES + 1))
        assert (reply.status_code, reply["Location"]) == (302, "/staff/sign-in/")


@pytest.mark.django_db
class TestTooMany:
    def test_fields_are_not_read(self) -> None:
        many = {f"f{place}": "x" for place in range(201)}
        assert Client().post("/complaints/body/", many).status_code == 400
        assert Client().get("/calculator/", many).status_code == 400

    def test_files_are_not_read(self) -> None:
        client = Client()
        client.force_login(filled.official(Role.DATA_OFFICER))
        files = [SimpleUploadedFile(f"{place}.csv", b"x") for place in range(101)]
        assert client.post("/department/", {"files": files}).status_code == 400

    @proves("N8")
    def test_proofs_from_one_place_wait(self) -> None:
        filled.submit([filled.penalty(filled.person())], at=filled.AT)
        seal(at=filled.AT + timedelta(minutes=1), force_checkpoint=True)
        head = proving.newest()
        assert head is not None
        leaf = proving.leaves(0, 1)[0].hex()
        addresses = [f"/ledger/growth/0/{head.size}", f"/ledger/inclusion/0/{leaf}"]
        for place in range(TRIES.most):
            assert Client().get(addresses[place % 2]).status_code == 200
        for address in addresses:
            reply = Client().get(address)
            assert (reply.status_code, reply["Retry-After"]) == (429, "600")
            assert "从这里要的证明太多了" in text_of(reply)
            assert Client(REMOTE_ADDR="192.0.2.7").get(address).status_code == 200
        assert Client().get("/ledger/checkpoint").status_code == 200
