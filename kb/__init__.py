"""What a record is, what its words mean, where records live.

This package imports neither ``indexer`` nor ``web``; both build on it.
"""
