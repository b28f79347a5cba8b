"""Fetching the day's file of the school register from GIAS, for those with internet."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import httpx

from registrations.gias.table_file import FileRefusedError

_TIME_OUT = httpx.Timeout(60, connect=10)


def download_register(
    into: Path, *, url: str, day: date, or_day_before: bool, progress: Callable[[int], object] = lambda _bytes: None
) -> Path:
    """Fetches the file of `day` into the folder `into` and returns its path; `progress` hears how many bytes came.

    `url` has {day} where the date stands, as YYYYMMDD. With `or_day_before`, yesterday's file does where today's is not
    out yet. Raises FileRefusedError when there is no such file, or the address does not answer as it should.
    """
    days = [day, day - timedelta(days=1)] if or_day_before else [day]
    for wanted in days:
        path = into / f"edubasealldata{wanted:%Y%m%d}.csv"
        if _fetch(url.format(day=f"{wanted:%Y%m%d}"), path, progress):
            return path
    tried = " or ".join(f"{wanted.day} {wanted:%B %Y}" for wanted in days)
    raise FileRefusedError(
        f"The register has no file of {tried} (404 not found). Try another day with --date YYYYMMDD."
    )


def _fetch(address: str, path: Path, progress: Callable[[int], object]) -> bool:
    """Whether the file is there; False for 404."""
    try:
        with (
            httpx.Client(timeout=_TIME_OUT, follow_redirects=True) as client,
            client.stream("GET", address) as response,
            path.open("wb") as file,
        ):
            if response.status_code == httpx.codes.NOT_FOUND:
                return False
            if response.status_code != httpx.codes.OK:
                raise FileRefusedError(f"{address} answered {response.status_code} {response.reason_phrase}.")
            for chunk in response.iter_bytes():
                file.write(chunk)
                progress(file.tell())
    except httpx.HTTPError as error:
        raise FileRefusedError(f"{address} could not be fetched: {error or type(error).__name__}.") from error
    return True
