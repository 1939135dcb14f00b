"""Which situations are offered, and can a broken file of them go unnoticed?

1. Every situation is said in both languages; an id stands once.
2. What is unknown, missing or of another type is refused with file, line and what to do.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kb.errors import VocabularyInvalid
from web.language import INTERFACE_LANGUAGES
from web.tour.situations import read_situations, situations

GOOD = """\
- id: starting
  label: {de: Wir beginnen, en: We begin}
  hint: {de: Wie, en: How}
  words: {de: Rechtsform, en: legal form}
  kinds: [guide]
"""


def _write(folder: Path, text: str) -> Path:
    file = folder / "situations.yaml"
    file.write_text(text, "utf-8")
    return file


def test_the_delivered_situations_are_said_in_both_languages() -> None:
    assert 8 <= len(situations()) <= 12
    for situation in situations().values():
        for words in (situation.label, situation.hint, situation.words):
            assert set(words) == set(INTERFACE_LANGUAGES)
    for language in INTERFACE_LANGUAGES:
        labels = [situation.label[language] for situation in situations().values()]
        assert len(set(labels)) == len(labels)


def test_a_situation_is_a_search(tmp_path: Path) -> None:
    (situation,) = read_situations(_write(tmp_path, GOOD)).values()
    assert situation.text("en") == "legal form"
    assert situation.filters == (("kind", "guide"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("kinds", "themes"), "themes"),
        (GOOD.replace(", en: We begin", ""), "needs exactly the languages de, en"),
        (GOOD.replace("[guide]", "guide"), ":5: 0.kinds"),
        (GOOD.replace("starting", "Starting up"), ":1: 0.id"),
        (GOOD + GOOD, "an id stands twice"),
        ("- id: [", "situations.yaml:1"),
        ("id: starting", "situations.yaml"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(VocabularyInvalid) as refused:
        read_situations(_write(tmp_path, text))
    assert said in str(refused.value)
    assert "situations.yaml" in str(refused.value)
