"""What can be wrong with a file."""

from enum import StrEnum


class Fault(StrEnum):
    """Why a file is not received; the words for its writer are in assessments.rules.uploads."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    WRONG_KIND = "wrong_kind"
    OLD_WORD = "old_word"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    HOSTILE = "hostile"
    NO_TEXT = "no_text"
    TOO_MUCH = "too_much"


class DocumentError(Exception):
    """The file cannot be taken; `fault` says why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault
