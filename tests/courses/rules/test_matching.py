"""Who a name in a report is, and that nobody is credited on a likeness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.rules.display_names import alias_key, is_personal, name_words, readings
from courses.rules.matching import Expected, MatchedBy, Roster, alias_to_remember, suggest

AMARA = Expected(key=1, name="Amara Okafor", emails=("amara.okafor@oakwood.example",))
BEN = Expected(key=2, name="Ben Whitlock", emails=("ben@whitlock.example", "b.whitlock@riverside.example"))
JO_A = Expected(key=3, name="Jo Price", emails=("jo.price@riverside.example",))
JO_B = Expected(key=4, name="Jo Price", emails=("joprice@hillview.example",))
ZOE = Expected(key=5, name="Zoë Färber-O’Neill", emails=("zoe@farber.example",))
EVERYBODY = (JO_B, ZOE, AMARA, JO_A, BEN)


def found(name="", email="", aliases=None, expected=EVERYBODY):
    return Roster(expected, aliases or {}).match(name=name, email=email)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Zoë Färber-O’Neill", "zoe farber oneill"),
        ("Dr Łukasz  Øster", "lukasz oster"),
        ("DAME Jane SMITH", "jane smith"),
        ("Mr", "mr"),
        ("", ""),
    ],
)
def test_names_are_folded(name, words):
    assert " ".join(name_words(name)) == words


@pytest.mark.parametrize(
    ("shown", "first"),
    [
        ("Amara Okafor (she/her)", "amara okafor"),
        ("Amara Okafor she/her/hers", "amara okafor"),
        ("Amara Okafor - Oakwood Primary", "amara okafor"),
        ("Amara Okafor | Oakwood", "amara okafor"),
        ("Okafor, Amara", "amara okafor"),
        ("OKAFOR, Amara (Oakwood)", "amara okafor"),
        ("Amara Okafor (2)", "amara okafor"),
        ("Amara Okafor (Guest)", "amara okafor"),
        ("Amara's iPhone", "amara"),
        ("Mary-Jane Smith", "mary jane smith"),
        ("Claire Guest", "claire guest"),
    ],
)
def test_a_shown_name_is_read(shown, first):
    assert " ".join(readings(shown)[0]) == first


def test_what_zoom_keeps_in_brackets_is_read_too():
    assert ("zoe", "farber", "oneill") in readings("Zoe F (Zoë Färber-O’Neill)")
    assert ("jane", "smith") in readings("Oakwood Primary - Jane Smith")


@pytest.mark.parametrize(
    "shown", ["iPhone (2)", "iPad", "Galaxy S21", "(she/her)", "12345", "SM-G991B", "Zoom User", "…"]
)
def test_a_device_is_nobody(shown):
    assert readings(shown) == ()


@pytest.mark.parametrize("email", ["ben@whitlock.example", "BEN@Whitlock.example", "b.whitlock@riverside.example"])
def test_an_email_address_decides_whatever_the_name(email):
    assert found("Amara Okafor", email) == found("iPad", email)
    assert (found("iPad", email).by, found("iPad", email).key) == (MatchedBy.EMAIL, BEN.key)


def test_an_address_that_two_people_have_decides_nothing():
    office = [
        Expected(key=key, name=name, emails=("office@oakwood.example",)) for key, name in ((1, "A B"), (2, "C D"))
    ]
    assert found("A B", "office@oakwood.example", expected=office).key is None


@pytest.mark.parametrize("name", ["Amara Okafor", "Okafor, Amara", "amara okafor (she/her)", "Amara Okafor - Oakwood"])
def test_the_same_name_without_the_address_is_only_a_suggestion(name):
    result = found(name)
    assert (result.by, result.key) == (MatchedBy.NONE, None)
    assert [(one.key, one.score, one.why) for one in result.suggestions] == [(AMARA.key, 100, "the same name")]


def test_equal_names_are_both_suggested_and_neither_chosen():
    for expected in (EVERYBODY, EVERYBODY[::-1]):
        result = found("Jo Price", expected=expected)
        assert result.key is None
        assert {(one.key, one.score) for one in result.suggestions} == {(3, 100), (4, 100)}


@pytest.mark.parametrize(
    ("name", "email", "best"),
    [
        ("Amara", "", AMARA.key),
        ("A Okafor", "", AMARA.key),
        ("Amarra Okafur", "", AMARA.key),
        ("B Whitlock", "", BEN.key),
        ("iPad (3)", "b.whitlock@gmail.example", BEN.key),
        ("Zoe Farber", "", ZOE.key),
        ("Zoe F (Zoë Färber-O’Neill)", "", ZOE.key),
        ("Ben's iPhone", "", BEN.key),
    ],
)
def test_likely_people_come_first(name, email, best):
    suggestions = suggest(name=name, email=email, expected=EVERYBODY)
    assert suggestions[0].key == best
    assert suggestions[0].score < 100 or "Färber" in name


@pytest.mark.parametrize("name", ["Tom Jones", "iPhone", "Oakwood Primary", "+44***0958", ""])
def test_nobody_alike_is_nobody_suggested(name):
    assert suggest(name=name, email="", expected=EVERYBODY) == ()


def test_no_more_than_five_are_suggested_equals_by_name():
    many = [Expected(key=key, name=f"Sam {letter}", emails=()) for key, letter in enumerate("HGFEDCBA")]
    assert [many[one.key].name for one in suggest(name="Sam", email="", expected=many)] == [
        f"Sam {letter}" for letter in "ABCDE"
    ]


@pytest.mark.parametrize(
    ("name", "email", "key"),
    [
        ("Okafor, Amara (she/her)", "", "amara okafor"),
        ("Oakwood Primary - Jane Smith", "", "oakwood primary jane smith"),
        ("iPad (2)", "Me@Gmail.example", "me@gmail.example ipad"),
        ("07700 900123", "", "07700900123"),
        ("+44 (0)7700", "", ""),
        ("+44***0958", "", ""),
        ("Amara", "", ""),
        ("iPhone (2)", "", ""),
        ("Amara's iPhone", "", ""),
        ("x" * 150, "y" * 60 + "@z.example", ""),
    ],
)
def test_what_a_name_is_remembered_as(name, email, key):
    assert alias_key(name=name, email=email) == key


@pytest.mark.parametrize(
    ("name", "email", "person", "personal"),
    [
        ("Bill Whitlock", "", "William Whitlock", True),
        ("Oakwood Primary", "", "Amara Okafor", False),
        ("Staff Room", "office@oakwood.example", "Amara Okafor", False),
        ("iPad", "amara.o@gmail.example", "Amara Okafor", True),
        ("iPad", "aokafor@gmail.example", "Amara Okafor", True),
        ("+44 7700 900123", "", "Amara Okafor", True),
        ("020 7946 0958", "", "Amara Okafor", False),
    ],
)
def test_only_what_is_a_persons_own_is_remembered(name, email, person, personal):
    assert is_personal(name=name, email=email, person=person) is personal
    assert bool(alias_to_remember(name=name, email=email, person=person)) is personal


def test_a_remembered_name_is_credited_next_time():
    remembered = alias_to_remember(name="Bill Whitlock - Riverside", email="", person="Ben Whitlock")
    result = found("bill WHITLOCK | Riverside", aliases={remembered: {BEN.key}})
    assert (result.by, result.key) == (MatchedBy.ALIAS, BEN.key)


@pytest.mark.parametrize(
    ("aliases", "name", "email"),
    [
        ({"bill whitlock": {2, 1}}, "Bill Whitlock", ""),  # two people were called that
        ({"bill whitlock": {99}}, "Bill Whitlock", ""),  # not expected here
        (
            {"bill whitlock": {2, 99}},
            "Bill Whitlock",
            "",
        ),  # one of the two is not expected, but may be here all the same
        ({"bill whitlock": {2}}, "Bill Whitlock", "bill@elsewhere.example"),  # the address is new
        ({"jo price": {3}}, "Jo Price", ""),  # another person is really called that
        ({"amara okafor": {2}}, "Amara Okafor", ""),
        ({"": {2}}, "iPad", ""),
    ],
)
def test_a_remembered_name_that_may_be_somebody_else_is_doubtful(aliases, name, email):
    assert found(name, email, aliases=aliases).key is None


def test_former_names_are_hints_and_bar_an_alias():
    married = Expected(key=9, name="Nia Evans", emails=(), other_names=("Nia Morgan",))
    assert found("Nia Morgan", expected=(married, BEN)).suggestions[0].key == 9
    assert found("Nia Morgan", expected=(married, BEN), aliases={"nia morgan": {BEN.key}}).key is None


names = st.text(max_size=40) | st.sampled_from([person.name for person in EVERYBODY])


@given(names)
def test_without_address_or_memory_nobody_is_ever_credited(name):
    assert found(name).key is None
    assert all(1 <= one.score <= 100 and one.key in range(1, 6) for one in found(name).suggestions)
