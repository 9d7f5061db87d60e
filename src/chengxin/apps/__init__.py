"""The stages of a record's life, in order of time. A stage knows the past, never the future."""
