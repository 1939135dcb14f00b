"""Which searcher answers now? The one of the commit that CURRENT names; a new commit is opened once."""

from __future__ import annotations

import logging
import threading

from indexer.analysis.compounds import overlay_of, splitter
from indexer.dictionary.compiled import dictionary_path
from indexer.dictionary.current import CurrentDictionary
from indexer.errors import IndexDamaged, IndexMissing
from indexer.index.generation import current_name
from indexer.index.snapshot import open_snapshot
from indexer.search.searcher import Searcher
from kb.settings import Settings
from kb.vocabulary import Vocabularies

LOGGER = logging.getLogger("indexer.search")


class CurrentSearcher:
    """Hands out the searcher of the newest commit; while it is being opened, others get the one before."""

    def __init__(self, settings: Settings, vocabularies: Vocabularies) -> None:
        self._index = settings.index
        self._vocabularies = vocabularies
        self._splitter = splitter(overlay_of(settings))
        self._dictionary = CurrentDictionary(dictionary_path(settings))
        self._searcher: Searcher | None = None
        self._refused: str | None = None
        self._opening = threading.Lock()

    def get(self) -> Searcher:
        """The searcher in force. Raises IndexMissing or IndexDamaged if none was ever usable."""
        searcher = self._searcher
        if searcher is not None:
            try:
                name = current_name(self._index)
            except IndexDamaged:
                return searcher
            if name in (searcher.generation, self._refused, None):
                return searcher
            if not self._opening.acquire(blocking=False):
                return searcher
        else:
            self._opening.acquire()
        try:
            return self._open()
        finally:
            self._opening.release()

    def _open(self) -> Searcher:
        last = self._searcher
        name = current_name(self._index)
        if last is not None and last.generation == name:
            return last
        try:
            snapshot, _ = open_snapshot(self._index)
        except (IndexDamaged, IndexMissing) as error:
            if current_name(self._index) != name:
                return self._open()  # it was replaced while we read it
            if last is None:
                raise
            LOGGER.error("%s The last good index keeps answering.", error)
            self._refused = name
            return last
        self._searcher = Searcher(
            snapshot, self._vocabularies, splitter=self._splitter, dictionary=self._dictionary.get
        )
        return self._searcher
