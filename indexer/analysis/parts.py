"""Here is a term: of which words is it made, in which forms may each be looked up?"""

from __future__ import annotations

import re

from indexer.analysis.compounds import Splitter

_LETTERS_AND_NUMBER = re.compile(r"([^\W\d_]{2,})([0-9]{2,})\Z")
_UMLAUTS = {"ae": "ä", "oe": "ö", "ue": "ü"}
_WRITTEN_OUT = re.compile("ae|oe|(?<![aeq])ue")  # no ü in Frauen, Steuer, Quelle
Terms = tuple[str, ...]


def parts_of(term: str, splitter: Splitter) -> tuple[Terms, ...]:
    """The words a term is made of, each in the forms it may be looked up by; empty where it is one word.

    >>> parts_of("iso9001", splitter())
    (('iso',), ('9001',))
    """
    compound = splitter.compound(term) or splitter.compound(with_umlauts(term))
    if compound:
        pairs = zip(compound.parts, compound.bases, strict=True)
        return tuple(tuple(dict.fromkeys((base, part))) for part, base in pairs)
    number = _LETTERS_AND_NUMBER.match(term)
    return ((number[1],), (number[2],)) if number else ()


def with_umlauts(term: str) -> str:
    """The term with the umlauts that a keyboard without them may have meant: clusterfoerderung."""
    return _WRITTEN_OUT.sub(lambda found: _UMLAUTS[found[0]], term)
