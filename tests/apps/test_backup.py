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

from chengxin.apps.ledger import witness
from chengxin.apps.ledger.backup.dump import manifest_of, rows_of
from chengxin.apps.ledger.backup.sealed_stream import read_stream, write_stream
from chengxin.apps.ledger.backup.tables import LEFT_OUT, tables
from chengxin.apps.ledger.signing import key_of, note_of, sign
from chengxin.core.notes import Growth, Head
from tests.apps import databases
from tests.apps.databases import Place
from tests.apps.test_restore import AS_IT_WAS
from tests.guards import tree
from tests.held import kept
from tests.proves import proves
from tests.signers import FIRST, SECOND, Signers
from tests.witnesses import serving

#: Several steps in one process, since most of a command's time is its start: a life, or a command.
_STEPS = """
import contextlib, io, json, pathlib, sys
from itertools import count
import django
django.setup()
from chengxin.cli.main import main
from chengxin.apps.inquiries.models import Answer
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.models import Restoration
from tests.apps import test_backup, test_restore as here
from tests.apps.databases import Place
from tests.web import filled

def lived(what):
    if what == "restored":
        return {"restored": [[row.lines, list(row.signatures)] for row in Restoration.objects.all()]}
    filled._files = count({"before": 1, "after": 100}.get(what, 200))
    if what == "before":
        here.live_until_the_backup()
        filled.nothing_new()
        filled.ask(filled.matter(here.UNTOUCHED), here.UNTOUCHED)
        seal(at=filled.AT, force_checkpoint=True)
    elif what == "after":
        here.live_on()
        seal(at=here.END, force_checkpoint=True)
    answers = [read_content(one) for one in Answer.objects.order_by("pk")]
    return {"standings": here.standings(), "answers": answers}

told, place = [], Place(pathlib.Path(sys.argv[2]), sys.argv[3], pathlib.Path())
for step in json.loads(sys.argv[1]):
    if isinstance(step, str):
        told.append(lived(step))
        continue
    with contextlib.redirect_stderr(io.StringIO()) as wrong, contextlib.redirect_stdout(io.StringIO()) as said:
        code = main(step)
    told.append([code, said.getvalue(), wrong.getvalue(), test_backup.is_empty(place)])
print(json.dumps(told))
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


LEDGER = ["ledger", "verify", "--format", "json"]


def done(place: Place, *steps: str | list[str], **more: str) -> list:
    """What each step came to, at this place, all in one process: of a life what is held then, of a command its code, what
    it said, what it said was wrong, and whether the database is empty."""
    told = place.try_run("-c", _STEPS, json.dumps(steps), str(place.folder), place.url, **more)
    assert told.returncode == 0, told.stderr + told.stdout
    return json.loads(told.stdout)


def fine(told: list) -> dict:
    """What a command that ended well said."""
    code, said, wrong, _ = told
    assert code == 0, wrong
    return json.loads(said)


def restoring(file: Path, *more: str) -> list[str]:
    return ["restore", str(file), "--format", "json", *more]


def opened(file: Path, shared: Path) -> tuple[dict, list]:
    """What a backup holds: its manifest's tree and counts, and every row."""
    first, *rest = read_stream(io.BytesIO(file.read_bytes()), kept(shared / "keys"))
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
    older, newer, again = (tmp_path / f"{name}.backup" for name in ("older", "newer", "again"))
    steps = done(one, "before", ["backup", str(older)], "after", ["backup", str(newer)], LEDGER)
    before, _, after, _, verified = steps
    assert [steps[place][0] for place in (1, 3)] == [0, 0]
    assert after["standings"] == {**AS_IT_WAS, "006": "voided"}
    assert after["answers"] == before["answers"] != []
    lost = fine(verified)
    head = tmp_path / "head.json"
    head.write_text(verified[1])
    assert older.stat().st_mode & 0o077 == 0
    shutil.rmtree(one.folder, ignore_errors=True)

    # An older backup makes itself known, and leaves nothing behind.
    ((code, _, wrong, left_empty),) = done(two, restoring(older, "--newer-than", str(head)))
    assert (code, left_empty) == (1, True), wrong
    assert f"检查点证明账本已经有{lost['leaves']}片叶子" in wrong

    # The newest one: the same tree, the same answers, the same rows.
    fine(done(three, restoring(newer, "--newer-than", str(head)))[0])
    verified, held, _ = done(three, LEDGER, "read", ["backup", str(again)])
    assert fine(verified) == lost
    assert held == after
    assert opened(again, three.shared) == opened(newer, three.shared)

    # The older one, where nothing newer is left: what had ended ends again before anybody gets in.
    told = fine(done(two, restoring(older, "--newer-than", str(head), "--accept-older"))[0])
    assert (told["told_again"], told["is_older"]) == (5, True)
    held, _, verified = done(two, "read", ["sweep"], LEDGER)
    assert held == {"standings": AS_IT_WAS, "answers": before["answers"]}
    assert fine(verified)["findings"] == []


@pytest.fixture(scope="module")
def one(tmp_path_factory, django_db_setup):
    """A database that is filled, and an empty one."""
    shared = tmp_path_factory.mktemp("refused") / "beside"
    with databases.empty(HERE, shared) as place, databases.empty(HERE, shared) as other:
        place.chengxin("migrate")
        done(place, "before")
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
        keys = kept(source.shared / "keys")
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
        refused(anew([_changed(parts[0], under=["00" * 8]), *parts[1:]]), "密钥不全是备份时的")
        head = tmp_path / "head.json"
        head.write_text(json.dumps({"leaves": manifest.size - 1, "root": "11" * 32}))
        refused(content, "不是同一本", "--newer-than", str(head))
        refused(content, "--newer-than要写", "--newer-than", "昨天", code=2)
        # A ledger that was touched before it was backed up.
        place, touched = _touched(parts)
        refused(anew([*parts[:place], touched, *parts[place + 1 :]]), "备份以前账本就被动过")

        told = done(target, *(asked for asked, _, _ in tries))
        for (asked, sentence, code), (found, _, wrong, left_empty) in zip(tries, told, strict=True):
            assert (found, left_empty) == (code, True), (asked, wrong)
            assert sentence in wrong
            assert "Traceback" not in wrong

        full, verified = done(source, restoring(good), LEDGER)
        assert full[0] == 2
        assert "目的地不是空的" in full[2]
        assert fine(verified)["findings"] == []
        (source.shared / "keys" / "backup").write_bytes(bytes(32))
        ((code, _, wrong, left_empty),) = done(target, restoring(good))
        assert (code, left_empty) == (1, True)
        assert "用另外的密钥做的" in wrong

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
        told = done(source, *(["backup", str(place)] for place in sentences))
        for sentence, (code, _, wrong, _) in zip(sentences.values(), told, strict=True):
            assert code in {1, 2}
            assert sentence in wrong
        assert there.read_text() == "an older one"
        assert not list(tmp_path.rglob("*.part"))


@pytest.mark.slow
@proves("N2", "I12")
def test_witnesses_that_know_more_or_another_ledger_stop_a_restore(one, tmp_path):
    source, target = one
    good = tmp_path / "good.backup"
    source.chengxin("backup", str(good))
    keys = kept(source.shared / "keys")
    manifest = manifest_of(next(iter(read_stream(io.BytesIO(good.read_bytes()), keys))))
    log = key_of(keys, "127.0.0.1/ledger")

    def restored(place: Place, name: str, size: int, root: bytes):
        """What a restore comes to that asks a witness which has seen such a head, and one that is away."""
        head = Head(log.name, size, root)
        own, away = (
            witness.begin(tmp_path / f"{name}-{which}", name=f"{which}.example", log=log) for which in ("here", "away")
        )
        witness.cosign(tmp_path / f"{name}-here", Growth(0, (), note_of(head, sign(head, keys), keys)), at=1)
        with serving(tmp_path / f"{name}-here") as port:
            named = f"{own.text} http://127.0.0.1:{port},{away.text} http://127.0.0.1:9"
            return place.try_run("-m", "chengxin", *restoring(good), CHENGXIN_WITNESSES=named)

    longer = restored(target, "longer", manifest.size + 5, b"r" * 32)
    assert (longer.returncode, is_empty(target)) == (1, True), longer.stderr
    assert "这份备份太旧" in longer.stderr
    assert f"只有{manifest.size}片，缺5片" in longer.stderr
    another = restored(target, "another", manifest.size, b"r" * 32)
    assert (another.returncode, is_empty(target)) == (1, True)
    assert "不是同一本" in another.stderr
    with databases.empty(HERE, source.shared) as fresh:
        same = restored(fresh, "same", manifest.size, bytes.fromhex(manifest.root))
        told = json.loads(same.stdout)
        assert (told["witnesses_silent"], told["is_older"]) == (["away.example"], False), same.stderr


@pytest.mark.slow
@proves("N2", "N18")
def test_two_persons_bring_one_backup_back_where_it_is_no_demo(one, tmp_path):
    source, _ = one
    good, other = tmp_path / "good.backup", tmp_path / "other.backup"
    for file in (good, other):
        source.chengxin("backup", str(file))
    signers, text = Signers(tmp_path / "signers"), tmp_path / "restore.txt"
    own = tmp_path / "keys"
    shutil.copytree(source.shared / "keys", own)
    (own / "demo").unlink()
    production = {
        "CHENGXIN_DEMO": "0",
        "CHENGXIN_KEYS": str(own),
        "CHENGXIN_LAW_SIGNERS": signers.setting,
    }

    def signing(name: str) -> list[str]:
        return ["sign", str(text), "--name", name, "--key", str(signers.key(name))]

    with databases.empty(HERE, source.shared) as target:
        told = done(
            target,
            restoring(good),
            ["restore", str(good), "--text", str(text)],
            signing(FIRST),
            restoring(good, "--signed", str(text)),
            signing(SECOND),
            restoring(other, "--signed", str(text)),
            restoring(good, "--signed", str(text)),
            LEDGER,
            "restored",
            **production,
        )
    sentences = {0: "恢复要有两个人签名", 3: "要2个不同的人签", 5: "两个人签的是另一份备份"}
    for place, sentence in sentences.items():
        code, _, wrong, left_empty = told[place]
        assert (code, left_empty) == (2 if place == 0 else 1, True), wrong
        assert sentence in wrong
    assert set(fine(told[6])["signed_by"]) == {FIRST, SECOND}
    assert fine(told[7])["findings"] == []
    # Told by the restored ledger, and not by the one that was backed up.
    ((lines, names),) = told[8]["restored"]
    assert ("\n".join(lines), set(names)) == (text.read_text("utf-8"), {FIRST, SECOND})
    assert opened(good, source.shared)[0]["counts"]["ledger_restoration"] == 0


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
        before, verified = done(one, "before", LEDGER)
        held = fine(verified)
        told = json.loads(one.chengxin("move", "--to", two.url, "--format", "json"))
        assert (told["leaves"], told["root"]) == (held["leaves"], held["root"])
        # It goes on where the other one was: nothing is counted twice.
        verified, moved, later = done(two, LEDGER, "read", "after")
        assert fine(verified) == held
        assert moved == before
        assert later["standings"]["001"] == "destroyed"
        again = one.try_run("-m", "chengxin", "move", "--to", two.url)
        assert again.returncode == 1
        assert "目的地不是空的" in again.stderr
        assert "没有搬成" in again.stderr
        assert fine(done(one, LEDGER)[0]) == held


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
