"""Is every page valid HTML, whatever state it is in?

1. No state breaks a rule of HTML: ids are unique and found, headings leave no level out, lists and tables
   hold what they may, nothing to press lies in something to press, and whatever is used or headed has a
   name. A small run reads each state in one language, a soak run in both.
2. The checks would notice.
3. With ``KB_VNU`` (the path of ``vnu.jar``, the Nu Html Checker; it needs ``java``) all states in both
   languages are checked by it, too.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tiers import soaking
from tests.web.markup_rules import broken_rules
from tests.web.page_states import STATES, SiteOfStates, a_site_of_states

LANGUAGES = ("de", "en")
SHOWN = [
    (name, language)
    for number, name in enumerate(STATES)
    for language in (LANGUAGES if soaking() else [LANGUAGES[number % 2]])
]
STATUSES = {200, 400, 401, 403, 404, 405, 409, 410, 422, 503}
# What the Nu Html Checker says of pages that are right all the same.
LET_PASS = re.compile(
    # On a phone the table of comparing is shown as blocks; WebKit forgets what it is unless roles say so.
    r"The “role” attribute must not be used on a “t[dhr]” element which has a “table” ancestor"
    r"|The “(table|rowgroup|row|rowheader|columnheader|cell)” role is unnecessary for element “t\w+”"
    # Where a source moved to is what another server said; browsers read it.
    r"|Bad value “https://example\.org/a\?b=1&c=<i>” for attribute “href” on element “a”"
)
AROUND = "<!doctype html><html lang=en><head><title>a</title></head><body><main><h1>a</h1>{}</main></body>"
BROKEN = {
    "<ul><p>a</p></ul>": "<ul> holds <p>",
    "<dl><dt>a</dt></dl>": "a description list with ['dt']",
    "<p id=a></p><p id=a></p>": "the id 'a' is there 2 times",
    "<a href='#b'>b</a>": "href names nothing on the page: b",
    "<p aria-describedby='c d'></p>": "aria-describedby names nothing on the page: c",
    "<h3>after h1</h3>": "h3 after h1",
    "<h1>second</h1>": "not one h1, coming first: [1, 1]",
    "<button>a<input aria-label=b></button>": "something to press inside <button>",
    "<p aria-hidden=true><a href='/'>a</a></p>": "the keyboard reaches what is not said",
    "<a href='/'><span aria-hidden=true>x</span></a>": "<a> has no name",
    "<input placeholder=a>": "<input> has no name",
    "<p style='color: red'></p>": "style within the page",
    "<p onclick='x'></p>": "onclick within the page",
    "<p lang=xx-yy></p>": "no language",
    "<p tabindex=1></p>": "tabindex changes the order of the keyboard",
    "<p class=a class=b></p>": "duplicate-attribute",
    "<b><p>a</b></p>": "adoption-agency",
    "<table><caption>a<tr><td>b</table>": "a cell without heading",
    "<table><tr><th>b</table>": "a table without a caption",
    "<fieldset><p>a</fieldset>": "<fieldset> does not begin with its legend",
    "<svg></svg>": "a drawing neither named nor hidden",
    "<script>x</script>": "a script within the page",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteOfStates]:
    with a_site_of_states(tmp_path_factory.mktemp("states")) as site:
        yield site


@pytest.mark.parametrize(("name", "language"), SHOWN)
def test_no_state_breaks_a_rule(site: SiteOfStates, name: str, language: str) -> None:
    answer = STATES[name](site, language)
    assert answer.status_code in STATUSES
    assert answer.text.startswith(f'<!doctype html>\n<html lang="{language}">')
    assert broken_rules(answer.text) == []


def test_there_is_a_state_for_whatever_somebody_meets() -> None:
    assert len(STATES) >= 40


@pytest.mark.parametrize(("markup", "said"), BROKEN.items())
def test_the_checks_would_notice(markup: str, said: str) -> None:
    assert broken_rules(AROUND.format("")) == []
    found = broken_rules(AROUND.format(markup))
    assert any(said in line for line in found), found


def test_the_nu_html_checker_finds_nothing(site: SiteOfStates, tmp_path: Path) -> None:
    checker, java = os.environ.get("KB_VNU"), shutil.which("java")
    if not checker or not java:
        pytest.skip("KB_VNU does not name a vnu.jar, or there is no java")
    for name, state in STATES.items():
        for language in LANGUAGES:
            (tmp_path / f"{name}.{language}.html").write_text(state(site, language).text, "utf-8")
    command = [java, "-jar", checker, "--format", "json", "--skip-non-html", "--stdout", str(tmp_path)]
    told = json.loads(subprocess.run(command, capture_output=True, check=False, timeout=300).stdout)
    said = Counter(
        f"{message['message']} | {message.get('extract', '')}"
        for message in told["messages"]
        if not LET_PASS.match(message["message"])
    )
    assert dict(said) == {}
