"""Here is the place of a page: what answers there, without importing it before somebody asks?

A server that answers searches needs neither forms, ingestion nor handouts to start.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from starlette.requests import Request
from starlette.responses import Response

Endpoint = Callable[[Request], Response]


def page_at(place: str) -> Endpoint:
    """The page at a place below ``web``, such as ``desk.review.page``, imported with its first request."""
    module, _, function = place.rpartition(".")

    def page(request: Request) -> Response:
        response: Response = getattr(import_module(f"web.{module}"), function)(request)
        return response

    return page
