"""Who may act for another: scope, proof, end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengxin.core.errands import Errand
from chengxin.core.mandates import ACTS, Kind, Mandate, may_act, may_end, may_register
from chengxin.core.reasons import Reason, Refusal
from tests.proves import proves

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def reason_of(act, *arguments, **named):
    with pytest.raises(Refusal) as refusal:
        act(*arguments, **named)
    return refusal.value.reason


class TestActing:
    @proves("R15", "G19")
    @given(
        st.sampled_from(Kind),
        st.frozensets(st.sampled_from(Errand)),
        st.sampled_from(Errand),
        st.integers(-5, 40),
        st.none() | st.integers(-5, 40),
    )
    def test_is_within_scope_and_before_the_end_or_refused(self, kind, acts, act, days, ended):
        mandate = Mandate(kind, acts, AT + 30 * DAY, None if ended is None else AT + ended * DAY)
        at = AT + days * DAY
        is_over = days >= 30 or (ended is not None and days >= ended)
        is_named = act in acts and act in ACTS[kind]
        if not is_over and is_named:
            may_act(mandate, act, at=at)
            return
        expected = Reason.MANDATE_ENDED if is_over else Reason.MANDATE_OUT_OF_SCOPE
        assert reason_of(may_act, mandate, act, at=at) is expected

    @proves("G19")
    def test_consent_is_the_persons_own_or_the_guardians(self):
        assert Errand.CONSENT not in ACTS[Kind.LAWYER] | ACTS[Kind.HEIR]
        assert Errand.CONSENT in ACTS[Kind.GUARDIAN]
        for acts in ACTS.values():
            assert Errand.DISMISS not in acts
            assert Errand.ANNUL not in acts


class TestProof:
    @proves("G19")
    @pytest.mark.parametrize(
        ("changes", "reason"),
        [
            ({"document_no": " "}, Reason.MANDATE_NEEDS_PROOF),
            ({"is_same_person": True}, Reason.MANDATE_OF_ONESELF),
            ({"last_day": AT.date() + 365 * DAY}, Reason.MANDATE_TOO_LONG),
            ({"last_day": AT.date() - DAY}, Reason.MANDATE_TOO_LONG),
        ],
    )
    def test_has_a_number_another_person_and_an_end(self, changes, reason):
        noted = {
            "document_no": "（2026）黑律委字第12号",
            "is_same_person": False,
            "noted_on": AT.date(),
            "last_day": AT.date() + 364 * DAY,
            "longest": 365,
        }
        may_register(Kind.LAWYER, [Errand.OBJECT], **noted)
        assert reason_of(may_register, Kind.LAWYER, [Errand.OBJECT], **(noted | changes)) is reason
        assert reason_of(may_register, Kind.LAWYER, [], **noted) is Reason.MANDATE_OUT_OF_SCOPE
        assert reason_of(may_register, Kind.LAWYER, [Errand.CONSENT], **noted) is Reason.MANDATE_OUT_OF_SCOPE


class TestEnding:
    @proves("G19")
    @pytest.mark.parametrize("kind", list(Kind))
    def test_a_lawyer_is_dismissed_by_the_person_alone(self, kind):
        mandate = Mandate(kind, frozenset({Errand.READ}), AT + DAY)
        may_end(mandate, by_official=True, at=AT)
        if kind is Kind.LAWYER:
            may_end(mandate, by_official=False, at=AT)
        else:
            assert reason_of(may_end, mandate, by_official=False, at=AT) is Reason.MANDATE_NOT_YOURS_TO_END

    def test_what_is_over_is_not_ended_again(self):
        mandate = Mandate(Kind.LAWYER, frozenset({Errand.READ}), AT)
        assert reason_of(may_end, mandate, by_official=True, at=AT) is Reason.MANDATE_ENDED
