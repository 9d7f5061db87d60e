"""What a person lets one recipient learn, for one purpose, once."""
