"""Where does a draft lie? Its text, its journal and what ingestion found for it, side by side in one folder.

Names that are no ids lead nowhere, and a link is no draft: both could show files from outside the folder.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb.durable import replace_file, sync
from kb.record import is_id


@dataclass(frozen=True)
class DraftFiles:
    """The folder of drafts. Its methods raise OSError."""

    folder: Path

    def text(self, draft_id: str) -> Path:
        """The file that holds the values as YAML."""
        return self.folder / f"{draft_id}.yaml"

    def journal(self, draft_id: str) -> Path:
        """The file that tells the steps, one line each."""
        return self.folder / f"{draft_id}.jsonl"

    def proposal(self, draft_id: str) -> Path:
        """The file that holds what ingestion suggests."""
        return self.folder / f"{draft_id}.found.json"

    def ids(self) -> list[str]:
        """The ids that have a text, or a journal with a whole line in it, sorted."""
        texts = {path.stem for path in self.folder.glob("*.yaml") if _is_plain(path)}
        journals = (path for path in self.folder.glob("*.jsonl") if path.stem not in texts)
        return sorted(
            filter(is_id, texts.union(path.stem for path in journals if b"\n" in path.read_bytes()))
        )

    def there(self, draft_id: str) -> bool:
        """Whether anything of a draft is there."""
        return is_id(draft_id) and (_is_plain(self.text(draft_id)) or self.journal(draft_id).is_file())

    def read(self, draft_id: str) -> bytes | None:
        """The bytes of the text, None if there is none."""
        path = self.text(draft_id)
        try:
            return path.read_bytes() if _is_plain(path) else None
        except FileNotFoundError:  # it became public in this moment
            return None

    def write(self, draft_id: str, data: bytes | None) -> None:
        """Let the text hold these bytes, durably; None removes it."""
        if data is None:
            self.text(draft_id).unlink(missing_ok=True)
            sync(self.folder)
        elif self.read(draft_id) != data:
            replace_file(self.text(draft_id), data)


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()
