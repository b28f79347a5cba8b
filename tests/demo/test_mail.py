"""The mail catcher: what the portal sends by SMTP appears on the demo's pages."""

import os
import subprocess
import sys
from email.message import EmailMessage

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

from npq_portal.demo import mail
from npq_portal.local import processes
from npq_portal.local.children import Ports, children, is_free

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings, tmp_path):
    settings.DEMO_MAIL_FOLDER = str(tmp_path / "mail")
    return tmp_path / "mail"


@pytest.fixture
def catch(folder):
    """Puts a message into the folder as the catcher does: catch("name", subject=..., at=seconds)."""

    def put(name, *, subject="Your code", text="Your code is 123456.\n", html="", at=0):
        message = EmailMessage()
        message["To"], message["Subject"] = "Ada Test <ada@school.example>", subject
        message.set_content(text)
        if html:
            message.add_alternative(html, subtype="html")
        path = folder / "new" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(message))
        os.utime(path, (at, at))
        return path

    return put


@pytest.fixture
def catcher(tmp_path, folder):
    """The demo's own catcher, listening; gives its port."""
    from npq_portal.local.children import _any_free

    port = _any_free()
    command = next(
        one for one in children(tmp_path, Ports("127.0.0.1", 1, port, 2)) if one.name == "Mail catcher"
    ).command
    process = processes.start(command, log=tmp_path / "log")
    assert processes.wait_until(lambda: not is_free("127.0.0.1", port), seconds=20, process=process)
    yield port
    process.terminate()
    process.wait()


def test_a_message_sent_by_smtp_is_caught_and_shown(catcher, client):
    connection = get_connection("django.core.mail.backends.smtp.EmailBackend", host="127.0.0.1", port=catcher)
    message = EmailMultiAlternatives(
        "Your sign-in code – Zoë’s", "Code: 424242", "hub@hub.example", ["ada@school.example"], connection=connection
    )
    message.attach_alternative("<p>Code: <b>424242</b></p>", "text/html")
    message.send()

    (caught,) = mail.caught()
    assert (caught.subject, caught.to) == ("Your sign-in code – Zoë’s", "ada@school.example")
    listed = client.get("/demo/mail/").content.decode()
    assert "Your sign-in code – Zoë’s" in listed
    shown = client.get(f"/demo/mail/{caught.name}/").content.decode()
    assert "Code: 424242" in shown
    assert "&lt;p&gt;Code: &lt;b&gt;424242" in shown


def test_the_newest_comes_first_and_only_so_many_are_listed(catch, client):
    for number in range(mail.NEWEST + 3):
        catch(f"m{number}", subject=f"Message {number:03}", at=1_000_000 + number)
    names = [one.name for one in mail.caught()]
    assert names[0] == f"m{mail.NEWEST + 2}"
    assert len(names) == mail.NEWEST
    page = client.get("/demo/mail/").content.decode()
    assert page.index("Message 052") < page.index("Message 051")
    assert "Message 002" not in page


def test_the_time_is_londons(catch):
    catch("summer", at=1_782_820_800)  # 30 June 2026, 12:00 UTC
    assert mail.one("summer").at.isoformat() == "2026-06-30T13:00:00+01:00"


@pytest.mark.parametrize("folder_name", ["", "not-made-yet"])
def test_no_mail_yet(client, settings, tmp_path, folder_name):
    settings.DEMO_MAIL_FOLDER = folder_name and str(tmp_path / folder_name)
    assert mail.caught() == []
    assert mail.one("anything") is None
    assert "No mail yet" in client.get("/demo/mail/").content.decode()


@pytest.mark.parametrize("name", ["missing", "..", ".", "../secret", "a\\b"])
def test_no_name_leads_out_of_the_folder(folder, catch, name):
    catch("there")
    (folder / "secret").write_text("secret")
    assert mail.one(name) is None


def test_an_unknown_message_is_not_found(client, catch):
    catch("there")
    assert client.get("/demo/mail/missing/").status_code == 404


def test_words_of_a_message_are_escaped(client, catch):
    catch("evil", subject="<script>alert(1)</script>", text="<script>alert(2)</script>", html='<p title="\'">"x"</p>')
    for page in ("/demo/mail/", "/demo/mail/evil/"):
        assert b"<script>alert" not in client.get(page).content
    assert b'srcdoc="&lt;base target=&quot;_top&quot;&gt;&lt;p title=&quot;' in client.get("/demo/mail/evil/").content


def test_a_message_without_html_has_no_frame_and_its_links_can_be_followed(client, catch):
    catch("plain", text="Answer here: https://hub.example/endorse/abc/\n")
    page = client.get("/demo/mail/plain/").content.decode()
    assert "<iframe" not in page
    assert '<a href="https://hub.example/endorse/abc/"' in page


def test_the_frame_may_style_itself_but_run_nothing(client, catch):
    catch("styled", html='<p style="color:red">x</p>')
    response = client.get("/demo/mail/styled/")
    assert "style-src 'self' 'unsafe-inline'" in response.headers["Content-Security-Policy"]
    assert 'sandbox="allow-top-navigation-by-user-activation"' in response.content.decode()
    assert "unsafe-inline" not in client.get("/demo/mail/").headers["Content-Security-Policy"]


def test_only_reading(client):
    assert client.post("/demo/mail/").status_code == 405


def test_no_address_of_the_demo_exists_in_production():
    code = (
        "import django; django.setup(); from django.urls import Resolver404, resolve\n"
        "from django.conf import settings; assert 'npq_portal.demo' not in settings.INSTALLED_APPS\n"
        "try: resolve('/demo/mail/')\nexcept Resolver404: print('not there')"
    )
    environment = {**os.environ, "DEMO": "false", "DEBUG": "false", "SECRET_KEY": "for-this-test"}
    answer = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert answer.stdout == "not there\n", answer.stderr


def test_a_link_in_the_html_of_a_caught_message_works(page, live_server, catch, client):
    """The frame is closed to scripts, but the demo's user must be able to follow the links that people are sent."""
    catch("linked", html=f'<p><a href="{live_server.url}/demo/mail/">Go on</a></p>')
    page.goto(f"{live_server.url}/demo/mail/linked/")
    page.frame_locator("iframe").get_by_role("link", name="Go on").click()
    page.get_by_role("heading", name="Caught mail").wait_for()
