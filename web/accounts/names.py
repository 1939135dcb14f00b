"""How may an account be called, and when are two names the same?"""

from __future__ import annotations

import re
import unicodedata

from web.accounts.errors import NameRefused

NAME_LENGTH = 60
_NAME = re.compile(r"[^\W_](?:[\w .'-]*[\w.])?")


def checked_name(name: str) -> str:
    """The name in the form it is kept. Raises NameRefused."""
    name = unicodedata.normalize("NFC", " ".join(name[: 4 * NAME_LENGTH].split()))
    if len(name) > NAME_LENGTH or not _NAME.fullmatch(name):
        raise NameRefused(
            f"{name[:NAME_LENGTH]!r} cannot be a name. Use up to {NAME_LENGTH} letters, digits, blanks, "
            "full stops, hyphens; begin with a letter or digit.",
            taken=False,
        )
    return name


def folded(name: str) -> str:
    """What two names must not share; of anything longer than a name can be, the beginning."""
    return unicodedata.normalize("NFKC", " ".join(name[: 4 * NAME_LENGTH].split())).casefold()
