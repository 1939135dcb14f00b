"""Where do the originals of ingested papers and their texts live, and which of them may everybody read?

Papers with open rights lie in the corpus under ``files/``, the others in the state under ``files/``: they
are searched, but never part of the public corpus. A file is named by the SHA-256 of the original's bytes; its
text lies beside it with the ending ``.json``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from kb.durable import replace_file
from kb.errors import PaperMissing, StorageFailed
from kb.paper import PaperText
from kb.record import Rights
from kb.repository import digest_of
from kb.settings import Settings

_DIGEST = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True)
class PaperFiles:
    """The papers of one installation."""

    open: Path
    restricted: Path

    @classmethod
    def of(cls, settings: Settings) -> PaperFiles:
        """The papers at the places the settings name."""
        return cls(settings.corpus / "files", settings.var / "state" / "files")

    def keep(self, data: bytes, text: PaperText, rights: Rights) -> None:
        """Keep an original and its text, durably; the text last, so that who finds it finds both.

        Raises StorageFailed.
        """
        if digest_of(data) != text.digest:
            raise ValueError("the text belongs to another original")
        folder = self._folder(rights)
        try:
            for name, content in (
                (text.digest, data),
                (f"{text.digest}.json", text.model_dump_json().encode()),
            ):
                if not _holds(folder / name, content):
                    replace_file(folder / name, content)
        except OSError as error:
            raise StorageFailed(
                f"The paper could not be kept in {folder}: {error.strerror}. "
                "Free space or mend the permissions."
            ) from error

    def original(self, digest: str, rights: Rights) -> Path | None:
        """The file of an original, or None if it is not there."""
        path = self._folder(rights) / digest
        return path if is_digest(digest) and path.is_file() else None

    def text(self, digest: str, rights: Rights) -> PaperText:
        """The text of a paper. Raises PaperMissing if it is not there or cannot be read."""
        path = self._folder(rights) / f"{digest}.json"
        try:
            return PaperText.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise PaperMissing(
                f"The text of the paper {digest[:12]}… is not in {path.parent}. Import the paper again."
            ) from error

    def release(self, digest: str) -> None:
        """Copy a restricted paper to the open ones, when its rights become open.

        Raises PaperMissing or StorageFailed.
        """
        if self.original(digest, "open") and (self.open / f"{digest}.json").is_file():
            return
        text, original = self.text(digest, "quote"), self.original(digest, "quote")
        if original is None:
            raise PaperMissing(
                f"The original {digest[:12]}… is not in {self.restricted}. Import the paper again."
            )
        self.keep(original.read_bytes(), text, "open")

    def _folder(self, rights: Rights) -> Path:
        return self.open if rights == "open" else self.restricted


def is_digest(text: str) -> bool:
    """Whether a text could be the digest an original is named by."""
    return _DIGEST.match(text) is not None


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content
