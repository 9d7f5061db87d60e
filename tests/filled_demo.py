"""The filled demo for tests that go inside it: a copy of its data, entered as a process of the product with its own keys.

Whoever tests in here has the source in hand: acts, rows and sessions, beside what a visitor could send.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.sqlite3.base import DatabaseWrapper
from django.test import Client
from pytest_django import DjangoDbBlocker

from chengxin.apps.ledger.key_sources import FileKeys
from chengxin.apps.ledger.keyring import keys
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.config.settings import _database
from chengxin.core.facts import Identity
from tests.filling import filled_data


@contextmanager
def inside(data: Path, blocker: DjangoDbBlocker) -> Iterator[None]:
    """Be a process of the demo whose data these are."""
    before = connections[DEFAULT_DB_ALIAS]
    own = connections.configure_settings({DEFAULT_DB_ALIAS: _database(f"sqlite://{data}/chengxin.sqlite3")})
    with pytest.MonkeyPatch.context() as patch, blocker.unblock():
        patch.setattr(settings, "DATA_DIR", data)
        patch.setattr(settings, "KEYS_DIR", data / "keys")
        patch.setattr(settings, "KEY_SOURCE", FileKeys(data / "keys"))
        patch.setattr(settings, "JOURNAL", data / "endings.jsonl")
        patch.setattr(settings, "SECRET_KEY", (data / "keys" / "session").read_text())
        keys.cache_clear()
        cache.clear()
        connections[DEFAULT_DB_ALIAS] = DatabaseWrapper(own[DEFAULT_DB_ALIAS], DEFAULT_DB_ALIAS)
        try:
            yield
        finally:
            connections[DEFAULT_DB_ALIAS].close()
            connections[DEFAULT_DB_ALIAS] = before
    keys.cache_clear()
    cache.clear()


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens in here has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def demo(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str, django_db_blocker: DjangoDbBlocker
) -> Iterator[Path]:
    """Inside a copy of the filled demo; its data."""
    data = tmp_path_factory.mktemp("inside") / "data"
    shutil.copytree(filled_data(tmp_path_factory, worker_id), data)
    with inside(data, django_db_blocker):
        yield data


def resident(who: Identity) -> Client:
    """A browser in which somebody is signed in as the identity provider would sign them in."""
    client = Client(raise_request_exception=False)
    client.get("/")
    session = client.session
    session["resident"] = people.seal_identity(who).hex()
    session.save()
    return client


def staff(username: str) -> Client:
    """A browser in which one of the demo's officials is signed in."""
    client = Client(raise_request_exception=False)
    client.force_login(Official.objects.get(username=username))
    return client


def read(reply: Any) -> str:
    return (b"".join(reply) if reply.streaming else reply.content).decode("utf-8", "replace")
