"""Restraints that somebody decided elsewhere, as they are written down here, and the notice of an adverse use."""
