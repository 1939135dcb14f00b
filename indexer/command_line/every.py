"""All commands of the indexer in one application, for whoever needs more than one."""

from __future__ import annotations

from indexer.command_line import (
    content,
    dictionary,
    duplicates,
    evaluation,
    finding,
    history,
    importing,
    indexing,
    operation,
    upkeep,
)
from indexer.command_line.application import app

__all__ = [
    "app",
    "content",
    "dictionary",
    "duplicates",
    "evaluation",
    "finding",
    "history",
    "importing",
    "indexing",
    "operation",
    "upkeep",
]
