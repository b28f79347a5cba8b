"""Signing in: one page for everybody, a code, and in."""

import re
import smtplib
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from npq_portal import clock
from npq_portal.accounts.choices import RoleName
from npq_portal.accounts.models import User
from tests.accounts.conftest import CODE, SIGN_IN
from tests.factories.accounts import UserFactory
from tests.factories.notifications import RefusedAddressFactory

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN, CLOSED = "known@school.example", "unknown@school.example", "closed@school.example"


@pytest.fixture(autouse=True)
def _people():
    UserFactory(email=KNOWN, roles=[RoleName.FACILITATOR])
    UserFactory(email=CLOSED, is_active=False)


def ask(client: Client, email: str, path: str = SIGN_IN):
    return client.post(path, {"email": email})


def signed_in_as(client: Client) -> str | None:
    key = client.session.get("_auth_user_id")
    return User.objects.get(pk=key).email if key else None


class TestTheRightCode:
    def test_somebody_known(self, client, code_in):
        assert ask(client, KNOWN).url == CODE
        response = client.post(CODE, {"code": code_in(KNOWN)})
        assert response.url == "/home/"
        assert signed_in_as(client) == KNOWN

    def test_somebody_new_gets_an_account_and_the_participants_role(self, client, code_in):
        ask(client, UNKNOWN)
        assert not User.objects.filter(email=UNKNOWN).exists(), "not before the code comes back"
        client.post(CODE, {"code": code_in(UNKNOWN)})
        user = User.objects.get(email=UNKNOWN)
        assert signed_in_as(client) == UNKNOWN
        assert user.roles() == {RoleName.PARTICIPANT}
        assert not user.has_usable_password()

    def test_somebody_known_gets_no_new_role(self, client, code_in):
        ask(client, KNOWN)
        client.post(CODE, {"code": code_in()})
        assert User.objects.get(email=KNOWN).roles() == {RoleName.FACILITATOR}

    @pytest.mark.parametrize("typed", ["KNOWN@School.Example", "  known@school.example "])
    def test_the_case_of_the_address_does_not_matter(self, client, code_in, typed):
        ask(client, typed)
        client.post(CODE, {"code": code_in(KNOWN)})
        assert signed_in_as(client) == KNOWN

    def test_a_lookalike_address_is_somebody_else(self, client, code_in):
        """PostgreSQL's upper("ı") is "I", so a case-blind comparison would have found the victim."""
        UserFactory(email="mike@school.example")
        ask(client, "m\u0131ke@school.example")
        client.post(CODE, {"code": code_in("m\u0131ke@school.example")})
        assert signed_in_as(client) == "m\u0131ke@school.example"

    def test_gaps_and_dashes_do_not_matter(self, client, code_in):
        ask(client, KNOWN)
        client.post(CODE, {"code": f" {code_in().replace(' ', '-')} "})
        assert signed_in_as(client) == KNOWN

    def test_the_session_gets_a_new_id(self, client, code_in):
        ask(client, KNOWN)
        before = client.session.session_key
        client.post(CODE, {"code": code_in()})
        assert client.session.session_key != before
        assert not Session.objects.filter(session_key=before).exists()

    def test_the_code_works_once(self, client, code_in):
        ask(client, KNOWN)
        code = code_in()
        client.post(CODE, {"code": code})
        client.post("/account/sign-out/")
        assert client.post(CODE, {"code": code}).url == SIGN_IN
        assert signed_in_as(client) is None

    def test_the_code_works_in_the_browser_that_asked_only(self, client, code_in):
        ask(client, KNOWN)
        assert Client().post(CODE, {"code": code_in()}).url == SIGN_IN

    def test_an_address_thought_to_take_no_mail_takes_some_again(self, client, code_in):
        """Codes go there all the same, so that whoever mended their mailbox gets in."""
        mine, anothers = RefusedAddressFactory(email=KNOWN), RefusedAddressFactory()
        ask(client, KNOWN)
        client.post(CODE, {"code": code_in(KNOWN)})
        mine.refresh_from_db()
        anothers.refresh_from_db()
        assert mine.lifted_at
        assert mine.lifted_by is None
        assert not anothers.lifted_at

    def test_the_day_of_the_last_sign_in_is_kept(self, client, code_in):
        ask(client, KNOWN)
        client.post(CODE, {"code": code_in()})
        assert clock.now() - User.objects.get(email=KNOWN).last_login < timedelta(minutes=1)


class TestNobodyLearnsWhoHasAnAccount:
    def page_after(self, email: str) -> tuple[int, str, str]:
        client = Client()
        answer = ask(client, email)
        page = client.get(answer.url).content.decode().replace(email, "(address)")
        return answer.status_code, answer.url, re.sub(r'(csrfmiddlewaretoken" value=)"[^"]+"', r"\1", page)

    def test_the_pages_are_the_same_to_the_letter(self):
        assert self.page_after(KNOWN) == self.page_after(UNKNOWN) == self.page_after(CLOSED)

    def test_everybody_gets_one_email(self, client, mailoutbox):
        for email in (KNOWN, UNKNOWN, CLOSED):
            ask(client, email)
        assert [mail.to for mail in mailoutbox] == [[KNOWN], [UNKNOWN], [CLOSED]]

    def test_known_and_unknown_read_the_same_words(self, client, mailoutbox):
        ask(client, KNOWN)
        ask(client, UNKNOWN)
        known, unknown = (re.sub(r"\d{4} \d{4}", "CODE", mail.body) for mail in mailoutbox)
        assert known == unknown
        assert "CODE" in known
        assert "15 minutes" in known

    def test_they_cost_the_same_queries(self):
        costs = set()
        for email in (KNOWN, UNKNOWN, CLOSED):
            with CaptureQueriesContext(connection) as queries:
                ask(Client(), email)
            costs.add(len(queries))
        assert len(costs) == 1

    def test_wrong_codes_are_answered_alike(self):
        answers = set()
        for email in (KNOWN, UNKNOWN, CLOSED):
            client = Client()
            ask(client, email)
            page = client.post(CODE, {"code": "0000 0000"}).content.decode().replace(email, "(address)")
            answers.add(re.sub(r'(csrfmiddlewaretoken" value=)"[^"]+"', r"\1", page))
        assert len(answers) == 1

    def test_the_limit_is_the_same(self):
        for email in (KNOWN, UNKNOWN, CLOSED):
            statuses = [ask(Client(), email).status_code for _ in range(6)]
            assert statuses == [302] * 5 + [429]


class TestClosedAccounts:
    def test_the_letter_has_no_code(self, client, mailoutbox):
        ask(client, CLOSED)
        assert not re.search(r"\d{4} \d{4}", mailoutbox[-1].body.replace("01632", ""))
        assert "closed" in mailoutbox[-1].body

    def test_one_closed_while_the_code_travelled_is_refused(self, client, code_in):
        ask(client, KNOWN)
        User.objects.filter(email=KNOWN).update(is_active=False)
        response = client.post(CODE, {"code": code_in()}, follow=True)
        assert signed_in_as(client) is None
        assert "You cannot sign in with this email address" in response.content.decode()

    def test_one_closed_while_signed_in_is_out_at_the_next_page(self, client, code_in):
        ask(client, KNOWN)
        client.post(CODE, {"code": code_in()})
        User.objects.filter(email=KNOWN).update(is_active=False)
        assert client.get("/account/").url == f"{SIGN_IN}?next=/account/"


class TestWrongCodes:
    def test_it_says_how_many_tries_are_left(self, client, code_in):
        ask(client, KNOWN)
        wrong = _other(code_in())
        assert "You can try 2 more times" in client.post(CODE, {"code": wrong}).content.decode()
        assert "You can try once more" in client.post(CODE, {"code": wrong}).content.decode()
        last = client.post(CODE, {"code": wrong}, follow=True)
        assert last.redirect_chain == [(SIGN_IN, 302)]
        assert "tried too often" in last.content.decode()
        assert client.post(CODE, {"code": code_in()}).url == SIGN_IN
        assert signed_in_as(client) is None

    @pytest.mark.parametrize(
        ("typed", "words"), [("", "Enter the code from the email"), ("1234", "8 digits"), ("abcd efgh", "8 digits")]
    )
    def test_what_cannot_be_a_code_is_not_counted(self, client, code_in, typed, words):
        ask(client, KNOWN)
        for _ in range(5):
            page = client.post(CODE, {"code": typed}).content.decode()
            assert words in page
            assert 'href="#id_code"' in page
        client.post(CODE, {"code": code_in()})
        assert signed_in_as(client) == KNOWN

    def test_after_a_quarter_of_an_hour(self, client, code_in):
        with time_machine.travel(clock.now(), tick=False) as moment:
            ask(client, KNOWN)
            moment.shift(timedelta(minutes=15, seconds=1))
            page = client.post(CODE, {"code": code_in()}).content.decode()
            assert "it lasts 15 minutes" in page
            client.post(f"{CODE}again/")
            client.post(CODE, {"code": code_in()})
            assert signed_in_as(client) == KNOWN

    def test_the_network_has_a_limit_too(self, client, settings, code_in):
        settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"confirm_login_code": "1/m/ip"}
        ask(client, KNOWN)
        client.post(CODE, {"code": _other(code_in())})
        assert "from your network" in client.post(CODE, {"code": code_in()}).content.decode()


class TestAnotherCode:
    def test_it_comes_and_the_first_stops_working(self, client, code_in, mailoutbox):
        ask(client, KNOWN)
        first = code_in()
        page = client.post(f"{CODE}again/", follow=True).content.decode()
        assert "We have sent you a new code" in page
        assert len(mailoutbox) == 2
        assert "That is not the code" in client.post(CODE, {"code": first}).content.decode()
        client.post(CODE, {"code": code_in()})
        assert signed_in_as(client) == KNOWN

    def test_three_times_and_no_more(self, client, mailoutbox):
        ask(client, KNOWN)
        for _ in range(3):
            client.post(f"{CODE}again/")
        page = client.post(f"{CODE}again/", follow=True).content.decode()
        assert "several times" in page
        assert len(mailoutbox) == 4

    def test_the_addresss_limit_counts_these_too(self, client, mailoutbox):
        for _ in range(4):
            ask(Client(), KNOWN)
        ask(client, KNOWN)
        page = client.post(f"{CODE}again/", follow=True).content.decode()
        assert "Wait 5 minutes" in page
        assert len(mailoutbox) == 5

    def test_by_post_only(self, client):
        assert client.get(f"{CODE}again/").status_code == 405

    def test_without_a_first_one(self, client, mailoutbox):
        assert client.post(f"{CODE}again/", follow=True).redirect_chain[-1][0] == SIGN_IN
        assert mailoutbox == []


class TestTheFirstPage:
    @pytest.mark.parametrize(
        ("typed", "words"),
        [
            ("", "Enter your email address"),
            ("priya", "in the right form"),
            (f"{'a' * 250}@school.example", "in the right form"),
        ],
    )
    def test_what_is_no_address(self, client, mailoutbox, typed, words):
        page = ask(client, typed).content.decode()
        assert "There is a problem" in page
        assert words in page
        assert 'href="#id_email"' in page
        assert mailoutbox == []

    def test_there_is_no_password_anywhere(self, client):
        for path in (SIGN_IN, CODE):
            ask(client, KNOWN)
            assert "password" not in re.sub(r"not need a password", "", client.get(path).content.decode()).lower()

    @pytest.mark.parametrize(
        "name", ["signup", "login", "password/reset", "password/change", "email", "logout", "inactive"]
    )
    def test_allauths_other_pages_are_not_there(self, client, name):
        assert client.get(f"/accounts/{name}/").status_code == 404
        assert client.get(f"/account/{name}/").status_code in ({302} if name == "email" else {404})

    def test_too_many_from_one_network(self, settings):
        settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"request_login_code": "2/m/ip"}
        statuses = [ask(Client(), f"person{number}@school.example").status_code for number in range(3)]
        assert statuses == [302, 302, 429]

    @pytest.mark.parametrize("error", [ConnectionRefusedError(), smtplib.SMTPRecipientsRefused({KNOWN: (550, b"no")})])
    def test_a_mail_server_that_is_away_is_told_kindly(self, client, monkeypatch, caplog, error):
        def refuse(*args: object) -> None:
            raise error

        monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        page = ask(client, KNOWN).content.decode()
        assert "We could not send the email" in page
        assert KNOWN not in caplog.text
        assert client.get(CODE).url == SIGN_IN

    def test_the_answers_are_not_kept_by_browsers(self, client):
        assert "no-store" in client.get(SIGN_IN).headers["Cache-Control"]
        ask(client, KNOWN)
        assert "no-store" in client.get(CODE).headers["Cache-Control"]


class TestOnward:
    @pytest.mark.parametrize(
        ("wanted", "arrives"),
        [
            ("/account/", "/account/"),
            ("/register/step/?a=1&b=2", "/register/step/?a=1&b=2"),
            ("https://elsewhere.example/", "/home/"),
            ("//elsewhere.example/", "/home/"),
            ("\\\\elsewhere.example", "/home/"),
            ("http:elsewhere.example", "/home/"),
            ("javascript:alert(1)", "/home/"),
            ("", "/home/"),
        ],
    )
    def test_next_is_kept_and_stays_here(self, client, code_in, wanted, arrives):
        ask(client, KNOWN, f"{SIGN_IN}?next={quote(wanted)}")
        assert client.post(CODE, {"code": code_in()}).url == arrives

    def test_next_on_the_second_page_is_not_listened_to(self, client, code_in):
        ask(client, KNOWN)
        response = client.post(f"{CODE}?next=https://elsewhere.example/", {"code": code_in()})
        assert response.url == "/home/"

    def test_next_survives_codes_that_are_used_up(self, client, code_in):
        ask(client, KNOWN, f"{SIGN_IN}?next=/account/")
        for _ in range(3):
            response = client.post(CODE, {"code": _other(code_in())})
        assert response.url == f"{SIGN_IN}?next=%2Faccount%2F"

    @pytest.mark.parametrize("path", [SIGN_IN, CODE])
    def test_somebody_signed_in_is_sent_on(self, participant_client, path):
        assert participant_client.get(path).url == "/home/"
        assert participant_client.get(f"{path}?next=/account/").url == "/account/"
        assert participant_client.get(f"{path}?next=//elsewhere.example").url == "/home/"


class TestSigningOut:
    def test_by_post(self, participant_client):
        response = participant_client.post("/account/sign-out/", follow=True)
        assert "You have signed out" in response.content.decode()
        assert signed_in_as(participant_client) is None

    def test_a_link_asks_first(self, participant_client):
        page = participant_client.get("/account/sign-out/").content.decode()
        assert "Do you want to sign out?" in page
        assert signed_in_as(participant_client) is not None

    def test_without_the_token_nothing_happens(self, participant):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(participant)
        assert strict.post("/account/sign-out/").status_code == 403
        assert signed_in_as(strict) is not None


def _other(code: str) -> str:
    return f"{(int(code.replace(' ', '')) + 1) % 10**8:08}"
