"""Write docs/scan.md, the report of what the scan for lists and grades of persons went over, as the product is now."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> None:
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    with tempfile.TemporaryDirectory() as place:
        os.environ |= {"CHENGXIN_DEMO": "1", "CHENGXIN_DATA": place}
        from chengxin.cli import product

        product.enter_with_keys()
        from tests.guards import scan

        scan.PLACE.write_text(scan.report(), encoding="utf-8")


if __name__ == "__main__":
    main()
