"""What does a commit keep of each document? For comparing it with the corpus."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index

from indexer.index.generation import Manifest, commit_folder


def stored_rows(index: Path, manifest: Manifest) -> dict[str, Mapping[str, Any]]:
    """The stored values of every document by record id."""
    files: Any = whoosh_index.open_dir(str(commit_folder(index, manifest.name)))
    try:
        reader = files.reader()
        try:
            rows = [json.loads(values["stored"]) for _, values in reader.iter_docs()]
        finally:
            reader.close()
    finally:
        files.close()
    return {row["id"]: row for row in rows}
