"""What does building one index take? A process of its own, so that its memory is that of the build alone.

python -m tests.benchmarks.build_one ENGINE DOCUMENTS FOLDER [--own-analysis]

Prints one line of JSON. The documents come chunk by chunk from the file of prepared ones; the time that
reading takes is left out. ``cpu_seconds`` are those of all threads, because some engines work in threads of
their own behind the one that adds. Peak memory is the most that was resident at once, mapped files included.
"""

from __future__ import annotations

import argparse
import json
import resource
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter, process_time, thread_time

from tests.benchmarks.documents import Document, Prepared
from tests.benchmarks.engines import builder_class

_STATUS = Path("/proc/self/status")


class _Clocked:
    """Documents that know how long reading them took."""

    def __init__(self, prepared: Prepared) -> None:
        self.seconds = self.cpu_seconds = 0.0
        self._prepared = prepared

    def __iter__(self) -> Iterator[Document]:
        chunks = self._prepared.chunks()
        while True:
            started, cpu_started = perf_counter(), thread_time()
            chunk = next(chunks, None)
            self.seconds += perf_counter() - started
            self.cpu_seconds += thread_time() - cpu_started
            if chunk is None:
                return
            yield from chunk


def _peak_mb() -> float:
    """The most that was resident at once; getrusage would count the process that started this one, too."""
    if _STATUS.exists():
        lines = dict(line.split(":", 1) for line in _STATUS.read_text("utf-8").splitlines())
        return int(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def main(arguments: list[str] | None = None) -> None:
    """Build, and print what it took."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.build_one")
    parser.add_argument("engine")
    parser.add_argument("documents", type=Path, help="folder of prepared documents")
    parser.add_argument("folder", type=Path, help="where the index goes")
    parser.add_argument("--own-analysis", action="store_true")
    options = parser.parse_args(arguments)
    prepared = Prepared(options.documents)
    builder = builder_class(options.engine, options.own_analysis)(prepared.facets)
    options.folder.mkdir(parents=True, exist_ok=True)
    documents = _Clocked(prepared)
    started, cpu_started = perf_counter(), process_time()
    builder.build(options.folder, documents)
    seconds, cpu_seconds = perf_counter() - started, process_time() - cpu_started
    row = {
        "engine": options.engine,
        "analysis": "own" if options.own_analysis else "given",
        "seconds": round(seconds - documents.seconds, 3),
        "cpu_seconds": round(cpu_seconds - documents.cpu_seconds, 3),
        "bytes": _bytes_in(options.folder),
        "peak_mb": round(_peak_mb(), 1),
    }
    parts = builder.parts(options.folder)
    print(json.dumps(row | {"parts": parts} if parts else row))


if __name__ == "__main__":
    main()
