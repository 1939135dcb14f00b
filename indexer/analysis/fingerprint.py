"""Would this program write the same index as the one that lies there, and can it at least read that one?"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

LAYOUT = 2  # raise it when an index written before can no longer be read, not only be made better

PROJECTION = (
    "documents.py",
    "facets.py",
    "index/schema.py",
    "index/suggestion_keys.py",
    "index/vocabulary.py",
    "pages.py",
)


@cache
def fingerprint() -> str:
    """The layout and a short digest of everything that decides what an index of the same corpus holds.

    It stays what it was when it was first asked for: files that are replaced later are not what runs here.
    """
    digest = hashlib.sha256(f"{version('whoosh3')} {version('PyStemmer')}".encode())
    folder = Path(__file__).parent
    projection = [folder.parent / name for name in PROJECTION]
    for path in sorted([*folder.glob("*.py"), *folder.glob("data/*"), *projection]):
        digest.update(path.name.encode() + path.read_bytes())
    return f"{LAYOUT}-{digest.hexdigest()[:16]}"


def is_readable(made_by: str) -> bool:
    """Whether an index with this fingerprint can answer until one by this program is there."""
    return made_by.startswith(f"{LAYOUT}-")
