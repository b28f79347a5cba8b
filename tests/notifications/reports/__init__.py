"""Reports of emails that came back, in the shapes of the mail servers that write most of them; invented by hand."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def report(name: str, *, message_id: str, to: str = "gone@school.example") -> bytes:
    """One of the files beside this one, about an email of ours."""
    text = (_FOLDER / f"{name}.txt").read_text()
    return text.replace("MESSAGE_ID", message_id).replace("READER", to).encode()
