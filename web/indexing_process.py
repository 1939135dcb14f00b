"""Which function does the process beside the workers run, and what does it load for that?

This module loads nothing of the web: the process starts in half the time, and is half as large.
"""

from __future__ import annotations

import logging
import logging.config
import signal
import sys
from multiprocessing.synchronize import Event

from indexer.children import once_orphaned
from kb.settings import Settings
from web.request_log import logging_table

LOGGER = logging.getLogger("web.indexing_process")


def index_until(settings: Settings, stop: Event) -> None:
    """Keep the index up with the corpus; stops when told, or when the process that started it is gone."""
    from indexer.index_process import run_index_process  # only here: the workers have no use for it

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # they reach the whole group; the server tells when to stop
    logging.config.dictConfig(logging_table())
    once_orphaned(stop.set)
    try:
        run_index_process(settings, stop)
    except Exception as error:
        LOGGER.exception("The indexing process failed: %s", error)
        sys.exit(1)
