"""From what scouts bring to records."""
