"""What the tests of signing in share."""

import re
from collections.abc import Callable

import pytest
from django.core.mail import EmailMessage

SIGN_IN = "/account/sign-in/"
CODE = "/account/sign-in/code/"


@pytest.fixture
def code_in(mailoutbox: list[EmailMessage]) -> Callable[..., str]:
    """The code in the newest email; fails when it has none."""

    def read(to: str | None = None) -> str:
        mail = mailoutbox[-1]
        assert to is None or mail.to == [to]
        (code,) = re.findall(r"\b\d{4} \d{4}\b", mail.body)
        return code

    return read
