"""How does a record begin? With its kind, a title and a language; everything else is written in its draft.

Who brings a page, a file or a table goes to ``/desk/import`` instead. A title that is nearly that of another
record or draft is shown first: it may be the same story.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from indexer.errors import IndexDamaged, IndexMissing
from indexer.ingest.slugs import free_id, slug
from kb.draft import Draft
from kb.errors import DraftThere
from kb.localized import Language, tidy
from kb.record import FORMAT, KINDS
from web.accounts.visitor import account_of
from web.desk.form.choices import choices
from web.desk.frame import DeskPage, desk_layout, frame
from web.desk.near_titles import Near, near_titles
from web.knowledge import Knowledge
from web.pages.layout import OWN_NAMES, Site
from web.posting import posted
from web.templates import render

TITLE_LENGTH = 400
NO_KINDS_OF_THEIR_OWN = frozenset({"file"})  # a record of a paper begins with the paper

Wrong = Literal["empty", "too-long", "unreadable", "no-choice"]


@dataclass(frozen=True)
class Choice:
    """Something to choose, and whether it is chosen."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class NewPage(DeskPage):
    """The form that begins a record, with what was typed into it.

    ``wrong`` says by name of the input what is wrong. ``near`` are records and drafts with nearly that title;
    then the form has a button that begins the record nevertheless.
    """

    template: ClassVar[str] = "desk/new.html"
    kinds: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    title: str
    title_length: int
    summary: str
    wrong: Mapping[str, Wrong]
    near: tuple[Near, ...]
    bring: str


@dataclass(frozen=True)
class _Typed:
    """What the form holds."""

    kind: str
    language: str
    title: str
    summary: str
    nevertheless: bool

    @classmethod
    def of(cls, form: FormData, site: Site) -> _Typed:
        """As it was sent; the language of the page if none was."""
        texts = {name: text for name, text in form.items() if isinstance(text, str)}
        return cls(
            kind=texts.get("kind", ""),
            language=texts.get("language", site.reader),
            title=texts.get("title", ""),
            summary=texts.get("summary", ""),
            nevertheless=texts.get("_action") == "nevertheless",
        )


def page(request: Request) -> Response:
    """``/desk/new``. Raises StorageFailed."""
    site, knowledge = Site.of(request), Knowledge.of(request)
    if request.method != "POST":
        return _page(request, _Typed("", site.reader, request.query_params.get("title", ""), "", False))
    typed = _Typed.of(posted(request), site)
    wrong = _wrong(typed, knowledge)
    if wrong:
        return _page(request, typed, wrong=wrong)
    near = () if typed.nevertheless else near_titles(tidy(typed.title), knowledge, site)
    if near:
        return _page(request, typed, near=near)
    draft = _start(typed, account_of(request).id, knowledge)
    return RedirectResponse(site.url(f"/desk/drafts/{draft.id}"), 303)


def _wrong(typed: _Typed, knowledge: Knowledge) -> dict[str, Wrong]:
    found: dict[str, Wrong] = {}
    for name, text in (("title", typed.title), ("summary", typed.summary)):
        try:
            tidy(text)
        except ValueError:
            found[name] = "unreadable"
    if not typed.title.strip():
        found["title"] = "empty"
    if len(typed.title) > TITLE_LENGTH:
        found["title"] = "too-long"
    if typed.kind not in KINDS or typed.kind in NO_KINDS_OF_THEIR_OWN:
        found["kind"] = "no-choice"
    if typed.language not in knowledge.settings.languages:
        found["language"] = "no-choice"
    return found


def _start(typed: _Typed, by: str, knowledge: Knowledge) -> Draft:
    """Begin the draft under the first free id."""
    language, title, summary = typed.language, tidy(typed.title), tidy(typed.summary)
    values: dict[str, Any] = {"format": FORMAT, "id": "", "kind": typed.kind, "status": "draft"}
    values["title"] = {language: title}
    if summary:
        values["summary"] = {language: summary}
    values["original_language"] = language
    taken: set[str] = set()
    while True:
        values["id"] = free_id(slug(title), lambda one: one in taken or is_taken(one, knowledge))
        try:
            return knowledge.drafts.start(values, by=by)
        except DraftThere:  # somebody else began one of this name in this moment
            taken.add(values["id"])


def is_taken(record_id: str, knowledge: Knowledge) -> bool:
    """Whether a record or draft has this id, or a record ever had it: ids are never used twice."""
    repository = knowledge.corpus.repository
    if repository.entry(record_id) or repository.history(record_id) or knowledge.drafts.entry(record_id):
        return True
    try:
        return knowledge.searcher().redirect(record_id) is not None
    except (IndexMissing, IndexDamaged):  # then publishing tells of a former id
        return False


def _page(
    request: Request, typed: _Typed, *, wrong: Mapping[str, Wrong] | None = None, near: tuple[Near, ...] = ()
) -> Response:
    site, knowledge = Site.of(request), Knowledge.of(request)
    kinds = choices(knowledge.vocabularies, "kinds", site.reader)
    return render(
        NewPage(
            layout=desk_layout(request, site),
            frame=frame(request, site, "new"),
            kinds=tuple(
                Choice(one.id, one.label, one.id == typed.kind)
                for one in kinds
                if one.id not in NO_KINDS_OF_THEIR_OWN
            ),
            languages=_languages(typed.language, knowledge.settings.languages),
            title=typed.title,
            title_length=TITLE_LENGTH,
            summary=typed.summary,
            wrong=wrong or {},
            near=near,
            bring=site.url("/desk/import"),
        ),
        422 if wrong else 200,
    )


def _languages(chosen: str, languages: tuple[Language, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(code, OWN_NAMES[code], code == chosen) for code in languages)
