"""Pages, the API and what other machines read: records and search over HTTP.

This package imports ``kb`` and ``indexer``; neither imports it.
"""
