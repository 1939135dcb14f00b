"""One file of an index is not what was written: bits have flipped, a block is empty, the end is missing.

The damaged file takes the place of the whole one under its name. Who has the whole one mapped keeps it, as
with a page that has been read before the disk went bad.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Literal

from indexer.index.generation import CURRENT, MANIFEST, current_manifest

Kind = Literal["flip", "cut", "zeroed"]
BLOCK = 4096  # bytes a disk loses at once


def files_in_force(index: Path) -> list[Path]:
    """Every file the commit in force consists of, CURRENT and the manifest included."""
    manifest = current_manifest(index)
    return [index / CURRENT, *(index / manifest.name / name for name in [MANIFEST, *sorted(manifest.files)])]


def chosen(index: Path, chance: random.Random) -> Path:
    """One of them: half of the time any, half of the time the larger the likelier."""
    files = files_in_force(index)
    sizes = [path.stat().st_size for path in files]
    return chance.choice(files) if chance.random() < 0.5 else chance.choices(files, sizes)[0]


def damage(path: Path, kind: Kind, chance: random.Random) -> str:
    """Damage a file; what was done. No blank becomes another one: a text with it says the same."""
    data = path.read_bytes()
    if kind == "cut":
        left = chance.randrange(len(data))
        done, changed = f"cut after {left} bytes", data[:left]
    elif kind == "zeroed":
        first = chance.randrange(0, len(data), BLOCK)
        lost = data[first : first + BLOCK]
        done, changed = f"zeroed from {first}", data[:first] + bytes(len(lost)) + data[first + BLOCK :]
    else:
        place, other = chance.randrange(len(data)), chance.randrange(1, 256)
        done = f"{data[place]:#04x} at {place} is {data[place] ^ other:#04x}"
        changed = data[:place] + bytes([data[place] ^ other]) + data[place + 1 :]
    if changed.split() == data.split():
        return damage(path, kind, chance)
    replacement = path.with_name(f".{path.name}.damaged")
    replacement.write_bytes(changed)
    replacement.replace(path)
    return f"{path.name}: {done}"
