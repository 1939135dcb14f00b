"""Are style sheets, scripts and pictures served so that browsers may keep them?

1. The address of a file changes with any file of the folder, and what it names may be kept for ever.
2. An address from before an update still gives the file, to be asked for again.
3. Nothing outside the folder is served.
4. A style sheet in parts is one file, its parts in the order of their names; so is a script, less comments.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from web.static_files import MEDIA_TYPES, static_files, static_url


def test_every_file_is_served_under_an_address_that_never_changes(site: TestClient) -> None:
    files = static_files()
    assert files.contents
    for name, content in files.contents.items():
        answer = site.get(static_url(name))
        assert answer.status_code == 200
        assert answer.content == content
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-type"].partition(";")[0] == MEDIA_TYPES[Path(name).suffix]


def test_an_address_from_before_an_update_still_works(site: TestClient) -> None:
    name = next(iter(static_files().contents))
    answer = site.get(f"/static/0000/{name}")
    assert answer.content == static_files().contents[name]
    assert answer.headers["cache-control"] == "no-cache"


def test_any_change_gives_new_addresses(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "site.css").write_text("a {}")
    (tmp_path / "logo.svg").write_text("<svg/>")
    before = static_files.__wrapped__(tmp_path)
    assert before.contents.keys() == {"css/site.css", "logo.svg"}
    (tmp_path / "logo.svg").write_text("<svg></svg>")
    assert static_files.__wrapped__(tmp_path).digest != before.digest


def test_a_style_sheet_in_parts_is_served_as_one_in_the_order_of_their_names(tmp_path: Path) -> None:
    parts = tmp_path / "site.css"
    parts.mkdir()
    for name in ("20-page.css", "10-words.css"):
        (parts / name).write_text(f"/* {name} */\n")
    assert static_files.__wrapped__(tmp_path).contents == {
        "site.css": b"/* 10-words.css */\n/* 20-page.css */\n"
    }


def test_a_script_in_parts_is_served_without_the_lines_that_are_comments(tmp_path: Path) -> None:
    parts = tmp_path / "site.js"
    parts.mkdir()
    (parts / "10-words.js").write_text('// Why.\n  /** What. */\nconst a = "//"; // kept\n')
    (parts / "20-start.js").write_text("start(/a/);\n")
    assert static_files.__wrapped__(tmp_path).contents == {
        "site.js": b'const a = "//"; // kept\nstart(/a/);\n'
    }


def test_a_file_of_unknown_kind_is_refused_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "notes.docx").write_text("")
    with pytest.raises(ValueError, match=r"No media type for notes\.docx"):
        static_files.__wrapped__(tmp_path)


def test_a_misspelt_name_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"There is no 'stile\.css'"):
        static_url("stile.css")


@pytest.mark.parametrize(
    "name", ["../__init__.py", "..%2F__init__.py", "%2e%2e/errors.py", "nothing.css", ""]
)
def test_nothing_else_is_served(site: TestClient, name: str) -> None:
    assert site.get(f"/static/{static_files().digest}/{name}").status_code in (301, 404)


def test_the_prefix_stands_before_the_address() -> None:
    name = next(iter(static_files().contents))
    assert static_url(name, "/wissen").startswith("/wissen/static/")
