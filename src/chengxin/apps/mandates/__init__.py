"""Who acts for whom: proof, scope, end, and each act that was done."""
