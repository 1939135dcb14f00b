"""Here is a text: is it German, English or Danish?

Those that look like them are told apart as well, so that Dutch is not taken for German nor Norwegian for
Danish. A text that is too short, or in which no language is sure, has none.

    >>> language_of("Das Cluster hat 350 Mitglieder und wird vom Land gefördert.")
    'de'
"""

from __future__ import annotations

import io
import lzma
from array import array
from functools import cache
from typing import Any

import numpy as np
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

from kb.localized import LANGUAGES, Language

SHORTEST = 12  # letters
SURE = 0.6  # probability; below it names and loan words decide
LONGEST = 60_000  # signs that are read; of a longer text equal parts from all over
_PARTS = 12
_OTHERS = (
    *("no", "nn", "sv", "fo", "is", "nl", "fr", "es", "ca", "pt", "it", "ro", "pl", "cs"),
    *("sk", "sl", "hr", "hu", "fi", "et", "lv", "lt", "sq", "tr", "el", "bg", "ru", "uk", "la", "mt", "ga"),
)
_NO_WORD = frozenset("@/\\_#<>{}=|0123456789")


def language_of(text: str) -> Language | None:
    """The language of a text, or None if it is none of the three or cannot be told.

    The first call takes about a second, a page of text about a millisecond.
    """
    words = _words(text)
    if sum(map(len, words)) < SHORTEST:
        return None
    found, probability = _identifier().classify(" ".join(words))
    if probability < SURE:
        return None
    return next((language for language in LANGUAGES if language == found), None)


def _words(text: str) -> list[str]:
    """The words without addresses, numbers and signs, of a long text those of some parts of it."""
    if len(text) > LONGEST:
        step = len(text) // _PARTS
        text = " ".join(text[start : start + LONGEST // _PARTS] for start in range(0, len(text), step))
    return [word for word in text.split() if _NO_WORD.isdisjoint(word) and any(map(str.isalpha, word))]


@cache
def _identifier() -> Any:
    """The model of the library, cut down to the languages told apart: half the memory.

    It is read here because the library unpacks it into a file: where files are parsed, none can be written.
    """
    chosen = frozenset((*LANGUAGES, *_OTHERS))
    unpacked = lzma.decompress((MODEL_DIR / MODEL_FILE).read_bytes())
    with np.load(io.BytesIO(unpacked), allow_pickle=False) as model:
        classes = model["classes"].tolist()
        columns = [number for number, language in enumerate(classes) if language in chosen]
        return LanguageIdentifier(
            np.ascontiguousarray(model["ptc"][:, columns]),
            model["pc"][columns],
            [classes[number] for number in columns],
            array(
                "I", model["nextmove"].astype(np.uint32).tobytes()
            ),  # read much faster, number by number, than numpy's
            model["out_feat"].tolist(),
            norm_probs=True,
            tk_row=model["nextmove_row"].tolist(),
        )
