"""The parts pages are built of. `{% load components %}`; every part with every state is shown at /gallery/.

    {% tag "Accepted" colour="green" %}
    {% summary_list rows=rows title="Your application" %}   row: key, value | lines | tag, url, change, hidden
    {% notification_banner text="..." title="Success" kind="success" %}
    {% inset_text %}...{% endinset_text %}       {% details summary="Help" %}...{% enddetails %}
    {% warning_text text="..." %}                {% panel title="..." label="Your reference" value="NPQ-1234" %}
    {% back_link url=url %}                      {% progress number=3 total=14 %}
    {% sub_navigation label="Case studies" pages=pages %}      the places of a section; the header draws it from the navigation
    {% button text="Start now" url=url kind="start" %}       kind: "", secondary, warning, start
    {% task_list items=tasks %}                  task: title, url, hint, status, colour
    {% timeline events=events %}                 event: title, at, by, text
    {% stat value="92%" label="of the time" hint="..." %}
    {% empty_state title="..." text="..." url=url action="..." %}
    {% data_table caption="..." columns=columns rows=rows %} see `data_table`
    {% sortable_header label="Name" key="name" %}            inside <tr>, reads ?sort= of the request
    {% pagination page=page %}                   a django.core.paginator.Page; keeps the rest of the query
    {% result_count page=page one="application" many="applications" %}
    {% school_search label="..." url=json_url %} works without JavaScript as a search box
    {% error_summary form=form %}                only for a page that draws its form without {% crispy %}
    {% phase_banner tag="Demo" text="..." %}

Words are escaped; the content of block tags is template text. Colours of a tag: grey, blue, teal, green, yellow, orange,
red, purple, magenta; "" is blue. The words say the state: colour is never the only sign.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms, template
from django.core.paginator import Page
from django.template.context import RequestContext
from django.template.loader import render_to_string

register = template.Library()

Row = Mapping[str, Any]


@register.inclusion_tag("components/tag.html")
def tag(text: str, colour: str = "") -> dict[str, Any]:
    """A state in a word or two."""
    return {"text": text, "colour": colour}


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Sequence[Row], title: str = "", heading_level: int = 2) -> dict[str, Any]:
    """Questions and answers. A row: `key`; `value`, or `lines` (a list), or `tag` with `colour`; where it can be changed
    `url`, with `change` (the link's word, "Change" if not given) and `hidden` (what is changed, read out after it; the
    key if not given). With `title` the list is a card."""
    return {"rows": rows, "title": title, "heading": f"h{heading_level}"}


@register.inclusion_tag("components/notification_banner.html")
def notification_banner(text: str, title: str = "", kind: str = "", prefix: str = "banner") -> dict[str, Any]:
    """Something that happened or matters now. `kind`: "" (important), "success", "error"; the last two are read at once.
    `prefix` must differ where a page shows more than one."""
    titles = {"success": "Success", "error": "There is a problem"}
    return {"text": text, "title": title or titles.get(kind, "Important"), "kind": kind, "prefix": prefix}


@register.simple_block_tag
def inset_text(content: str) -> str:
    """A passage set apart."""
    return render_to_string("components/inset_text.html", {"content": content})


@register.simple_block_tag
def details(content: str, summary: str, opened: bool = False) -> str:
    """Help that opens when asked for."""
    return render_to_string("components/details.html", {"content": content, "summary": summary, "opened": opened})


@register.inclusion_tag("components/warning_text.html")
def warning_text(text: str) -> dict[str, Any]:
    """Something that has consequences."""
    return {"text": text}


@register.inclusion_tag("components/panel.html")
def panel(title: str, label: str = "", value: str = "") -> dict[str, Any]:
    """It is done: the confirmation page's h1, with a reference."""
    return {"title": title, "label": label, "value": value}


@register.inclusion_tag("components/back_link.html")
def back_link(url: str, text: str = "Back") -> dict[str, Any]:
    """The way back; "" draws nothing."""
    return {"url": url, "text": text}


@register.inclusion_tag("components/sub_navigation.html")
def sub_navigation(label: str, pages: Sequence[Row]) -> dict[str, Any]:
    """The places of one section. A page: `text`, `url`, and `current`: "page" where it is the one shown, "true" where one
    inside it is."""
    return {"label": label, "pages": pages}


@register.inclusion_tag("components/progress.html")
def progress(number: int, total: int, noun: str = "Question") -> dict[str, Any]:
    """Question 3 of about 14, with a bar. "About", since answers add and remove questions."""
    return {"number": number, "total": total, "noun": noun}


@register.inclusion_tag("components/button.html")
def button(text: str, url: str, kind: str = "") -> dict[str, Any]:
    """A link that is the page's next step. A form's own button is drawn by the form."""
    return {"text": text, "url": url, "kind": kind}


@register.inclusion_tag("components/task_list.html")
def task_list(items: Sequence[Row], prefix: str = "tasks") -> dict[str, Any]:
    """What there is to do. A task: `title`; `status` and, where it should stand out, `colour`; `url` unless it cannot be
    started yet; `hint`."""
    return {"items": items, "prefix": prefix}


@register.inclusion_tag("components/timeline.html")
def timeline(events: Sequence[Row], heading_level: int = 3) -> dict[str, Any]:
    """What happened, newest first. An event: `title`, `at` (aware datetime), `by` (a name), `text`."""
    return {"events": events, "heading": f"h{heading_level}"}


@register.inclusion_tag("components/stat.html")
def stat(value: str, label: str, hint: str = "") -> dict[str, Any]:
    """One number that matters; several stand in `<div class="npq-stats">`."""
    return {"value": value, "label": label, "hint": hint}


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, text: str = "", url: str = "", action: str = "", heading_level: int = 2) -> dict[str, Any]:
    """Nothing here yet: what will be here, and what to do."""
    return {"title": title, "text": text, "url": url, "action": action, "heading": f"h{heading_level}"}


@register.inclusion_tag("components/data_table.html", takes_context=True)
def data_table(
    context: RequestContext,
    caption: str,
    columns: Sequence[Row],
    rows: Sequence[Sequence[Any]],
    caption_shown: bool = False,
) -> dict[str, Any]:
    """A table that becomes cards on a narrow screen. A column: `label`; where so `sort` (its ?sort= key), `numeric`, `nowrap`.
    A row: one cell for each column, the first being its heading; a cell: a text, or a mapping of `text`, `url`, `hint`,
    `tag`, `colour`."""
    drawn = [
        [
            (column, cell if isinstance(cell, Mapping) else {"text": cell})
            for column, cell in zip(columns, row, strict=True)
        ]
        for row in rows
    ]
    return {
        "caption": caption,
        "caption_shown": caption_shown,
        "columns": columns,
        "rows": drawn,
        "request": context.get("request"),
    }


@register.inclusion_tag("components/sortable_header.html", takes_context=True)
def sortable_header(context: RequestContext, label: str, key: str, numeric: bool = False) -> dict[str, Any]:
    """A column heading that sorts by ?sort=key, and again by ?sort=-key."""
    request = context.get("request")
    current = request.GET.get("sort", "") if request else ""
    query = request.GET.copy() if request else {}
    direction = {key: "ascending", f"-{key}": "descending"}.get(current, "none")
    query["sort"] = f"-{key}" if direction == "ascending" else key
    query.pop("page", None)
    return {"label": label, "numeric": numeric, "direction": direction, "url": _url(query)}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: RequestContext, page: Page) -> dict[str, Any]:
    """The way to the other pages; nothing when there is only one."""
    request = context.get("request")

    def url(number: int) -> str:
        query = request.GET.copy() if request else {}
        query["page"] = str(number)
        return _url(query)

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    links = [{"number": number, "url": url(number)} if isinstance(number, int) else {} for number in numbers]
    return {
        "page": page,
        "links": links,
        "previous": url(page.previous_page_number()) if page.has_previous() else "",
        "next": url(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("components/result_count.html")
def result_count(page: Page, one: str, many: str) -> dict[str, Any]:
    """Showing 26 to 50 of 1,234 applications."""
    return {"page": page, "total": page.paginator.count, "noun": one if page.paginator.count == 1 else many}


@register.inclusion_tag("components/school_search.html")
def school_search(
    *,
    url: str,
    label: str = "Find your school or workplace",
    name: str = "q",
    value: str = "",
    hint: str = "Type its name, town, postcode or URN",
    chosen_name: str = "school",
    chosen: str = "",
    button: str = "Search",
    chosen_button: str = "Use this school",
    prefix: str = "school-search",
) -> dict[str, Any]:
    """The inside of a search form: a box and a search button, without JavaScript too. With it, suggestions come from `url`
    as JSON, asked as `?q=words`: `{"results": [{"value": "100000", "name": "...", "detail": "..."}]}`. Choosing one puts
    its value in the hidden field `chosen_name`, and the button then says `chosen_button`; Enter on free text sends the
    form with that field empty. The page's scripts block includes "components/_school_search_scripts.html"."""
    return {
        "url": url,
        "label": label,
        "name": name,
        "value": value,
        "hint": hint,
        "chosen_name": chosen_name,
        "chosen": chosen,
        "button": button,
        "chosen_button": chosen_button,
        "prefix": prefix,
    }


@register.inclusion_tag("npq/errors.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """What is wrong with a form, each line a link to the place. `{% crispy %}` draws it by itself."""
    return {"form": form}


@register.inclusion_tag("components/phase_banner.html")
def phase_banner(tag: str, text: str) -> dict[str, Any]:
    """A line under the header about the whole service."""
    return {"tag": tag, "text": text}


def _url(query: Any) -> str:
    return f"?{query.urlencode()}" if hasattr(query, "urlencode") else ""
