"""Finds Chromium for the browser journeys, and installs it where that is possible and allowed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from npq_portal.local.finding import ServiceError

#: Chromium without its windows: the browser's own pages and processes cost a third of each page that is looked at.
_QUICK = "chromium-headless-shell"
PACKAGES = (_QUICK, "fonts-liberation")
#: Where a distribution has no such package.
_INSTEAD = ("chromium", "fonts-liberation")
_NAMES = (_QUICK, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ON_A_MAC = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def find_chromium() -> str | None:
    """The program CHROMIUM names, or the first one found; None when there is none.

    Raises ServiceError when CHROMIUM names something that cannot be run.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        if not found:
            raise ServiceError(f"CHROMIUM is {named!r}, which is not a program that can be run.")
        return found
    on_path = next((found for found in map(shutil.which, _NAMES) if found), None)
    return on_path or next((path for path in _ON_A_MAC if Path(path).exists()), None)


def main() -> int:
    """Finds or installs Chromium; 1, with one line saying what to install, when neither is possible. Where there is one with
    windows the one without is installed too, if that is possible."""
    found = find_chromium()
    if not os.environ.get("CHROMIUM") and (not found or Path(found).name != _QUICK):
        found = _installed(or_else=found)
    if found:
        print(f"Chromium: {found}", flush=True)
        return 0
    print(
        "The browser journeys need Chromium. Install it (Debian: apt-get install chromium fonts-liberation), "
        "or let CHROMIUM name the program.",
        file=sys.stderr,
    )
    return 1


def _installed(*, or_else: str | None) -> str | None:
    """The quicker one where apt-get has it; else the one there is, or the usual one."""
    command = _apt_get()
    for packages in (PACKAGES, _INSTEAD):
        found = find_chromium()
        if not command or (found and found != or_else) or (or_else and packages == _INSTEAD):
            break
        print(f"Installing {' and '.join(packages)} for the browser journeys ...", flush=True)
        _install(command, packages)
    return find_chromium()


def _apt_get() -> list[str]:
    """The words before an apt-get subcommand, or nothing where packages may not be installed."""
    apt_get = shutil.which("apt-get")
    if not apt_get:
        return []
    if os.geteuid() == 0:
        return [apt_get]
    sudo = shutil.which("sudo")
    # -n: asks for no password; where one is needed, the person is told what to install instead.
    if sudo and subprocess.run([sudo, "-n", "true"], capture_output=True, check=False).returncode == 0:
        return [sudo, "-n", "env", "DEBIAN_FRONTEND=noninteractive", apt_get]
    return []


def _install(apt_get: list[str], packages: tuple[str, ...]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        # A failed update may leave lists that do; a failed install leaves no Chromium, which the caller says.
        subprocess.run([*apt_get, *words], env=environment, stdout=subprocess.DEVNULL, check=False)
