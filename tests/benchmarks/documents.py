"""What does every engine receive? The same documents and words, and none of the work of making them.

A source writes or reads texts; ``prepare`` analyses each once, with the tokenizer and the stemmer of the
product, and keeps the result in one file of chunks. Engines read that file chunk by chunk, so that a million
documents are never in memory at once, and what reading takes is no part of any engine's time.

The words travel as strings of tokens with single blanks between them: every engine splits at blanks, so all
index the same words at the same places.
"""

from __future__ import annotations

import json
import marshal
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from time import perf_counter
from typing import NamedTuple, Protocol

from indexer.analysis.forms import stem
from indexer.analysis.tokenizer import tokenize

CHUNK = 1000  # documents; small enough that the pause of reading one helps no engine's background threads


@dataclass(frozen=True)
class FacetField:
    """A facet of the documents."""

    name: str
    several: bool = False  # a document may have several values
    tree: bool = False  # values are paths; a document has its own and all above them

    @property
    def single(self) -> bool:
        """Whether a document has one value at most."""
        return not (self.several or self.tree)


class Text(NamedTuple):
    """A document as its source gives it."""

    id: str
    title: str
    text: str
    facets: dict[str, tuple[str, ...]]


class Document(NamedTuple):
    """A document as every engine gets it."""

    id: str
    title: str
    text: str
    title_tokens: str
    text_tokens: str
    facets: dict[str, tuple[str, ...]]

    @property
    def stored(self) -> str:
        """What an engine keeps to show."""
        return f"{self.title}\n{self.text}"


class Source(Protocol):
    """Where texts come from."""

    facets: tuple[FacetField, ...]

    def texts(self) -> Iterator[Text]:
        """Every text, the same ones each time."""


class Prepared:
    """Analysed documents in a folder; can be read any number of times."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "documents.bin"
        header = json.loads((folder / "documents.json").read_text("utf-8"))
        self.count: int = header["count"]
        self._sizes: list[int] = header["sizes"]
        self.facets = tuple(FacetField(**facet) for facet in header["facets"])

    def __iter__(self) -> Iterator[Document]:
        for chunk in self.chunks():
            yield from chunk

    def chunks(self) -> Iterator[list[Document]]:
        """The same in lists of some hundred."""
        with self._file.open("rb") as file:
            for size in self._sizes:
                yield list(map(Document._make, marshal.loads(file.read(size))))  # noqa: S302  own file


class _Stems(dict[str, str]):
    """The stem of every term met so far."""

    def __missing__(self, term: str) -> str:
        self[term] = found = stem(term, "en")
        return found


class _Analysis:
    """The words of a text, and how long finding them took."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._stems = _Stems()

    def words(self, text: str) -> str:
        started = perf_counter()
        joined = " ".join(map(self._stems.__getitem__, tokenize(text).terms))
        # Compatibility forms of rare letters hold blanks, at which not all engines would split.
        words = joined if joined.isascii() else " ".join(joined.split())
        self.seconds += perf_counter() - started
        return words


def prepare(source: Source, folder: Path) -> float:
    """Write the analysed documents of a source to ``folder``; the seconds that the analysis took."""
    analysis = _Analysis()
    count, sizes = 0, []
    analysed = (
        (id, title, text, analysis.words(title), analysis.words(text), facets)
        for id, title, text, facets in source.texts()
    )
    with (folder / "documents.bin").open("wb") as file:
        for chunk in _chunks(analysed):
            sizes.append(file.write(marshal.dumps(chunk)))
            count += len(chunk)
    header = {"count": count, "sizes": sizes, "facets": [asdict(facet) for facet in source.facets]}
    (folder / "documents.json").write_text(json.dumps(header), "utf-8")
    return analysis.seconds


def _chunks(rows: Iterable[tuple[object, ...]]) -> Iterator[list[tuple[object, ...]]]:
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
