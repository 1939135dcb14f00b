"""A corpus whose records are saved again and again; every text of a record says which version it is.

Whatever happens to an index of it, each record in it must be one of its versions, whole, and no older than
what was known to be indexed.

versions = Versions(tmp_path, ["r0", "r1"])
versions.save("r0")
versions.assert_whole(open_snapshot(versions.index)[0])
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path

from indexer.documents import Document
from indexer.index.generation import current_manifest
from indexer.index.in_memory import snapshot_of
from indexer.index.opening import indexed_digests, open_snapshot
from indexer.pending import mark
from indexer.reading import RecordReader
from kb.corpus import Corpus
from kb.durable import replace_file
from kb.file_repository import Entry
from kb.record import Record
from kb.repository import digest_of
from tests.indexer import corpora
from tests.indexer.corpora import COUNTRIES, ORGANISATIONS, THEMES, Values, values
from tests.indexer.index.small_indexes import answers

KIND = "best-practice"
EVERYWHERE = "Hafen"  # a word of every version
LETTERS = "bcdfghjklmnpqrtvwxz"
LENGTH = 40  # words of a long text

State = dict[str, str]
"""The digest of each record that is there, by id."""


def word(record_id: str, version: int) -> str:
    """A word of this version alone, which no rule of any language divides or shortens."""
    return "".join(random.Random(f"{record_id} {version}").choices(LETTERS, k=9)) + "q"


def title(record_id: str, version: int) -> str:
    """The title of this version."""
    return f"{record_id} {word(record_id, version)}"


def theme(record_id: str, version: int) -> str:
    """The theme of this version."""
    return random.Random(f"theme {record_id} {version}").choice(THEMES)


def version_values(record_id: str, version: int) -> Values:
    """The record as it is in this version."""
    chance = random.Random(f"text {record_id} {version}")
    own = word(record_id, version)
    return values(
        record_id,
        kind=KIND,
        title={"de": title(record_id, version)},
        summary={"de": f"{EVERYWHERE} {own}.", "en": f"Harbour {own}."},
        approach={"de": " ".join(chance.choices([*corpora.WORDS["de"], own], k=LENGTH))},
        themes=[theme(record_id, version)],
        organisation={"name": chance.choice(ORGANISATIONS)},
        place={"countries": chance.sample(COUNTRIES, 2)},
    )


class Versions:
    """The corpus below ``folder``, and every version of its records there ever was."""

    def __init__(self, folder: Path, record_ids: Iterable[str] = ()) -> None:
        self.folder = folder
        self.corpus: Corpus = corpora.a_corpus(folder)
        self.index = self.corpus.settings.index
        self._documents: dict[str, Document] = {}
        self._written: dict[str, list[str | None]] = {}
        self._indexed: dict[str, int] = {}
        self._saved = 0
        self.numbers: dict[str, int] = {}
        """The version of each record that is there now, by id."""
        self.titles: set[str] = set()
        """Of every version there ever was."""
        for record_id in record_ids:
            self.save(record_id)

    def copied(self, folder: Path) -> Versions:
        """The same with all that lies beside the corpus, in another folder."""
        shutil.copytree(self.folder, folder)
        other = Versions(folder)
        other._documents = self._documents
        other._written, other._indexed = deepcopy(self._written), dict(self._indexed)
        other._saved, other.numbers, other.titles = self._saved, dict(self.numbers), set(self.titles)
        return other

    # what people do

    def save(self, record_id: str, *, marked: bool = False) -> int:
        """Write the next version of a record; its number."""
        self._saved += 1
        data = Record.model_validate(version_values(record_id, self._saved)).as_yaml().encode()
        entry = Entry(record_id, f"{KIND}/{record_id}.yaml", data, digest_of(data))
        document = RecordReader(self.corpus, {record_id}).read(entry).document
        assert document, "every version is valid and published"
        self._documents[entry.digest] = document
        self._written.setdefault(record_id, [None]).append(entry.digest)
        self.numbers[record_id] = self._saved
        self.titles.add(title(record_id, self._saved))
        replace_file(self.path(record_id), data)
        if marked:
            mark(self.corpus.settings.pending, record_id)
        return self._saved

    def remove(self, record_id: str, *, marked: bool = False) -> None:
        """Remove a record."""
        self._written[record_id].append(None)
        del self.numbers[record_id]
        self.path(record_id).unlink()
        if marked:
            mark(self.corpus.settings.pending, record_id)

    def path(self, record_id: str) -> Path:
        """The file of a record, whether it is there or not."""
        return self.corpus.settings.corpus / "records" / KIND / f"{record_id}.yaml"

    # what must be

    @property
    def ids(self) -> list[str]:
        """The records that are there now."""
        return list(self.numbers)

    @property
    def known(self) -> list[str]:
        """The records that are there now or once were."""
        return list(self._written)

    @property
    def state(self) -> State:
        """What an index equal to the corpus holds."""
        return {record_id: written[-1] for record_id, written in self._written.items() if written[-1]}

    def note_indexed(self) -> None:
        """All that was written till now is known to be indexed: nothing older may be seen any more."""
        self._indexed = {record_id: len(written) - 1 for record_id, written in self._written.items()}

    def assert_whole(self) -> State:
        """The index in force answers for one version of each record exactly as it should; which ones.

        Raises IndexMissing or IndexDamaged.
        """
        snapshot, manifest = open_snapshot(self.index)
        found = {key: one.digest for key, one in indexed_digests(self.index, manifest).items()}
        assert found.keys() <= self._written.keys(), "records nobody has ever saved"
        for record_id, written in self._written.items():
            allowed = written[self._indexed.get(record_id, 0) :]
            assert found.get(record_id) in allowed, f"{record_id} is neither old nor new"
        expected = answers(snapshot_of(self._documents[digest] for digest in found.values()))
        seen = answers(snapshot)
        for name, part in expected.items():
            assert seen[name] == part, f"{name} are not those of the versions"
        assert manifest == current_manifest(self.index), "nobody writes while this is read"
        return found
