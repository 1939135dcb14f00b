"""Test collections in the layout of BEIR.

1. Documents keep their ids, titles, texts and languages; what states no language has the given one.
2. Questions and judgements are those of the files; other files can stand in for them.
3. A document of a collection has a title and a body in its language and nothing that could boost it.
4. A bad line is refused with its file and line, and never with a traceback.
5. Empty lines, a byte order mark, Windows line ends and a missing header change nothing.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from indexer.evaluation.collection import CollectionInvalid, Text, as_document, read_collection
from tests.indexer.evaluation.collections import CORPUS, HEADER, QRELS, QUERIES, a_collection


def test_documents_keep_what_the_file_says(tmp_path: Path) -> None:
    texts = read_collection(a_collection(tmp_path), language="da").texts
    assert texts[0] == Text("Doc-1/ä", "Harbour fees", "What ships pay in a harbour.", "en")
    assert texts[1].title == ""
    assert [text.language for text in texts] == ["en", "de", "en", "da"]


def test_questions_and_judgements_are_those_of_the_files(tmp_path: Path) -> None:
    collection = read_collection(a_collection(tmp_path))
    assert [question.id for question in collection.questions] == ["q1", "q2", "nobody judged me"]
    assert [question.id for question in collection.judged] == ["q1", "q2"]
    assert collection.judgements == {
        "q1": {"Doc-1/ä": 2, "3": 1, "4": 0},
        "q2": {"7.2": 1, "gone": 1},
    }


def test_other_files_are_found_beside_the_corpus_and_elsewhere(tmp_path: Path) -> None:
    folder = a_collection(tmp_path / "collection")
    (folder / "other.jsonl").write_text('{"_id": "o", "text": "rain"}\n', "utf-8")
    elsewhere = tmp_path / "judged.tsv"
    elsewhere.write_text(f"{HEADER}\no\t4\t1\n", "utf-8")
    collection = read_collection(folder, queries=Path("other.jsonl"), qrels=elsewhere)
    assert [question.text for question in collection.judged] == ["rain"]


def test_a_text_becomes_a_title_and_a_body_and_nothing_else() -> None:
    document = as_document(Text("Doc-1/ä", "Hafen", "Ein Text.", "de"))
    assert document.id == "Doc-1/ä"
    assert document.status == "published"
    assert document.texts == {"title_de": "Hafen", "approach_de": "Ein Text."}
    assert set(document.facets.values()) == {("_none",)}
    assert as_document(Text("x", "", "Ein Text.", "de")).texts == {"approach_de": "Ein Text."}


@pytest.mark.parametrize(
    ("name", "line", "problem"),
    [
        ("corpus", '{"_id": "x", "text": "a"', "not JSON"),
        ("corpus", "[1]", "not a JSON object"),
        ("corpus", '{"text": "a"}', "'_id' must be a text"),
        ("corpus", '{"_id": "", "text": "a"}', "'_id' must be a text"),
        ("corpus", '{"_id": true, "text": "a"}', "'_id' must be a text"),
        ("corpus", '{"_id": "3", "text": "a"}', "the id '3' stands already at .*corpus.jsonl:3"),
        ("corpus", '{"_id": "x"}', "'text' must be a text, and is None"),
        ("corpus", '{"_id": "x", "title": 3, "text": "a"}', "'title' must be a text, and is 3"),
        ("corpus", '{"_id": "x", "text": "a", "lang": "fr"}', "'lang' is 'fr'; use one of de, en, da"),
        ("queries", '{"_id": "x", "text": null}', "'text' must be a text"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, name: str, line: str, problem: str) -> None:
    before = CORPUS if name == "corpus" else QUERIES
    folder = a_collection(tmp_path)
    a_collection(tmp_path, corpus=[*CORPUS, line] if name == "corpus" else CORPUS)
    if name == "queries":
        a_collection(tmp_path, queries=[*QUERIES, line])
    place = re.escape(f"{folder / name}.jsonl:{len(before) + 1}: ")
    with pytest.raises(CollectionInvalid, match=place + ".*" + problem):
        read_collection(folder)


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("q1\tx", "is not 'query-id, corpus-id, score'"),
        ("q1\tx\t1.5", "is not 'query-id, corpus-id, score'"),
        ("q1 x 1", "is not 'query-id, corpus-id, score'"),
        (HEADER, "is not 'query-id, corpus-id, score'"),
        ("q1\t3\t2", "were judged otherwise before"),
    ],
)
def test_a_bad_judgement_is_named(tmp_path: Path, line: str, problem: str) -> None:
    folder = a_collection(tmp_path, qrels=[*QRELS, line])
    with pytest.raises(CollectionInvalid, match=f"qrels.tsv:{len(QRELS) + 2}: .*{problem}"):
        read_collection(folder)


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    folder = a_collection(tmp_path)
    (folder / name).unlink()
    with pytest.raises(CollectionInvalid, match=f"{name} is not there"):
        read_collection(folder)


def test_what_is_not_utf_8_is_named(tmp_path: Path) -> None:
    folder = a_collection(tmp_path)
    (folder / "corpus.jsonl").write_bytes(b'{"_id": "x", "text": "\xe4"}\n')
    with pytest.raises(CollectionInvalid, match="Save it as UTF-8"):
        read_collection(folder)


def test_files_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CollectionInvalid, match="--queries and --qrels"):
        read_collection(a_collection(tmp_path, qrels=["other\t3\t1"]))


def test_the_habits_of_other_programs_change_nothing(tmp_path: Path) -> None:
    folder = a_collection(tmp_path)
    expected = read_collection(folder)
    for path in folder.iterdir():
        lines = [line for line in path.read_text("utf-8").splitlines() if line != HEADER]
        path.write_bytes(b"\xef\xbb\xbf" + "\r\n\r\n".join(lines).encode())
    assert read_collection(folder) == expected
