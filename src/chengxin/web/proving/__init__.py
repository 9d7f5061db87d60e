"""What anybody may know of the ledger: signed heads, proofs, and the page that checks a receipt without us."""
