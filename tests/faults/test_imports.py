"""A large import is quick and small, and however it ends, the next one goes on from there.

1. Rows of a table and saved pages come in; the second import changes nothing, no byte of the corpus.
2. Killed at a random moment and started again it ends as an undisturbed run, byte for byte but for the times
   in the journals.
3. All its processes together stay below the promised memory. Time and memory are printed.
"""

from __future__ import annotations

import csv
import json
import os
import random
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.live_server import KB
from tests.tiers import examples

ROWS, PAGES = examples(50, 10_000), examples(5, 1_000)
KILLS = examples(1, 10)
REPORT = "report.json"
MOST_MEMORY = 500_000_000  # bytes of all processes together
AT = re.compile(rb'"at": "[^"]+", ')
SHARE = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)
SAMPLE = 0.05  # seconds between two looks at the memory
WORDS = (
    *("Hafen", "Werft", "Energie", "Wasser", "Netz", "Gutschein", "Beratung", "Messe", "Wissen", "Daten"),
    *("Labor", "Meer", "Wind", "Boden", "Ernte", "Holz", "Stahl", "Optik", "Medizin", "Bildung", "Verkehr"),
)


def title(chance: random.Random, number: int) -> str:
    return f"{' und '.join(chance.sample(WORDS, 3))} im Verbund {number}"


def text(chance: random.Random, sentences: int) -> str:
    return " ".join(
        f"{' '.join(chance.choices(WORDS, k=9))} stärken die Zusammenarbeit der Betriebe."
        for _ in range(sentences)
    )


def table(path: Path) -> Path:
    chance = random.Random(1)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, delimiter=";")
        writer.writerow(["ID", "Titel", "Kurzbeschreibung", "Land", "Themen", "Kennzahl", "Webseite"])
        for number in range(ROWS):
            name = title(chance, number)
            figure = f"{chance.randint(10, 900)} Mitglieder ({chance.randint(2010, 2025)})"
            address = f"https://example.org/{number}"
            writer.writerow(
                [f"row-{number}", name, text(chance, 3), "Deutschland", "Finanzierung", figure, address]
            )
    return path


def pages(folder: Path) -> Path:
    chance = random.Random(2)
    folder.mkdir()
    for number in range(PAGES):
        name = title(chance, number)
        body = "".join(f"<p>{text(chance, 6)}</p>" for _ in range(8))
        page = (
            f"<!doctype html><html lang='de'><head><title>{name} | Beispiel</title></head><body>"
            f"<nav><a href='/'>Start</a></nav><main><h1>{name}</h1>{body}</main></body></html>"
        )
        (folder / f"page-{number}.html").write_text(page, "utf-8")
    return folder


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("sources")
    return [table(folder / "rows.csv"), pages(folder / "pages")]


def started(site: Path, sources: list[Path]) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "KB_CORPUS": str(site / "corpus"),
        "KB_VAR": str(site / "var"),
        "SOURCE_DATE_EPOCH": "1790000000",
    }
    with (site / REPORT).open("wb") as report:
        return subprocess.Popen(
            [KB, "import", "--json", *map(str, sources)],
            env=environment,
            stdout=report,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )


def memory_of(group: int) -> int:
    """Bytes in memory of all processes of a session; a page that several share counts once in all."""
    total = 0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.getsid(int(entry.name)) == group:
                    total += int(SHARE.findall((entry / "smaps_rollup").read_text())[0]) * 1024
            except (ProcessLookupError, FileNotFoundError, IndexError):
                continue  # it has ended meanwhile
    return total


def most_memory_of(process: subprocess.Popen[bytes]) -> int:
    """The most bytes all processes have taken together until the import has ended."""
    most = 0
    while process.poll() is None:
        most = max(most, memory_of(process.pid))
        time.sleep(SAMPLE)
    return most


def finished(process: subprocess.Popen[bytes], site: Path) -> tuple[dict[str, list[str]], float]:
    """The report, and the seconds until it was there."""
    began = time.monotonic()
    process.wait()
    return json.loads((site / REPORT).read_text("utf-8")), time.monotonic() - began


def kept(site: Path) -> dict[str, bytes]:
    """Everything that was written, but for what is only half written and never looked at.

    The times in journals are left out: they are those of the clock.
    """
    return {
        path.relative_to(site).as_posix(): AT.sub(b"", path.read_bytes())
        for path in (site / "corpus").rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory, sources: list[Path]) -> Path:
    site = tmp_path_factory.mktemp("undisturbed")
    began, process = time.monotonic(), started(site, sources)
    memory = most_memory_of(process)
    seconds, (report, _) = time.monotonic() - began, finished(process, site)
    print(f"{ROWS} rows and {PAGES} pages: {seconds:.1f} s, {memory / 1e6:.0f} MB")
    assert report["failed"] == []
    assert len(report["added"]) == ROWS + PAGES
    assert memory < MOST_MEMORY
    return site


def test_a_second_import_changes_nothing(undisturbed: Path, sources: list[Path]) -> None:
    before = kept(undisturbed)
    report, seconds = finished(started(undisturbed, sources), undisturbed)
    print(f"again: {seconds:.1f} s")
    assert (len(report["unchanged"]), report["added"], report["changed"]) == (ROWS + PAGES, [], [])
    assert kept(undisturbed) == before


@pytest.mark.parametrize("seed", range(KILLS))
def test_a_killed_import_goes_on_and_ends_as_an_undisturbed_one(
    seed: int, undisturbed: Path, sources: list[Path], tmp_path: Path
) -> None:
    chance = random.Random(seed)
    process = started(tmp_path, sources)
    at_least = chance.randrange(ROWS + PAGES)
    while process.poll() is None and len(list(tmp_path.glob("corpus/drafts/*.yaml"))) < at_least:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    report, _ = finished(started(tmp_path, sources), tmp_path)
    assert report["failed"] == []
    assert kept(tmp_path) == kept(undisturbed)
