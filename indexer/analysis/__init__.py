"""From a text to the words in it, and from a word to its forms: the same on both sides of a search."""
