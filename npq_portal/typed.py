"""What somebody typed into a form that cannot be taken: it comes back on a page, to be copied from there."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render


def words_in(sent: QueryDict) -> list[str]:
    """Everything in a posted form that takes time to type again: what has more than one word. In the form's order."""
    values = (value for name in sent for value in sent.getlist(name))
    return [value for value in values if len(value.split()) > 1]


def give_back(
    request: HttpRequest,
    *,
    heading: str,
    what_next: str,
    link: tuple[str, str],
    opens_beside: bool = False,
    status: int,
) -> HttpResponse:
    """A page with what was typed. `link` is the words and the address of where to go on; `opens_beside` opens that in a new
    tab, so that this page can stay open."""
    text, url = link
    context = {
        "heading": heading,
        "what_next": what_next,
        "link_text": text,
        "link_url": url,
        "opens_beside": opens_beside,
        "texts": words_in(request.POST),
        "had_files": bool(request.FILES),
    }
    return render(request, "typed.html", context, status=status)
