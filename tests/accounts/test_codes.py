"""One-time codes: kept as a hash, good for a quarter of an hour and three tries, for one purpose and one address."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.backends.cached_db import SessionStore
from hypothesis import given
from hypothesis import strategies as st

from npq_portal.accounts import codes
from npq_portal.accounts.codes import Purpose, Verdict

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)
EMAIL = "priya@school.example"


@pytest.fixture
def session() -> SessionStore:
    return SessionStore()


def begin(session, purpose=Purpose.SIGN_IN, email=EMAIL) -> str:
    return codes.begin(session, purpose, email=email, next_url="/here/", at=AT)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**8:08}"


def check(session, typed, minutes=0.0, purpose=Purpose.SIGN_IN) -> Verdict:
    return codes.check(session, purpose, typed, at=AT + timedelta(minutes=minutes))


def test_the_right_code_is_right_once(session):
    code = begin(session)
    assert check(session, code) == Verdict.RIGHT
    assert check(session, code) == Verdict.TOO_LATE


def test_the_session_keeps_no_code(session):
    code = begin(session)
    kept = json.dumps(dict(session.items()))
    assert code not in kept
    assert codes.spaced(code) not in kept
    assert len(codes.pending(session, Purpose.SIGN_IN).digest) == 64


def test_the_same_code_twice_leaves_two_different_traces(session, monkeypatch):
    monkeypatch.setattr(codes.secrets, "randbelow", lambda limit: 42)
    assert begin(session) == "00000042"
    first = codes.pending(session, Purpose.SIGN_IN).digest
    begin(session)
    assert codes.pending(session, Purpose.SIGN_IN).digest != first


def test_another_secret_key_makes_it_useless(session, settings):
    code = begin(session)
    settings.SECRET_KEY = "another"
    assert check(session, code) == Verdict.WRONG


@pytest.mark.parametrize(("minutes", "verdict"), [(15, Verdict.RIGHT), (15.01, Verdict.TOO_LATE)])
def test_it_lasts_fifteen_minutes(session, minutes, verdict):
    assert check(session, begin(session), minutes) == verdict


def test_three_tries(session):
    code = begin(session)
    assert codes.attempts_left(session, Purpose.SIGN_IN) == 3
    assert check(session, wrong(code)) == Verdict.WRONG
    assert codes.attempts_left(session, Purpose.SIGN_IN) == 2
    assert check(session, wrong(code)) == Verdict.WRONG
    assert check(session, wrong(code)) == Verdict.WRONG_TOO_OFTEN
    assert codes.attempts_left(session, Purpose.SIGN_IN) == 0
    assert check(session, code) == Verdict.TOO_LATE, "the right one comes too late"


def test_the_third_try_may_be_right(session):
    code = begin(session)
    check(session, wrong(code))
    check(session, wrong(code))
    assert check(session, code) == Verdict.RIGHT


def test_thirty_guesses_at_once_are_still_three_tries(session):
    """Every request reads the session before any other has written it, as they do in parallel."""
    code, barrier = begin(session), threading.Barrier(30)
    kept = dict(session.items())

    def guess(number: int) -> Verdict:
        own = SessionStore()
        own.update(kept)
        barrier.wait()
        return check(own, code if number == 29 else wrong(code))

    with ThreadPoolExecutor(30) as pool:
        verdicts = list(pool.map(guess, range(30)))
    assert verdicts.count(Verdict.WRONG) <= 2
    assert len(verdicts) - verdicts.count(Verdict.WRONG_TOO_OFTEN) <= 3


def test_a_new_code_replaces_the_old_one(session):
    old = begin(session)
    new = codes.again(session, Purpose.SIGN_IN, at=AT)
    assert codes.pending(session, Purpose.SIGN_IN).next_url == "/here/"
    if old != new:
        assert check(session, old) == Verdict.WRONG
    assert check(session, new) == Verdict.RIGHT


def test_a_new_code_has_its_own_quarter_of_an_hour(session):
    begin(session)
    code = codes.again(session, Purpose.SIGN_IN, at=AT + timedelta(minutes=14))
    assert check(session, code, 28) == Verdict.RIGHT


def test_it_is_sent_again_three_times_at_most(session):
    begin(session)
    for _ in range(3):
        codes.again(session, Purpose.SIGN_IN, at=AT)
    with pytest.raises(codes.NoMoreCodesError):
        codes.again(session, Purpose.SIGN_IN, at=AT)


def test_nothing_can_be_sent_again_before_it_was_sent(session):
    with pytest.raises(codes.NoMoreCodesError):
        codes.again(session, Purpose.SIGN_IN, at=AT)


def test_a_code_for_one_purpose_is_none_for_the_other(session):
    code = begin(session, Purpose.CHANGE_EMAIL)
    begin(session, Purpose.SIGN_IN)
    assert check(session, code, purpose=Purpose.SIGN_IN) == Verdict.WRONG
    assert check(session, code, purpose=Purpose.CHANGE_EMAIL) == Verdict.RIGHT


def test_a_code_belongs_to_its_address(session):
    code = begin(session)
    session["one_time_code_sign_in"] |= {"email": "other@school.example"}
    assert check(session, code) == Verdict.WRONG


@given(
    st.integers(0, 10**8 - 1),
    st.sampled_from(["{} {}", "{}{}", " {}-{} ", "{}\u00a0{}", "{}\u2013{}\n", "\u200b{}\t{}"]),
)
def test_what_people_type_around_the_digits_does_not_matter(number, shape):
    code = f"{number:08}"
    assert codes.normal(shape.format(code[:4], code[4:])) == code


def test_full_width_digits_are_digits():
    assert codes.normal("１２３４ ５６７８") == "12345678"


def test_codes_differ(session):
    made = {begin(session) for _ in range(200)}
    assert len(made) > 195
    assert {len(code) for code in made} == {8}
