"""Here is the digest of a file: was its signature made before?

Signatures lie in ``var/cache/duplicates`` in 256 bundles by the first two signs of the digest, so that one
more record rewrites one of them. The folder may be deleted at any time; what was made by another version of
this program or with other vocabularies, or cannot be read, is made anew.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from indexer.analysis.fingerprint import fingerprint
from indexer.ingest.duplicates.signature import Facts, Side, Signature
from indexer.ingest.suggesting import labels, numbers
from kb.durable import replace_file
from kb.vocabulary import Vocabularies

Bundle = dict[str, Signature]


class SignatureCache:
    """The signatures that were made before. What nobody asks for is left out of the bundles that change."""

    def __init__(self, folder: Path, vocabularies: Vocabularies) -> None:
        self._folder = folder
        self._made_by = f"{_code()} {vocabularies.digest}"
        self._read: dict[str, Bundle] = {}
        self._asked: dict[str, Bundle] = {}
        self._changed: set[str] = set()

    def get(self, digest: str) -> Signature | None:
        """The signature of the file with this digest."""
        name = digest[:2]
        if name not in self._read:
            self._read[name] = self._bundle(name)
        found = self._read[name].get(digest)
        if found:
            self._asked.setdefault(name, {})[digest] = found
        return found

    def put(self, digest: str, signature: Signature) -> None:
        """Remember a signature; it is written by ``save``."""
        self._asked.setdefault(digest[:2], {})[digest] = signature
        self._changed.add(digest[:2])

    def save(self) -> None:
        """Write the bundles that have changed, each as a whole. Raises OSError."""
        for name in sorted(self._changed):
            replace_file(self._path(name), _written(self._asked[name], self._made_by))
        self._changed.clear()

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.signatures"

    def _bundle(self, name: str) -> Bundle:
        try:
            data = self._path(name).read_bytes()
        except FileNotFoundError:
            return {}
        try:
            return dict(_parsed(data, self._made_by))
        except (ValueError, KeyError, TypeError):  # damaged: it is made anew
            return {}


@cache
def _code() -> str:
    """A short digest of the code that makes signatures."""
    folder = Path(__file__).parent
    files = [*sorted(folder.glob("*.py")), Path(labels.__file__), Path(numbers.__file__)]
    digest = hashlib.sha256(fingerprint().encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _written(bundle: Bundle, made_by: str) -> bytes:
    """A line that says what follows, then the arrays one after the other."""
    blob = b"".join(
        array.tobytes()
        for signature in bundle.values()
        for side in signature.sides
        for array in (side.shingles, side.traits, side.factors)
    )
    head = {
        "made_by": made_by,
        "checksum": zlib.crc32(blob),
        "signatures": [
            [digest, signature.facts._asdict(), [_sizes(side) for side in signature.sides]]
            for digest, signature in bundle.items()
        ],
    }
    return json.dumps(head, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" + blob


def _sizes(side: Side) -> list[Any]:
    return [side.language, len(side.shingles), len(side.traits), side.shown]


def _parsed(data: bytes, made_by: str) -> Iterator[tuple[str, Signature]]:
    line, _, blob = data.partition(b"\n")
    head = json.loads(line)
    if head["made_by"] != made_by or head["checksum"] != zlib.crc32(blob):
        return
    start = 0

    def array(kind: type[np.generic], count: int) -> Any:
        nonlocal start
        found = np.frombuffer(blob, kind, count, start)
        start += found.nbytes
        return found

    for digest, facts, sides in head["signatures"]:
        read = []
        for language, shingles, traits, shown in sides:
            arrays = (array(np.uint64, shingles), array(np.uint64, traits), array(np.float16, traits))
            read.append(Side(language, *arrays, shown))
        yield digest, Signature(_facts(facts), tuple(read))


def _facts(values: Mapping[str, Any]) -> Facts:
    facts = Facts(**values)
    return facts._replace(
        addresses=tuple(facts.addresses),
        relations=tuple(facts.relations),
        figures=tuple((value, year) for value, year in facts.figures),
    )
