"""The command ``kb``: what an operator can ask for, one module for each kind of work."""
