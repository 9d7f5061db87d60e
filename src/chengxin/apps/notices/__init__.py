"""Letters owed to persons, and the proof that one was read."""
