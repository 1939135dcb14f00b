"""What does a dictionary in Ding format say means the same?

A line holds an entry, German before ``::`` and English after it; ``|`` parts its senses, which stand in the
same order on both sides, and ``;`` the alternatives of a sense::

    Hafen {m}; Seehafen {m} [naut.] | Häfen {pl} :: port; harbour (for ships) | ports

Marks of grammar and subject, explanations and placeholders (etw., sb.) are taken off. Part of a word in
parentheses is optional, words with a slash between them are alternatives. No line is ever an error: what says
nothing gives no sense.
"""

from __future__ import annotations

import gzip
import os
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice, product, takewhile
from pathlib import Path

from indexer.dictionary.layout import Side
from indexer.errors import SourceRefused

SEPARATOR = "::"
MOST_VARIANTS = 4  # spellings one alternative can stand for
_PROBE = 500  # lines that show whether a file is a dictionary at all
_LONGEST = 50_000  # characters of a line that are read
_LONGEST_HEADING, _LONGEST_COMMENT = 12, 200  # lines, characters

_MARKS = re.compile(r"\{[^{}]*\}|\[[^\[\]]*\]|<[^<>]*>|(?<!\S)/[^/\s]*/(?!\S)")
_EXPLANATION = re.compile(r"(?<!\w)\([^()]*\)(?!\w)")
_OPTIONAL = re.compile(r"\(([^()]*)\)")
_SIGNS = re.compile(r"[{\[<(/.+…]")
_LOOSE_SLASH = re.compile(r"\s*/\s*")
_PERSON = r"(?:etw|jdn|jdm|jds|jd|sb|sth|so)\."
_PLACEHOLDER = re.compile(rf"(?<!\w){_PERSON}(?:/{_PERSON})*(?:['’]s)?|(?<!\w)(?:usw|etc)\.|\+\w+\.?|…|\.\.+")
_LEADING: dict[Side, re.Pattern[str]] = {
    "de": re.compile(r"^(?:sich|der|die|das|ein|eine|einen|(?:ich/)?er/sie(?:/es)?) ", re.IGNORECASE),
    "en": re.compile(r"^(?:to(?: be)?|the|an?|(?:I/)?he/she(?:/it)?) ", re.IGNORECASE),
}


@dataclass(frozen=True)
class Sense:
    """What means the same: German and English headwords of one or several words, best first."""

    german: tuple[str, ...]
    english: tuple[str, ...]


def senses(line: str) -> tuple[Sense, ...]:
    """The senses of one line; none for a comment or a line without a translation."""
    left, separator, right = line[:_LONGEST].partition(SEPARATOR)
    if not separator or line.startswith("#"):
        return ()
    pairs = zip(_parts(left, "|"), _parts(right, "|"), strict=False)
    found = (Sense(_headwords(german, "de"), _headwords(english, "en")) for german, english in pairs)
    return tuple(sense for sense in found if sense.german and sense.english)


def _parts(text: str, sign: str) -> list[str]:
    """``text`` between the signs, where those in parentheses part nothing."""
    if "(" not in text:
        return text.split(sign)
    parts: list[str] = []
    depth = 0
    for piece in text.split(sign):
        if depth > 0:
            parts[-1] += sign + piece
        else:
            parts.append(piece)
        depth = max(0, depth + piece.count("(") - piece.count(")"))
    return parts if depth == 0 else text.split(sign)


def _headwords(text: str, side: Side) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for alternative in _parts(text, ";"):
        plain = _without_marks(alternative, side)
        if "(" in plain or "/" in plain:
            found.update(dict.fromkeys(_variants(plain)))
        else:
            found[plain] = None
    return tuple(word for word in found if any(map(str.isalnum, word)))


def _without_marks(text: str, side: Side) -> str:
    if _SIGNS.search(text):  # most alternatives hold none
        text = _PLACEHOLDER.sub(" ", _EXPLANATION.sub(" ", _MARKS.sub(" ", text)))
    words = text.split()
    return _LEADING[side].sub("", " ".join(words)) if len(words) > 1 else "".join(words)


def _variants(text: str) -> Iterator[str]:
    """Every reading of ``text`` with its optional letters and its words beside a slash."""
    readings = [text]
    if "(" in text:
        readings = [_OPTIONAL.sub("", text), _OPTIONAL.sub(r"\1", text)]
    for reading in readings:
        if "/" not in reading:
            yield " ".join(reading.split())
            continue
        choices = [word.split("/") for word in _LOOSE_SLASH.sub("/", reading).split()]
        for number, chosen in enumerate(product(*choices)):
            if number == MOST_VARIANTS:
                break
            yield " ".join(word for word in chosen if word)


def heading(path: Path) -> tuple[str, ...]:
    """What a file says about itself in its first lines: version, author, licence."""
    comments = takewhile(lambda line: line.startswith("#"), islice(_lines(path), _LONGEST_HEADING))
    return tuple(" ".join(line.strip("# \t\r\n").split())[:_LONGEST_COMMENT] for line in comments)


def read(path: Path, progress: Callable[[int, int], None] = lambda _done, _size: None) -> Iterator[Sense]:
    """The senses of a file, plain or compressed with gzip. Raises SourceRefused if it is no Ding file.

    ``progress`` is told now and then how many bytes of how many are read.
    """
    lines = seen = 0
    for line in _lines(path, progress):
        if line.startswith("#") or not line.strip():
            continue
        lines += 1
        seen += SEPARATOR in line
        if lines == _PROBE and seen < lines / 2:
            raise not_ding(path)
        yield from senses(line)
    if seen == 0 or seen < lines / 2:
        raise not_ding(path)


def _lines(path: Path, progress: Callable[[int, int], None] = lambda _done, _size: None) -> Iterator[str]:
    done = 0
    try:
        with path.open("rb") as handle:
            size = os.fstat(handle.fileno()).st_size
            start = handle.peek(8)
            if start.startswith(b"!<arch>"):
                raise SourceRefused(
                    f"{path} is a Debian package. Unpack it with 'dpkg-deb -x {path} DIR', then import "
                    "DIR/usr/share/trans/de-en."
                )
            for line in gzip.GzipFile(fileobj=handle) if start.startswith(b"\x1f\x8b") else handle:
                if done % 1000 == 0:
                    progress(handle.tell(), size)
                yield line.decode("utf-8-sig")
                done += 1
    except UnicodeDecodeError as error:
        raise SourceRefused(
            f"{path}, line {done + 1} is not UTF-8. Convert the file with "
            f"'iconv -f ISO-8859-1 -t UTF-8 {path} > de-en.txt' and import de-en.txt."
        ) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise SourceRefused(f"{path} is cut off or damaged: {error}. Download it again.") from error
    except OSError as error:
        raise SourceRefused(f"{path} cannot be read: {error.strerror}. Name a readable Ding file.") from error


def not_ding(path: Path) -> SourceRefused:
    """The refusal of a file that is something else."""
    return SourceRefused(
        f"{path} is not a dictionary in Ding format, which has lines like 'Hafen {{m}} :: port'. "
        "One is in the Debian package trans-de-en, as usr/share/trans/de-en."
    )
