"""Here are two records of one story: what does the one that stays get from the other?

Everything the survivor says stays as it is. It gets what it lacks: sources, relations, concepts, figures,
whole languages, and fields it states nothing in. Doing it twice adds nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from rapidfuzz import fuzz

from indexer.analysis.keys import phrase_of
from indexer.ingest.duplicates.addresses import key_of
from indexer.ingest.duplicates.traits import shown_number
from kb.fields import LOCALIZED_FIELDS
from kb.record import Figure, Judgement, Place, Record, SourceLink, Tags

SINGLE = (
    "outcome",
    "effort",
    "evidence",
    "organisation",
    "contact_org",
    "label",
    "period",
    "published_year",
    "licence",
)
LISTS = ("sectors", "themes", "target_groups", "funding", "former_ids")
JUDGED = ("stages", "ecei")
SAME_WORDS = 60  # likeness from 0 to 100 from which two wordings of a figure mean the same

T = TypeVar("T")


@dataclass(frozen=True)
class Combined:
    """The survivor with what it gets, and what the two state differently, in words."""

    record: Record
    conflicts: tuple[str, ...]


def combined(survivor: Record, other: Record) -> Combined:
    """The survivor with all it lacks of the other."""
    values: dict[str, Any] = {name: _texts(name, survivor, other) for name in LOCALIZED_FIELDS}
    values |= {name: getattr(survivor, name) or getattr(other, name) for name in SINGLE}
    values |= {name: _union(getattr(survivor, name), getattr(other, name), _itself) for name in LISTS}
    values |= {name: _union(getattr(survivor, name), getattr(other, name), _value) for name in JUDGED}
    values["limiting_factors"] = survivor.limiting_factors or other.limiting_factors
    values["place"] = _place(survivor.place, other.place)
    values["tags"] = _tags(survivor.tags, other.tags)
    values["sources"] = _sources(survivor.sources, other.sources)
    relations = _union(survivor.relations, other.relations, lambda relation: (relation.type, relation.to))
    values["relations"] = [one for one in relations if one.to not in (survivor.id, other.id)]
    values["figures"], conflicts = _figures(survivor.figures, other.figures)
    conflicts += _differences(survivor, other)
    for name in survivor.not_applicable:
        values.pop(name, None)
    return Combined(survivor.model_copy(update=values), tuple(conflicts))


def _texts(name: str, survivor: Record, other: Record) -> dict[Any, Any]:
    """A field in the languages it has, and in those the survivor cannot be read in yet.

    A field that the survivor states in no language is taken as a whole. What is missing in one language only
    is left to a translator, because the other's words there would say something else.
    """
    ours, theirs = getattr(survivor, name), getattr(other, name)
    lacking = set(other.languages) - set(survivor.languages)
    more = {language: text for language, text in theirs.items() if language in lacking or not ours}
    return {**ours, **{language: text for language, text in more.items() if language not in ours}}


def _union(ours: Iterable[T], theirs: Iterable[T], key: Callable[[T], Hashable]) -> list[T]:
    """Ours, then those of theirs whose key we do not have; of equal keys the first."""
    known: dict[Hashable, T] = {}
    for one in (*ours, *theirs):
        known.setdefault(key(one), one)
    return list(known.values())


def _itself(value: Any) -> Hashable:
    key: Hashable = value
    return key


def _value(judgement: Judgement) -> Hashable:
    return judgement.value


def _place(ours: Place | None, theirs: Place | None) -> Place | None:
    if ours is None or theirs is None:
        return ours or theirs
    return Place(
        countries=_union(ours.countries, theirs.countries, _itself),
        regions=_union(ours.regions, theirs.regions, _itself),
        words=ours.words or theirs.words,
    )


def _tags(ours: Tags | None, theirs: Tags | None) -> Tags | None:
    if ours is None or theirs is None:
        return ours or theirs
    return Tags(
        **{name: _union(getattr(ours, name), getattr(theirs, name), _itself) for name in Tags.model_fields}
    )


def _sources(ours: Sequence[SourceLink], theirs: Sequence[SourceLink]) -> list[SourceLink]:
    """Every address once; what ours does not say of an address, theirs may."""
    more: dict[str, SourceLink] = {key_of(source.url): source for source in theirs}
    kept = [_completed(source, more.get(key_of(source.url))) for source in ours]
    return _union(kept, theirs, lambda source: key_of(source.url))


def _completed(source: SourceLink, other: SourceLink | None) -> SourceLink:
    if other is None:
        return source
    values = {name: getattr(source, name) or getattr(other, name) for name in SourceLink.model_fields}
    return source.model_copy(update=values)


def _figures(ours: Sequence[Figure], theirs: Sequence[Figure]) -> tuple[list[Figure], list[str]]:
    """Ours and those of theirs that are new; one that contradicts ours is kept beside it and reported."""
    conflicts = []
    figures = list(ours)
    for figure in theirs:
        if any(_is_same(figure, known) for known in figures):
            continue
        against = next((known for known in ours if _contradicts(figure, known)), None)
        if against:
            conflicts.append(f"figures: {_shown(against)}, and in the other {_shown(figure)}; both are kept")
        figures.append(figure)
    return figures, conflicts


def _is_same(one: Figure, other: Figure) -> bool:
    years = {one.year, other.year} - {None}
    units = {one.unit, other.unit} - {None}
    return one.value == other.value and len(years) < 2 and len(units) < 2 and _means(one, other) is not False


def _contradicts(one: Figure, other: Figure) -> bool:
    return one.value != other.value and one.year == other.year and bool(_means(one, other))


def _means(one: Figure, other: Figure) -> bool | None:
    """Whether two figures count the same thing; None if they share no language in which to tell."""
    languages = one.what.keys() & other.what.keys()
    if not languages:
        return None
    words = ((phrase_of(one.what[language]), phrase_of(other.what[language])) for language in languages)
    return any(fuzz.token_set_ratio(*pair) >= SAME_WORDS for pair in words)


def _shown(figure: Figure) -> str:
    year = f" ({figure.year})" if figure.year else ""
    unit = f" {figure.unit}" if figure.unit else ""
    return f"{next(iter(figure.what.values()))}: {shown_number(float(figure.value))}{unit}{year}"


def _differences(survivor: Record, other: Record) -> Iterator[str]:
    """Single values that both state and not alike: the survivor's stays."""
    for name in SINGLE:
        ours, theirs = _plain(getattr(survivor, name)), _plain(getattr(other, name))
        if ours and theirs and ours != theirs:
            yield f"{name}: {ours} stays, the other says {theirs}"


def _plain(value: Any) -> str:
    """A value in words, without the passage that supports it."""
    if value is None or isinstance(value, str | int):
        return str(value or "")
    fields = value.model_dump(exclude={"passage", "by"}, exclude_defaults=True)
    named = [f"{name} {each}" for name, each in fields.items() if name not in ("value", "name")]
    return ", ".join([*(str(fields[name]) for name in ("value", "name") if name in fields), *named])
