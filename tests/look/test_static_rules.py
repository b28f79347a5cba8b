"""Rules that the templates and style sheets keep, read from the files themselves."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template

TEMPLATES = settings.BASE_DIR / "templates"
STATIC = settings.BASE_DIR / "static"
VENDOR = STATIC / "vendor"

pages = [path for path in sorted(TEMPLATES.rglob("*.html")) if "emails" not in path.parts]
styles = sorted((STATIC / "css").rglob("*.css"))
scripts = sorted((STATIC / "js").rglob("*.js"))

INLINE = {
    "style attribute": re.compile(r"\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "event handler": re.compile(
        r"\son(click|load|error|change|submit|focus|blur|input|key|mouse|touch|pointer)\w*\s*=", re.IGNORECASE
    ),
    "javascript address": re.compile(r"javascript:", re.IGNORECASE),
}


def without_comments(text: str) -> str:
    return re.sub(r"{#.*?#}|{% comment %}.*?{% endcomment %}", "", text, flags=re.DOTALL)


def faults(text: str) -> list[str]:
    return [name for name, pattern in INLINE.items() if pattern.search(without_comments(text))]


def name_of(path: Path) -> str:
    return str(path.relative_to(settings.BASE_DIR))


@pytest.mark.parametrize("path", pages, ids=name_of)
def test_no_template_has_script_or_style_of_its_own(path):
    assert faults(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<p style="color: red">', ["style attribute"]),
        ("<style>p {}</style>", ["style element"]),
        ("<script>go()</script>", ["inline script"]),
        ('<a onclick="go()">', ["event handler"]),
        ('<a href="javascript:go()">', ["javascript address"]),
        ('<script type="module" src="/x.js"></script>', []),
        ("{# <script>go()</script> #}", []),
    ],
)
def test_the_rule_finds_what_it_looks_for(text, found):
    assert faults(text) == found


@pytest.mark.parametrize("path", pages, ids=name_of)
def test_every_template_is_whole_and_short(path):
    get_template(str(path.relative_to(TEMPLATES)))
    assert len(path.read_text("utf-8").splitlines()) <= 110


@pytest.mark.parametrize("path", pages, ids=name_of)
def test_nothing_is_marked_safe_in_a_template(path):
    assert not re.search(r"\|\s*safe\b|autoescape off", path.read_text("utf-8"))


@pytest.mark.parametrize("path", styles, ids=name_of)
def test_colours_stand_only_in_the_tokens(path):
    if path.name == "tokens.css":
        return
    css = re.sub(r"/\*.*?\*/", "", path.read_text("utf-8"), flags=re.DOTALL)

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(|hsla?\(", css) == []
    assert set(re.findall(r"var\((--npq-[\w-]+)", css)) <= tokens()


def tokens() -> set[str]:
    return set(re.findall(r"(--npq-[\w-]+):", (STATIC / "css" / "tokens.css").read_text("utf-8")))


def test_every_token_is_used():
    used = set()
    for path in [*styles, VENDOR / "govuk-frontend.min.css"]:
        used |= set(re.findall(r"var\((--npq-[\w-]+)", path.read_text("utf-8")))

    assert tokens() - used == set()


@pytest.mark.parametrize("path", [*styles, *scripts], ids=name_of)
def test_style_sheets_and_scripts_stay_short(path):
    assert len(path.read_text("utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", scripts, ids=name_of)
def test_scripts_write_no_markup_and_no_styles_into_the_page(path):
    text = path.read_text("utf-8")

    assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|eval\(|setAttribute\(\"style\"", text)


def test_the_vendored_files_hold_nothing_that_is_the_governments_brand():
    for path in VENDOR.glob("*.css"):
        text = path.read_text("utf-8")
        assert "GDS Transport" not in text
        assert "crest" not in text
        assert "url(" not in text
        assert "sourceMappingURL" not in text
    for path in VENDOR.glob("*.js"):
        assert "sourceMappingURL" not in path.read_text("utf-8")


def test_every_vendored_file_is_accounted_for():
    readme = (VENDOR / "README.md").read_text("utf-8")

    for path in VENDOR.iterdir():
        assert (
            path.name == "README.md" or path.name in readme or path.name.startswith("atkinson-hyperlegible-next-latin")
        )


def test_every_static_file_a_template_names_is_there():
    for path in pages:
        for name in re.findall(r"{% static ['\"]([^'\"]+)", without_comments(path.read_text("utf-8"))):
            assert finders.find(name), f"{name_of(path)} names {name}"


@pytest.mark.parametrize("path", sorted(VENDOR.glob("*.woff2")), ids=name_of)
def test_the_font_is_a_font(path):
    assert path.read_bytes()[:4] == b"wOF2"
