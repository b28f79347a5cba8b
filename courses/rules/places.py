"""Funded places: what may be said of one when a participant is enrolled.

Source: the DfE's registration service, "funded place" at acceptance (places capped from autumn 2024, none in spring 2026).
"""

from courses.choices import FundingKind


def funded_place_fault(*, funding_kind: str, funded_place: bool | None) -> str:
    """Why `funded_place` does not suit an intake with this kind of funding, in words for staff; "" where it does.

    Full: nobody counts places, so it stays empty. Capped: it must be decided, yes or no. None: it must be no.
    Whether the person is eligible for one is the application's to say, not the cohort's.
    """
    if funding_kind == FundingKind.FULL and funded_place is not None:
        return "Places are not capped in this intake, so there is no funded place to give or keep back."
    if funding_kind == FundingKind.CAPPED and funded_place is None:
        return "Funded places are capped in this intake: say whether this person gets one."
    if funding_kind == FundingKind.NONE and funded_place is not False:
        return "Nobody in this intake has a funded place."
    return ""
