"""The pixel shuffle: small maps, and the large one that their numbers move into."""
