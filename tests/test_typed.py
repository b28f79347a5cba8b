"""Which of a form that cannot be taken comes back: what takes time to type again, whole, and nothing else."""

import pytest
from django.http import QueryDict

from npq_portal.typed import words_in

FORMS = {
    "a sentence": ("comment=Good+work%2C+well+argued.", ["Good work, well argued."]),
    "lines and spaces as they are": ("text=%0AOne+two%0D%0Athree++", ["\nOne two\r\nthree  "]),
    "several, in the form's order": ("b=two+words&a=more+words", ["two words", "more words"]),
    "the same name twice": ("note=first+one&note=second+one", ["first one", "second one"]),
    "a word, a number, a choice and a token": ("name=Anna&points=3&why=knows&csrfmiddlewaretoken=abc123", []),
    "numbers in groups": ("phone=07700+900123&answer=1234+5678", []),
    "secrets, whatever they are": (
        "password=three+secret+words&new_password2=more+words&check-in-code=ab+cd&trn=RP+12",
        [],
    ),
    "a name that only begins like a secret": ("code1d=two+words&coded=more+words", ["two words", "more words"]),
    "nothing but spaces": ("comment=+++", []),
    "no form": ("", []),
}


@pytest.mark.parametrize(("sent", "back"), FORMS.values(), ids=FORMS.keys())
def test_what_comes_back(sent, back):
    assert words_in(QueryDict(sent)) == back
