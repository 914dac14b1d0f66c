"""A scene on a page that follows its files: saved, drawn, shown."""
