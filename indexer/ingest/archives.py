"""Which files does a ZIP archive hold, as far as they can be trusted?

Every limit holds for the bytes that really come out while they are unpacked, not for what the archive says of
itself. Nothing is ever written: a member has a name to be shown, not a place.
"""

from __future__ import annotations

import contextlib
import io
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.ingest.kinds import UNPACKED, office_kind, opened
from indexer.ingest.sources import LARGEST
from kb.errors import SourceUnreadable
from kb.findings import Finding

MEMBERS = 1_000  # files in one archive
RATIO = 250  # unpacked to packed; texts reach about 20
RATIO_FROM = 1_000_000  # bytes; below that a high ratio does no harm
_LOCAL_HEADER = 30  # bytes before the name of a member
_CHUNK = 1 << 20
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what others unpack cannot be limited while reading
_OF_SYSTEMS = frozenset(("__macosx", "thumbs.db", "desktop.ini"))


@dataclass(frozen=True)
class Member:
    """One file of an archive. Its name is safe to show: relative, slashes only, no control characters."""

    name: str
    data: bytes


@dataclass
class _Budget:
    """How many bytes may still come out of an archive."""

    left: int


def members(data: bytes) -> Iterator[Member | Finding]:
    """The files of an archive in its order; for one that is refused an error that names it.

    Hidden files and those systems leave behind are passed over. Raises SourceUnreadable if the archive as a
    whole is refused, which for the sum of sizes shows only after some members.
    """
    with opened(data) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MEMBERS:
            raise SourceUnreadable(
                f"The archive holds {len(entries):,} files, more than {MEMBERS:,}.", "Divide it."
            )
        if not entries:
            raise SourceUnreadable("The archive holds no file.", "Bring one that does.")
        _refuse_overlaps(entries)
        budget, seen = _Budget(UNPACKED), set[str]()
        for entry in entries:
            name = shown_name(entry)
            if _is_left_behind(name):
                continue
            try:
                _refuse(entry, name, seen)
                yield Member(name, _unpacked(archive, entry, budget))
            except SourceUnreadable as error:
                if budget.left < 0:
                    raise
                yield Finding(name, 1, "", "error", error.problem, error.repair)


def shown_name(entry: zipfile.ZipInfo) -> str:
    """The name of a member. Many archives hold UTF-8 without saying so."""
    name = entry.orig_filename
    if not entry.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):  # then it is what it says
            name = name.encode("cp437").decode("utf-8")
    name = "".join(sign if sign.isprintable() else "\ufffd" for sign in name.replace("\\", "/"))
    return unicodedata.normalize("NFC", name)


def _is_left_behind(name: str) -> bool:
    parts = name.split("/")
    return any(
        (part.startswith(".") and part.strip(".")) or part.casefold() in _OF_SYSTEMS for part in parts
    ) or parts[-1].startswith("~$")


def _refuse_overlaps(entries: list[zipfile.ZipInfo]) -> None:
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise SourceUnreadable(
                "Files in the archive overlap, which is made to fill memory.",
                "Unpack it and name the folder.",
            )
        end = entry.header_offset + _LOCAL_HEADER + entry.compress_size


def _refuse(entry: zipfile.ZipInfo, name: str, seen: set[str]) -> None:
    """Raises SourceUnreadable for what need not be unpacked to be refused."""
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or parts[0].endswith(":"):
        raise SourceUnreadable("Its name leads out of the archive.", "Pack the folder anew.")
    if name in seen:
        raise SourceUnreadable("The archive holds another file of this name before.", "Rename one of them.")
    seen.add(name)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise SourceUnreadable("It is a link to another file.", "Pack the file itself.")
    if entry.flag_bits & 0x1:
        raise SourceUnreadable("It is protected by a password.", "Pack it without one.")
    if entry.compress_type not in _METHODS:
        raise SourceUnreadable("It is packed in an unusual way.", "Pack it anew as an ordinary ZIP archive.")
    if entry.file_size > LARGEST:
        raise _too_large(entry.file_size)
    if entry.file_size > RATIO_FROM and entry.file_size > RATIO * entry.compress_size:
        raise SourceUnreadable(
            f"It unpacks to more than {RATIO} times its size, as what is made to fill memory does.",
            "Bring it unpacked.",
        )


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: _Budget) -> bytes:
    unpacked = io.BytesIO()
    try:
        with archive.open(entry) as packed:
            while chunk := packed.read(_CHUNK):
                unpacked.write(chunk)
                budget.left -= len(chunk)
                if budget.left < 0:
                    raise SourceUnreadable(
                        f"Unpacked the archive has more than {UNPACKED / 1e6:,.0f} MB.", "Divide it."
                    )
                if unpacked.tell() > LARGEST:
                    raise _too_large(unpacked.tell())
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise SourceUnreadable(f"It is damaged in the archive: {error}.", "Pack it anew.") from error
    data = unpacked.getvalue()
    if data.startswith(b"PK\x03\x04") and office_kind(data) is None:
        raise SourceUnreadable("It is an archive in an archive.", "Unpack it and bring it by itself.")
    return data


def _too_large(size: int) -> SourceUnreadable:
    return SourceUnreadable(
        f"Unpacked it has {size / 1e6:,.0f} MB or more, above {LARGEST / 1e6:,.0f}.", "Divide it."
    )
