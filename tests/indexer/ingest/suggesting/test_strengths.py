"""Everyday words say little.

1. A weak word is weak in all its forms, a relative of it is not.
2. A faint word is fainter still, an ignored one says nothing.
"""

from __future__ import annotations

import pytest

from indexer.ingest.suggesting.strengths import FAINT, WEAK, strength_of
from kb.localized import Language


@pytest.mark.parametrize(
    ("vocabulary", "text", "language", "strength"),
    [
        ("target-groups", "universities", "en", WEAK["target-groups"]),
        ("target-groups", "University", "en", WEAK["target-groups"]),
        ("target-groups", "Hochschule", "de", WEAK["target-groups"]),
        ("target-groups", "cluster organisation", "en", WEAK["target-groups"]),
        ("target-groups", "Clusters", "de", FAINT),
        ("themes", "innovations", "en", WEAK["themes"]),
        ("themes", "Innovation support", "en", 1.0),
        ("sectors", "maritime", "en", 1.0),
        ("themes", "training", "en", 0.0),
    ],
)
def test_a_label_says_as_much_as_its_words(
    vocabulary: str, text: str, language: Language, strength: float
) -> None:
    assert strength_of(vocabulary, text, language) == strength
