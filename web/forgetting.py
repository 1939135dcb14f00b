"""What was promised to be forgotten in time: who sees to it, also when nobody looks?

Once when a process starts, and then every day, each worker forgets what is due; a second finds nothing left.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio
from anyio import to_thread

from kb.errors import StorageFailed
from web.knowledge import Knowledge

LOGGER = logging.getLogger("web.forgetting")
DAY = 24 * 3600.0  # seconds


@asynccontextmanager
async def forgetting_daily(knowledge: Knowledge) -> AsyncIterator[None]:
    """See to it for as long as the block runs."""
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_forget_daily, knowledge)
        yield
        tasks.cancel_scope.cancel()


async def _forget_daily(knowledge: Knowledge) -> None:
    while True:
        await to_thread.run_sync(_forget, knowledge)
        await anyio.sleep(DAY)


def _forget(knowledge: Knowledge) -> None:
    for forget in (knowledge.feedback.forget, knowledge.misses.forget):
        try:
            forget()
        except StorageFailed as error:
            LOGGER.error("What is due could not be forgotten: %s", error)
