"""Here is the name of a style sheet, script or picture: at which address does it never change?

The address holds a digest of the whole folder ``web/static``, so browsers may keep it for ever and references
between the files stay relative. A page from before an update still gets the file, just not for ever.

A folder whose name ends as that of a style sheet or script is served as one file, its parts joined in the
order of their names: readers load one file, and people read short ones. The lines of a script that are
comments are for the latter.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
MEDIA_TYPES: dict[str, str] = {
    ".css": "text/css",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
JOINED = (".css", ".js")
COMMENT = re.compile(rb"\s*(//.*|/\*\*.*\*/)\s*")
FOR_EVER = "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class StaticFiles:
    """The files by their path below the folder, and the digest of them all."""

    contents: dict[str, bytes]
    digest: str


@cache
def static_files(folder: Path = FOLDER) -> StaticFiles:
    """Read the folder once, parts joined. Raises ValueError for a file whose kind has no media type."""
    contents: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            served = path.parent if path.parent.suffix in JOINED and path.parent != folder else path
            name = served.relative_to(folder).as_posix()
            contents[name] = contents.get(name, b"") + _served(path)
    unknown = [name for name in contents if Path(name).suffix not in MEDIA_TYPES]
    if unknown:
        raise ValueError(
            f"No media type for {', '.join(unknown)}: add its suffix to MEDIA_TYPES or remove it."
        )
    digest = hashlib.sha256()
    for name, content in contents.items():
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return StaticFiles(contents, digest.hexdigest()[:16])


def _served(path: Path) -> bytes:
    """The content of a file; of a script without the lines that hold nothing but a comment."""
    content = path.read_bytes()
    if path.suffix != ".js":
        return content
    return b"".join(line for line in content.splitlines(keepends=True) if not COMMENT.fullmatch(line))


def static_url(name: str, prefix: str = "") -> str:
    """The address of a file below the path ``prefix`` of the site. Raises ValueError if there is none."""
    files = static_files()
    if name not in files.contents:
        raise ValueError(f"There is no {name!r} in web/static; there are {', '.join(files.contents)}.")
    return f"{prefix}/static/{files.digest}/{name}"


async def serve_file(request: Request) -> Response:
    """One file of the folder."""
    files, name = static_files(), request.path_params["name"]
    if name not in files.contents:
        raise HTTPException(404)
    current = request.path_params["digest"] == files.digest
    return Response(
        files.contents[name],
        media_type=MEDIA_TYPES[Path(name).suffix],
        headers={"Cache-Control": FOR_EVER if current else "no-cache"},
    )
