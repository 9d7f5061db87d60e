"""The other end of `chengxin move`, in a process of its own. No command: only `move` starts it, with what it reads."""

from __future__ import annotations

import sys

from chengxin.cli import backup
from chengxin.cli.main import carry_out, parser

if __name__ == "__main__":
    arguments = parser().parse_args(["restore", backup.STREAM, "--without-witnesses", "--format", "json"])
    arguments.run = "backup.take"
    sys.exit(carry_out(arguments))
