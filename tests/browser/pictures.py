"""What do the pages look like? Pictures of them, for people to look at.

python -m tests.browser.pictures              the eight of the documentation, into docs/images/
python -m tests.browser.pictures FOLDER       every state, German and English, light and dark, desk and phone

Makes a server of its own with the delivered corpus; needs Chromium, as the tests of this folder do.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from playwright.sync_api import Browser, ViewportSize, sync_playwright

from tests.browser.addresses import PAGES, opened
from tests.browser.conftest import CHROMIUM_FLAGS, chromium_path
from tests.live_server import ROOT, running_server

Device = Literal["desk", "phone"]
Scheme = Literal["light", "dark"]

IMAGES = ROOT / "docs" / "images"
LARGEST = 150_000  # bytes of a picture in the documentation
SIZES: dict[Device, ViewportSize] = {
    "desk": {"width": 1280, "height": 900},
    "phone": {"width": 390, "height": 844},
}
DOCUMENTED: tuple[tuple[str, str, Scheme, Device], ...] = (
    ("home", "en", "light", "desk"),
    ("query", "de", "light", "desk"),
    ("choosing", "en", "dark", "phone"),
    ("record", "de", "light", "desk"),
    ("compare", "en", "light", "desk"),
    ("shortlist", "de", "light", "phone"),
    ("fitting", "de", "light", "desk"),
    ("atlas", "en", "dark", "desk"),
)


def main(arguments: list[str] | None = None) -> int:
    """Take the pictures; 1 if one of the documentation is too large."""
    parser = argparse.ArgumentParser(prog="python -m tests.browser.pictures", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", metavar="FOLDER")
    folder: Path | None = parser.parse_args(arguments).folder
    with TemporaryDirectory() as var, running_server(var=Path(var) / "var") as address, _browser() as browser:
        if folder is None:
            taken = [_taken(browser, address, IMAGES, *each) for each in DOCUMENTED]
            large = [path for path in taken if path.stat().st_size > LARGEST]
            for path in large:
                print(f"{path} has {path.stat().st_size:,} bytes, more than {LARGEST:,}.", file=sys.stderr)
            return 1 if large else 0
        folder.mkdir(parents=True, exist_ok=True)
        schemes: tuple[Scheme, ...] = ("light", "dark")
        for name, language, scheme, device in product(PAGES, ("de", "en"), schemes, SIZES):
            print(_taken(browser, address, folder, name, language, scheme, device, whole=True))
    return 0


@contextmanager
def _browser() -> Iterator[Browser]:
    found = chromium_path()
    if found is None:
        raise SystemExit("There is no Chromium; install it or set KB_CHROMIUM to its path.")
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=found, args=list(CHROMIUM_FLAGS))


def _taken(
    browser: Browser,
    address: str,
    folder: Path,
    name: str,
    language: str,
    scheme: Scheme,
    device: Device,
    *,
    whole: bool = False,
) -> Path:
    """One picture of a state: of what the window shows, or of the ``whole`` page."""
    path = folder / (f"{name}-{language}-{scheme}-{device}.png" if whole else f"{name}.jpg")
    context = browser.new_context(
        base_url=address, viewport=SIZES[device], color_scheme=scheme, reduced_motion="reduce"
    )
    page = opened(context.new_page(), name, language)
    page.screenshot(
        path=path, full_page=whole, type="png" if whole else "jpeg", quality=None if whole else 78
    )
    context.close()
    return path


if __name__ == "__main__":
    sys.exit(main())
