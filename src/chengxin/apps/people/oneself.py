"""Nobody works on their own file: who bears the person's name lets a colleague do it. [law:pipl/第五十一条]"""

from __future__ import annotations

from collections.abc import Collection

from chengxin.apps.officials.models import Official
from chengxin.apps.people.models import Person
from chengxin.apps.people.selectors import identity_of
from chengxin.core.facts import Identity
from chengxin.core.reasons import Reason, Refusal
from chengxin.core.watching import is_own_name
from chengxin.lawbook import Lawbook


def require_somebody_else(whom: Identity | Person | None, *, lawbook: Lawbook, by: Official) -> None:
    """Check that an official does not bear the name of the person whose file they open or work on. Where the identity is
    destroyed, nobody knows the name any more.

    :raises Refusal: SAME_NAME_AS_YOURS.
    """
    identity = identity_of(whom) if isinstance(whom, Person) else whom
    if identity is not None and is_own_name(lawbook.watching, identity.name, own=by.name):
        raise Refusal(Reason.SAME_NAME_AS_YOURS)


def require_nobody_of_number(
    number_index: bytes, *, names: Collection[bytes], besides: Identity | None = None, lawbook: Lawbook, by: Official
) -> None:
    """The same for everybody who holds one number under one of the `names`, and for who came under it `besides`. A name of which
    nothing stands shuts nobody out: any source can send one and take it back.

    :raises Refusal: SAME_NAME_AS_YOURS.
    """
    require_somebody_else(besides, lawbook=lawbook, by=by)
    for person in Person.objects.filter(number_index=number_index):
        if bytes(person.name_index) in names:
            require_somebody_else(person, lawbook=lawbook, by=by)
