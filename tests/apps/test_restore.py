"""I4: an older backup is restored, and what had ended since is ended again before anybody gets in."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction

from chengxin.apps import letters
from chengxin.apps.destruction import selectors
from chengxin.apps.destruction.actions.make_list import list_due
from chengxin.apps.destruction.actions.replay import replay_endings
from chengxin.apps.destruction.actions.review import review
from chengxin.apps.destruction.models import DueList
from chengxin.apps.ledger import journal
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.verify import verify
from chengxin.apps.notices import selectors as notices
from chengxin.apps.objections.actions.lodge import lodge
from chengxin.apps.officials.actions.appoint import appoint
from chengxin.apps.officials.models import Official
from chengxin.apps.people import selectors as people
from chengxin.apps.records.actions.repair import repair
from chengxin.apps.records.actions.void import void
from chengxin.apps.records.models import Record, RecordEvent, Tombstone, Version
from chengxin.apps.records.selectors import held_by
from chengxin.apps.submissions import selectors as submissions
from chengxin.core.calendar import start_of
from chengxin.core.facts import Identity, RowState
from chengxin.core.objections import Ground
from chengxin.core.permissions import Role
from chengxin.core.records import Standing
from chengxin.web.law import lawbook
from tests.proves import proves
from tests.web import filled

ROOT = Path(__file__).parents[2]
DAY = timedelta(days=1)
#: 其中一条36个月期满以后的第一刻；别的晚一些到期。
END = start_of(date(2029, 8, 20))
LATELY = END - 30 * DAY
DESTROYED, VOIDED, REPAIRED, WITHDRAWN, UNTOUCHED, LATER = (filled.person("王䶮", serial) for serial in range(1, 7))
PDF = ("文书.pdf", b"%PDF-1.7\n...\n%%EOF\n")


def penalty(who: Identity, **changes):
    earlier = {"conduct_end_on": date(2026, 8, 19) if who is DESTROYED else date(2026, 9, 10)}
    return filled.penalty(who, **earlier | changes)


def live_until_the_backup() -> None:
    filled.submit([penalty(who) for who in (DESTROYED, VOIDED, REPAIRED, WITHDRAWN, UNTOUCHED)], at=filled.AT)
    (record,) = held(DESTROYED, filled.AT)
    who = people.indexes(DESTROYED)
    about = {"ground": Ground.WRONG_FACT, "words": "金额不对", "files": [PDF], "lawbook": lawbook()}
    case = lodge(record.record.ref, **about, by=who, at=filled.AT)
    from chengxin.apps.objections.actions.withdraw import withdraw

    withdraw(case.ref, lawbook=lawbook(), by=who, at=filled.AT)


def live_on() -> None:
    """What happens after the backup: one voided, one repaired, one withdrawn, one that came and was voided, one destroyed."""
    filled.submit([penalty(LATER)], at=filled.AT + DAY)
    for who, end in ((VOIDED, void), (REPAIRED, repair), (LATER, void)):
        (record,) = held(who, LATELY)
        with transaction.atomic():
            writer = Writer(LATELY)
            end(record.version, cause=1, writer=writer)
            writer.flush()
    filled.submit([penalty(WITHDRAWN, state=RowState.WITHDRAWN)], at=LATELY)
    list_due(lawbook=lawbook(), at=END)
    due_list = DueList.objects.get()
    for name in ("鞠雁秋", "尹伯安"):
        seat = {"unit": "credit_centre", "seat": "核对岗", "role": Role.CASE_OFFICER, "course_on": filled.LEARNED}
        known = Official.objects.filter(username=name).first()
        by = known or appoint(username=name, name=name, **seat, password="correct-horse-42", by="tests", at=filled.AT)
        review(due_list.ref, lawbook=lawbook(), by=by, at=END)


def held(who: Identity, at: datetime = END):
    return held_by(people.indexes(who), lawbook=lawbook(), at=at)


def standings() -> dict[str, str]:
    """Serial of the person -> what their record is, "destroyed" or "nothing"."""
    told = {}
    for who in (DESTROYED, VOIDED, REPAIRED, WITHDRAWN, UNTOUCHED, LATER):
        found = held(who)
        gone = selectors.destroyed_for_person(people.indexes(who), at=END + DAY)
        told[who.number[14:17]] = found[0].standing.value if found else "destroyed" if gone else "nothing"
    return told


AS_IT_WAS = {
    "001": "destroyed",
    "002": Standing.VOIDED,
    "003": Standing.REPAIRED,
    "004": Standing.WITHDRAWN,
    "005": Standing.PERSON_ONLY,
    "006": "nothing",
}


class TestReplay:
    """On either database: the backup is a point in this test's own transaction."""

    @pytest.fixture
    def restored(self, db, settings, tmp_path, django_capture_on_commit_callbacks):
        settings.JOURNAL = tmp_path / "beside" / "endings.jsonl"
        live_until_the_backup()
        backup = transaction.savepoint()
        with django_capture_on_commit_callbacks(execute=True):
            live_on()
        assert standings() == {**AS_IT_WAS, "006": Standing.VOIDED}
        transaction.savepoint_rollback(backup)
        return settings.JOURNAL

    @proves("I4")
    def test_ends_everything_again_that_had_ended(self, restored):
        assert standings() == {
            **dict.fromkeys(AS_IT_WAS, Standing.PERSON_ONLY),
            "001": Standing.EXPIRED,
            "006": "nothing",
        }
        done = replay_endings(lawbook=lawbook(), at=END)
        assert (done.told, done.noted) == (5, 0)
        assert standings() == AS_IT_WAS
        assert replay_endings(lawbook=lawbook(), at=END + DAY).told == 0
        seal(at=END + DAY, force_checkpoint=True)
        assert verify().findings == ()

    @proves("I4", "R36")
    def test_destroys_content_files_salt_and_key_again(self, restored):
        from chengxin.apps.objections.models import Evidence, Objection

        replay_endings(lawbook=lawbook(), at=END)
        gone = RecordEvent.objects.get(event="destroyed").record
        assert gone.person is None
        for model, way in ((Version, "record"), (Objection, "record"), (Evidence, "objection__record")):
            rows = list(model.objects.filter(**{way: gone}))
            assert rows
            assert {(row.salt, row.content, row.data_key) for row in rows} == {(None, None, None)}

    @proves("I4")
    def test_lets_nothing_come_back_that_came_after_the_backup_and_had_ended(self, restored):
        replay_endings(lawbook=lawbook(), at=END)
        at = END - 30 * DAY
        again = filled.submit([penalty(who) for who in (DESTROYED, VOIDED, LATER)], at=at)
        codes = [issue["code"] for one in again.outcomes.order_by("row") for issue in submissions.issues_of(one)]
        assert codes == ["destroyed_before", "voided_before", "voided_before"]
        assert again.receipt.refused == 3
        assert not Record.objects.filter(person__number_index=people.indexes(LATER).number).exists()

    @proves("I4")
    def test_tells_each_person(self, restored):
        replay_endings(lawbook=lawbook(), at=END)
        told = {}
        for who in (DESTROYED, VOIDED, REPAIRED, WITHDRAWN):
            indexes = people.indexes(who)
            letter = notices.list_for_person(indexes.number, indexes.name).first()
            told[who.number[14:17]] = (letter.template, str(letters.render(letter, lawbook=lawbook())))
        assert [template for template, _ in told.values()] == ["record_destroyed", *["record_ended_again"] * 3]
        assert "已经经过核对移出" in told["002"][1]
        assert "已经准予修复" in told["003"][1]
        assert "已经由来源单位撤销" in told["004"][1]
        assert "2029年8月20日00:00" in told["001"][1]

    def test_writes_down_what_the_journal_lacks(self, restored):
        restored.unlink()
        with transaction.atomic():
            live_on()
        assert replay_endings(lawbook=lawbook(), at=END).noted == 5
        assert {one.event for one in journal.read()} == {"destroyed", "voided", "repaired", "withdrawn"}
        assert replay_endings(lawbook=lawbook(), at=END).noted == 0

    @proves("R36")
    def test_the_journal_tells_of_nobody(self, restored):
        written = restored.read_text(encoding="utf-8")
        assert len(written.splitlines()) == 5
        for line in written.splitlines():
            assert set(json.loads(line)) == {"at", "event", "key", "mac"}
        assert not [word for word in (DESTROYED.number, DESTROYED.name, "黑交罚", "road_transport") if word in written]
        assert restored.stat().st_mode & 0o077 == 0

    @proves("I4")
    def test_a_line_that_is_not_ours_ends_nothing(self, restored):
        line = json.loads(restored.read_text().splitlines()[0])
        another = Record.objects.exclude(natural_key=bytes.fromhex(line["key"])).first()
        forged = {**line, "key": bytes(another.natural_key).hex()}
        restored.write_text(restored.read_text() + json.dumps(forged) + "\n")
        with pytest.raises(journal.JournalTouched) as touched:
            replay_endings(lawbook=lawbook(), at=END)
        assert touched.value.line == 6
        assert not RecordEvent.objects.exists() or not Tombstone.objects.exists()

    def test_a_line_that_broke_off_in_a_power_cut_is_passed_over(self, restored):
        whole = restored.read_bytes()
        restored.write_bytes(whole[:-20])
        assert len(journal.read()) == 4
        journal.write([journal.ending("voided", b"\1" * 32, END)])
        assert len(journal.read()) == 5

    @proves("N22")
    @pytest.mark.parametrize("sector", [1, 64, 100])
    def test_a_line_of_which_sectors_are_missing_is_passed_over(self, restored, sector):
        """The size of a file may reach the disk before what is in it: what is missing there reads as zeros."""
        whole = restored.read_bytes()
        end = len(whole)
        start = whole.rindex(b"\n", 0, -1) + 1
        known = journal.read()[:4]
        for place in range(start, end, sector):
            torn = bytearray(whole)
            torn[place : place + sector] = bytes(min(sector, end - place))
            restored.write_bytes(torn)
            assert journal.read() == known
            journal.write([journal.ending("voided", b"\1" * 32, END)])
            assert journal.read()[:4] == known
            assert len(journal.read()) == 5


_SCRIPT = """
import sys, json
import django
django.setup()
from itertools import count
from tests.apps import test_restore as here
from tests.web import filled
filled._files = count({"before": 1, "after": 100}.get(sys.argv[1], 200))
if sys.argv[1] == "before":
    here.live_until_the_backup()
elif sys.argv[1] == "after":
    here.live_on()
print(json.dumps(here.standings()))
"""


@pytest.mark.slow
@proves("I4", "R36")
def test_an_older_copy_of_the_file_is_restored_and_the_product_opens_only_after_the_replay(tmp_path):
    """The drill on SQLite, with the files as an operator has them: `chengxin migrate` replays before anything else."""
    data = tmp_path / "data"
    # As the tests' own world is: the settings of a demo, without its clock.
    known = {key: value for key, value in os.environ.items() if not key.startswith(("CHENGXIN", "DJANGO"))}
    environment = known | {
        "CHENGXIN_DEMO": "1",
        "CHENGXIN_DATA": str(data),
        "CHENGXIN_KEYS": str(tmp_path / "keys"),
        "CHENGXIN_JOURNAL": str(tmp_path / "beside" / "endings.jsonl"),
        "DJANGO_SETTINGS_MODULE": "chengxin.config.settings",
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
    }

    def run(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, *arguments], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("-m", "chengxin", "migrate")
    database, backup = data / "chengxin.sqlite3", tmp_path / "backup.sqlite3"
    run("-c", _SCRIPT, "before")
    with sqlite3.connect(database) as held_open, sqlite3.connect(backup) as copy:
        held_open.backup(copy)
    secrets = _secrets(backup)
    assert json.loads(run("-c", _SCRIPT, "after")) == {**AS_IT_WAS, "006": Standing.VOIDED}
    assert _found(secrets, data) == []
    for path in data.glob("chengxin.sqlite3*"):
        path.unlink()
    shutil.copy(backup, database)
    assert _found(secrets, data)
    assert "照流水补记了5条" in run("-m", "chengxin", "migrate")
    assert json.loads(run("-c", _SCRIPT, "read")) == AS_IT_WAS
    assert _found(secrets, data) == []


def _secrets(database: Path) -> list[bytes]:
    """Salt, key and the beginning of each ciphertext about the record that will be destroyed."""
    with sqlite3.connect(database) as connection:
        rows = connection.execute(
            "SELECT salt, data_key, substr(content, 1, 32) FROM records_version WHERE until ="
            " (SELECT min(until) FROM records_version)"
            " UNION ALL SELECT salt, data_key, substr(content, 1, 32) FROM objections_evidence"
        ).fetchall()
    assert len(rows) == 2
    return [value for row in rows for value in row]


def _found(secrets: list[bytes], folder: Path) -> list[str]:
    """In which files any of these bytes still stands, free pages and the write-ahead log among them."""
    files = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return sorted(name for name, content in files.items() if any(secret in content for secret in secrets))
