"""Signatures are made once.

1. What was made comes back as it was, and only changed files are read anew.
2. Damaged bundles, other vocabularies and a deleted folder only cost time.
3. What is no longer asked for goes when its bundle changes; what was added by an import is kept.
4. A cache that is cut off in the middle of being written is the old or the new one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from indexer.ingest.duplicates import known as known_module
from indexer.ingest.duplicates.known import known_records
from indexer.ingest.duplicates.signature import Signature, sign
from indexer.ingest.duplicates.signature_cache import SignatureCache
from kb.corpus import Corpus
from kb.repository import digest_of
from tests.indexer import corpora
from tests.indexer.ingest.duplicates.planted import a_record
from tests.indexer.steps import killed_before
from tests.tiers import examples

RECORD = a_record(
    "one",
    title={"en": "Cranes teach", "de": "Kräne lehren"},
    summary={"en": "In 2019 three cranes taught 264 people.", "de": "2019 lehrten drei Kräne 264 Menschen."},
    figures=[{"what": {"en": "people"}, "value": 264, "year": 2019}],
    sources=[{"url": "https://example.org/cranes", "title": "Cranes"}],
    relations=[{"type": "related", "to": "two"}],
    period={"start": 2019},
    provenance={"digest": "a" * 64, "address": "https://example.org/cranes"},
)
DIGEST = "ab" * 32


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    corpus = corpora.a_corpus(tmp_path, [corpora.values(f"r{number}") for number in range(6)])
    vars(corpus)["vocabularies"] = corpora.delivered_vocabularies()  # read once for all tests
    return corpus


@pytest.fixture
def signed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the records that are signed from now on."""
    ids: list[str] = []

    def noted(record: object, *given: object) -> Signature:
        ids.append(record.id)  # type: ignore[attr-defined]
        return sign(record, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(known_module, "sign", noted)
    return ids


def same(one: Signature, other: Signature) -> bool:
    return one.facts == other.facts and all(
        (a.language, a.shown) == (b.language, b.shown)
        and np.array_equal(a.shingles, b.shingles)
        and np.array_equal(a.traits, b.traits)
        and np.array_equal(a.factors, b.factors)
        for a, b in zip(one.sides, other.sides, strict=True)
    )


def test_what_was_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    vocabularies = corpora.delivered_vocabularies()
    signature = sign(RECORD, vocabularies)
    assert len(signature.sides) == 2
    cache = SignatureCache(tmp_path, vocabularies)
    assert cache.get(DIGEST) is None
    cache.put(DIGEST, signature)
    cache.save()
    found = SignatureCache(tmp_path, vocabularies).get(DIGEST)
    assert found
    assert same(found, signature)
    assert SignatureCache(tmp_path, vocabularies).get("ab" + "c" * 62) is None


def test_only_changed_files_are_signed_again(corpus: Corpus, signed: list[str]) -> None:
    known_records(corpus)
    assert signed == [f"r{number}" for number in range(6)]
    signed.clear()
    known_records(corpus)
    assert signed == []
    corpora.write(corpus.settings.corpus, [corpora.values("r3", title={"de": "Neu"})])
    known_records(corpus)
    assert signed == ["r3"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-3]),
        lambda path: path.write_bytes(path.read_bytes()[:-1] + b"x"),
        lambda path: path.write_bytes(b"\xff\x00"),
        lambda path: path.write_bytes(b"[]\n"),
        lambda path: path.write_bytes(b""),
        lambda path: shutil.rmtree(path.parent, ignore_errors=True),
    ],
)
def test_a_damaged_cache_only_costs_time(
    corpus: Corpus, signed: list[str], damage: Callable[[Path], None]
) -> None:
    known_records(corpus)
    for path in list((corpus.settings.var / "cache" / "duplicates").iterdir()):
        damage(path)
    signed.clear()
    assert "r0" in known_records(corpus)
    assert len(signed) == 6
    signed.clear()
    known_records(corpus)
    assert signed == []


def test_signatures_of_other_vocabularies_are_made_anew(tmp_path: Path) -> None:
    vocabularies = corpora.delivered_vocabularies()
    cache = SignatureCache(tmp_path, vocabularies)
    cache.put(DIGEST, sign(RECORD, vocabularies))
    cache.save()
    assert SignatureCache(tmp_path, replace(vocabularies, digest="other")).get(DIGEST) is None


def test_what_nobody_asks_for_goes_with_the_next_change(tmp_path: Path) -> None:
    vocabularies = corpora.delivered_vocabularies()
    signature, other = sign(RECORD, vocabularies), "ab" + "d" * 62
    cache = SignatureCache(tmp_path, vocabularies)
    cache.put(DIGEST, signature)
    cache.save()
    cache = SignatureCache(tmp_path, vocabularies)
    cache.put(other, signature)
    cache.save()
    assert SignatureCache(tmp_path, vocabularies).get(other)
    assert SignatureCache(tmp_path, vocabularies).get(DIGEST) is None


def test_what_an_import_adds_is_kept(corpus: Corpus, signed: list[str]) -> None:
    known = known_records(corpus)
    signed.clear()
    known.near(RECORD)
    known.add(RECORD, is_draft=False)
    known.save()
    assert signed == ["one"]
    corpora.write(corpus.settings.corpus, [RECORD.values()])
    assert "one" in known_records(corpus)
    assert signed == ["one"]


def test_a_cache_that_is_cut_off_is_the_old_or_the_new_one(tmp_path: Path) -> None:
    vocabularies = corpora.delivered_vocabularies()
    signature = sign(RECORD, vocabularies)
    for last in range(examples(4, 12)):
        folder = tmp_path / str(last)

        def write(folder: Path = folder) -> None:
            cache = SignatureCache(folder, vocabularies)
            cache.put(digest_of(b"1"), signature)
            cache.save()

        killed = killed_before(last, write)
        found = SignatureCache(folder, vocabularies).get(digest_of(b"1"))
        assert found is None or same(found, signature)
        assert killed or found
