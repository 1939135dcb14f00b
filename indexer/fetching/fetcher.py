"""Here is a web address: what lies there, or why is it not fetched?

with Fetcher(settings) as fetcher:
    found = fetcher.fetch("https://example.org/report.pdf")
    found.address, found.media_type, len(found.data)

Safe for us: only public addresses, each redirect checked anew (``addresses``, ``resolving``, ``connecting``),
limits on size, time and kind of what comes (``reading``, ``deadline``). Polite to them: robots.txt is obeyed
(``robots``), each host gets its pauses, and who is busy is asked again later, not at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from importlib.metadata import version
from itertools import pairwise
from types import TracebackType

import httpcore

from indexer.errors import FetchFailed
from indexer.fetching.addresses import Target, parse, redirected
from indexer.fetching.connecting import Line, trusted
from indexer.fetching.deadline import Clock, Deadline, Pauses
from indexer.fetching.reading import PACKED, file_name, media_type, read_body, refuse_other_types
from indexer.fetching.resolving import Gate, Resolve, system_resolve
from indexer.fetching.robots import LARGEST, PRODUCT, Robots
from kb.settings import Settings

REDIRECTS = frozenset((301, 302, 303, 307, 308))
PERMANENT = frozenset((301, 308))
BUSY = frozenset((429, 502, 503, 504))
LONGEST_WAIT = 60.0  # seconds; who wants us to come later than this is asked another day
LOOKUPS = 32  # names that may be looked up at once, those included whose answer nobody waits for any more


@dataclass(frozen=True)
class Limits:
    """How far a fetch may go.

    ``most_bytes`` are unpacked ones; ``seconds`` are those of connecting and reading, robots.txt included;
    ``pause`` is the least time in seconds between two requests to one host.
    """

    most_bytes: int = 20_000_000
    seconds: float = 30.0
    redirects: int = 5
    retries: int = 3
    pause: float = 1.0


@dataclass(frozen=True)
class Fetched:
    """What lay at an address. ``address`` is where the redirects led, ``retrieved`` is UTC.

    ``redirects`` are the status of each redirect and where it led. ``charset`` is what the server said,
    ``name`` what the file is called there.
    """

    asked: str
    address: str
    name: str
    data: bytes
    media_type: str
    charset: str | None
    retrieved: str
    redirects: tuple[tuple[int, str], ...]

    @property
    def downgraded(self) -> bool:
        """Whether a redirect led from https to http, where anybody on the way can change what is sent."""
        steps = (self.asked, *(address for _, address in self.redirects))
        return any(
            before.lower().startswith("https:") and after.startswith("http:")
            for before, after in pairwise(steps)
        )


@dataclass(frozen=True)
class Probed:
    """What an address answers, without its body: the last status, and each redirect as in Fetched."""

    status: int
    redirects: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class _Answer:
    target: Target
    status: int
    headers: Mapping[str, str]
    data: bytes
    redirects: tuple[tuple[int, str], ...] = ()


_MostOf = Callable[[Target, int, Mapping[str, str]], int]
"""How many bytes of an answer are wanted. Raises FetchFailed for an answer nobody wants."""
_Delay = Callable[[Target, Deadline], float]


class Fetcher:
    """Fetches addresses, and remembers what sites allow until it is closed. Safe to share between threads."""

    def __init__(
        self,
        settings: Settings,
        limits: Limits | None = None,
        *,
        resolve: Resolve = system_resolve,
        clock: Clock | None = None,
    ) -> None:
        self._limits = limits or Limits()
        self._clock = clock or Clock()
        self._lookups = ThreadPoolExecutor(LOOKUPS, thread_name_prefix="lookup")
        gate = Gate(settings.fetch_allow, resolve, self._lookups)
        self._line = Line(gate, trusted())
        self._pauses = Pauses(self._clock)
        self._robots = Robots(self._load_robots)
        self._headers = {
            "User-Agent": user_agent(settings),
            "Accept": "text/html, application/xhtml+xml, application/pdf;q=0.9, */*;q=0.5",
            "Accept-Language": ", ".join([*settings.languages, "*;q=0.5"]),
            "Accept-Encoding": PACKED,
        }

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lookups.shutdown(wait=False, cancel_futures=True)

    def fetch(self, address: str) -> Fetched:
        """What lies at the address. Raises FetchRefused or FetchFailed, each with one line that says why."""
        answer = self._asked("GET", parse(address), self._most_of_a_page)
        if answer.status not in (HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION):
            raise _no_page(answer)
        if len(answer.data) > self._limits.most_bytes:
            raise self._too_large(answer.target)
        kind, charset = media_type(answer.headers)
        retrieved = self._clock.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        name = file_name(answer.headers, answer.target.path, answer.target.host)
        return Fetched(
            address, answer.target.text, name, answer.data, kind, charset, retrieved, answer.redirects
        )

    def probe(self, address: str) -> Probed:
        """Whether anything lies there, asked by HEAD and, if that fails, by GET. Raises as ``fetch``."""
        target = parse(address)
        try:
            answer = self._asked("HEAD", target, _nothing)
        except FetchFailed as error:
            if error.reason not in ("broken", "slow"):
                raise
            answer = None  # some servers do not know HEAD
        if answer is None or answer.status >= 400:
            answer = self._asked("GET", target, _nothing)
        return Probed(answer.status, answer.redirects)

    def _load_robots(self, target: Target, deadline: Deadline) -> tuple[int, bytes]:
        answer = self._follow("GET", target, _most_of_robots, deadline, None)
        return answer.status, answer.data

    def _asked(self, method: str, target: Target, most_of: _MostOf) -> _Answer:
        deadline = Deadline(self._limits.seconds, self._clock)
        return self._follow(method, target, most_of, deadline, self._robots.delay)

    def _follow(
        self, method: str, target: Target, most_of: _MostOf, deadline: Deadline, delay: _Delay | None
    ) -> _Answer:
        """The answer at the end of all redirects; ``delay`` gives the leave and the pause for each step."""
        redirects: list[tuple[int, str]] = []
        host_before = None
        while True:
            if delay is not None:
                wanted = max(delay(target, deadline), self._limits.pause)
                if target.host != host_before:  # a redirect within a site belongs to the same request
                    self._pauses.wait(target.host, wanted, deadline)
            answer = self._patiently(method, target, most_of, deadline)
            if answer.status not in REDIRECTS or "location" not in answer.headers:
                return _Answer(target, answer.status, answer.headers, answer.data, tuple(redirects))
            if len(redirects) == self._limits.redirects:
                raise FetchFailed(
                    f"{target.text} redirects once more after {len(redirects)} redirects. "
                    "Name the address at the end.",
                    "redirects",
                )
            host_before, target = target.host, redirected(target, answer.headers["location"])
            redirects.append((answer.status, target.text))

    def _patiently(self, method: str, target: Target, most_of: _MostOf, deadline: Deadline) -> _Answer:
        """One answer; who is busy or not there is asked again, after pauses that double."""
        for attempt in range(self._limits.retries + 1):
            last = attempt == self._limits.retries
            pause = 2.0**attempt
            try:
                answer = self._once(method, target, most_of, deadline)
            except FetchFailed as error:
                if last or not error.temporary:
                    raise
            else:
                pause = max(pause, self._wanted_pause(answer.headers))
                if last or answer.status not in BUSY or pause > LONGEST_WAIT:
                    return answer
            deadline.pause(pause)
        raise AssertionError("the last attempt returns or raises")

    def _once(self, method: str, target: Target, most_of: _MostOf, deadline: Deadline) -> _Answer:
        with self._line.request(method, target, self._headers, deadline) as response:
            headers = _by_name(response)
            most = most_of(target, response.status, headers)
            data = read_body(response.iter_stream(), headers, most) if most else b""
            return _Answer(target, response.status, headers, data)

    def _most_of_a_page(self, target: Target, status: int, headers: Mapping[str, str]) -> int:
        if status not in (HTTPStatus.OK, HTTPStatus.NON_AUTHORITATIVE_INFORMATION):
            return 0
        refuse_other_types(headers, target.text)
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length[:20]) > self._limits.most_bytes:
            raise self._too_large(target)
        return self._limits.most_bytes

    def _too_large(self, target: Target) -> FetchFailed:
        return FetchFailed(
            f"{target.text} has more than {self._limits.most_bytes / 1e6:g} MB. Name a smaller part of it.",
            "content",
        )

    def _wanted_pause(self, headers: Mapping[str, str]) -> float:
        """The seconds Retry-After asks for; 0 if it says nothing that can be understood."""
        text = headers.get("retry-after", "").strip()
        if text.isdecimal():
            return float(text[:9])
        try:
            when = parsedate_to_datetime(text)
        except ValueError:
            return 0.0
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return max(0.0, (when - self._clock.now()).total_seconds())


def user_agent(settings: Settings) -> str:
    """How we introduce ourselves: with the address of the site, if it has one, where to ask who we are."""
    about = settings.base_url if settings.host else "knowledge base of a cluster agency"
    return f"{PRODUCT}/{version('leuchtturm')} ({'+' if settings.host else ''}{about})"


def _nothing(_target: Target, _status: int, _headers: Mapping[str, str]) -> int:
    return 0


def _most_of_robots(_target: Target, status: int, _headers: Mapping[str, str]) -> int:
    return LARGEST if status == HTTPStatus.OK else 0


def _by_name(response: httpcore.Response) -> Mapping[str, str]:
    """The headers by lower-case name; of several the first, which leaves no room to say two things."""
    found: dict[str, str] = {}
    for name, value in response.headers:
        found.setdefault(name.decode("ascii").lower(), _text(value))
    return found


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _no_page(answer: _Answer) -> FetchFailed:
    """The error for an answer that is no page, in words for people."""
    try:
        called = f"{answer.status} ({HTTPStatus(answer.status).phrase})"
    except ValueError:
        called = str(answer.status)
    repair = {
        404: "Correct the address, or look where the page is now.",
        410: "The page was removed for good; look for another one.",
        401: "The page wants a password; open it in a browser and save it.",
        403: "The site does not let us in; open it in a browser and save it.",
    }.get(answer.status, "Try again later, or open it in a browser and save it.")
    return FetchFailed(f"{answer.target.text} answers {called}. {repair}", "status")
