"""A real mail server."""

from tests.notifications.conftest import server  # noqa: F401
