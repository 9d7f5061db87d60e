"""Answers for one concrete matter, and who looked at whom."""
