"""A record that was made of a row is renewed by it.

1. The same row changes nothing, whatever editors have done since.
2. A changed row changes the fields it speaks of, and of those only what it says.
3. Where the record says the same and more, it stays.
4. What was put away stays so; what its editors had not published becomes public.
"""

from __future__ import annotations

from typing import Any

import pytest

from indexer.ingest.incoming import Incoming
from indexer.ingest.reimport import renewed
from kb.record import Record
from tests.indexer.corpora import values

SUPPORT = {"passage": "Fünf Tage.", "by": "editorial"}


def a_record(digest: str, **fields: Any) -> Record:
    return Record.model_validate(
        values("a", provenance={"digest": digest * 64, "imported_from": "a"}, **fields)
    )


def renewed_by(row: Record, stored: Record, *says: str) -> Record:
    states = frozenset(("format", "id", "provenance", *says))
    incoming = Incoming("a.csv", row, frozenset(row.model_fields_set), again=states, from_row=True)
    return renewed(incoming.upon(stored), stored)


def test_the_same_row_changes_nothing() -> None:
    stored = a_record("1", title={"de": "Von Editoren"}, themes=["skills"], kind="guide")
    row = a_record("1", title={"de": "Aus der Zeile"}, themes=["governance"])
    assert renewed_by(row, stored, "title", "themes", "kind") == stored


def test_a_changed_row_changes_what_it_speaks_of() -> None:
    stored = a_record("1", title={"de": "Alt"}, themes=["skills"], sectors=["ict"], kind="guide")
    row = a_record("2", title={"de": "Neu"}, themes=["governance"], sectors=["media"])
    found = renewed_by(row, stored, "title", "themes")
    assert (found.title, found.themes, found.sectors, found.kind) == (
        {"de": "Neu"},
        ["governance"],
        ["ict"],
        "guide",
    )
    assert found.provenance == row.provenance


@pytest.mark.parametrize(
    ("field", "row", "stored"),
    [
        ("title", {"de": "Titel"}, {"de": "Titel", "en": "Title"}),
        ("organisation", {"name": "Verein"}, {"name": "Verein", "record": "verein"}),
        ("effort", {"value": "low"}, {"value": "low", **SUPPORT}),
        ("stages", [{"value": "growth"}], [{"value": "growth", **SUPPORT}]),
        ("place", {"countries": ["DE"]}, {"countries": ["DE"], "regions": ["DEF"], "words": "im Norden"}),
        ("period", {"start": 2018}, {"start": 2018, "ongoing": True}),
        ("tags", {"themes": ["a", "b"]}, {"sectors": ["a"], "themes": ["b"]}),
        ("limiting_factors", [{"text": {"de": "Zeit"}}], [{"text": {"de": "Zeit", "en": "Time"}, **SUPPORT}]),
        ("relations", [{"type": "part_of", "to": "b"}], [{"type": "part_of", "to": "b", **SUPPORT}]),
        (
            "figures",
            [{"what": {"en": "Firmen"}, "value": 3}],
            [
                {
                    "what": {"de": "Firmen", "en": "firms"},
                    "value": 3,
                    "unit": "%",
                    "source": "https://example.org",
                }
            ],
        ),
        (
            "sources",
            [{"url": "https://www.example.org/a", "title": "example.org"}],
            [{"url": "https://www.example.org/a", "title": "Bericht", "accessed": "2024-05-01"}],
        ),
        ("period", {}, {"start": 2018}),
    ],
)
def test_what_says_the_same_and_more_stays(field: str, row: Any, stored: Any) -> None:
    before = a_record("1", **{field: stored})
    found = renewed_by(a_record("2", **{field: row}), before, field)
    assert getattr(found, field) == getattr(before, field)


@pytest.mark.parametrize(
    ("field", "row", "stored", "becomes"),
    [
        ("title", {"de": "Neu"}, {"de": "Alt", "en": "Title"}, {"de": "Neu", "en": "Title"}),
        ("organisation", {"name": "Anderer"}, {"name": "Verein", "record": "verein"}, {"name": "Anderer"}),
        ("effort", {"value": "high"}, {"value": "low", **SUPPORT}, {"value": "high"}),
        (
            "place",
            {"countries": ["DK"]},
            {"countries": ["DE"], "words": "x"},
            {"countries": ["DK"], "words": "x"},
        ),
        ("period", {"start": 2019}, {"start": 2018, "end": 2020}, {"start": 2019}),
        (
            "sources",
            [
                {"url": "https://example.org/b", "title": "B"},
                {"url": "https://example.org/a", "title": "example.org"},
            ],
            [{"url": "https://example.org/a", "title": "Bericht"}],
            [
                {"url": "https://example.org/b", "title": "B"},
                {"url": "https://example.org/a", "title": "Bericht"},
            ],
        ),
    ],
)
def test_what_says_something_else_is_renewed(field: str, row: Any, stored: Any, becomes: Any) -> None:
    found = renewed_by(a_record("2", **{field: row}), a_record("1", **{field: stored}), field)
    assert getattr(found, field) == getattr(a_record("3", **{field: becomes}), field)


@pytest.mark.parametrize(
    ("before", "row", "after"),
    [
        ("archived", "published", "archived"),
        ("in-review", "published", "published"),
        ("published", "draft", "draft"),
    ],
)
@pytest.mark.parametrize("digest", ["1", "2"])
def test_what_was_put_away_stays_so(before: str, row: str, after: str, digest: str) -> None:
    found = renewed_by(a_record(digest, status=row), a_record("1", status=before))
    assert found.status == after
