"""Languages: catalogs, templates, and how words and numbers are said."""
