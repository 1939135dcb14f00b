"""Here are the parts of a compound: how are all asked for at once, and does any document hold them?"""

from __future__ import annotations

from collections.abc import Iterator

from indexer.search.groups import Form, Terms
from indexer.search.prepared import Prepared
from indexer.search.units import units_of

CONJUNCTION = 0.8  # weight of the parts of a compound beside a compound with the word


def together(parts: tuple[Terms, ...], prepared: Prepared) -> Iterator[Form]:
    """The forms that ask for all parts of a compound, in each language that has them."""
    for language, lexicon in prepared.lexicons.items():
        found = tuple(lexicon.answers_part(part) for part in parts)
        if found and all(found):
            yield Form("compound", language, found, CONJUNCTION)


def holds_together(parts: tuple[Terms, ...], prepared: Prepared) -> bool:
    """Whether any document, or any page of one with its record, holds all parts of a compound."""
    forms = [*together(parts, prepared)]
    units = units_of(forms, prepared)
    return any(len(units.frequencies(form).documents) for form in forms)
