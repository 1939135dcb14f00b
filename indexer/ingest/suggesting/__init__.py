"""From what a text says to values that a record could hold, each with the passage that suggests it."""
