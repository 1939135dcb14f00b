"""How well does the extractor read pages that others have collected?

The source distribution of newspaper4k carries saved pages of news sites, each with the text its makers
expect. It is fetched from the package registry on request and never becomes part of this repository: its
licence (MIT) covers the package, the texts of the pages belong to their publishers. Pages in scripts that do
not part words by blanks are left out, since the measure counts words, and so is one that is there twice.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PINNED = "newspaper4k==0.9.6"
SHA256 = "a3f2f0e017dddb6f1019ee77aaa8980e13e6ecea0b949abc7167aae4770d2d0e"
ARCHIVE = "newspaper4k-0.9.6.tar.gz"
CACHE = Path(__file__).resolve().parents[2] / "build" / "extraction"
PAGES = (
    "arabic_article",
    "article_with_br",
    "article_with_divs",
    "cleveland.com1",
    "cnn_001",
    "cnn_002",
    "cnn_article",
    "cnn_test_nlp",
    "fox13now_001",
    "latvian_article",
    "spanish_article",
    "time_001",
    "video_article_02",
    "wired_001",
    "yna_co_kr",
)


@dataclass(frozen=True)
class Page:
    """A saved page and the text that is expected of it."""

    name: str
    data: bytes
    text: str


def published_pages() -> Iterator[Page]:
    """The pages, fetched first if they are not in the cache.

    Raises subprocess.CalledProcessError if the registry cannot be reached or serves other bytes.
    """
    with tarfile.open(_fetched()) as archive:
        folder = ARCHIVE.removesuffix(".tar.gz") + "/tests/data"
        for name in PAGES:
            yield Page(
                name,
                _member(archive, f"{folder}/html/{name}.html"),
                _member(archive, f"{folder}/txt/{name}.txt").decode(),
            )


def _fetched() -> Path:
    target = CACHE / ARCHIVE
    if not target.is_file():
        CACHE.mkdir(parents=True, exist_ok=True)
        wanted = CACHE / "requirements.txt"
        wanted.write_text(f"{PINNED} --hash=sha256:{SHA256}\n", "utf-8")
        options = ["--quiet", "--no-deps", "--no-binary", ":all:", "--require-hashes"]
        command = [sys.executable, "-m", "pip", "download", *options, "--dest", str(CACHE)]
        subprocess.run([*command, "--requirement", str(wanted)], check=True)
    return target


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    content = archive.extractfile(name)
    assert content is not None
    return content.read()
