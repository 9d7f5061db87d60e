"""What is counted in public, quarter by quarter: frozen once, rebuilt byte for byte. Nothing in it is about anybody."""
