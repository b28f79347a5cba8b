"""What is said to somebody whose file is not received."""

from collections.abc import Mapping
from typing import Final

from assessments.documents.faults import Fault

WORDS: Final[Mapping[str, str]] = {
    Fault.EMPTY: "The file is empty. Choose another one",
    Fault.TOO_LARGE: "The file must be 5 MB or smaller. Make pictures in it smaller, or take them out",
    Fault.WRONG_KIND: "The file must be a Word document (.docx) or a PDF. It was told by its content, not by its name",
    Fault.OLD_WORD: "This is a file of an old Word. Open it, save it as .docx or PDF, and send that",
    Fault.ENCRYPTED: "The file is locked with a password. Save it without one and send it again",
    Fault.DAMAGED: "We could not open the file. Open it on your device, save it anew, and send that",
    Fault.HOSTILE: "The file holds something that no plain document holds, such as macros. Save it as PDF and send that",
    Fault.NO_TEXT: "We could read no words in the file. A scan or a photograph is no text: send the document itself",
    Fault.TOO_MUCH: "There is far more in the file than a case study. Choose another one",
}
#: Files that one person may send in an hour; each is opened, read and scanned.
MOST_AN_HOUR: Final = 30
TOO_OFTEN: Final = (
    f"You have sent {MOST_AN_HOUR} files within an hour. Wait a while, or write your answers in the portal"
)
#: What a scanner, or its absence, does to an upload.
INFECTED: Final = (
    "The virus scanner found something in this file, so we did not keep it. Scan your device, then send a clean file"
)
SCANNER_AWAY: Final = (
    "We could not scan the file for viruses just now, so we have not received it. "
    "Wait a few minutes and send it again, or write your answers in the portal"
)
