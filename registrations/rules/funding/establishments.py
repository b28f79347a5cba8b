"""Which kinds of establishment are funded, and the schools that were funded by name."""

from registrations.rules.funding.facts import Institution

#: GIAS TypeOfEstablishment codes of state-funded schools and 16 to 19 organisations, as the rules stood until May 2022.
STATE_FUNDED_TYPES_TO_MAY_2022 = frozenset(
    {
        1,  # community school
        2,  # voluntary aided school
        3,  # voluntary controlled school
        5,  # foundation school
        6,  # city technology college
        7,  # community special school
        8,  # non-maintained special school
        12,  # foundation special school
        14,  # pupil referral unit
        15,  # local authority nursery school
        18,  # further education
        24,  # secure unit
        26,  # service children's education
        28,  # academy, sponsor led
        31,  # sixth form centre
        32,  # special post-16 institution
        33,  # academy special, sponsor led
        34,  # academy converter
        35,  # free school
        36,  # free school, special
        38,  # free school, alternative provision
        39,  # free school, 16 to 19
        40,  # university technical college
        41,  # studio school
        42,  # academy alternative provision, converter
        43,  # academy alternative provision, sponsor led
        44,  # academy special, converter
        45,  # academy 16 to 19, converter
        46,  # academy 16 to 19, sponsor led
    }
)
#: From 31 May 2022, also 10: other independent special school, whose places local authorities pay for.
STATE_FUNDED_TYPES = STATE_FUNDED_TYPES_TO_MAY_2022 | {10}

LOCAL_AUTHORITY_NURSERY_SCHOOL = 15

#: URNs the DfE funded whatever their type, October 2021 to July 2024.
_FUNDED_BY_NAME = """
    146816 141030 131867 130416 145003 139730 143704 141940 147756 139363 130468 130457 144753 144886 130503 143689
    144511 130452 130548 145002 144463 130458 130411 130422 130746 133608 144887 145230 139433 142673 147477 130580
    133545 130504
"""
FUNDED_BY_NAME = frozenset(_FUNDED_BY_NAME.split())


def is_state_funded(institution: Institution | None) -> bool:
    """A school, academy or college of one of the 30 types."""
    return institution is not None and institution.is_school and institution.establishment_type in STATE_FUNDED_TYPES


def is_local_authority_nursery(institution: Institution | None) -> bool:
    """A local authority nursery school, GIAS type 15."""
    return (
        institution is not None
        and institution.is_school
        and institution.establishment_type == LOCAL_AUTHORITY_NURSERY_SCHOOL
    )


def is_funded_by_name(institution: Institution | None) -> bool:
    """One of the 34 URNs."""
    return institution is not None and institution.urn in FUNDED_BY_NAME
