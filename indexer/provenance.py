"""By what is an index of this corpus made, and is the one that lies there made by it?

By this program, by the vocabularies, by the editors' exceptions of compounds, because the parts of words are
stored, and by the year that now is, because what is ongoing ends in it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from indexer.analysis.compounds import overlay_of, splitter
from indexer.analysis.fingerprint import fingerprint
from indexer.errors import IndexDamaged, IndexMissing
from indexer.index.generation import Manifest, current_manifest
from indexer.index.layout import Layout
from indexer.index.schema import layout
from kb.corpus import Corpus
from kb.settings import Settings

State = tuple[int, tuple[tuple[str, int, int], ...]]


@dataclass(frozen=True)
class Inputs:
    """A corpus with what an index of it is made by.

    ``program`` is the part of ``fingerprint`` that stands for this program. ``shape`` divides words by the
    exceptions.
    """

    corpus: Corpus
    program: str
    fingerprint: str
    shape: Layout


def inputs_of(corpus: Corpus) -> Inputs:
    """What an index of this corpus has to be made by now. Raises VocabularyInvalid."""
    overlay = overlay_of(corpus.settings)
    exceptions = hashlib.sha256(overlay.read_bytes()).hexdigest()[:16] if overlay else "delivered"
    program = fingerprint()
    made_by = f"{program}-{corpus.vocabularies.digest}-{exceptions}-{_year(corpus.settings)}"
    return Inputs(corpus, program, made_by, layout(splitter(overlay)))


def usable_manifest(inputs: Inputs) -> Manifest | None:
    """The commit in force if it is whole and made by what it has to be made by."""
    try:
        manifest = current_manifest(inputs.corpus.settings.index)
    except (IndexMissing, IndexDamaged):
        return None
    return manifest if manifest.fingerprint == inputs.fingerprint else None


def state_of_inputs(settings: Settings) -> State:
    """What differs after an edit of a vocabulary or of the exceptions, or in another year; cheap to ask."""
    folder = settings.corpus / "vocabularies"
    found = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        try:
            status = path.stat()
        except FileNotFoundError:  # an editor that replaces the file is at work; the next look sees it
            continue
        found.append((path.name, status.st_mtime_ns, status.st_size))
    return _year(settings), tuple(found)


def _year(settings: Settings) -> int:
    return datetime.now(settings.timezone).year
