"""What a person can do about a look: ask why, read the answer; and the blind sample of looks."""
