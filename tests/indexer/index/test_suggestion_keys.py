"""The tables and columns a record is suggested from.

1. Only published records are in them.
2. The words of titles and summaries are split into those somebody might ask for and the others.
3. A spelling is kept where it differs from the key, or stands beside another one in the same record.
4. Titles and names of organisations are found by their words and variants; their phrases and lengths are
   columns that have one value for every record.
5. Addresses in texts are no words.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.index.schema import entry
from indexer.index.suggestion_keys import (
    ORGANISATION_LENGTH,
    ORGANISATION_PHRASE,
    ORGANISATION_WORDS,
    SUGGESTION_COLUMNS,
    other_words,
    spellings,
    spelt_as,
    spoken_words,
    suggestion_columns,
    suggestion_keys,
    title_length,
    title_phrase,
    title_words,
)
from tests.indexer.corpora import SOME_RECORDS, documents_of, values


def keys_of(**fields: Any) -> dict[str, set[str]]:
    """The keys of a record with these fields, by table."""
    (document,) = documents_of([values("a", **fields)])
    return {table: set(keys) for table, keys in suggestion_keys(document).items()}


@pytest.mark.parametrize("status", ["draft", "archived", "merged"])
def test_only_published_records_are_suggested(status: str) -> None:
    fields = {"merged_into": "b"} if status == "merged" else {}
    (document,) = documents_of([values("a", status=status, organisation={"name": "Hafen"}, **fields)])
    assert suggestion_keys(document) == {}
    assert set(suggestion_columns(document).values()) == {("",)}


def test_words_that_somebody_might_ask_for_have_a_table_of_their_own() -> None:
    found = keys_of(title={"de": "Der Hafen 2020"}, summary={"de": "Häfen der Region", "en": "The port"})
    assert found[spoken_words("de")] == {"hafen", "region"}
    assert found[other_words("de")] == {"der", "2020"}
    assert found[spoken_words("en")] == {"port"}
    assert spoken_words("da") not in found


def test_a_spelling_is_kept_where_it_is_not_the_only_one_and_the_key() -> None:
    found = keys_of(title={"en": "Port of the ports"}, summary={"en": "A port in Kiel"})
    assert found[spellings("en")] == {
        spelt_as("port", "Port"),
        spelt_as("port", "port"),
        spelt_as("kiel", "Kiel"),
    }


def test_titles_and_organisations_are_found_by_their_words() -> None:
    fields: dict[str, Any] = {"title": {"de": "Die E-Mobilität"}, "organisation": {"name": "Häfen GmbH"}}
    found = keys_of(**fields)
    assert found[title_words("de")] == {"die", "e", "mobilitat", "emobilitat"}
    assert found[ORGANISATION_WORDS] == {"hafen", "gmbh"}
    columns = suggestion_columns(*documents_of([values("a", **fields)]))
    assert columns[title_phrase("de")] == ("die e mobilitat",)
    assert columns[title_length("de")] == ("15",)
    assert columns[title_phrase("en")] == columns[title_length("en")] == ("",)
    assert columns[ORGANISATION_PHRASE] == ("hafen gmbh",)
    assert columns[ORGANISATION_LENGTH] == ("10",)


def test_an_address_is_no_word() -> None:
    found = keys_of(title={"de": "Hafen"}, summary={"de": "Siehe https://example.org/kran heute"})
    assert not found[spoken_words("de")] & {"https", "example", "kran"}


@given(record=st.sampled_from(SOME_RECORDS))
def test_an_entry_has_these_tables_and_one_value_in_each_column(record: dict[str, Any]) -> None:
    (document,) = documents_of([record])
    made = entry(document)
    assert suggestion_keys(document).items() <= made.keys.items()
    assert all(len(made.columns[name]) == 1 for name in SUGGESTION_COLUMNS)
