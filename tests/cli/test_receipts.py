"""`chengxin verify`: files alone, exit codes, sentences."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from chengxin.apps.ledger.offline import SENTENCES, Found
from chengxin.cli.main import main
from chengxin.core.canonical import canonical
from tests.apps.sealed_receipt import sealed_receipt

KEY = json.loads(sealed_receipt())["key"]


@pytest.fixture
def receipt(tmp_path) -> Path:
    path = tmp_path / "凭证.json"
    path.write_bytes(sealed_receipt())
    return path


def test_says_that_it_is_right_and_what_it_is_about(receipt, capsys):
    assert main(["verify", str(receipt)]) == 0
    said = capsys.readouterr().out
    assert said.startswith("核对无误。\n第3片叶子：2026年11月18日")
    assert "公钥取自文件自己" in said
    assert KEY in said


def test_holds_it_to_a_key_typed_or_in_a_file(receipt, tmp_path, capsys):
    kept = tmp_path / "key.txt"
    kept.write_text(KEY + "\n")
    for key in (KEY, str(kept)):
        assert main(["verify", str(receipt), "--key", key]) == 0
        assert "公钥取自文件自己" not in capsys.readouterr().out
    other = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert main(["verify", str(receipt), "--key", other]) == 1
    assert SENTENCES[Found.OTHER_KEY] in capsys.readouterr().out


def test_one_changed_sign_is_wrong(receipt, capsys):
    receipt.write_bytes(sealed_receipt().replace(b'"index":3', b'"index":4'))
    assert main(["verify", str(receipt), "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["is_right"] is False
    assert [one["code"] for one in told["found"]] == ["not_in_ledger"]


def test_one_younger_than_its_seal_is_no_forgery(receipt, capsys):
    plain = json.loads(sealed_receipt())
    entries = [{name: told for name, told in one.items() if name not in ("index", "path")} for one in plain["entries"]]
    early = {"format": plain["format"], "sealed_by": 1795568460, "entries": entries}
    receipt.write_bytes(canonical(early) + b"\n")
    assert main(["verify", str(receipt)]) == 1
    said = capsys.readouterr().out
    assert said.startswith("这份文件还不能核对：还没有封进账本。")
    assert "核对不通过" not in said


def test_an_older_receipt_is_compared(receipt, capsys):
    assert main(["verify", str(receipt), "--older", str(receipt)]) == 0
    assert "账本是接着旧凭证写的" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--key", "x"], "x不是一把公钥"),
        (["--growth", "g"], "--growth要和--older一起用"),
        (["--older", "nowhere"], "读不到文件：nowhere"),
    ],
)
def test_what_is_typed_wrong_is_usage(receipt, capsys, more, sentence):
    assert main(["verify", str(receipt), *more]) == 2
    assert sentence in capsys.readouterr().err


def test_needs_no_database_and_no_settings(receipt, tmp_path):
    """As on a clean machine: nothing of the product's is set or there."""
    program = (
        "import sys\n"
        "from chengxin.cli.main import main\n"
        f"code = main(['verify', {str(receipt)!r}])\n"
        "from django.conf import settings\n"
        "assert not settings.configured\n"
        "sys.exit(code)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=False,
        cwd=tmp_path,
        env={"PYTHONPATH": ":".join(sys.path)},
        capture_output=True,
    )
    assert (done.returncode, done.stderr) == (0, b"")
