"""Headers mean fields of records.

1. German, English and Danish words, with a language, a number or a remark, whatever their spelling.
2. Every column of our own export, every key of a sheet and every field of a record is understood.
3. What is not understood, and what would be a second value, is reported with what to do, once.
4. Ways to reach persons are never read.
5. A mapping file comes first; a mistake in it is an error with its line and the repair.
6. Every field is documented.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from indexer.export import COLUMNS
from indexer.ingest.extraction import Table
from indexer.ingest.sheets import KEYS
from indexer.ingest.tables.columns import LOCALIZED, SAME, Column, MappingFile, column_map, read_mapping
from kb import strict_yaml
from kb.errors import SourceUnreadable
from kb.record import Record

ROOT = Path(__file__).resolve().parents[4]


def a_table(*headers: str) -> Table:
    return Table("csv", "test 1", headers, ())


def meant(*headers: str) -> list[tuple[str, str | None, int]]:
    return [(one.field, one.language, one.number) for one in column_map(a_table(*headers), None).columns]


@pytest.mark.parametrize(
    ("header", "field", "language", "number"),
    [
        ("Titel", "title", None, 1),
        ("TITEL *", "title", None, 1),
        ("Titel (en)", "title", "en", 1),
        ("title_de", "title", "de", 1),
        ("title.da", "title", "da", 1),
        ("English title", "title", "en", 1),
        ("Titel auf Deutsch", "title", "de", 1),
        ("Titel på dansk", "title", "da", 1),
        ("Kurzbeschreibung (max. 300 Zeichen)", "summary", None, 1),
        ("Kurz-\nBeschreibung [englisch]", "summary", "en", 1),
        ("Ausgangslage (en)", "challenge", "en", 1),
        ("Lessons learned", "transferability", None, 1),
        ("Erfolgsfaktoren", "success_factors", None, 1),
        ("Målgruppe", "target_groups", None, 1),
        ("Foerderprogramm", "funding", None, 1),
        ("Webseite/Link", "sources", None, 1),
        ("Webseite (Link)", "sources", None, 1),
        ("Quelle 2", "sources", None, 2),
        ("Kennzahl: Wert", "figure_value", None, 1),
        ("Wert 3", "figure_value", None, 3),
        ("Land", "country", None, 1),
        ("Laufzeit", "period", None, 1),
        ("Start", "start", None, 1),
        ("Ende", "end", None, 1),
        ("Jahr", "year", None, 1),
        ("Art", "kind", None, 1),
        ("ID", "id", None, 1),
        ("Organisation", "organisation", None, 1),
    ],
)
def test_a_header_means_a_field(header: str, field: str, language: str | None, number: int) -> None:
    assert meant(header) == [(field, language, number)]


def test_every_name_of_our_own_is_understood() -> None:
    for name in (*COLUMNS, *KEYS, *Record.model_fields):
        ((field, language, _),) = meant(name)
        stem = name.removesuffix(f"_{language}") if language else name
        assert field == SAME.get(stem, stem)
    assert column_map(a_table(*COLUMNS), None).findings == ()


def test_an_unknown_header_is_reported_with_the_nearest_known_one() -> None:
    columns = column_map(a_table("Titel", "Thmen", "Xyzzy"), None)
    assert [one.header for one in columns.columns] == ["Titel"]
    assert [(found.field, found.severity) for found in columns.findings] == [
        ("Thmen", "warning"),
        ("Xyzzy", "warning"),
    ]
    assert "'Themen'" in columns.findings[0].repair
    assert "mapping file" in columns.findings[1].repair


def test_a_second_column_of_one_meaning_is_reported() -> None:
    columns = column_map(a_table("Land", "Titel", "Überschrift"), None)
    assert [one.header for one in columns.columns] == ["Land", "Titel"]
    (found,) = columns.findings
    assert (found.field, found.severity) == ("Überschrift", "warning")
    assert "'Titel'" in found.problem


def test_several_columns_of_a_list_are_all_read() -> None:
    assert meant("Thema", "Schlagworte", "Quelle", "Link") == [
        ("themes", None, 1),
        ("themes", None, 1),
        ("sources", None, 1),
        ("sources", None, 1),
    ]


def test_a_word_of_several_meanings_takes_the_one_that_is_free() -> None:
    assert meant("Titel", "Beschreibung") == [("title", None, 1), ("summary", None, 1)]
    assert meant("Beschreibung", "Kurzbeschreibung") == [("approach", None, 1), ("summary", None, 1)]


@pytest.mark.parametrize(
    "header", ["Ansprechpartner", "E-Mail", "Telefon", "Contact person", "Kontaktperson"]
)
def test_ways_to_reach_persons_are_never_read(header: str) -> None:
    columns = column_map(a_table("Titel", header), None)
    assert [one.header for one in columns.columns] == ["Titel"]
    assert [(found.field, found.severity) for found in columns.findings] == [(header, "note")]


def test_a_name_is_a_title_only_where_nothing_else_is() -> None:
    assert meant("Name", "Land") == [("title", None, 1), ("country", None, 1)]
    assert meant("Name", "Titel") == [("title", None, 1)]


MAPPING = """
columns:
  Wie es lief: results
  Wie es lief (englisch): results_en
  Titel: ignore
  Praxisname: title
  Zahl 2: figure_value 2
defaults: {kind: guide, language: de, themes: [skills]}
separator: "/"
"""


def mapping(folder: Path, text: str) -> MappingFile:
    path = folder / "mapping.yaml"
    path.write_text(text, "utf-8")
    return read_mapping(path)


def test_a_mapping_file_comes_first(tmp_path: Path) -> None:
    headers = ("Wie es lief", "Wie es lief (englisch)", "TITEL", "Praxisname", "Zahl 2", "Land")
    columns = column_map(a_table(*headers), mapping(tmp_path, MAPPING))
    assert columns.columns == (
        Column("Wie es lief", "results"),
        Column("Wie es lief (englisch)", "results", "en"),
        Column("Praxisname", "title"),
        Column("Zahl 2", "figure_value", None, 2),
        Column("Land", "country"),
    )
    assert columns.findings == ()
    assert columns.defaults == {"kind": "guide", "language": "de", "themes": ["skills"]}
    assert columns.separator == "/"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("columns:\n  A: title\n  B: summry\n", 3, "'summary'"),
        ("columns:\n  A: title\n  B: [title]\n", 3, "ignore"),
        ("columns:\n  A: country_de\n", 2, "country_de"),
        ("defaults:\n  kind: guide\n  langage: de\n", 3, "'language'"),
        ("colums: {A: title}\n", 1, "'columns'"),
        ("columns: title\n", 1, "needs lines"),
        ('separator: [";"]\n', 1, "in quotes"),
        ("- title\n", 1, "no mapping"),
        ("columns:\n  A: title\n  A: summary\n", 3, "twice"),
    ],
)
def test_a_mistake_in_a_mapping_file_has_its_line_and_repair(
    text: str, line: int, says: str, tmp_path: Path
) -> None:
    with pytest.raises(SourceUnreadable) as caught:
        mapping(tmp_path, text)
    assert caught.value.line == line
    assert says in str(caught.value)


def test_a_missing_mapping_file_is_an_error_with_a_repair(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreadable, match="cannot be read"):
        read_mapping(tmp_path / "none.yaml")


def test_only_texts_have_languages() -> None:
    assert {field for field, language, _ in meant(*COLUMNS) if language} == LOCALIZED


def test_every_field_of_columns_is_documented() -> None:
    words = strict_yaml.read((ROOT / "indexer/ingest/tables/column_names.yaml").read_text("utf-8")).value
    documented = set(re.findall(r"`([a-z_]+)`", (ROOT / "docs/import-tables.md").read_text("utf-8")))
    assert words.keys() - {"left_out"} - documented == set()
