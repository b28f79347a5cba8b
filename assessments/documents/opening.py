"""Opening a file safely: another process does it, and has only so much memory and time."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

from assessments.documents.faults import DocumentError, Fault
from assessments.documents.kinds import kind_of

_PROJECT: Final = Path(__file__).resolve().parents[2]
#: Seconds on the clock; on a busy machine more than what it may compute.
PATIENCE: Final = 40


def open_and_read(content: bytes) -> tuple[str, str]:
    """The kind of a file ("docx" or "pdf") and its text, which has at least one sign that is no space. Raises
    DocumentError. The other process gets the bytes and nothing of our environment."""
    kind = kind_of(content)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "assessments.documents.reading", kind],
            input=content,
            capture_output=True,
            timeout=PATIENCE,
            check=False,
            cwd=_PROJECT,
            env={"PYTHONUTF8": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise DocumentError(Fault.HOSTILE) from error
    if done.returncode != 0:
        raise DocumentError(Fault.HOSTILE if done.returncode < 0 else Fault.DAMAGED)
    answer = json.loads(done.stdout)
    if "fault" in answer:
        raise DocumentError(Fault(answer["fault"]))
    return kind, answer["text"]
