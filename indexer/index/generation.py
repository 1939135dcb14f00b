"""Where does the index lie, which commit is in force, and is every byte of it what was written?

``CURRENT`` names ``<generation>/<commit>``. Each commit is a folder of its own whose unchanged files are hard
links to those of the commit before, so nothing is ever changed in place, a crash leaves at most a folder
nobody names, and the last good commit stays whole. The manifest of a commit holds size and SHA-256
of each file, and a checksum of itself.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from indexer.errors import IndexDamaged, IndexMissing
from kb.durable import replace_file, sync

MANIFEST = "manifest.json"
CURRENT = "CURRENT"
KEPT = 2  # generations kept for rolling back


@dataclass(frozen=True)
class Manifest:
    """What a commit consists of. ``files`` maps names to [bytes, sha256]."""

    generation: str
    commit: int
    fingerprint: str
    documents: int
    files: Mapping[str, tuple[int, str]]

    @property
    def name(self) -> str:
        return f"{self.generation}/{self.commit}"

    @property
    def size(self) -> int:
        """Bytes on disk."""
        return sum(size for size, _ in self.files.values())


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _checksum(values: Mapping[str, object]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def current_name(index: Path) -> str | None:
    """What CURRENT says, or None if there is no index."""
    try:
        return (index / CURRENT).read_text("ascii").strip() or None
    except FileNotFoundError:
        return None
    except (UnicodeDecodeError, OSError) as error:
        raise IndexDamaged(f"{index / CURRENT} cannot be read: {error}. Run 'kb index --full'.") from error


def commit_folder(index: Path, name: str) -> Path:
    """The folder of a commit named ``generation/commit``."""
    generation, _, commit = name.partition("/")
    if not generation.isalnum() or not commit.isdigit():
        raise IndexDamaged(f"CURRENT holds {name!r}. Run 'kb index --full'.")
    return index / generation / commit


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a commit, every file of it verified. Raises IndexDamaged."""
    try:
        values = json.loads((folder / MANIFEST).read_text("utf-8"))
        if values.pop("checksum") != _checksum(values):
            raise ValueError("the manifest is not what was written")
        files = {name: (int(size), str(digest)) for name, (size, digest) in values["files"].items()}
        manifest = Manifest(
            str(values["generation"]),
            int(values["commit"]),
            str(values["fingerprint"]),
            int(values["documents"]),
            files,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise IndexDamaged(f"The manifest in {folder} is damaged. Run 'kb index --full'.") from error
    for name, (size, digest) in manifest.files.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != size or _digest(path) != digest:
            raise IndexDamaged(f"{path} is not what was written. Run 'kb index --full'.")
    return manifest


def current_manifest(index: Path) -> Manifest:
    """The verified manifest of the commit in force. Raises IndexMissing or IndexDamaged."""
    name = current_name(index)
    if name is None:
        raise IndexMissing(f"There is no index in {index}. Run 'kb index'.")
    return read_manifest(commit_folder(index, name))


def begin_commit(index: Path, base: Manifest | None) -> tuple[Path, str, int]:
    """A new folder to write into: links to the files of ``base``, or empty for a new generation."""
    generation = base.generation if base else secrets.token_hex(6)
    number = base.commit + 1 if base else 1
    folder = index / generation / str(number)
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    for name in base.files if base else ():
        source = commit_folder(index, base.name) / name if base else folder
        try:
            os.link(source, folder / name)
        except OSError:
            shutil.copy2(source, folder / name)
    return folder, generation, number


def finish_commit(
    index: Path, folder: Path, *, base: Manifest | None, fingerprint: str, documents: int
) -> Manifest:
    """Make the folder durable, write its manifest, then let CURRENT name it."""
    known = dict(base.files) if base and base.generation == folder.parent.name else {}
    files: dict[str, tuple[int, str]] = {}
    for path in sorted(folder.iterdir()):
        if path.name.endswith("LOCK") or path.name == MANIFEST:
            continue
        if path.name not in known:
            sync(path)
        files[path.name] = known.get(path.name) or (path.stat().st_size, _digest(path))
    manifest = Manifest(folder.parent.name, int(folder.name), fingerprint, documents, files)
    values = {
        "generation": manifest.generation,
        "commit": manifest.commit,
        "fingerprint": fingerprint,
        "documents": documents,
        "files": files,
    }
    replace_file(folder / MANIFEST, json.dumps({**values, "checksum": _checksum(values)}, indent=1).encode())
    sync(folder.parent)
    replace_file(index / CURRENT, f"{manifest.name}\n".encode())
    _clean(index, manifest)
    return manifest


def _clean(index: Path, manifest: Manifest) -> None:
    """Remove commits nobody needs: older ones of this generation, and all but the newest generations."""
    generations = sorted(
        (path for path in index.iterdir() if path.is_dir() and path.name != manifest.generation),
        key=lambda path: path.stat().st_mtime,
    )
    for old in generations[: max(0, len(generations) - (KEPT - 1))]:
        shutil.rmtree(old, ignore_errors=True)
    for commit in (index / manifest.generation).iterdir():
        if commit.name.isdigit() and int(commit.name) < manifest.commit - 1:
            shutil.rmtree(commit, ignore_errors=True)
