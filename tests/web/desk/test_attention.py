"""Which public records need somebody?

1. Those to be checked again, with what has expired first; sources that are dead; missing and outdated texts.
2. Only public records are looked at, and each is looked at again only when it is another one, or on another
   day.
3. What is known of the links counts as it is now.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from indexer.indexing import update_index
from indexer.links.known import CurrentLinks, Link, open_links
from indexer.search.current import CurrentSearcher
from indexer.search.searcher import Searcher
from indexer.stale import Judge
from kb.corpus import Corpus
from kb.settings import load_settings
from tests.web.sites import a_record
from web.desk.attention import CurrentAttention, DeadSource, Recheck, Translation

TODAY = date(2026, 11, 24)
URL = "https://example.org/report#page=2"


class Desk:
    """A corpus that can change, and what its desk says."""

    def __init__(self, folder: Path) -> None:
        settings = load_settings({"KB_CORPUS": str(folder / "corpus"), "KB_VAR": str(folder / "var")}, folder)
        self.corpus = Corpus(settings)
        self.current = CurrentSearcher(settings, self.corpus.vocabularies)
        self.attention = CurrentAttention(self.corpus.vocabularies, CurrentLinks(settings.links))

    def save(self, record_id: str, **fields: Any) -> None:
        repository = self.corpus.repository
        entry = repository.entry(record_id)
        expected = entry.digest if entry else None
        repository.save(a_record(record_id, **fields), expected=expected, by="test", why="test")

    def searcher(self) -> Searcher:
        update_index(self.corpus)
        return self.current.get()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    found = Desk(tmp_path_factory.mktemp("attention"))
    found.save("soon", expires="2026-12-01", sources=[{"url": URL, "title": "Report"}])
    found.save("over", expires="2026-11-01", title={"de": "Nur deutsch"}, summary={"de": "Ein Text."})
    found.save("fine", checked="2026-11-01", translations={"de": "original", "en": "outdated"})
    found.save("put-away", status="archived", expires="2026-11-01")
    return found


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the records that are judged."""
    judged: list[str] = []
    before = Judge.reasons

    def reasons(judge: Judge, record: Any) -> Any:
        judged.append(record["id"])
        return before(judge, record)

    monkeypatch.setattr(Judge, "reasons", reasons)
    return judged


def test_what_needs_somebody_is_found(desk: Desk) -> None:
    found = desk.attention.get(desk.searcher(), TODAY)
    assert found.recheck == (
        Recheck("over", "expired", "2026-11-01"),
        Recheck("soon", "expires", "2026-12-01"),
    )
    assert found.links == ()
    assert found.languages == (Translation("over", "en"),)
    assert found.translations == (Translation("fine", "en"),)


def test_only_what_has_changed_is_looked_at_again(desk: Desk, counted: list[str]) -> None:
    desk.attention.get(desk.searcher(), TODAY)
    counted.clear()
    desk.attention.get(desk.searcher(), TODAY)
    assert counted == []
    desk.save("over", title={"de": "Nur deutsch"}, summary={"de": "Ein Text."})
    found = desk.attention.get(desk.searcher(), TODAY)
    assert counted == ["over"]
    assert [one.record_id for one in found.recheck] == ["soon"]
    desk.attention.get(desk.searcher(), date(2026, 11, 25))
    assert counted == ["over", "fine", "over", "soon"]


def test_a_dead_source_is_found_as_soon_as_it_is_known(desk: Desk, counted: list[str]) -> None:
    searcher = desk.searcher()
    desk.attention.get(searcher, TODAY)
    counted.clear()
    address = "https://example.org/report"
    with open_links(desk.corpus.settings.links, [address]) as log:
        log.write(Link(address, "dead", "2026-11-23T10:00:00Z", "2026-11-23", "404"))
    assert desk.attention.get(searcher, TODAY).links == (DeadSource("soon", URL),)
    assert counted == []
