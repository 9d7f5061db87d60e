"""The world of the tests: a temporary data directory with demo keys, no network, and `--proves ID`.

Environment first: settings are read once, at import, and everything below imports them.
"""

from __future__ import annotations

import atexit
import gc
import os
import shutil
import socket
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

LOCAL = {"127.0.0.1", "::1", "localhost"}


def _prepare_world() -> None:
    """Point the settings at a fresh directory with fresh demo keys; the first process makes it, its workers share it."""
    if "CHENGXIN_TEST_WORLD" not in os.environ:
        world = Path(tempfile.mkdtemp(prefix="chengxin-test-"))
        os.environ["CHENGXIN_TEST_WORLD"] = str(world)
        atexit.register(shutil.rmtree, world, ignore_errors=True)
    world = Path(os.environ["CHENGXIN_TEST_WORLD"])
    os.environ |= {
        "CHENGXIN_DEMO": "1",
        "CHENGXIN_DATA": str(world / "data"),
        "CHENGXIN_KEYS": str(world / "keys"),
        "DJANGO_SETTINGS_MODULE": "chengxin.config.settings",
        # Playwright keeps an event loop in the thread of the tests; Django would take the ORM beside it for a mistake.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    }
    os.environ.setdefault("CHENGXIN_DATABASE_URL", f"sqlite://{world}/data/chengxin.sqlite3")
    (world / "data").mkdir(exist_ok=True)
    from chengxin.apps.ledger.key_sources import FileKeys

    FileKeys.ensure(world / "keys", is_demo=True)
    from django.conf import settings

    assert settings.IS_DEMO  # touching the settings tells pytest-django that they are there
    # Each client of a test is a product of its own: it need not look at every file that it could serve.
    settings.WHITENOISE_AUTOREFRESH = True


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--proves", metavar="ID", help="run only the tests that prove one of these: R01 or R01,R02")
    parser.addoption("--needs-database", action="store_true", help="run only the tests that use the database")
    parser.addoption("--needs-no-database", action="store_true", help="run only the tests that use none")
    parser.addoption("--but-pages", action="store_true", help="leave out tests of pages that use the database")


def pytest_configure(config: pytest.Config) -> None:
    from hypothesis import HealthCheck, settings

    gc.disable()  # until everything is collected: what that makes stays
    # The same examples on every machine, so that a red build can be looked at. Time is not a property of the code.
    too_slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    build = settings(derandomize=True, deadline=None, database=None, suppress_health_check=too_slow, max_examples=50)
    settings.register_profile("build", build)
    # `make check` is for between two sentences, `make torture` for a night: other examples each time.
    settings.register_profile("check", build, max_examples=15)
    settings.register_profile("torture", build, max_examples=1_000, derandomize=False, print_blob=True)
    is_torture = os.environ.get("CHENGXIN_TORTURE") == "1"
    settings.load_profile("torture" if is_torture else "check" if config.getoption("--needs-no-database") else "build")


def pytest_collection_finish() -> None:
    """What lives as long as the process is not looked through again and again for something to free: a fifth of all time."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(200_000, 20, 50)


def pytest_sessionfinish() -> None:
    """pytest collects five times before it leaves; once finds all that there is."""
    gc.collect()
    gc.freeze()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = config.getoption("--proves")
    chosen = items[:]
    if wanted:
        ids = set(wanted.split(","))
        chosen = [item for item in chosen if any(ids & set(mark.args) for mark in item.iter_markers("proves"))]
        if not chosen and items:
            raise pytest.UsageError(f"no test is marked as proving {wanted}")
    if config.getoption("--needs-database"):
        chosen = [item for item in chosen if _needs_database(item) and not _is_again(item)]
    if config.getoption("--needs-no-database"):
        chosen = [item for item in chosen if not _needs_database(item)]
    if config.getoption("--but-pages"):
        chosen = [item for item in chosen if not (_is_of_pages(item) and _needs_database(item))]
    if len(chosen) < len(items):
        kept = set(chosen)
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = chosen


def _needs_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    marked = any(map(item.get_closest_marker, ("django_db", "both_databases")))
    return marked or bool(fixtures & {"db", "transactional_db"})


def _is_of_pages(item: pytest.Item) -> bool:
    """And runs on a second database, unlike what is marked for one."""
    is_of_one = any(map(item.get_closest_marker, ("any_database", "skipif")))
    return "tests/web/" in item.path.as_posix() and not is_of_one


def _is_again(item: pytest.Item) -> bool:
    """Whether a run on a second database would tell nothing that the first did not."""
    return os.environ.get("CHENGXIN_TORTURE") != "1" and item.get_closest_marker("any_database") is not None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """A database that was migrated: with the key that content is wrapped under."""
    from datetime import UTC, datetime

    from django.conf import settings
    from django.db import connection

    from chengxin.apps.ledger.actions.wrapping import begin_wrapping
    from chengxin.apps.ledger.keyring import keys

    with django_db_blocker.unblock():
        if not connection.introspection.table_names():
            return  # no test of this run is about this database
        begin_wrapping(settings.KEY_SOURCE, keys(), by="tests", at=datetime(2026, 1, 1, tzinfo=UTC))
        keys().wrap(b"")  # a test that counts queries does not count these


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> Iterator[None]:
    """Begin with the tables in CHENGXIN_MADE_TABLES, an SQLite file, where one is named; what is missing there is made."""
    from django.db import connection

    made, creation = os.environ.get("CHENGXIN_MADE_TABLES"), connection.creation
    if not made or connection.vendor != "sqlite":
        yield
        return
    with (
        closing(sqlite3.connect(creation._get_test_db_name(), uri=True)) as empty,
        closing(sqlite3.connect(made)) as full,
    ):
        full.backup(empty)
        yield  # the database lives in memory for as long as somebody holds it


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    """Only this machine may be talked to: sockets to anything else fail at once."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex

    def check(sock: socket.socket, address: Any) -> None:
        if sock.family != socket.AF_UNIX and address[0] not in LOCAL:
            raise OSError(f"the tests have no network: {address[0]}")

    def guarded(self: socket.socket, address: Any) -> None:
        check(self, address)
        connect(self, address)

    def guarded_ex(self: socket.socket, address: Any) -> int:
        check(self, address)
        return connect_ex(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket.socket, "connect_ex", guarded_ex)
        yield


_prepare_world()


@pytest.fixture(autouse=True)
def _forced_login_is_a_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whom a test signs in without a password has shown just now who they are."""
    from django.test import Client

    from chengxin import clock

    forced = Client.force_login

    def force_login(client: Client, user: Any, backend: str | None = None) -> None:
        forced(client, user, backend)
        session = client.session
        session["seen"] = session["proved"] = clock.of_machine().isoformat()
        session.save()

    monkeypatch.setattr(Client, "force_login", force_login)
