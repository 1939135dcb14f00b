"""Ingestion reads the files of the test set as their gold says, which was written before any extractor ran.

1. Of every file: its kind, title and language, who published it and when, where that is stated.
2. The main text: token F1 of at least 0.95 for each file; of tables every header and cell.
3. Most figures the texts state with their year, and few they do not state.
4. Most suggestions a scout would make, and none of the traps. The marks are what is reached, less a little:
   what is missing is listed by ``python -m tests.extraction --files``.
5. The test set has at least 40 files, and drawn files are the same each time.
6. The measures themselves are right on cases worked out by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from indexer.ingest.isolation import Isolated
from indexer.ingest.suggesting.suggestion import Suggestion
from kb.vocabulary import Vocabularies, load_vocabularies
from tests.extraction.gold import GoldFigure, GoldFile, GoldSuggestions, gold_files
from tests.extraction.measures import Share, judge_figures, judge_suggestions, token_f1
from tests.extraction.measuring import Reading, read
from tests.extraction.report import LEAST_F1, Line, line

FIGURES_FOUND, FIGURES_RIGHT, EXPECTED_FOUND = 0.95, 0.95, 0.88

FILES = {file.name: file for file in gold_files()}
WITH_TEXT = [name for name, file in FILES.items() if file.gold.text]
WITH_TABLES = [name for name, file in FILES.items() if file.gold.tables]
VOCABULARY_OF = {
    "place.countries": "countries",
    "place.regions": "regions",
    "sectors": "sectors",
    "themes": "themes",
    "target_groups": "target-groups",
    "funding": "funding",
    "label": "labels",
}


class Readings:
    """Each file is read once, all of them in one process."""

    def __init__(self, parser: Isolated) -> None:
        self._parser = parser
        self._vocabularies = load_vocabularies()
        self.of = cache(self._of)

    def _of(self, name: str) -> Reading:
        return read(FILES[name], self._parser, self._vocabularies)


@pytest.fixture(scope="module")
def readings() -> Iterator[Readings]:
    with Isolated() as parser:
        yield Readings(parser)


@pytest.mark.parametrize("name", FILES)
def test_the_kind_is_told_by_the_content(readings: Readings, name: str) -> None:
    assert readings.of(name).kind == FILES[name].gold.kind


@pytest.mark.parametrize("name", WITH_TEXT)
def test_title_and_language_are_as_in_the_gold(readings: Readings, name: str) -> None:
    reading, gold = readings.of(name), FILES[name].gold
    assert (reading.title, reading.language) == (gold.title, gold.language)


@pytest.mark.parametrize("name", [name for name, file in FILES.items() if file.gold.organisation])
def test_who_published_it_is_found(readings: Readings, name: str) -> None:
    assert readings.of(name).found("organisation") in FILES[name].gold.organisation


@pytest.mark.parametrize("name", [name for name, file in FILES.items() if file.gold.published])
def test_when_it_was_published_is_found(readings: Readings, name: str) -> None:
    assert readings.of(name).found("published") == FILES[name].gold.published


@pytest.mark.parametrize("name", WITH_TEXT)
def test_the_main_text_is_read_and_nothing_else(readings: Readings, name: str) -> None:
    assert readings.of(name).f1 >= LEAST_F1


@pytest.mark.parametrize("name", WITH_TABLES)
def test_every_header_and_cell_is_read(readings: Readings, name: str) -> None:
    assert readings.of(name).tables == FILES[name].gold.tables


@pytest.fixture(scope="module")
def marks(readings: Readings) -> Line:
    return line("all", [readings.of(name) for name in FILES])


def test_most_figures_are_found_and_few_that_are_none(marks: Line) -> None:
    assert share(marks.figures_found) >= FIGURES_FOUND
    assert share(marks.figures_right) >= FIGURES_RIGHT


def test_most_of_what_a_scout_would_choose_is_suggested(marks: Line) -> None:
    assert share(marks.expected_found) >= EXPECTED_FOUND


@pytest.mark.parametrize("name", WITH_TEXT)
def test_no_trap_is_suggested(readings: Readings, name: str) -> None:
    assert readings.of(name).concepts.surplus == ()


def share(of: Share) -> float:
    return of.part / of.whole


def test_the_test_set_is_large_enough() -> None:
    kinds = [file.gold.kind for file in FILES.values()]
    assert len(kinds) >= 40
    assert set(kinds) >= {"html", "pdf", "docx", "xlsx", "csv", "jsonl", "markdown", "text"}


@pytest.fixture(scope="module")
def vocabularies() -> Vocabularies:
    return load_vocabularies()


@pytest.mark.parametrize("name", WITH_TEXT)
def test_the_gold_names_only_concepts_that_exist(vocabularies: Vocabularies, name: str) -> None:
    gold = FILES[name].gold.suggestions
    for values in (gold.expected, gold.wrong):
        for field, concepts in values.items():
            if field in VOCABULARY_OF:
                assert [each for each in concepts if each not in vocabularies[VOCABULARY_OF[field]]] == []


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".pdf")])
def test_a_drawn_file_is_the_same_each_time(name: str) -> None:
    file: GoldFile = FILES[name]
    assert file.data() == file.data()


@pytest.mark.parametrize(
    ("read_text", "gold", "f1"),
    [
        ("Ein Haus am Meer", "ein haus am meer", 1.0),
        ("a a b", "a b b", 2 / 3),
        ("menu a b", "a b", 4 / 5),
        ("a", "b", 0.0),
        ("", "", 0.0),
    ],
)
def test_token_f1_counts_each_word_as_often_as_it_stands_there(read_text: str, gold: str, f1: float) -> None:
    assert token_f1(read_text, gold) == pytest.approx(f1)


def suggestion(field: str, value: object) -> Suggestion:
    return Suggestion(field, value, "", "", 0.9)


def test_figures_agree_by_number_year_and_what_they_count() -> None:
    gold = [
        GoldFigure(what="Mitglied", value=350, year=2019),
        GoldFigure(what="Euro", value=1_200_000),
        GoldFigure(what="Tage", value=5, maybe=True),
    ]
    judged = judge_figures(
        [
            suggestion("figures", {"what": {"de": "Mitglieder"}, "value": 350, "year": 2019}),
            suggestion("figures", {"what": {"de": "Mio. Euro"}, "value": 1.2}),
            suggestion("figures", {"what": {"de": "Tage"}, "value": 5}),
            suggestion("figures", {"what": {"de": "Mitglieder"}, "value": 350, "year": 2020}),
        ],
        gold,
    )
    assert (judged.right, judged.precise, judged.missing) == (Share(2, 2), Share(3, 4), ())


def test_suggestions_are_judged_by_field_and_value() -> None:
    judged = judge_suggestions(
        [suggestion("sectors", "food"), suggestion("label", "gold"), suggestion("period.start", 2019)],
        GoldSuggestions(
            expected={"sectors": ["food", "wood"], "period.start": [2019]},
            wrong={"label": ["gold", "silver"]},
        ),
    )
    assert (judged.right, judged.missing) == (Share(2, 3), ("sectors wood",))
    assert (judged.precise, judged.surplus) == (Share(1, 2), ("label gold",))
