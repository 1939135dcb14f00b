"""The house keeps its shape.

1. The packages kb, indexer and web exist, and every module in them says in a docstring what it is for.
2. Imports point one way: kb, indexer, web; inside indexer analysis, then index and dictionary, then search
   and ingest; fetching knows none of them.
3. Command lines sit on top: nothing but themselves and the command ``kb`` imports them.
4. Whoosh stays behind indexer/index, and only the parts of it that were chosen are used.
5. Files have up to 350 lines, functions up to 40.
6. No module has a name that could hold anything.
7. Every path that the documentation names exists.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("kb", "indexer", "web")

FORBIDDEN_IMPORTS = {
    "kb": ("indexer", "web"),
    "indexer": ("web",),
    "indexer.analysis": (
        "indexer.index",
        "indexer.dictionary",
        "indexer.search",
        "indexer.ingest",
        "indexer.evaluation",
    ),
    "indexer.index": ("indexer.dictionary", "indexer.search", "indexer.ingest", "indexer.evaluation"),
    "indexer.dictionary": ("indexer.index", "indexer.search", "indexer.ingest", "indexer.evaluation"),
    "indexer.fetching": (
        "indexer.index",
        "indexer.dictionary",
        "indexer.search",
        "indexer.ingest",
        "indexer.evaluation",
    ),
    "indexer.search": ("indexer.ingest", "indexer.evaluation"),
    "indexer.ingest": ("indexer.search", "indexer.evaluation"),
}
COMMAND_LINES = ("kb.command_line", "indexer.command_line", "web.command_line")
ON_TOP_OF_COMMAND_LINES = ("web.command_line", "web.__main__")

WHOOSH_ALLOWED_IN = "indexer.index"
WHOOSH_PARTS = tuple(
    f"whoosh.{part}"
    for part in (
        "fields",
        "index",
        "codec",
        "writing",
        "query",
        "analysis",
        "columns",
        "reading",
        "filedb",
        "matching",
    )
)

LINES_PER_FILE = 350
LINES_PER_FUNCTION = 40
SUFFIXES_WITH_A_LIMIT = {".py", ".html", ".css", ".js"}
NAMES_FOR_ANYTHING = {"utils", "helpers", "base", "core", "manager", "common", "misc"}

TOP_FOLDERS = {*PACKAGES, "corpus", "tests", "docs", "deploy", ".ci"}
TOP_FILE = re.compile(r"(?:Makefile|LICENSE|\.gitignore|\.editorconfig|[\w.-]+\.(?:md|toml|lock|yml))")
MADE_AT_RUN_TIME = ("var/", "corpus/drafts", "corpus/history", "corpus/files", "kb.toml")
PATH = re.compile(r"[\w.*-]+(?:/[\w.*-]+)*/?")


@dataclass(frozen=True)
class Import:
    """One imported name and the place that imports it."""

    importer: str
    imported: str
    place: str


def inside(module: str, *packages: str) -> bool:
    """Whether a dotted name is one of the packages or lies in one of them."""
    return any(module == package or module.startswith(f"{package}.") for package in packages)


def source_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def place(path: Path, line: int | None = None) -> str:
    return str(path.relative_to(ROOT)) + (f":{line}" if line else "")


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def absolute(node: ast.ImportFrom, path: Path) -> str:
    """The module a ``from`` names: ``from ..index import x`` in indexer/search/ gives indexer.index."""
    if not node.level:
        return node.module or ""
    package = path.relative_to(ROOT).parent.parts
    parts = [*package[: len(package) - node.level + 1], *filter(None, [node.module])]
    return ".".join(parts)


def imports_of(path: Path) -> Iterator[Import]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = absolute(node, path)
            names = [f"{module}.{alias.name}" for alias in node.names]
        else:
            continue
        yield from (Import(dotted(path), name, place(path, node.lineno)) for name in names)


@pytest.fixture(scope="module")
def imports() -> list[Import]:
    return [found for path in source_files(*PACKAGES) for found in imports_of(path)]


@pytest.mark.parametrize("package", PACKAGES)
def test_the_package_exists(package: str) -> None:
    assert (ROOT / package / "__init__.py").is_file()


def test_every_module_says_what_it_is_for() -> None:
    modules = {path: ast.parse(path.read_text("utf-8")) for path in source_files(*PACKAGES)}
    assert [place(path) for path, module in modules.items() if not ast.get_docstring(module)] == []


def test_every_folder_with_modules_is_a_package() -> None:
    folders = {path.parent for path in source_files(*PACKAGES)}
    assert sorted(place(folder) for folder in folders if not (folder / "__init__.py").is_file()) == []


def test_imports_point_one_way(imports: list[Import]) -> None:
    assert [
        f"{found.place}: {lower} must not import {found.imported}"
        for found in imports
        for lower, forbidden in FORBIDDEN_IMPORTS.items()
        if inside(found.importer, lower) and inside(found.imported, *forbidden)
    ] == []


def test_only_the_command_kb_imports_command_lines(imports: list[Import]) -> None:
    assert [
        f"{found.place}: imports {found.imported}"
        for found in imports
        for command_line in COMMAND_LINES
        if inside(found.imported, command_line)
        and not inside(found.importer, command_line, *ON_TOP_OF_COMMAND_LINES)
    ] == []


def test_whoosh_stays_behind_the_index(imports: list[Import]) -> None:
    assert [
        f"{found.place}: imports {found.imported}"
        for found in imports
        if inside(found.imported, "whoosh")
        and not (inside(found.importer, WHOOSH_ALLOWED_IN) and inside(found.imported, *WHOOSH_PARTS))
    ] == []


def test_files_stay_short() -> None:
    files = [*source_files("tests")]
    files += [
        path
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.suffix in SUFFIXES_WITH_A_LIMIT and path.is_file()  # "leuchtturm.css" is a folder of parts
    ]
    lengths = {place(path): len(path.read_text("utf-8").splitlines()) for path in files}
    assert {path: lines for path, lines in lengths.items() if lines > LINES_PER_FILE} == {}


def test_functions_stay_short() -> None:
    lengths = {
        f"{place(path, node.lineno)} {node.name}": (node.end_lineno or 0) - node.lineno + 1
        for path in source_files(*PACKAGES)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {function: lines for function, lines in lengths.items() if lines > LINES_PER_FUNCTION} == {}


def test_no_module_has_a_name_that_could_hold_anything() -> None:
    folders = {path.parent for path in source_files(*PACKAGES, "tests")}
    modules = [*source_files(*PACKAGES, "tests"), *folders]
    assert [place(path) for path in modules if path.stem.strip("_") in NAMES_FOR_ANYTHING] == []


def named_paths(text: str) -> Iterator[str]:
    """The paths of the repository among the words in backticks; placeholders and addresses are none."""
    without_blocks = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    for words in re.findall(r"`([^`\n]+)`", without_blocks):
        word = words.removeprefix("./").split("::")[0]
        if not PATH.fullmatch(word) or word.startswith(MADE_AT_RUN_TIME):
            continue
        in_a_known_folder = "/" in word and word.split("/")[0] in TOP_FOLDERS
        if in_a_known_folder or TOP_FILE.fullmatch(word) or ("/" in word and word.endswith((".py", ".md"))):
            yield word


def test_every_path_named_in_the_documentation_exists() -> None:
    documents = [*ROOT.glob("README.md"), *sorted((ROOT / "docs").glob("*.md"))]
    assert [
        f"{place(document)}: {path}"
        for document in documents
        for path in named_paths(document.read_text("utf-8"))
        if not any(ROOT.glob(path.rstrip("/")))
    ] == []


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("see `kb/settings.py` and `docs/`", ["kb/settings.py", "docs/"]),
        ("`Makefile`, `requirements.lock`", ["Makefile", "requirements.lock"]),
        ("`corpus/records/<kind>/<id>.yaml`, `var/index`, `tests/{case}`", []),
        ("`/search?q=kiel`, `text/html`, `kb index`, `corpus.jsonl`", []),
        ("`tests/golden/*/searches.yaml`", ["tests/golden/*/searches.yaml"]),
        ("```\nkb/gone.py\n`kb/gone.py`\n```\n", []),
    ],
)
def test_paths_are_told_from_other_words(text: str, paths: list[str]) -> None:
    assert list(named_paths(text)) == paths
