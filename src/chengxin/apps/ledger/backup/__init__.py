"""The whole database as one encrypted stream, and back, on either database."""
