"""Which words of another language mean the same? An optional bilingual dictionary, compiled from a Ding file."""
