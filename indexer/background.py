"""Which work runs beside the saves: a new generation, a merge; when does it start, and when again?

Each is done by a process of its own. Taking in its result is one commit, made between two saves by the
process that holds the lock. What fails is tried again after a pause that grows.
"""

from __future__ import annotations

import logging
import time

from indexer.children import Child, reason_of
from indexer.errors import IndexDamaged, IndexMissing, IndexNotWritten
from indexer.full_build import Built, build_beside
from indexer.index.generation import Manifest, commit_folder, current_name, read_manifest
from indexer.index.merge_policy import due
from indexer.index.schema import layout
from indexer.index.verification import verify_files
from indexer.index.writer import MergedSegment, clean_merging, merge_segments
from indexer.pending import REBUILDING, answer, ask_for_rebuild, begin_rebuild, mark
from kb.settings import Settings

LOGGER = logging.getLogger("indexer.process")
SIGN = 5.0  # seconds between two signs of life of a build
TRIES = 10  # commits a merge may lose before it has opened its segments


class Retry:
    """When to try something again: after a pause that doubles with each failure."""

    def __init__(self, first: float, longest: float) -> None:
        """Both in seconds."""
        self._first, self._longest = first, longest
        self.succeeded()

    def succeeded(self) -> None:
        """The next try may begin at once, and its pause would be the first again."""
        self._pause, self._at = self._first, 0.0

    def failed(self) -> float:
        """Note a failure; the seconds until the next try."""
        pause, self._pause = self._pause, min(2 * self._pause, self._longest)
        self._at = time.monotonic() + pause
        return pause

    def is_due(self) -> bool:
        """Whether the pause is over."""
        return time.monotonic() >= self._at


class Rebuild:
    """The building of a new generation, one at a time."""

    FIRST, LONGEST = 5.0, 600.0  # seconds of pause

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._child: Child[Built] | None = None
        self._retry = Retry(self.FIRST, self.LONGEST)
        self._signed = 0.0
        self.saved: set[str] = set()
        """The ids that were indexed since it began; they have to be taken over."""

    def start(self, program: str, jobs: int | None, *, asked: bool) -> None:
        """Begin, unless one is at work or the pause after a failure is not over; a person does not wait."""
        if self._child or not (asked or self._retry.is_due()):
            return
        begin_rebuild(self._settings.pending)
        self.saved.clear()
        self._signed = time.monotonic()
        self._child = Child("build", build_beside, self._settings, program, jobs)
        LOGGER.info("a new generation is being built")

    def result(self) -> Built | None:
        """The new generation, once, as soon as it is there."""
        if self._child is None:
            return None
        if not self._child.is_done():
            if time.monotonic() - self._signed > SIGN:
                self._signed = time.monotonic()
                mark(self._settings.pending, REBUILDING)
            return None
        child, self._child = self._child, None
        try:
            return child.result()
        except IndexNotWritten as error:
            self.failed(error)
            return None

    def failed(self, error: Exception) -> None:
        """The new generation cannot be had now."""
        pause = self._retry.failed()
        text = f"The index could not be built: {reason_of(error)}"
        LOGGER.error("%s It is tried again in %.0f seconds; the index in force stays.", text, pause)
        try:
            answer(self._settings.pending, REBUILDING, text)
        except OSError as refused:
            LOGGER.error("Who waits for it cannot be told: %s", reason_of(refused))

    def succeeded(self) -> None:
        """The new generation is in force."""
        self._retry.succeeded()

    def stop(self) -> None:
        """Give up what is being built."""
        if self._child:
            self._child.stop()
            self._child = None


class Merge:
    """The merging of segments, one merge at a time."""

    FIRST, LONGEST = 5.0, 600.0  # seconds of pause

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._child: Child[MergedSegment | None] | None = None
        self._retry = Retry(self.FIRST, self.LONGEST)
        clean_merging(settings.index)

    def start(self, manifest: Manifest) -> None:
        """Begin if there is something to merge and nothing is being merged."""
        if self._child is None and self._retry.is_due() and due(manifest):
            self._child = Child("merge", merge_beside, self._settings)

    def result(self) -> MergedSegment | None:
        """The merged segment, once, as soon as it is there."""
        if self._child is None or not self._child.is_done():
            return None
        child, self._child = self._child, None
        try:
            merged = child.result()
        except IndexNotWritten as error:
            pause = self._retry.failed()
            LOGGER.error("Segments could not be merged: %s It is tried again in %.0f s.", error, pause)
            return None
        self._retry.succeeded()
        return merged

    def stop(self) -> None:
        """Give up what is being merged."""
        if self._child:
            self._child.stop()
            self._child = None
            clean_merging(self._settings.index)


def merge_beside(settings: Settings) -> MergedSegment | None:
    """Merge what is due in the commit in force, for a process of its own; None if nothing is.

    Raises IndexDamaged, and asks for a new generation then: a merge must not make damage look whole.
    """
    for _ in range(TRIES):
        name = current_name(settings.index)
        try:
            return merge_due(settings, name) if name else None
        except (IndexMissing, IndexDamaged):
            if current_name(settings.index) == name:
                ask_for_rebuild(settings.pending)
                raise
    return None  # so many saves went by that no commit was kept for long enough; the next one tries again


def merge_due(settings: Settings, name: str) -> MergedSegment | None:
    """Merge what is due in a commit, its files verified; None if nothing is."""
    folder = commit_folder(settings.index, name)
    manifest = read_manifest(folder, verify=False)
    names = due(manifest)
    if not names:
        return None
    states = [state for state in manifest.segments if state.name in names]
    verify_files(folder, {file: manifest.files[file] for state in states for file in state.files})
    return merge_segments(settings.index, manifest, names, layout())
