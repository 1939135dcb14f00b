"""Here is an answer: what is it, what is it called, and what are its bytes, at most so many once unpacked?"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping
from email.message import Message
from urllib.parse import unquote

from indexer.errors import FetchFailed

ACCEPTED = frozenset(
    (
        "text/html",
        "application/xhtml+xml",
        "application/xml",
        "text/xml",
        "application/pdf",
        "application/x-pdf",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "text/csv",
        "text/tab-separated-values",
        "text/plain",
        "text/markdown",
        "text/x-markdown",
        "application/json",
        "application/jsonl",
        "application/x-jsonlines",
        "application/x-ndjson",
        "application/yaml",
        "application/x-yaml",
        "text/yaml",
        "application/zip",
        "application/x-zip-compressed",
        "application/octet-stream",  # says nothing: what it is, its content tells
    )
)
UNSAID = "application/octet-stream"
MOST_OF_A_NAME = 200  # signs
PACKED = "gzip, deflate"
"""What we say we can unpack."""
_GZIP = b"\x1f"  # the first byte of each member of a gzip stream


def media_type(headers: Mapping[str, str]) -> tuple[str, str | None]:
    """The media type and the charset an answer states, in lower case."""
    message = Message()
    message["Content-Type"] = headers.get("content-type") or UNSAID
    charset = message.get_param("charset")
    return message.get_content_type(), charset.strip().lower() if isinstance(charset, str) else None


def file_name(headers: Mapping[str, str], path: bytes, host: str) -> str:
    """What the file is called: by its server, else as the end of its path, else like its host.

    A name only, never a path: it holds no separators and no invisible signs.
    """
    message = Message()
    message["Content-Disposition"] = headers.get("content-disposition", "")
    stated = message.get_filename() or unquote(path.decode("ascii").partition("?")[0])
    name = stated.replace("\\", "/").rstrip("/").rpartition("/")[2]
    name = "".join(sign for sign in name if sign.isprintable()).strip(" .")
    return name[:MOST_OF_A_NAME] or host


def refuse_other_types(headers: Mapping[str, str], address: str) -> None:
    """Raise FetchFailed unless the answer may be something that can be imported."""
    kind, _ = media_type(headers)
    if kind not in ACCEPTED:
        raise FetchFailed(
            f"{address} is {kind[:80]}, which cannot be imported. Name a page or a document: HTML, PDF, "
            "DOCX, XLSX, CSV, JSON Lines, Markdown, text or ZIP.",
            "content",
        )


def read_body(pieces: Iterable[bytes], headers: Mapping[str, str], most: int) -> bytes:
    """The unpacked bytes; one more than ``most`` says that there were more, and the rest was not read.

    Raises FetchFailed for bytes that cannot be unpacked.
    """
    body = bytearray()
    for piece in _unpacked(pieces, headers.get("content-encoding", ""), most + 1):
        body += piece
        if len(body) > most:
            break
    return bytes(body[: most + 1])


def _unpacked(pieces: Iterable[bytes], encoding: str, most: int) -> Iterator[bytes]:
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        yield from pieces
    elif encoding in ("gzip", "x-gzip", "deflate"):
        try:
            yield from _inflated(pieces, most)
        except zlib.error as error:
            raise FetchFailed(
                f"The answer cannot be unpacked: {error}. Try again later.", "broken"
            ) from error
    else:
        raise FetchFailed(f"The answer is packed as {encoding[:40]}, which nobody asked for.", "broken")


def _inflated(pieces: Iterable[bytes], most: int) -> Iterator[bytes]:
    """Unpack gzip, zlib or bare deflate, never more than ``most`` bytes at once, as bombs unfold at once."""
    unpacker = None
    ended = False
    for piece in pieces:
        while piece:
            if unpacker is None:
                if ended and not piece.startswith(_GZIP):
                    return  # padding behind the last member
                bare = piece[0] & 0x0F != zlib.DEFLATED and not piece.startswith(_GZIP)
                unpacker = zlib.decompressobj(-zlib.MAX_WBITS if bare else zlib.MAX_WBITS | 32)
            yield unpacker.decompress(piece, most)
            piece = unpacker.unconsumed_tail
            if unpacker.eof:
                piece, unpacker, ended = unpacker.unused_data, None, True
    if unpacker is not None:
        raise zlib.error("it ends too early")
