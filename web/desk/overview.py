"""What is there to do at this desk? My drafts, what waits for me, and what readers and time have worn out.

``/desk`` shows the first of everything; ``?list=recheck&page=2`` shows one list as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, get_args

from starlette.requests import Request
from starlette.responses import Response

from indexer.errors import IndexDamaged, IndexMissing
from indexer.search.searcher import Searcher
from kb.draft import Draft, Step
from kb.findings import Finding
from kb.localized import Language
from web.accounts.permissions import may
from web.accounts.visitor import account_of
from web.desk.attention import NOTHING, Attention
from web.desk.frame import DeskPage, desk_layout, frame
from web.desk.people import People
from web.feedback import Message
from web.formatting import Text, local_day, text_for
from web.knowledge import Knowledge
from web.misses import Miss
from web.pages.layout import Site
from web.templates import render

FIRST = 5  # of each list on the overview
PAGE = 25  # of one list
MOST_MISSES = 500
MOST_MESSAGES = 500

ListName = Literal[
    "sent-back",
    "drafts",
    "waiting",
    "feedback",
    "recheck",
    "links",
    "languages",
    "translations",
    "misses",
    "others",
    "broken",
]
LISTS: tuple[ListName, ...] = get_args(ListName)


@dataclass(frozen=True)
class Line:
    """One thing to do. The template words ``why`` it is here, with what is ``said``: a day, a name."""

    title: Text
    url: str | None
    why: str
    said: str


@dataclass(frozen=True)
class Stack:
    """One list: how long it is, some of its lines, and where all of them are; None where they all stand."""

    name: ListName
    count: int
    lines: tuple[Line, ...]
    all: str | None


@dataclass(frozen=True)
class OverviewPage(DeskPage):
    """The overview, or one list as a whole, which ``chosen`` names.

    ``previous`` and ``following`` are the pages of the list beside this one. ``discarded`` says that a draft
    was thrown away just now.
    """

    template: ClassVar[str] = "desk/overview.html"
    stacks: tuple[Stack, ...]
    chosen: ListName | None
    overview: str
    new: str
    previous: str | None
    following: str | None
    discarded: bool


@dataclass(frozen=True)
class _List:
    """A list before it is cut: its entries, and how one of them becomes a line."""

    entries: Sequence[Any]
    line: Callable[[Any], Line]


def page(request: Request) -> Response:
    """``/desk``."""
    site, lists = Site.of(request), _Lists(request).all()
    wanted = request.query_params.get("list")
    chosen = next((name for name in lists if name == wanted), None)
    number, pages = 1, 1
    if chosen is None:
        stacks = tuple(_stack(name, lists[name], 0, FIRST, site) for name in lists)
    else:
        pages = max(1, -(-len(lists[chosen].entries) // PAGE))
        number = min(_number(request.query_params.get("page", "")), pages)
        stacks = (_stack(chosen, lists[chosen], (number - 1) * PAGE, PAGE, site),)
    beside = {one: site.url("/desk", list=chosen or "", page=str(one)) for one in range(1, pages + 1)}
    return render(
        OverviewPage(
            layout=desk_layout(
                request, site, pairs=(("list", chosen), ("page", str(number))) if chosen else ()
            ),
            frame=frame(request, site, "overview"),
            stacks=stacks,
            chosen=chosen,
            overview=site.url("/desk"),
            new=site.url("/desk/new"),
            previous=beside.get(number - 1),
            following=beside.get(number + 1),
            discarded=request.query_params.get("done") == "discarded",
        )
    )


def _number(text: str) -> int:
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _stack(name: ListName, found: _List, first: int, most: int, site: Site) -> Stack:
    lines = tuple(found.line(entry) for entry in found.entries[first : first + most])
    count = len(found.entries)
    if name == "waiting":
        everything = site.url("/desk/review")
    elif name == "feedback":
        everything = site.url("/desk/feedback")
    else:
        everything = site.url("/desk", list=name)
    return Stack(name, count, lines, everything if count > len(lines) else None)


class _Lists:
    """The lists one person sees. What they hold is gathered at once, lines are made of what is shown."""

    def __init__(self, request: Request) -> None:
        self._site, self._knowledge = Site.of(request), Knowledge.of(request)
        self._account = account_of(request)
        self._searcher: Searcher | None
        self._attention: Attention
        self._people = People.of(self._knowledge, self._site.reader)
        today = self._knowledge.corpus.today()
        try:
            self._searcher = self._knowledge.searcher()
        except (IndexMissing, IndexDamaged):  # drafts can be written while the index is being built
            self._searcher, self._attention = None, NOTHING
        else:
            self._attention = self._knowledge.attention.get(self._searcher, today)

    def all(self) -> dict[ListName, _List]:
        """Every list that has an entry, in the order in which they ask for work."""
        drafts, broken = self._drafts()
        mine = [draft for draft in drafts if draft.owner == self._account.id]
        waiting = [draft for draft in drafts if draft.state == "in-review" and may(self._account, "review")]
        others = [one for one in drafts if one.owner != self._account.id and one not in waiting]
        attention = self._attention
        lists: dict[ListName, _List] = {
            "sent-back": _List([one for one in mine if _sent_back(one)], self._of_sent_back),
            "drafts": _List([one for one in mine if not _sent_back(one)], self._of_draft),
            "waiting": _List(waiting, self._of_waiting),
            "feedback": _List(self._messages(), self._of_message),
            "recheck": _List(
                attention.recheck, lambda one: self._of_record(one.record_id, one.why, one.said)
            ),
            "links": _List(attention.links, lambda one: self._of_record(one.record_id, "dead", one.address)),
            "languages": _List(attention.languages, self._of_language("missing")),
            "translations": _List(attention.translations, self._of_language("outdated")),
            "misses": _List(self._knowledge.misses.shown(MOST_MISSES), self._of_miss),
            "others": _List(others, self._of_other),
            "broken": _List(broken, lambda one: Line(Text(one.file), None, "broken", "")),
        }
        return {name: found for name, found in lists.items() if found.entries}

    def _drafts(self) -> tuple[list[Draft], list[Finding]]:
        """All drafts, the one that was changed last first, and what is wrong with the rest."""
        found = list(self._knowledge.drafts.all())
        drafts = sorted((one for one in found if isinstance(one, Draft)), key=lambda one: one.id)
        drafts.sort(key=lambda one: one.edited, reverse=True)
        return drafts, [one for one in found if isinstance(one, Finding)]

    def _messages(self) -> Sequence[Message]:
        if not may(self._account, "read_feedback"):
            return ()
        return self._knowledge.feedback.messages(done=False, limit=MOST_MESSAGES)

    def _of_draft(self, draft: Draft) -> Line:
        return self._line_of(draft, draft.state, self._day(draft.edited))

    def _of_sent_back(self, draft: Draft) -> Line:
        step = _sent_back(draft)
        return self._line_of(draft, "sent-back", step.note if step else "")

    def _of_other(self, draft: Draft) -> Line:
        return self._line_of(draft, f"{draft.state}-of", self._people.called(draft.owner))

    def _of_waiting(self, draft: Draft) -> Line:
        return replace(self._of_other(draft), url=self._site.url(f"/desk/drafts/{draft.id}/review"))

    def _line_of(self, draft: Draft, why: str, said: str) -> Line:
        title = title_in(draft.values, self._site.reader) or Text(draft.id)
        return Line(title, self._site.url(f"/desk/drafts/{draft.id}"), why, said)

    def _of_record(self, record_id: str, why: str, said: str) -> Line:
        if why == "money-ended":
            said = self._site.called("funding", said)
        record = self._searcher.record(record_id) if self._searcher else None
        title = text_for(record["title"], self._site.reader) if record else None
        return Line(title or Text(record_id), self._site.url(f"/desk/records/{record_id}"), why, said)

    def _of_language(self, why: str) -> Callable[[Any], Line]:
        return lambda one: self._of_record(one.record_id, why, self._site.called("language", one.language))

    def _of_miss(self, miss: Miss) -> Line:
        return Line(Text(miss.text), self._site.search(miss.text), "looked-for", str(miss.count))

    def _of_message(self, message: Message) -> Line:
        return Line(Text(message.text), self._site.url("/desk/feedback"), "message", self._day(message.at))

    def _day(self, moment: str) -> str:
        return local_day(moment, self._knowledge.settings.timezone)


def _sent_back(draft: Draft) -> Step | None:
    """The step in which an editor gave the draft back, if nobody has submitted it again."""
    moves = [step for step in draft.steps if step.action in ("submit", "send-back", "withdraw")]
    return moves[-1] if moves and moves[-1].action == "send-back" else None


def title_in(values: Mapping[str, Any], reader: Language) -> Text | None:
    """The title among values that may be anything, None if there is none."""
    titles = values.get("title")
    if not isinstance(titles, dict):
        return None
    return text_for({code: text for code, text in titles.items() if isinstance(text, str) and text}, reader)
