"""Things to try, run as ``python -m convanim.examples.NAME``."""
