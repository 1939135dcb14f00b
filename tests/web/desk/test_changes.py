"""How does a person read what changed, and where?

1. A place is called as in the form: field, entry, part and language, in the reader's language.
2. Every field of the schema has a name in every language of the interface; a path leads back to its steps.
3. Concepts, numbers, days, states and groups are in words; what is no such thing is shown as it was typed.
4. What the program writes by itself is no change; a file that holds no values is compared as a text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from kb.localized import Language
from kb.record import Record
from kb.validation import field_path
from tests.kb.changes import states
from tests.kb.corpora import delivered_vocabularies
from tests.kb.strategies import record_values
from tests.tiers import examples
from web.desk.changes import shown_changes, shown_texts
from web.desk.field_names import FieldName, Reading, steps_of
from web.desk.words import Piece
from web.pages.layout import Site

BERLIN = ZoneInfo("Europe/Berlin")


def _reading(reader: Language) -> Reading:
    site = Site("", "https://example.org", reader, None, delivered_vocabularies())
    return Reading(site, BERLIN)


GERMAN, ENGLISH = _reading("de"), _reading("en")


def _paths(model: type[BaseModel], above: str = "") -> Iterator[str]:
    """Every field and part of the schema, by its path."""
    for name, field in model.model_fields.items():
        path = f"{above}{name}"
        yield path
        for part in _models(field.annotation):
            yield from _paths(part, f"{path}.")


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in getattr(annotation, "__args__", ()):
        yield from _models(inner)


def test_a_place_is_called_as_in_the_form() -> None:
    assert GERMAN.name(("summary", "de")) == FieldName("Kurzfassung", "Deutsch")
    assert ENGLISH.name(("figures", 2, "what", "en")) == FieldName("Figures 3 · What it counts", "English")
    assert ENGLISH.name(("success_factors", "de", 0)) == FieldName("What stands out 1", "German")
    assert ENGLISH.name(("place", "countries", 1)) == FieldName("Place · Countries")
    assert ENGLISH.name(("tags", "themes", 1)) == FieldName("Words without a concept · Further themes 2")
    assert ENGLISH.name(("nonsense", 0, "x")) == FieldName("nonsense 1 · nonsense.x")


@pytest.mark.parametrize("path", sorted(set(_paths(Record))))
def test_every_field_has_a_name_in_both_languages(path: str) -> None:
    german, english = GERMAN.called(path), ENGLISH.called(path)
    assert path not in (german, english)
    assert german != english or german == "Organisation"


@given(st.lists(st.sampled_from(["title", "de", "figures", 0, 2, 17]), min_size=1, max_size=5))
def test_a_path_leads_back_to_its_steps(steps: list[str | int]) -> None:
    steps = ["summary", *steps]
    assert steps_of(field_path(steps)) == tuple(steps)


@pytest.mark.parametrize(
    ("steps", "value", "text"),
    [
        (("label",), "gold", "ECEI-Gold-Label"),
        (("place", "countries", 0), "DE", "Deutschland"),
        (("figures", 0, "value"), 1250.5, "1.250,5"),
        (("figures", 0, "year"), 2024, "2024"),
        (("figures", 0, "value"), "etwa 5", "etwa 5"),
        (("checked",), "2026-11-24", "24. November 2026"),
        (("checked",), "gestern", "gestern"),
        (("created",), "2026-11-24T09:30:00Z", "24.11.2026, 10:30:00"),
        (("status",), "archived", "archiviert"),
        (("translations", "en"), "outdated", "überholt"),
        (("period", "ongoing"), True, "ja"),
        (("not_applicable", 0), "period", "Zeitraum"),
        (("themes",), ["unknown", 3], "unknown\n3"),
        (("summary", "de"), None, ""),
    ],
)
def test_values_are_in_words(steps: tuple[str | int, ...], value: Any, text: str) -> None:
    assert GERMAN.text(steps, value) == text


def test_a_group_is_told_part_by_part() -> None:
    figure = {"what": {"de": "Mitglieder", "en": "Members"}, "value": 12, "unit": "Firmen"}
    assert ENGLISH.text(("figures", 0), figure).splitlines() == [
        "What it counts:",
        "German: Mitglieder",
        "English: Members",
        "Number: 12",
        "Unit: Firmen",
    ]


def test_what_the_program_writes_is_no_change() -> None:
    assert shown_changes({"edited": "a", "format": 1}, {"edited": "b"}, ENGLISH) == ()


def test_texts_are_marked_by_word_and_the_rest_as_a_whole() -> None:
    before = {"title": {"en": "An old port"}, "published_year": 2019, "label": "gold"}
    after = {"title": {"en": "A new port"}, "published_year": 2020, "label": "silver"}
    found = {change.name.label: change for change in shown_changes(before, after, ENGLISH)}
    assert found["Title"].lang == "en"
    assert found["Title"].pieces[-1] == Piece("same", " port")
    assert [piece.text for piece in found["Year of publication"].pieces] == ["2019", " ", "2020"]
    assert [piece.text for piece in found["Quality label"].pieces] == [
        "ECEI Gold Label",
        " ",
        "ECEI Silver Label",
    ]


def test_files_without_values_are_compared_as_texts() -> None:
    assert shown_texts("same", "same", "file") == ()
    (change,) = shown_texts("a: [", "a: b", "file")
    assert change.name == FieldName("file")


@settings(max_examples=examples(20, 3000))
@given(states | record_values, states | record_values)
def test_whatever_changed_can_be_shown(before: dict[str, Any], after: dict[str, Any]) -> None:
    for change in shown_changes(before, after, GERMAN):
        assert change.name.label
        assert change.pieces
