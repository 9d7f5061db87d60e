"""The page that a department takes away, as it is put together and handed out."""

from __future__ import annotations

import gzip
import re
import shutil
import sys
import sysconfig
import tomllib
import zipfile
from base64 import b64decode, b64encode
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client

from chengxin.intake.feeds import load_feeds
from chengxin.lawbook import load
from chengxin.lawbook.load import law_root
from chengxin.web.precheck import build, contents, page
from chengxin.web.precheck.build import VENDORED
from tests.intake.samples import PENALTIES
from tests.proves import proves

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "src/chengxin/web/precheck/vendor"
STDLIB = Path(sysconfig.get_path("stdlib"))
TOLD = tomllib.loads((VENDOR / "parts.toml").read_text())


def carried(html: bytes) -> dict[str, bytes]:
    """The files of ours in a page."""
    found = re.search(rb'data-part="product">([^<]*)<', html)
    assert found
    with zipfile.ZipFile(BytesIO(gzip.decompress(b64decode(found[1])))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


class TestContents:
    def test_are_the_product_itself(self) -> None:
        for name, content in carried(page()).items():
            place = re.sub(r"^chengxin/_(law|feeds)/", r"\1/", name)
            source = ROOT / (place if place != name else f"src/{name}")
            assert content == source.read_bytes(), name

    def test_need_nothing_that_the_page_has_not(self) -> None:
        """Neither Django nor Polars nor openpyxl: checking a file takes Python, our rules and one reader."""
        outside = {name.split(".")[0] for path in contents.modules().values() for name in contents.imported(path)}
        assert outside - set(sys.stdlib_module_names) == {"chengxin", "python_calamine"}
        written = {name for name in outside & set(sys.stdlib_module_names) if (STDLIB / f"{name}.py").exists()}
        written |= {name for name in outside & set(sys.stdlib_module_names) if (STDLIB / name).is_dir()}
        with zipfile.ZipFile(BytesIO(gzip.decompress((VENDOR / "library.gz").read_bytes()))) as library:
            held = {name.split("/")[0].removesuffix(".pyc") for name in library.namelist()}
        assert written <= held, "scripts/vendor_precheck.py leaves out what the product needs now"

    def test_hold_the_feeds_asked_for_and_no_example(self) -> None:
        own = [name for name in carried(build([PENALTIES])) if "/_feeds/" in name]
        assert {name.rsplit("/", 1)[0] for name in own} == {f"chengxin/_feeds/{PENALTIES}", "chengxin/_feeds/layouts"}
        everything = {name.split("/_feeds/")[1].rsplit("/", 1)[0] for name in carried(page()) if "/_feeds/" in name}
        assert everything == {*load_feeds(), "layouts"}

    @proves("B7")
    def test_follow_the_law(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        shutil.copytree(law_root(), tmp_path / "law")
        edition = tmp_path / "law/edition.toml"
        edition.write_text(re.sub(r'name = "[^"]*"', 'name = "another"', edition.read_text()))
        before = load().digest
        monkeypatch.setenv("CHENGXIN_LAW", str(tmp_path / "law"))
        html = build([PENALTIES])
        assert carried(html)["chengxin/_law/edition.toml"] == edition.read_bytes()
        assert load().digest != before
        assert load().digest.encode() in html


class TestPage:
    def test_is_the_same_bytes_for_the_same_law_and_code(self) -> None:
        assert build(load_feeds()) == page()

    def test_is_smaller_than_twelve_megabytes(self) -> None:
        assert len(page()) < 12_000_000

    @proves("R39")
    def test_lets_nothing_in_or_out(self) -> None:
        html = page().decode()
        found = re.search(r'Content-Security-Policy" content="([^"]*)"', html)
        assert found
        policy = dict(part.strip().split(" ", 1) for part in found[1].split(";"))
        assert policy["default-src"] == "'none'"
        assert set(policy) == {"default-src", "script-src", "worker-src", "style-src", "base-uri", "form-action"}
        inline = re.findall(r"<script>(.*?)</script>|<style>(.*?)</style>", html, re.DOTALL)
        assert len(inline) == 2
        for script, style in inline:
            digest = b64encode(sha256((script or style).encode()).digest()).decode()
            assert f"'sha256-{digest}'" in policy["script-src" if script else "style-src"]
        assert policy["worker-src"] == "blob:"
        assert set(re.sub(r"'sha256-[^']*'", "", policy["script-src"]).split()) == {"'wasm-unsafe-eval'", "blob:"}
        assert not re.search(r"""(src|href)=["'](?!#)""", html.split("<script")[0])

    def test_is_a_file_to_save_and_known_by_its_content(self, client: Client) -> None:
        reply = client.get("/for-departments/precheck.html")
        assert (reply.status_code, reply.content) == (200, page())
        assert reply["Content-Disposition"].startswith("attachment")
        again = client.get("/for-departments/precheck.html", headers={"if-none-match": reply["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


class TestVendored:
    def test_parts_are_those_that_were_taken(self) -> None:
        assert set(TOLD["sha256"]) == set(VENDORED)
        for name, expected in TOLD["sha256"].items():
            assert sha256((VENDOR / f"{name}.gz").read_bytes()).hexdigest() == expected

    def test_reader_is_the_version_that_the_product_runs_on(self) -> None:
        locked = (ROOT / "requirements/run.txt").read_text(encoding="utf-8")
        assert f"python-calamine=={TOLD['python-calamine']} " in locked

    def test_licences_name_the_versions(self) -> None:
        said = (VENDOR.parent / "LICENSES.md").read_text(encoding="utf-8")
        assert f"Pyodide {TOLD['pyodide']}" in said
        assert f"python-calamine {TOLD['python-calamine']}" in said
