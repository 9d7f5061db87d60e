"""Reads `law/` into values of the core, checks it against the floors, freezes it and fingerprints it."""

from chengxin.lawbook.book import Lawbook, LawRefused, Problem
from chengxin.lawbook.load import check, load

__all__ = ["LawRefused", "Lawbook", "Problem", "check", "load"]
