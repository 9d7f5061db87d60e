"""Officials: who they are, in which unit, in which role. The foundation beside the ledger."""
