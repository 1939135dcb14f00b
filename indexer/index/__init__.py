"""From documents to files that cannot lie, and from files to arrays."""
