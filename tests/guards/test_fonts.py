"""Every character of our own texts is in the font that always loads, so that no page flickers or shows a box."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

import vendor_assets  # noqa: E402

#: In the code but on no page: the dots that a name folds into one, and an example of a rare name (CX Rare JP draws it).
OTHER_TIERS = {*map(ord, "․∙⋅⸱"), 0x20BB7}


@pytest.mark.parametrize("weight", vendor_assets.WEIGHTS)
def test_ui_font_has_every_character_of_our_texts(weight: int) -> None:
    held = vendor_assets.held_by(vendor_assets.FONTS / f"ui-{weight}.woff2")
    missing = vendor_assets.texts() - held - OTHER_TIERS
    assert not missing, (
        "CX UI lacks "
        + " ".join(f"{chr(code)} (U+{code:X})" for code in sorted(missing))
        + ": run scripts/vendor_assets.py ui"
    )


def test_every_face_of_the_stylesheets_exists() -> None:
    for name in ("ui.css", "fonts.css"):
        css = (vendor_assets.FONTS / name).read_text()
        for part in css.split("url(")[1:]:
            assert (vendor_assets.FONTS / part.split(")")[0]).exists()
