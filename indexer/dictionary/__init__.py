"""Which words of another language mean the same? An optional dictionary, compiled from a Ding file."""
