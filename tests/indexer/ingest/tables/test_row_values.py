"""The cells of a row become values of a record.

1. Words become values as in sheets: concepts, places, periods, figures and sources; others stay tags.
2. The language of a text is that of its column, its row, the mapping file, or the one it is written in.
3. A value that has no place is left out and noted with its header.
4. Defaults of a mapping file fill what rows do not say.
5. Nested values are kept; what looks like a formula is text.
"""

from __future__ import annotations

from typing import Any

import pytest

from indexer.ingest.tables.columns import MappingFile
from kb.corpus import Corpus
from kb.record import Record
from tests.indexer.corpora import a_corpus
from tests.indexer.ingest.tables.made_tables import SUMMARY, TITLE, a_record, findings, found_in, records


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """One without records, for all tests: none of them writes."""
    return a_corpus(tmp_path_factory.mktemp("rows"))


def test_words_become_values(corpus: Corpus) -> None:
    record = a_record(
        corpus,
        Art="Praxisbeispiel",
        Themen="Finanzierung; Kaffeekochen",
        Branchen="Windenergie, Wasserstoff",
        Förderprogramm="EFRE",
        Zielgruppe="KMU",
        Label="Gold Label",
        Aufwand="gering",
        Phase="Gründung",
        Organisation="Musterverein Nord",
        Erfolgsfaktoren="- Klare Regeln\n- Geduld",
        Laufzeit="seit 2018",
    )
    assert record.kind == "best-practice"
    assert record.status == "draft"
    assert record.themes == ["financing"]
    assert record.tags is not None
    assert record.tags.themes == ["Kaffeekochen"]
    assert record.sectors == ["wind-energy", "hydrogen"]
    assert record.funding == ["erdf"]
    assert record.target_groups == ["smes"]
    assert record.label == "gold"
    assert record.effort is not None
    assert record.effort.value == "low"
    assert record.organisation is not None
    assert record.organisation.name == "Musterverein Nord"
    assert record.success_factors == {"de": ["Klare Regeln", "Geduld"]}
    assert record.period is not None
    assert record.period.model_dump() == {"start": 2018, "end": None, "ongoing": True}


def test_matched_and_unmatched_words_are_reported(corpus: Corpus) -> None:
    row = {
        "Titel": TITLE,
        "Kurzbeschreibung": SUMMARY,
        "Themen": "Finanzierung; Kaffeekochen",
        "Land": "Norwegen",
    }
    (incoming,) = (one.incoming for one in found_in([row], corpus) if one.incoming)
    assert incoming.reading is not None
    assert incoming.reading.matched == {"themes": ["Finanzierung"], "countries": ["Norwegen"]}
    assert incoming.reading.unmatched == {"themes": ["Kaffeekochen"]}


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"Land": "Deutschland, Dänemark"}, {"countries": ["DE", "DK"]}),
        ({"Land": "DE"}, {"countries": ["DE"]}),
        ({"Land": "ZZ"}, {"countries": ["several-countries"]}),
        ({"Land": "Schleswig-Holstein"}, {"regions": ["DEF"]}),
        (
            {"Land": "Deutschland", "Region": "Kiel, Schleswig-Holstein"},
            {"countries": ["DE"], "regions": ["DEF02"], "words": "Kiel, Schleswig-Holstein"},
        ),
        ({"NUTS": "DEF02"}, {"regions": ["DEF02"]}),
        ({"Ort": "Nirgendwo"}, {"words": "Nirgendwo"}),
    ],
)
def test_places_become_countries_and_regions(
    cells: dict[str, str], place: dict[str, Any], corpus: Corpus
) -> None:
    record = a_record(corpus, cells)
    assert record.place is not None
    assert record.place.model_dump(exclude_defaults=True) == place


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        ({"Start": "01.05.2015", "Ende": "2020"}, {"start": 2015, "end": 2020, "ongoing": False}),
        ({"Start": "2015", "Ende": "laufend"}, {"start": 2015, "end": None, "ongoing": True}),
        ({"Jahr": "2019"}, {"start": 2019, "end": None, "ongoing": False}),
        ({"Jahr": "2019", "Laufzeit": "2015-2020"}, {"start": 2015, "end": 2020, "ongoing": False}),
        ({"Start": "2015", "Status": "laufend"}, {"start": 2015, "end": None, "ongoing": True}),
    ],
)
def test_years_become_a_period(cells: dict[str, str], values: dict[str, Any], corpus: Corpus) -> None:
    record = a_record(corpus, cells)
    assert record.period is not None
    assert record.period.model_dump() == values


def test_the_year_of_a_study_is_that_of_its_publication(corpus: Corpus) -> None:
    record = a_record(corpus, Art="Studie", Jahr="2019")
    assert (record.published_year, record.period) == (2019, None)


def figures(record: Record) -> list[dict[str, Any]]:
    return [figure.model_dump(exclude_none=True) for figure in record.figures]


def test_figures_stand_in_words_or_in_columns(corpus: Corpus) -> None:
    mitglieder = {"what": {"de": "Mitglieder"}, "value": 350, "year": 2019}
    quote = {"what": {"de": "Quote"}, "value": 12.5, "unit": "%"}
    assert figures(a_record(corpus, Kennzahlen="350 Mitglieder (2019); 12,5 % Quote")) == [mitglieder, quote]
    columns = {"Kennzahl": "Mitglieder", "Wert": "350", "Jahr": "2019"}
    numbered = {"Kennzahl 2": "Quote", "Wert 2": "12,5", "Einheit 2": "%"}
    assert figures(a_record(corpus, columns | numbered)) == [mitglieder, quote]


def test_numbers_of_programs_are_exact(corpus: Corpus) -> None:
    columns = {"Kennzahl": "Quote", "Wert": "1.125"}
    assert a_record(corpus, columns, kind="xlsx").figures[0].value == 1.125
    assert a_record(corpus, columns, kind="csv").figures[0].value == 1125


def sources(record: Record) -> list[tuple[str, str]]:
    return [(source.url, source.title) for source in record.sources]


def test_sources_have_addresses_and_titles(corpus: Corpus) -> None:
    a, b = "https://example.org/a", "https://www.example.org/b"
    assert sources(a_record(corpus, Webseite=f"Projektseite: {a}; {b}")) == [
        (a, "Projektseite"),
        (b, "example.org"),
    ]
    assert sources(a_record(corpus, Quelle="Jahresbericht", Link=a)) == [(a, "Jahresbericht")]
    assert sources(a_record(corpus, {"Titel (Link)": a})) == [(a, "example.org")]
    named = a_record(
        corpus, {"Titel der Quelle": "Bericht"}, URL=a, Publisher="Portal", Abrufdatum="1.5.2024"
    )
    assert named.sources[0].model_dump(exclude_none=True) == {
        "url": a,
        "title": "Bericht",
        "publisher": "Portal",
        "accessed": "2024-05-01",
    }


def test_session_tokens_are_cut_from_addresses(corpus: Corpus) -> None:
    record = a_record(corpus, URL="https://example.org/a;jsessionid=AB12?x=1&PHPSESSID=token")
    assert record.sources[0].url == "https://example.org/a?x=1"


@pytest.mark.parametrize(
    ("cells", "mapping", "language"),
    [
        ({}, None, "de"),
        (
            {"Titel": "The fees follow the size", "Kurzbeschreibung": "The cluster scales its fees by size."},
            None,
            "en",
        ),
        ({"Sprache": "Englisch"}, None, "en"),
        ({}, MappingFile(defaults={"language": "da"}), "da"),
        ({"Sprache": "en"}, MappingFile(defaults={"language": "da"}), "en"),
    ],
)
def test_the_language_is_stated_or_told(
    cells: dict[str, str], mapping: MappingFile | None, language: str, corpus: Corpus
) -> None:
    assert a_record(corpus, cells, mapping=mapping).languages == (language,)


def test_columns_may_name_their_languages(corpus: Corpus) -> None:
    record = a_record(corpus, {"Titel (en)": "Fees", "Kurzbeschreibung (en)": "By size."})
    assert record.title == {"de": TITLE, "en": "Fees"}
    assert record.languages == ("de", "en")
    assert record.id == "beitraege-nach-groesse-der-firmen"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Kennzahlen", "viele"),
        ("Laufzeit", "lange"),
        ("Webseite", "siehe oben"),
        ("Label", "Blech"),
        ("Status", "gut"),
        ("Phase", "Unfug"),
        ("Beziehungen", "Verein"),
    ],
)
def test_a_value_without_a_place_is_noted_with_its_header(header: str, value: str, corpus: Corpus) -> None:
    found = found_in([{"Titel": TITLE, "Kurzbeschreibung": SUMMARY, header: value}], corpus)
    (note,) = findings(found)
    assert (note.line, note.field, note.severity) == (2, header, "note")
    assert repr(value) in note.problem
    assert len(records(found)) == 1


def test_defaults_fill_what_rows_do_not_say(corpus: Corpus) -> None:
    mapping = MappingFile(
        defaults={
            "kind": "guide",
            "country": "DE",
            "themes": ["skills"],
            "licence": "CC BY 4.0",
            "language": "de",
        }
    )
    row = {"Titel": TITLE, "Kurzbeschreibung": SUMMARY, "Land": "DK"}
    (incoming,) = (one.incoming for one in found_in([row], corpus, mapping=mapping) if one.incoming)
    record = incoming.record
    assert (record.kind, record.themes, record.licence) == ("guide", ["skills"], "CC BY 4.0")
    assert record.place is not None
    assert record.place.countries == ["DK"]
    assert incoming.again == {"format", "id", "provenance", "title", "summary", "place"}


def test_a_mapping_file_may_say_what_parts_values(corpus: Corpus) -> None:
    mapping = MappingFile(separator=" / ")
    assert a_record(corpus, mapping=mapping, Themen="Finanzierung / Governance").themes == [
        "financing",
        "governance",
    ]


def test_what_looks_like_a_formula_is_text(corpus: Corpus) -> None:
    formula = "=cmd|' /C calc'!A0"
    record = a_record(corpus, Ausgangslage=formula, Vorgehen=f"'{formula}")
    assert record.challenge == record.approach == {"de": formula}


def test_values_of_json_are_kept_as_they_are(corpus: Corpus) -> None:
    row: dict[str, Any] = {
        "title": {"de": "Titel", "en": "Title"},
        "summary": {"de": "Ein Text, der genügt.", "en": "Text"},
        "challenge": "Der Text einer Sprache, die zu erkennen ist.",
        "themes": ["skills", "Finanzierung"],
        "period": {"start": 2019},
        "figures": [{"what": "Mitglieder", "value": 3}, {"what": {"en": "x"}, "value": 1.5}],
        "effort": {"value": "low", "passage": "Fünf Tage.", "by": "editorial"},
        "published_year": 2019,
    }
    (record,) = records(found_in([row], corpus, kind="jsonl"))
    assert record.title == {"de": "Titel", "en": "Title"}
    assert record.themes == ["skills", "financing"]
    assert [figure.what for figure in record.figures] == [{"de": "Mitglieder"}, {"en": "x"}]
    assert record.published_year == 2019
    assert record.effort is not None
    assert record.effort.passage == "Fünf Tage."
