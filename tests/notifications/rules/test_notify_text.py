"""Plain text for GOV.UK Notify: its Markdown must find nothing in it but our lists and our underlined headings.

The table holds what Notify's own dialect (mistune 0.8.4 with its changes) was seen to spoil.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from npq_portal.notifications.rules.notify_text import INVISIBLE, as_it_is

I = INVISIBLE  # noqa: E741


@pytest.mark.parametrize(
    ("text", "made", "or_else"),
    [
        ("10.30am starts.", f"{I}10.30am starts.", "“30am starts.” in a numbered list"),
        ("When:\n31. March", f"When:\n{I}31. March", "a numbered list"),
        ("-5 degrees", f"{I}-5 degrees", "“5 degrees” in a list"),
        ("* * *", f"{I}* * *", "a rule across the page"),
        ("• ours", f"{I}• ours", "a list"),
        ("# 12 Acacia Road", f"{I}# 12 Acacia Road", "a heading"),
        ("\u00a0# 12", f"{I}# 12", "a heading"),
        ("12\n=====", f"12\n{I}=====", "a heading"),
        ("^ as said", f"{I}^ as said", "a quotation"),
        ("    indented", "indented", "code"),
        ("```\nx\n```", f"{I}```\nx\n{I}```", "code"),
        ("- a\n---", f"- a\n{I}---", "a rule across the page"),
        ("a | b\n--|--\n1 | 2", f"a | b\n{I}--|--\n1 | 2", "nothing: tables are dropped"),
        ("See [us](https://bad.example)", f"See [us]{I}(https://bad.example)", "a link that hides where it leads"),
        ("See [us][x]", f"See [us]{I}[x]", "the same"),
        ("[x]: https://bad.example", f"{I}[x]: https://bad.example", "the other half of it"),
        ("[us&#93;(https://bad.example)", f"{I}[us&{I}#93;(https://bad.example)", "the same by an entity"),
        ("[us]\u2028(https://bad.example)", f"{I}[us]\n(https://bad.example)", "the same by a sign Notify leaves out"),
        ("![us](https://bad.example)", f"![us]{I}(https://bad.example)", "nothing: pictures are dropped"),
        (r"C:\_new", f"C:\\{I}_new", "“C:_new”"),
        ("- 10.30am: x", f"- {I}10.30am: x", "a list in a list, and “30am”"),
    ],
)  # fmt: skip
def test_what_would_be_read_as_markup_is_not(text, made, or_else):
    assert as_it_is(text) == made, f"it would be {or_else}"


@pytest.mark.parametrize(
    "text",
    [
        "Your code to sign in is:\n\n1234 5678\n\nType it.",
        "You need:\n\n- a pen\n- paper\n\nSee you.",
        "A session tomorrow\n------------------\n\nDear Nadia,",
        "Open it:\nhttps://npq.example/a_b/?x=1&y=2#z",
        "Questions? Write to npq@hub.example, or call 01632 960123.",
    ],
)
def test_codes_addresses_lists_and_our_headings_stay_as_they_are(text):
    assert as_it_is(text) == text


PIECES = ["[a]", "(https://b.example)", "[x]: ", "10.", "#", "- ", "--", "---", "*", "•", "^", "|", "\\", "_", "`", "=", "&#93;",
          "&rpar;", "&", ";", "\n", "\n\n", " ", "    ", "\t", "\u00a0", "\u2028", "\u2424", "\r", "word", "!", "[^1]", ">", "+", ":"]  # fmt: skip
ANY_TEXT = st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join)).filter(lambda text: I not in text)
# Written down from Notify's own patterns, not from ours.
OPENS = re.compile(r" *(?:#{1,6}|\^|[•*+]|-(?! )|\d+\.|>|\||[-*_:=]{3}|`{3}|~{3}|\[[^\]]*\]:)|    ")


@given(ANY_TEXT)
def test_no_line_opens_and_nothing_inside_is_markup(text):
    lines = as_it_is(text).split("\n")
    for before, line in zip(["", *lines], lines, strict=False):
        if len(line) >= 3 and line == "-" * len(before.replace(I, "")) and not before.startswith("- "):
            continue  # a heading of ours
        while line.startswith("- "):
            line = line[2:]  # noqa: PLW2901 a point in a list in a list
        assert not OPENS.match(line)
        assert "](" not in line
        assert "][" not in line
        assert not re.search(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[^\t\n\f <&#;\u200b]{1,32});", line)
        assert not re.search(r"\\[\\`*{}\[\]()#+\-.!_>~|]", line)


@given(ANY_TEXT)
def test_the_words_are_the_same(text):
    def words(of: str) -> str:
        return re.sub(r"[\s\u2424]+", " ", of.replace(INVISIBLE, "")).strip()

    assert words(as_it_is(text)) == words(text)
