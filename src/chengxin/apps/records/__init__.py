"""Register a record, prove notice, withdraw; what it is at an instant is derived."""
