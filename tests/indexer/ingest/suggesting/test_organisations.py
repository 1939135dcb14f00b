"""The organisation is the one behind the practice.

1. A stated organisation is sure, legal form included.
2. The publisher of a page is surer where the text names it.
3. Who is named after "organised by" is suggested; partners are not.
"""

from __future__ import annotations

import pytest

from indexer.ingest.extraction import Found
from indexer.ingest.suggesting.suggestion import SURE
from kb.localized import Language
from tests.indexer.ingest.suggesting.texts import LEAD, a_text, confidence, values

FIELD = "organisation.name"


@pytest.mark.parametrize(
    ("line", "language", "name"),
    [
        ("Träger: Musterverbund Küste e. V.", "de", "Musterverbund Küste e. V."),
        ("Coordinator\tExample Cluster Ltd", "en", "Example Cluster Ltd"),
        ("Arrangør: Eksempelklyngen, Demoby", "da", "Eksempelklyngen"),
    ],
)
def test_a_stated_organisation_is_sure(line: str, language: Language, name: str) -> None:
    assert confidence(a_text(LEAD, line, language=language), FIELD, name) >= SURE


def test_a_publisher_is_surer_where_the_text_names_it() -> None:
    found = (Found("organisation", "Musterverbund", "og:site_name"),)
    unnamed = confidence(a_text(LEAD, found=found), FIELD, "Musterverbund")
    later = confidence(a_text(LEAD, LEAD, "Der Musterverbund hilft.", found=found), FIELD, "Musterverbund")
    leading = confidence(a_text(LEAD, title="Der Musterverbund", found=found), FIELD, "Musterverbund")
    assert 0 < unnamed < later < SURE <= leading


def test_who_organises_is_suggested_and_partners_are_not() -> None:
    assert values(a_text("The week is organised by the Example Network for all.", language="en"), FIELD) == [
        "Example Network"
    ]
    assert (
        values(a_text(LEAD, "# Partner", "- Musterwerk GmbH", "- Organisiert von Testwerk GmbH"), FIELD) == []
    )
