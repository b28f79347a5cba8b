"""Where a session's register stands, as a tag. `{% load registers %}{% register_state session at %}`"""

from datetime import datetime

from django import template

from courses.facts.register_lists import state_in_words
from courses.models import Session

register = template.Library()


@register.inclusion_tag("components/tag.html")
def register_state(session: Session, at: datetime) -> dict[str, str]:
    """The state's words and colour; `at` is the page's moment."""
    text, colour = state_in_words(session, at=at)
    return {"text": text, "colour": colour}
