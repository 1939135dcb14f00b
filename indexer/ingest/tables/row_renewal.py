"""Here is a record that was made of a row, and the row as it is today: what of the record changes?

A row says less than a record holds: a name without the record of that organisation, a level without the
passage that supports it, one language of two. Where the record says the same and more, it stays as it is; and
if the row is what it was before, so is the record, whatever editors have done since.
"""

from __future__ import annotations

from collections.abc import Callable, Set
from typing import Any

from indexer.ingest.tables.row_facts import site_of
from kb.record import Figure, Period, Place, Provenance, Record, SourceLink, Tags


def renewed_by_row(record: Record, stored: Record, states: Set[str]) -> dict[str, Any]:
    """The values of the fields a row speaks of, made of what it says and what is there."""
    put_away = stored.status in ("archived", "merged") and record.status == "published"
    found: dict[str, Any] = {"status": stored.status if put_away else record.status}
    if record.provenance and stored.provenance and record.provenance.digest == stored.provenance.digest:
        return found
    for name in states - {"status"}:
        ours, theirs = getattr(record, name), getattr(stored, name)
        if not ours:
            continue  # its words were left out, or are tags
        if not theirs:
            found[name] = ours
        elif name in _MERGED:
            found[name] = _MERGED[name](ours, theirs)
        elif isinstance(ours, dict) and isinstance(theirs, dict):
            found[name] = {**theirs, **ours}
        elif name != "created":
            found[name] = ours
    return found


def _same_name(ours: Any, theirs: Any) -> Any:
    return theirs if ours.name == theirs.name else ours


def _same_value(ours: Any, theirs: Any) -> Any:
    return theirs if ours.value == theirs.value and ours.passage is None else ours


def _place(ours: Place, theirs: Place) -> Place:
    return Place(
        countries=ours.countries or theirs.countries,
        regions=ours.regions or theirs.regions,
        words=ours.words or theirs.words,
    )


def _period(ours: Period, theirs: Period) -> Period:
    """Theirs if it has all years of ours and only knows more."""
    same_start = ours.start in (None, theirs.start)
    same_end = ours.end in (None, theirs.end)
    return theirs if same_start and same_end and ours.ongoing <= theirs.ongoing else ours


def _tags(ours: Tags, theirs: Tags) -> Tags:
    """Theirs if they are the same words: some tables do not say to which field a word belongs."""
    if _words(ours) == _words(theirs):
        return theirs
    return theirs.model_copy(update={name: words for name, words in ours if words})


def _words(tags: Tags) -> list[str]:
    return [word for _, words in tags for word in words]


def _provenance(ours: Provenance, theirs: Provenance) -> Provenance:
    return ours.model_copy(update={"scouted_from": ours.scouted_from or theirs.scouted_from})


def _entries(same: Callable[[Any, Any], bool]) -> Callable[[list[Any], list[Any]], list[Any]]:
    """A list with the entries of the row, each as the record has it if that says the same."""

    def merged(ours: list[Any], theirs: list[Any]) -> list[Any]:
        return [next((there for there in theirs if same(one, there)), one) for one in ours]

    return merged


def _same_judgement(ours: Any, theirs: Any) -> bool:
    return bool(ours.value == theirs.value and ours.passage is None)


def _same_factor(ours: Any, theirs: Any) -> bool:
    return bool(ours.text.items() <= theirs.text.items() and ours.passage is None)


def _same_relation(ours: Any, theirs: Any) -> bool:
    return bool((ours.type, ours.to) == (theirs.type, theirs.to) and ours.passage is None)


def _same_figure(ours: Figure, theirs: Figure) -> bool:
    same = set(ours.what.values()) <= set(theirs.what.values()) and ours.value == theirs.value
    return same and ours.year == theirs.year and ours.unit in (None, theirs.unit) and ours.source is None


def _same_source(ours: SourceLink, theirs: SourceLink) -> bool:
    """Whether the row says no more of a source than the record: an address may have no title of its own."""
    title = ours.title in (theirs.title, site_of(ours.url))
    stated = (
        (ours.publisher, theirs.publisher),
        (ours.language, theirs.language),
        (ours.accessed, theirs.accessed),
    )
    return ours.url == theirs.url and title and all(one in (None, there) for one, there in stated)


_MERGED: dict[str, Callable[[Any, Any], Any]] = {
    "organisation": _same_name,
    **dict.fromkeys(("outcome", "effort", "evidence"), _same_value),
    "place": _place,
    "period": _period,
    "tags": _tags,
    "provenance": _provenance,
    **dict.fromkeys(("stages", "ecei"), _entries(_same_judgement)),
    "limiting_factors": _entries(_same_factor),
    "relations": _entries(_same_relation),
    "figures": _entries(_same_figure),
    "sources": _entries(_same_source),
}
