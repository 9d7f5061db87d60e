"""`python -m chengxin` and the command `chengxin`."""

import sys


def run() -> int:
    """Run the command line; Ctrl-C leaves no trace, also while the product is still being read."""
    try:
        from chengxin.cli.main import main

        return main()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(run())
