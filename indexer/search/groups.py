"""Here is a word of a query: by which forms may a document answer it?

A word is one group: its spellings, inflections, the compounds it is in and the parts it is made of, the
labels of the concepts it names, its translations, its corrections. However many, they count as one word.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.analysis.forms import is_stop_word
from indexer.search.results import MatchClass
from kb.localized import Language

Terms = tuple[str, ...]


@dataclass(frozen=True)
class Form:
    """One way to answer a word, in one language.

    Of each of the ``parts`` a document must hold any term; ``adjacent`` ones must stand side by side.
    ``weight`` in (0, 1] is the worth of its frequency beside other forms of its class. ``concept`` is the id
    of the concept it is a label of; forms that differ in nothing else are one.
    """

    match: MatchClass
    language: Language
    parts: tuple[Terms, ...]
    weight: float = 1.0
    adjacent: bool = False
    concept: str | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Group:
    """A word of the query with its forms. ``term`` is its key, ``text`` how it was typed.

    ``correction`` is None, or how sure it is that the forms are those of the word that was meant: a corrected
    word is answered as its right spelling would be, only weaker. ``minor`` is a letter before a hyphen, the e
    of e-mobility: it is not required.
    """

    term: str
    text: str
    forms: tuple[Form, ...]
    correction: float | None = None
    minor: bool = False

    def match_of(self, found: MatchClass) -> MatchClass:
        """The class to show for a form of the class ``found``."""
        return found if self.correction is None else "typo"

    @property
    def is_stop(self) -> bool:
        """Whether the word carries no meaning of its own, and is no abbreviation that does (IT)."""
        if self.minor:
            return True
        written = self.text != self.term and any(self.text in part for f in self.forms for part in f.parts)
        return is_stop_word(self.term) and not written
