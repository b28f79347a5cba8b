"""What the rules want somebody to look at before deciding, less what has been settled since.

The reasons an application came with stay in `review_reasons` as they were that day; what settles one is the state it
asks about, read here and nowhere else. Whatever only a person can judge, such as an open alert, stays until the decision.
"""

from django.db.models import Q

from npq_portal.accounts.choices import TrnVerification
from registrations.choices import CODES_BY_HAND, UNDECIDED
from registrations.models import Application

#: Settled by a verified TRN, which the database lets one participant hold.
_BY_TRN = ("no_trn", "trn_not_verified", "trn_belongs_to_another")
#: Settled by somebody who decided about funding by hand.
_BY_FUNDING = ("funding_needs_review", "same_funding_unknown")
#: Pages say where TRN and funding stand in words of their own.
_SAID_ELSEWHERE = ("no_trn", "trn_not_verified", "funding_needs_review")

_TRN_SETTLED = ~Q(participant__trn_verification=TrnVerification.NOT_YET)
_FUNDING_SETTLED = Q(funding_code__in=CODES_BY_HAND)

#: As `open_reasons` says, for queries: nothing is left to look at.
NOTHING_LEFT = (
    ~Q(status__in=UNDECIDED)
    | Q(review_reasons=[])
    | (_TRN_SETTLED & Q(review_reasons__contained_by=_BY_TRN))
    | (_FUNDING_SETTLED & Q(review_reasons__contained_by=_BY_FUNDING))
    | (_TRN_SETTLED & _FUNDING_SETTLED & Q(review_reasons__contained_by=(*_BY_TRN, *_BY_FUNDING)))
)


def open_reasons(application: Application) -> list[str]:
    """The reasons nobody has settled yet, as they came; none once it is decided."""
    if application.status not in UNDECIDED:
        return []
    settled = {
        *(_BY_TRN if application.participant.trn_is_verified else ()),
        *(_BY_FUNDING if application.funding_code in CODES_BY_HAND else ()),
    }
    return [reason for reason in application.review_reasons if reason not in settled]


def to_look_at(application: Application) -> list[str]:
    """The open reasons that a page does not say in words about the TRN or funding."""
    return [reason for reason in open_reasons(application) if reason not in _SAID_ELSEWHERE]
