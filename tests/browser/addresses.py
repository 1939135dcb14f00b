"""The pages the browser tests look at: one address for every state a reader meets."""

from __future__ import annotations

RECORD = "/records/diwish-from-project-to-permanent-structure"  # has passages, relations and many sections
PAGES = {
    "home": "/",
    "query": "/search?q=Finanzierung+Clustermanagement+Mitgliedsbeiträge",
    "filters": "/search?q=Cluster&country=DE&country=AT&-theme=skills&year=2005-2020&sector=health",
    "corrected": "/search?q=Mitgleider+Digitalisierung+skilled+workers&without=compounds",
    "nothing": "/search?q=xyzzyx&country=DE&theme=skills",
    "values": "/search?values=country",
    "record": RECORD,
    "concept": "/concepts/theme:financing",
    "about": "/about",
    "missing": "/nowhere",
}


def in_language(address: str, language: str) -> str:
    """The address with the language of the reader."""
    return f"{address}{'&' if '?' in address else '?'}lang={language}"
