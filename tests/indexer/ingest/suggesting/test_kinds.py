"""The kind is what the beginning of a text says it is.

1. A word in the title, its plural or a German compound of it decides.
2. At most two kinds are suggested.
"""

from __future__ import annotations

import pytest

from kb.localized import Language
from tests.indexer.ingest.suggesting.texts import LEAD, a_text, values, vocabularies


@pytest.mark.parametrize(
    ("title", "language", "kind"),
    [
        ("Leitfaden zur Clusterfinanzierung", "de", "guide"),
        ("Praxisleitfäden: ein Praxisleitfaden", "de", "guide"),
        ("A handbook for cluster managers", "en", "guide"),
        ("Evaluation of a cluster policy", "en", "study"),
        ("Begleitstudie zum Wettbewerb", "de", "study"),
        ("Jahreskonferenz der Netzwerke", "de", "event"),
        ("Klyngekonference i Demoby", "da", "event"),
        ("Förderrichtlinie für Cluster", "de", "funding-programme"),
        ("Innovationsgutscheine für Betriebe", "de", "funding-programme"),
        ("Success story: how two firms met", "en", "success-story"),
        ("Best Practice: gemeinsame Räume", "de", "best-practice"),
        ("Training course for cluster managers", "en", "training"),
    ],
)
def test_a_word_in_the_title_decides(title: str, language: Language, kind: str) -> None:
    assert values(a_text(LEAD, title=title, language=language), "kind")[0] == kind


def test_at_most_two_kinds_are_suggested_and_all_are_kinds() -> None:
    found = values(a_text(LEAD, title="Studie und Leitfaden"), "kind")
    assert len(found) == 2
    assert all(kind in vocabularies()["kinds"] for kind in found)
