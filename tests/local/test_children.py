"""The demo's programs: their ports, their environment, and what the environment must agree with."""

import socket
import stat

import pytest

from npq_portal.local import children as demo_children
from npq_portal.local.children import Ports, children, choose_ports, environment, is_free
from npq_portal.local.finding import ServiceError
from registrations.teacher_records.fake.app import KEY

PORTS = Ports("127.0.0.1", 8000, 1025, 8090)


@pytest.fixture
def busy():
    """A port another program listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_port_is_free_until_someone_listens(busy):
    assert not is_free("127.0.0.1", busy)


def test_the_first_free_port_from_8000_on_is_taken_and_a_busy_one_said(busy, monkeypatch, lines):
    monkeypatch.setattr(demo_children, "_FIRST_PORT", busy)
    ports = choose_ports(lines.append)
    assert busy < ports.web < busy + 20
    assert lines == [f"Port {busy} is busy, so the portal answers on port {ports.web}."]
    assert ports.address == f"http://localhost:{ports.web}"
    assert len({ports.web, ports.mail, ports.teacher_records}) == 3


def test_all_ports_busy_says_how_to_choose_another(busy, monkeypatch, lines):
    monkeypatch.setattr(demo_children, "_FIRST_PORT", busy)
    monkeypatch.setattr(demo_children, "_PORTS_TRIED", 1)
    with pytest.raises(ServiceError, match="PORT=9000 make demo"):
        choose_ports(lines.append)


def test_a_port_that_was_asked_for_is_not_swapped_for_another(busy, monkeypatch, lines):
    monkeypatch.setenv("PORT", str(busy))
    with pytest.raises(ServiceError, match=f"Port {busy} is busy"):
        choose_ports(lines.append)


def test_a_port_that_is_no_number_is_refused(monkeypatch, lines):
    monkeypatch.setenv("PORT", "eight thousand")
    with pytest.raises(ServiceError, match="PORT is 'eight thousand'"):
        choose_ports(lines.append)


def test_host_and_port_of_the_environment_are_used(monkeypatch, lines, busy):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    monkeypatch.setenv("PORT", str(port))
    monkeypatch.setenv("HOST", "0.0.0.0")
    ports = choose_ports(lines.append)
    assert (ports.host, ports.web) == ("0.0.0.0", port)
    assert "localhost" in ports.address


def test_the_demo_is_reached_only_from_this_machine_unless_asked(tmp_path):
    assert environment(tmp_path, PORTS, {})["ALLOWED_HOSTS"] == "localhost,127.0.0.1,[::1]"
    assert environment(tmp_path, Ports("0.0.0.0", 1, 2, 3), {})["ALLOWED_HOSTS"] == "*"


def test_the_key_is_random_private_and_kept(tmp_path):
    first = environment(tmp_path, PORTS, {})["SECRET_KEY"]
    assert len(first) >= 50
    assert environment(tmp_path, PORTS, {})["SECRET_KEY"] == first
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_mail_and_teacher_records_go_to_the_demos_own(tmp_path, monkeypatch):
    monkeypatch.setenv("MAIL_BACKEND", "notify")
    env = environment(tmp_path, PORTS, {"DATABASE_URL": "postgres://here"})
    commands = {child.name: child.command for child in children(tmp_path, PORTS)}
    assert f"{env['EMAIL_HOST']}:{env['EMAIL_PORT']}" in commands["Mail catcher"]
    assert env["MAIL_BACKEND"] == "smtp", "a caller's key of GOV.UK Notify would send to invented people"
    assert env["DEMO_MAIL_FOLDER"] == commands["Mail catcher"][-1]
    assert env["TRS_BASE_URL"].endswith(f":{commands['Teacher records'][-1]}")
    assert env["TRS_API_KEY"] == KEY
    assert env["TEACHER_RECORDS"] == "fake"
    assert env["DATABASE_URL"] == "postgres://here"


def test_the_web_server_is_set_up_as_in_production(tmp_path):
    """Flags besides would win over npq_portal/gunicorn.py, and with them its access log."""
    command = next(child.command for child in children(tmp_path, PORTS) if child.name == "Web")
    assert command[2:] == (
        "gunicorn", "--config", "python:npq_portal.gunicorn", "--bind", "127.0.0.1:8000", "npq_portal.wsgi:application",
    )  # fmt: skip


def test_every_program_has_a_log_of_its_own(tmp_path):
    names = [child.log_name for child in children(tmp_path, PORTS)]
    assert names == ["mail-catcher.log", "teacher-records.log", "web.log", "worker.log", "beat.log"]
