"""Chromium is found where it is, installed where that is allowed, and asked for in one line otherwise."""

import os

import pytest

from npq_portal.local import chromium
from npq_portal.local.finding import ServiceError


@pytest.fixture
def path(monkeypatch, tmp_path):
    """A machine whose only programs are those the test makes."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("CHROMIUM", raising=False)
    monkeypatch.setattr(chromium, "_ON_A_MAC", ())
    return folder


@pytest.mark.parametrize("name", ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"])
def test_it_is_found_under_each_of_its_names(path, make_program, name, capsys):
    found = make_program(path, name, "true")
    assert chromium.find_chromium() == str(found)
    assert chromium.main() == 0
    assert capsys.readouterr().out == f"Chromium: {found}\n"


def test_chromium_may_be_named(path, make_program, monkeypatch, tmp_path):
    make_program(path, "chromium", "true")
    named = make_program(tmp_path, "my-chromium", "true")
    monkeypatch.setenv("CHROMIUM", str(named))
    assert chromium.find_chromium() == str(named)


def test_a_name_that_cannot_be_run_is_refused(path, monkeypatch):
    monkeypatch.setenv("CHROMIUM", "/no/such/program")
    with pytest.raises(ServiceError, match="CHROMIUM is '/no/such/program'"):
        chromium.find_chromium()


def test_without_a_way_to_install_one_line_says_what_to_do(path, capsys):
    assert chromium.main() == 1
    said = capsys.readouterr().err
    assert "apt-get install chromium fonts-liberation" in said
    assert len(said.splitlines()) == 1


@pytest.mark.skipif(os.geteuid() != 0, reason="only root installs packages without sudo")
@pytest.mark.parametrize(
    ("known", "there", "asked_for", "found"),
    [
        ("chromium-headless-shell", "", ["chromium-headless-shell"], "chromium-headless-shell"),
        ("chromium", "", ["chromium-headless-shell", "chromium"], "chromium"),  # an older distribution
        ("chromium-headless-shell", "chromium", ["chromium-headless-shell"], "chromium-headless-shell"),
        ("nothing", "chromium", ["chromium-headless-shell"], "chromium"),
        ("nothing", "chromium-headless-shell", [], "chromium-headless-shell"),
    ],
)
def test_root_installs_it(path, make_program, tmp_path, capsys, known, there, asked_for, found):
    """apt-get is a script here that notes its words and 'installs' the one package it knows as the real one would."""
    if there:
        make_program(path, there, "true")
    make_program(
        path,
        "apt-get",
        f'echo "$@" >> {tmp_path}/words; case "$1 $5" in "install {known}") printf "#!/bin/sh\\n" > {path}/{known};'
        f" /bin/chmod +x {path}/{known};; esac",
    )
    assert chromium.main() == 0
    words = (tmp_path / "words").read_text().splitlines() if asked_for else []
    assert words == [
        line
        for package in asked_for
        for line in ("update -qq", f"install -y -qq --no-install-recommends {package} fonts-liberation")
    ]
    assert f"Chromium: {path / found}" in capsys.readouterr().out


@pytest.mark.skipif(os.geteuid() != 0, reason="only root installs packages without sudo")
def test_an_installation_that_fails_is_said(path, make_program, capsys):
    make_program(path, "apt-get", "exit 100")
    assert chromium.main() == 1
    assert "Install it" in capsys.readouterr().err


@pytest.mark.parametrize(("answer", "able"), [("exit 0", True), ("exit 1", False)], ids=["no password", "password"])
def test_sudo_is_used_only_where_it_asks_for_no_password(path, make_program, monkeypatch, answer, able):
    make_program(path, "apt-get", "true")
    make_program(path, "sudo", answer)
    monkeypatch.setattr(chromium.os, "geteuid", lambda: 1000)
    assert bool(chromium._apt_get()) is able
