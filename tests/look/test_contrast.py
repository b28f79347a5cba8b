"""The contrast of the tokens, computed: AAA for text that is read, AA for all other text, 3:1 for what must be seen."""

import re

import pytest
from django.conf import settings

AAA, AA, SEEN = 7.0, 4.5, 3.0
TAGS = ("blue", "grey", "green", "teal", "yellow", "orange", "red", "purple", "magenta")

PAIRS = [
    ("text", "page", AAA),
    ("text", "surface", AAA),
    ("text", "surface-strong", AAA),
    ("text", "error-surface", AAA),
    ("text", "success-surface", AAA),
    ("text", "info-surface", AAA),
    ("text-quiet", "page", AAA),
    ("text-quiet", "surface", AAA),
    ("link", "page", AAA),
    ("link", "surface", AAA),
    ("link-hover", "page", AAA),
    ("link-visited", "page", AAA),
    ("link", "info-surface", AA),
    ("on-ink", "ink", AAA),
    ("on-ink", "ink-raised", AA),
    ("on-ink-quiet", "ink", AAA),
    ("on-accent", "accent", AAA),
    ("on-button", "button", AA),
    ("on-button", "button-hover", AA),
    ("on-danger", "danger", AA),
    ("on-danger", "danger-hover", AA),
    ("error", "page", AA),
    ("error", "error-surface", AA),
    ("success", "page", AA),
    ("success", "success-surface", AA),
    ("info", "page", AA),
    ("info", "info-surface", AA),
    *((f"tag-{name}", f"tag-{name}-ground", AA) for name in TAGS),
    ("line-strong", "page", SEEN),
    ("line-strong", "surface", SEEN),
    ("button", "page", SEEN),
    ("danger", "page", SEEN),
    ("accent", "ink", SEEN),
    ("info", "surface-strong", SEEN),
]


def colours(scheme: str) -> dict[str, str]:
    """The tokens of a scheme; the dark one changes some of the light one's."""
    css = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text("utf-8")
    light, _, rest = css.partition("@media (prefers-color-scheme: dark)")
    dark = rest.partition("@media print")[0]
    found = re.findall(r"--npq-([\w-]+):\s*(#[0-9a-f]{6});", light)
    if scheme == "dark":
        found += re.findall(r"--npq-([\w-]+):\s*(#[0-9a-f]{6});", dark)
    return dict(found)


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio, 1 to 21."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_sum_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == pytest.approx(1)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS, ids=str)
def test_contrast(scheme, ink, ground, least):
    palette = colours(scheme)

    assert contrast(palette[ink], palette[ground]) >= least


def test_every_colour_of_text_is_in_a_pair():
    named = {name for pair in PAIRS for name in pair[:2]}
    decoration = {"line", "paper"}  # the first separates and is never the only sign; the second bears a foreign page

    assert set(colours("dark")) - named == decoration
