"""How films end: what there was before, what there is after, and how much less that is."""
