"""How does a Ding file become the compiled dictionary that searches use?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from indexer.dictionary import ding, layout
from indexer.dictionary.compiling import compile_senses


def import_dictionary(
    source: Path, target: Path, progress: Callable[[int, int], None] = lambda _done, _size: None
) -> dict[str, Any]:
    """Compile ``source`` in place of ``target`` and return the facts about it. Raises SourceRefused.

    What the source says about itself stays with the compiled file: its licence covers that too.
    """
    arrays, facts = compile_senses(ding.read(source, progress))
    if not facts["pairs"]:
        raise ding.not_ding(source)
    facts["heading"] = ding.heading(source)
    layout.write(target, arrays, facts)
    return facts
