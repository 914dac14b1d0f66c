"""Where things stand, as plain numbers: frames, their regions, and which of many are shown."""
