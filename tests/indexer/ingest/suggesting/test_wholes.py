"""What a page holds already becomes the texts of a record.

1. Headings in three languages, numbered or not, give their section; the text is that below, word for word.
2. Success factors are the items of their list.
3. A heading that says more is less sure, one of two fields gives none.
4. The title is surer where two places agree; a name of a file is none.
5. The summary is the description, else the first real paragraph, cut at a sentence.
"""

from __future__ import annotations

import pytest

from indexer.ingest.extraction import Found
from indexer.ingest.suggesting.suggestion import SURE
from kb.localized import Language
from tests.indexer.ingest.suggesting.texts import LEAD, a_text, suggested, values

BODY = "Hier steht ein Absatz, der lang genug für einen Abschnitt ist."


@pytest.mark.parametrize(
    ("heading", "language", "field"),
    [
        ("Herausforderung", "de", "challenge"),
        ("Ausgangslage", "de", "challenge"),
        ("The challenge", "en", "challenge"),
        ("Udfordringen", "da", "challenge"),
        ("2.1 Unser Vorgehen", "de", "approach"),
        ("Lösung und Umsetzung", "de", "approach"),
        ("Our approach", "en", "approach"),
        ("Fremgangsmåde", "da", "approach"),
        ("Ergebnisse und Wirkung:", "de", "results"),
        ("Results and impact", "en", "results"),
        ("Resultater", "da", "results"),
        ("Kosten und Finanzierung", "de", "resources"),
        ("Resources needed", "en", "resources"),
        ("Lessons learned", "de", "transferability"),
        ("Übertragbarkeit", "de", "transferability"),
        ("Erfaringer", "da", "transferability"),
    ],
)
def test_a_heading_gives_its_section(heading: str, language: Language, field: str) -> None:
    text = a_text(
        LEAD, f"## {heading}", BODY, "- eins", "- zwei", "## Sonstiges", "Anderes.", language=language
    )
    (one,) = suggested(text, field)
    assert one.value == {language: f"{BODY}\n\n- eins\n- zwei"}
    assert one.passage == BODY
    assert one.where == f'under "{heading}"'
    assert one.confidence >= SURE


def test_deeper_headings_belong_to_the_section() -> None:
    text = a_text(LEAD, "## Ergebnisse", "### Im ersten Jahr", BODY, "## Anderes", "Nicht dabei.")
    assert values(text, "results") == [{"de": f"**Im ersten Jahr**\n\n{BODY}"}]


def test_success_factors_are_items() -> None:
    text = a_text(LEAD, "## Erfolgsfaktoren", "- Wenig Papier", "- Feste Ansprechstelle")
    assert values(text, "success_factors") == [{"de": ["Wenig Papier", "Feste Ansprechstelle"]}]


def test_a_heading_that_says_more_is_less_sure() -> None:
    (one,) = suggested(a_text(LEAD, "## Results of the survey", BODY, language="en"), "results")
    assert one.confidence < SURE
    text = a_text(LEAD, "## Herausforderung und Lösung", BODY)
    assert values(text, "challenge") == values(text, "approach") == []


def test_a_paragraph_may_name_its_section_itself() -> None:
    assert values(a_text(LEAD, f"Ergebnis: {BODY}"), "results") == [{"de": BODY}]
    assert values(a_text(LEAD, f"Ergebnis\t{BODY}"), "results") == [{"de": BODY}]


def test_a_title_from_two_places_is_sure() -> None:
    found = (Found("title", "Ein Titel", "og:title"),)
    (one,) = suggested(a_text("# Ein Titel", LEAD, title="Ein Titel", found=found), "title")
    assert (one.value, one.where, one.confidence >= SURE) == ({"de": "Ein Titel"}, "og:title", True)
    (alone,) = suggested(a_text(LEAD, title="Ein Titel"), "title")
    (name,) = suggested(a_text(LEAD, title="Bericht_final.docx"), "title")
    assert name.confidence < alone.confidence < SURE


def test_the_summary_is_the_description_or_the_first_paragraph() -> None:
    description = "Eine Beschreibung der Seite, die als Zusammenfassung dienen kann."
    found = (Found("description", description, "meta description"),)
    assert values(a_text(LEAD, found=found), "summary") == [{"de": description}]
    assert values(a_text("# Titel", "Kurz.", LEAD), "summary") == [{"de": LEAD}]


def test_a_long_summary_ends_with_a_sentence() -> None:
    sentence = "Dieser Satz ist nicht besonders lang, aber er steht hier oft."
    (value,) = values(a_text(" ".join([sentence] * 9)), "summary")
    assert value == {"de": " ".join([sentence] * 4)}
