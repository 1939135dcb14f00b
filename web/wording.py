"""Here is an English sentence of the interface: how is it said in the reader's language?

The sentences in templates are English; ``web/locales`` holds a gettext catalogue per language, read once.
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


def catalogue(language: Language) -> Catalog:
    """The messages of one language with their translations."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


@cache
def translations(language: Language) -> Translations:
    """What gettext and ngettext answer in one language."""
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return Translations(compiled)
