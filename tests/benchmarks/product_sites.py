"""Here is a number of records: where is a corpus of them with its index, to be measured and thrown away?

indexed_site(20_000, None)                the one that is only read, for as long as the process lives
with site_to_change(20_000, None) as site: ...

Writing and indexing the records happens once in a process. The records are also kept from one process to
the next if ``KB_BENCHMARK_CACHE`` names a folder: they lie there under a name made of all they depend on;
the index is not, because programs that are being worked on would measure each other's. The record
files of copies are hard links where the disk allows it; that is safe, because a save replaces a file and
never changes it.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from indexer.dictionary.compiled import dictionary_path
from kb import strict_yaml
from kb.settings import Settings, load_settings
from tests.benchmarks import product_records, product_texts
from tests.relevance.our_records import imported_dictionary

CACHE = "KB_BENCHMARK_CACHE"
PREFIX = "leuchtturm-site-"  # of temporary folders
KB = Path(sys.executable).with_name("kb")
SECONDS_TO_INDEX = 3 * 3600


@dataclass(frozen=True)
class Site:
    """A corpus with its index, alone in ``folder``. ``dictionary``: whether the operator's is in force."""

    folder: Path
    documents: int
    seconds_to_index: float
    dictionary: bool

    @property
    def settings(self) -> Settings:
        return load_settings(self.places, self.folder)

    @property
    def places(self) -> dict[str, str]:
        """The settings as variables of the environment."""
        return {"KB_CORPUS": str(self.folder / "corpus"), "KB_VAR": str(self.folder / "var")}

    @property
    def environment(self) -> dict[str, str]:
        """What ``kb`` is started with: this site and the default of every other setting.

        Compiled modules are kept, as on every machine that was not told otherwise.
        """
        left_out = ("KB_", "PYTHONDONTWRITEBYTECODE")
        ours = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
        return {**ours, **self.places}

    def index(self) -> float:
        """Run ``kb index``; the seconds it takes, the start of the process included."""
        started = time.perf_counter()
        done = subprocess.run(
            [KB, "index"],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=SECONDS_TO_INDEX,
        )
        if done.returncode:
            raise AssertionError(f"kb index ended with code {done.returncode}:\n{done.stderr[-2000:]}")
        return time.perf_counter() - started


@contextmanager
def site_to_change(documents: int, collection: Path | None) -> Iterator[Site]:
    """A copy of the indexed site, removed at the end."""
    site = indexed_site(documents, collection)
    with tempfile.TemporaryDirectory(prefix=PREFIX) as folder:
        _link(site.folder / "corpus", Path(folder) / "corpus")
        shutil.copytree(site.folder / "var", Path(folder) / "var")
        yield replace(site, folder=Path(folder))


@cache
def indexed_site(documents: int, collection: Path | None) -> Site:
    """A site with so many records; nobody changes it, and it goes when the process ends."""
    with ExitStack() as undo:
        folder = Path(undo.enter_context(tempfile.TemporaryDirectory(prefix=PREFIX)))
        _link(written(documents, collection, folder), folder / "corpus")
        dictionary = _operators_dictionary(folder / "var")
        count = sum(1 for _ in (folder / "corpus").rglob("*.yaml"))
        seconds = Site(folder, count, 0.0, dictionary).index()
        atexit.register(undo.pop_all().close)
    return Site(folder, count, seconds, dictionary)


def _operators_dictionary(var: Path) -> bool:
    """Take over the dictionary imported in the place KB_VAR names, as translation is part of the search."""
    if imported_dictionary() is None:
        return False
    (var / "state").mkdir(parents=True)
    shutil.copy2(dictionary_path(load_settings()), var / "state")
    return True


def written(documents: int, collection: Path | None, folder: Path) -> Path:
    """The corpus with so many records: from the cache, else new in it or below ``folder``."""
    place = Path(os.environ.get(CACHE) or folder / "written").resolve()
    corpus = place / f"corpus-{documents}-{_digest(collection)}"
    if not corpus.is_dir():
        place.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=place))
        try:
            _write(unfinished, documents, collection)
            with suppress(OSError):  # another process was faster
                unfinished.rename(corpus)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return corpus


def _write(corpus: Path, documents: int, collection: Path | None) -> None:
    """Write the files as the repository would, without the history and without waiting for the disk."""
    for values in product_records.records(documents, collection):
        path = corpus / "records" / values["kind"] / f"{values['id']}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(strict_yaml.write(values), "utf-8")


def _digest(collection: Path | None) -> str:
    """What decides what is written: the modules that do it, the delivered records or the collection."""
    sources = [Path(str(module.__file__)) for module in (product_records, product_texts)]
    sources += sorted(product_texts.DELIVERED.rglob("*.yaml"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources))
    for path in sorted(collection.glob("corpus.jsonl*")) if collection else ():
        digest.update(f"{path.resolve()} {path.stat().st_size} {path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()[:12]


def _link(source: Path, target: Path) -> None:
    shutil.copytree(source, target, copy_function=_link_file)


def _link_file(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk, or one that knows no links
        shutil.copy2(source, target)
