"""`chengxin demo`: make a filled product of its own, say who you can be and what to try, and serve it."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

from chengxin.cli import operate, product
from chengxin.cli.exits import Exit, Stop
from chengxin.core.calendar import SHANGHAI

DEFAULT_PLACE = "demo-data"
#: The first instant at which a whole year of the demo's life lies in the past.
EARLIEST = datetime(2026, 11, 24, 9, tzinfo=SHANGHAI)
_FILLED = "filled"
_FIRST_TIME = "第一次：正在准备演示数据（约半分钟）……"


def run(arguments: argparse.Namespace) -> Exit:
    """Prepare the demo if it is not there yet, bring its sources up to now, and serve."""
    place = Path(os.environ.get("CHENGXIN_DATA", DEFAULT_PLACE)).absolute()
    if not arguments.no_serve:
        operate.require_free(arguments.host, arguments.port)
    if arguments.reset or not (place / _FILLED).exists():
        _clear(place)
    if not arguments.no_serve and not (place / _FILLED).exists():
        _fill_apart(arguments.database)
    _enter(place, arguments.database)
    _require_own_database(place)
    operate.prepare_database()
    operate.begin_keys()
    _fill(place)
    print(_welcome(arguments.host, arguments.port, place), flush=True)
    if not arguments.no_serve:
        operate.open_doors(arguments.host, arguments.port, workers=1)
    return Exit.FINE


def _fill_apart(database: str | None) -> None:
    """Fill in a process of its own: what serves is forked from this one, and a fork of a process that has drawn a letter
    or read a large file hangs at the next (the threads of typst and polars do not come along).

    :raises Stop: when it could not be filled; why, it has said itself.
    """
    print(_FIRST_TIME, flush=True)
    command = [sys.executable, "-m", "chengxin", "demo", "--no-serve", *(["--database", database] if database else [])]
    filled = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - this program itself
    if filled.returncode != 0:
        raise Stop("演示数据没有准备好，原因在上面。", Exit(filled.returncode))


def _enter(place: Path, database: str | None) -> None:
    """The demo has a database and keys of its own, whatever else this machine's settings name."""
    for name in ("CHENGXIN_DATABASE_URL", "CHENGXIN_KEYS"):
        os.environ.pop(name, None)
    os.environ |= {"CHENGXIN_DEMO": "1", "CHENGXIN_DATA": str(place)}
    if database:
        os.environ["CHENGXIN_DATABASE_URL"] = database
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    (place / ".gitignore").write_text("*\n")
    product.enter_with_keys()


def _require_own_database(place: Path) -> None:
    """A demo begins in an empty database and comes back to the one that it filled; any other is somebody's.

    :raises Stop: when the database is another's, or cannot be reached.
    """
    from django.db import OperationalError, connection

    try:
        has_tables = bool(connection.introspection.table_names())
    except OperationalError:
        raise Stop(
            "连不上--database指的数据库。请看地址、用户、密码对不对，数据库开着没有。", Exit.USAGE_WRONG
        ) from None
    if has_tables and not (place / _FILLED).exists():
        raise Stop("--database指的数据库里已经有表，没有动它。演示要一个空的数据库。", Exit.USAGE_WRONG)
    if not has_tables and (place / _FILLED).exists():
        raise Stop(
            f"{place}里的演示用的不是这个数据库。请指回原来的数据库，或者加上--reset重新开始。", Exit.USAGE_WRONG
        )


def _fill(place: Path) -> None:
    from chengxin import clock
    from chengxin.apps.ledger.actions.seal import seal
    from chengxin.demo import cast, samples, seed
    from chengxin.jobs.queue import work_through

    if clock.now() < EARLIEST:
        # The law of the demo is that of 2026; a machine whose clock is behind lives through it all the same.
        clock.move_to(EARLIEST)
    if not (place / _FILLED).exists():
        print(_FIRST_TIME, flush=True)
        seed.fill(now=clock.now(), work_through=work_through)
        samples.write(place / "samples", on=clock.now())
        (place / _FILLED).touch()
    cast.report_all(clock.now())
    cast.learn_all(clock.now())
    seal(at=clock.now(), force_checkpoint=True)


def _clear(place: Path) -> None:
    """Remove what an earlier demo left; anything else in that place is somebody's and stays.

    :raises Stop: when the place holds something that no demo made.
    """
    if not place.exists() or not any(place.iterdir()):
        return
    if not (place / "keys" / "demo").exists():
        raise Stop(f"{place}里有别的东西，不是演示数据，没有动它。请用CHENGXIN_DATA指一个空目录。", Exit.USAGE_WRONG)
    shutil.rmtree(place)


def _welcome(host: str, port: int, place: Path) -> str:
    from chengxin.demo import cast

    url = f"http://{host}:{port}/"
    officials = "\n".join(f"  {one.username:<12} {one.password:<22} {one.name}，{one.says}" for one in cast.OFFICIALS)
    steps = "\n".join(f"  {number}. {step}" for number, step in enumerate(cast.STEPS, start=1))
    return f"""
演示系统：{url}demo/   （按Ctrl-C停下；人物、文号、单位代码都是虚构的）

您可以是（登录名、密码）：
{officials}
  本人：在{url}demo/sign-in/选一位，例如{cast.NEWCOMER.name}

试一遍（约十分钟）：
{steps}

示例文件：{place / "samples"}
"""
