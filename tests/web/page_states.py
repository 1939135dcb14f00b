"""Which pages has the site, in every state somebody can meet?

with a_site_of_states(folder) as site:
    STATES["conflict"](site)          # the answer of the state of that name
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.kb.corpora import ROOT
from tests.web.desk.filled_forms import the_form
from tests.web.desk.signed_in import Browser, Person, signed_in
from tests.web.pages.collection import a_collection
from tests.web.sites import a_corpus
from web.accounts.account import Role
from web.application import create_app
from web.knowledge import Knowledge

LISTED = "id=fees&id=port&id=gone&id=never-was&title=Abend+%26+Hafen&note.fees=Bitte+%3Clesen%3E"
FIT = "fit=sector:maritime&fit=country:DE&fit=theme:skills"
READERS = {
    "home": "/",
    "all": "/search",
    "query": "/search?q=Mitglieder",
    "many-filters": "/search?q=Mitglieder&theme=financing&country=DE&-country=SE&year=2005-2020&-kind=study",
    "page-two": "/search?sort=title&page=2",
    "nothing": "/search?q=xyzzyx&theme=skills&country=DE",
    "relaxed": "/search?q=Leuchtfeuer+Seezeichen+Lotsen",
    "corrected": "/search?q=Mitgleider+member+services",
    "left-out": "/search?q=Mitglieder&without=concepts&without=compounds",
    "hostile-query": "/search?q=%3Cb%3E%22%27+title:%26amp;&country=%3Ci%3E",
    "table": "/search?q=Mitglieder&view=table&sort=checked",
    "fitting": f"/search?{FIT}&sort=fit",
    "fitting-table": f"/search?view=table&{FIT}&sort=fit",
    "values": "/search?values=country",
    "values-found": "/search?values=theme&find=xyz&country=DE",
    "record": "/records/fees",
    "hostile-record": "/records/hostile",
    "record-in-german": "/records/german-only",
    "record-in-danish": "/records/danish-only",
    "cluster": "/records/port",
    "archived": "/records/archived",
    "deleted": "/records/gone",
    "theme": "/concepts/theme:financing",
    "sector": "/concepts/sector:maritime",
    "concept": "/concepts/cluster",
    "indicator": "/concepts/ecei:2.4",
    "atlas": "/atlas",
    "atlas-theme": "/atlas?theme=skills&sort=records",
    "tour": "/tour",
    "tour-second": "/tour?situation=grant-ends",
    "tour-third": "/tour?situation=grant-ends&skip=theme",
    "tour-shortlist": "/tour?situation=grant-ends&skip=theme&skip=sector&skip=evidence",
    "tour-nothing": "/tour?situation=event&theme=start-ups&sector=tourism&skip=evidence",
    "compare-none": "/compare",
    "compare-one": "/compare?id=fees",
    "compare-four": "/compare?id=fees&id=port&id=fund&id=filler-00&id=filler-01",
    "compare-differences": "/compare?id=fees&id=port&rows=different&id=gone&find=Leuchtfeuer",
    "list-empty": "/lists",
    "list": f"/lists?{LISTED}",
    "kit": f"/lists/kit?{LISTED}&language=de",
    "kit-english": f"/lists/kit?{LISTED}&language=en",
    "kit-of-nothing": "/lists/kit",
    "fit": "/fit",
    "fit-filled": f"/fit?{FIT}",
    "fit-of-nothing": "/fit?go=1",
    "about": "/about",
    "imprint": "/imprint",
    "privacy": "/privacy",
    "accessibility": "/accessibility",
    "feedback": "/feedback?q=Seezeichen&record=fees",
    "feedback-sent": "/feedback?sent=1",
    "login": "/login?next=/desk",
    "not-found": "/nowhere",
    "no-such-record": "/records/%3Cscript%3E",
    "no-such-concept": "/concepts/nonsense",
}
AT_THE_DESK: Mapping[str, tuple[Role, str]] = {
    "overview": ("editor", "/desk"),
    "new": ("scout", "/desk/new"),
    "bringing-in": ("scout", "/desk/import"),
    "draft": ("scout", "/desk/drafts/in-work"),
    "suggestions": ("scout", "/desk/drafts/in-work/suggestions"),
    "likenesses": ("scout", "/desk/drafts/in-work/likenesses"),
    "preview": ("scout", "/desk/drafts/in-work/preview"),
    "queue": ("editor", "/desk/review"),
    "review": ("editor", "/desk/drafts/fund/review"),
    "desk-record": ("editor", "/desk/records/fund"),
    "history": ("editor", "/desk/history/port?from=1&to=2"),
    "history-of-a-deleted-one": ("editor", "/desk/history/gone"),
    "messages": ("editor", "/desk/feedback"),
    "account": ("scout", "/desk/account"),
    "accounts": ("admin", "/desk/accounts"),
    "audit": ("admin", "/desk/audit"),
    "not-permitted": ("scout", "/desk/accounts"),
    "no-such-draft": ("scout", "/desk/drafts/never-begun"),
}


@dataclass(frozen=True)
class SiteOfStates:
    """The site, and who looks at it: a reader, and one of each role who is signed in."""

    app: Starlette
    reader: Browser
    at_the_desk: Mapping[Role, Person]
    without_index: TestClient


State = Callable[[SiteOfStates, str], Any]


@contextmanager
def a_site_of_states(folder: Path) -> Iterator[SiteOfStates]:
    """A site with made-up records, drafts in work, messages and accounts, and one without index."""
    settings = a_collection(folder / "site")
    shutil.copytree(ROOT / "corpus" / "pages", settings.corpus / "pages")
    app = create_app(settings)
    roles: tuple[Role, ...] = ("scout", "editor", "admin")
    people = {role: signed_in(app, role, name=role.title()) for role in roles}
    _work(app.state.knowledge, people)
    with TestClient(create_app(a_corpus(folder / "empty")), follow_redirects=False) as without_index:
        yield SiteOfStates(app, Browser(app), people, without_index)


def _work(knowledge: Knowledge, people: Mapping[Role, Person]) -> None:
    """A draft with mistakes, a change in review, a record with two revisions, and a message."""
    scout, editor = people["scout"].account.id, people["editor"].account.id
    values = {
        **{"id": "in-work", "kind": "guide", "title": {"en": "Work <i>", "de": "Beiträge der Mitglieder"}},
        **{"themes": ["financing"], "figures": [{"what": {"en": "members"}, "value": 1234.5}]},
        "sources": [{"url": "https://example.org/report?a=1&b=2", "title": "Jahresbericht"}],
    }
    draft = knowledge.drafts.start({**values, "period": {"start": "long ago"}}, by=scout)
    knowledge.drafts.comment(draft.id, by=editor, note="Which source <says> so?")
    changed = knowledge.publisher.begin("fund", by=scout)
    text = {"de": "Ein Text.", "en": "Another text & more."}
    changed = knowledge.drafts.save(
        "fund", {**changed.values, "summary": text}, expected=changed.digest, by=scout
    )
    knowledge.drafts.submit("fund", expected=changed.digest, by=scout, note="Fertig.")
    repository = knowledge.corpus.repository
    port = repository.get("port")
    record = port.record.model_copy(update={"summary": text})
    repository.save(record, expected=port.digest, by=editor, why="Better words")
    knowledge.feedback.keep("error", "Die Zahl <stimmt> nicht.", address=None, record="fees")


def _read(address: str) -> State:
    """A page by its address, or by the one it leads to: a list writes its address in a fixed order."""
    return lambda site, lang: site.reader.get(_with(address, lang), follow_redirects=True)


def _worked(role: Role, address: str) -> State:
    return lambda site, lang: site.at_the_desk[role].get(_with(address, lang))


def _with(address: str, lang: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}lang={lang}"


def _told(site: SiteOfStates, lang: str) -> Any:
    """What readers tell, refused."""
    typed = {"kind": "", "text": "", "address": '"nobody', "record": "fees"}
    return site.reader.post(_with("/feedback", lang), data=typed)


def _signed_in_wrongly(site: SiteOfStates, lang: str) -> Any:
    return site.reader.post(_with("/login", lang), data={"name": '"x', "password": "y", "next": "/desk"})


def _session_ended(site: SiteOfStates, lang: str) -> Any:
    """A form of the desk that came after the session had ended."""
    return site.reader.post(
        _with("/desk/new", lang), data={"title": "Getippt & <abgelaufen>", "kind": "guide"}
    )


def _begun_without_title(site: SiteOfStates, lang: str) -> Any:
    form = the_form(site.at_the_desk["scout"].get(_with("/desk/new", lang)))
    return form.press(site.at_the_desk["scout"])


def _turned_down(site: SiteOfStates, lang: str) -> Any:
    """A draft that cannot be submitted as it is, and says why."""
    scout = site.at_the_desk["scout"]
    form = the_form(scout.get(_with("/desk/drafts/in-work", lang)), "submit")
    return form.press(scout, "submit")


def _conflict(site: SiteOfStates, lang: str) -> Any:
    """Two people have changed the same sentence."""
    knowledge: Knowledge = site.app.state.knowledge
    draft = knowledge.drafts.get("in-work")
    typed = {**draft.values, "title": {"en": "Mine", "de": "Meins"}}
    stated = {"_start": "sha256:unknown", "_mine": json.dumps(typed)}
    return site.at_the_desk["editor"].post(_with("/desk/drafts/in-work/conflict", lang), data=stated)


def _deletion(site: SiteOfStates, lang: str) -> Any:
    editor = site.at_the_desk["editor"]
    return the_form(editor.get(_with("/desk/records/fees", lang)), "ask-delete").press(editor, "ask-delete")


STATES: Mapping[str, State] = {
    **{name: _read(address) for name, address in READERS.items()},
    **{name: _worked(*place) for name, place in AT_THE_DESK.items()},
    "told-wrongly": _told,
    "signed-in-wrongly": _signed_in_wrongly,
    "session-ended": _session_ended,
    "begun-without-title": _begun_without_title,
    "turned-down": _turned_down,
    "conflict": _conflict,
    "deletion": _deletion,
    "method": lambda site, lang: site.reader.post(_with("/search", lang)),
    "no-index-yet": lambda site, lang: site.without_index.get(_with("/search?q=x", lang)),
}
