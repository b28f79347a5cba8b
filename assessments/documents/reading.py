"""The other process: `python -m assessments.documents.reading KIND` reads a file from standard input and writes JSON with its
text, or with what is wrong with it. What it does not foresee ends it, and `opening` tells that from how it ended."""

import json
import resource
import sys
from typing import Final

from assessments.documents.faults import DocumentError, Fault

#: Bytes of memory, and seconds of computing: many times what an honest file of 5 MB takes.
MOST_MEMORY: Final = 1024 * 1024 * 1024
MOST_SECONDS: Final = 15
#: Characters; a case study has about 15,000.
MOST_TEXT: Final = 2_000_000


def read(kind: str, content: bytes) -> dict[str, str]:
    """{"text": ...} or {"fault": ...}."""
    from assessments.documents.pdf import read_pdf
    from assessments.documents.word import read_docx

    try:
        text = {"docx": read_docx, "pdf": read_pdf}[kind](content)
    except DocumentError as error:
        return {"fault": error.fault}
    if len(text) > MOST_TEXT:
        return {"fault": Fault.TOO_MUCH}
    return {"text": _storable(text)} if text.strip() else {"fault": Fault.NO_TEXT}


def _storable(text: str) -> str:
    """Without what no database takes as text: NUL, and halves of surrogate pairs, which broken PDFs give."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def main(kind: str) -> None:
    """Sets the limits before a byte is read."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    json.dump(read(kind, sys.stdin.buffer.read()), sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1])
