"""The hub's own words: what they must keep to, when they hold, and what happens where they cannot be used."""

import logging
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from npq_portal.notifications import mailer, outbox, rechecks, words
from npq_portal.notifications.choices import CONTEXT_NAMES, NotificationState
from npq_portal.notifications.choices import NotificationKind as Kind
from npq_portal.notifications.examples import OF_THE_HUB, PLACEHOLDERS, Placeholder, example_values, placeholders_of
from npq_portal.notifications.models import HubWords, Notification
from npq_portal.notifications.rules.hub_words import NEEDED, faults
from npq_portal.notifications.rules.wording import Wording
from npq_portal.notifications.words import WordsChangedError, back_to_ours, write_words
from tests.factories.accounts import UserFactory
from tests.factories.notifications import HubWordsFactory, NotificationFactory, full_context

AT = datetime(2026, 11, 16, 9, tzinfo=UTC)
KIND = Kind.SESSION_TOMORROW
BODY = "Hello {{ name }},\n\nIt is on {{ when }}.\n\nJoin:\n{{ join_link }}\n\nYour dates:\n{{ url }}"
GOOD = Wording("See you at {{ component }}", BODY)

WORDED = list(Kind)

# -- what the hub is told of placeholders ------------------------------------------------------------------------------


def test_every_name_that_a_message_is_told_is_explained_and_no_other():
    assert set(PLACEHOLDERS) == set().union(*CONTEXT_NAMES.values())
    assert set(NEEDED) <= set(PLACEHOLDERS)


def test_the_hubs_own_names_are_those_that_every_letter_knows():
    assert set(OF_THE_HUB) == set(mailer.of_the_hub())


@pytest.mark.parametrize("kind", WORDED)
def test_the_portals_own_words_keep_to_the_rules_and_make_a_letter_of_the_examples(kind):
    ours = mailer.wording_of(kind)
    assert faults(ours, placeholders_of(kind)) == {}
    letter = mailer.preview(ours, example_values(CONTEXT_NAMES[kind]))
    assert "{" not in letter.subject + letter.text


# -- what they must keep to --------------------------------------------------------------------------------------------
KNOWN = {
    "name": Placeholder("", "Robin"),
    "closes": Placeholder("", "Tuesday 31 March 2026, 11:59pm (UK time)"),
    "changes": Placeholder("", ["One."]),
    "comment": Placeholder("", "Well done.", can_be_empty=True),
    "url": Placeholder("", "https://portal.example/"),
}
TEXT = "Dear {{ name }},\n\n{{ changes }}\n\nUntil {{ closes }}.\n\nSee it:\n{{ url }}"


@pytest.mark.parametrize(
    ("subject", "text", "field", "said"),
    [
        ("Hello", TEXT, "", ""),
        ("Hello {{ name }} from {{ hub_name }}", TEXT + "\n\n{{ comment }}\n{{ hub_phone }} {{ hub_email }}", "", ""),
        ("Hello {{ nmae }}", TEXT, "subject", "There is no {{ nmae }} here."),
        ("Hello", TEXT + "{{ school }}", "body", "There is no {{ school }} here."),
        ("Hello", TEXT + "{% now %}", "body", "Two braces stand for themselves nowhere"),
        ("Hello {{ name", TEXT, "subject", "Two braces stand for themselves nowhere"),
        ("", TEXT, "subject", "The subject is one line."),
        ("One\nBcc: two", TEXT, "subject", "The subject is one line."),
        ("Hello", "", "body", "The text is empty."),
        ("Hello", TEXT.replace("{{ url }}", ""), "body", "The text must have {{ url }}. Without the link nobody gets"),
        ("Until {{ closes }}", TEXT.replace("{{ closes }}", "soon"), "body", "The text must have {{ closes }}."),
        ("{{ changes }}", TEXT, "subject", "{{ changes }} is a list, so it cannot stand in the subject."),
        ("{{ url }}", TEXT, "subject", "{{ url }} is a link, so it cannot stand in the subject."),
        ("{{ comment }}", TEXT, "subject", "{{ comment }} is sometimes empty, so it cannot stand in the subject."),
        (
            "Hello",
            TEXT.replace("{{ changes }}", "New: {{ changes }}"),
            "body",
            "is a list: put it into a line of its own",
        ),
        (
            "Hello",
            TEXT + "\n\nUntil {{ closes }}: {{ comment }}",
            "body",
            "{{ closes }} stands in one line with {{ comment }}, or leads to it",
        ),
        (
            "Hello",
            TEXT + "\n\nUntil {{ closes }}, they wrote:\n\n> {{ comment }}",
            "body",
            "{{ closes }} stands in one line with {{ comment }}, or leads to it",
        ),
        ("Hello\x07", TEXT, "subject", "characters in it that cannot be seen (U+0007)"),
        ("Hello", TEXT + "\x1b[31m", "body", "characters in it that cannot be seen (U+001B)"),
        ("Hello", TEXT + "\u202egnp.exe", "body", "characters in it that cannot be seen (U+202E)"),
        ("x" * 201, TEXT, "subject", "it must have 200 or fewer"),
        ("{{ closes }} " * 3, TEXT, "subject", "Filled in, the subject has 122 characters"),
        ("Hello", TEXT + "x" * 8000, "body", "it must have 8,000 or fewer"),
        ("Hello", TEXT + "\n\n" + "x" * 701, "body", "Line 10 has 701 characters"),
    ],
)
def test_what_is_wrong_with_words(subject, text, field, said):
    found = faults(Wording(subject, text), KNOWN)
    assert set(found) == ({field} if field else set())
    assert not field or any(said in sentence for sentence in found[field]), found


# -- writing them ------------------------------------------------------------------------------------------------------
pytestmark = pytest.mark.django_db


def write(wording: Wording = GOOD, *, began_from: int | None = None, kind: Kind = KIND, at: datetime = AT) -> bool:
    return write_words(kind=kind, words=wording, by=UserFactory(), began_from=began_from, at=at)


def pk() -> int | None:
    return HubWords.objects.filter(kind=KIND).values_list("pk", flat=True).first()


def test_each_change_is_a_row_and_the_newest_holds():
    assert write()
    assert write(Wording("Tomorrow", BODY), began_from=pk(), at=AT + timedelta(days=1))
    assert [row.subject for row in words.history(KIND)] == ["Tomorrow", "See you at {{ component }}"]
    words.forget()
    assert words.in_force() == {KIND: Wording("Tomorrow", BODY)}


def test_what_holds_already_is_no_change():
    write()
    assert not write(began_from=pk())
    assert HubWords.objects.count() == 1


def test_back_to_the_portals_words():
    by = UserFactory()
    assert not back_to_ours(kind=KIND, by=by, began_from=None, at=AT)
    write()
    assert back_to_ours(kind=KIND, by=by, began_from=pk(), at=AT)
    assert not back_to_ours(kind=KIND, by=by, began_from=pk(), at=AT)
    words.forget()
    assert words.in_force() == {}
    assert words.newest()[KIND].written_by == by


def test_words_with_faults_are_not_written_whoever_asks():
    with pytest.raises(ValueError, match="There is no"):
        write(Wording("Hello", BODY + "{{ nobody }}"))
    assert not HubWords.objects.exists()


def test_the_second_of_two_writers_is_told():
    write()
    for began_from in (None, pk() - 1):
        with pytest.raises(WordsChangedError):
            write(Wording("Tomorrow", BODY), began_from=began_from)
        with pytest.raises(WordsChangedError):
            back_to_ours(kind=KIND, by=UserFactory(), began_from=began_from, at=AT)
    assert HubWords.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_instant_one_is_told():
    by, together, said = UserFactory(), Barrier(2), []

    def save(subject: str) -> None:
        together.wait(10)
        try:
            said.append(write_words(kind=KIND, words=Wording(subject, BODY), by=by, began_from=None, at=AT))
        except WordsChangedError:
            said.append("told")
        finally:
            connections.close_all()

    threads = [Thread(target=save, args=[subject]) for subject in ("One", "Two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(said, key=str) == [True, "told"]
    assert HubWords.objects.count() == 1


def test_the_process_that_saved_them_knows_them_at_once(django_capture_on_commit_callbacks):
    assert words.in_force() == {}
    with django_capture_on_commit_callbacks(execute=True):
        write()
    assert words.in_force() == {KIND: GOOD}


def test_another_process_knows_them_within_seconds(monkeypatch):
    assert words.in_force() == {}
    write()  # its commit is another's: nothing tells this one
    assert words.in_force() == {}
    later = words.monotonic() + words.KEPT_FOR + 1
    monkeypatch.setattr(words, "monotonic", lambda: later)
    assert words.in_force() == {KIND: GOOD}


# -- sending -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def _still_so(monkeypatch):
    monkeypatch.setattr(rechecks, "_ASKED", {})


def waiting(kind: Kind = KIND, **more) -> Notification:
    more = {"recipient_email": "reader@school.example"} | more
    return NotificationFactory(kind=kind, created_at=AT, due_at=AT, **more)


def sweep() -> int:
    return outbox.deliver_due(clock=lambda: AT, until=AT)


def text_of(mail) -> str:
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


@pytest.mark.usefixtures("_still_so")
class TestSending:
    def test_a_message_that_waited_already_goes_out_in_the_newest_words(self, server):
        HubWordsFactory(kind=KIND, subject="An old one", body=BODY)
        waiting(context=full_context(KIND) | {"component": "Leading <a> team", "join_link": ""})
        write(began_from=pk())
        assert sweep() == 1
        (mail,) = server.taken
        assert mail["Subject"] == "See you at Leading <a> team"
        assert text_of(mail).startswith("Hello the name,\n\nIt is on the when.\n\nYour dates:\nhttps://portal.example/")
        assert "Hello the name," in mail.get_body(("html",)).get_content()

    def test_other_kinds_and_what_went_back_go_out_in_the_portals(self, server):
        write()
        back_to_ours(kind=KIND, by=UserFactory(), began_from=pk(), at=AT)
        write(Wording("Ours", BODY), kind=KIND, began_from=pk())
        back_to_ours(kind=KIND, by=UserFactory(), began_from=pk(), at=AT)
        waiting()
        waiting(Kind.MARKING_OVERDUE, recipient_email="another@school.example")
        sweep()
        assert {mail["Subject"] for mail in server.taken} == {
            "Tomorrow: the component",
            "Marking that was due: the scripts",
        }

    def test_what_goes_together_has_them_too(self, server):
        write()
        waiting()
        waiting(Kind.SELF_STUDY_DUE)
        assert sweep() == 1
        text = text_of(server.taken[0])
        assert "See you at the component" in text
        assert "It is on the when." in text
        assert "Still to do: the component" in text

    @pytest.mark.parametrize(
        ("subject", "text", "logged"),
        [
            ("Hello {{ name }}", BODY + "\n\n{{ gone }}", "session_tomorrow name 'gone'"),
            ("Hello {{ gone }}", BODY, "session_tomorrow name 'gone'"),
            ("{{ join_link }}", BODY, "session_tomorrow came out empty"),
        ],
    )
    def test_where_a_placeholder_has_gone_the_portals_words_go_out_and_it_is_logged(
        self, server, caplog, subject, text, logged
    ):
        HubWordsFactory(kind=KIND, subject=subject, body=text)
        waiting(context=full_context(KIND) | {"name": "Robin Invented", "join_link": ""})
        with caplog.at_level(logging.ERROR):
            assert sweep() == 1
        assert server.taken[0]["Subject"] == "Tomorrow: the component"
        (record,) = [one for one in caplog.records if one.name == words.__name__]
        assert logged in record.getMessage()
        assert "Robin" not in caplog.text
        assert "school.example" not in caplog.text
        assert Notification.objects.get().state == NotificationState.SENT

    def test_a_sweep_asks_for_them_once_however_many_emails_it_sends(self, server):
        asked = []
        for number in (3, 12):
            HubWordsFactory(kind=KIND)
            words.forget()
            for one in range(number):
                waiting(recipient_email=f"reader{one}@school.example")
            with CaptureQueriesContext(connection) as queries:
                assert sweep() == number
            asked.append(sum("notifications_hubwords" in query["sql"] for query in queries))
        assert asked == [1, 1]

    def test_a_redis_that_is_away_stops_no_mail(self, server, settings):
        settings.CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": "redis://127.0.0.1:1/0",
            }
        }
        write()
        waiting()
        assert sweep() == 1
        assert server.taken[0]["Subject"] == "See you at the component"
