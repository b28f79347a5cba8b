"""What a register's page tells its scripts about its reader. `{% load register_device %}`"""

from django import template

from courses.facts.device_registers import person_key
from npq_portal.accounts.models import User

register = template.Library()


@register.simple_tag
def person_key_of(user: User) -> str:
    """Whose marks are made on this page: a key from which nobody learns who that is; "" for a stranger."""
    return person_key(user) if user.is_authenticated else ""
