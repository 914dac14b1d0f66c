"""A scene as the files that pages, slides and chats take: films, loops, stills and clips."""
