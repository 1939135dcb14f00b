"""Here is the id a history keeps: who was it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kb.localized import Language
from web.knowledge import Knowledge
from web.wording import N_, translations

# Who changes records without an account.
OTHERS: Mapping[str, str] = {
    "import": N_("an import"),
    "merge": N_("the merging of records on the command line"),
    "external": N_("somebody outside the desk"),
    "command line": N_("the command line"),
}
GONE = N_("an account that is gone")


@dataclass(frozen=True)
class People:
    """All accounts by id, read once for a page."""

    names: Mapping[str, str]
    reader: Language

    @classmethod
    def of(cls, knowledge: Knowledge, reader: Language) -> People:
        """Everybody there is now. Raises StorageFailed."""
        return cls(knowledge.accounts.names(), reader)

    def called(self, by: str) -> str:
        """The name of an account, or in words who it was otherwise."""
        words: str = translations(self.reader).ugettext(OTHERS.get(by, GONE))
        return self.names.get(by, words)
