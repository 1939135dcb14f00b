"""What was asked, how did it end, how long did it take? One JSON line per request, and counts for /metrics.

The line goes to standard error. No address, no path and no query text is written, not even in the trace of a
failure: a line names the route.
"""

from __future__ import annotations

import json
import logging
import time
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOGGER = logging.getLogger("web.requests")


class RequestLog:
    """Writes the line when all is done. The time is that until the answer was complete."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One ASGI call."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status: int | None = None
        start = time.perf_counter()
        end: float | None = None

        async def send_noting(message: Message) -> None:
            nonlocal status, end
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)
            if message["type"] == "http.response.body" and not message.get("more_body", False):
                end = time.perf_counter()  # what is done after the answer keeps nobody waiting

        try:
            await self.app(scope, receive, send_noting)
        finally:
            seconds = (end or time.perf_counter()) - start
            route = getattr(scope.get("route"), "name", None)
            method = scope["method"] if scope["method"] in METHODS else "other"
            scope["app"].state.metrics.count(route, method, status, seconds)
            fields = {"route": route, "method": method, "status": status, "ms": round(seconds * 1000, 1)}
            LOGGER.info("request", extra={"fields": fields})


METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class JsonLines(logging.Formatter):
    """One line of JSON per log record. Of an exception: its type and where it was raised, not its words."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        values: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
        }
        fields = getattr(record, "fields", None)
        values |= fields if fields is not None else {"message": record.getMessage().strip()}
        if record.exc_info and record.exc_info[1]:
            values["exception"] = list(_frames(record.exc_info[1]))
        return json.dumps(values)  # ASCII: nothing that a terminal obeys, or that ends a line for anybody


def _frames(error: BaseException) -> Iterator[str]:
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause:
        yield from _frames(cause)
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"{frame.filename}:{frame.lineno} {frame.name}"
    yield type(error).__name__


def logging_table() -> dict[str, Any]:
    """The set-up of logging for a serving process, as ``logging.config.dictConfig`` takes it."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": {"()": "web.request_log.JsonLines"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "json",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {"web": {"level": "INFO"}, "indexer": {"level": "INFO"}},
    }
