"""Files of departments, and the fate of each row."""
