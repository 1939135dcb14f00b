"""From the bytes of one kind of file to its text or rows."""
