"""From records and files to an index, and from a query to hits.

This package imports ``kb`` and never ``web``. Inside it: ``analysis`` <- ``index`` <- ``search`` and
``ingest``; the command line stands on top.
"""
