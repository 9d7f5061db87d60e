"""`python -m chengxin` is the same as `chengxin`."""

import sys

from chengxin.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
