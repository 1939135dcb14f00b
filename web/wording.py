"""Here is an English sentence of the interface: how is it said in the reader's language?

The sentences in templates are English; ``web/locales`` holds a folder per language with a gettext catalogue
for each part of the site, read once.
"""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from kb.localized import Language

FOLDER = Path(__file__).parent / "locales"


def catalogues(language: Language) -> dict[str, Catalog]:
    """The catalogues of one language by the name of their file, which is the part of the site they word."""
    found = {}
    for path in sorted((FOLDER / language).glob("*.po")):
        with path.open("rb") as file:
            found[path.stem] = read_po(file, locale=language)
    return found


@cache
def translations(language: Language) -> Translations:
    """What gettext and ngettext answer in one language."""
    together = Translations()
    for catalogue in catalogues(language).values():
        compiled = BytesIO()
        write_mo(compiled, catalogue)
        compiled.seek(0)
        together.merge(Translations(compiled))
    return together


def N_(sentence: str) -> str:  # noqa: N802  # the name by which gettext finds sentences in tables
    """The sentence as it is: it stands in a table of the code and is worded where its reader is known."""
    return sentence
