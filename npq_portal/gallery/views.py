"""The gallery's pages. They hold only invented things and need no sign-in."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from npq_portal.gallery import samples
from npq_portal.gallery.forms import EveryField, OneQuestion

_ERROR_PAGES = ("400", "403", "403_csrf", "404", "405", "500")


def components(request: HttpRequest) -> HttpResponse:
    """Every component."""
    context = {name.lower(): getattr(samples, name) for name in dir(samples) if name.isupper()}
    context |= {"first_rows": samples.PEOPLE[:4], "middle_page": Paginator(range(1234), 25).page(20)}
    context |= {"tag_rows": [{"key": name, "tag": name, "colour": name} for name in ("green", "red")]}
    return render(request, "gallery/components.html", context | {"error_pages": _ERROR_PAGES})


def forms(request: HttpRequest) -> HttpResponse:
    """Every kind of field: clean, and after an empty form is sent with mistakes."""
    form = EveryField(request.POST, request.FILES) if request.method == "POST" else EveryField()
    return render(request, "layouts/question.html", {"form": form, "back_url": reverse("gallery:components")})


def question(request: HttpRequest) -> HttpResponse:
    """One question, as the journey asks it."""
    form = OneQuestion(request.POST) if request.method == "POST" else OneQuestion()
    context = {
        "form": form,
        "number": 4,
        "total": 14,
        "caption": "Your work",
        "back_url": reverse("gallery:components"),
    }
    return render(
        request, "layouts/question.html", context | {"secondary_url": "#", "secondary_label": "Save for later"}
    )


def listing(request: HttpRequest) -> HttpResponse:
    """The list layout; ?q= keeps those whose name holds the words, so that "nothing" can be seen too."""
    words = request.GET.get("q", "").lower()
    rows = [row for row in samples.PEOPLE if words in row[0]["text"].lower()]
    page = Paginator(rows, 8).get_page(request.GET.get("page"))
    context = {"heading": "Applications", "noun_one": "application", "noun_many": "applications"}
    return render(
        request, "gallery/list.html", context | {"page": page, "columns": samples.COLUMNS, "rows": list(page)}
    )


def record(request: HttpRequest) -> HttpResponse:
    """The record layout with long and right-to-left names."""
    context = {"heading": samples.LONG_NAME, "caption": "NPQ-1234", "status": "Submitted", "status_colour": "blue"}
    context |= {"summary": samples.ROWS, "events": samples.EVENTS, "back_url": reverse("gallery:list")}
    return render(request, "gallery/record.html", context | {"back_text": "All applications"})


def done(request: HttpRequest) -> HttpResponse:
    """The confirmation page."""
    return render(request, "gallery/done.html")


def schools(request: HttpRequest) -> JsonResponse:
    """Suggestions for the school search, in the form its JavaScript expects."""
    words = request.GET.get("q", "").lower().split()
    found = [
        school
        for school in samples.SCHOOLS
        if all(word in f"{school['name']} {school['detail']}".lower() for word in words)
    ]
    return JsonResponse({"results": found})


def error(request: HttpRequest, name: str) -> HttpResponse:
    """An error page as it is drawn in earnest."""
    if name not in _ERROR_PAGES:
        raise Http404
    return render(request, f"{name}.html", status=int(name[:3]))
