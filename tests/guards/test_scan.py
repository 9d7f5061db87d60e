"""The report of the scan is that of this product."""

from __future__ import annotations

from tests.guards import scan
from tests.proves import proves


@proves("C9")
def test_the_report_is_that_of_this_product() -> None:
    assert scan.PLACE.read_text(encoding="utf-8") == scan.report(), "run scripts/write_scan.py"


def test_the_report_went_over_the_whole_product() -> None:
    text = scan.report()
    assert text.count("| `/") > 150
    assert text.count("\n- `") > 15
