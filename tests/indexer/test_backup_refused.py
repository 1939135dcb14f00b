"""What must not happen when a backup is put back.

1. Nothing is overwritten: places that are not empty are refused and stay as they are.
2. Archives that are cut short, changed, hostile or of another kind are refused, and leave nothing behind.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from pathlib import Path

import pytest

from indexer.backup import MANIFEST, make_backup, restore_backup
from indexer.errors import BackupRefused
from kb.repository import digest_of
from kb.settings import Settings
from tests.indexer.sites_to_keep import a_copy, a_site, content, elsewhere


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Never changed by a test."""
    return a_site(tmp_path_factory.mktemp("site"))


@pytest.fixture
def settings(site: Settings, tmp_path: Path) -> Settings:
    """A site of a test's own."""
    return a_copy(site, tmp_path / "live")


@pytest.mark.parametrize("name", ["corpus/records/x", "var/state/accounts.sqlite", "var/index/x"])
def test_nothing_is_overwritten(settings: Settings, tmp_path: Path, name: str) -> None:
    make_backup(settings, tmp_path / "backup.tar.gz")
    there = tmp_path / "there"
    (there / name).parent.mkdir(parents=True)
    (there / name).write_bytes(b"theirs")
    with pytest.raises(BackupRefused, match="is not empty, and nothing is overwritten"):
        restore_backup(tmp_path / "backup.tar.gz", elsewhere(settings, there))
    assert content(there) == {name: b"theirs"}


def test_empty_disks_are_welcome(settings: Settings, tmp_path: Path) -> None:
    make_backup(settings, tmp_path / "backup.tar.gz")
    (tmp_path / "there" / "corpus" / "lost+found").mkdir(parents=True)
    (tmp_path / "there" / "var").mkdir()
    restore_backup(tmp_path / "backup.tar.gz", elsewhere(settings, tmp_path / "there"))
    assert content(tmp_path / "there" / "corpus") == content(settings.corpus)


Member = tuple[str, bytes, bytes]  # name, type, content


def an_archive(*members: Member, manifest: object = None, last: bool = True) -> bytes:
    """An archive with a manifest that fits its members unless another one is given."""
    stated = {name: digest_of(data) for name, _, data in members}
    text = json.dumps(manifest or {"format": 1, "made": "", "files": stated}).encode()
    kept = [*members, (MANIFEST, tarfile.REGTYPE, text)] if last else list(members)
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, kind, data in kept:
            member = tarfile.TarInfo(name)
            member.type = kind
            if kind in (tarfile.SYMTYPE, tarfile.LNKTYPE):
                member.linkname = data.decode()
                archive.addfile(member)
            else:
                member.size = len(data)
                archive.addfile(member, io.BytesIO(data))
    return packed.getvalue()


FINE: Member = ("corpus/records/guide/a.yaml", tarfile.REGTYPE, b"x" * 3000)
REG, LINK = tarfile.REGTYPE, tarfile.SYMTYPE
HOSTILE = {
    "leaves the folder": an_archive(FINE, ("corpus/../../outside", REG, b"x")),
    "leaves it at once": an_archive(FINE, ("../outside", REG, b"x")),
    "absolute": an_archive(FINE, ("/outside", REG, b"x")),
    "absolute below": an_archive(FINE, ("corpus//outside", REG, b"x")),
    "another place": an_archive(FINE, ("index/CURRENT", REG, b"x")),
    "a place itself": an_archive(FINE, ("corpus", REG, b"x")),
    "a link": an_archive(FINE, ("corpus/link", LINK, b"../../outside")),
    "a link inside": an_archive(FINE, ("corpus/link", LINK, b"records")),
    "a hard link": an_archive(FINE, ("corpus/link", tarfile.LNKTYPE, b"corpus/records/guide/a.yaml")),
    "a device": an_archive(FINE, ("state/device", tarfile.CHRTYPE, b"")),
    "a pipe": an_archive(FINE, ("state/pipe", tarfile.FIFOTYPE, b"")),
    "the same twice": an_archive(FINE, FINE),
    "a file as a folder": an_archive(FINE, ("corpus/records/guide/a.yaml/b", REG, b"x")),
    "more after the manifest": an_archive(FINE, (MANIFEST, REG, b'{"format": 1, "files": {}}')),
    "no manifest": an_archive(FINE, last=False),
    "changed": an_archive(FINE, manifest={"format": 1, "files": {FINE[0]: digest_of(b"y")}}),
    "one is missing": an_archive(
        FINE, manifest={"format": 1, "files": {FINE[0]: digest_of(FINE[2]), "corpus/b": ""}}
    ),
    "one too many": an_archive(FINE, manifest={"format": 1, "files": {}}),
    "newer": an_archive(FINE, manifest={"format": 2, "files": {FINE[0]: digest_of(FINE[2])}}),
    "odd manifest": an_archive(FINE, manifest=[1]),
    "cut short": an_archive(FINE)[:-40],
    "half": an_archive(FINE)[: len(an_archive(FINE)) // 2],
    "flipped": bytes(byte ^ (number == 60) for number, byte in enumerate(an_archive(FINE))),
    "no tar": gzip.compress(b"hello" * 1000),
    "no gzip": b"PK\3\4 a zip" * 100,
    "empty": b"",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_backup_is_refused_and_leaves_nothing(
    settings: Settings, tmp_path: Path, name: str
) -> None:
    file, there = tmp_path / "backup.tar.gz", tmp_path / "there"
    file.write_bytes(HOSTILE[name])
    before = content(tmp_path)
    with pytest.raises(BackupRefused) as refused:
        restore_backup(file, elsewhere(settings, there))
    assert "Take another" in str(refused.value) or "." in str(refused.value)
    assert content(tmp_path) == before
    assert not list((there / "corpus").iterdir())
    assert not list((there / "var").iterdir())


def test_a_fine_archive_is_not_refused(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "backup.tar.gz").write_bytes(an_archive(FINE))
    restore_backup(tmp_path / "backup.tar.gz", elsewhere(settings, tmp_path / "there"))
    assert content(tmp_path / "there") == {FINE[0]: FINE[2]}
