"""The command line: what an operator types. `law` and `intake check` need no database, no network and no Django."""
