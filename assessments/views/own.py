"""How every page of a participant finds their own entry in a window."""

from datetime import datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from assessments.facts.entries import own_entries
from assessments.models import Entry


def entry_of(request: HttpRequest, window_id: int, *, at: datetime) -> Entry:
    """The signed-in person's entry in the window as it is at `at`; 404 for windows that are not theirs or not open yet."""
    return get_object_or_404(own_entries(request.user), window_id=window_id, window__opens_at__lte=at)
