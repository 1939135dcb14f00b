"""From rows under headers to records."""
