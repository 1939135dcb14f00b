"""Here is a concept id or a free word: what does it mean, and how is it called in this language?

A vocabulary is a list of concepts in order of display, as a tree where concepts name a broader one. The
delivered ones are YAML files beside this module; files of the same name in ``corpus/vocabularies`` overlay
them concept by concept.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from kb import strict_yaml
from kb.errors import SourceUnreadable, VocabularyInvalid
from kb.localized import Language, Words, choose

DELIVERED = Path(__file__).parent / "vocabularies"


class Concept(BaseModel):
    """One entry of a vocabulary. ``extra`` keys of special vocabularies (NUTS country, period …) are kept."""

    model_config = ConfigDict(extra="allow", frozen=True)

    id: str = Field(min_length=1, max_length=80)
    label: dict[Language, Words] = Field(min_length=1)
    alternatives: dict[Language, list[Words]] = {}
    definition: dict[Language, Words] = {}
    broader: str | None = None
    related: list[str] = []
    concept: str | None = None
    inverse: str | None = None
    same_as: str | None = None
    case_sensitive: list[str] = []
    record: str | None = None

    def called(self, reader: str) -> str:
        """The label for a reader of language ``reader``."""
        found = choose(self.label, reader)
        return found[1] if found else self.id

    def labels(self) -> Iterator[tuple[Language, str]]:
        """Every label and alternative with its language."""
        yield from self.label.items()
        for language, words in self.alternatives.items():
            for word in words:
                yield language, word


def plain(word: str) -> str:
    """The word without the differences that carry no meaning: case, hyphens, blanks, outer punctuation."""
    word = unicodedata.normalize("NFKC", word).casefold()
    return " ".join(re.sub(r"[-\u2010-\u2015/_\s]+", " ", word).strip(" .,;:!?()[]\"'").split())


_PLURALS = (
    ("ies", "y"),
    ("innen", "in"),
    ("en", ""),
    ("es", ""),
    ("er", ""),
    ("e", ""),
    ("n", ""),
    ("s", ""),
)


def singulars(word: str) -> set[str]:
    """The plain word and what it may be the plural of, in English or German."""
    stem, _, last = word.rpartition(" ")
    found = {word}
    for ending, single in _PLURALS:
        if last.endswith(ending) and len(last) > len(ending) + 2:
            found.add(f"{stem} {last.removesuffix(ending)}{single}".strip())
    return found


@dataclass(frozen=True)
class Vocabulary:
    """The concepts of one vocabulary, by id, in order of display."""

    name: str
    title: Mapping[Language, str]
    concepts: Mapping[str, Concept]
    note: Mapping[Language, str] = field(default_factory=dict)

    def __contains__(self, concept_id: object) -> bool:
        return concept_id in self.concepts

    def __iter__(self) -> Iterator[Concept]:
        return iter(self.concepts.values())

    def called(self, concept_id: str, reader: str) -> str:
        """The label of a concept; an unknown id is its own label."""
        concept = self.concepts.get(concept_id)
        return concept.called(reader) if concept else concept_id

    def ancestors(self, concept_id: str) -> tuple[str, ...]:
        """The broader concepts, nearest first, without the concept itself."""
        return self._above.get(concept_id, ())

    @cached_property
    def _above(self) -> Mapping[str, tuple[str, ...]]:
        return {concept_id: tuple(self._climb(concept_id)) for concept_id in self.concepts}

    def _climb(self, concept_id: str) -> list[str]:
        found: list[str] = []
        concept = self.concepts.get(concept_id)
        while concept and concept.broader and concept.broader not in found:
            found.append(concept.broader)
            concept = self.concepts.get(concept.broader)
        return found

    @cached_property
    def narrower(self) -> Mapping[str, list[str]]:
        """The ids directly below each concept that has any, in order of display."""
        found: dict[str, list[str]] = {}
        for concept in self:
            if concept.broader:
                found.setdefault(concept.broader, []).append(concept.id)
        return found

    @cached_property
    def _by_label(self) -> tuple[dict[str, Concept], dict[str, Concept]]:
        exact: dict[str, Concept] = {}
        loose: dict[str, Concept] = {}
        for concept in self:
            for word in (concept.id, *(label for _, label in concept.labels())):
                exact.setdefault(plain(word), concept)
                for single in singulars(plain(word)):
                    loose.setdefault(single, concept)
        return exact, loose

    def match(self, word: str) -> Concept | None:
        """The concept a free word means: equal to a label in any language, or its plural or singular."""
        exact, loose = self._by_label
        wanted = plain(word)
        if wanted in exact:
            return self._shown(exact[wanted])
        for single in sorted(singulars(wanted), key=len, reverse=True):
            if single in loose:
                return self._shown(loose[single])
        return None

    def _shown(self, concept: Concept) -> Concept:
        return self.concepts[concept.same_as] if concept.same_as else concept


class _File(BaseModel):
    model_config = ConfigDict(extra="allow")

    vocabulary: str
    title: dict[Language, Words] = {}
    note: dict[Language, Words] = {}
    concepts: list[Concept]


@dataclass(frozen=True, eq=False)
class Vocabularies:
    """All vocabularies by name; two are equal if they are the same object, so what is made of one is kept."""

    by_name: Mapping[str, Vocabulary]
    digest: str
    """The name of exactly this state of all files: an index made with another one is built anew."""

    def __getitem__(self, name: str) -> Vocabulary:
        return self.by_name[name]

    def __iter__(self) -> Iterator[Vocabulary]:
        return iter(self.by_name.values())


def _read_file(path: Path) -> _File:
    try:
        source = strict_yaml.read(strict_yaml.decode(path.read_bytes()))
        return _File.model_validate(source.value)
    except SourceUnreadable as error:
        raise VocabularyInvalid(f"{path}:{error.line}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(step) for step in first["loc"])
        line = source.line(tuple(step for step in first["loc"]))
        raise VocabularyInvalid(f"{path}:{line}: {place}: {first['msg']}. Correct this entry.") from error


def _checked(vocabulary: Vocabulary, path: Path) -> Vocabulary:
    for concept in vocabulary:
        for target in (concept.broader, concept.same_as, concept.inverse, *concept.related):
            if target and target not in vocabulary:
                raise VocabularyInvalid(
                    f"{path}: {concept.id} names {target!r}, which is not in this vocabulary. "
                    "Add it or correct the id."
                )
        if concept.id in vocabulary.ancestors(concept.id):
            raise VocabularyInvalid(f"{path}: {concept.id} is broader than itself. Correct broader.")
    return vocabulary


def _merged(delivered: _File | None, overlay: _File | None, path: Path) -> Vocabulary:
    concepts: dict[str, Concept] = {}
    for part in (delivered, overlay):
        seen: set[str] = set()
        for concept in part.concepts if part else ():
            if concept.id in seen:
                raise VocabularyInvalid(f"{path}: the id {concept.id!r} stands twice. Remove one of the two.")
            seen.add(concept.id)
            concepts[concept.id] = concept
    head: Any = delivered or overlay
    return _checked(Vocabulary(head.vocabulary, head.title, concepts, head.note), path)


def load_vocabularies(overlay: Path | None = None) -> Vocabularies:
    """The delivered vocabularies, overlaid by the files of the folder ``overlay`` if it exists.

    Raises VocabularyInvalid with file, line and repair.
    """
    local = {path.stem: path for path in sorted(overlay.glob("*.yaml"))} if overlay else {}
    return _overlaid(local) if local else _delivered()


@cache
def _delivered() -> Vocabularies:
    """The vocabularies as they come with the program, read once: the same object for all who use them."""
    return _overlaid({})


@cache
def _delivered_file(path: Path) -> _File:
    return _read_file(path)


def _overlaid(local: Mapping[str, Path]) -> Vocabularies:
    found: dict[str, Vocabulary] = {}
    digest = hashlib.sha256()
    delivered = {path.stem: path for path in sorted(DELIVERED.glob("*.yaml"))}
    for name in sorted(delivered.keys() | local.keys()):
        ours = _delivered_file(delivered[name]) if name in delivered else None
        theirs = _read_file(local[name]) if name in local else None
        found[name] = _merged(ours, theirs, local.get(name) or delivered[name])
        for path in (delivered.get(name), local.get(name)):
            digest.update(path.read_bytes() if path else b"")
    return Vocabularies(found, digest.hexdigest()[:16])
