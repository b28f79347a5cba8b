"""Opening and sending the pages of handing in."""

from django.test import Client
from django.urls import reverse

from assessments.models import Entry


def url(name: str, entry: Entry, *more: str) -> str:
    return reverse(f"handing-in:{name}", args=[entry.window_id, *more])


def page(client: Client, name: str, entry: Entry, *more: str) -> str:
    response = client.get(url(name, entry, *more))
    assert response.status_code == 200
    return response.content.decode()


def filled_in(what: str, **changes) -> dict:
    return {"what": what, "statements": ["0", "1", "2"], "used_ai": "no", "ai_use": "", "sources": ""} | changes


def press(client: Client, entry: Entry, what: str = "text:1", **changes):
    return client.post(url("submit", entry), filled_in(what, **changes), follow=True)
