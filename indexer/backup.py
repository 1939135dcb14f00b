"""How does a site get into one file while people work on it, and out of it again?

A backup is a ``.tar.gz`` of the corpus with drafts and history, and of ``var/state``; the index and the cache
are made anew. Its last member is a manifest with the digest of every other, so what was cut short is no
backup. Each record is in it with a state it had at one moment. Drafts come before records and records before
papers, so what moves on meanwhile is in it twice rather than not at all.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import secrets
import shutil
import tarfile
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO

from indexer.backup_parts import Part, parts_of
from indexer.errors import BackupRefused
from kb.durable import sync
from kb.settings import Settings

FORMAT = 1
MANIFEST = "MANIFEST.json"
MANIFEST_BYTES = 100_000_000
CORPUS, STATE = PLACES = ("corpus", "state")  # the two folders in a backup
NO_CONTENT = frozenset({"lost+found"})  # what a disk of its own has from the beginning


@dataclass(frozen=True)
class Backup:
    """What was written or put back: the file, how many files are in it, when it was made (UTC)."""

    file: Path
    files: int
    bytes: int
    made: str


def make_backup(settings: Settings, target: Path) -> Backup:
    """Write a backup; people may go on working. Raises BackupRefused or OSError; then there is no file."""
    _refuse_target(settings, target)
    made = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    digests: dict[str, str] = {}
    with _written_whole(target) as handle, tarfile.open(fileobj=handle, mode="w:gz") as archive:
        for part in parts_of(settings):
            digests[part.name] = _add(archive, part)
        text = json.dumps({"format": FORMAT, "made": made, "files": digests}, indent=1).encode()
        _add(archive, Part(MANIFEST, io.BytesIO(text), len(text), 0o644, time.time()))
    return Backup(target, len(digests), target.stat().st_size, made)


def _refuse_target(settings: Settings, target: Path) -> None:
    if target.exists():
        raise BackupRefused(f"{target} is there already. Name a new file, or remove this one first.")
    if not target.parent.is_dir():
        raise BackupRefused(f"There is no folder {target.parent}. Make it, or name another file.")
    for folder in (settings.corpus, settings.var):
        if target.resolve().is_relative_to(folder.resolve()):
            raise BackupRefused(f"{target} would lie in what it keeps. Name a file outside {folder}.")
    if not settings.corpus.is_dir():
        raise BackupRefused(f"There is no corpus in {settings.corpus}. Set KB_CORPUS to the one to keep.")


@contextmanager
def _written_whole(target: Path) -> Iterator[IO[bytes]]:
    """A file that gets its name when all of it is on the disk; only its owner may read it."""
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        temporary.rename(target)
        sync(target.parent)
    finally:
        temporary.unlink(missing_ok=True)


class _Digested:
    """A file whose bytes are counted into a digest while they are read."""

    def __init__(self, data: BinaryIO) -> None:
        self._data = data
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """As a file reads."""
        found = self._data.read(size)
        self.digest.update(found)
        return found


def _add(archive: tarfile.TarFile, part: Part) -> str:
    """Add one file; the digest of what was added."""
    member = tarfile.TarInfo(part.name)
    member.size, member.mode, member.mtime = part.size, part.mode, int(part.changed)
    data = _Digested(part.data)
    archive.addfile(member, data)
    return data.digest.hexdigest()


def restore_backup(file: Path, settings: Settings) -> Backup:
    """Put a backup into the places of the settings, which have to be new or empty; ``kb index`` comes next.

    Raises BackupRefused or OSError; then the places are as they were.
    """
    places = (settings.corpus, settings.var)
    for folder in places:
        _refuse_filled(folder)
    corpus, state = staged = tuple(folder / f".restoring.{secrets.token_hex(4)}" for folder in places)
    try:
        for folder in staged:
            folder.mkdir(parents=True)
        with _clear_errors(file):
            manifest = _unpack(file, {CORPUS: corpus, STATE: state})
        os.sync()
        state.rename(settings.var / "state")
        for path in sorted(corpus.iterdir()):  # one by one: the folder may be a disk of its own
            path.rename(settings.corpus / path.name)
        for folder in places:
            sync(folder)
    finally:
        for folder in staged:
            shutil.rmtree(folder, ignore_errors=True)
    return Backup(file, len(manifest["files"]), file.stat().st_size, manifest["made"])


def _refuse_filled(folder: Path) -> None:
    there = folder.exists() or folder.is_symlink()
    if there and (not folder.is_dir() or {path.name for path in folder.iterdir()} - NO_CONTENT):
        raise BackupRefused(
            f"{folder} is not empty, and nothing is overwritten. "
            "Set KB_CORPUS and KB_VAR to new or empty folders, or move what is there away."
        )


@contextmanager
def _clear_errors(file: Path) -> Iterator[None]:
    try:
        yield
    except (tarfile.TarError, zlib.error, EOFError, NotADirectoryError, IsADirectoryError) as error:
        raise BackupRefused(
            f"{file} is no whole backup: {str(error).rstrip('.') or 'it ends too early'}. Take another one."
        ) from error


def _unpack(file: Path, staging: Mapping[str, Path]) -> dict[str, Any]:
    """Unpack and verify every file; the manifest."""
    digests: dict[str, str] = {}
    manifest: dict[str, Any] | None = None
    with tarfile.open(file, mode="r|gz") as archive:
        for member in archive:
            if manifest is not None:
                raise BackupRefused(f"{file} goes on after its manifest, so it is not one of ours.")
            if member.name == MANIFEST:
                manifest = _manifest(file, archive, member)
                continue
            if member.name in digests:
                raise BackupRefused(f"{file} holds {member.name!r} twice, so it is not one of ours.")
            digests[member.name] = _unpack_one(file, archive, member, staging)
    if manifest is None:
        raise BackupRefused(f"{file} has no manifest: it was cut short, or is no backup. Take another one.")
    stated = manifest["files"]
    for name in sorted(digests.keys() | stated.keys()):
        if digests.get(name) != stated.get(name):
            raise BackupRefused(f"{name!r} in {file} is not what was backed up. Take another backup.")
    return manifest


def _manifest(file: Path, archive: tarfile.TarFile, member: tarfile.TarInfo) -> dict[str, Any]:
    data = archive.extractfile(member) if member.size <= MANIFEST_BYTES else None
    try:
        values = json.loads(data.read()) if data else None
    except ValueError:
        values = None
    if not isinstance(values, dict) or not isinstance(values.get("files"), dict):
        raise BackupRefused(f"The manifest of {file} cannot be read. Take another backup.")
    if values.get("format") != FORMAT:
        raise BackupRefused(
            f"{file} has the format {values.get('format')!r:.40} and this version reads {FORMAT}. "
            "Install the version of this program that wrote it."
        )
    return {"made": str(values.get("made", "")), "files": values["files"]}


def _unpack_one(
    file: Path, archive: tarfile.TarFile, member: tarfile.TarInfo, staging: Mapping[str, Path]
) -> str:
    """Unpack one file into its place; its digest."""
    place, *inner = member.name.split("/")
    if place not in PLACES or not inner or not {"", ".", ".."}.isdisjoint(inner) or not member.isreg():
        raise BackupRefused(f"{file} holds {member.name!r:.200}, which belongs in no backup. Do not use it.")
    folder = staging[place]
    inside = member.replace(name=str(PurePosixPath(*inner)), deep=False)
    archive.extract(inside, folder, filter="data")
    with (folder / inside.name).open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
