"""What production refuses, and what the demo refuses: each in a process of its own, since settings are read once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chengxin.apps.ledger.key_sources import FileKeys
from chengxin.core.notes import COSIGNED, Key


def settings_said(**environment: str) -> str:
    """Read the settings under an environment; "" where they are accepted, else the refusal."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("CHENGXIN_")}
    done = subprocess.run(
        [sys.executable, "-c", "import chengxin.config.settings"],
        env=clean | {"PYTHONPATH": os.pathsep.join(sys.path)} | environment,
        capture_output=True,
        check=False,
        text=True,
    )
    return done.stderr.strip().splitlines()[-1] if done.returncode else ""


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    FileKeys.ensure(tmp_path / "keys", is_demo=False)
    return {"CHENGXIN_DATA": str(tmp_path / "data"), "CHENGXIN_KEYS": str(tmp_path / "keys")}


class TestProduction:
    def test_is_accepted_with_keys_of_its_own(self, places: dict[str, str]) -> None:
        assert settings_said(**places) == ""

    def test_refuses_keys_inside_the_data(self, places: dict[str, str], tmp_path: Path) -> None:
        assert "不能和数据放在一起" in settings_said(**places | {"CHENGXIN_KEYS": str(tmp_path / "data" / "keys")})

    def test_refuses_keys_beside_the_database(self, places: dict[str, str], tmp_path: Path) -> None:
        database = f"sqlite://{tmp_path}/chengxin.sqlite3"
        assert "不能和数据库放在一起" in settings_said(**places, CHENGXIN_DATABASE_URL=database)

    def test_refuses_demo_keys(self, places: dict[str, str], tmp_path: Path) -> None:
        (tmp_path / "keys" / "demo").touch()
        assert "演示用的密钥" in settings_said(**places)

    def test_refuses_keys_that_others_can_read(self, places: dict[str, str], tmp_path: Path) -> None:
        (tmp_path / "keys").chmod(0o755)
        assert "别人也能读" in settings_said(**places)


class TestTheIdentityProvider:
    @pytest.fixture
    def named(self, places: dict[str, str], tmp_path: Path) -> dict[str, str]:
        secret = tmp_path / "secret"
        secret.write_text("s3cret\n")
        secret.chmod(0o600)
        return places | {
            "CHENGXIN_OIDC_ISSUER": "https://id.example",
            "CHENGXIN_OIDC_CLIENT": "chengxin",
            "CHENGXIN_OIDC_SECRET_FILE": str(secret),
            "CHENGXIN_OIDC_LEVELS": "a,b",
        }

    def test_is_accepted_when_it_is_named_whole(self, named: dict[str, str]) -> None:
        assert settings_said(**named) == ""
        assert setting("OIDC_SECRET", **named) == "s3cret"
        assert setting("OIDC_LEVELS", **named) == "('a', 'b')"

    @pytest.mark.parametrize("missing", ["CLIENT", "SECRET_FILE", "LEVELS"])
    def test_is_refused_in_part(self, named: dict[str, str], missing: str) -> None:
        named.pop(f"CHENGXIN_OIDC_{missing}")
        assert f"CHENGXIN_OIDC_{missing}：" in settings_said(**named)

    def test_is_refused_without_tls_but_on_this_machine(self, named: dict[str, str]) -> None:
        assert "只认https" in settings_said(**named | {"CHENGXIN_OIDC_ISSUER": "http://id.example"})
        assert settings_said(**named | {"CHENGXIN_OIDC_ISSUER": "http://127.0.0.1:9000"}) == ""

    def test_is_refused_with_a_secret_that_anybody_can_read(self, named: dict[str, str]) -> None:
        Path(named["CHENGXIN_OIDC_SECRET_FILE"]).chmod(0o644)
        assert "谁都能读" in settings_said(**named)


class TestSourceOfKeys:
    def test_is_one_of_three(self, places: dict[str, str]) -> None:
        assert "files、environment或者command" in settings_said(**places, CHENGXIN_KEYS_FROM="vault")
        assert "只认national" in settings_said(**places, CHENGXIN_ALGORITHMS="sm")

    def test_may_be_a_command(self, places: dict[str, str], tmp_path: Path) -> None:
        asked = places | {"CHENGXIN_KEYS_FROM": "command", "CHENGXIN_KEYS": str(tmp_path / "none")}
        assert "请写取密钥的命令" in settings_said(**asked)
        assert "没有给出session密钥" in settings_said(**asked, CHENGXIN_KEYS_COMMAND="false")
        (tmp_path / "give").write_text(f'#!/bin/sh\nexec cat "{tmp_path}/keys/$1"\n')
        (tmp_path / "give").chmod(0o700)
        give = {"CHENGXIN_KEYS_COMMAND": str(tmp_path / "give")}
        assert settings_said(**asked, **give) == ""
        assert "CHENGXIN_KEYS_NAMES" in settings_said(**asked, **give, CHENGXIN_KEYS_NAMES="wrap;session")

    def test_gives_the_newest_session_key_first_and_takes_the_older(
        self, places: dict[str, str], tmp_path: Path
    ) -> None:
        old = (tmp_path / "keys" / "session").read_text()
        FileKeys(tmp_path / "keys").add("session")
        assert setting("SECRET_KEY", **places) == (tmp_path / "keys" / "session.2").read_text()
        assert setting("SECRET_KEY_FALLBACKS", **places) == str([old])


class TestDemo:
    def test_refuses_the_keys_of_a_product_that_runs_for_real(self, places: dict[str, str]) -> None:
        assert "这是正式系统的密钥" in settings_said(**places, CHENGXIN_DEMO="1")


def setting(name: str, **environment: str) -> str:
    """One setting as it is read under an environment."""
    clean = {key: value for key, value in os.environ.items() if not key.startswith("CHENGXIN_")}
    done = subprocess.run(
        [sys.executable, "-c", f"from chengxin.config import settings; print(settings.{name})"],
        env=clean | {"PYTHONPATH": os.pathsep.join(sys.path)} | environment,
        capture_output=True,
        check=True,
        text=True,
    )
    return done.stdout.strip()


class TestProxy:
    def test_is_believed_only_where_one_is_named(self, places: dict[str, str]) -> None:
        assert setting("SECURE_PROXY_SSL_HEADER", **places) == "None"
        assert "X_FORWARDED_PROTO" in setting("SECURE_PROXY_SSL_HEADER", **places, CHENGXIN_PROXY="1")


class TestStrictTransport:
    def test_is_asked_for_a_year_in_production_and_never_in_the_demo(self, places: dict[str, str], tmp_path) -> None:
        assert setting("SECURE_HSTS_SECONDS", **places) == "31536000"
        assert setting("SECURE_HSTS_SECONDS", **places, CHENGXIN_HSTS="0") == "0"
        assert setting("SECURE_HSTS_SECONDS", CHENGXIN_DEMO="1", CHENGXIN_DATA=str(tmp_path / "demo")) == "0"

    def test_covers_subdomains_where_the_operator_says_so(self, places: dict[str, str]) -> None:
        assert setting("SECURE_HSTS_INCLUDE_SUBDOMAINS", **places) == "False"
        assert setting("SECURE_HSTS_INCLUDE_SUBDOMAINS", **places, CHENGXIN_HSTS_SUBDOMAINS="1") == "True"


class TestDatabaseElsewhere:
    @pytest.mark.parametrize(
        ("address", "is_taken"),
        [
            ("postgresql://app@db.example.cn/chengxin", False),
            ("postgresql://app@db.example.cn/chengxin?sslmode=require", False),
            ("postgresql:///chengxin?host=10.0.0.7", False),
            ("postgresql://app@db.example.cn/chengxin?sslmode=verify-full", True),
            ("postgresql://app@127.0.0.1/chengxin", True),
            ("postgresql:///chengxin?host=/run/postgresql", True),
            ("postgresql:///chengxin", True),
        ],
    )
    def test_is_reached_by_tls_with_a_checked_certificate_alone(
        self, places: dict[str, str], address: str, is_taken: bool
    ) -> None:
        said = settings_said(**places, CHENGXIN_DATABASE_URL=address)
        assert said == "" if is_taken else "sslmode=verify-full" in said


class TestCookies:
    def test_bear_the_prefix_of_this_host_alone_in_production(self, places: dict[str, str]) -> None:
        for name, called in (("SESSION", "sessionid"), ("CSRF", "csrftoken")):
            assert setting(f"{name}_COOKIE_NAME", **places) == f"__Host-{called}"
            # What the prefix promises to a browser, which would not take the cookie otherwise.
            assert setting(f"{name}_COOKIE_SECURE", **places) == "True"
        assert setting("KNOWN_BROWSER_COOKIE_NAME", **places) == "__Host-known"


class TestPasswords:
    def test_are_hashed_slowly_in_production_and_only_there(self, places: dict[str, str], tmp_path) -> None:
        assert "Scrypt" in setting("PASSWORD_HASHERS", **places)
        assert "Scrypt" not in setting("PASSWORD_HASHERS", CHENGXIN_DEMO="1", CHENGXIN_DATA=str(tmp_path / "demo"))


class TestWitnesses:
    @pytest.fixture
    def keys(self) -> tuple[str, str]:
        court, school = (Key(f"{name}.example", name[:1].encode() * 32, COSIGNED).text for name in ("court", "school"))
        return court, school

    def test_are_named_with_or_without_an_address(self, places: dict[str, str], keys: tuple[str, str]) -> None:
        named = f"{keys[0]} https://court.example/,{keys[1]}"
        assert "https://court.example'" in setting("LEDGER_WITNESS_URLS", **places, CHENGXIN_WITNESSES=named)
        assert setting("LEDGER_WITNESS_QUORUM", **places, CHENGXIN_WITNESSES=named) == "1"
        assert setting("LEDGER_WITNESS_QUORUM", **places) == "0"

    def test_refuse_what_cannot_be_meant(self, places: dict[str, str], keys: tuple[str, str]) -> None:
        court, school = keys
        same = Key("again.example", b"c" * 32, COSIGNED).text
        for named, said in (
            (f"{court} http://court.example", "只认https"),
            (f"{court},{same}", "不能算两个见证人"),
            (f"{court} https://a https://b", "最多一个网址"),
            ("court.example", "请写见证人的公钥"),
        ):
            assert said in settings_said(**places, CHENGXIN_WITNESSES=named)
        both = f"{court} https://a.example,{school}"
        for quorum in ("0", "2", "x"):
            refused = settings_said(**places, CHENGXIN_WITNESSES=both, CHENGXIN_WITNESS_QUORUM=quorum)
            assert "要几个见证人" in refused
