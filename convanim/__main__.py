"""``python -m convanim``: the command line without the console script."""

import sys

if __name__ == "__main__":
    if not sys.flags.safe_path:
        # The current folder, which Python has put first: a random.py there would be taken for Python's.
        sys.path.append(sys.path.pop(0))
    from convanim.cli import main

    main()
