"""Files that are made to do harm do none.

1. Each is refused, or read as far as it can be, with one line for each thing that is wrong.
2. None takes longer than the limit or more memory, and none stops the reading of the next file.
3. So it is with files that were damaged at random.
4. There are at least 30 of them, of every kind that is read.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

import pytest

from indexer.ingest.confined import Limits
from indexer.ingest.extraction import Hints
from indexer.ingest.isolation import Isolated
from kb.errors import SourceUnreadable
from tests.indexer.ingest import hostile_archives as archives
from tests.indexer.ingest import hostile_pdfs as pdfs
from tests.indexer.ingest.hostile import HOSTILE, Hostile, outcome
from tests.tiers import examples

LIMITS = Limits(seconds=30, memory=examples(512 << 20, 1 << 30))
STARTED = 200 << 20  # bytes a process takes with all its libraries
LONGEST_LINE = 1_000  # signs
FINE = b"Titel;Land\nEin Netzwerk;Deutschland\nNoch eins;Polen\n"


@pytest.fixture(scope="module")
def parser() -> Iterator[Isolated]:
    with Isolated(LIMITS) as parser:
        yield parser


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.name)
def test_it_does_no_harm(hostile: Hostile, parser: Isolated) -> None:
    result = outcome(hostile, parser)
    assert bool(result.read) != hostile.refused, result.lines
    assert result.lines or not hostile.refused
    assert any(re.search(hostile.says, line) for line in (*result.lines, "")), result.lines
    for line in result.lines:
        assert line.isprintable()
        assert 10 < len(line) < LONGEST_LINE
    assert result.seconds < LIMITS.seconds
    assert result.peak < STARTED + LIMITS.memory
    kind, tables = parser.extract(FINE, Hints(name="fine.csv"))
    assert kind == "csv"
    assert isinstance(tables, tuple)
    assert [len(table.rows) for table in tables] == [2]


@pytest.mark.parametrize("seed", range(examples(3, 500)))
@pytest.mark.parametrize(
    "made",
    [
        pdfs.long_outline,
        pdfs.images_only,
        archives.word_with_macros,
        archives.workbook_with_macros,
    ],
)
def test_damage_at_random_does_no_harm(made: Callable[[], bytes], seed: int, parser: Isolated) -> None:
    dice = random.Random(seed)
    data = bytearray(made()[:100_000])
    for _ in range(dice.randint(1, 20)):
        data[dice.randrange(len(data))] = dice.randrange(256)
    said = ""
    try:
        parser.extract(bytes(data), Hints())
    except SourceUnreadable as error:
        said = str(error)
    assert said.isprintable()
    assert not said.startswith("Reading it takes")


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 30
    assert {hostile.name.rpartition(".")[2] for hostile in HOSTILE} >= {
        "zip",
        "docx",
        "xlsx",
        "html",
        "pdf",
        "csv",
        "jsonl",
        "md",
        "txt",
    }
