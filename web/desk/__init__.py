"""Where scouts write and editors publish: the pages behind ``/desk``."""
