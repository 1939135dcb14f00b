"""Which records are like another one?

1. Never the record itself, never what is not published, at most as many as asked for, best first.
2. The answer is the same every time; of equally alike records the smaller id comes first.
3. Records with equal texts are each other's most similar, and equally so.
4. What few records share counts more than what many do: words, concepts and values of facets.
5. Two records about the same thing in two languages find each other by the concepts they name.
6. In the delivered corpus a record finds what it is related to far more often than chance would.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.documents import project
from indexer.index.in_memory import snapshot_of
from indexer.search.searcher import Searcher
from indexer.search.similar import similar
from kb.record import Record
from kb.vocabulary import load_vocabularies
from tests.indexer.corpora import SOME_RECORDS, values
from tests.tiers import examples

PUBLISHED = sorted(str(record["id"]) for record in SOME_RECORDS if record["status"] == "published")
VOCABULARIES = load_vocabularies()
FILLERS = [
    values(f"z{n}", title={"de": f"Ablage {n}"}, summary={"de": f"Ordner {n} im Schrank {n % 3}."})
    for n in range(30)
]


def alike(searcher: Searcher, record_id: str, limit: int = 100) -> list[str]:
    """The ids of the similar records, best first."""
    return [str(record["id"]) for record in searcher.similar(record_id, limit)]


def scores(searcher: Searcher, record_id: str) -> dict[str, float]:
    """How alike every other record is."""
    arrays = searcher._prepared.arrays
    number = arrays.number(record_id)
    assert number is not None
    found = similar(number, searcher._prepared, arrays.living, 1000)
    return {arrays.id(other): score for other, score in found}


def a_searcher_over(*records: dict[str, Any], fillers: Iterable[dict[str, Any]] = FILLERS) -> Searcher:
    documents = [
        project(
            Record.model_validate(record),
            digest=record["id"],
            revision=1,
            vocabularies=VOCABULARIES,
            today=date(2026, 1, 1),
        )
        for record in (*records, *fillers)
    ]
    return Searcher(snapshot_of(documents), VOCABULARIES)


@given(number=st.integers(0, len(PUBLISHED) - 1), limit=st.integers(-1, 70))
def test_neither_itself_nor_anything_unpublished(a_searcher: Searcher, number: int, limit: int) -> None:
    found = alike(a_searcher, PUBLISHED[number], limit)
    assert len(found) == len(set(found)) <= max(limit, 0)
    assert PUBLISHED[number] not in found
    assert set(found) <= set(PUBLISHED)
    assert found == alike(a_searcher, PUBLISHED[number], limit)
    assert alike(a_searcher, PUBLISHED[number], 70)[: max(limit, 0)] == found


def test_scores_fall_and_the_smaller_id_wins_a_tie(a_searcher: Searcher) -> None:
    for record_id in PUBLISHED[:20]:
        found = scores(a_searcher, record_id)
        ranked = sorted(found, key=lambda other: (-found[other], other))
        assert list(found) == ranked


def test_an_unknown_record_is_like_no_other(a_searcher: Searcher) -> None:
    assert a_searcher.similar("never-was", 5) == ()


def test_records_with_equal_texts_find_each_other_equally() -> None:
    text = {"title": {"de": "Kapitäne lernen lotsen"}, "summary": {"de": "Auf der Brücke im Simulator."}}
    searcher = a_searcher_over(
        values("a", **text), values("b", **text), values("c", title={"de": "Kapitäne im Ruhestand"})
    )
    assert alike(searcher, "a")[0] == "b"
    assert alike(searcher, "b")[0] == "a"
    assert scores(searcher, "a")["b"] == scores(searcher, "b")["a"]


def test_rare_words_count_more_than_common_ones() -> None:
    searcher = a_searcher_over(
        values("a", title={"de": "Ablage für Seekarten"}, summary={"de": "Ordner."}),
        values("b", title={"de": "Seekarten verleihen"}, summary={"de": "Vom Kapitän."}),
    )
    assert alike(searcher, "a")[0] == "b"


def test_inflections_are_the_same_word() -> None:
    searcher = a_searcher_over(
        values("a", title={"de": "Leuchttürme vermieten"}), values("b", title={"de": "Der Leuchtturm"})
    )
    assert alike(searcher, "a")[0] == "b"


def test_a_rare_value_of_a_facet_counts_more_than_a_common_one() -> None:
    fillers = [
        values(f"z{n}", title={"de": f"Wort{n} Text{n}"}, summary={"de": f"Satz{n}."}, themes=["financing"])
        for n in range(30)
    ]
    searcher = a_searcher_over(
        values("a", title={"de": "Alpha"}, summary={"de": "Eins."}, themes=["financing", "skills"]),
        values("b", title={"de": "Beta"}, summary={"de": "Zwei."}, themes=["skills"], kind="study"),
        fillers=fillers,
    )
    assert alike(searcher, "a")[0] == "b"
    assert scores(searcher, "a")["b"] > scores(searcher, "a").get("z1", 0.0)


@pytest.mark.parametrize(("first", "second"), [("german", "english"), ("english", "german")])
def test_two_languages_meet_in_the_concepts_they_name(first: str, second: str) -> None:
    searcher = a_searcher_over(
        values(
            "german",
            title={"de": "Fachkräfte für Wasserstoff gewinnen"},
            summary={"de": "Wie Betriebe ausbilden."},
        ),
        values(
            "english",
            title={"en": "Hydrogen needs skilled workers"},
            summary={"en": "How companies train."},
        ),
        values("other", title={"en": "A choir of sailors"}, summary={"en": "They sing."}),
    )
    assert alike(searcher, first)[0] == second


def test_a_related_record_is_more_similar_than_most(delivered_searcher: Searcher) -> None:
    places = []
    for record in islice(delivered_searcher.records(), 0, None, examples(3, 1)):
        order = alike(delivered_searcher, record["id"], 1000)
        for link in delivered_searcher.links(record["id"]):
            places.append(order.index(link.to) if link.to in order else len(order))
    first_four = sum(place < 4 for place in places) / len(places)
    print(f"{len(places)} relations, {first_four:.0%} among the four most similar")
    assert first_four > 0.5  # 4 of 293 by chance: 1 %


@pytest.mark.parametrize(
    ("record_id", "expected"),
    [
        ("cluster-excellence-denmark", {"go-cluster-programme", "esca-benchmarking-and-labels"}),
        ("life-science-nord-cluster", {"life-science-nord-strategie-2030", "norgenta-two-laender-agency"}),
        ("maritimes-cluster-norddeutschland", {"mcn-five-laender-agreement", "mcn-cup-and-mcn-radar"}),
    ],
)
def test_similar_records_of_the_delivered_corpus_make_sense(
    delivered_searcher: Searcher, record_id: str, expected: set[str]
) -> None:
    assert expected & set(alike(delivered_searcher, record_id, 4))
