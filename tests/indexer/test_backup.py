"""A site goes into one file while people work on it, and comes out of it elsewhere.

1. Property: put back elsewhere, every record has a state it had between start and end, with the history up
   to it, and nothing that would have to be mended; so do databases and files of lines.
2. What becomes public meanwhile is in it as a draft, as a record, or as both; never is it in neither.
3. Everything that cannot be made anew is in it, byte for byte; index, cache, marks, locks, remains are not.
4. Only the owner may read a backup; where one cannot be written there is none, not even half of one.
"""

from __future__ import annotations

import json
import os
import sqlite3
import stat
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

import pytest

from indexer import backup_parts
from indexer.backup import make_backup, restore_backup
from indexer.errors import BackupRefused
from indexer.publishing import Publisher
from kb.corpus import Corpus
from kb.drafts import Drafts
from kb.record import Record
from kb.repository import digest_of
from kb.settings import Settings
from tests.indexer.corpora import values
from tests.indexer.sites_to_keep import COUNT, a_copy, a_site, change, content, elsewhere
from tests.tiers import examples


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Never changed by a test."""
    return a_site(tmp_path_factory.mktemp("site"))


@pytest.fixture
def settings(site: Settings, tmp_path: Path) -> Settings:
    """A site of a test's own."""
    return a_copy(site, tmp_path / "live")


@contextmanager
def meanwhile(work: Callable[[], None]) -> Iterator[None]:
    """Do some work again and again in a thread of its own; what fails there fails the test."""
    stop = threading.Event()
    failures: list[BaseException] = []

    def run() -> None:
        try:
            while not stop.is_set():
                work()
        except BaseException as error:  # noqa: BLE001 - raised again in the test
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    if failures:
        raise failures[0]


class Editor:
    """Somebody who changes, deletes, restores and adds records, one after the other."""

    def __init__(self, corpus: Corpus, seed: int) -> None:
        self.corpus = corpus
        self.random = Random(seed)
        self.added = 0

    def __call__(self) -> None:
        repository = self.corpus.repository
        record_id = f"r{self.random.randrange(COUNT)}"
        if self.random.random() < 0.1:
            self.added += 1
            record = Record.model_validate(values(f"added-{self.added}"))
            repository.save(record, expected=None, by="test", why="added")
        elif record_id not in repository.ids():
            repository.restore(record_id, 1, expected=None, by="test", why="back")
        elif self.random.random() < 0.2:
            repository.delete(record_id, expected=repository.get(record_id).digest, by="test", why="away")
        else:
            change(self.corpus, record_id, f"text {self.random.random()} " * self.random.randrange(1, 300))


@pytest.mark.parametrize("seed", range(examples(3, 50)))
def test_put_back_it_equals_a_state_between_start_and_end(
    settings: Settings, tmp_path: Path, seed: int
) -> None:
    corpus, file = Corpus(settings), tmp_path / "backup.tar.gz"
    log, database = settings.var / "state" / "links.jsonl", settings.var / "state" / "rows.sqlite"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.touch()
    with closing(sqlite3.connect(database)) as rows:
        rows.execute("CREATE TABLE pairs (a, b)")
        rows.commit()

    def write_state() -> None:
        with log.open("a") as lines:
            lines.write(json.dumps({"long": "x" * 200}) + "\n")
        with closing(sqlite3.connect(database, timeout=60)) as rows:
            number = rows.execute("SELECT COUNT(*) FROM pairs").fetchone()[0]
            rows.execute("INSERT INTO pairs VALUES (?, 0)", (number,))
            rows.execute("UPDATE pairs SET b = a WHERE a = ?", (number,))
            rows.commit()

    def numbers() -> dict[str, int]:
        ids = {path.stem for path in (settings.corpus / "history").glob("*.jsonl")}
        return {record_id: len(corpus.repository.history(record_id)) for record_id in ids}

    with meanwhile(Editor(corpus, seed)), meanwhile(write_state):
        before = numbers()
        make_backup(settings, file)
        after = numbers()
    there = elsewhere(settings, tmp_path / "there")
    restore_backup(file, there)

    journals = content(there.corpus / "history")
    restored = Corpus(there).repository
    assert set(restored.ids()) | before.keys() >= {f"r{number}" for number in range(COUNT)}
    for name, journal in journals.items():
        record_id = name.removesuffix(".jsonl")
        live, kept = corpus.repository.history(record_id), restored.history(record_id)
        assert before.get(record_id, 0) <= len(kept) <= after[record_id]
        assert list(kept) == list(live[: len(kept)])
        paths = list((there.corpus / "records").glob(f"*/{record_id}.yaml"))
        wanted = [kept[-1].digest] if kept[-1].digest else []
        assert [digest_of(path.read_bytes()) for path in paths] == wanted
        assert (there.corpus / "history" / name).read_bytes() == journal
    for path in there.corpus.glob("records/*/*.yaml"):
        if f"{path.stem}.jsonl" not in journals:  # changed first after it was read, or never
            assert path.stem not in before
            live = corpus.repository.history(path.stem)
            assert not live or live[0].digest == digest_of(path.read_bytes())
    assert not Corpus(there).review().findings
    assert content(there.corpus / "history") == journals  # a look at everything mends nothing
    assert all(json.loads(line) for line in (there.var / "state" / "links.jsonl").read_text().splitlines())
    with closing(sqlite3.connect(there.var / "state" / "rows.sqlite")) as rows:
        assert rows.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert rows.execute("SELECT COUNT(*) FROM pairs WHERE a <> b").fetchone() == (0,)


@pytest.mark.parametrize("record_id", ["r0", "r1"], ids=["with history", "never changed"])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_save_while_its_record_is_read_is_in_it_wholly_or_not_at_all(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record_id: str, moment: str
) -> None:
    corpus, read = Corpus(settings), backup_parts._read
    saving = threading.Thread(target=change, args=(corpus, record_id, "meanwhile"))

    def save() -> None:
        if not saving.ident:
            saving.start()
            saving.join(0.3)  # with the lock held it cannot get through

    def read_slowly(paths: Iterable[Path]) -> list[tuple[Path, bytes]]:
        about_it = any(path.stem == record_id for path in paths)
        if about_it and moment == "before":
            save()
        found = read(paths)
        if about_it and moment == "after":
            save()
        return found

    monkeypatch.setattr(backup_parts, "_read", read_slowly)
    make_backup(settings, tmp_path / "backup.tar.gz")
    saving.join()
    there = elsewhere(settings, tmp_path / "there")
    restore_backup(tmp_path / "backup.tar.gz", there)
    kept, live = (Corpus(site).repository.history(record_id) for site in (there, settings))
    assert list(kept) == list(live[: len(kept)])
    assert kept or record_id == "r1"
    (path,) = there.corpus.glob(f"records/*/{record_id}.yaml")
    assert digest_of(path.read_bytes()) == (kept[-1] if kept else live[0]).digest


@pytest.mark.parametrize("moment", range(examples(4, 15)))
def test_what_becomes_public_meanwhile_is_not_lost(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int
) -> None:
    corpus, read = Corpus(settings), backup_parts._read
    for number in range(3):
        Drafts(corpus).start(values(f"new-{number}"), by="someone")
    calls = iter(range(10_000))

    def publish() -> None:
        for draft_id in Drafts(corpus).ids():
            draft = Drafts(corpus).get(draft_id)
            Publisher(corpus).publish(draft_id, expected=draft.digest, by="someone")

    def read_and_publish(paths: Iterable[Path]) -> list[tuple[Path, bytes]]:
        found = read(paths)
        if next(calls) == moment:
            publishing.start()
            publishing.join(0.2)  # what is being read is locked
        return found

    publishing = threading.Thread(target=publish)
    monkeypatch.setattr(backup_parts, "_read", read_and_publish)
    make_backup(settings, tmp_path / "backup.tar.gz")
    publishing.join()
    there = elsewhere(settings, tmp_path / "there")
    restore_backup(tmp_path / "backup.tar.gz", there)
    found = {*Drafts(Corpus(there)).ids(), *Corpus(there).repository.ids()}
    assert found >= {f"new-{number}" for number in range(3)}
    assert not Corpus(there).review().findings


def test_all_that_cannot_be_made_anew_is_in_it(settings: Settings, tmp_path: Path) -> None:
    wanted = {
        "corpus/drafts/new.yaml": b"id: new\n",
        "corpus/drafts/new.jsonl": b"{}\n",
        "corpus/drafts/new.found.json": b"{}",
        "corpus/files/abc": bytes(range(256)) * 9000,
        "corpus/pages/privacy.de.md": b"# Datenschutz\n",
        "corpus/vocabularies/themes.yaml": b"",
        "corpus/.delivered.json": b"{}",
        "corpus/records/guide/not-a-record.txt": b"x",
        "var/state/files/def": b"restricted",
        "var/state/dictionary.bin": b"\0\1\2",
        "var/state/audit.jsonl": b"{}\n{}\n",
    }
    unwanted = {
        "var/index/CURRENT": b"",
        "var/cache/x": b"",
        "var/state/pending/r1": b"",
        "var/state/links.lock": b"",
        "var/state/a.sqlite-journal": b"",
        "corpus/records/guide/.r1.yaml.0123abcd": b"half",
    }
    live = settings.corpus.parent
    for name, data in (wanted | unwanted).items():
        (live / name).parent.mkdir(parents=True, exist_ok=True)
        (live / name).write_bytes(data)
    made = make_backup(settings, tmp_path / "backup.tar.gz")
    there = tmp_path / "there"
    put_back = restore_backup(tmp_path / "backup.tar.gz", elsewhere(settings, there))
    expected = {name: data for name, data in content(live).items() if not name.startswith("var/")}
    expected = {name: data for name, data in (expected | wanted).items() if name not in unwanted}
    assert content(there) == expected
    assert (made.files, made.made, made.bytes) == (len(expected), put_back.made, put_back.bytes)
    assert put_back.files == made.files
    assert not list(there.rglob(".restoring*"))


def test_a_line_that_is_being_written_is_left_out(settings: Settings, tmp_path: Path) -> None:
    history = settings.corpus / "history" / "r0.jsonl"
    whole = history.read_bytes()
    history.write_bytes(whole + b'{"number": 3, "ac')
    make_backup(settings, tmp_path / "backup.tar.gz")
    there = elsewhere(settings, tmp_path / "there")
    restore_backup(tmp_path / "backup.tar.gz", there)
    assert (there.corpus / "history" / "r0.jsonl").read_bytes() == whole


def test_only_the_owner_may_read_it(settings: Settings, tmp_path: Path) -> None:
    make_backup(settings, tmp_path / "backup.tar.gz")
    assert stat.S_IMODE((tmp_path / "backup.tar.gz").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("there.tar.gz", "is there already"),
        ("missing/x.tar.gz", "There is no folder"),
        ("live/corpus/x.tar.gz", "would lie in what it keeps"),
        ("live/var/x.tar.gz", "would lie in what it keeps"),
    ],
)
def test_places_where_no_backup_can_lie(
    settings: Settings, tmp_path: Path, target: str, message: str
) -> None:
    (tmp_path / "there.tar.gz").write_bytes(b"older")
    settings.var.mkdir(exist_ok=True)
    with pytest.raises(BackupRefused, match=message):
        make_backup(settings, tmp_path / target)
    assert (tmp_path / "there.tar.gz").read_bytes() == b"older"


def test_without_a_corpus_there_is_no_backup(tmp_path: Path, settings: Settings) -> None:
    with pytest.raises(BackupRefused, match=r"There is no corpus in .*\. Set KB_CORPUS"):
        make_backup(elsewhere(settings, tmp_path / "nowhere"), tmp_path / "backup.tar.gz")


def test_a_backup_that_fails_leaves_nothing(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    folder = tmp_path / "backups"
    folder.mkdir()
    with pytest.raises(OSError, match="No space"):
        make_backup(settings, folder / "backup.tar.gz")
    assert list(folder.iterdir()) == []
