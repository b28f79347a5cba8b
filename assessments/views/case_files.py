"""A case's file as an answer: kept by the browser, never shown by it."""

from urllib.parse import quote

from django.http import HttpResponse

from assessments.models import CaseFile

#: Sent as what they are; everything else as bytes that nothing opens by itself.
_KNOWN_TYPES = frozenset(
    {
        "application/pdf",
        "text/csv",
        "image/png",
        "image/jpeg",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    }
)


def sent_as_file(file: CaseFile) -> HttpResponse:
    """The file under its own name."""
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    content_type = file.content_type if file.content_type in _KNOWN_TYPES else "application/octet-stream"
    return HttpResponse(bytes(file.content), content_type=content_type, headers=headers)
