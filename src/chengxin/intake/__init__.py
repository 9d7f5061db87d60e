"""From a file's bytes to judged rows: plain Python, no database, no network."""
