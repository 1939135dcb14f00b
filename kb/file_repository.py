"""Records as files: ``records/<kind>/<id>.yaml`` beside ``history/<id>.jsonl``.

A save appends the whole new text to the history (durably), then writes a temporary file, synchronises it and
renames it over the old one. The history line is the journal: whoever opens the record next finishes a rename
that a crash has cut short, and writes down a change that was made by hand as an ``external`` revision.
"""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from kb.errors import RecordDeleted, RecordMissing, StorageFailed
from kb.findings import Finding
from kb.journal import Journal, open_journal, read_journal, sync_folder
from kb.record import ID_PATTERN, KINDS, Kind, Record
from kb.repository import Action, Revision, Stored, digest_of, refuse_errors, refuse_other
from kb.validation import Checked

Check = Callable[[bytes, str], Checked]


@dataclass(frozen=True)
class Entry:
    """One record file: its place below ``records/``, its bytes and their digest."""

    record_id: str
    file: str
    data: bytes
    digest: str


class FileRepository:
    """A corpus folder. ``check`` validates the bytes of one file."""

    def __init__(self, corpus: Path, check: Check) -> None:
        self.corpus = corpus
        self.records = corpus / "records"
        self._history = corpus / "history"
        self._check = check

    def ids(self) -> list[str]:
        return sorted({path.stem for path in self._files()})

    def _files(self) -> Iterator[Path]:
        for kind in KINDS:
            for path in sorted((self.records / kind).glob("*.yaml")):
                if not path.name.startswith("."):
                    yield path

    def _path(self, record_id: str) -> Path | None:
        if not ID_PATTERN.match(record_id):
            return None
        paths = (self.records / kind / f"{record_id}.yaml" for kind in KINDS)
        return next((path for path in paths if path.is_file()), None)

    def _journal_path(self, record_id: str) -> Path:
        if not ID_PATTERN.match(record_id):
            raise RecordMissing(record_id)
        return self._history / f"{record_id}.jsonl"

    def scan(self) -> Iterator[Entry | Finding]:
        """Every file below ``records/``: an entry, or the finding that says why it is none."""
        seen: dict[str, str] = {}
        root = self.corpus.resolve()
        for path in sorted(self.records.rglob("*")):
            if path.name.startswith(".") or (path.is_dir() and not path.is_symlink()):
                continue
            file = path.relative_to(self.records).as_posix()
            finding = self._misplaced(path, file, root, seen)
            if finding:
                yield finding
                continue
            seen[path.stem] = file
            yield from self._entry(path, file)

    def _misplaced(self, path: Path, file: str, root: Path, seen: dict[str, str]) -> Finding | None:
        def error(problem: str, repair: str) -> Finding:
            return Finding(file, 1, "", "error", problem, repair)

        if path.is_symlink() and not path.resolve().is_relative_to(root):
            return error("The link leads out of the corpus.", "Put the file itself here.")
        if path.suffix != ".yaml" or len(path.relative_to(self.records).parts) != 2:
            return error("This is no record file.", "Records lie at records/<kind>/<id>.yaml; move it.")
        if path.parent.name not in KINDS:
            return error(f"The folder {path.parent.name!r} is no kind.", f"Kinds are: {', '.join(KINDS)}.")
        if path.stem in seen:
            return error(
                f"The id {path.stem!r} is taken by {seen[path.stem]}.", "Give one of the two another id."
            )
        return None

    def _entry(self, path: Path, file: str) -> Iterator[Entry | Finding]:
        try:
            if self._journal_path_exists(path.stem):
                self._settle(path.stem)
            data = path.read_bytes()
        except (OSError, StorageFailed) as error:
            yield Finding(file, 1, "", "error", f"The file cannot be read: {error}.", "Mend its permissions.")
            return
        yield Entry(path.stem, file, data, digest_of(data))

    def _journal_path_exists(self, record_id: str) -> bool:
        return bool(ID_PATTERN.match(record_id)) and self._journal_path(record_id).exists()

    def check(self, entry: Entry) -> Checked:
        """Validate one entry."""
        return self._check(entry.data, entry.file)

    def get(self, record_id: str) -> Stored:
        revisions = self.history(record_id)
        if revisions:
            self._settle(record_id)
            revisions = self.history(record_id)
        path = self._path(record_id)
        if path is None:
            if revisions and revisions[-1].text is None:
                raise RecordDeleted(record_id)
            raise RecordMissing(record_id)
        return self._stored(record_id, path.read_bytes(), max(1, len(revisions)))

    def entry(self, record_id: str) -> Entry | None:
        """The file of one record, or None if there is none."""
        path = self._path(record_id)
        if path is None:
            return None
        for found in self._entry(path, path.relative_to(self.records).as_posix()):
            if isinstance(found, Entry):
                return found
        return None

    def _stored(self, record_id: str, data: bytes, revision: int) -> Stored:
        path = self._path(record_id)
        file = path.relative_to(self.records).as_posix() if path else f"{record_id}.yaml"
        checked = self._check(data, file)
        refuse_errors(record_id, checked.findings)
        if checked.record is None:
            raise RecordMissing(record_id)
        return Stored(checked.record, digest_of(data), revision)

    def history(self, record_id: str) -> Sequence[Revision]:
        return read_journal(self._journal_path(record_id))

    def save(self, record: Record, *, expected: str | None, by: str, why: str) -> Stored:
        return self._replace(record.id, record.kind, record.as_yaml(), expected, "save", by, why)

    def restore(self, record_id: str, number: int, *, expected: str | None, by: str, why: str) -> Stored:
        for revision in self.history(record_id):
            if revision.number == number and revision.text is not None and revision.kind is not None:
                return self._replace(record_id, revision.kind, revision.text, expected, "restore", by, why)
        raise RecordMissing(f"{record_id} revision {number}")

    def _replace(
        self, record_id: str, kind: Kind, text: str, expected: str | None, action: Action, by: str, why: str
    ) -> Stored:
        data = text.encode()
        checked = self._check(data, f"{kind}/{record_id}.yaml")
        refuse_errors(record_id, checked.findings)
        with self._settled(record_id) as journal:
            current = self._current_digest(record_id)
            refuse_other(record_id, current=current, expected=expected)
            self._write_down_first_state(journal, record_id)
            journal.append(self._revision(journal, action, by, why, kind, text))
            try:
                self._reach(record_id, kind, data)
            except OSError as error:
                journal.take_back()
                raise StorageFailed(
                    f"{record_id} could not be saved: {error.strerror}. The old text is unchanged. "
                    "Free space or mend the permissions, then save again."
                ) from error
            return self._stored(record_id, data, len(journal.revisions))

    def delete(self, record_id: str, *, expected: str, by: str, why: str) -> None:
        with self._settled(record_id) as journal:
            current = self._current_digest(record_id)
            if current is None:
                raise RecordMissing(record_id)
            refuse_other(record_id, current=current, expected=expected)
            self._write_down_first_state(journal, record_id)
            journal.append(self._revision(journal, "delete", by, why, None, None))
            self._remove(record_id)

    @contextlib.contextmanager
    def _settled(self, record_id: str) -> Iterator[Journal]:
        with open_journal(self._journal_path(record_id)) as journal:
            self._finish(record_id, journal)
            yield journal

    def _settle(self, record_id: str) -> None:
        revisions = self.history(record_id)
        if revisions and revisions[-1].digest != self._current_digest(record_id):
            with self._settled(record_id):
                pass

    def _finish(self, record_id: str, journal: Journal) -> None:
        last, path = journal.last, self._path(record_id)
        if last is None:
            return
        data = path.read_bytes() if path else None
        digest = digest_of(data) if data is not None else None
        if digest == last.digest:
            return
        if digest is None or digest in {revision.digest for revision in journal.revisions}:
            if last.text is None or last.kind is None:
                self._remove(record_id)
            else:
                self._reach(record_id, last.kind, last.text.encode())
        elif path and data is not None:
            text = data.decode("utf-8", "replace")
            kind = next(kind for kind in KINDS if kind == path.parent.name)
            revision = self._revision(journal, "external", "external", "changed outside the desk", kind, text)
            journal.append(_with_digest(revision, digest))

    def _write_down_first_state(self, journal: Journal, record_id: str) -> None:
        path = self._path(record_id)
        if journal.last is None and path:
            kind = next(kind for kind in KINDS if kind == path.parent.name)
            text = path.read_bytes().decode("utf-8", "replace")
            journal.append(self._revision(journal, "external", "external", "as delivered", kind, text))

    def _revision(
        self, journal: Journal, action: Action, by: str, why: str, kind: Kind | None, text: str | None
    ) -> Revision:
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        digest = digest_of(text.encode()) if text is not None else None
        return Revision(len(journal.revisions) + 1, action, at, by, why, kind, digest, text)

    def _current_digest(self, record_id: str) -> str | None:
        path = self._path(record_id)
        return digest_of(path.read_bytes()) if path else None

    def _reach(self, record_id: str, kind: Kind, data: bytes) -> None:
        """Write the file so that it is the old or the new one at every moment."""
        path = self.records / kind / f"{record_id}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f".{record_id}.{secrets.token_hex(4)}")
        try:
            with temporary.open("xb") as handle:
                handle.write(data)
                handle.flush()
                os.fsync(handle.fileno())
            temporary.replace(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)
        self._remove(record_id, but=kind)

    def _remove(self, record_id: str, but: Kind | None = None) -> None:
        for kind in KINDS:
            path = self.records / kind / f"{record_id}.yaml"
            if kind != but and path.exists():
                path.unlink()
                sync_folder(path.parent)


def _with_digest(revision: Revision, digest: str | None) -> Revision:
    values = {**revision.__dict__, "digest": digest}
    return Revision(**values)
