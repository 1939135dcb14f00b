"""``/desk/drafts/{id}/suggestions``: what does the source say, on which passage does it rest, is it right?

Each suggestion stands beside what the draft holds; a person accepts or dismisses it, one by one, or accepts
all that are sure. What is accepted is in the draft before it is noted as accepted: if something breaks in
between, it shows as being there, and accepting it again changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from indexer.ingest.proposals import Proposal, read_proposal
from indexer.ingest.suggesting.accepting import LISTS, accepted, current, filled, holds, key_of
from indexer.ingest.suggesting.reading import MAIN
from indexer.ingest.suggesting.suggestion import SURE, Suggestion
from kb.draft import Decision, Draft
from kb.errors import RecordInvalid, RevisionConflict
from kb.localized import Language
from web.accounts.visitor import account_of
from web.desk.field_names import Reading
from web.desk.frame import DeskPage, desk_layout, frame
from web.desk.likenesses import likenesses_of
from web.desk.overview import title_in
from web.formatting import Text, number, text_for
from web.knowledge import Knowledge
from web.pages.layout import Site
from web.posting import posted
from web.templates import render

LIKELY = 0.6  # confidence from which a suggestion is called likely
ALL_SURE = "accept-sure"
VERBS: Mapping[str, Decision] = {"accept": "accepted", "dismiss": "dismissed", "reopen": "open"}

State = Literal["open", "there", "accepted", "dismissed"]
Sureness = Literal["sure", "likely", "unsure"]
Trouble = Literal["changed", "gone", "unwritable"]
_PAGE = re.compile(r"page (\d+)\Z")
_UNDER = re.compile(r'under "(.*)"\Z', re.DOTALL)
_TITLE = re.compile(r"<h[1-6]>|first (?:heading|line)|.*title>?")  # headings, meta data, file properties


@dataclass(frozen=True)
class Where:
    """Where a passage stood: on a page, under a heading, in the main text, a title, a part of the format."""

    kind: Literal["page", "under", "main", "title", "part"]
    said: str


@dataclass(frozen=True)
class Choice:
    """A suggestion. ``replaces`` says that accepting it takes the place of what the draft holds.

    ``returns`` says that it can be decided anew: it was dismissed, or accepted and removed again since.
    """

    key: str
    value: Text
    passage: Text
    where: Where
    sureness: Sureness
    state: State
    replaces: bool
    returns: bool


@dataclass(frozen=True)
class Group:
    """The suggestions for one field beside what the draft holds there now: the open and the other ones."""

    field: str
    label: str
    now: tuple[Text, ...]
    open: tuple[Choice, ...]
    settled: tuple[Choice, ...]


@dataclass(frozen=True)
class SuggestionsPage(DeskPage):
    """What the source of a draft suggests. ``sure`` is how many of the open ones can be accepted at once.

    ``source`` is what the text is called, ``address`` where it was fetched; ``notes`` are what its reading
    left to be said, in English.
    """

    template: ClassVar[str] = "desk/suggestions.html"
    title: Text
    draft: str
    action: str
    expected: str
    source: str
    address: str | None
    notes: tuple[str, ...]
    groups: tuple[Group, ...]
    open: int
    sure: int
    likenesses: str | None
    trouble: Trouble | None


def page(request: Request) -> Response:
    """GET shows them, POST decides. Raises DraftMissing, DraftBroken, StorageFailed."""
    knowledge, draft_id = Knowledge.of(request), request.path_params["id"]
    draft = knowledge.drafts.get(draft_id)
    proposal = read_proposal(knowledge.settings.drafts, draft_id)
    if request.method != "POST":
        return _page(request, draft, proposal, None)
    form = posted(request)
    trouble, place = _decide(
        str(form.get("_action", "")),
        str(form.get("_expected", "")),
        draft,
        proposal.suggestions if proposal else (),
        knowledge,
        account_of(request).id,
    )
    if trouble:
        return _page(request, knowledge.drafts.get(draft_id), proposal, trouble)
    address = Site.of(request).url(f"/desk/drafts/{draft_id}/suggestions")
    return RedirectResponse(f"{address}#{place}", 303)


def _decide(
    action: str,
    expected: str,
    draft: Draft,
    suggestions: Iterable[Suggestion],
    knowledge: Knowledge,
    by: str,
) -> tuple[Trouble | None, str]:
    """Do what the button says; what stands in the way, and where on the page to go on."""
    by_key = {key_of(one): one for one in suggestions}
    verb, _, key = action.partition(":")
    if action == ALL_SURE:
        chosen = _sure(draft, by_key)
        values = filled(draft.values, (by_key[key] for key in chosen))
        return _accept(chosen, values, expected, draft, knowledge, by), "of-the-source"
    if key not in by_key or verb not in VERBS:
        return "gone", ""
    place = place_of(by_key[key].field)
    if verb == "accept":
        if draft.decided.get(key) == "accepted":
            return None, place
        return _accept([key], accepted(draft.values, by_key[key]), expected, draft, knowledge, by), place
    knowledge.drafts.decide(draft.id, {key: VERBS[verb]}, by=by)
    return None, place


def _accept(
    keys: Iterable[str],
    values: Mapping[str, Any],
    expected: str,
    draft: Draft,
    knowledge: Knowledge,
    by: str,
) -> Trouble | None:
    """Put the values into the draft, then note that the suggestions are accepted."""
    decided: dict[str, Decision] = dict.fromkeys(keys, "accepted")
    if not decided:
        return None
    try:
        knowledge.drafts.save(draft.id, values, expected=expected, by=by)
    except RevisionConflict:
        return "changed"
    except RecordInvalid:  # the draft holds what no file can hold together with it
        return "unwritable"
    knowledge.drafts.decide(draft.id, decided, by=by)
    return None


def _sure(draft: Draft, by_key: Mapping[str, Suggestion]) -> list[str]:
    """The open ones that are sure and for which the draft has a place."""
    sure = {
        key: one
        for key, one in by_key.items()
        if one.confidence >= SURE and _state(key, one, draft) == "open"
    }
    values = filled(draft.values, sure.values())
    return [key for key, one in sure.items() if holds(values, one)]


def _state(key: str, one: Suggestion, draft: Draft) -> State:
    decided = draft.decided.get(key, "open")
    if decided == "open":
        return "there" if holds(draft.values, one) else "open"
    return decided


def place_of(field: str) -> str:
    """The anchor of a field on the page."""
    return f"of-{field.replace('.', '-').replace('_', '-')}"


def _page(request: Request, draft: Draft, proposal: Proposal | None, trouble: Trouble | None) -> Response:
    site, knowledge = Site.of(request), Knowledge.of(request)
    here = f"/desk/drafts/{draft.id}"
    suggestions = proposal.suggestions if proposal else ()
    groups = tuple(_groups(draft, proposal, Reading(site, knowledge.settings.timezone))) if proposal else ()
    return render(
        SuggestionsPage(
            layout=desk_layout(request, site),
            frame=frame(request, site, "none"),
            title=title_in(draft.values, site.reader) or Text(draft.id),
            draft=site.url(here),
            action=site.url(f"{here}/suggestions"),
            expected=draft.digest,
            source=proposal.origin.name if proposal else "",
            address=_address(proposal) if proposal else None,
            notes=proposal.notes if proposal else (),
            groups=groups,
            open=sum(len(group.open) for group in groups),
            sure=len(_sure(draft, {key_of(one): one for one in suggestions})),
            likenesses=site.url(f"{here}/likenesses") if likenesses_of(knowledge, draft) else None,
            trouble=trouble,
        ),
        409 if trouble else 200,
    )


def _address(proposal: Proposal) -> str | None:
    """Where the text came from, if that is a page of the web: it becomes a link."""
    address = proposal.origin.address or ""
    return address if address.startswith(("https://", "http://")) else None


def _groups(draft: Draft, proposal: Proposal, reading: Reading) -> Iterator[Group]:
    by_field: dict[str, list[Suggestion]] = {}
    for one in proposal.suggestions:
        by_field.setdefault(one.field, []).append(one)
    language = proposal.origin.language
    for field, several in by_field.items():
        choices = [_choice(one, draft, language, reading) for one in several]
        yield Group(
            field=place_of(field),
            label=reading.called(field),
            now=tuple(_shown(field, current(draft.values, field), reading)),
            open=tuple(choice for choice in choices if choice.state == "open"),
            settled=tuple(choice for choice in choices if choice.state != "open"),
        )


def _choice(one: Suggestion, draft: Draft, language: Language, reading: Reading) -> Choice:
    key, site = key_of(one), reading.site
    held = current(draft.values, one.field)
    state = _state(key, one, draft)
    if isinstance(one.value, Mapping) and isinstance(held, Mapping):
        held = any(code in held for code in one.value)
    return Choice(
        key=key,
        value=next(iter(_shown(one.field, one.value, reading)), Text("")),
        passage=Text(one.passage, None if language == site.reader else language),
        where=_where(one.where),
        sureness="sure" if one.confidence >= SURE else "likely" if one.confidence >= LIKELY else "unsure",
        state=state,
        replaces=state == "open" and bool(held) and one.field not in LISTS,
        returns=state == "dismissed" or (state == "accepted" and not holds(draft.values, one)),
    )


def _where(said: str) -> Where:
    for kind, form in (("page", _PAGE), ("under", _UNDER)):
        found = form.match(said)
        if found:
            return Where("page" if kind == "page" else "under", found[1])
    if said == MAIN:
        return Where("main", "")
    return Where("title" if _TITLE.fullmatch(said) else "part", said)


def _shown(field: str, value: Any, reading: Reading) -> Iterator[Text]:
    """What a field holds, thing by thing, marked with its language where it is not the reader's."""
    if isinstance(value, list):
        for item in value:
            yield from _shown(field, item, reading)
    elif field == "figures" and isinstance(value, Mapping):
        yield _figure(value, reading.site)
    elif isinstance(value, Mapping):
        for code, text in value.items():
            lines = "\n".join(map(str, text)) if isinstance(text, list) else str(text)
            yield Text(lines, None if code == reading.site.reader else code)
    elif value is not None:
        yield Text(reading.text(tuple(field.split(".")), value))


def _figure(figure: Mapping[str, Any], site: Site) -> Text:
    value = figure.get("value")
    what = figure.get("what")
    texts = (
        {code: text for code, text in what.items() if isinstance(text, str)} if isinstance(what, dict) else {}
    )
    words = text_for(texts, site.reader) or Text("")
    shown = number(value, site.reader) if isinstance(value, int | float) else str(value or "")
    year = f" ({figure['year']})" if figure.get("year") else ""
    return Text(" ".join(filter(None, (shown, str(figure.get("unit") or ""), words.text))) + year, words.lang)
