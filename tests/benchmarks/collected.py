"""What do real documents look like? Texts of a test collection, with facets made of their fields.

A collection is a folder with ``corpus.jsonl`` or ``corpus.jsonl.xz`` and ``queries.jsonl``. Its facets are
those of EU projects: type, year and country; regions (NUTS), parts of the programme and EuroSciVoc subjects
as trees, the last with several subjects a document; the funding scheme; and the call topic with thousands of
values.

Many texts of such collections are a few words long and say the rest in their title. Therefore the searched
text is title and text, and the title is a field of its own besides.

Of the queries, the words of the keyword and sentence queries are used (see ``questions``): engines are
compared on trees of AND and OR, and phrases, prefixes and misspelt words are the product's affair.
"""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from itertools import accumulate, islice
from pathlib import Path
from typing import IO, Any

from tests.benchmarks.documents import FacetField, Text

FACETS = (
    FacetField("type"),
    FacetField("year"),
    FacetField("country"),
    FacetField("nuts", tree=True),
    FacetField("programme_part", tree=True),
    FacetField("funding_scheme"),
    FacetField("topic"),
    FacetField("euroscivoc", several=True, tree=True),
)
_SEPARATORS = {"programme_part": ".", "euroscivoc": "/"}  # the levels of NUTS are listed one by one


class Collected:
    """The first documents of a collection."""

    facets: tuple[FacetField, ...] = FACETS

    def __init__(self, folder: Path, documents: int) -> None:
        self._folder = folder
        self._count = documents

    def texts(self) -> Iterator[Text]:
        with self._corpus() as lines:
            for line in islice(lines, self._count):
                row: dict[str, Any] = json.loads(line)
                facets = {facet.name: _keys(row.get(facet.name), facet) for facet in FACETS}
                yield Text(str(row["_id"]), row["title"], f"{row['title']}\n{row['text']}", facets)

    def queries(self, kind: str) -> list[str]:
        """The queries of a kind, as they were typed; those without a kind are of any."""
        rows = map(json.loads, (self._folder / "queries.jsonl").read_text("utf-8").splitlines())
        return [row["text"] for row in rows if row.get("kind", kind) == kind]

    def _corpus(self) -> IO[str]:
        plain = self._folder / "corpus.jsonl"
        packed = self._folder / "corpus.jsonl.xz"
        return plain.open(encoding="utf-8") if plain.exists() else lzma.open(packed, "rt", encoding="utf-8")


def _keys(value: object, facet: FacetField) -> tuple[str, ...]:
    """The values of a facet, with all that lies above them."""
    values = value if isinstance(value, list) else [value]
    keys = [str(each) for each in values if each not in (None, "")]
    separator = _SEPARATORS.get(facet.name)
    if separator:
        deeper = f"{{}}{separator}{{}}".format
        keys = [path for key in keys for path in accumulate(key.split(separator), deeper)]
    return tuple(dict.fromkeys(keys))
