"""What a reader sees of a page."""

import html
import re


def words(response) -> str:
    """The page's text: no tags, blank space shrunk, entities undone."""
    body = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def row_of(response, name: str) -> str:
    """The row of the board with this name, likewise."""
    body = response.content.decode().partition("<tbody")[2].partition(">")[2]
    (row,) = [one for one in body.split("</tr>") if name in one]
    return " ".join(re.sub(r"<[^>]+>", " ", row).split())
