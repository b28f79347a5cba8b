"""The mail server the portal talks to in these tests."""

from collections.abc import Iterator

import pytest

from tests.notifications.mail_server import MailServer, mail_server


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    with mail_server() as one:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", one.port, 5
        yield one
