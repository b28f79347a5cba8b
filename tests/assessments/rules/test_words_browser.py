"""static/js/words.js in a real browser gives the same numbers as the server, on the corpus and on any text at all."""

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from assessments.rules.words import count_answers, count_words
from tests.assessments.rules.test_words import CORPUS

COUNT = "async texts => { const { countWords } = await import('/static/js/words.js'); return texts.map(countWords); }"
# Whatever the rule has an opinion on, thick on the ground, between characters of every kind but halves of pairs.
PIECES = [
    *"aZ09.,'’-–—―/•&%£ŵy\u0302é😀ℹ*#१字", "\u00a0", "\u2009", "\u200b", "\u200d", "\u00ad", "\ufeff", "\ufe0f", "\u20e3",
    "--", "\n", "\r\n", "\x85", "\x1c", "https://", "www.", "HTTP://", "2025–26", "1--2",
]  # fmt: skip
any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
texts = st.lists(st.one_of(st.sampled_from(PIECES), any_text), max_size=12).map("".join)


def test_the_browser_counts_the_corpus_as_the_server_does(scripts):
    told = scripts.evaluate(COUNT, [row["text"] for row in CORPUS])

    differ = [
        (row["name"], row["words"], count) for row, count in zip(CORPUS, told, strict=True) if count != row["words"]
    ]
    assert differ == []


@hypothesis_settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(batch=st.lists(texts, min_size=20, max_size=40))
def test_the_browser_counts_any_text_as_the_server_does(scripts, batch):
    assert scripts.evaluate(COUNT, batch) == [count_words(text) for text in batch]


def test_every_character_is_the_same_to_both(scripts):
    """Each code point but halves of pairs, alone and between two letters, some hundred a text."""
    codes = [code for code in range(0x110000) if not 0xD800 <= code <= 0xDFFF]
    script = """async () => {
      const { countWords } = await import('/static/js/words.js');
      const text = (some) => some.map((code) => String.fromCodePoint(code)).map((one) => `${one} a${one}a`).join(" ");
      const counts = [];
      const codes = [];
      for (let code = 0; code < 0x110000; code += 1) if (code < 0xd800 || code > 0xdfff) codes.push(code);
      for (let at = 0; at < codes.length; at += 500) counts.push(countWords(text(codes.slice(at, at + 500))));
      return counts;
    }"""
    here = [
        count_words(" ".join(f"{chr(code)} a{chr(code)}a" for code in codes[at : at + 500]))
        for at in range(0, len(codes), 500)
    ]

    assert scripts.evaluate(script) == here


def test_answers_are_added_the_same_way(scripts):
    answers = {"12": "one two", "13": "", "14": "three – four"}
    script = "async answers => (await import('/static/js/words.js')).countAnswers(answers)"

    assert scripts.evaluate(script, answers) == count_answers(answers) == 4
