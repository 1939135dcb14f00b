"""Records as files: ``records/<kind>/<id>.yaml`` beside ``history/<id>.jsonl``.

A save appends the whole new text to the history (durably), then writes a temporary file, synchronises it and
renames it over the old one. The history line is the journal: whoever opens the record next finishes a rename
that a crash has cut short, and writes down a change that was made by hand as an ``external`` revision.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from kb.durable import replace_file, sync
from kb.errors import RecordDeleted, RecordMissing, StorageFailed
from kb.findings import Finding
from kb.journal import Journal, open_journal, read_journal
from kb.record import KINDS, Kind, Record, is_id
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
        return sorted({path.stem for path in self._files() if is_id(path.stem)})

    def ids_ever(self) -> list[str]:
        """The ids records have or had, as files or histories say, sorted: none of them may be used again."""
        there = {path.stem for path in self._files()}
        had = {path.stem for path in self._history.glob("*.jsonl")}
        return sorted(found for found in there | had if is_id(found))

    def holding(self, words: bytes) -> Iterator[Entry]:
        """The files in which these bytes stand, as they are. What cannot be read is left to a scan."""
        for path in self._files():
            found = _read(path, path.relative_to(self.records).as_posix())
            if isinstance(found, Entry) and words in found.data:
                yield found

    def _files(self) -> Iterator[Path]:
        for kind in KINDS:
            for path in sorted((self.records / kind).glob("*.yaml")):
                if not path.name.startswith(".") and not self._leads_out(path):
                    yield path

    def _paths(self, record_id: str) -> list[Path]:
        """The files of an id in the order of a scan: one, or none; two after a crash or by mistake."""
        if not is_id(record_id):
            return []
        paths = (self.records / kind / f"{record_id}.yaml" for kind in sorted(KINDS))
        return [path for path in paths if path.is_file() and not self._leads_out(path)]

    def _path(self, record_id: str) -> Path | None:
        return next(iter(self._paths(record_id)), None)

    def _journal_path(self, record_id: str) -> Path:
        if not is_id(record_id):
            raise RecordMissing(record_id)
        return self._history / f"{record_id}.jsonl"

    def _leads_out(self, path: Path) -> bool:
        """Whether the file or its folder is a link to somewhere outside the corpus."""
        links = [Path(os.path.realpath(step)) for step in (path, path.parent) if step.is_symlink()]
        return bool(links) and not all(link.is_relative_to(os.path.realpath(self.corpus)) for link in links)

    def scan(self) -> Iterator[Entry | Finding]:
        """Every file below ``records/``: an entry, or the finding that says why it is none."""
        refused = self._settle_all()
        unreached = refused.keys() - self.ids() if refused else ()
        for record_id in sorted(unreached):
            yield _unreadable(f"{record_id}.yaml", refused[record_id])
        seen: dict[str, str] = {}
        for path in sorted(self.records.rglob("*")):
            if path.name.startswith(".") or (path.is_dir() and not path.is_symlink()):
                continue
            file = _printable(path.relative_to(self.records).as_posix())
            finding = self._misplaced(path, file, seen)
            if finding:
                yield finding
                continue
            seen[path.stem] = file
            yield _unreadable(file, refused[path.stem]) if path.stem in refused else _read(path, file)

    def _settle_all(self) -> dict[str, OSError | StorageFailed]:
        """Finish what crashes have cut short; the ids for which the disk refused, and why."""
        refused: dict[str, OSError | StorageFailed] = {}
        for record_id in self.ids_ever():
            try:
                self._settle(record_id)
            except (OSError, StorageFailed) as error:
                refused[record_id] = error
        return refused

    def _misplaced(self, path: Path, file: str, seen: dict[str, str]) -> Finding | None:
        def error(problem: str, repair: str) -> Finding:
            return Finding(file, 1, "", "error", problem, repair)

        if self._leads_out(path):
            return error("The link leads out of the corpus.", "Put the file itself here.")
        no_file = path.exists() and not path.is_file()
        if no_file or path.suffix != ".yaml" or len(path.relative_to(self.records).parts) != 2:
            return error("This is no record file.", "Records lie at records/<kind>/<id>.yaml; move it.")
        if path.parent.name not in KINDS:
            return error(f"The folder {path.parent.name!r} is no kind.", f"Kinds are: {', '.join(KINDS)}.")
        if path.stem in seen:
            return error(
                f"The id {path.stem!r} is taken by {seen[path.stem]}.", "Give one of the two another id."
            )
        return None

    def check(self, entry: Entry) -> Checked:
        """Validate one entry."""
        return self._check(entry.data, entry.file)

    def get(self, record_id: str) -> Stored:
        try:
            self._settle(record_id)
            revisions = self.history(record_id)
            path = self._path(record_id)
            data = path.read_bytes() if path else None
        except OSError as error:
            raise StorageFailed(
                f"The record {record_id} cannot be read: {error.strerror}. "
                "Mend the disk or the permissions, then try again."
            ) from error
        if data is None and revisions and revisions[-1].text is None:
            raise RecordDeleted(record_id)
        if data is None:
            raise RecordMissing(record_id)
        return self._stored(record_id, data, max(1, len(revisions)))

    def entry(self, record_id: str) -> Entry | None:
        """The file of one record, or None if there is none that can be read."""
        try:
            self._settle(record_id)
        except (OSError, StorageFailed):  # a scan says so; for whoever asks for one entry there is none
            return None
        path = self._path(record_id)
        found = _read(path, path.relative_to(self.records).as_posix()) if path else None
        return found if isinstance(found, Entry) else None

    def _stored(self, record_id: str, data: bytes, revision: int) -> Stored:
        path = self._path(record_id)
        file = path.relative_to(self.records).as_posix() if path else f"{record_id}.yaml"
        checked = self._check(data, file)
        refuse_errors(record_id, checked.findings)
        if checked.record is None:
            raise RecordMissing(record_id)
        return Stored(checked.record, digest_of(data), revision)

    def history(self, record_id: str) -> Sequence[Revision]:
        return read_journal(self._journal_path(record_id), Revision) if is_id(record_id) else ()

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
            refuse_other(record_id, current=self._only_digest(record_id), expected=expected)
            self._write_down_first_state(journal, record_id)
            self._change(journal, self._revision(journal, action, by, why, kind, text))
            return self._stored(record_id, data, len(journal.lines))

    def delete(self, record_id: str, *, expected: str, by: str, why: str) -> None:
        with self._settled(record_id) as journal:
            current = self._only_digest(record_id)
            if current is None:
                raise RecordMissing(record_id)
            refuse_other(record_id, current=current, expected=expected)
            self._write_down_first_state(journal, record_id)
            self._change(journal, self._revision(journal, "delete", by, why, None, None))

    def _change(self, journal: Journal[Revision], revision: Revision) -> None:
        """Write the revision down and reach its state, or leave everything as it was."""
        path = self._path(journal.path.stem)
        data = path.read_bytes() if path else b""
        journal.append(revision)
        try:
            self._reach_last(journal)
        except OSError as error:
            self._reach(journal, path, data)
            journal.take_back()
            raise StorageFailed(
                f"{journal.path.stem} could not be changed: {error.strerror}. The old text is unchanged. "
                "Free space or mend the permissions, then try again."
            ) from error

    @contextlib.contextmanager
    def _settled(self, record_id: str) -> Iterator[Journal[Revision]]:
        with open_journal(self._journal_path(record_id), Revision) as journal:
            self._finish(record_id, journal)
            yield journal

    def _settle(self, record_id: str) -> None:
        """Finish what a crash has cut short and write down what was changed by hand."""
        revisions = self.history(record_id)
        if revisions and self._digests(record_id) != _wanted(revisions[-1]):
            with self._settled(record_id):
                pass

    def _finish(self, record_id: str, journal: Journal[Revision]) -> None:
        digests = self._digests(record_id)
        if journal.last is None or digests == _wanted(journal.last):
            return
        known = {revision.digest for revision in journal.lines}
        if known.issuperset(digests):
            self._reach_last(journal)
        elif len(digests) == 1:
            self._write_down_file(journal, record_id, "changed outside the desk")

    def _write_down_first_state(self, journal: Journal[Revision], record_id: str) -> None:
        if journal.last is None and self._path(record_id):
            self._write_down_file(journal, record_id, "as delivered")

    def _write_down_file(self, journal: Journal[Revision], record_id: str, why: str) -> None:
        """Keep the state a person has made as a revision; bytes that are no text are replaced in it."""
        (path,) = self._paths(record_id)
        data = path.read_bytes()
        kind = next(kind for kind in KINDS if kind == path.parent.name)
        text = data.decode("utf-8", "replace")
        revision = self._revision(journal, "external", "external", why, kind, text)
        journal.append(replace(revision, digest=digest_of(data)))

    def _revision(
        self,
        journal: Journal[Revision],
        action: Action,
        by: str,
        why: str,
        kind: Kind | None,
        text: str | None,
    ) -> Revision:
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        digest = digest_of(text.encode()) if text is not None else None
        return Revision(len(journal.lines) + 1, action, at, by, why, kind, digest, text)

    def _digests(self, record_id: str) -> list[str]:
        return [digest_of(path.read_bytes()) for path in self._paths(record_id)]

    def _only_digest(self, record_id: str) -> str | None:
        """The digest of the record's file. Raises StorageFailed if there are two: neither may be lost."""
        paths = self._paths(record_id)
        if len(paths) > 1:
            files = " and ".join(path.relative_to(self.records).as_posix() for path in paths)
            raise StorageFailed(
                f"There are two files, {files}. Give one another id or remove it, then try again."
            )
        return digest_of(paths[0].read_bytes()) if paths else None

    def _reach_last(self, journal: Journal[Revision]) -> None:
        """Make the files say what the last line of the history states."""
        last = journal.last
        if last is None or last.kind is None or last.text is None:
            self._reach(journal, None, b"")
        else:
            path = self.records / last.kind / f"{journal.path.stem}.yaml"
            self._reach(journal, path, last.text.encode())

    def _reach(self, journal: Journal[Revision], wanted: Path | None, data: bytes) -> None:
        """Write the wanted file, then remove others of its id; only texts the history knows are removed."""
        if wanted:
            _write(wanted, data)
        known = {revision.digest for revision in journal.lines}
        for path in self._paths(journal.path.stem):
            if path != wanted and digest_of(path.read_bytes()) in known:
                path.unlink()
                sync(path.parent)


def _printable(name: str) -> str:
    """The name without line ends and bytes that are no text, which file names may hold."""
    return "".join(sign if sign.isprintable() else "?" for sign in name)


def _wanted(revision: Revision) -> list[str]:
    """The digests of the files that a revision states."""
    return [revision.digest] if revision.digest else []


def _unreadable(file: str, error: OSError | StorageFailed) -> Finding:
    if isinstance(error, StorageFailed):
        return Finding(file, 1, "", "error", "The history of this record cannot be used.", str(error))
    problem = f"The file cannot be read: {error.strerror}."
    return Finding(file, 1, "", "error", problem, "Mend the file or its permissions.")


def _read(path: Path, file: str) -> Entry | Finding:
    try:
        data = path.read_bytes()
    except OSError as error:
        return _unreadable(file, error)
    return Entry(path.stem, file, data, digest_of(data))


def _write(path: Path, data: bytes) -> None:
    """Let the file hold these bytes."""
    if not (path.is_file() and path.read_bytes() == data):
        replace_file(path, data)
