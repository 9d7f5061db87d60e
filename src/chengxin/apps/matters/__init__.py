"""The concrete matter that is opened before anyone may ask."""
