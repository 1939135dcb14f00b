"""``kb dictionary``.

1. ``import`` compiles a file into the state, with --json as one object and nothing else on standard output.
2. ``status`` says which dictionary is there; none is no failure.
3. A wrong file or a damaged dictionary is one line on standard error and exit code 1; wrong use is 2.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from indexer.command_line.every import app
from tests.indexer.dictionary.snippets import a_source


class KbDictionary:
    """Runs ``kb dictionary`` with a state of its own; it needs no corpus."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "var" / "state" / "dictionary.bin"
        self._environment = {"KB_CORPUS": str(folder / "nowhere"), "KB_VAR": str(folder / "var")}

    def __call__(self, *words: str | Path) -> Result:
        result = CliRunner().invoke(app, ["dictionary", *map(str, words)], env=self._environment)
        assert "Traceback" not in result.output
        return result


@pytest.fixture
def kb_dictionary(tmp_path: Path) -> KbDictionary:
    return KbDictionary(tmp_path)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return a_source(tmp_path / "de-en")


def test_import_says_what_it_did(kb_dictionary: KbDictionary, source: Path) -> None:
    result = kb_dictionary("import", source)
    assert result.exit_code == 0
    assert "pairs of words" in result.stdout
    assert kb_dictionary.file.is_file()


def test_import_as_json_is_one_object(kb_dictionary: KbDictionary, source: Path) -> None:
    result = kb_dictionary("import", source, "--json")
    values = json.loads(result.stdout)
    assert set(values) == {"senses", "pairs", "headwords", "heading", "file", "bytes", "seconds"}
    assert values["file"] == str(kb_dictionary.file)
    assert values["bytes"] == kb_dictionary.file.stat().st_size


def test_status_says_which_dictionary_is_there(kb_dictionary: KbDictionary, source: Path) -> None:
    assert kb_dictionary("import", source).exit_code == 0
    assert "License :: EUPL-1.2" in kb_dictionary("status").stdout
    values = json.loads(kb_dictionary("status", "--json").stdout)
    assert set(values) == {"senses", "pairs", "headwords", "heading", "file", "bytes", "imported"}


def test_no_dictionary_is_no_failure(kb_dictionary: KbDictionary) -> None:
    result = kb_dictionary("status")
    assert result.exit_code == 0
    assert "kb dictionary import FILE" in result.stdout
    assert json.loads(kb_dictionary("status", "--json").stdout) == {"file": None}


def test_a_wrong_file_is_one_line_and_keeps_the_dictionary(
    kb_dictionary: KbDictionary, source: Path, tmp_path: Path
) -> None:
    kb_dictionary("import", source)
    before = kb_dictionary.file.read_bytes()
    for wrong in (a_source(tmp_path / "text", "some text\n"), tmp_path / "nowhere", tmp_path):
        result = kb_dictionary("import", wrong, "--json")
        assert result.exit_code == 1
        assert result.stdout == ""
        assert result.stderr.startswith(f"kb: {wrong}")
        assert result.stderr.count("\n") == 1
    assert kb_dictionary.file.read_bytes() == before


def test_status_fails_on_damage_and_import_mends_it(kb_dictionary: KbDictionary, source: Path) -> None:
    kb_dictionary("import", source)
    kb_dictionary.file.write_bytes(b"damaged")
    result = kb_dictionary("status")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "Make it anew with 'kb dictionary import FILE'" in result.stderr
    assert kb_dictionary("import", source).exit_code == 0
    assert kb_dictionary("status").exit_code == 0


def test_wrong_use(kb_dictionary: KbDictionary) -> None:
    assert kb_dictionary("import").exit_code == 2
    assert kb_dictionary("export").exit_code == 2
