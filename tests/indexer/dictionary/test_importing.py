"""From a Ding file to the compiled dictionary.

1. What is imported can be opened and says where it comes from; equal files give equal bytes.
2. A file that is refused leaves the dictionary before in place.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.dictionary.compiled import Dictionary
from indexer.dictionary.importing import import_dictionary
from indexer.errors import SourceRefused
from tests.indexer.dictionary.snippets import a_source


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "var" / "state" / "dictionary.bin"


def test_what_is_imported_can_be_opened(tmp_path: Path, target: Path) -> None:
    facts = import_dictionary(a_source(tmp_path / "de-en"), target)
    opened = Dictionary.open(target)
    assert opened.holds("hafen", "de")
    assert opened.facts == {**facts, "heading": list(facts["heading"])}
    assert facts["heading"] == ("Version :: made up for tests", "License :: EUPL-1.2")
    assert facts["pairs"] >= facts["senses"] > 15


def test_equal_files_give_equal_bytes(tmp_path: Path, target: Path) -> None:
    import_dictionary(a_source(tmp_path / "de-en"), target)
    first = target.read_bytes()
    import_dictionary(a_source(tmp_path / "renamed"), target)
    assert target.read_bytes() == first


@pytest.mark.parametrize("text", ["Hafen :: port\nno dictionary\nat all\n", "{m} :: [naut.]\n", ""])
def test_a_refused_file_leaves_the_dictionary_before(tmp_path: Path, target: Path, text: str) -> None:
    import_dictionary(a_source(tmp_path / "de-en"), target)
    before = target.read_bytes()
    with pytest.raises(SourceRefused, match="not a dictionary in Ding format"):
        import_dictionary(a_source(tmp_path / "other", text), target)
    assert target.read_bytes() == before
    assert list(target.parent.iterdir()) == [target]
