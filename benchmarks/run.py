"""Runs the measurements one after another on throw-away services, prints one table and writes it as JSON.

`python -m benchmarks [--only W6] [--quick] [--register FILE]`. A time alone means nothing on a shared machine, so every
figure stands beside a floor measured in the same run: the least code that gives the same rows.
"""

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path

from benchmarks.measuring import Figure, table
from npq_portal.local.services import printing, throw_away_services

RESULTS = Path(__file__).parent / "results"
_REAL_REGISTER = Path(__file__).resolve().parents[2] / "shared" / "data" / "gias_establishments_20231116.csv.gz"
#: Measurements in the order they are run; the second fills the table that the next one searches.
NAMES = ("GIAS", "W6", "W1", "W2", "W3", "W8", "W4", "W11", "W7")


def main(arguments: Sequence[str]) -> int:
    """Measures what is asked for and returns the exit code: 0, or 2 for a register file that is not there."""
    options = _options(arguments)
    if options.register and not options.register.is_file():
        print(f"{options.register} is not there.", file=sys.stderr)
        return 2
    with throw_away_services(printing("services: ")) as services, tempfile.TemporaryDirectory() as folder:
        os.environ.update(services.environment(), DJANGO_SETTINGS_MODULE="npq_portal.settings", DEMO="true")
        os.environ["STATIC_ROOT"] = f"{folder}/static"
        figures = _measure(options, Path(folder))
    print("\n" + table(figures))
    _write(figures, options)
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=NAMES, action="append", help="this measurement alone; may be given again")
    parser.add_argument("--quick", action="store_true", help="small and once: whether it runs, not how fast")
    parser.add_argument(
        "--register", type=Path, help="a register file; else the real one beside the checkout, else invented"
    )
    return parser.parse_args(arguments)


def _measure(options: argparse.Namespace, folder: Path) -> list[Figure]:
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks import autosaving, engagement, handing, mailing, pages, register, search
    from benchmarks.invented import invented_register

    call_command("migrate", verbosity=0, skip_checks=True)
    call_command("collectstatic", verbosity=0, interactive=False, skip_checks=True)
    path = options.register or (_REAL_REGISTER if _REAL_REGISTER.is_file() and not options.quick else None)
    if path is None:
        path = invented_register(folder / "invented.csv", rows=2_000 if options.quick else 50_000)
    print(f"register: {path.name}", flush=True)
    measurements: dict[str, Callable[[Path, bool], list[Figure]]] = {
        "GIAS": register.measure,
        "W6": search.measure,
        "W1": lambda _path, quick: pages.measure_register(quick),
        "W3": lambda _path, quick: pages.measure_board(quick),
        "W2": lambda _path, quick: engagement.measure_saving(quick),
        "W8": lambda _path, quick: engagement.measure_rebuilding(quick),
        "W11": lambda _path, quick: autosaving.measure_autosaving(quick),
        "W7": lambda _path, quick: mailing.measure_mailing(quick),
        "W4": lambda _path, quick: handing.measure_submitting(quick),
    }
    figures = []
    for name in NAMES:
        if name in (options.only or NAMES):
            print(f"measuring {name} ...", flush=True)
            figures += measurements[name](path, options.quick)
    return figures


def _write(figures: Sequence[Figure], options: argparse.Namespace) -> None:
    from npq_portal import clock

    at = clock.now()
    machine = {"machine": platform.platform(), "cores": os.cpu_count(), "python": platform.python_version()}
    record = {
        "at": at.isoformat(),
        "quick": options.quick,
        **machine,
        "figures": [asdict(figure) for figure in figures],
    }
    path = RESULTS / f"{at:%Y%m%d-%H%M%S}.json"
    path.write_text(json.dumps(record, indent=2) + "\n")
    print(f"\nwritten to {path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
