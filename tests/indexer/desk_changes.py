"""Ways in which the desk changes a draft or a record, each with what was before and what comes after it.

prepare(publisher) makes the state before, act(publisher) is the change that is interrupted.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from indexer.pending import clear, waiting
from indexer.publishing import Publisher
from kb.corpus import Corpus
from kb.draft import Draft, Step
from kb.draft_journal import MOST_TEXTS
from kb.draft_text import written
from kb.errors import DraftMissing, RecordDeleted, RecordMissing
from kb.journal import read_journal
from kb.record import Record
from kb.repository import digest_of
from kb.settings import load_settings
from tests.kb.corpora import values

ID = "a"
PROPOSAL = '{"format": 0}\n'


def opened(folder: Path) -> Publisher:
    """The publisher of a corpus folder, opened anew."""
    return Publisher(
        Corpus(load_settings({"KB_CORPUS": str(folder / "corpus"), "KB_VAR": str(folder / "var")}, folder))
    )


def saying(title: str, **fields: Any) -> dict[str, Any]:
    return values(ID, title={"de": title}, **fields)


def nothing(_publisher: Publisher) -> None:
    pass


def started(publisher: Publisher) -> None:
    publisher.drafts.start(saying("alt"), by="u1")
    publisher.drafts.files.proposal(ID).write_text(PROPOSAL, "utf-8")


def edited_by_hand(publisher: Publisher) -> None:
    started(publisher)
    publisher.drafts.files.text(ID).write_text(
        written(ID, saying("von Hand"), "draft").data.decode(), "utf-8"
    )


def saved_too_often(publisher: Publisher) -> None:
    """A journal that the next save has to shorten."""
    started(publisher)
    first = publisher.drafts.get(ID).steps[0]
    texts = [written(ID, saying(f"Fassung {number}"), "draft") for number in range(MOST_TEXTS + 5)]
    steps = [
        Step(number, "save", first.at, "u1", "", text.digest, text.data.decode(), None, {})
        for number, text in enumerate(texts, 2)
    ]
    with publisher.drafts.files.journal(ID).open("a", encoding="utf-8") as journal:
        journal.writelines(f"{json.dumps(asdict(step))}\n" for step in steps)
    publisher.drafts.files.text(ID).write_bytes(texts[-1].data)


def waiting_for_review(publisher: Publisher) -> None:
    started(publisher)
    submit(publisher)


def published(publisher: Publisher) -> None:
    waiting_for_review(publisher)
    publish(publisher)
    clear(publisher.corpus.settings.pending, ID)


def changed(publisher: Publisher) -> None:
    published(publisher)
    publisher.begin(ID, by="u1")
    save(publisher)


def deleted(publisher: Publisher) -> None:
    published(publisher)
    delete(publisher)
    clear(publisher.corpus.settings.pending, ID)


def start(publisher: Publisher) -> None:
    publisher.drafts.start(saying("neu"), by="u1")


def save(publisher: Publisher) -> None:
    before = publisher.drafts.get(ID)
    publisher.drafts.save(ID, {**before.values, "title": {"de": "neu"}}, expected=before.digest, by="u2")


def submit(publisher: Publisher) -> None:
    publisher.drafts.submit(ID, expected=publisher.drafts.get(ID).digest, by="u1", note="bitte ansehen")


def comment(publisher: Publisher) -> None:
    publisher.drafts.comment(ID, by="u2", note="gut")


def discard(publisher: Publisher) -> None:
    publisher.drafts.discard(ID, expected=publisher.drafts.get(ID).digest, by="u1")


def publish(publisher: Publisher) -> None:
    publisher.publish(ID, expected=publisher.drafts.get(ID).digest, by="e1")


def archive(publisher: Publisher) -> None:
    publisher.archive(ID, expected=publisher.corpus.repository.get(ID).digest, by="e1", why="vorbei")


def delete(publisher: Publisher) -> None:
    publisher.delete(ID, expected=publisher.corpus.repository.get(ID).digest, by="e1", why="doppelt")


def restore(publisher: Publisher) -> None:
    publisher.restore(ID, 1, expected=None, by="e1", why="doch nicht")


@dataclass(frozen=True)
class State:
    """What anybody sees: title and status of the record and of the draft, and what was said of the draft."""

    record: tuple[str, str] | None = None
    draft: tuple[str, str] | None = None
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """One way to change the draft or record ``a``."""

    prepare: Callable[[Publisher], None]
    act: Callable[[Publisher], None]
    before: State
    after: State


ASKED = ("bitte ansehen",)
OLD, NEW = ("alt", "published"), ("neu", "published")
ALT = State(draft=("alt", "draft"))
CHANGES: dict[str, Change] = {
    "the start of a draft": Change(nothing, start, State(), State(draft=("neu", "draft"))),
    "a save": Change(started, save, ALT, State(draft=("neu", "draft"))),
    "a save after an edit by hand": Change(
        edited_by_hand,
        save,
        State(draft=("von Hand", "draft"), said=("changed outside the desk",)),
        State(draft=("neu", "draft"), said=("changed outside the desk",)),
    ),
    "a save that shortens the journal": Change(
        saved_too_often,
        save,
        State(draft=(f"Fassung {MOST_TEXTS + 4}", "draft")),
        State(draft=("neu", "draft")),
    ),
    "a submission": Change(started, submit, ALT, State(draft=("alt", "in-review"), said=ASKED)),
    "a comment": Change(started, comment, ALT, State(draft=("alt", "draft"), said=("gut",))),
    "a discard": Change(started, discard, ALT, State()),
    "a publication": Change(
        waiting_for_review, publish, State(draft=("alt", "in-review"), said=ASKED), State(record=OLD)
    ),
    "a publication of a change": Change(
        changed, publish, State(record=OLD, draft=("neu", "draft")), State(record=NEW)
    ),
    "an archiving": Change(published, archive, State(record=OLD), State(record=("alt", "archived"))),
    "a deletion": Change(published, delete, State(record=OLD), State()),
    "a restoration": Change(deleted, restore, State(), State(record=OLD)),
}


def state_of(publisher: Publisher) -> State:
    """What anybody sees; whatever was cut short is finished by looking."""
    draft, record = _draft(publisher), _record(publisher)
    return State(
        record=(record.title["de"], record.status) if record else None,
        draft=(draft.values["title"]["de"], draft.state) if draft else None,
        said=tuple(step.note for step in draft.comments) if draft else (),
    )


def _draft(publisher: Publisher) -> Draft | None:
    try:
        return publisher.drafts.get(ID)
    except DraftMissing:
        return None


def _record(publisher: Publisher) -> Record | None:
    try:
        return publisher.corpus.repository.get(ID).record
    except (RecordMissing, RecordDeleted):
        return None


def assert_whole(folder: Path, *allowed: State) -> State:
    """Open everything anew: it is one of the allowed states, and all files say the same of it."""
    publisher = opened(folder)
    state = state_of(publisher)
    assert state in allowed
    assert publisher.drafts.ids() == ([ID] if state.draft else [])
    _assert_draft_is_whole(publisher)
    _assert_history_is_whole(publisher)
    if state.record != allowed[0].record:
        assert waiting(publisher.corpus.settings.pending) == [ID], "nobody would ever index it"
    return state


def _assert_draft_is_whole(publisher: Publisher) -> None:
    files, draft = publisher.drafts.files, _draft(publisher)
    there = {path.name for path in files.folder.glob("[!.]*") if b"\n" in path.read_bytes()}
    if draft is None:
        assert there == set()
        return
    assert there <= {"a.yaml", "a.jsonl", "a.found.json"}
    steps = read_journal(files.journal(ID), Step)
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    assert all(step.text is None or digest_of(step.text.encode()) == step.digest for step in steps)
    assert draft.steps[: len(steps)] == steps
    assert draft.digest == digest_of(files.text(ID).read_bytes()) == draft.steps[-1].digest


def _assert_history_is_whole(publisher: Publisher) -> None:
    repository = publisher.corpus.repository
    history = repository.history(ID)
    assert [revision.number for revision in history] == list(range(1, len(history) + 1))
    for revision in history:
        assert revision.digest == (digest_of(revision.text.encode()) if revision.text is not None else None)
    files = [*repository.records.rglob("[!.]*.yaml")]
    texts = [path.read_text("utf-8") for path in files]
    assert texts == ([history[-1].text] if history and history[-1].text is not None else [])


def assert_usable(folder: Path, change: Change) -> None:
    """Whatever happened before: the same change succeeds if it is not made yet, and so does another one."""
    publisher = opened(folder)
    if state_of(publisher) == change.before:
        change.act(publisher)
        assert assert_whole(folder, change.before, change.after) == change.after
    state = state_of(publisher)
    if state.draft is None:
        if state.record is None:
            publisher.drafts.start(saying("danach"), by="u3")
        else:
            publisher.begin(ID, by="u3")
    save(publisher)
    assert state_of(publisher).draft == ("neu", state.draft[1] if state.draft else "draft")
