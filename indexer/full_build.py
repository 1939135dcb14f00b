"""How is the whole index written anew while the one in force goes on answering?

``build`` reads every record and writes a generation that nobody uses yet. ``adopt`` brings it into force with
everything that was saved meanwhile: one commit on top of it, at the end of which CURRENT names it. Killed
before that, the generation before stays; what was begun is removed by the next build.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from indexer.documents import Document
from indexer.errors import IndexNotWritten
from indexer.index.generation import Manifest, commit_folder, read_manifest
from indexer.index.opening import indexed_digests
from indexer.index.writer import build_generation, commit
from indexer.planning import Plan, View, plan_marked
from indexer.provenance import Inputs, inputs_of
from indexer.reading import Progress, default_jobs, read_all
from kb.corpus import Corpus
from kb.file_repository import Entry
from kb.findings import Finding
from kb.settings import Settings


@dataclass(frozen=True)
class Built:
    """A whole generation that is not in force.

    ``files`` are the ids that have a file, ``stranded`` those left out only because they need one that has
    none, with all they need. ``failed`` are the errors that kept records out.
    """

    manifest: Manifest
    files: frozenset[str]
    stranded: Mapping[str, tuple[str, ...]]
    failed: tuple[Finding, ...]


@dataclass
class _Survey:
    """One pass over all files of a corpus."""

    corpus: Corpus
    files: frozenset[str]
    stranded: dict[str, tuple[str, ...]] = field(default_factory=dict)
    failed: list[Finding] = field(default_factory=list)

    def documents(self, jobs: int, progress: Progress | None) -> Iterator[Document]:
        """The documents, one after the other: there is not room for all of them at once."""
        names: list[str] = []
        reads = read_all(self.corpus, self.files, self._entries(names), jobs)
        for number, read in enumerate(reads):
            self.failed += read.failed
            if read.needs:
                self.stranded[names[number]] = read.needs
            if progress:
                progress(number + 1, len(self.files))
            if read.document:
                yield read.document

    def _entries(self, names: list[str]) -> Iterator[Entry]:
        """All files; their ids are added to ``names``."""
        for found in self.corpus.repository.scan():
            if isinstance(found, Finding):
                self.failed.append(found)
            else:
                names.append(found.record_id)
                yield found


def build(inputs: Inputs, *, jobs: int | None = None, progress: Progress | None = None) -> Built:
    """Write a new generation, whole and verified; the lock of the index is not needed.

    Records are read by ``jobs`` processes, or by as many as their number suggests. Raises OSError if the disk
    refuses, or IndexNotWritten; then nothing is left of it.
    """
    corpus, index = inputs.corpus, inputs.corpus.settings.index
    scan = corpus.repository.scan()
    survey = _Survey(corpus, frozenset(found.record_id for found in scan if isinstance(found, Entry)))
    documents = survey.documents(jobs or default_jobs(len(survey.files)), progress)
    manifest = build_generation(index, documents, shape=inputs.shape, fingerprint=inputs.fingerprint)
    read_manifest(commit_folder(index, manifest.name))
    return Built(manifest, survey.files, survey.stranded, tuple(survey.failed))


def build_beside(settings: Settings, program: str, jobs: int | None) -> Built:
    """``build`` for a process of its own.

    ``program`` is that of the process that asks for it. Raises IndexNotWritten also if this is another one.
    """
    inputs = inputs_of(Corpus(settings))
    if inputs.program != program:
        raise IndexNotWritten("The program was changed while the server runs. Start the server again.")
    return build(inputs, jobs=jobs)


def adopt(inputs: Inputs, built: Built, names: Iterable[str]) -> tuple[Manifest, Plan]:
    """Bring a built generation into force with the records ``names`` as they are now.

    The caller holds the lock of the index. Raises OSError or IndexDamaged; then the one before stays.
    """
    index = inputs.corpus.settings.index
    view = View(built.files, indexed_digests(index, built.manifest), built.stranded)
    plan = plan_marked(inputs.corpus, view, names)
    return commit(index, built.manifest, changed=plan.changed, removed=plan.removed, shape=inputs.shape), plan
