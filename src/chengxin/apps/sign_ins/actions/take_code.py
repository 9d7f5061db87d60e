"""Take the code of a resident who signs in. [law:pipl/第五十一条]"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from chengxin.apps.ledger.batch import Writer
from chengxin.apps.ledger.hold import hold
from chengxin.apps.people import selectors as people
from chengxin.apps.sign_ins.codes import index_of
from chengxin.apps.sign_ins.models import SignInCode, SignInCodeUsed, SignInStopped
from chengxin.core.facts import Identity
from chengxin.core.permissions import KEEPER
from chengxin.core.reasons import Reason, Refusal


@transaction.atomic
def take_code(identity: Identity, code: str, *, at: datetime) -> SignInCode:
    """Take a code of this number and name, once, while no newer one is in its place and it was not stopped; which one it was.

    :raises Refusal: SIGN_IN_CODE_WRONG, whatever is wrong.
    """
    who = people.indexes(identity)
    hold("sign-in codes of a number", who.number)
    writer = Writer(at)
    given = SignInCode.objects.select_related("used").filter(code_index=index_of(who, code)).first()
    if given is None or not _is_good(given, at=writer.at):
        raise Refusal(Reason.SIGN_IN_CODE_WRONG)
    writer.add("sign_in_code_used", SignInCodeUsed(code=given, at=writer.at))
    writer.flush()
    return given


def _is_good(given: SignInCode, *, at: datetime) -> bool:
    later = people.exactly(given.number_index, given.name_index)
    return (
        not hasattr(given, "used")
        and given.at <= at < given.until
        and not SignInCode.objects.filter(later, pk__gt=given.pk, unit__in={given.unit, KEEPER}).exists()
        and not SignInStopped.objects.filter(later, pk__gt=given.pk).exists()
    )
