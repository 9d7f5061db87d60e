"""Draw the looks of the last week for review: by the ledger's own root, and by the published rules.

[law:pipl/第五十四条]
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from chengxin.apps.inquiries.models import (
    AT_WINDOW,
    FOR_PERSON,
    LETTER_PRINTED,
    LETTERS_FOUND,
    ON_A_WORD,
    SERVICE_CHECKED,
    AccessEntry,
    Fragment,
)
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.models import Checkpoint, Entry
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.looks.models import DrawnLook, Sample
from chengxin.apps.matters.models import AGAINST, Closing, Ending, Hiding, Matter, OverdueNote
from chengxin.apps.restraints.models import UsedRecord
from chengxin.core.calendar import day_of, start_of
from chengxin.core.inquiries import RESTRAINT, is_over_asking
from chengxin.core.samples import draw as drawn_of
from chengxin.core.samples import week_before
from chengxin.core.watching import Seen, Sign, signs
from chengxin.lawbook import Lawbook

_LET_IN = ("answered", "cannot_tell", "read_again", SERVICE_CHECKED)
#: The same answer once more, and the same conveniences: whoever looks each day sees when something changes.
_AGAIN = ("read_again", SERVICE_CHECKED)
_AT_ONCE = 500
#: Endings that say nothing of a record, after one was shown.
_WITHOUT_A_WORD = (Ending.APPLICANT_WITHDREW, Ending.OPENED_BY_MISTAKE, *AGAINST)


@transaction.atomic
def draw(*, lawbook: Lawbook, at: datetime) -> int:
    """Draw for each whole week since the last that was drawn, once; how many looks were drawn. Before anything was signed,
    nothing."""
    hold("weekly sample")
    newest = Sample.objects.order_by("-week_from").first()
    week, last = newest.week_from if newest else _before_all(at), week_before(day_of(at))
    writer, count = Writer(at), 0
    while week < last:
        week += timedelta(days=7)
        count += _draw_week(week, writer, lawbook)
    writer.flush()
    return count


def _before_all(at: datetime) -> date:
    """The Monday of the week before the first look of all."""
    first = AccessEntry.objects.order_by("pk").first()
    return week_before(day_of(first.at if first is not None else at))


def _draw_week(week: date, writer: Writer, lawbook: Lawbook) -> int:
    head = _head_of(week)
    if head is None:
        return 0
    by_rule = shown_by_rules(week, lawbook=lawbook)
    named = {look for look, _ in by_rule}
    drawn = by_rule + [(look, "") for look in chosen_by(bytes(head.root), week, lawbook=lawbook) if look not in named]
    looks = looked_in(week).count()
    sample = writer.add(
        "looks_drawn",
        Sample(week_from=week, size=head.size, root=bytes(head.root), looks=looks, drawn=len(drawn), at=writer.at),
    )
    for entry, rule in drawn:
        writer.add("look_drawn", DrawnLook(ref=new_ref(), sample=sample, entry_id=entry, rule=rule, at=writer.at))
    return len(drawn)


def _head_of(week: date) -> Checkpoint | None:
    """The last signed head of a week: its root draws."""
    return Checkpoint.objects.filter(at__lt=start_of(week + timedelta(days=7))).order_by("-size").first()


def chosen_by(root: bytes, week: date, *, lawbook: Lawbook) -> list[int]:
    """Which looks of a week a root draws; anybody with the ledger comes to the same."""
    looks = list(looked_in(week).values_list("pk", flat=True))
    return drawn_of(root, _numbers(looks), lawbook.period("look_sample", on=week))


def _on_a_word(week: date, lawbook: Lawbook) -> list[int]:
    """Of what each official noted in a week on nobody's word but their own so many per cent, and one at least: who left no contact
    hears of it from nobody else."""
    head = _head_of(week)
    if head is None:
        return []
    noted: dict[int, list[int]] = defaultdict(list)
    for look, by in AccessEntry.objects.filter(ON_A_WORD, _of(week)).values_list("pk", "by"):
        noted[by].append(look)
    percent = lawbook.period("word_sample", on=week)
    return [look for looks in noted.values() for look in drawn_of(bytes(head.root), _numbers(looks), percent)]


def _numbers(looks: Collection[int]) -> dict[int, bytes]:
    """The random number of each look in the ledger."""
    found = Entry.objects.filter(pk__in=looks).values_list("pk", "nonce")
    return {pk: bytes(nonce) for pk, nonce in found}


def shown_by_rules(week: date, *, lawbook: Lawbook) -> list[tuple[int, str]]:
    """Which looks of a week a published rule gives to a reviewer, and which rule; also those in a matter of whose person a matter
    ended in that week without a word of what was shown, or was told then that no outcome followed. The same look once by a rule."""
    begin, end = start_of(week), start_of(week + timedelta(days=7))
    within = {"at__gte": begin, "at__lt": end}
    matters = {
        Sign.HIDDEN: set(Hiding.objects.filter(at__lt=end, until__gt=begin).values_list("matter", flat=True)),
        Sign.SHOWN_UNUSED: _shown_unused(begin, end, lawbook),
        Sign.NO_OUTCOME: set(OverdueNote.objects.filter(**within).values_list("matter", flat=True)),
    }
    hidden = DrawnLook.objects.filter(rule=Sign.HIDDEN.value, entry__matter__in=matters[Sign.HIDDEN])
    matters[Sign.HIDDEN] -= set(hidden.values_list("entry__matter", flat=True))
    files = _files_and_matters(end, lawbook)
    entries = looked_in(week, or_in=matters[Sign.SHOWN_UNUSED] | matters[Sign.NO_OUTCOME], or_these=files)
    looks = [
        Seen(pk, by, program is not None, at, outcome in _AGAIN, bytes(number or b""), matter)
        for pk, by, program, at, outcome, number, matter in entries.order_by("pk").values_list(
            "pk", "by", "program", "at", "outcome", "number_index", "matter"
        )
    ]
    found = signs(
        lawbook.watching,
        [one for one in looks if one.at >= begin],
        refused=_refused(begin, end),
        matters=matters,
        files=files,
        on_a_word=_on_a_word(week, lawbook),
        earlier=[one for one in looks if one.at < begin],
        working_days=lawbook.working_days,
    )
    # What shows in each week anew is drawn once; how a matter ended, each time that one does.
    again = [look for look, sign in found if sign is Sign.FILE_AND_MATTER]
    before = set(DrawnLook.objects.filter(entry__in=again, rule=Sign.FILE_AND_MATTER).values_list("entry", flat=True))
    return [(look, sign.value) for look, sign in found if sign is not Sign.FILE_AND_MATTER or look not in before]


def _refused(begin: datetime, end: datetime) -> list[tuple[int, int]]:
    """The tries of [begin, end) that asked for too much, oldest first, with their officials. Who gave no whole number tried
    nothing that a person could be told of."""
    tries = AccessEntry.objects.filter(at__gte=begin, at__lt=end, outcome="refused", number_index__isnull=False)
    told = tries.exclude(purpose=RESTRAINT).filter(Q(matter__isnull=False) | Q(name_index__isnull=False)).order_by("pk")
    return [(pk, by) for pk, by, reasons in told.values_list("pk", "by", "reasons") if is_over_asking(reasons)]


def _shown_unused(begin: datetime, end: datetime, lawbook: Lawbook) -> set[int]:
    """The matters in which an answer showed an adverse record, or conveniences were looked at (what those showed is kept
    nowhere), where in [begin, end) the same matter, or soon after another one of that unit about that person, ended without a
    notice of use."""
    soon = timedelta(days=lawbook.period("second_matter", on=day_of(begin)))
    used = UsedRecord.objects.filter(notice__closing__at__gte=begin, notice__closing__at__lt=end)
    quiet = Closing.objects.filter(at__gte=begin, at__lt=end, outcome__in=_WITHOUT_A_WORD)
    quiet = quiet.exclude(pk__in=used.values("notice__closing")).select_related("matter")
    ended = [(one.matter_id, bytes(one.matter.number_index), one.matter.unit, one.at) for one in quiet]
    own = {matter for matter, _, _, _ in ended}
    ends: dict[tuple[bytes, str], list[datetime]] = defaultdict(list)
    for _, number, unit, at in ended:
        ends[number, unit].append(at)
    showing = set()
    for numbers in _batches({number for number, _ in ends}):
        theirs = Matter.objects.filter(number_index__in=numbers)
        of_person = {pk: (bytes(number), unit) for pk, number, unit in theirs.values_list("pk", "number_index", "unit")}
        for matter, item, at in _shown_in({pk for pk, whose in of_person.items() if whose in ends}):
            is_soon = any(at <= ending <= at + soon for ending in ends[of_person[matter]])
            if (matter in own or is_soon) and (item is None or lawbook.item(item).is_adverse):
                showing.add(matter)
    return showing


def _batches(wanted: Collection[Any]) -> Iterator[list[Any]]:
    ordered = sorted(wanted)
    return (ordered[start : start + _AT_ONCE] for start in range(0, len(ordered), _AT_ONCE))


def _shown_in(matters: Collection[int]) -> Iterator[tuple[int, str | None, datetime]]:
    """What was shown in each of these matters: the item of each record, `None` for conveniences, and when."""
    for some in _batches(matters):
        fragments = Fragment.objects.filter(answer__matter__in=some)
        yield from fragments.values_list("answer__matter", "version__record__item", "answer__at").distinct()
        checked = AccessEntry.objects.filter(matter__in=some, outcome=SERVICE_CHECKED)
        for matter, at in checked.values_list("matter", "at"):
            assert matter is not None  # noqa: S101 - of these matters
            yield matter, None, at


def _files_and_matters(end: datetime, lawbook: Lawbook) -> set[int]:
    """The files opened, and letters found or printed, at a window of a unit for a person about whom that very unit had a matter
    within so many days before or after, as far as both are before `end`: who has seen a file needs no question to use it."""
    days = next((rule.values[0] for rule in lawbook.watching if rule.sign is Sign.FILE_AND_MATTER), None)
    if days is None:
        return set()
    between = timedelta(days=days)
    opened = AccessEntry.objects.filter(
        outcome__in=(AT_WINDOW, LETTERS_FOUND, LETTER_PRINTED), at__lt=end, at__gte=end - between - timedelta(days=7)
    )
    matters = Matter.objects.filter(
        Q(closing=None) | Q(closing__at__gte=OuterRef("at") - between),
        number_index=OuterRef("number_index"),
        unit=OuterRef("unit"),
        at__lt=end,
        at__lte=OuterRef("at") + between,
    )
    return set(opened.filter(Exists(matters)).values_list("pk", flat=True))


def looked_in(week: date, *, or_in: Collection[int] = (), or_these: Collection[int] = ()) -> QuerySet[AccessEntry]:
    """The looks of a week in which an office was let in to ask about a person in a matter, those in these matters, and these
    looks; and what was opened, found or printed for whoever stood at a window."""
    let_in = Q(matter__isnull=False, outcome__in=_LET_IN) | Q(outcome__in=FOR_PERSON)
    return AccessEntry.objects.filter(_of(week) | Q(matter__in=or_in) | Q(pk__in=or_these), let_in)


def _of(week: date) -> Q:
    return Q(at__gte=start_of(week), at__lt=start_of(week + timedelta(days=7)))
