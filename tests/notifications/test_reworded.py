"""Messages from before the words of every kind could be edited still go out (migration 0017)."""

from importlib import import_module

import pytest
from django.apps import apps

from npq_portal.notifications import mailer
from npq_portal.notifications.choices import CONTEXT_NAMES, NotificationKind
from tests.factories.notifications import NotificationFactory, full_context

pytestmark = pytest.mark.django_db
Kind = NotificationKind
reword = import_module("npq_portal.notifications.migrations.0017_words_instead_of_choices").reword


@pytest.mark.parametrize(
    ("kind", "gone", "before", "words"),
    [
        (Kind.ENDORSEMENT_ANSWERED, {"answer", "what_next"}, {"backed": True, "comment": ""}, "backs your application"),
        (Kind.ENDORSEMENT_ANSWERED, {"answer", "what_next"}, {"backed": False, "comment": ""}, "has not backed"),
        (Kind.SUBMISSION_RECEIVED, {"how", "what_next"}, {"by_portal": True}, "As you had asked beforehand"),
        (Kind.SUBMISSION_RECEIVED, {"how", "what_next"}, {"by_portal": False}, "You can take it back"),
        (Kind.COHORT_MESSAGE, set(), {"paragraphs": ["One.", "Two."]}, "One.\n\nTwo."),
    ],
)
def test_they_are_told_what_their_words_print(kind, gone, before, words):
    context = {name: value for name, value in full_context(kind).items() if name not in gone}
    row = NotificationFactory(kind=kind, context=context | before)
    for _ in range(2):  # the second time nothing is left to do
        reword(apps, None)
    row.refresh_from_db()
    assert row.context.keys() == CONTEXT_NAMES[kind]
    assert words in mailer.render(kind, row.context).text
