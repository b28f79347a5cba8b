"""The service worker, the manifest and the page without a signal: all that a register is drawn with is kept, under the names
it has in production, and nothing of anybody is in it."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.test import override_settings
from django.utils.functional import empty
from pytest_django.asserts import assertNotContains

from courses.views.register_worker import shell

STATIC = settings.BASE_DIR / "static"
_IMPORTS = re.compile(r"""(?:from\s|import\(|import\s)\s*["'](\.[^"']+)["']""")


def parts(script: str) -> tuple[str, dict]:
    """(the module's address, what it is given) of the served worker."""
    found = re.fullmatch(r'import \{ start \} from "([^"]+)";\nstart\((.*)\);\n', script)
    assert found, script
    return found[1], json.loads(found[2])


def names() -> list[str]:
    """The shell by the names under static/."""
    return [address.removeprefix("/static/") for address in shell()]


def imported(name: str, seen: set[str]) -> set[str]:
    """A module and all that it imports, by their names under static/."""
    if name in seen:
        return seen
    seen.add(name)
    for path in _IMPORTS.findall((STATIC / name).read_text("utf-8")):
        imported(str((STATIC / name).parent.joinpath(path).resolve().relative_to(STATIC)), seen)
    return seen


def test_the_worker_may_have_its_scope_and_is_always_asked_for_anew(client):
    response = client.get("/registers/worker.js")

    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert response["Service-Worker-Allowed"] == "/registers/"
    assert response["Cache-Control"] == "no-cache"
    module, given = parts(response.content.decode())
    assert module == "/static/js/register/worker.js"
    assert given == {"shell": shell(), "isHashed": False}


def test_everything_in_the_shell_is_there_and_every_module_is_in_it():
    assert [name for name in names() if not finders.find(name)] == []
    assert {path.name for path in (STATIC / "js" / "register").iterdir()} == {
        Path(name).name for name in names() if name.startswith("js/register/")
    }


@pytest.mark.parametrize("path", ["/registers/", "/registers/{session}/", "/registers/offline/"])
def test_the_shell_holds_all_that_a_page_asks_for(facilitator_client, session, path):
    html = facilitator_client.get(path.format(session=session.pk)).content.decode()

    asked = set(re.findall(r'(?:href|src)="/static/([^"]+)"', html))
    modules = {name for name in asked if name.endswith(".js") and "vendor" not in name}
    for name in modules:
        asked |= imported(name, set())
    assert asked - set(names()) == set()


def test_the_page_without_a_signal_is_the_same_for_everybody(client, facilitator_client):
    with override_settings(CSRF_USE_SESSIONS=False):
        pages = [asked.get("/registers/offline/") for asked in (client, facilitator_client)]

    assert pages[0].content == pages[1].content
    assertNotContains(pages[1], "femi@school.example")
    assertNotContains(pages[1], "csrfmiddlewaretoken")
    assertNotContains(pages[1], "npq-person")


def test_the_manifest_has_icons_that_are_there(client):
    response = client.get("/registers/app.webmanifest")

    assert response["Content-Type"] == "application/manifest+json"
    told = response.json()
    assert told["scope"] == told["start_url"] == "/registers/"
    assert {icon["sizes"] for icon in told["icons"]} == {"any", "192x192", "512x512"}
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in told["icons"])


@pytest.fixture
def production_files(tmp_path):
    """What `collectstatic` makes in production: hashed names, also inside modules."""
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "npq_portal.storage.HashedStaticFilesStorage"}}
    with override_settings(STORAGES=storages, STATIC_ROOT=str(tmp_path), DEBUG=False):
        staticfiles_storage._wrapped = empty
        call_command("collectstatic", interactive=False, verbosity=0)
        yield tmp_path
    staticfiles_storage._wrapped = empty


def test_in_production_every_module_imports_hashed_names_that_are_in_the_shell(client, production_files):
    module, given = parts(client.get("/registers/worker.js").content.decode())

    kept = {address.removeprefix("/static/") for address in given["shell"]}
    assert given["isHashed"] is True
    assert module.removeprefix("/static/") in kept
    assert all(re.search(r"\.[0-9a-f]{12}\.\w+$", name) for name in kept)
    for name in sorted(name for name in kept if name.startswith("js/")):
        file = production_files / name
        for path in _IMPORTS.findall(file.read_text("utf-8")):
            assert str(file.parent.joinpath(path).resolve().relative_to(production_files)) in kept, (name, path)
    fonts = re.findall(r'url\("\.\./vendor/([^"]+normal[^"]+)"\)', (production_files / next(n for n in kept if "tokens" in n)).read_text("utf-8"))  # fmt: skip
    assert {f"vendor/{font}" for font in fonts} <= kept
