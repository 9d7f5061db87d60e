"""How a resident comes in: accounts at the identity provider, codes on paper from a window."""
