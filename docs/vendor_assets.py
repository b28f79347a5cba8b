"""Make static/vendor again from the packages that `npm pack` put into a folder: `python docs/vendor_assets.py FOLDER`.

Which packages, what is changed in them and why is told in static/vendor/README.md.
"""

import re
import sys
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
OUR_FONT = "var(--npq-font,arial,helvetica,sans-serif)"


def unpacked(tarballs: Path, name: str, into: Path) -> Path:
    """Unpack the one tarball whose name starts with `name` and return its folder."""
    (tarball,) = tarballs.glob(f"{name}-*.tgz")
    with tarfile.open(tarball) as archive:
        archive.extractall(into / name, filter="data")
    return into / name / "package"


def without_source_map(text: str) -> str:
    """Drop the source map comment: a manifest storage refuses files that name a missing map."""
    return re.sub(r"(/\*|//)# sourceMappingURL=[^*\n]*(\*/)?", "", text.rstrip()).rstrip() + "\n"


def without_government_brand(css: str) -> str:
    """Take out the fonts and the crest that only GOV.UK may use."""
    css = re.sub(r"/\*![^*]*Margaret Calvert[^*]*\*/", "", css)
    css = re.sub(r"@font-face\{[^}]*GDS Transport[^}]*\}", "", css)
    css = css.replace("GDS Transport,arial,sans-serif", OUR_FONT)
    css = re.sub(r"[^{}]*\{[^{}]*govuk-crest[^{}]*\}", "", css)
    return without_source_map(css)


def main(tarballs: Path) -> None:
    """Write every vendored file."""
    with tempfile.TemporaryDirectory() as folder:
        govuk = unpacked(tarballs, "govuk-frontend", Path(folder)) / "dist" / "govuk"
        search = unpacked(tarballs, "accessible-autocomplete", Path(folder))
        font = unpacked(tarballs, "fontsource-variable-atkinson-hyperlegible-next", Path(folder))
        css = (govuk / "govuk-frontend.min.css").read_text("utf-8")
        write("govuk-frontend.min.css", without_government_brand(css))
        copy_text(govuk / "govuk-frontend.min.js")
        copy_text(search / "dist" / "accessible-autocomplete.min.js")
        copy_text(search / "dist" / "accessible-autocomplete.min.css")
        write("accessible-autocomplete.LICENSE.txt", (search / "LICENSE.txt").read_text("utf-8"))
        write("atkinson-hyperlegible-next.LICENSE.txt", (font / "LICENSE").read_text("utf-8"))
        for file in sorted((font / "files").glob("*.woff2")):
            (VENDOR / file.name).write_bytes(file.read_bytes())


def copy_text(file: Path) -> None:
    """Copy one text file without its source map line."""
    write(file.name, without_source_map(file.read_text("utf-8")))


def write(name: str, text: str) -> None:
    """Write one file into static/vendor."""
    (VENDOR / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
