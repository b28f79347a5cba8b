"""Invented files of eligibility lists."""

import gzip
from collections.abc import Iterable
from pathlib import Path


def write(path: Path, header: str, rows: Iterable[str], *, encoding: str = "utf-8") -> Path:
    """A CSV file with CRLF, one text a row; gzipped when its name ends in .gz."""
    content = "".join(f"{line}\r\n" for line in (header, *rows)).encode(encoding)
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def urns(count: int, first: int = 900_001) -> list[str]:
    return [str(first + number) for number in range(count)]
