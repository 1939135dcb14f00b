"""Years say from when to when.

1. A fact or a range in the first paragraph gives start and end; an open range goes on.
2. "Since" gives a start and, less surely, that it goes on.
3. Years of names and bare years are no period.
4. The year of publication is what the page says, and surer for a paper.
"""

from __future__ import annotations

import pytest

from indexer.ingest.extraction import Found
from indexer.ingest.suggesting.suggestion import SURE
from kb.localized import Language
from tests.indexer.ingest.suggesting.texts import LEAD, a_text, confidence, values


@pytest.mark.parametrize(
    ("line", "language", "start", "end"),
    [
        ("Laufzeit: 2019-2022", "de", [2019], [2022]),
        ("Projektlaufzeit\t01/2019 – 12/2021", "de", [2019], [2021]),
        ("Period: 2016 to 2018", "en", [2016], [2018]),
        ("Projektperiode: 2019-2022", "da", [2019], [2022]),
        ("Das Vorhaben lief von 2016 bis 2018 in drei Orten an der Küste.", "de", [2016], [2018]),
        ("The network was founded in 2005 and has grown every year.", "en", [2005], []),
        ("Klyngen blev stiftet i 2012 og er vokset hvert eneste år.", "da", [2012], []),
        ("Mit Horizont 2020 und der Strategie 2030 hat es nichts zu tun.", "de", [], []),
        ("Im Sommer 2015 war das Wetter an der Küste besonders gut.", "de", [], []),
    ],
)
def test_a_period_is_read(line: str, language: Language, start: list[int], end: list[int]) -> None:
    text = a_text(line, language=language)
    assert values(text, "period.start") == start
    assert values(text, "period.end") == end


def test_a_stated_period_is_sure_and_a_founding_in_the_body_is_not() -> None:
    assert confidence(a_text(LEAD, "Laufzeit: 2019-2022"), "period.start", 2019) >= SURE
    assert 0 < confidence(a_text(LEAD, LEAD, "Gegründet wurde es 2005."), "period.start", 2005) < SURE


@pytest.mark.parametrize("line", ["Laufzeit: seit 2019", "Laufzeit: 2019 – heute", "Status: laufend"])
def test_what_still_runs_is_ongoing(line: str) -> None:
    assert values(a_text(LEAD, line), "period.ongoing") == [True]


def test_the_year_of_publication_is_surer_for_a_paper() -> None:
    found = (Found("published", "2021-03-04", "JSON-LD datePublished"),)
    page = a_text(LEAD, found=found)
    paper = a_text(LEAD, found=found, kind="pdf")
    assert values(page, "published_year") == values(paper, "published_year") == [2021]
    assert confidence(page, "published_year", 2021) < SURE <= confidence(paper, "published_year", 2021)
    assert values(a_text(LEAD, "Stand: Mai 2020"), "published_year") == [2020]
