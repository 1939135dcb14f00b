"""Which fields does the form show, and in which words?

1. Every field of a record is in one section of the form, or in the list of those that people do not write.
2. Every field and every part of one has a label and a piece of advice, in every language of the interface.
3. What a field is written with follows from the schema; an annotation nobody knows is an error at once.
4. Fixed values of the schema have words.
"""

from __future__ import annotations

from collections import Counter

import pytest
from pydantic import BaseModel

from kb.fields import CONCEPT_FIELDS, LOCALIZED_FIELDS
from kb.record import Record
from web.desk.form import shapes
from web.desk.form.fields import (
    MAY_NOT_APPLY,
    NOT_SHOWN,
    READ_BY_EDITORS,
    SECTIONS,
    VALUES,
    WORDS,
    shown_fields,
)
from web.desk.form.shapes import Leaf, Named, PerLanguage, with_parts
from web.language import INTERFACE_LANGUAGES
from web.wording import catalogues

PARTS: list[Named] = [part for field in shown_fields() for part in with_parts(field)]


def _leaf(path: str) -> Leaf:
    shape = next(part.shape for part in PARTS if part.path == path)
    leaf = shape.leaf if isinstance(shape, PerLanguage) else shape
    assert isinstance(leaf, Leaf)
    return leaf


def test_every_field_of_a_record_is_in_one_section_or_is_not_written_by_people() -> None:
    places = Counter(name for section in SECTIONS for name in section.fields) + Counter(list(NOT_SHOWN))
    assert {name: number for name, number in places.items() if number > 1} == {}
    assert set(places) == set(Record.model_fields)


def test_every_field_and_part_has_words_and_there_are_no_others() -> None:
    assert set(WORDS) == {part.path for part in PARTS}


@pytest.mark.parametrize("language", INTERFACE_LANGUAGES)
def test_labels_and_advice_are_worded_in_every_language(language: str) -> None:
    known = {
        message.id: message.string
        for catalogue in catalogues(next(one for one in INTERFACE_LANGUAGES if one == language)).values()
        for message in catalogue
    }
    for path, words in WORDS.items():
        assert known.get(words.label), path
        assert known.get(words.help), path


def test_what_is_said_of_fields_is_said_of_fields_there_are() -> None:
    assert set(MAY_NOT_APPLY) <= set(Record.model_fields) - set(NOT_SHOWN)
    assert not any(Record.model_fields[name].is_required() for name in MAY_NOT_APPLY)
    judged = {part.path.removesuffix(".by") for part in PARTS if part.name == "by"}
    assert judged == READ_BY_EDITORS | {"relations"}


def test_what_is_chosen_from_a_vocabulary_in_the_checks_is_chosen_from_it_in_the_form() -> None:
    for field in CONCEPT_FIELDS:
        assert _leaf(".".join(step for step in field.path if step != "*")).vocabulary == field.vocabulary


def test_what_is_written_in_each_language_has_an_input_for_each() -> None:
    shown = {field.name for field in shown_fields() if isinstance(field.shape, PerLanguage)}
    assert shown == {*LOCALIZED_FIELDS, "translations"}


@pytest.mark.parametrize(
    ("path", "leaf"),
    [
        ("title", Leaf("words", limit=400)),
        ("summary", Leaf("markdown", limit=50_000, several_lines=True)),
        ("success_factors", Leaf("lines", limit=400)),
        ("outcome.passage", Leaf("words", limit=400, several_lines=True)),
        ("stages.value", Leaf("choice", limit=80, vocabulary="stages")),
        ("relations.to", Leaf("record", limit=80)),
        ("sources.url", Leaf("address", limit=2000)),
        ("sources.accessed", Leaf("day")),
        ("figures.value", Leaf("number")),
        ("period.start", Leaf("year", lowest=1500, highest=2100)),
        ("period.ongoing", Leaf("flag")),
        ("place.countries", Leaf("choices", vocabulary="countries")),
        ("rights", Leaf("choice", choices=("open", "quote"))),
        ("original_language", Leaf("choice", vocabulary="languages", choices=("de", "en", "da"))),
    ],
)
def test_inputs_follow_from_the_schema(path: str, leaf: Leaf) -> None:
    assert _leaf(path) == leaf


def test_fixed_values_have_words() -> None:
    for part in PARTS:
        leaf = part.shape.leaf if isinstance(part.shape, PerLanguage) else part.shape
        if isinstance(leaf, Leaf) and leaf.choices and not leaf.vocabulary:
            assert tuple(VALUES[part.name]) == leaf.choices


def test_an_annotation_without_input_is_an_error() -> None:
    class Strange(BaseModel):
        secret: bytes

    with pytest.raises(TypeError, match=r"strange\.secret: no input is known"):
        shapes._group(Strange, "strange")
