"""Objections: lodged, checked, examined by the source, decided, reviewed. A stage after inquiries."""
