"""Here are signs as a file has them: how are they written where they are kept?"""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b\u200e\u200f\u2060\ud800-\udfff\ufeff\ufffe\uffff]"
)


def tidied(text: str) -> str:
    """The text on one line, in composed form, without soft hyphens and other signs nobody sees."""
    return unicodedata.normalize("NFC", " ".join(_INVISIBLE.sub("", text).split()))
