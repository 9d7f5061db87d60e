"""For maintainers: cuts the stylesheets and fonts under `static/cx/` out of npm packages. Nobody else needs it.

    npm install --ignore-scripts --prefix DIR govuk-frontend@6.6.0 htmx.org@2.0.10 \
        @fontsource-variable/noto-sans-sc @expo-google-fonts/noto-sans-sc @expo-google-fonts/noto-sans-jp \
        @expo-google-fonts/noto-sans-tc
    python scripts/vendor_assets.py --npm-dir DIR all   # everything
    python scripts/vendor_assets.py --npm-dir DIR ui    # only the characters of our own texts, after a text changed
    python scripts/vendor_assets.py --npm-dir DIR paper # the fonts of letters on paper

Three families, because faces with different weight ranges do not mix per character within one family in Chromium:
CX UI holds exactly the characters of our own texts; CX Sans the usual ones in slices; CX Rare the names that the slices
lack (䶮 㐱), and CX Rare JP the one that Noto Sans SC lacks altogether (𠮷).
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "src/chengxin/web/static/cx"
FONTS = OUT / "fonts"
WEIGHTS = {400: "400Regular/NotoSansSC_400Regular.ttf", 600: "600SemiBold/NotoSansSC_600SemiBold.ttf"}
#: Where our own texts are; the guard tests/guards/test_fonts.py reads the same places.
TEXTS = (
    "src/chengxin/**/*.html",
    "src/chengxin/**/*.py",
    "law/*.toml",
    *(f"law/{folder}/**/*.toml" for folder in ("calendar", "catalogue", "purposes", "sources", "texts")),
)
#: Always there, whatever the texts say today: ASCII, Chinese punctuation, numerals, and the signs that stylesheets draw.
ALWAYS = (
    "".join(map(chr, range(0x20, 0x7F)))
    + "，。、；：？！“”‘’（）《》〈〉〔〕【】—…·×→←↑↓－＿　〇①②③④⑤⑥⑦⑧⑨⑩"
    + "一二三四五六七八九十百千万年月日时分秒元角度号第条款项"
)
#: The fonts of letters on paper: one weight, every Chinese character that Noto Sans has; typst reads no woff2.
PAPER = ROOT / "src/chengxin/apps/notices/paper/fonts"
HAN = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))


def texts() -> set[int]:
    """The code points of our own texts. Comments in code are texts too: a few characters too many cost nothing."""
    found = {ord(c) for c in ALWAYS}
    for pattern in TEXTS:
        for path in ROOT.glob(pattern):
            found |= {ord(c) for c in path.read_text(encoding="utf-8")}
    return {c for c in found if c >= 0x20}


def cut(source: Path, codes: Iterable[int], target: Path) -> None:
    options = subset.Options()
    options.flavor = "woff2"
    options.layout_features = ["*"]
    options.hinting = False
    options.desubroutinize = True
    options.notdef_outline = True
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(codes))
    subsetter.subset(font)
    font["head"].modified = font["head"].created  # the same input makes the same bytes
    target.parent.mkdir(parents=True, exist_ok=True)
    subset.save_font(font, str(target), options)


def ranges(codes: Iterable[int]) -> str:
    runs: list[list[int]] = []
    for code in sorted(codes):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return ",".join(f"U+{a:X}" if a == b else f"U+{a:X}-{b:X}" for a, b in runs)


def face(family: str, weight: str, file: str, codes: Iterable[int]) -> str:
    return (
        f'@font-face{{font-family:"{family}";font-weight:{weight};font-display:swap;'
        f'src:url({file}) format("woff2");unicode-range:{ranges(codes)}}}'
    )


def held_by(font: Path) -> set[int]:
    """The code points that a font file draws."""
    with TTFont(font, lazy=True) as opened:
        return set(opened.getBestCmap())


def sliced(npm: Path) -> set[int]:
    """What the variable slices hold."""
    return set[int]().union(*map(held_by, (npm / "@fontsource-variable/noto-sans-sc/files").glob("*.woff2")))


def write_ui(npm: Path) -> None:
    faces = []
    for weight, name in WEIGHTS.items():
        source = npm / "@expo-google-fonts/noto-sans-sc" / name
        codes = texts() & held_by(source)
        cut(source, codes, FONTS / f"ui-{weight}.woff2")
        faces.append(face("CX UI", str(weight), f"ui-{weight}.woff2", codes))
        print(f"CX UI {weight}: {len(codes)} characters, {(FONTS / f'ui-{weight}.woff2').stat().st_size // 1024} KB")
    (FONTS / "ui.css").write_text("\n".join(faces) + "\n")


def write_slices(npm: Path) -> str:
    package = npm / "@fontsource-variable/noto-sans-sc"
    css = (
        (package / "index.css").read_text().replace("'Noto Sans SC Variable'", '"CX Sans"').replace("./files/", "sans/")
    )
    (FONTS / "sans").mkdir(parents=True, exist_ok=True)
    for name in re.findall(r"sans/([^)]+)\)", css):
        shutil.copyfile(package / "files" / name, FONTS / "sans" / name)
    css = re.sub(r"/\*.*?\*/", "", css)
    return re.sub(r"\s*\n\s*", "", css).replace("}@", "}\n@")


def write_rare(npm: Path) -> list[str]:
    """One file per 256 code points and one weight: a bold rare name would double the size for a few headings."""
    source = npm / "@expo-google-fonts/noto-sans-sc" / WEIGHTS[400]
    blocks: dict[int, list[int]] = {}
    for code in sorted(held_by(source) - sliced(npm)):
        if is_han(code):
            blocks.setdefault(code >> 8, []).append(code)
    faces = []
    for block, codes in blocks.items():
        cut(source, codes, FONTS / f"rare/{block:x}.woff2")
        # The whole block in the range keeps the stylesheet short; what the file lacks falls to the next family.
        faces.append(face("CX Rare", "400 600", f"rare/{block:x}.woff2", range(block << 8, (block + 1) << 8)))
    cut(
        npm / "@expo-google-fonts/noto-sans-jp/400Regular/NotoSansJP_400Regular.ttf", [0x20BB7], FONTS / "rare/jp.woff2"
    )
    faces.append(face("CX Rare JP", "400 600", "rare/jp.woff2", [0x20BB7]))
    print(f"CX Rare: {sum(map(len, blocks.values()))} characters in {len(blocks)} files")
    return faces


def write_paper(npm: Path) -> None:
    """The first font draws nearly everything; the others only what those before them lack."""
    fonts = {"sc": "SC", "jp": "JP", "tc": "TC"}
    covered: set[int] = set()
    for package, name in fonts.items():
        source = npm / f"@expo-google-fonts/noto-sans-{package}/400Regular/NotoSans{name}_400Regular.ttf"
        held = held_by(source) - covered
        # No kana and no Hangul: no name on an identity card here is written with them.
        codes = {c for c in held if is_han(c) or (package == "sc" and (c < 0x3040 or 0xFE30 <= c <= 0xFFEF))}
        covered |= codes
        options = subset.Options()
        options.layout_features, options.hinting, options.glyph_names = [], False, False
        options.drop_tables += ["GPOS", "GSUB", "GDEF", "BASE", "VORG", "vhea", "vmtx"]
        font = subset.load_font(str(source), options)
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=sorted(codes))
        subsetter.subset(font)
        font["head"].modified = font["head"].created
        PAPER.mkdir(parents=True, exist_ok=True)
        target = PAPER / f"NotoSans{name}.ttf"
        subset.save_font(font, str(target), options)
        print(f"paper {name}: {len(codes)} characters, {target.stat().st_size // 1024} KB")
    (PAPER / "covers.txt").write_text(ranges(covered).replace("U+", "").replace(",", "\n") + "\n")


def is_han(code: int) -> bool:
    return any(low <= code <= high for low, high in HAN)


def write_govuk(npm: Path) -> None:
    """govuk-frontend without its font, which only the British government may use."""
    css = (npm / "govuk-frontend/dist/govuk/govuk-frontend.min.css").read_text()
    css = re.sub(r"@font-face\{[^}]*GDS Transport[^}]*\}", "", css)
    css = css.replace("GDS Transport,arial,sans-serif", "var(--cx-font)")
    css = re.sub(r"/\*# sourceMappingURL=\S+ \*/", "", css)
    css = css.replace("font-family:sans-serif", "font-family:var(--cx-font)")
    css = re.sub(r"url\(/assets/images/govuk-crest\.svg\)", "none", css)  # the crest of a footer that we do not use
    if "GDS" in css or "url(" in css:
        sys.exit("govuk-frontend.css still names a font or a picture that we do not have")
    head = "/* govuk-frontend 6.6.0, MIT, (c) Crown copyright; fonts replaced by scripts/vendor_assets.py */\n"
    (OUT / "govuk-frontend.css").write_text(head + css.strip() + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--npm-dir", type=Path, required=True, help="where npm installed the packages")
    parser.add_argument("what", choices=["ui", "paper", "all"])
    args = parser.parse_args()
    npm = args.npm_dir / "node_modules"
    FONTS.mkdir(parents=True, exist_ok=True)
    if args.what in ("paper", "all"):
        write_paper(npm)
    if args.what in ("ui", "all"):
        write_ui(npm)
    if args.what == "all":
        write_govuk(npm)
        shutil.copyfile(npm / "htmx.org/dist/htmx.min.js", OUT / "htmx.min.js")
        slices = write_slices(npm)
        rare = write_rare(npm)
        note = "/* Noto Sans SC and Noto Sans JP, SIL Open Font License 1.1 */\n"
        (FONTS / "fonts.css").write_text(note + slices + "\n" + "\n".join(rare) + "\n")
    size = sum(path.stat().st_size for path in OUT.rglob("*") if path.is_file())
    print(f"static/cx: {size / 1_048_576:.1f} MB")


if __name__ == "__main__":
    main()
