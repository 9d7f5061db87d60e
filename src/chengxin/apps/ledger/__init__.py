"""The ledger: entries, sealing, checkpoints; keys and encrypted payloads. The foundation of every other stage."""
