"""Reports by the public that a body handles personal data wrongly. Reports about a person are not taken: no row of one exists."""
