"""Here is an address: which processes answer there, and how do they start and stop together?

One socket, bound before anything else, so that a taken port is known at once. Beside the workers runs exactly
one indexing process, also with one worker; if it dies it is started again, if this process dies it stops.
"""

from __future__ import annotations

import logging
import logging.config
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.synchronize import Event

import uvicorn
from starlette.applications import Starlette
from uvicorn.config import STARTUP_FAILURE
from uvicorn.supervisors import Multiprocess

from indexer.children import PROCESSES, interrupts_held_back, once_orphaned
from kb.settings import Settings, load_settings
from web.application import create_app
from web.indexing_process import index_until
from web.metrics import shared_by_workers
from web.request_log import logging_table

LOGGER = logging.getLogger("web.serving")
GRACE = 10  # seconds a request, and then the indexing process, gets to end
PATIENCE = 60  # seconds a busy worker may be silent before it is taken for dead
PAUSE = 3.0  # seconds before a dead indexing process is started again


class PortTaken(Exception):
    """The address cannot be served. The message says why and what to do."""


def bind(host: str, port: int) -> socket.socket:
    """A listening socket. Raises PortTaken."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # Named in full, because otherwise small packets wait for more: 40 ms with every answer.
        bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError as error:
        raise PortTaken(
            f"{host} is no address of this machine: {error.strerror}. Try --host 127.0.0.1."
        ) from error
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(address)
        bound.listen(2048)  # only listening, not binding, shows whether somebody else listens there
    except OSError as error:
        bound.close()
        raise PortTaken(
            f"Port {port} of {host} cannot be used: {error.strerror}. Choose another one with --port."
        ) from error
    bound.set_inheritable(True)
    return bound


def serve(settings: Settings, listening: socket.socket, workers: int) -> int:
    """Answer until SIGINT or SIGTERM. The exit code: 1 if the workers could not start.

    Raises VocabularyInvalid before any process is started.
    """
    app = create_app(settings)
    logging.config.dictConfig(logging_table())
    config = uvicorn.Config(
        app if workers == 1 else "web.serving:worker_app",
        factory=workers > 1,
        workers=workers,
        log_config=logging_table(),
        access_log=False,
        lifespan="on",
        ws="none",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
        timeout_worker_healthcheck=PATIENCE,
    )
    return _one_worker(settings, listening, config) if workers == 1 else _workers(settings, listening, config)


def _one_worker(settings: Settings, listening: socket.socket, config: uvicorn.Config) -> int:
    server = uvicorn.Server(config)
    # The server raises the signal that stopped it once more; with its own handler in place that is harmless,
    # and a signal that comes before it runs is not lost.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, server.handle_exit)
    with listening, indexing(settings):
        server.run(sockets=[listening])
    return int(not server.started)


def _workers(settings: Settings, listening: socket.socket, config: uvicorn.Config) -> int:
    pool = Multiprocess(config, sockets=[listening])  # handles the signals from here on
    with listening, indexing(settings), interrupts_held_back(), shared_by_workers():
        pool.run()  # the thread that keeps the indexing process takes the interrupt for this one
    return int(any(process.exitcode == STARTUP_FAILURE for process in pool.processes))


def worker_app() -> Starlette:
    """The application of one worker of several, made from the settings of the process that started it."""
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    once_orphaned(lambda: os.kill(os.getpid(), signal.SIGTERM))
    return create_app(load_settings())


@contextmanager
def indexing(settings: Settings) -> Iterator[None]:
    """The one indexing process, for as long as the block runs."""
    stop = PROCESSES.Event()
    keeper = threading.Thread(target=_keep_indexing, args=(settings, stop))
    keeper.start()
    try:
        yield
    finally:
        stop.set()
        keeper.join()


def _keep_indexing(settings: Settings, stop: Event) -> None:
    while not stop.is_set():
        process = PROCESSES.Process(target=index_until, args=(settings, stop), name="indexing")
        with interrupts_held_back():
            process.start()
        while process.is_alive() and not stop.is_set():
            process.join(0.2)
        if not stop.is_set():
            LOGGER.error("The indexing process ended with code %s; it is started again.", process.exitcode)
            stop.wait(PAUSE)
            continue
        process.join(GRACE)
        if process.is_alive():
            LOGGER.warning("The indexing process did not end in time; the last commit stays in force.")
            process.kill()
            process.join()
