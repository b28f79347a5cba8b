"""Single variables: what is taken, what is refused, and what the refusal says."""

import base64

import pytest
from django.core.exceptions import ImproperlyConfigured

from npq_portal import env


@pytest.fixture
def given(monkeypatch):
    def give(value: str | None) -> None:
        monkeypatch.delenv("ONE", raising=False)
        if value is not None:
            monkeypatch.setenv("ONE", value)

    return give


@pytest.mark.parametrize(
    ("read", "value", "result"),
    [
        (lambda: env.text("ONE"), "a word", "a word"),
        (lambda: env.text("ONE", "default"), None, "default"),
        (lambda: env.text("ONE", "default"), "", ""),
        (lambda: env.flag("ONE", False), "Yes", True),
        (lambda: env.flag("ONE", True), " off ", False),
        (lambda: env.flag("ONE", True), None, True),
        (lambda: env.flag("ONE", True), "", True),
        (lambda: env.number("ONE", 25), "587", 587),
        (lambda: env.number("ONE", 25), None, 25),
        (lambda: env.number("ONE", 25), " ", 25),
        (lambda: env.choice("ONE", "a", ("a", "b")), "b", "b"),
        (lambda: env.names("ONE"), "a, ,b,", ["a", "b"]),
        (lambda: env.database("ONE")["PORT"], "postgres://u:p@h:5433/d", 5433),
    ],
)
def test_what_is_taken(given, read, value, result):
    given(value)
    assert read() == result


@pytest.mark.parametrize(
    ("read", "value", "says"),
    [
        (lambda: env.text("ONE"), None, "ONE is not set or blank"),
        (lambda: env.text("ONE"), "", "ONE is not set or blank"),
        (lambda: env.text("ONE"), "  ", "ONE is not set or blank"),
        (lambda: env.flag("ONE", True), "perhaps", "ONE is 'perhaps'. Use true or false."),
        (lambda: env.number("ONE", 25), "many", "Use a whole number such as 25"),
        (lambda: env.choice("ONE", "a", ("a", "b")), "c", "Use one of: a, b"),
        (lambda: env.choice("ONE", "a", ("a", "b")), "", "Use one of: a, b"),
        (lambda: env.database("ONE"), "", "ONE is not set or blank"),
        (lambda: env.database("ONE"), "sqlite:///db", "must be a PostgreSQL address"),
    ],
)
def test_what_is_refused(given, read, value, says):
    given(value)
    with pytest.raises(ImproperlyConfigured, match=says):
        read()


SEED = base64.b64encode(bytes(range(32))).decode()


def test_signing_keys_keep_their_order(given):
    given(f"2028:{SEED}, 2027:{base64.b64encode(b'k' * 32).decode()},")
    assert list(env.signing_keys("ONE").items()) == [("2028", bytes(range(32))), ("2027", b"k" * 32)]


def test_without_keys_one_is_derived_where_there_is_something_to_derive_it_from(given):
    given("")
    assert env.signing_keys("ONE") == {}
    assert [len(seed) for seed in env.signing_keys("ONE", derive_from="a").values()] == [32]
    assert env.signing_keys("ONE", derive_from="a") != env.signing_keys("ONE", derive_from="b")


@pytest.mark.parametrize(
    "value",
    [
        SEED, f":{SEED}", "2027:", "2027:not base64", f"20 27:{SEED}", f"{'2' * 21}:{SEED}", f"2027:{SEED[:-4]}",
        "2027:" + base64.b64encode(b"k" * 33).decode(),
    ],
)  # fmt: skip
def test_what_is_no_signing_key_is_refused_without_repeating_it(given, value):
    given(f"2028:{SEED},{value}")
    with pytest.raises(ImproperlyConfigured, match="ONE: entry 2 is not ID:SEED") as refused:
        env.signing_keys("ONE")
    assert SEED[:8] not in str(refused.value)


def test_two_keys_of_one_id_are_refused(given):
    given(f"2027:{SEED},2027:{SEED}")
    with pytest.raises(ImproperlyConfigured, match="entry 2"):
        env.signing_keys("ONE")


@pytest.mark.parametrize(
    ("address", "wanted"),
    [
        ("redis://h:6379/3", "redis://h:6379/3"),
        ("unix:///s.sock?db=3", "redis+socket:///s.sock?virtual_host=3"),
    ],
)
def test_the_brokers_form_of_an_address(address, wanted):
    assert env.celery_redis(address) == wanted
