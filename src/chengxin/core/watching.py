"""Which looks somebody of another body has to look at, whatever chance draws: by published rules. [law:pipl/第五十四条]

A rule opens a review by a human being and nothing else; what it shows of an official is never a finding, and it never
reaches the person's record.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from chengxin.core.calendar import SHANGHAI, WorkingDays, day_of
from chengxin.core.names import fold
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.samples import Review
from chengxin.core.whys import Phase


class Sign(StrEnum):
    """What makes a look one to be looked at; in the order in which one is named where several fit."""

    HIDDEN = "hidden"
    SHOWN_UNUSED = "shown_unused"
    NO_OUTCOME = "no_outcome"
    FILE_AND_MATTER = "file_and_matter"
    ON_A_WORD = "on_a_word"
    SAME_PERSON = "same_person"
    SAME_FILE = "same_file"
    READ_AGAIN = "read_again"
    REFUSED_OFTEN = "refused_often"
    ODD_HOURS = "odd_hours"
    PROBING = "probing"
    """Draws nothing: the key of the program that tries is taken at once."""
    PERSON_OFTEN = "person_often"
    """Draws nothing: a unit that opened so many matters about one person opens no more that week."""
    OPENED_MANY = "opened_many"
    """Draws nothing: who opened so many matters opens no more that day."""
    OWN_NAME = "own_name"
    """Draws nothing: who bears the person's name lets a colleague do it."""
    UNMATCHED = "unmatched"
    """Draws nothing: who named so many records that are not there writes down no restraint that day."""


#: What stops somebody at once leaves nothing to look at again.
_STOPPING = frozenset({Sign.PROBING, Sign.PERSON_OFTEN, Sign.OPENED_MANY, Sign.OWN_NAME, Sign.UNMATCHED})


class Decided(StrEnum):
    """What became of a look that a rule gave to a reviewer. Until somebody has decided, nothing."""

    OPEN = "open"
    LAWFUL = "lawful"
    UNLAWFUL = "unlawful"


#: What shows in how a matter went, and not in the looks themselves.
OF_MATTERS = frozenset({Sign.HIDDEN, Sign.SHOWN_UNUSED, Sign.NO_OUTCOME})

#: Where a question why waits for nobody.
_SETTLED = frozenset({Phase.ANSWERED, Phase.CLOSED})


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as the lawbook publishes it."""

    sign: Sign
    name: str
    values: tuple[int, ...]
    """ODD_HOURS: the hour from which and the one until which work is done. HIDDEN, SHOWN_UNUSED, NO_OUTCOME, ON_A_WORD, OWN_NAME:
    none.
    PROBING, OPENED_MANY, UNMATCHED: how often in a day. SAME_FILE: on how many days of a week. FILE_AND_MATTER: how
    many days lie between at most. Else how often in a week."""

    @property
    def draws(self) -> bool:
        """Whether it gives looks to a reviewer."""
        return self.sign not in _STOPPING


@dataclass(frozen=True, slots=True)
class Seen:
    """One look of a week in a matter, or for whoever stood at a window, as far as a rule needs to know it."""

    look: int
    by: int
    is_program: bool
    at: datetime
    is_read_again: bool
    person: bytes
    """A keyed index; it names nobody."""
    matter: int | None
    """`None` at a window, where there is none."""


def signs(
    rules: Collection[Rule],
    looks: Sequence[Seen],
    *,
    refused: Sequence[tuple[int, int]],
    matters: Mapping[Sign, Collection[int]],
    files: Collection[int],
    on_a_word: Collection[int] = (),
    earlier: Sequence[Seen] = (),
    working_days: WorkingDays,
) -> list[tuple[int, Sign]]:
    """Each look with the first sign that it shows, and with every one in `OF_MATTERS`. `refused` are the refused tries of the
    week with the official of each; `matters` are those of each sign in `OF_MATTERS`: whose looks their person sees only later,
    that ended without a word of the adverse records they showed, whose person was told that no outcome followed. Of what
    happened too often, and of a matter, the last is drawn. `files` are the looks at a window of a unit that has a matter about
    the same person. `on_a_word` are those that were drawn of what rests on the word of a window. `earlier` are looks of weeks
    before, which show nothing but what these two say."""
    known = {rule.sign: rule.values for rule in rules}
    found: list[tuple[int, Sign]] = []
    named: set[int] = set()
    for sign in Sign:
        if sign in known:
            asked = [*earlier, *looks] if sign in OF_MATTERS or sign is Sign.FILE_AND_MATTER else looks
            showing = _showing(sign, known[sign], asked, refused, matters.get(sign, ()), files, on_a_word, working_days)
            found += [(look, sign) for look in showing if sign in OF_MATTERS or look not in named]
            named.update(showing)
    return found


def _showing(
    sign: Sign,
    values: tuple[int, ...],
    looks: Sequence[Seen],
    refused: Sequence[tuple[int, int]],
    matters: Collection[int],
    files: Collection[int],
    on_a_word: Collection[int],
    working_days: WorkingDays,
) -> list[int]:
    match sign:
        case Sign.HIDDEN | Sign.SHOWN_UNUSED | Sign.NO_OUTCOME:
            return list({one.matter: one.look for one in looks if one.matter in matters}.values())
        case Sign.FILE_AND_MATTER:
            return [one.look for one in looks if one.look in files]
        case Sign.ON_A_WORD:
            return sorted(on_a_word)
        case Sign.SAME_PERSON:
            each = _first_of_each([one for one in looks if one.matter is not None], lambda one: one.matter)
            return _last_of(each, lambda one: (one.by, one.person), values[0])
        case Sign.SAME_FILE:
            at_window = [one for one in looks if one.matter is None]
            days = _first_of_each(at_window, lambda one: (one.by, one.person, day_of(one.at)))
            return _last_of(days, lambda one: (one.by, one.person), values[0])
        case Sign.READ_AGAIN:
            return _last_of([one for one in looks if one.is_read_again], lambda one: (one.by, one.matter), values[0])
        case Sign.REFUSED_OFTEN:
            times, last = Counter(by for _, by in refused), {by: refusal for refusal, by in refused}
            return [refusal for by, refusal in last.items() if times[by] >= values[0]]
        case Sign.ODD_HOURS:
            return [one.look for one in looks if not one.is_program and _is_odd(one.at, values, working_days)]
        case Sign.PROBING | Sign.PERSON_OFTEN | Sign.OPENED_MANY | Sign.OWN_NAME | Sign.UNMATCHED:
            return []


def decided(review: Review | None, asked: Phase | None, *, is_unlawful: bool) -> Decided:
    """What is decided of a drawn look. `asked` is where the question why stands, `None` where nobody asked; `is_unlawful`,
    whether anybody who had to say so found that. The word of the unit that looked decides nothing before the reviewer's."""
    if is_unlawful:
        return Decided.UNLAWFUL
    if review is None or (asked is None and review is Review.DOUBTFUL):
        return Decided.OPEN
    return Decided.LAWFUL if asked is None or asked in _SETTLED else Decided.OPEN


def is_probing(rules: Collection[Rule], refused: int) -> bool:
    """Whether a program that was refused so often in a day loses its key."""
    return _is_reached(rules, Sign.PROBING, refused)


def most_matters(rules: Collection[Rule]) -> int | None:
    """How many matters one official, and every program they answer for, may open in a day together."""
    return next((rule.values[0] for rule in rules if rule.sign is Sign.OPENED_MANY), None)


def require_seldom(rules: Collection[Rule], opened: int) -> None:
    """Check that a unit which opened so many matters about one person in a week may open another: matter after matter is a
    watch.

    :raises Refusal: PERSON_TOO_OFTEN.
    """
    if _is_reached(rules, Sign.PERSON_OFTEN, opened):
        raise Refusal(Reason.PERSON_TOO_OFTEN)


def require_unseen(rules: Collection[Rule], checked: int) -> None:
    """Check that conveniences which were looked at so often in one matter may be looked at again.

    :raises Refusal: SERVICE_SEEN_OFTEN.
    """
    if _is_reached(rules, Sign.READ_AGAIN, checked):
        raise Refusal(Reason.SERVICE_SEEN_OFTEN)


def require_matching(rules: Collection[Rule], unmatched: int) -> None:
    """Check that an official who named so many records in a day that are not there may name another one.

    :raises Refusal: RESTRAINT_TRIED_OFTEN.
    """
    if _is_reached(rules, Sign.UNMATCHED, unmatched):
        raise Refusal(Reason.RESTRAINT_TRIED_OFTEN)


def is_own_name(rules: Collection[Rule], name: str, *, own: str) -> bool:
    """Whether an official bears the name of the person whose file they would open, and the rule is published. No number of an
    official is kept, so that nothing else tells whether they would look at themselves; somebody else can do it as well."""
    return fold(name) == fold(own) and any(rule.sign is Sign.OWN_NAME for rule in rules)


def _is_reached(rules: Collection[Rule], sign: Sign, times: int) -> bool:
    """Whether something happened as often as a published rule says; a rule that is not published is never reached."""
    return any(rule.sign is sign and times >= rule.values[0] for rule in rules)


def _first_of_each(looks: Sequence[Seen], key: Callable[[Seen], Hashable]) -> list[Seen]:
    first = {key(one): one for one in reversed(looks)}
    return sorted(first.values(), key=lambda one: one.look)


def _last_of(looks: Sequence[Seen], key: Callable[[Seen], Hashable], least: int) -> list[int]:
    """The last look of each group that has so many."""
    counted = Counter(map(key, looks))
    last = {key(one): one.look for one in looks}
    return [look for group, look in last.items() if counted[group] >= least]


def _is_odd(at: datetime, hours: tuple[int, ...], working_days: WorkingDays) -> bool:
    begin, end = hours
    return not working_days.is_working(day_of(at)) or not begin <= at.astimezone(SHANGHAI).hour < end
