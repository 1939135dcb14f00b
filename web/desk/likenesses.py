"""``/desk/drafts/{id}/likenesses``: is this story told already? Both side by side, and the ways out.

A person decides: go on, since these are two stories; let the other have what it lacks, as a change of it; or
throw the draft away. Whatever they choose, this draft stays until somebody discards it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from starlette.requests import Request
from starlette.responses import Response

from indexer.errors import ChangeRefused
from indexer.ingest.combining import combined
from indexer.ingest.duplicates.comparable import NO_TEXT, comparable
from indexer.ingest.duplicates.current import PATIENCE, Compared
from indexer.ingest.duplicates.known import Likeness
from indexer.ingest.duplicates.reasons import Reason, ReasonKind
from kb.draft import Draft
from kb.errors import DraftBroken, DraftMissing, DraftThere, RecordDeleted, RecordInvalid, RecordMissing
from kb.localized import LANGUAGES
from kb.record import Record, stated
from kb.strict_yaml import Path
from web.accounts.permissions import may_discard
from web.accounts.visitor import account_of
from web.desk.field_names import FieldName, Reading, language_in
from web.desk.frame import DeskPage, desk_layout, frame
from web.desk.overview import title_in
from web.formatting import Text, number, percent
from web.knowledge import Knowledge
from web.pages.layout import Site
from web.posting import posted
from web.templates import render

VERY_LIKELY, LIKELY = 0.85, 0.65  # scores from which a likeness is called so
AT_ONCE = 0.5  # seconds a page waits that only warns
# What says nothing of the story: how the record is kept, and where it came from.
OF_THE_FILE = frozenset(
    (
        *("format", "id", "status", "file", "rights", "original_language", "translations", "created"),
        *("edited", "checked", "expires", "merged_into", "former_ids", "provenance"),
    )
)
CONTINUE = "continue:"

Likely = Literal["very-likely", "likely", "possible"]


@dataclass(frozen=True)
class ShownReason:
    """A reason; the template words it by its kind. ``named`` are names or figures, ready to be read."""

    kind: ReasonKind
    share: str
    count: int
    named: str


@dataclass(frozen=True)
class Row:
    """One field, or one language of it, in both; empty where it is not stated."""

    name: FieldName
    lang: str | None
    mine: str
    theirs: str
    same: bool


@dataclass(frozen=True)
class Like:
    """What may be the same story. ``choice`` is the value of the button that goes on with it."""

    title: Text
    url: str
    is_draft: bool
    likely: Likely
    reasons: tuple[ShownReason, ...]
    rows: tuple[Row, ...]
    choice: str


@dataclass(frozen=True)
class LikenessesPage(DeskPage):
    """A draft beside what may be the same story.

    ``state`` says whether anything could be compared. ``moved_to`` leads to the draft that was given what it
    lacked just now; ``refused`` says that this could not be done. ``discard`` is None for who may not.
    """

    template: ClassVar[str] = "desk/likenesses.html"
    title: Text
    draft: str
    action: str
    state: Literal["compared", "preparing", "too-many"]
    likenesses: tuple[Like, ...]
    discard: str | None
    moved_to: str | None
    refused: bool


def likenesses_of(knowledge: Knowledge, draft: Draft) -> tuple[Likeness, ...]:
    """What may tell the same story as a draft, most likely first; nothing while it cannot be told at once."""
    return _compared(knowledge, draft, AT_ONCE).likenesses


def _compared(knowledge: Knowledge, draft: Draft, patience: float) -> Compared:
    record = comparable(draft.id, draft.values)
    return knowledge.known.near(record, patience) if record else Compared("compared")


def page(request: Request) -> Response:
    """GET compares, POST gives another record what it lacks. Raises DraftMissing or DraftBroken."""
    knowledge = Knowledge.of(request)
    draft = knowledge.drafts.get(request.path_params["id"])
    compared = _compared(knowledge, draft, PATIENCE)
    action = str(posted(request).get("_action", "")) if request.method == "POST" else ""
    moved: Draft | None = None
    refused = False
    if action.startswith(CONTINUE):
        chosen = action.removeprefix(CONTINUE)
        like = next((one for one in compared.likenesses if one.record_id == chosen), None)
        moved = _moved(draft, like.record_id, account_of(request).id, knowledge) if like else None
        refused = moved is None
    return _page(request, draft, compared, moved, refused)


def _moved(draft: Draft, record_id: str, by: str, knowledge: Knowledge) -> Draft | None:
    """The draft beside another record with what it lacked of this one, None if that cannot be made.

    Raises RevisionConflict, StorageFailed.
    """
    try:
        target = _draft_beside(record_id, by, knowledge)
    except (DraftBroken, DraftMissing, RecordMissing, RecordDeleted, RecordInvalid, ChangeRefused):
        return None
    mine, theirs = comparable(draft.id, draft.values), comparable(record_id, target.values)
    if mine is None or theirs is None:
        return None
    gained = combined(_without_stand_ins(theirs), _without_stand_ins(mine)).record.values()
    values = {**target.values, **{name: gained[name] for name in gained if name not in OF_THE_FILE}}
    return knowledge.drafts.save(record_id, values, expected=target.digest, by=by)


def _draft_beside(record_id: str, by: str, knowledge: Knowledge) -> Draft:
    try:
        return knowledge.drafts.get(record_id)
    except DraftMissing:
        pass
    try:
        return knowledge.publisher.begin(record_id, by=by)
    except DraftThere:  # somebody else began one in this moment
        return knowledge.drafts.get(record_id)


def _without_stand_ins(record: Record) -> Record:
    texts = {
        name: {code: text for code, text in getattr(record, name).items() if text != NO_TEXT}
        for name in ("title", "summary")
    }
    return record.model_copy(update=texts)


def _page(request: Request, draft: Draft, compared: Compared, moved: Draft | None, refused: bool) -> Response:
    site, knowledge = Site.of(request), Knowledge.of(request)
    here = f"/desk/drafts/{draft.id}"
    reading = Reading(site, knowledge.settings.timezone)
    shown = (_like(like, draft, reading, knowledge) for like in compared.likenesses)
    return render(
        LikenessesPage(
            layout=desk_layout(request, site),
            frame=frame(request, site, "none"),
            title=title_in(draft.values, site.reader) or Text(draft.id),
            draft=site.url(here),
            action=site.url(f"{here}/likenesses"),
            state=compared.state,
            likenesses=tuple(filter(None, shown)),
            discard=site.url(f"{here}/discard") if may_discard(account_of(request), draft.owner) else None,
            moved_to=site.url(f"/desk/drafts/{moved.id}") if moved else None,
            refused=refused,
        ),
        409 if refused else 200,
    )


def _like(like: Likeness, draft: Draft, reading: Reading, knowledge: Knowledge) -> Like | None:
    """A likeness as it is shown, None if the other has gone in this moment."""
    site = reading.site
    theirs = _values(like, knowledge)
    if theirs is None:
        return None
    url = site.url(f"/desk/drafts/{like.record_id}") if like.is_draft else site.record(like.record_id)
    score = like.score
    return Like(
        title=title_in(theirs, site.reader) or Text(like.record_id),
        url=url,
        is_draft=like.is_draft,
        likely="very-likely" if score >= VERY_LIKELY else "likely" if score >= LIKELY else "possible",
        reasons=tuple(_reason(reason, site) for reason in like.reasons),
        rows=tuple(_rows(draft.values, theirs, reading)),
        choice=f"{CONTINUE}{like.record_id}",
    )


def _values(like: Likeness, knowledge: Knowledge) -> Mapping[str, Any] | None:
    try:
        if like.is_draft:
            return knowledge.drafts.get(like.record_id).values
        return knowledge.corpus.repository.get(like.record_id).record.values()
    except (DraftMissing, DraftBroken, RecordMissing, RecordDeleted, RecordInvalid):
        return None


def _reason(reason: Reason, site: Site) -> ShownReason:
    figures = (
        number(one.value, site.reader) + (f" ({one.year})" if one.year else "") for one in reason.figures
    )
    named = ", ".join((*reason.names, *figures))
    return ShownReason(reason.kind, percent(reason.share, site.reader), reason.count, named)


def _rows(mine: Mapping[str, Any], theirs: Mapping[str, Any], reading: Reading) -> Iterator[Row]:
    """The fields one of the two states, in the order of the record; texts language by language."""
    for steps in _places(mine, theirs):
        ours, other = (reading.text(steps, _at(values, steps)) for values in (mine, theirs))
        if ours or other:
            yield Row(reading.name(steps), language_in(steps), ours, other, ours == other)


def _places(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[Path]:
    for name in Record.model_fields:
        held = [values[name] for values in (stated(dict(mine)), stated(dict(theirs))) if name in values]
        if name in OF_THE_FILE or not held:
            continue
        languages = [code for code in LANGUAGES if any(isinstance(one, dict) and code in one for one in held)]
        if languages:
            yield from ((name, code) for code in languages)
        else:
            yield (name,)


def _at(values: Mapping[str, Any], steps: Path) -> Any:
    found: Any = values
    for step in steps:
        found = found.get(step) if isinstance(found, Mapping) else None
    return found
