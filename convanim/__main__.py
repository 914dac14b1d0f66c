"""``python -m convanim``: the command line without the console script."""

from convanim.cli import main

if __name__ == "__main__":
    main()
