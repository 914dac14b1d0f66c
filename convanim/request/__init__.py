"""One door from the command line, lists, pages and Python to clips: what was asked for, as one record."""
