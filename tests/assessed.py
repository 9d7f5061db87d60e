"""A law directory that was changed on purpose, assessed anew: each assessment is said to be of what its purpose is now."""

from __future__ import annotations

import re
from pathlib import Path

from chengxin.lawbook import check

_SUBJECT = re.compile('^subject = ".*"$', re.MULTILINE)


def assess(root: Path) -> None:
    """Write into each assessment that does not count the fingerprint that the refusal asks for."""
    for problem in check(root):
        asked = re.search("subject写([0-9a-f]{64})", problem.sentence)
        if asked and problem.key == "subject":
            path = root / problem.file
            path.write_text(_SUBJECT.sub(f'subject = "{asked[1]}"', path.read_text("utf-8")), "utf-8")
