"""No public page leads to a page that is not there."""

import re
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("hub")]

# Where a visitor is asked to sign in first, or which others test with their own journeys.
NOT_FOLLOWED = re.compile(r"^/(account|register|admin|demo|gallery|static)/")


class Page(HTMLParser):
    """The links, names and headings of one page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.names: list[str] = []
        self.headings: list[int] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if given.get("id"):
            self.names.append(given["id"])
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))


def crawl(client: Client) -> tuple[dict[str, Page], dict[str, set[str]], set[str]]:
    """Every public page reached from the start, who leads to each address with a name, and addresses not followed."""
    pages, named, left = {}, {}, set()
    waiting = ["/"]
    while waiting:
        path = waiting.pop()
        if path in pages:
            continue
        response = client.get(path)
        assert response.status_code == 200, path
        pages[path] = Page(response.content.decode())
        for link in pages[path].links:
            if urlsplit(link).scheme or urlsplit(link).netloc:
                continue
            address, name = urldefrag(urljoin(path, link))
            if NOT_FOLLOWED.match(address):
                left.add(address)
                continue
            waiting.append(address)
            if name:
                named.setdefault(address, set()).add(name)
    return pages, named, left


def test_every_link_of_every_public_page_leads_somewhere(client):
    pages, named, left = crawl(client)

    assert {"/npqs/headship/", "/npqs/guides/funding/", "/npqs/questions/", "/privacy/", "/cookies/"} <= set(pages)
    assert len(pages) >= 25
    for address, names in named.items():
        assert names <= set(pages[address].names), f"names missing on {address}"
    for address in left:
        assert client.get(address).status_code in {200, 302}, address


def test_every_public_page_has_one_h1_skips_no_heading_and_uses_a_name_once(client):
    pages, _, _ = crawl(client)

    for path, page in pages.items():
        assert page.headings.count(1) == 1, path
        steps = zip(page.headings, page.headings[1:], strict=False)
        assert all(after <= before + 1 for before, after in steps), f"{path}: {page.headings}"
        assert len(page.names) == len(set(page.names)), path


def test_every_public_page_says_what_it_is_in_its_title(client):
    pages, _, _ = crawl(client)
    titles = {path: re.search("<title>(.*?)</title>", client.get(path).content.decode()).group(1) for path in pages}

    assert all(title.count(" – ") == 2 and not title.startswith(" –") for title in titles.values())
    assert len(set(titles.values())) == len(titles)


def test_no_public_page_sets_a_cookie_for_somebody_who_only_reads(client):
    pages, _, _ = crawl(client)

    assert len(pages) >= 25
    assert not client.cookies
