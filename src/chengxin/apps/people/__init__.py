"""Natural persons, known only by a keyed index; the vault alone opens identity numbers."""
