"""Drafts: whatever somebody has saved is there, whoever looks next.

1. A draft tells who did what to it, and in which state it is.
2. A change that expects another text is refused and changes nothing; of two that expect the same one wins.
3. Values may be incomplete or wrong and hold any text; what no file could hold is refused before anything is
   written. A draft is judged as if it were published now.
4. An edit by hand or a file without a journal is a step like any other; reading writes nothing.
5. A file that is behind its journal is brought up to it; a torn last line is cut off.
6. A broken file is named with its line, stays as it is, and can be discarded.
7. Any earlier state of a draft or of its record can be had by its digest.
8. No id leads out of the folder, and no link.
9. Who waits for a draft that goes meanwhile does not bring it back.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from kb.corpus import Corpus
from kb.draft import Draft, Step
from kb.draft_text import written
from kb.drafts import Drafts
from kb.errors import DraftBroken, DraftMissing, DraftThere, KbError, RecordInvalid, RevisionConflict
from kb.findings import Finding
from kb.journal import open_journal
from kb.repository import digest_of
from tests.kb.corpora import a_corpus, a_record, values
from tests.kb.strategies import any_text
from tests.tiers import examples


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    return a_corpus(tmp_path)


@pytest.fixture
def drafts(corpus: Corpus) -> Drafts:
    return Drafts(corpus)


@pytest.fixture
def draft(drafts: Drafts) -> Draft:
    """A draft ``a`` that ``u1`` has started."""
    return drafts.start(values("a"), by="u1")


def titled(title: str, draft_id: str = "a") -> dict[str, Any]:
    return values(draft_id, title={"de": title})


def by_hand(drafts: Drafts, title: str, draft_id: str = "a") -> bytes:
    """Put another text in place of a draft's, past the drafts; its bytes."""
    data = b"# by hand\n" + written(draft_id, titled(title, draft_id), "draft").data
    drafts.files.folder.mkdir(parents=True, exist_ok=True)
    drafts.files.text(draft_id).write_bytes(data)
    return data


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_draft_tells_who_did_what(drafts: Drafts) -> None:
    first = drafts.start(values("a"), by="u1", base="0" * 64, note="from the fair")
    second = drafts.save("a", titled("neu"), expected=first.digest, by="u2")
    third = drafts.submit("a", expected=second.digest, by="u1", note="please look")
    drafts.decide("a", {"k1": "accepted", "k2": "dismissed"}, by="u3")
    drafts.decide("a", {"k2": "accepted"}, by="u3")
    found = drafts.comment("a", by="u3", note="well done")
    assert found == drafts.get("a") == next(drafts.all())
    assert (found.owner, found.authors, found.base) == ("u1", frozenset({"u1", "u2"}), "0" * 64)
    assert (found.state, third.state, second.state) == ("in-review", "in-review", "draft")
    assert found.decided == {"k1": "accepted", "k2": "accepted"}
    assert [step.note for step in found.comments] == ["from the fair", "please look", "well done"]
    actions = ["start", "save", "submit", "decide", "decide", "comment"]
    assert [step.action for step in found.steps] == actions
    assert found.digest == third.digest != second.digest
    assert drafts.send_back("a", expected=found.digest, by="u3", note="no").state == "draft"


def test_a_draft_is_judged_as_if_it_were_published(drafts: Drafts) -> None:
    found = drafts.start({"id": "a", "kind": "file", "title": {"de": "Titel"}}, by="u1")
    assert [finding.field for finding in found.checked.findings] == ["summary"]
    whole = {**found.values, "summary": {"de": "Text"}}
    found = drafts.save("a", whole, expected=found.digest, by="u1")
    assert [finding.problem for finding in found.checked.findings] == ["A published paper has no rights."]
    found = drafts.save("a", {**whole, "rights": "open"}, expected=found.digest, by="u1")
    assert found.checked.record == a_record("a", kind="file", rights="open", **_texts(found))


def _texts(draft: Draft) -> dict[str, Any]:
    return {name: draft.values[name] for name in ("title", "summary")}


@pytest.mark.parametrize(
    "change",
    [
        lambda drafts: drafts.save("a", titled("spät"), expected="0" * 64, by="u2"),
        lambda drafts: drafts.submit("a", expected="0" * 64, by="u2"),
        lambda drafts: drafts.withdraw("a", expected="0" * 64, by="u2"),
        lambda drafts: drafts.discard("a", expected="0" * 64, by="u2"),
    ],
)
def test_a_change_that_expects_another_text_is_refused(
    drafts: Drafts, draft: Draft, change: Callable[[Drafts], object]
) -> None:
    before = everything(drafts.files.folder)
    with pytest.raises(RevisionConflict) as refused:
        change(drafts)
    assert (refused.value.current, refused.value.expected) == (draft.digest, "0" * 64)
    assert everything(drafts.files.folder) == before


def test_saving_what_is_there_changes_nothing(drafts: Drafts, draft: Draft) -> None:
    shuffled = dict(reversed([*draft.values.items()]))
    assert drafts.save("a", shuffled, expected="0" * 64, by="u2") == draft


def test_a_draft_is_put_on_a_newer_state_of_its_record(drafts: Drafts, draft: Draft) -> None:
    newer = drafts.save("a", draft.values, expected=draft.digest, by="u1", base="1" * 64)
    assert (newer.base, newer.digest) == ("1" * 64, draft.digest)
    assert drafts.save("a", titled("neu"), expected=draft.digest, by="u1").base == "1" * 64


def test_there_is_one_draft_of_an_id(drafts: Drafts, draft: Draft) -> None:
    with pytest.raises(DraftThere, match="a draft 'a' already"):
        drafts.start(titled("noch einer"), by="u2")
    assert drafts.get("a") == draft


def test_of_two_savers_one_wins(corpus: Corpus, draft: Draft) -> None:
    outcomes: list[object] = []

    def save(number: int) -> None:
        try:
            found = Drafts(corpus).save("a", titled(f"{number}"), expected=draft.digest, by=f"u{number}")
            outcomes.append(found.digest)
        except RevisionConflict as refused:
            outcomes.append(refused)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (won,) = [one for one in outcomes if isinstance(one, str)]
    assert len(outcomes) == 8
    assert Drafts(corpus).get("a").digest == won


@settings(max_examples=examples(15, 400))
@given(any_text, any_text)
def test_values_hold_any_text(tmp_path_factory: pytest.TempPathFactory, text: str, key: str) -> None:
    drafts = Drafts(a_corpus(tmp_path_factory.mktemp("corpus")))
    given_ = {"id": "a", "title": {"de": text}, "figures": [{"value": text}], f"x{key}": [text, 1, True]}
    found = drafts.start(given_, by="u1", note=text)
    assert {name: value for name, value in found.values.items() if name not in ("format", "status")} == given_
    assert drafts.get("a") == found


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": {"de": "\ud800"}}, "half a character"),
        ({"summary": {"de": "x" * 1_000_001}}, "more than 1,000,000"),
    ],
)
def test_what_no_file_holds_is_refused(drafts: Drafts, draft: Draft, wrong: Any, said: str) -> None:
    before = everything(drafts.files.folder)
    with pytest.raises(RecordInvalid, match=said):
        drafts.save("a", wrong, expected=draft.digest, by="u1")
    assert everything(drafts.files.folder) == before


def test_a_file_without_a_journal_is_a_draft_of_an_import(drafts: Drafts) -> None:
    data = by_hand(drafts, "mitgebracht")
    before = everything(drafts.files.folder)
    found = drafts.get("a")
    assert (found.owner, found.authors, found.digest) == ("import", frozenset({"import"}), digest_of(data))
    assert [step.action for step in found.steps] == ["start"]
    assert everything(drafts.files.folder) == before, "reading writes nothing"
    saved = drafts.save("a", titled("neu"), expected=found.digest, by="u1")
    assert saved.steps[0] == found.steps[0]
    assert saved.authors == {"import", "u1"}


def test_an_edit_by_hand_is_a_step(drafts: Drafts, draft: Draft) -> None:
    data = by_hand(drafts, "von Hand")
    before = everything(drafts.files.folder)
    found = drafts.get("a")
    assert [(step.action, step.by) for step in found.steps] == [("start", "u1"), ("save", "external")]
    assert everything(drafts.files.folder) == before, "reading writes nothing"
    with pytest.raises(RevisionConflict):
        drafts.save("a", titled("neu"), expected=draft.digest, by="u1")
    assert drafts.files.text("a").read_bytes() == data
    commented = drafts.comment("a", by="u2", note="seen")
    assert commented.steps[:2] == found.steps
    assert drafts.version("a", digest_of(data)) == found.values


@pytest.mark.parametrize("torn", [b'{"number": 2, "act', b"\0" * 40, b"\n", b"\xff"])
def test_a_torn_last_line_is_cut_off(drafts: Drafts, draft: Draft, torn: bytes) -> None:
    path = drafts.files.journal("a")
    whole = path.read_bytes()
    path.write_bytes(whole + torn)
    assert drafts.get("a") == draft
    assert [step.number for step in drafts.comment("a", by="u1", note="on").steps] == [1, 2]
    assert path.read_bytes().startswith(whole + b'{"number": 2')


@pytest.mark.parametrize("left", ["the text before", "nothing"])
def test_a_file_behind_its_journal_is_brought_up(drafts: Drafts, draft: Draft, left: str) -> None:
    path = drafts.files.text("a")
    before = path.read_bytes()
    saved = drafts.save("a", titled("neu"), expected=draft.digest, by="u1")
    path.write_bytes(before) if left == "the text before" else path.unlink()
    assert drafts.ids() == ["a"]
    assert drafts.get("a") == saved
    assert digest_of(path.read_bytes()) == saved.digest


@pytest.mark.parametrize(
    ("data", "line"), [(b"format: 1\nid: [", 2), (b"- a\n", 1), (b"", 1), (b"a: 1\n\xff", 2)]
)
def test_a_broken_file_is_named_and_stays(drafts: Drafts, draft: Draft, data: bytes, line: int) -> None:
    path = drafts.files.text("a")
    path.write_bytes(data)
    changes: list[Callable[[], object]] = [
        lambda: drafts.get("a"),
        lambda: drafts.save("a", titled("neu"), expected=draft.digest, by="u1"),
        lambda: drafts.comment("a", by="u1", note="oh"),
    ]
    for change in changes:
        with pytest.raises(DraftBroken, match=f"drafts/a.yaml:{line}: .* discard the draft") as broken:
            change()
        assert path.read_bytes() == data
    (finding,) = drafts.all()
    assert isinstance(finding, Finding)
    assert (finding.file, finding.line) == ("drafts/a.yaml", line)
    drafts.discard("a", expected=broken.value.digest, by="u1")
    assert [*drafts.files.folder.iterdir()] == []


def test_a_damaged_journal_stops_no_other_draft(drafts: Drafts) -> None:
    drafts.start(values("a"), by="u1")
    other = drafts.start(values("b"), by="u1")
    path = drafts.files.journal("a")
    path.write_bytes(b"rubbish\n" + path.read_bytes())
    damaged, found = drafts.all()
    assert isinstance(damaged, Finding)
    assert "Line 1 of a.jsonl" in str(damaged)
    assert found == other


def test_earlier_states_can_be_had(corpus: Corpus, drafts: Drafts) -> None:
    record = a_record("a", title={"de": "öffentlich"})
    stored = corpus.repository.save(record, expected=None, by="u1", why="new")
    first = drafts.start(record.values(), by="u1", base=stored.digest)
    second = drafts.save("a", titled("neu"), expected=first.digest, by="u1")
    for digest, expected in (
        (stored.digest, record.values()),
        (first.digest, first.values),
        (second.digest, second.values),
        ("0" * 64, None),
    ):
        assert drafts.version("a", digest) == expected
    assert drafts.version("../a", stored.digest) is None


def test_a_delivered_record_without_history_can_be_had(corpus: Corpus, drafts: Drafts) -> None:
    record = a_record("a")
    path = corpus.repository.records / "best-practice" / "a.yaml"
    path.parent.mkdir()
    path.write_text(record.as_yaml(), "utf-8")
    assert drafts.version("a", digest_of(path.read_bytes())) == record.values()


NO_IDS = ["", "A", "a b", "../a", "a/b", "a\n", ".", "-", "ä", "a" * 81, "a\0", "a.found"]


@pytest.mark.parametrize("draft_id", ["unknown", *NO_IDS])
def test_an_id_without_a_draft_is_missing(corpus: Corpus, draft_id: str) -> None:
    drafts = Drafts(corpus)
    (corpus.settings.corpus / "a.yaml").write_text("format: 1\n", "utf-8")
    changes: list[Callable[[], object]] = [
        lambda: drafts.get(draft_id),
        lambda: drafts.save(draft_id, {}, expected="0" * 64, by="u1"),
        lambda: drafts.submit(draft_id, expected="0" * 64, by="u1"),
        lambda: drafts.comment(draft_id, by="u1", note="x"),
        lambda: drafts.discard(draft_id, expected="0" * 64, by="u1"),
    ]
    for change in changes:
        with pytest.raises(DraftMissing):
            change()
    if draft_id != "unknown":
        with pytest.raises(RecordInvalid, match="is no id"):
            drafts.start({"id": draft_id}, by="u1")
    assert draft_id not in drafts
    assert not drafts.files.folder.exists()


def test_a_link_is_no_draft(drafts: Drafts, tmp_path: Path) -> None:
    drafts.start(values("a"), by="u1")
    secret = tmp_path / "secret.yaml"
    secret.write_text("format: 1\n", "utf-8")
    drafts.files.text("b").symlink_to(secret)
    assert drafts.ids() == ["a"]
    with pytest.raises(DraftMissing):
        drafts.get("b")


def test_who_waits_for_a_draft_does_not_bring_it_back(drafts: Drafts, draft: Draft) -> None:
    outcomes: list[BaseException] = []

    def save() -> None:
        try:
            drafts.save("a", titled("spät"), expected=draft.digest, by="u2")
        except KbError as error:
            outcomes.append(error)

    with open_journal(drafts.files.journal("a"), Step) as journal:
        thread = threading.Thread(target=save)
        thread.start()
        drafts.files.text("a").unlink()
        journal.remove()
    thread.join()
    assert [type(error) for error in outcomes] == [DraftMissing]
    assert [*drafts.files.folder.iterdir()] == []
