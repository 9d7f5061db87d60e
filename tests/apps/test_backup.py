"""The drill: back up, go on, lose everything, restore; what was, is; what was destroyed stays destroyed. [row 15]"""

from __future__ import annotations

import io
import json
import os
import shutil
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from chengxin.apps.ledger.backup.dump import manifest_of, rows_of
from chengxin.apps.ledger.backup.sealed_stream import read_stream, write_stream
from chengxin.apps.ledger.backup.tables import LEFT_OUT, tables
from chengxin.apps.ledger.keys import FileKeys
from tests.apps import databases
from tests.apps.databases import Place
from tests.apps.test_restore import AS_IT_WAS
from tests.guards import tree
from tests.proves import proves

_SCRIPT = """
import sys, json
import django
django.setup()
from itertools import count
from tests.apps import test_restore as here
from tests.web import filled
from chengxin.apps.inquiries.models import Answer
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.batch import read_content
filled._files = count({"before": 1, "after": 100}.get(sys.argv[1], 200))
if sys.argv[1] == "before":
    here.live_until_the_backup()
    filled.nothing_new()
    filled.ask(filled.matter(here.UNTOUCHED), here.UNTOUCHED)
    seal(at=filled.AT, force_checkpoint=True)
elif sys.argv[1] == "after":
    here.live_on()
    seal(at=here.END, force_checkpoint=True)
print(json.dumps({"standings": here.standings(), "answers": [read_content(one) for one in Answer.objects.order_by("pk")]}))
"""
HERE = connection.vendor
OTHER = {"sqlite": "postgresql", "postgresql": "sqlite"}[HERE]
#: From which kind of database to which. SQLite is everywhere; the rest needs the cluster that the tests run in.
IS_TORTURE = os.environ.get("CHENGXIN_TORTURE") == "1"
RESTORED = [(HERE, HERE), (OTHER, HERE)] if IS_TORTURE and HERE == "postgresql" else [(HERE, HERE)]
MOVED = [(HERE, OTHER)] if HERE == "postgresql" else [(HERE, HERE)] if IS_TORTURE else []


@pytest.fixture
def places(request, tmp_path, db):
    """A database that is filled, an empty one, and one more of the second kind."""
    source, target = request.param
    shared = tmp_path / "beside"
    with (
        databases.empty(source, shared) as one,
        databases.empty(target, shared) as two,
        databases.empty(target, shared) as three,
    ):
        one.chengxin("migrate")
        yield one, two, three


def state(place: Place, what: str = "read") -> dict:
    return json.loads(place.run("-c", _SCRIPT, what))


def ledger(place: Place) -> dict:
    return json.loads(place.chengxin("ledger", "verify", "--format", "json"))


def restore(place: Place, file: Path, *more: str):
    return place.try_run("-m", "chengxin", "restore", str(file), "--format", "json", *more)


def opened(file: Path, shared: Path) -> tuple[dict, list]:
    """What a backup holds: its manifest's tree and counts, and every row."""
    first, *rest = read_stream(io.BytesIO(file.read_bytes()), FileKeys(shared / "keys"))
    told = manifest_of(first)
    return {"size": told.size, "root": told.root, "counts": told.counts, "last": told.last}, [
        (name, row) for part in rest for name, rows in [rows_of(part)] for row in rows
    ]


def is_empty(place: Place) -> bool:
    if place.url.startswith("sqlite"):
        return not [path for path in place.folder.glob("*") if "sqlite3" in path.name]
    import psycopg

    with psycopg.connect(place.url) as beside:
        (found,) = beside.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    return found == 0


@pytest.mark.slow
@proves("N2")
@pytest.mark.parametrize("places", RESTORED, indirect=True, ids="-to-".join)
def test_the_drill(places, tmp_path):
    one, two, three = places
    older, newer = tmp_path / "older.backup", tmp_path / "newer.backup"
    before = state(one, "before")
    one.chengxin("backup", str(older))
    after = state(one, "after")
    assert after["standings"] == {**AS_IT_WAS, "006": "voided"}
    assert after["answers"] == before["answers"] != []
    one.chengxin("backup", str(newer))
    head = tmp_path / "head.json"
    head.write_text(one.chengxin("ledger", "verify", "--format", "json"))
    lost = json.loads(head.read_text())
    assert older.stat().st_mode & 0o077 == 0
    shutil.rmtree(one.folder, ignore_errors=True)

    # An older backup makes itself known, and leaves nothing behind.
    old = restore(two, older, "--newer-than", str(head))
    assert (old.returncode, is_empty(two)) == (1, True), old.stderr
    assert f"检查点证明账本已经有{lost['leaves']}片叶子" in old.stderr

    # The newest one: the same tree, the same answers, the same rows.
    done = restore(three, newer, "--newer-than", str(head))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["leaves"], told["root"], told["told_again"]) == (lost["leaves"], lost["root"], 0)
    assert ledger(three) == lost
    assert state(three) == after
    again = tmp_path / "again.backup"
    three.chengxin("backup", str(again))
    assert opened(again, three.shared) == opened(newer, three.shared)

    # The older one, where nothing newer is left: what had ended ends again before anybody gets in.
    done = restore(two, older, "--newer-than", str(head), "--accept-older")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["told_again"], told["is_older"]) == (5, True)
    assert state(two) == {"standings": AS_IT_WAS, "answers": before["answers"]}
    two.chengxin("sweep")
    assert ledger(two)["findings"] == []


#: Several commands in one process: most of a command's time is its start.
_TRIES = """
import contextlib, io, json, pathlib, sys
from chengxin.cli.main import main
import django
django.setup()
from tests.apps import test_backup as here
from tests.apps.databases import Place
told, place = [], Place(pathlib.Path(sys.argv[2]), sys.argv[3], pathlib.Path())
for asked in json.loads(sys.argv[1]):
    with contextlib.redirect_stderr(io.StringIO()) as said, contextlib.redirect_stdout(said):
        code = main(asked)
    told.append([code, said.getvalue(), here.is_empty(place)])
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def one(tmp_path_factory, django_db_setup):
    """A database that is filled, and an empty one."""
    shared = tmp_path_factory.mktemp("refused") / "beside"
    with databases.empty(HERE, shared) as place, databases.empty(HERE, shared) as other:
        place.chengxin("migrate")
        state(place, "before")
        yield place, other


@pytest.mark.slow
@proves("N2")
class TestRefused:
    """Whatever is wrong with a backup or its place: a sentence, and nothing left behind."""

    def test_leaves_nothing_behind(self, one, tmp_path):
        source, target = one
        good = tmp_path / "good.backup"
        source.chengxin("backup", str(good))
        content = good.read_bytes()
        keys = FileKeys(source.shared / "keys")
        parts = list(read_stream(io.BytesIO(content), keys))
        manifest = manifest_of(parts[0])

        tries: list[tuple[list[str], str, int]] = []

        def refused(bad: bytes, sentence: str, *more: str, code: int = 1) -> None:
            file = tmp_path / f"bad-{len(tries)}.backup"
            file.write_bytes(bad)
            tries.append((["restore", str(file), *more], sentence, code))

        def anew(changed: list[bytes]) -> bytes:
            out = io.BytesIO()
            write_stream(out, changed, keys)
            return out.getvalue()

        refused(b"PK\3\4" * 99, "不是chengxin backup写的文件")
        refused(content[: len(content) // 2], "备份不完整")
        refused(content[:-9] + bytes([content[-9] ^ 1]) + content[-8:], "被改过")
        # Whole, authentic and with a row less: what only a hand with the key can make.
        lost = next(place for place, part in enumerate(parts[1:], 1) if rows_of(part)[0] == "records_recordevent")
        refused(anew(parts[:lost] + parts[lost + 1 :]), "行数和备份里写的不一样")
        refused(anew([_changed(parts[0], size=manifest.size + 1), *parts[1:]]), "算出来的根和备份里写的不一样")
        refused(anew([_changed(parts[0], migrations=manifest.migrations[1:]), *parts[1:]]), "另一个版本做的")
        refused(anew([_changed(parts[0], wrapped="00" * 60), *parts[1:]]), "密钥不全是备份时的")
        head = tmp_path / "head.json"
        head.write_text(json.dumps({"leaves": manifest.size - 1, "root": "11" * 32}))
        refused(content, "不是同一本", "--newer-than", str(head))
        refused(content, "--newer-than要写", "--newer-than", "昨天", code=2)
        # A ledger that was touched before it was backed up.
        place, touched = _touched(parts)
        refused(anew([*parts[:place], touched, *parts[place + 1 :]]), "备份以前账本就被动过")

        told = target.run("-c", _TRIES, json.dumps([asked for asked, _, _ in tries]), str(target.folder), target.url)
        for (asked, sentence, code), (found, said, left_empty) in zip(tries, json.loads(told), strict=True):
            assert (found, left_empty) == (code, True), (asked, said)
            assert sentence in said
            assert "Traceback" not in said

        full = restore(source, good)
        assert full.returncode == 2
        assert "目的地不是空的" in full.stderr
        assert ledger(source)["findings"] == []
        (source.shared / "keys" / "backup").write_bytes(bytes(32))
        other = restore(target, good)
        assert (other.returncode, is_empty(target)) == (1, True)
        assert "用另外的密钥做的" in other.stderr

    def test_writes_no_backup_where_it_would_be_lost_or_over_another(self, one, tmp_path):
        source, _ = one
        there = tmp_path / "there.backup"
        there.write_text("an older one")
        sentences = {
            source.folder / "x.backup": "备份不能和数据放在一起",
            source.shared / "keys" / "x.backup": "备份不能和密钥放在一起",
            there: "已经有了，没有动它",
            tmp_path / "nowhere" / "x.backup": "写不了",
        }
        tries = json.dumps([["backup", str(place)] for place in sentences])
        told = source.run("-c", _TRIES, tries, str(source.folder), source.url)
        for sentence, (code, said, _) in zip(sentences.values(), json.loads(told), strict=True):
            assert code in {1, 2}
            assert sentence in said
        assert there.read_text() == "an older one"
        assert not list(tmp_path.rglob("*.part"))


def _changed(first: bytes, **changes) -> bytes:
    import zlib

    return zlib.compress(json.dumps(json.loads(zlib.decompress(first)) | changes).encode())


def _touched(parts: list[bytes]) -> tuple[int, bytes]:
    """The part with the record's versions, one row of it changed."""
    import zlib

    place = next(place for place, part in enumerate(parts[1:], 1) if rows_of(part)[0] == "records_version")
    name, rows = rows_of(parts[place])
    table = next(table for table in tables() if table.name == name)
    column = [column for column, _ in table.columns].index("until")
    rows[0][column] += 86_400_000_000
    return place, zlib.compress(json.dumps({"table": name, "rows": rows}).encode())


@pytest.mark.slow
@proves("N2")
class TestMove:
    @pytest.mark.parametrize("places", MOVED, indirect=True, ids="-to-".join)
    def test_ends_with_equal_roots_and_counts_and_leaves_the_source_alone(self, places, tmp_path):
        one, two, _ = places
        before = state(one, "before")
        held = ledger(one)
        told = json.loads(one.chengxin("move", "--to", two.url, "--format", "json"))
        assert (told["leaves"], told["root"]) == (held["leaves"], held["root"])
        assert ledger(one) == ledger(two) == held
        assert state(two) == before
        # It goes on where the other one was: nothing is counted twice.
        assert state(two, "after")["standings"]["001"] == "destroyed"
        again = one.try_run("-m", "chengxin", "move", "--to", two.url)
        assert again.returncode == 1
        assert "目的地不是空的" in again.stderr
        assert "没有搬成" in again.stderr
        assert ledger(one) == held


class TestTables:
    def test_every_table_is_in_a_backup_or_left_out_by_name(self, db):
        names = set(connection.introspection.table_names())
        held = {table.name for table in tables()}
        assert held | LEFT_OUT == names
        assert not held & LEFT_OUT

    def test_every_column_is_held(self):
        for table in tables():
            assert [name for name, _ in table.columns] == [field.column for field in table.model._meta.concrete_fields]

    def test_only_the_command_reads_them_all(self):
        """R24: what walks over all rows is open to no screen, no program and no job."""
        readers = {
            tree.relative(path)
            for path, _ in tree.modules()
            if "ledger.backup" in path.read_text(encoding="utf-8") and "ledger/backup/" not in tree.relative(path)
        }
        assert readers == {"src/chengxin/cli/backup.py"}
        assert len(apps.get_models()) > 40
