"""Stories that are told twice: invented ones of ``planted.yaml``, and delivered ones cut up and translated.

for pair in invented_pairs(): known.add(pair.first) … known.near(pair.second)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from kb import strict_yaml
from kb.record import Record

Way = Literal["reworded", "shortened", "reordered", "translated"]
TEXTS = ("summary", "challenge", "approach", "results", "resources", "transferability")
FIELDS = ("sectors", "themes", "target_groups", "funding", "figures", "relations", "sources")
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|\n(?:- )?")


class Told(NamedTuple):
    """One story told twice."""

    way: Way
    first: Record
    second: Record


def a_record(record_id: str, **fields: Any) -> Record:
    """A valid record; a test states only what matters to it."""
    values = {
        "format": 1,
        "id": record_id,
        "kind": "best-practice",
        "status": "published",
        "title": {"en": f"Practice {record_id}"},
        "summary": {"en": "A text."},
        **fields,
    }
    return Record.model_validate(values)


@cache
def _data() -> dict[str, Any]:
    text = (Path(__file__).parent / "planted.yaml").read_text("utf-8")
    value: dict[str, Any] = strict_yaml.read(text).value
    return value


def invented_pairs() -> Iterator[Told]:
    """Each invented story with each way of telling it again."""
    for story in _data()["stories"]:
        name, parts, language = story["name"], story["parts"], story["language"]
        translated = story["translated"]
        first = a_record(
            name,
            title={language: story["title"]},
            summary={language: parts[0]},
            approach={language: " ".join(parts[1:4])},
            results={language: " ".join(parts[4:])},
            organisation={"name": story["organisation"]},
            place={"countries": [story["country"]]},
        )
        again: dict[Way, tuple[str, str, str]] = {
            "reworded": (language, "Ein Fund vom Portal", story["reworded"]),
            "shortened": (language, "Kurz gemeldet", " ".join(parts[1:3])),
            "reordered": (language, story["title"], " ".join(reversed(parts))),
            "translated": (translated["language"], translated["title"], translated["text"]),
        }
        for way, (spoken, title, text) in again.items():
            second = a_record(f"{name}-{way}", title={spoken: title}, summary={spoken: text})
            yield Told(way, first, second)


def neighbours() -> Iterator[tuple[Record, Record]]:
    """Two records of a series, of one organisation, and of a programme and its project."""
    for number, pair in enumerate(_data()["not"]):
        one, two = (
            a_record(
                f"neighbour-{number}-{place}",
                title={_language(each): each["title"]},
                summary={_language(each): each["text"]},
                period={"start": each["year"]},
            )
            for place, each in enumerate(pair)
        )
        yield one, two


def _language(each: dict[str, Any]) -> str:
    return "de" if re.search(r"\b(?:und|der|ein)\b", each["text"].casefold()) else "en"


def only(record: Record, language: str) -> Record:
    """The record as if it had been written in one language."""
    texts = {
        name: {key: text for key, text in getattr(record, name).items() if key == language}
        for name in ("title", "success_factors", *TEXTS)
    }
    return record.model_copy(update={**texts, "limiting_factors": []})


def sentences(record: Record, language: str) -> list[str]:
    """The sentences of all texts."""
    texts = [getattr(record, name).get(language, "") for name in TEXTS]
    return [piece for text in texts for piece in SENTENCE_END.split(text) if piece]


def found_elsewhere(record: Record, language: str, told: Iterable[str] | None = None) -> Record:
    """A draft of the same story without the fields people filled in; ``told`` are its sentences."""
    bare: dict[str, Any] = {key: [] for key in FIELDS}
    bare |= dict.fromkeys(("place", "organisation", "contact_org", "period", "label", "tags", "provenance"))
    bare |= {"id": "found-elsewhere", "title": {language: "Found elsewhere"}}
    if told is not None:
        bare |= {key: {} for key in (*TEXTS, "success_factors")} | {"summary": {language: " ".join(told)}}
    return only(record, language).model_copy(update=bare)
