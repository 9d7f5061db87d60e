"""Repairs: a draft that opens by itself, a request, one list of what is missing, a decision. A stage after inquiries."""
