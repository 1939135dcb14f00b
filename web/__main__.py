"""The script ``kb``: which module has the command that was asked for?

Only that one is imported: searching needs no server, and serving no parser. Each process the command starts
imports this module once more, so it imports nothing by itself.
"""

from __future__ import annotations

import sys
from importlib import import_module

MODULES = {
    "check": "indexer.command_line.indexing",
    "index": "indexer.command_line.indexing",
    "status": "indexer.command_line.indexing",
    "rollback": "indexer.command_line.indexing",
    "search": "indexer.command_line.finding",
    "show": "indexer.command_line.finding",
    "suggest": "indexer.command_line.finding",
    "import": "indexer.command_line.importing",
    "export": "indexer.command_line.content",
    "init": "indexer.command_line.content",
    "backup": "indexer.command_line.operation",
    "restore": "indexer.command_line.history",
    "history": "indexer.command_line.history",
    "migrate": "indexer.command_line.operation",
    "upgrade-corpus": "indexer.command_line.operation",
    "duplicates": "indexer.command_line.duplicates",
    "merge": "indexer.command_line.duplicates",
    "links": "indexer.command_line.upkeep",
    "stale": "indexer.command_line.upkeep",
    "dictionary": "indexer.command_line.dictionary",
    "evaluate": "indexer.command_line.evaluation",
    "serve": "web.command_line.serving",
    "user": "web.command_line.accounts",
}


def main() -> None:
    """What the script runs. Without a command, or with one there is not, all are there to be listed."""
    asked = MODULES.get(sys.argv[1]) if len(sys.argv) > 1 else None
    for name in [asked] if asked else dict.fromkeys(MODULES.values()):
        import_module(name)
    import_module("indexer.command_line.application").app()


if __name__ == "__main__":
    main()
