"""Of what is a segment made? Text fields in blocks, columns, tables: the words for it, and what goes in.

Fields that are searched together are one block: of a word in any of them there is one posting list, whose
rows say which field they are in. A block may be a single field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Words(NamedTuple):
    """The terms of a text in order. ``places`` are the numbers of their words; None counts them from 0.

    Several terms may stand at one place, each once.
    """

    terms: Sequence[str]
    places: Sequence[int] | None = None


@dataclass(frozen=True)
class Entry:
    """One document as a segment takes it in.

    ``texts`` are keyed by field, ``columns`` by column. ``keys`` are, by name of a table, what the document
    can be looked up by. ``stored`` comes back as it is. ``pages`` are documents of their own that belong to
    this one, in their order.
    """

    id: str
    texts: Mapping[str, Words]
    columns: Mapping[str, Sequence[str]]
    stored: bytes
    keys: Mapping[str, Iterable[str]] = field(default_factory=dict)
    pages: Sequence[Entry] = ()


Pairs = Iterable[tuple[str, int]]
TermTables = Callable[[Sequence[str], NDArray[np.bool_]], Mapping[str, Pairs]]
"""Terms and, per term and block, whether it stands there -> by name of a table, keys and numbers of terms."""


@dataclass(frozen=True)
class Layout:
    """The fields of each block and the names of the columns. Numbers of fields follow the order here.

    ``pages`` is the layout of the pages of documents; None if they have none.
    """

    blocks: Mapping[str, tuple[str, ...]]
    columns: tuple[str, ...]
    term_tables: TermTables | None = None
    pages: Layout | None = None

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """All fields; their places are their numbers."""
        return tuple(name for names in self.blocks.values() for name in names)

    @cached_property
    def field_numbers(self) -> Mapping[str, int]:
        """The number of each field."""
        return {name: number for number, name in enumerate(self.fields)}

    @cached_property
    def place_of(self) -> Mapping[str, tuple[int | None, int]]:
        """Per field its number, None if it is a block of its own, and the number of its block."""
        return {
            name: (self.field_numbers[name] if len(names) > 1 else None, block)
            for block, names in enumerate(self.blocks.values())
            for name in names
        }

    @cached_property
    def block_of(self) -> NDArray[np.int64]:
        """Per field the number of its block."""
        return np.repeat(np.arange(len(self.blocks)), [len(names) for names in self.blocks.values()])
