"""Three facts of four, and which of them: the check of who a person is."""

from dataclasses import fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registrations.rules.identity import (
    Agreement,
    FactAgreements,
    IdentityCheck,
    IdentityClaim,
    IdentityReason,
    LookUp,
    TeacherRecord,
    better_of,
    check_identity,
    compare,
    first_look_up,
    second_look_up,
)
from tests.registrations.rules.scenarios import read_table

CASES = read_table("identity_cases.csv")
BORN = date(1984, 3, 27)
CLAIM = IdentityClaim(first_name="Jane", date_of_birth=BORN, trn="1234567", national_insurance_number="AB123456C")
RECORD = TeacherRecord(trn="1234567", first_name="Jane", date_of_birth=BORN, national_insurance_number="AB123456C")
SOMEBODY_ELSE = TeacherRecord(trn="1234567", first_name="Omar", date_of_birth=date(1971, 5, 2))


def claim_of(case):
    return IdentityClaim(
        trn=case["trn"],
        first_name=case["first_name"],
        date_of_birth=date.fromisoformat(case["born"]) if case["born"] else None,
        national_insurance_number=case["ni"],
    )


def record_of(case):
    return TeacherRecord(
        trn=case["record_trn"],
        first_name=case["record_first"],
        date_of_birth=date.fromisoformat(case["record_born"]) if case["record_born"] else None,
        national_insurance_number=case["record_ni"],
        active=case["active"] == "yes",
    )


@pytest.mark.parametrize("case", [pytest.param(case, id=case["scenario"]) for case in CASES])
def test_claims_and_records_compare_as_the_table_says(case):
    check = check_identity(claim_of(case), record_of(case))

    assert check.facts.as_dict() == dict(
        zip((fact.name for fact in fields(FactAgreements)), case["facts"].split(), strict=True)
    )
    assert (check.verified, check.reason or "") == (case["verified"] == "yes", case["reason"])
    assert check.agreed == case["facts"].split().count("agreed")


def test_the_table_shows_every_reason_a_record_can_give():
    assert {case["reason"] for case in CASES} - {""} == set(IdentityReason.values) - {
        IdentityReason.NOT_FOUND,
        IdentityReason.NOTHING_TO_CHECK,
    }


class TestWithoutARecord:
    def test_nobody_found_is_not_the_same_as_not_active(self):
        assert check_identity(CLAIM, None) == IdentityCheck(verified=False, reason=IdentityReason.NOT_FOUND)

    def test_nothing_to_look_up_by_is_said_so(self):
        claim = replace(CLAIM, trn="", national_insurance_number="")

        assert check_identity(claim, None).reason == IdentityReason.NOTHING_TO_CHECK

    def test_name_and_birth_date_alone_never_verify(self):
        claim = replace(CLAIM, trn="", national_insurance_number="")

        assert not check_identity(claim, RECORD).verified

    @pytest.mark.parametrize("trn", ["0000000", "0000001", "12", "no idea"])
    def test_a_number_that_is_no_trn_is_nothing_to_look_up_by(self, trn):
        claim = replace(CLAIM, trn=trn, national_insurance_number="")

        assert check_identity(claim, RECORD).reason == IdentityReason.NOTHING_TO_CHECK


class TestNames:
    def test_a_former_name_on_record_is_enough(self):
        record = replace(RECORD, first_name="Janet", previous_names=("Jane Miller",), national_insurance_number="")

        assert check_identity(CLAIM, record).verified

    def test_a_former_name_of_the_person_is_enough(self):
        claim = replace(CLAIM, first_name="Janet", previous_names=("Jane Miller",), national_insurance_number="")

        assert check_identity(claim, RECORD).verified

    def test_the_middle_name_on_record_completes_a_double_name(self):
        claim = replace(CLAIM, first_name="Mary-Jane")
        record = replace(RECORD, first_name="Mary", middle_name="Jane")

        assert compare(claim, record).first_name == Agreement.AGREED
        assert compare(claim, replace(record, middle_name="")).first_name == Agreement.DIFFERED

    def test_the_middle_name_is_not_taken_for_the_first(self):
        claim = replace(CLAIM, first_name="Jane")

        assert compare(claim, replace(RECORD, first_name="Mary", middle_name="Jane")).first_name == Agreement.DIFFERED


class TestTheRecordsTrn:
    def test_it_may_differ_from_the_one_typed(self):
        check = check_identity(replace(CLAIM, trn="1234576"), RECORD)

        assert check.verified
        assert check.record_trn == "1234567"

    def test_the_sentinel_agrees_with_nothing(self):
        claim, record = replace(CLAIM, trn="0000001"), replace(RECORD, trn="0000001")

        assert compare(claim, record).trn == Agreement.NOT_ON_RECORD


class TestLookingUp:
    @pytest.mark.parametrize(
        ("trn", "number", "way"),
        [
            ("1234567", "AB123456C", LookUp.BY_TRN),
            ("1234567", "", LookUp.BY_TRN),
            ("RP12/34567", "", LookUp.BY_TRN),
            ("", "AB123456C", LookUp.BY_NATIONAL_INSURANCE),
            ("12", "ab 12 34 56 c", LookUp.BY_NATIONAL_INSURANCE),
            ("0000001", "AB123456C", LookUp.BY_NATIONAL_INSURANCE),
            ("", "", None),
            ("", "QQ123456C", None),
            ("12", "nonsense", None),
        ],
    )
    def test_the_first_question_is_by_trn_where_there_is_one(self, trn, number, way):
        assert first_look_up(replace(CLAIM, trn=trn, national_insurance_number=number)) == way

    @pytest.mark.parametrize(
        ("why", "claim", "record", "again"),
        [
            ("verified", CLAIM, RECORD, False),
            ("nobody has the TRN", CLAIM, None, True),
            ("somebody else's TRN", CLAIM, SOMEBODY_ELSE, True),
            ("somebody else's closed record", CLAIM, replace(SOMEBODY_ELSE, active=False), True),
            ("their own closed record", CLAIM, replace(RECORD, active=False), False),
            ("their own closed record by three facts", CLAIM, replace(RECORD, first_name="Ruth", active=False), False),
            (
                "only the name differs",
                replace(CLAIM, first_name="Liz"),
                replace(RECORD, national_insurance_number=""),
                False,
            ),
            ("no number to ask by", replace(CLAIM, national_insurance_number=""), None, False),
            ("a number that is none", replace(CLAIM, national_insurance_number="QQ123456C"), None, False),
            ("asked by number already", replace(CLAIM, trn=""), None, False),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_a_second_question_is_asked_only_where_the_trn_may_be_somebody_elses(self, why, claim, record, again):
        first = check_identity(claim, record)

        assert second_look_up(claim, first) == (LookUp.BY_NATIONAL_INSURANCE if again else None)

    def test_the_better_of_two_checks_is_the_verified_one(self):
        wrong, right = check_identity(CLAIM, SOMEBODY_ELSE), check_identity(CLAIM, replace(RECORD, trn="7654321"))

        assert right.verified
        assert better_of(wrong, right) is right
        assert better_of(right, wrong) is right

    def test_a_verified_check_beats_a_closed_record_where_more_agrees(self):
        closed = check_identity(CLAIM, replace(RECORD, active=False))
        verified = check_identity(CLAIM, replace(RECORD, trn="7654321"))

        assert closed.agreed > verified.agreed
        assert better_of(closed, verified) is verified
        assert better_of(verified, closed) is verified

    def test_else_the_one_where_more_agrees_else_the_first(self):
        none, one = check_identity(CLAIM, None), check_identity(CLAIM, SOMEBODY_ELSE)
        same = check_identity(CLAIM, SOMEBODY_ELSE)

        assert better_of(none, one) is one
        assert better_of(one, none) is one
        assert better_of(one, same) is one


def test_neither_claim_nor_record_prints_the_national_insurance_number():
    assert "123456" not in repr(CLAIM).replace("1234567", "")
    assert "123456" not in repr(RECORD).replace("1234567", "")


maybe_trns = st.sampled_from(["", "1234567", "7654321", "RP12/34567", "12", "0000001"])
maybe_numbers = st.sampled_from(["", "AB123456C", "CE654321A", "nonsense"])
maybe_names = st.sampled_from(["", "Jane", "Mr", "Drew", "Mary-Jane", "李"])
maybe_dates = st.sampled_from([None, BORN, date(1990, 1, 1)])


@given(
    st.builds(IdentityClaim, maybe_names, maybe_dates, maybe_trns, maybe_numbers),
    st.none() | st.builds(TeacherRecord, maybe_trns, maybe_names, maybe_dates, maybe_numbers, active=st.booleans()),
)
def test_whatever_is_claimed_a_check_is_verified_or_says_why_not(claim, record):
    check = check_identity(claim, record)

    assert check.verified == (check.reason is None)
    if check.verified:
        assert record.active
        assert check.agreed >= 3
        assert check.record_trn == record.trn
    if record is None:
        assert check.facts is None
