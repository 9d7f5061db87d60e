"""Draw the looks of the last week for review: by the ledger's own root, and by the published rules.

[law:pipl/第五十四条]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from chengxin.apps.inquiries.models import AT_WINDOW, FOR_PERSON, SERVICE_CHECKED, AccessEntry, Fragment
from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.ledger.models import Checkpoint, Entry
from chengxin.apps.ledger.refs import new_ref
from chengxin.apps.looks.models import DrawnLook, Sample
from chengxin.apps.matters.models import AGAINST, Closing, Ending, Hiding, Matter, OverdueNote
from chengxin.apps.restraints.models import UsedRecord
from chengxin.core.calendar import day_of, start_of
from chengxin.core.inquiries import is_over_asking
from chengxin.core.samples import draw as drawn_of
from chengxin.core.samples import week_before
from chengxin.core.watching import OF_MATTERS, Seen, Sign, signs
from chengxin.lawbook import Lawbook

_LET_IN = ("answered", "cannot_tell", "read_again", SERVICE_CHECKED)
#: The same answer once more, and the same conveniences: whoever looks each day sees when something changes.
_AGAIN = ("read_again", SERVICE_CHECKED)
#: Endings that say nothing of a record, after one was shown.
_WITHOUT_A_WORD = (Ending.APPLICANT_WITHDREW, Ending.OPENED_BY_MISTAKE, *AGAINST)


@transaction.atomic
def draw(*, lawbook: Lawbook, at: datetime) -> int:
    """Draw for the last whole week, once; how many looks were drawn. A week without a signed root draws nothing."""
    hold("weekly sample")
    week = week_before(day_of(at))
    if Sample.objects.filter(week_from=week).exists():
        return 0
    begin, end = start_of(week), start_of(week + timedelta(days=7))
    head = Checkpoint.objects.filter(at__gte=begin, at__lt=end).order_by("-size").first()
    if head is None:
        return 0
    writer = Writer(at)
    chosen = chosen_by(bytes(head.root), week, lawbook=lawbook)
    looks = looked_in(week).count()
    drawn = dict.fromkeys(chosen, "") | shown_by_rules(week, lawbook=lawbook)
    sample = writer.add(
        "looks_drawn",
        Sample(week_from=week, size=head.size, root=bytes(head.root), looks=looks, drawn=len(drawn), at=writer.at),
    )
    for entry, rule in drawn.items():
        writer.add("look_drawn", DrawnLook(ref=new_ref(), sample=sample, entry_id=entry, rule=rule, at=writer.at))
    writer.flush()
    return len(drawn)


def chosen_by(root: bytes, week: date, *, lawbook: Lawbook) -> list[int]:
    """Which looks of a week a root draws; anybody with the ledger comes to the same."""
    looks = list(looked_in(week).values_list("pk", flat=True))
    numbers = {pk: bytes(nonce) for pk, nonce in Entry.objects.filter(pk__in=looks).values_list("pk", "nonce")}
    return drawn_of(root, numbers, lawbook.period("look_sample", on=week))


def shown_by_rules(week: date, *, lawbook: Lawbook) -> dict[int, str]:
    """Which looks of a week a published rule gives to a reviewer, and which rule; also those in a matter that ended in that
    week without a word of what it showed, or whose person was told then that no outcome followed."""
    begin, end = start_of(week), start_of(week + timedelta(days=7))
    within = {"at__gte": begin, "at__lt": end}
    matters = {
        Sign.HIDDEN: set(Hiding.objects.filter(at__lt=end, until__gt=begin).values_list("matter", flat=True)),
        Sign.SHOWN_UNUSED: _shown_unused(begin, end, lawbook),
        Sign.NO_OUTCOME: set(OverdueNote.objects.filter(**within).values_list("matter", flat=True)),
    }
    for sign in matters:
        matters[sign] -= set(DrawnLook.objects.filter(rule=sign.value).values_list("entry__matter", flat=True))
    files = _files_and_matters(end, lawbook)
    entries = looked_in(week, or_in=matters[Sign.SHOWN_UNUSED] | matters[Sign.NO_OUTCOME], or_these=files)
    looks = [
        Seen(pk, by, program is not None, at, outcome in _AGAIN, bytes(number or b""), matter)
        for pk, by, program, at, outcome, number, matter in entries.order_by("pk").values_list(
            "pk", "by", "program", "at", "outcome", "number_index", "matter"
        )
    ]
    refused = Counter(
        one["by"]
        for one in AccessEntry.objects.filter(**within, outcome="refused").values("by", "reasons")
        if is_over_asking(one["reasons"])
    )
    found = signs(
        lawbook.watching, looks, refused=refused, matters=matters, files=files, working_days=lawbook.working_days
    )
    # How a matter went is seen at its end: a look that was drawn before is drawn again for that, and for nothing else.
    before = set(DrawnLook.objects.filter(entry__in=found).values_list("entry", flat=True))
    return {look: sign.value for look, sign in found.items() if sign in OF_MATTERS or look not in before}


def _shown_unused(begin: datetime, end: datetime, lawbook: Lawbook) -> set[int]:
    """The matters that ended in [begin, end) without a notice of use, though an answer in them showed an adverse record, or
    their conveniences were looked at: what those showed is kept nowhere."""
    ended = Closing.objects.filter(at__gte=begin, at__lt=end, outcome__in=_WITHOUT_A_WORD)
    shown = Fragment.objects.filter(answer__matter__in=ended.values("matter"))
    of_matter = shown.values_list("answer__matter", "version__record__item").distinct()
    adverse = {matter for matter, item in of_matter if lawbook.item(item).is_adverse}
    checked = AccessEntry.objects.filter(outcome=SERVICE_CHECKED, matter__in=ended.values("matter"))
    adverse |= set(checked.values_list("matter", flat=True))
    used = UsedRecord.objects.filter(notice__closing__at__gte=begin, notice__closing__at__lt=end)
    return adverse - set(used.values_list("notice__closing__matter", flat=True))


def _files_and_matters(end: datetime, lawbook: Lawbook) -> set[int]:
    """The files opened at a window of a unit, for a person about whom that very unit opened a matter within so many
    days before or after, both before `end`: who has seen the whole file needs no question to use it."""
    days = next((rule.values[0] for rule in lawbook.watching if rule.sign is Sign.FILE_AND_MATTER), None)
    if days is None:
        return set()
    between = timedelta(days=days)
    opened = AccessEntry.objects.filter(outcome=AT_WINDOW, at__lt=end, at__gte=end - between - timedelta(days=7))
    matters = Matter.objects.filter(
        number_index=OuterRef("number_index"),
        unit=OuterRef("unit"),
        at__lt=end,
        at__gte=OuterRef("at") - between,
        at__lte=OuterRef("at") + between,
    )
    return set(opened.filter(Exists(matters)).values_list("pk", flat=True))


def looked_in(week: date, *, or_in: Collection[int] = (), or_these: Collection[int] = ()) -> QuerySet[AccessEntry]:
    """The looks of a week in which an office was let in to ask about a person in a matter, those in these matters, and these
    looks; and what was opened, found or printed for whoever stood at a window."""
    of_the_week = Q(at__gte=start_of(week), at__lt=start_of(week + timedelta(days=7)))
    let_in = Q(matter__isnull=False, outcome__in=_LET_IN) | Q(outcome__in=FOR_PERSON)
    return AccessEntry.objects.filter(of_the_week | Q(matter__in=or_in) | Q(pk__in=or_these), let_in)
