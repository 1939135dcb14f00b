"""Here is a request: which records, words and index does it ask?

One ``Knowledge`` serves all requests of a process. It holds nothing of a request and may be asked from any
thread; what it does may touch the disk, so it is asked from a worker thread, never from the event loop.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from starlette.requests import HTTPConnection

from indexer.links.known import CurrentLinks
from indexer.publishing import Publisher
from indexer.search.current import CurrentSearcher
from indexer.search.searcher import Searcher
from kb.corpus import Corpus
from kb.drafts import Drafts
from kb.errors import RecordDeleted, RecordMissing
from kb.record import ID_LENGTH
from kb.settings import Settings
from kb.vocabulary import Vocabularies
from web.accounts.accounts import Accounts
from web.accounts.audit import Audit
from web.feedback import Feedback
from web.misses import Misses

if TYPE_CHECKING:
    from indexer.ingest.duplicates.current import CurrentKnown
    from web.desk.attention import CurrentAttention


@dataclass(frozen=True)
class Moved:
    """The record answers to another id now: it was renamed or merged."""

    to: str


class Knowledge:
    """The corpus, its words, drafts and index, what is known of sources and readers, and who works here."""

    def __init__(self, settings: Settings) -> None:
        """Raises VocabularyInvalid; a missing index shows with the first ``searcher()``."""
        self.settings = settings
        self.corpus = Corpus(settings)
        self.vocabularies: Vocabularies = self.corpus.vocabularies
        self._current = CurrentSearcher(settings, self.vocabularies)
        self.links = CurrentLinks(settings.links)
        self.drafts = Drafts(self.corpus)
        self.publisher = Publisher(self.corpus)
        self.accounts = Accounts(settings.accounts)
        self.audit = Audit(settings.audit)
        self.feedback = Feedback(settings.feedback)
        self.misses = Misses(settings.misses, lambda: datetime.now(settings.timezone).date())

    @cached_property
    def known(self) -> CurrentKnown:
        """What drafts are compared with. Imported late: only the desk asks, and it brings ingestion along."""
        from indexer.ingest.duplicates.current import CurrentKnown

        return CurrentKnown(self.corpus)

    @cached_property
    def attention(self) -> CurrentAttention:
        """Which public records need somebody. Imported late, because only the desk asks."""
        from web.desk.attention import CurrentAttention

        return CurrentAttention(self.vocabularies, self.links)

    @classmethod
    def of(cls, connection: HTTPConnection) -> Knowledge:
        """The knowledge of the application that answers this request."""
        found: Knowledge = connection.app.state.knowledge
        return found

    def searcher(self) -> Searcher:
        """What one request sees of the index. Raises IndexMissing or IndexDamaged."""
        return self._current.get()

    def record(self, record_id: str) -> Mapping[str, Any] | Moved:
        """The plain values of a published record, or where it went.

        Raises RecordDeleted, RecordMissing, IndexMissing or IndexDamaged.
        """
        if len(record_id) > ID_LENGTH:
            raise RecordMissing(record_id)
        searcher = self.searcher()
        survivor = searcher.redirect(record_id)
        if survivor:
            return Moved(survivor)
        values = searcher.record(record_id)
        if values is not None:
            return values
        revisions = self.corpus.repository.history(record_id)
        if revisions and revisions[-1].action == "delete":
            raise RecordDeleted(record_id)
        raise RecordMissing(record_id)
