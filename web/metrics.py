"""``/metrics``: how is the site doing, in the form Prometheus reads? For this machine only.

Requests are counted by route, so no address and no query is in it. With several workers each writes its
counts into a folder they share, and whoever is asked adds them up; what the disk and the index tell is the
same for all, and is looked up when it is asked for.
"""

from __future__ import annotations

import logging
import os
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from indexer.errors import IndexDamaged, IndexMissing
from indexer.pending import REQUESTS, waiting
from kb.errors import StorageFailed
from kb.file_repository import Entry
from web.knowledge import Knowledge
from web.security import LOOPBACK, NOT_KEPT, client_address, host_of

LOGGER = logging.getLogger("web.metrics")
SHARED = "PROMETHEUS_MULTIPROC_DIR"  # the library looks for it when it is imported
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)  # seconds
FORWARDED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")
_IN_REVIEW = re.compile(rb"^status:[ \t]*['\"]?in-review\b", re.MULTILINE)


@contextmanager
def shared_by_workers() -> Iterator[None]:
    """A folder for the counts of the processes that are started within the block."""
    with tempfile.TemporaryDirectory(prefix="leuchtturm-metrics-") as folder:
        os.environ[SHARED] = folder
        try:
            yield
        finally:
            del os.environ[SHARED]


class Metrics:
    """The counts of one process, and all there is to tell."""

    def __init__(self, knowledge: Knowledge) -> None:
        own = CollectorRegistry()
        self._requests = Counter(
            "leuchtturm_requests", "Answered requests.", ("route", "method", "status"), registry=own
        )
        self._seconds = Histogram(
            "leuchtturm_request_seconds",
            "Time until the answer was complete.",
            ("route",),
            buckets=BUCKETS,
            registry=own,
        )
        self._registry = own
        if SHARED in os.environ:
            self._registry = CollectorRegistry()
            MultiProcessCollector(self._registry)  # type: ignore[no-untyped-call]  # has no types
        self._registry.register(_State(knowledge))

    def count(self, route: str | None, method: str, status: int | None, seconds: float) -> None:
        """Count one request; a route of None is an address there is none for."""
        self._requests.labels(route or "none", method, str(status or "none")).inc()
        self._seconds.labels(route or "none").observe(seconds)

    def text(self) -> bytes:
        """Everything in the form of Prometheus."""
        return generate_latest(self._registry)


class _State(Collector):
    """What the index and the disk tell at this moment; what cannot be read is left out."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def collect(self) -> Iterator[Metric]:
        """The gauges."""
        yield from self._index()
        known = self._knowledge
        gauges: tuple[tuple[str, str, Callable[[], int]], ...] = (
            ("pending_marks", "Records that wait to be indexed.", self._pending),
            ("drafts_in_review", "Drafts that wait for a review.", self._in_review),
            ("feedback_open", "Messages of readers nobody has dealt with.", known.feedback.open_count),
        )
        for name, said, value in gauges:
            try:
                yield GaugeMetricFamily(f"leuchtturm_{name}", said, value=value())
            except (StorageFailed, OSError) as error:
                LOGGER.warning("The metric %s is left out: %s", name, error)

    def _index(self) -> Iterator[Metric]:
        try:
            searcher = self._knowledge.searcher()
        except (IndexMissing, IndexDamaged):
            yield GaugeMetricFamily("leuchtturm_index_ready", "Whether the index can be searched.", value=0)
            return
        yield GaugeMetricFamily("leuchtturm_index_ready", "Whether the index can be searched.", value=1)
        yield GaugeMetricFamily("leuchtturm_index_documents", "Records in the index.", value=searcher.size)
        yield InfoMetricFamily(
            "leuchtturm_index", "The commit in force.", value={"generation": searcher.generation}
        )

    def _pending(self) -> int:
        return len([name for name in waiting(self._knowledge.settings.pending) if name not in REQUESTS])

    def _in_review(self) -> int:
        entries = self._knowledge.drafts.entries()
        return sum(isinstance(one, Entry) and bool(_IN_REVIEW.search(one.data)) for one in entries)


def page(request: Request) -> Response:
    """``/metrics``"""
    if not asked_here(request):
        raise HTTPException(404)
    metrics: Metrics = request.app.state.metrics
    return Response(metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST, **NOT_KEPT})


def asked_here(request: Request) -> bool:
    """Whether a program on this machine asks, and not a proxy on it for somebody elsewhere."""
    client = client_address(request)
    local = client is not None and client.is_loopback
    return local and host_of(request) in LOOPBACK and not any(name in request.headers for name in FORWARDED)
