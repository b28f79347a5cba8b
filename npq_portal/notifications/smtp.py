"""What a mail server's answer means. It decides between "later" and "never"."""

import smtplib

from npq_portal.notifications.answers import Answer, Fate
from npq_portal.notifications.rules.refusals import for_staff, read, stops_address


def no_connection(error: Exception) -> Answer:
    """Of an error before any message was handed over. A wrong password or greeting is a 5xx too, but no fault of the message."""
    return Answer(Fate.SERVER_AWAY, _words(error))


def answer_of(error: Exception) -> Answer:
    """Of an error while a message was handed over."""
    if isinstance(error, smtplib.SMTPServerDisconnected | smtplib.SMTPSenderRefused):
        # Refusing the sender is about how the portal is set up, and would end every message as failed.
        return Answer(Fate.SERVER_AWAY, _words(error))
    code, said = _reply(error)
    if code is not None:
        if not 500 <= code < 600:
            return Answer(Fate.LATER, _words(error))
        # Only a reply to RCPT is about the address by where it stands; one to DATA is about the message.
        about_the_address = isinstance(error, smtplib.SMTPRecipientsRefused) and stops_address(read(f"{code} {said}"))
        return Answer(Fate.NEVER, _words(error), address_refused=about_the_address)
    if isinstance(error, OSError) and not isinstance(error, smtplib.SMTPException):
        return Answer(Fate.SERVER_AWAY, _words(error))
    # A header or an address that cannot be written (ValueError), or one the server has no means for
    # (SMTPNotSupportedError): the same tomorrow as today.
    return Answer(Fate.NEVER, _words(error))


def _reply(error: Exception) -> tuple[int | None, str]:
    """The server's three digits and its words, if it said any."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
    else:
        return None, ""
    return code, said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _words(error: Exception) -> str:
    """What went wrong, for staff: the kind of error and the server's words, with every address taken out."""
    code, said = _reply(error)
    if code is not None:
        said = f"{code} {said}"
    elif isinstance(error, OSError) and error.strerror:
        said = error.strerror
    return f"{type(error).__name__}: {for_staff(said)}".removesuffix(": ")
