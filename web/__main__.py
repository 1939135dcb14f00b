"""The script ``kb``. Each process it starts imports this module once more, so it imports nothing itself."""

from __future__ import annotations


def main() -> None:
    """What the script runs."""
    from web.command_line import run  # only here: a process that parses a file needs no command line

    run()


if __name__ == "__main__":
    main()
