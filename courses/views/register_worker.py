"""What makes the registers a web app: its service worker, its manifest, and the page for when there is no signal.

None of them holds anything of anybody, and all of them open for everybody: browsers fetch them without a session.
"""

import json
import re
from typing import Final

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_GET

_MODULES: Final = (
    "db", "downloading", "events", "form", "leaving", "lists", "main", "places", "rows", "sending", "status", "worker",
)  # fmt: skip
#: What static/js/portal.js loads in a browser that keeps a text of a case study too.
_WRITING: Final = ("hub", "leaving", "places", "store")
#: The style sheets of every page and of the registers are read from the templates that name them.
_STYLES: Final = ("components/_styles.html", "courses/registers/_styles.html")
_NAMED: Final = (
    *(f"vendor/atkinson-hyperlegible-next-{part}-wght-normal.woff2" for part in ("latin", "latin-ext")),
    "vendor/govuk-frontend.min.js",
    "js/early.js",
    "js/enabled.js",
    "js/portal.js",
    "js/reveal.js",
    "js/register-page.js",
    *(f"js/register/{name}.js" for name in _MODULES),
    *(f"js/writing/{name}.js" for name in _WRITING),
    "img/favicon.svg",
    "img/register.svg",
)


def shell() -> list[str]:
    """The addresses of everything that a register's page is drawn with, under the names they have now.
    tests/courses/offline/test_worker.py holds it to what the pages ask for."""
    styles = [address for name in _STYLES for address in re.findall(r'href="([^"]+)"', render_to_string(name))]
    return [*styles, *(static(name) for name in _NAMED)]


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: a module of two lines, whose bytes change when any hashed name does, so that browsers notice."""
    facts = {
        "shell": shell(),
        "isHashed": hasattr(staticfiles_storage, "hashed_files") and not settings.DEBUG,
    }
    module = static("js/register/worker.js")
    script = f"import {{ start }} from {json.dumps(module)};\nstart({json.dumps(facts)});\n"
    headers = {"Cache-Control": "no-cache", "Service-Worker-Allowed": reverse("registers:index")}
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers=headers)


@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """Lets a phone put the registers on its home screen."""
    icons = [{"src": static("img/register.svg"), "sizes": "any", "type": "image/svg+xml"}]
    for size in (192, 512):
        icon = {"src": static(f"img/register-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        icons += [icon | {"purpose": "any"}, icon | {"purpose": "maskable"}]
    told = {
        "name": f"Registers – {settings.HUB_NAME}",
        "short_name": "Registers",
        "id": reverse("registers:index"),
        "start_url": reverse("registers:index"),
        "scope": reverse("registers:index"),
        "display": "standalone",
        "lang": "en-GB",
        "background_color": "#ffffff",
        "theme_color": "#10254a",
        "icons": icons,
    }
    headers = {"Cache-Control": "max-age=3600"}
    return JsonResponse(told, content_type="application/manifest+json", headers=headers)


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """The page that opens with no signal where the wanted one is not on the device. The same for everybody."""
    context = {"hide_navigation": True, "index_url": reverse("registers:index")}
    return render(request, "courses/registers/offline.html", context)
