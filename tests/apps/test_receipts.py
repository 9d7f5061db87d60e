"""Signed heads as others read them, and receipts that are checked with files alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st

from chengxin.apps.ledger import proving
from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.models import Checkpoint, SealedBatch
from chengxin.apps.ledger.offline import FORMAT, SENTENCES, Found, check, compare
from chengxin.apps.ledger.receipts import Receipted, receipt
from chengxin.apps.ledger.signing import is_signed
from chengxin.apps.matters.models import Matter
from chengxin.apps.officials.models import Official
from chengxin.apps.people.models import ConflictEvent
from chengxin.core.canonical import canonical
from chengxin.core.merkle import Frontier
from chengxin.core.notes import Head, Key, Note, Signature, Unreadable, read_growth, read_key, read_note
from chengxin.core.permissions import Role
from chengxin.core.proofs import continues, root_with
from tests.proves import proves

AT = datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC)


def write(official: Official, count: int = 1, *, at: datetime = AT) -> list[ConflictEvent]:
    """A batch of so many rows without a person."""
    with transaction.atomic():
        writer = Writer(at)
        rows = [
            writer.add(
                "identity_conflict",
                ConflictEvent(number_index=b"n" * 32, is_confirmed=True, reason=b"r", at=at, by=official),
            )
            for _ in range(count)
        ]
        writer.flush()
    return rows


@pytest.fixture
def official(db):
    # Not appointed: here the ledger is empty until a test writes to it.
    return Official.objects.create(
        username="clerk", name="莫晓岚", unit="transport", seat="3号窗口", role=Role.CLERK, password="!"
    )


class TestNote:
    @pytest.fixture
    def signed(self, official):
        write(official, 5)
        seal(at=AT, force_checkpoint=True)
        return proving.note_at(Checkpoint.objects.get())

    def test_is_written_as_c2sp_says(self, signed):
        lines = signed.text.split("\n")
        assert lines[:2] == ["127.0.0.1/ledger", "5"]
        assert lines[3] == lines[5] == ""
        assert lines[4].startswith("— 127.0.0.1/ledger ")
        assert read_note(signed.text) == signed

    def test_key_ids_are_those_of_the_specification(self):
        """The example of golang.org/x/mod/sumdb/note."""
        text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
        key = read_key(text)
        assert (key.name, key.id.hex(), key.text) == ("PeterNeumann", "c74f20a3", text)

    @proves("I1")
    def test_is_signed_over_its_text(self, signed):
        key = proving.public_key()
        assert read_key(key.text) == key
        assert is_signed(signed, key)
        longer = Note(Head(signed.head.origin, 6, signed.head.root), signed.signatures)
        assert not is_signed(longer, key)
        other = Key(key.name, Ed25519PrivateKey.generate().public_key().public_bytes_raw())
        assert not is_signed(signed, other)

    def test_carries_signatures_of_others(self, signed):
        stranger = Signature("archive.example", b"1234", b"s" * 72)
        both = read_note(Note(signed.head, (stranger, *signed.signatures)).text)
        assert both.signatures[0] == stranger
        assert is_signed(both, proving.public_key())

    @given(st.text(max_size=80))
    def test_is_nothing_else(self, text):
        for read in (read_note, read_key, read_growth):
            with pytest.raises(Unreadable):
                read(text)


class TestProving:
    @pytest.fixture
    def grown(self, official, monkeypatch):
        """A tree in uneven steps, not each signed; subtrees of more than four leaves are looked for in heads."""
        monkeypatch.setattr(proving, "_FEW", 4)
        for step, count in enumerate((3, 1, 7, 2, 2, 9, 1, 1, 14, 3)):
            write(official, count)
            seal(at=AT, force_checkpoint=step % 3 != 1)
        return [leaf for batch in SealedBatch.objects.order_by("first_leaf") for leaf in _split(batch.leaves)]

    @proves("I1")
    def test_every_leaf_is_proved_in_every_signed_head(self, grown):
        for head in Checkpoint.objects.all():
            for index in range(head.size):
                path = proving.path_of(index, head.size)
                assert root_with(grown[index], index, head.size, path) == bytes(head.root)

    @proves("I1")
    def test_every_signed_head_continues_every_earlier_size(self, grown):
        for head in Checkpoint.objects.all():
            for old in range(head.size + 1):
                shown = proving.growth(old, head.size)
                assert read_growth(shown.text) == shown
                root = Frontier().extended(grown[:old]).root()
                assert continues(old, root, head.size, bytes(head.root), shown.path)

    def test_nothing_is_shown_of_sizes_that_were_not_signed(self, grown):
        assert proving.growth(1, 4) is None
        assert proving.growth(len(grown), 3) is None
        assert proving.covering(len(grown) + 1) is None

    def test_few_leaves_are_read_where_heads_tell(self, official, monkeypatch):
        monkeypatch.setattr(proving, "_FEW", 16)
        for _ in range(64):
            write(official, 16)
            seal(at=AT, force_checkpoint=True)
        size = Checkpoint.objects.order_by("-size").first().size
        read = []
        real = proving.leaves
        monkeypatch.setattr(proving, "leaves", lambda begin, end: read.append(end - begin) or real(begin, end))
        proving.path_of(300, size)
        # Two small ranges for each floor above them.
        assert sum(read) <= 2 * 16 * 6 < size

    def test_what_lies_between_two_heads_is_read_at_once(self, official, monkeypatch):
        monkeypatch.setattr(proving, "_FEW", 4)
        write(official, 100)
        seal(at=AT, force_checkpoint=True)
        with CaptureQueriesContext(connection) as asked:
            path = proving.path_of(77, 100)
        assert len(asked) <= 3 * len(path)

    def test_a_part_of_a_large_batch_is_all_that_is_read_of_it(self, official):
        write(official, 5)
        write(official, 40)
        write(official, 5)
        seal(at=AT, force_checkpoint=True)
        whole = [leaf for batch in SealedBatch.objects.order_by("first_leaf") for leaf in _split(batch.leaves)]
        for begin, end in ((0, 50), (3, 4), (7, 40), (4, 46), (45, 50), (44, 99), (60, 70)):
            with CaptureQueriesContext(connection) as asked:
                assert proving.leaves(begin, end) == whole[begin:end]
            assert len(asked) == 2


def _split(hashes: bytes) -> list[bytes]:
    return [bytes(hashes)[start : start + 32] for start in range(0, len(hashes), 32)]


@pytest.fixture
def kept(official):
    """A receipt over two entries, one of them with its words; more happened before and after."""
    write(official, 2)
    rows = write(official, 2)
    seal(at=AT, force_checkpoint=True)
    write(official, 6)
    seal(at=AT + timedelta(minutes=1), force_checkpoint=True)
    return receipt(Receipted([row.pk for row in rows], rows[:1]), at=AT)


@pytest.mark.django_db
class TestReceipt:
    def test_is_right_by_itself_and_under_the_public_key(self, kept):
        assert check(kept).is_right
        verdict = check(kept, key=proving.public_key())
        assert verdict.is_right
        assert (verdict.head.size, [entry["index"] for entry in verdict.entries]) == (4, [2, 3])

    def test_is_the_same_bytes_each_time(self, kept, official):
        rows = ConflictEvent.objects.order_by("pk")[2:4]
        write(official, 9)
        seal(at=AT + timedelta(hours=1), force_checkpoint=True)
        assert receipt(Receipted([row.pk for row in rows], rows[:1]), at=AT + timedelta(days=9)) == kept

    def test_holds_words_only_where_they_may_go_in(self, kept):
        told, bare = json.loads(kept)["entries"]
        assert told["told"]["is_confirmed"] is True
        assert not {"told", "salt"} & set(bare)

    def test_says_when_it_will_be_sealed(self, official):
        rows = write(official, 1)
        early = receipt(Receipted([row.pk for row in rows], rows), at=AT)
        verdict = check(early)
        assert verdict.found == (Found.NOT_SEALED,)
        assert verdict.sealed_by == int(AT.timestamp()) + 60
        seal(at=AT, force_checkpoint=True)
        assert check(receipt(Receipted([rows[0].pk], rows), at=AT)).is_right

    def test_waits_for_a_head_that_covers_all_of_it(self, official):
        first = write(official, 1)
        seal(at=AT, force_checkpoint=True)
        second = write(official, 1)
        seal(at=AT + timedelta(seconds=1))
        ids = [first[0].pk, second[0].pk]
        assert check(receipt(Receipted(ids), at=AT)).found == (Found.NOT_SEALED,)
        assert check(receipt(Receipted(ids[:1]), at=AT)).is_right

    @proves("R36")
    def test_of_what_was_destroyed_holds_no_words_and_still_proves_its_leaf(self, official):
        with transaction.atomic():
            writer = Writer(AT)
            matter = Matter(
                ref="R1",
                number_index=b"n" * 32,
                name_index=b"m" * 32,
                unit="transport",
                service="换证",
                at=AT,
                by=official,
            )
            writer.add(
                "matter_opened", matter, content={"request_no": "黑政服〔2026〕1号", "reason": "", "identity": ""}
            )
            writer.flush()
        seal(at=AT, force_checkpoint=True)
        Matter.objects.filter(pk=matter.pk).update(content=None, salt=None, data_key=None)
        left = receipt(Receipted([matter.pk], Matter.objects.all()), at=AT)
        assert check(left).is_right
        assert not {"told", "salt"} & set(json.loads(left)["entries"][0])

    def test_of_another_key_is_not_this_ledgers(self, kept):
        other = Key(proving.public_key().name, Ed25519PrivateKey.generate().public_key().public_bytes_raw())
        assert check(kept, key=other).found == (Found.OTHER_KEY,)

    @proves("I1")
    def test_one_changed_bit_anywhere_is_seen(self, kept):
        for place in range(len(kept)):
            for bit in range(8):
                touched = bytearray(kept)
                touched[place] ^= 1 << bit
                assert check(bytes(touched)).found, (place, bit, kept[place : place + 1])

    @proves("I1")
    @settings(max_examples=200)
    @given(data=st.data())
    def test_one_changed_value_is_seen_however_well_it_is_written(self, data):
        """Whoever edits a receipt can write it in its one form again; the receipt is that of `_sealed`."""
        plain = json.loads(_sealed())
        spoil(plain, data)
        assert check(canonical(plain) + b"\n").found

    @proves("I1")
    @pytest.mark.parametrize(
        "written",
        [
            lambda plain: json.dumps(plain).encode() + b"\n",
            lambda plain: json.dumps(plain, ensure_ascii=False, indent=1).encode() + b"\n",
            lambda plain: canonical(dict(reversed(plain.items())))[:-1] + b" }\n",
            canonical,
            lambda plain: canonical(plain) + b"\n\n",
            lambda plain: canonical(plain).replace(b"{", b'{"format":"other",', 1) + b"\n",
        ],
    )
    def test_the_same_values_written_otherwise_are_seen(self, written):
        assert check(written(json.loads(_sealed()))).found == (Found.TOUCHED,)

    @given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(str.encode)))
    def test_anything_else_is_unreadable(self, content):
        assert check(content).found == (Found.UNREADABLE,)

    @pytest.mark.parametrize("content", [b"{}", b"[1]", b'{"format":"chengxin-receipt/1"}', b"{" * 9999, b'{"a":NaN}'])
    def test_so_is_other_json(self, content):
        assert check(content).found == (Found.UNREADABLE,)

    def test_of_no_leaf_is_none(self, kept):
        plain = json.loads(kept) | {"entries": []}
        assert check(canonical(plain) + b"\n").found == (Found.UNREADABLE,)


class TestCompared:
    def test_a_ledger_that_grew_continues_an_old_receipt(self, kept):
        shown = proving.growth(4, 10).text.encode()
        assert compare(shown, kept).is_right
        newer = receipt(Receipted([ConflictEvent.objects.order_by("-pk").first().pk]), at=AT)
        assert compare(newer, kept, shown).is_right
        assert compare(newer, kept).found == (Found.GROWTH_NEEDED,)
        assert compare(kept, kept).is_right

    def test_a_growth_must_be_from_the_one_to_the_other(self, kept):
        newer = receipt(Receipted([ConflictEvent.objects.order_by("-pk").first().pk]), at=AT)
        assert compare(newer, kept, proving.growth(3, 10).text.encode()).found == (Found.OTHER_GROWTH,)
        assert compare(proving.growth(4, 4).text.encode(), kept).is_right

    def test_names_the_older_file_where_that_is_wrong(self, kept):
        touched = kept.replace(b'"index":2', b'"index":3', 1)
        verdict = compare(proving.growth(4, 10).text.encode(), touched)
        assert (verdict.found, verdict.is_of_older) == ((Found.NOT_IN_LEDGER,), True)

    def test_a_head_without_a_key_proves_nothing(self, kept):
        head = proving.note_at(proving.newest()).text.encode()
        assert check(head).found == (Found.KEY_NEEDED,)
        assert check(head, key=proving.public_key()).is_right
        assert compare(head, kept).found == (Found.GROWTH_NEEDED,)


def test_each_finding_has_its_sentence():
    assert set(SENTENCES) == set(Found)
    assert not [sentence for sentence in SENTENCES.values() if not sentence.endswith("。")]


def _sealed() -> bytes:
    """A receipt made without a database: eleven leaves, two of them receipted."""
    from tests.apps.sealed_receipt import sealed_receipt

    return sealed_receipt()


def spoil(plain: dict, data: st.DataObject) -> None:
    """Change one value of a receipt to another of the same kind."""
    entry = data.draw(st.sampled_from(plain["entries"]))
    name = data.draw(st.sampled_from([*entry, "note", "key"]))
    if name in {"note", "key"}:
        text = plain[name]
        place = data.draw(st.integers(0, len(text) - 1))
        sign = data.draw(st.sampled_from("0aA+/=\n —").filter(lambda sign: sign != text[place]))
        plain[name] = text[:place] + sign + text[place + 1 :]
    elif isinstance(entry[name], int):
        entry[name] += data.draw(st.integers(-3, 3).filter(bool))
    elif name == "path":
        entry[name] = entry[name][::-1] if entry[name][::-1] != entry[name] else entry[name][:-1]
    elif name == "told":
        entry[name] = {**entry[name], "is_confirmed": False}
    else:
        place = data.draw(st.integers(0, len(entry[name]) - 1))
        sign = data.draw(st.sampled_from("0123456789abcdef").filter(lambda sign: sign != entry[name][place]))
        entry[name] = entry[name][:place] + sign + entry[name][place + 1 :]


def test_the_format_is_named_in_each_receipt():
    assert json.loads(_sealed())["format"] == FORMAT
