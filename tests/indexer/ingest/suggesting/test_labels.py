"""A run of words names a concept.

1. Inflected forms, plurals and hyphens are the label; a relative of the same stem is not.
2. German nouns and names need their capital, abbreviations their exact spelling.
3. What lies within a longer label says nothing, but a place in the name of a source of money does.
4. A German compound counts where its head only widens the label.
5. A concept of the thesaurus stands for the value it names.
"""

from __future__ import annotations

import pytest

from indexer.ingest.suggesting.labels import labels_of
from kb.localized import Language
from tests.indexer.ingest.suggesting.texts import vocabularies


def named(text: str, language: Language = "de") -> set[str]:
    found = labels_of(vocabularies()).mentions(text, language)
    return {f"{mention.vocabulary}/{mention.concept}" for mention in found}


@pytest.mark.parametrize(
    ("text", "language", "concept"),
    [
        ("des Wasserstoffs", "de", "sectors/hydrogen"),
        ("des Maschinenbaus", "de", "sectors/mechanical-engineering"),
        ("mit technischen Textilien", "de", "sectors/technical-textiles"),
        ("Holzcluster", "de", "sectors/wood"),
        ("für Clustermanagern", "de", "target-groups/cluster-managers"),
        ("in batteries and an SME", "en", "target-groups/smes"),
        ("Batterien", "de", "sectors/energy-storage"),
        ("eMobility", "en", "sectors/mobility-transport-automotive"),
        ("Hamburgs Häfen", "de", "regions/DE6"),
        ("brint og mere", "da", "sectors/hydrogen"),
        ("Wasserstoffwirtschaft", "de", "sectors/hydrogen"),
        ("Gesundheitscluster", "de", "sectors/health"),
        ("Maschinenbaunetzwerke", "de", "sectors/mechanical-engineering"),
        ("aus EFRE-Mitteln", "de", "funding/erdf"),
        ("mit KI", "de", "sectors/artificial-intelligence"),
    ],
)
def test_a_form_of_a_label_names_its_concept(text: str, language: Language, concept: str) -> None:
    assert concept in named(text, language)


@pytest.mark.parametrize(
    ("text", "language", "concept"),
    [
        ("They sent packages", "en", "sectors/packaging"),
        ("on the market", "en", "themes/marketing"),
        ("Sie pflegen Kontakte", "de", "sectors/care"),
        ("more than that", "en", "regions/NO0A3"),
        ("we interact", "en", "funding/interact"),
        ("for life", "en", "funding/life"),
        ("ki und ai", "de", "sectors/artificial-intelligence"),
        ("Wasserstoffperoxid", "de", "sectors/hydrogen"),
        ("offshore wind energy", "en", "sectors/wind-energy"),
    ],
)
def test_what_only_resembles_a_label_names_nothing(text: str, language: Language, concept: str) -> None:
    assert concept not in named(text, language)


def test_a_place_in_the_name_of_a_source_of_money_is_still_a_place() -> None:
    assert named("Land Schleswig-Holstein") >= {"funding/land-schleswig-holstein", "regions/DEF"}
    assert named("Interreg Deutschland-Danmark") == {"funding/interreg-de-dk"}


def test_a_run_of_words_names_a_concept_once() -> None:
    found = labels_of(vocabularies()).mentions("Cluster programmes", "en")
    named_once = [(one.vocabulary, one.concept) for one in found]
    assert len(named_once) == len(set(named_once)) > 0


def test_keywords_need_no_capitals() -> None:
    found = labels_of(vocabularies()).mentions("wasserstoff, tourismus", "de", spelt=False)
    assert {"hydrogen", "tourism"} <= {mention.concept for mention in found}


def test_places_of_mentions_are_those_of_the_text() -> None:
    text = "Die Wasserstoffwirtschaft in Schleswig-Holstein"
    found = labels_of(vocabularies()).mentions(text, "de")
    assert [text[one.start : one.end] for one in found] == ["Wasserstoffwirtschaft", "Schleswig-Holstein"]


def test_labels_are_compiled_once_for_the_same_vocabularies() -> None:
    assert labels_of(vocabularies()) is labels_of(vocabularies())
