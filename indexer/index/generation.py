"""Where does the index lie, which commit is in force, and is every byte of it what was written?

``CURRENT`` names ``<generation>/<commit>``. Each commit is a folder of its own whose unchanged files are hard
links to those of a commit before, so nothing is ever changed in place, a crash leaves at most a folder
nobody names, and the last good commit stays whole. The manifest of a commit holds size and SHA-256 of each
file, and a checksum of itself. Names of generations are in the order in which they were begun.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from indexer.errors import IndexDamaged, IndexMissing
from indexer.index.segment import SUFFIX
from indexer.index.verification import Files, verify_files
from kb.durable import replace_file

MANIFEST = "manifest.json"
CURRENT = "CURRENT"

_GENERATION = re.compile(r"[0-9a-f]{12,15}")
_COMMIT = re.compile(r"[1-9][0-9]{0,8}")
_NAME = re.compile(r"[0-9A-Za-z]+/[0-9]{1,9}")


@dataclass(frozen=True)
class SegmentState:
    """One segment of a commit. ``living`` names the file that marks who is not deleted, if anybody is."""

    name: str
    documents: int
    deleted: int
    living: str | None

    @property
    def left(self) -> int:
        """The documents that are not deleted."""
        return self.documents - self.deleted

    @property
    def files(self) -> tuple[str, ...]:
        """The files the segment consists of."""
        return (self.name + SUFFIX, *([self.living] if self.living else []))


@dataclass(frozen=True)
class Manifest:
    """What a commit consists of. ``documents`` counts those that are there."""

    generation: str
    commit: int
    fingerprint: str
    documents: int
    files: Files
    segments: tuple[SegmentState, ...]

    @property
    def name(self) -> str:
        return f"{self.generation}/{self.commit}"

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(size for size, _ in self.files.values())


def current_name(index: Path) -> str | None:
    """What CURRENT says, or None if there is no index. Raises IndexDamaged."""
    try:
        words = (index / CURRENT).read_text("ascii").split()
    except FileNotFoundError:
        return None
    except (UnicodeDecodeError, OSError) as error:
        raise IndexDamaged(f"{index / CURRENT} cannot be read: {error}. Run 'kb index --full'.") from error
    if not words:
        return None
    if words[1:] != [_mark(words[0])]:
        raise IndexDamaged(f"{index / CURRENT} is not what was written. Run 'kb index --full'.")
    return words[0]


def write_current(index: Path, name: str) -> None:
    """Let CURRENT name a commit, durably. Raises OSError."""
    replace_file(index / CURRENT, f"{name} {_mark(name)}\n".encode())


def _mark(name: str) -> str:
    """What stands behind a name in CURRENT, so that a flipped bit does not name an older commit."""
    return f"{zlib.crc32(name.encode()):08x}"


def commit_folder(index: Path, name: str) -> Path:
    """The folder of a commit named ``generation/commit``. Raises IndexDamaged for any other name."""
    if not _NAME.fullmatch(name):
        raise IndexDamaged(f"{name!r} is no commit. Run 'kb index --full'.")
    return index / name


def _checksum(values: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def read_manifest(folder: Path, verify: bool = True) -> Manifest:
    """The manifest of a commit, every file of it verified if asked for. Raises IndexDamaged."""
    try:
        values = json.loads((folder / MANIFEST).read_text("utf-8"))
        if values.pop("checksum") != _checksum(values):
            raise ValueError("the manifest is not what was written")
        files = {name: (int(size), str(digest)) for name, (size, digest) in values.pop("files").items()}
        segments = tuple(SegmentState(**state) for state in values.pop("segments"))
        manifest = Manifest(**values, files=files, segments=segments)
        if commit_folder(folder.parent.parent, manifest.name) != folder:
            raise ValueError(f"it is the manifest of {manifest.name}")
        if not files.keys() >= {name for state in segments for name in state.files}:
            raise ValueError("it does not know the files of its segments")
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexDamaged(f"The manifest in {folder} is damaged: {error}. Run 'kb index --full'.") from error
    if verify:
        verify_files(folder, files)
    return manifest


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest of a commit, durably. Raises OSError."""
    values = asdict(manifest)
    replace_file(folder / MANIFEST, json.dumps({**values, "checksum": _checksum(values)}, indent=1).encode())


def current_manifest(index: Path) -> Manifest:
    """The verified manifest of the commit in force. Raises IndexMissing or IndexDamaged."""
    name = current_name(index)
    if name is None:
        raise IndexMissing(f"There is no index in {index}. Run 'kb index'.")
    return read_manifest(commit_folder(index, name))


def generations(index: Path, *, verify: bool = False) -> list[Manifest]:
    """Of each generation the newest commit that can be read, newest generation first.

    With ``verify`` only commits count of which every file is whole.
    """
    found = (next(finished_commits(folder, verify), None) for folder in generation_folders(index))
    return [manifest for manifest in found if manifest]


def generation_folders(index: Path) -> list[Path]:
    """Newest first."""
    return sorted((path for path in _entries(index) if _GENERATION.fullmatch(path.name)), reverse=True)


def commit_folders(generation: Path) -> list[Path]:
    """Newest first, unfinished ones included."""
    folders = (path for path in _entries(generation) if _COMMIT.fullmatch(path.name))
    return sorted(folders, key=lambda path: int(path.name), reverse=True)


def _entries(folder: Path) -> list[Path]:
    try:
        return [path for path in folder.iterdir() if path.is_dir()]
    except FileNotFoundError:  # never made, or removed just now
        return []


def finished_commits(generation: Path, verify: bool = False) -> Iterator[Manifest]:
    """The commits of a generation that can be read, newest first."""
    for folder in commit_folders(generation):
        try:
            yield read_manifest(folder, verify)
        except IndexDamaged:
            continue  # it was never finished, or is of no use
