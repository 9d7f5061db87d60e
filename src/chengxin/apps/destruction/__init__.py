"""Destruction: lists of what is due, what is kept for now, two looks, a certificate, and the replay after a restore."""
