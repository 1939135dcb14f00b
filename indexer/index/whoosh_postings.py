"""What does a stock Whoosh reader ask about the terms of a segment? The lexicon and the posting lists.

Everything is taken from the mapped arrays; what is made of them is made once per reader and does not change
afterwards, so one reader serves any number of threads.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from whoosh import matching, reading
from whoosh.codec import base

from indexer.index.segment import Segment
from indexer.index.whoosh_schema import ID
from indexer.index.whoosh_terms import FieldTerms, IdTerms, PostingList, TextTerms

_base: Any = base  # Whoosh's classes are untyped
_matching: Any = matching
_reading: Any = reading


class ArrayTerms(_base.TermsReader):  # type: ignore[misc]  # the base class is untyped
    """The terms of a segment, field by field in the order of the names."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._made: dict[str, FieldTerms] = {}

    @cached_property
    def _names(self) -> Mapping[str, int]:
        """The fields that have any term, and the number of each; that of the ids is -1."""
        numbers = self._segment.layout.field_numbers
        having = self._segment.length_sums[0] > 0
        found = {name: number for name, number in numbers.items() if having[number]}
        if self._segment.size:
            found[ID] = -1
        return dict(sorted(found.items()))

    def _terms(self, fieldname: str) -> FieldTerms | None:
        number = self._names.get(fieldname)
        if number is None:
            return None
        found = self._made.get(fieldname)
        if found is None:
            found = IdTerms(self._segment) if number < 0 else TextTerms(self._segment, number)
            found = self._made.setdefault(fieldname, found)
        return found

    def indexed_field_names(self) -> list[str]:
        """The fields that have any term."""
        return list(self._names)

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        terms = self._terms(term[0])
        return terms is not None and terms.holds(term[1])

    def cursor(self, fieldname: str, fieldobj: Any) -> ArrayCursor:
        """A cursor at the first term of a field."""
        return ArrayCursor(self._terms(fieldname), fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        """Every field and term."""
        for name in self._names:
            terms = self._terms(name)
            for text in terms.texts if terms else ():
                yield name, text

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        """Every field and term from a term on; nothing for a field without terms."""
        names = list(self._names)
        for name in names[names.index(fieldname) :] if fieldname in names else ():
            terms = self._terms(name)
            texts = terms.texts if terms else ()
            start = bisect_left(texts, prefix) if name == fieldname else 0
            for place in range(start, len(texts)):
                yield name, texts[place]

    def items(self) -> Iterator[tuple[tuple[str, bytes], Any]]:
        """Every field and term with what is known of it."""
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], Any]]:
        """The same from a term on."""
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> Any:
        """What is known of a term, deleted documents included. Raises TermNotFound."""
        terms = self._terms(fieldname)
        info = terms.info(text) if terms else None
        if info is None:
            raise _reading.TermNotFound(f"No term {fieldname}:{text!r}")
        return info

    def frequency(self, fieldname: str, text: bytes) -> float:
        """How often a term stands in the field; 0 for an unknown one."""
        return float(self.term_info(fieldname, text).weight()) if (fieldname, text) in self else 0

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        """How many documents hold a term in the field; 0 for an unknown one."""
        return int(self.term_info(fieldname, text).doc_frequency()) if (fieldname, text) in self else 0

    def matcher(self, fieldname: str, text: bytes, format_: Any, scorer: Any = None) -> ArrayMatcher:
        """A matcher at the first posting of a term. Raises TermNotFound."""
        terms = self._terms(fieldname)
        postings = terms.postings(text) if terms else None
        if postings is None:
            raise _reading.TermNotFound(f"No term {fieldname}:{text!r}")
        return ArrayMatcher(postings, self.term_info(fieldname, text), (fieldname, text), format_, scorer)


class ArrayCursor(_base.FieldCursor):  # type: ignore[misc]  # the base class is untyped
    """Moves through the terms of a field; its terms are values of the field, not bytes."""

    def __init__(self, terms: FieldTerms | None, fieldobj: Any) -> None:
        self._terms = terms
        self._texts = terms.texts if terms else ()
        self._field = fieldobj
        self._place = 0

    def first(self) -> Any:
        """Go to the first term."""
        return self._at(0)

    def find(self, term: str | bytes) -> Any:
        """Go to the first term that is not before this one."""
        wanted = term if isinstance(term, bytes) else self._field.to_bytes(term)
        return self._at(bisect_left(self._texts, wanted))

    def next(self) -> Any:
        """Go to the next term."""
        return self._at(self._place + 1)

    def _at(self, place: int) -> Any:
        self._place = place
        return self.text()

    def is_valid(self) -> bool:
        """Whether there is a term here."""
        return self._place < len(self._texts)

    def text(self) -> Any:
        """The term here, or None behind the last."""
        return self._field.from_bytes(self._texts[self._place]) if self.is_valid() else None

    def term(self) -> Any:
        """The same, by the name the base class has for it."""
        return self.text()

    def term_info(self) -> Any:
        """What is known of the term here, or None behind the last."""
        return self._terms.info(self._texts[self._place]) if self._terms and self.is_valid() else None


class ArrayMatcher(_matching.LeafMatcher):  # type: ignore[misc]  # the base class is untyped
    """Moves through one posting list. For leaving out what cannot score enough the list is one block."""

    def __init__(
        self, postings: PostingList, info: Any, term: tuple[str, bytes], format_: Any, scorer: Any
    ) -> None:
        self.scorer = scorer
        self.format = format_
        self._term = term
        self._info = info
        self._postings = postings
        self._ids: list[int] = postings.documents.tolist()  # Whoosh wants its own kinds of numbers
        self._weights: list[float] = postings.frequencies.astype(np.float64).tolist()
        self._place = 0

    def is_active(self) -> bool:
        """Whether there is a posting here."""
        return self._place < len(self._ids)

    def reset(self) -> None:
        """Go to the first posting."""
        self._place = 0

    def copy(self) -> ArrayMatcher:
        """Another matcher at the same posting."""
        found = ArrayMatcher(self._postings, self._info, self._term, self.format, self.scorer)
        found._place = self._place
        return found

    def id(self) -> int:
        """The document here."""
        return self._ids[self._place]

    def all_ids(self) -> Iterator[int]:
        """The documents from here on."""
        return iter(self._ids[self._place :])

    def weight(self) -> float:
        """How often the term stands in the document here."""
        return self._weights[self._place]

    def value(self) -> bytes | None:
        """The positions as the format of the field keeps them; None, as in stock Whoosh, if it keeps none."""
        positions = self._postings.positions(self._place)
        return None if positions is None else self.format.encode(positions)

    def value_as(self, astype: str) -> Any:
        """Positions, frequency or whatever else the format of the field makes of its values."""
        positions = self._postings.positions(self._place) if astype == "positions" else None
        return super().value_as(astype) if positions is None else positions

    def next(self) -> bool:
        """Go to the next posting; whether the block ends here."""
        self._place += 1
        return not self.is_active()

    def skip_to(self, id: int) -> None:
        """Go to the first posting from here on whose document is not before this one. Raises ReadTooFar."""
        if not self.is_active():
            raise _matching.ReadTooFar
        self._place = bisect_left(self._ids, id, self._place)

    def skip_to_quality(self, minquality: float) -> int:
        """Leave out the block if nothing in it scores more; the number of blocks left out."""
        if not self.is_active() or self.block_quality() > minquality:
            return 0
        self._place = len(self._ids)
        return 1

    def block_min_id(self) -> int:
        """The first document."""
        return int(self._info.min_id())

    def block_max_id(self) -> int:
        """The last document."""
        return int(self._info.max_id())

    def block_min_length(self) -> int:
        """The shortest length of the field in any of the documents."""
        return int(self._info.min_length())

    def block_max_length(self) -> int:
        """The longest."""
        return int(self._info.max_length())

    def block_max_weight(self) -> float:
        """How often the term stands in the document where it stands most often."""
        return float(self._info.max_weight())
