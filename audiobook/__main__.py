"""``python -m audiobook`` and the ``audiobook`` command."""

from audiobook.cli.main import main

__all__ = ["main"]

if __name__ == "__main__":
    main()
