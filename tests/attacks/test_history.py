"""Eight ways to rewrite history, by somebody with the whole database and the ledger's key, against one old receipt.

Each is tried from as many seeds as `CHENGXIN_ATTACKS` says, three in the usual run. The server's own check is content after
each: only what lies outside can tell. What one old receipt cannot tell stands in `TestNeedsAWitness`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.test import Client

from chengxin.apps.ledger.actions.seal import seal
from chengxin.apps.ledger.models import Checkpoint
from chengxin.apps.ledger.offline import Found, check, compare
from chengxin.apps.ledger.receipts import Receipted, receipt
from chengxin.apps.ledger.verify import verify
from chengxin.apps.officials.models import Official
from chengxin.core.notes import read_key
from chengxin.core.permissions import Role
from tests.attacks import intruder
from tests.proves import proves

SEEDS = range(int(os.environ.get("CHENGXIN_ATTACKS", "3")))
pytestmark = pytest.mark.django_db


class World:
    """A ledger that ran for a while, a receipt that somebody took home, and what happened since."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.by = Official.objects.create(
            username="clerk", name="莫晓岚", unit="transport", seat="3号窗口", role=Role.CLERK, password="!"
        )
        self.run(self.chance.randrange(3, 7))
        rows = intruder.happen(self.by, self.chance.randrange(1, 4))
        self.seal()
        self.receipt = receipt(Receipted([self.chance.choice(rows).pk]), at=intruder.AT)
        self.covered = intruder.order()
        self.size = intruder.heads()[-1]
        self.run(self.chance.randrange(2, 6))
        intruder.free_hands()

    def run(self, acts: int) -> None:
        for _ in range(acts):
            intruder.happen(self.by, self.chance.randrange(1, 5))
            if self.chance.random() < 0.6:
                self.seal()
        self.seal()

    def seal(self) -> None:
        seal(at=intruder.AT, force_checkpoint=True)

    def kept(self) -> bytes:
        """The newest head, as somebody outside copies it."""
        return Client().get("/ledger/checkpoint").content


def seen(old: bytes) -> tuple[Found, ...]:
    """What somebody finds who comes back with an old file and asks the server how it grew."""
    verdict = check(old, key=read_key(Client().get("/ledger/key").content.decode().strip()))
    assert verdict.is_right, "the old file is right by itself, whatever became of the ledger"
    assert verdict.head is not None
    assert verdict.key is not None
    newest = Client().get("/ledger/checkpoint").content
    head = check(newest, key=verdict.key).head
    assert head is not None
    if head.size < verdict.head.size:
        return compare(newest, old, key=verdict.key).found
    shown = Client().get(f"/ledger/growth/{verdict.head.size}/{head.size}").content
    return compare(shown, old, key=verdict.key).found


def edit(world: World) -> None:
    intruder.edit(world.chance.choice(world.covered), world.chance)
    intruder.rebuild(intruder.order())


def delete(world: World) -> None:
    gone = world.chance.choice(world.covered)
    batches = [batch for batch in intruder.order() if batch != gone]
    intruder.delete(gone)
    intruder.rebuild(batches)


def insert(world: World) -> None:
    # Right behind the last act that the receipt covers is not within it any more.
    intruder.insert(world.chance.choice(world.covered[:-1]))
    intruder.rebuild(intruder.order())


def swap(world: World) -> None:
    one, other = world.chance.sample(range(len(world.covered)), 2)
    batches = intruder.order()
    batches[one], batches[other] = batches[other], batches[one]
    intruder.rebuild(batches)


def truncate(world: World) -> None:
    """Cut the end off, what the receipt is about with it, and let other things happen until the ledger is as long."""
    batches = intruder.order()
    left = world.chance.randrange(1, len(world.covered))
    intruder.cut(batches[left:])
    intruder.rebuild(batches[:left])
    while intruder.heads()[-1] <= world.size:
        world.run(1)


def re_sign(world: World) -> None:
    """Write everything anew, no entry as it was, and sign a head wherever one was signed."""
    for batch in intruder.order():
        intruder.edit(batch, world.chance)
    intruder.rebuild(intruder.order())


def roll_back(world: World) -> None:
    """Restore a backup from before the receipt, and go on as if nothing had been."""
    batches = intruder.order()
    left = world.chance.randrange(1, len(world.covered))
    intruder.cut(batches[left:])
    intruder.rebuild(batches[:left])


def split_view(world: World) -> None:
    """Keep the true tree for the holder, and show everybody else one in which something never happened."""
    batch = world.covered[-1]
    intruder.edit(batch, world.chance)
    intruder.rebuild(intruder.order())


ATTACKS: dict[Callable[[World], None], set[Found]] = {
    edit: {Found.REWRITTEN},
    delete: {Found.REWRITTEN, Found.CUT_SHORT, Found.TWO_LEDGERS},
    insert: {Found.REWRITTEN},
    swap: {Found.REWRITTEN},
    truncate: {Found.REWRITTEN},
    re_sign: {Found.REWRITTEN},
    roll_back: {Found.CUT_SHORT},
    split_view: {Found.REWRITTEN},
}


@pytest.mark.parametrize("seed", SEEDS)
class TestOneOldReceipt:
    def test_finds_nothing_where_nothing_was_done(self, seed: int) -> None:
        assert seen(World(seed).receipt) == ()

    @proves("I1")
    @pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
    def test_tells(self, seed: int, attack: Callable[[World], None]) -> None:
        world = World(seed)
        attack(world)
        assert verify().findings == (), "the operator did it well: from inside there is nothing to see"
        found = seen(world.receipt)
        assert found
        assert set(found) <= ATTACKS[attack]

    def test_tells_two_views_apart_beside_each_other(self, seed: int) -> None:
        """Holder and court lay their files side by side: same size, another root."""
        world = World(seed)
        split_view(world)
        shown_to_the_court = Client().get(f"/ledger/growth/{world.size}/{world.size}").content
        assert compare(shown_to_the_court, world.receipt).found == (Found.TWO_LEDGERS,)


def truncate_later(world: World) -> None:
    batches, left = intruder.order(), len(world.covered)
    intruder.cut(batches[left:])
    intruder.rebuild(batches[:left])


def truncate_later_and_go_on(world: World) -> None:
    before = intruder.heads()[-1]
    truncate_later(world)
    while intruder.heads()[-1] <= before:
        world.run(1)


def edit_later(world: World) -> None:
    later = [batch for batch in intruder.order() if batch not in world.covered]
    intruder.edit(world.chance.choice(later), world.chance)
    intruder.rebuild(intruder.order())


@proves("I1")
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    "attack", [truncate_later, truncate_later_and_go_on, edit_later], ids=lambda attack: attack.__name__
)
class TestNeedsAWitness:
    """A receipt covers the ledger up to its own head. What came later is told only by who kept a later head."""

    def test_the_old_receipt_alone_does_not_tell(self, seed: int, attack: Callable[[World], None]) -> None:
        world = World(seed)
        attack(world)
        assert seen(world.receipt) == ()

    def test_somebody_outside_who_kept_a_later_head_does(self, seed: int, attack: Callable[[World], None]) -> None:
        world = World(seed)
        kept: Any = world.kept()
        attack(world)
        assert verify().findings == ()
        assert seen(kept)


def test_each_trial_is_another_ledger(db: None) -> None:
    first = World(0)
    assert Checkpoint.objects.count() > 2
    assert first.size < intruder.heads()[-1]
