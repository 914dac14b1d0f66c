"""``python -m convanim``: the command line without the console script."""

import os
import sys

if __name__ == "__main__":
    if sys.path[0] == os.getcwd():
        # Python has put the current folder first, where a random.py would be taken for its own.
        sys.path.append(sys.path.pop(0))
    from convanim.cli import main

    main()
