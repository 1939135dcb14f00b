"""Which searcher answers now? The one of the commit that CURRENT names; a new commit is opened once."""

from __future__ import annotations

import logging
import threading

from indexer.analysis.compounds import Splitter, overlay_of, splitter
from indexer.dictionary.compiled import dictionary_path
from indexer.dictionary.current import CurrentDictionary
from indexer.errors import IndexDamaged, IndexMissing
from indexer.index.generation import current_name
from indexer.index.opening import open_snapshot
from indexer.pending import ask_for_rebuild
from indexer.search.searcher import Searcher
from kb.errors import VocabularyInvalid
from kb.settings import Settings
from kb.vocabulary import Vocabularies

LOGGER = logging.getLogger("indexer.search")


class CurrentSearcher:
    """Hands out the searcher of the newest commit; while it is being opened, others get the one before.

    If the newest commit is damaged, the last good one keeps answering, and a rebuild is asked for once.
    """

    def __init__(self, settings: Settings, vocabularies: Vocabularies) -> None:
        """Raises VocabularyInvalid for exceptions of compounds that cannot be read."""
        self._settings = settings
        self._index = settings.index
        self._vocabularies = vocabularies
        self._splitter = splitter(overlay_of(settings))
        self._dictionary = CurrentDictionary(dictionary_path(settings))
        self._searcher: Searcher | None = None
        self._refused: str | None = None
        self._reported: str | None = None
        self._opening = threading.Lock()

    def get(self) -> Searcher:
        """The searcher in force. Raises IndexMissing or IndexDamaged if none was ever usable."""
        searcher = self._searcher
        if searcher is None:
            with self._opening:
                return self._open()
        if self._name() in (searcher.generation, self._refused, None):
            return searcher
        if not self._opening.acquire(blocking=False):
            return searcher
        try:
            return self._open()
        finally:
            self._opening.release()

    def _name(self) -> str | None:
        """The commit in force; none also if CURRENT is damaged, which its writer will notice."""
        try:
            return current_name(self._index)
        except IndexDamaged:
            return None

    def _open(self) -> Searcher:
        last = self._searcher
        name = self._name()
        if last is not None and last.generation == name:
            return last
        try:
            snapshot, manifest = open_snapshot(self._index)
        except (IndexDamaged, IndexMissing) as error:
            if isinstance(error, IndexDamaged):
                self._report(error, name)
            if last is None:
                raise
            self._refused = name
            return last
        if last is not None and not last.generation.startswith(f"{manifest.generation}/"):
            self._splitter = self._splitter_now()
        self._searcher = Searcher(
            snapshot, self._vocabularies, splitter=self._splitter, dictionary=self._dictionary.get
        )
        return self._searcher

    def _report(self, error: IndexDamaged, name: str | None) -> None:
        """Once for each commit: tell the log, and ask for a new generation."""
        if name is not None and name == self._reported:
            return
        self._reported = name
        LOGGER.error("%s%s", error, " The last good index keeps answering." if self._searcher else "")
        try:
            ask_for_rebuild(self._settings.pending)
        except OSError as refused:
            LOGGER.error("A rebuild cannot be asked for: %s. Run 'kb index --full'.", refused)

    def _splitter_now(self) -> Splitter:
        """That of the exceptions as they are now, by which a new generation has just been made."""
        try:
            return splitter(overlay_of(self._settings))
        except (VocabularyInvalid, FileNotFoundError) as error:
            LOGGER.error("%s Until then the exceptions from before are used.", error)
            return self._splitter
