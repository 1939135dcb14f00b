"""Would this program write the same index as the one that lies there?"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path

SCHEMA = 1  # raise it when the fields of a document change


def fingerprint() -> str:
    """A short digest of everything that decides what an index of the same corpus holds."""
    digest = hashlib.sha256(f"{SCHEMA} {version('whoosh3')} {version('PyStemmer')}".encode())
    folder = Path(__file__).parent
    projection = [folder.parent / name for name in ("documents.py", "facets.py", "index/schema.py")]
    for path in sorted([*folder.glob("*.py"), *folder.glob("data/*"), *projection]):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:16]
