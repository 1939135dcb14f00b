"""Here is a folder in the layout of BEIR: which documents, questions and judgements does it hold?

Lines of ``corpus.jsonl`` are ``{"_id", "title", "text", "lang"}``, of ``queries.jsonl`` ``{"_id", "text",
"lang"}``; ``qrels.tsv`` has a header and lines "query-id corpus-id score" between tabs. Other keys are
ignored: no facet of a collection is searched.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indexer.documents import Document
from indexer.errors import IndexerError
from indexer.facets import FACETS, NOT_STATED
from kb.localized import LANGUAGES, Language

BODY = "approach"  # the field of a record that a text of a collection becomes
Grades = dict[str, int]  # document id: grade; above 0 is relevant


class CollectionInvalid(IndexerError):
    """A file of a collection is missing or has a bad line. Only the command line can meet it."""


@dataclass(frozen=True)
class Text:
    """A document of a collection."""

    id: str
    title: str
    text: str
    language: Language


@dataclass(frozen=True)
class Question:
    """A question of a collection. Its language is for others only: no reader tells our search."""

    id: str
    text: str
    language: str


@dataclass(frozen=True)
class Collection:
    """Documents, questions, and by id of the question what documents were judged."""

    texts: tuple[Text, ...]
    questions: tuple[Question, ...]
    judgements: Mapping[str, Grades]

    @property
    def judged(self) -> tuple[Question, ...]:
        """The questions that have judgements."""
        return tuple(question for question in self.questions if question.id in self.judgements)


def read_collection(
    folder: Path, *, queries: Path | None = None, qrels: Path | None = None, language: Language = "en"
) -> Collection:
    """Read a collection; ``language`` is that of documents and questions which state none.

    ``queries`` and ``qrels`` stand for files of other names; they are looked for as they are and then in
    the folder. Raises CollectionInvalid with file and line.
    """
    collection = Collection(
        tuple(_texts(folder / "corpus.jsonl", language)),
        tuple(_questions(_place(folder, queries or Path("queries.jsonl")), language)),
        _judgements(_place(folder, qrels or Path("qrels.tsv"))),
    )
    if not collection.judged:
        raise CollectionInvalid(
            f"No question of {folder} has a judgement. Name files that belong together with --queries and "
            "--qrels."
        )
    return collection


def as_document(text: Text) -> Document:
    """A text as the index sees it: a title and a body in one language, and nothing that could boost it."""
    body = {"title": text.title, BODY: text.text}
    shown = {name: {text.language: value} if value else {} for name, value in body.items()}
    return Document(
        id=text.id,
        digest=hashlib.sha256(f"{text.title}\n{text.text}".encode()).hexdigest(),
        status="published",
        texts={f"{name}_{text.language}": value for name, value in body.items() if value},
        facets={facet.name: (NOT_STATED,) for facet in FACETS},
        shown={"id": text.id, "kind": "study", "status": "published", "revision": 1, **shown},
    )


def _place(folder: Path, name: Path) -> Path:
    return name if name.is_file() else folder / name


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """Every line that is not empty, with its place for messages."""
    try:
        with path.open(encoding="utf-8-sig") as handle:
            for number, line in enumerate(handle, 1):
                if line.strip():
                    yield f"{path}:{number}", line.rstrip("\r\n")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise CollectionInvalid(
            f"{path} is not there. A collection has corpus.jsonl, queries.jsonl and qrels.tsv."
        ) from error
    except UnicodeDecodeError as error:
        raise CollectionInvalid(f"{path} is not UTF-8: {error}. Save it as UTF-8.") from error


def _objects(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Place, id and values of every line; an id stands once."""
    seen: dict[str, str] = {}
    for place, line in _lines(path):
        try:
            values = json.loads(line)
        except ValueError as error:
            raise CollectionInvalid(
                f"{place}: not JSON: {error}. Each line must be one JSON object."
            ) from error
        if not isinstance(values, dict):
            raise CollectionInvalid(f"{place}: not a JSON object. Each line must be one.")
        found = values.get("_id")
        if not isinstance(found, str | int) or isinstance(found, bool) or found == "":
            raise CollectionInvalid(f"{place}: '_id' must be a text. Give the line an id of its own.")
        if str(found) in seen:
            raise CollectionInvalid(
                f"{place}: the id {found!r} stands already at {seen[str(found)]}. Remove one of the two."
            )
        seen[str(found)] = place
        yield place, str(found), values


def _string(place: str, values: Mapping[str, Any], key: str, default: str | None = None) -> str:
    value = values.get(key)
    value = default if value is None else value
    if not isinstance(value, str):
        raise CollectionInvalid(f"{place}: {key!r} must be a text, and is {value!r}. Correct the line.")
    return value


def _texts(path: Path, default: Language) -> Iterator[Text]:
    for place, text_id, values in _objects(path):
        code = _string(place, values, "lang", default)
        language: Language | None = next((known for known in LANGUAGES if known == code), None)
        if language is None:
            raise CollectionInvalid(f"{place}: 'lang' is {code!r}; use one of {', '.join(LANGUAGES)}.")
        yield Text(text_id, _string(place, values, "title", ""), _string(place, values, "text"), language)


def _questions(path: Path, default: Language) -> Iterator[Question]:
    for place, question_id, values in _objects(path):
        yield Question(question_id, _string(place, values, "text"), _string(place, values, "lang", default))


def _judgements(path: Path) -> dict[str, Grades]:
    found: dict[str, Grades] = {}
    for number, (place, line) in enumerate(_lines(path)):
        cells = [cell.strip() for cell in line.split("\t")]
        if number == 0 and cells == ["query-id", "corpus-id", "score"]:
            continue
        try:
            question, document, grade = cells[0], cells[1], int(cells[2])
        except (IndexError, ValueError) as error:
            raise CollectionInvalid(
                f"{place}: {line!r} is not 'query-id, corpus-id, score' between tabs, with a whole number as "
                "score. Correct the line."
            ) from error
        if found.setdefault(question, {}).setdefault(document, grade) != grade:
            raise CollectionInvalid(
                f"{place}: {question!r} and {document!r} were judged otherwise before. Remove one of the two."
            )
    return found
