"""What was written lies on the disk for certain once it was flushed, and its name once the folder was."""

from __future__ import annotations

import os
from pathlib import Path


def sync(place: Path) -> None:
    """Wait until what was written to a file, or the names in a folder, lie on the disk."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
