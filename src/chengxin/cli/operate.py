"""Run the product: migrate, serve, sweep, verify the ledger."""

from __future__ import annotations

import argparse
import getpass
import subprocess
from pathlib import Path

from chengxin.cli import product
from chengxin.cli.exits import Exit, Stop
from chengxin.cli.shown import show


def migrate(arguments: argparse.Namespace) -> Exit:
    """Make what is missing: keys, tables, the application role's rights, static files. Running again changes nothing."""
    product.enter_with_keys()
    prepare_database()
    begin_keys()
    replay()
    from django.conf import settings
    from django.core.management import call_command

    if not settings.IS_DEMO:
        call_command("collectstatic", interactive=False, verbosity=0)
    print("数据库已准备好。")
    return Exit.FINE


def prepare_database() -> None:
    """Bring the tables to this version; on PostgreSQL, give the application role its rights."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from chengxin.apps.ledger.protect import grant_application

    call_command("migrate", interactive=False, verbosity=0)
    role = getattr(settings, "DB_APP_ROLE", "")
    if role and connection.vendor == "postgresql":
        grant_application(role)


def begin_keys() -> None:
    """Make the key that content is wrapped under, where there is none; see that all keys fit this database.

    :raises Stop: when they do not.
    """
    from django.conf import settings

    from chengxin import clock
    from chengxin.apps.ledger.actions.wrapping import begin_wrapping
    from chengxin.apps.ledger.key_sources import KeyTrouble
    from chengxin.apps.ledger.keyring import keys

    try:
        begin_wrapping(settings.KEY_SOURCE, keys(), by=getpass.getuser(), at=clock.now())
    except KeyTrouble as trouble:
        raise Stop(f"密钥不对，没有开始。{trouble.sentence}", Exit.USAGE_WRONG) from None
    product.require_keys()


def replay() -> None:
    """`tell_again`, said to whoever runs the command."""
    again = tell_again()
    if again:
        print(f"恢复的是旧备份：照流水补记了{again}条已经结束的记录。")


def tell_again() -> int:
    """Tell a database that was restored from an older backup of every ending it has forgotten, before anybody gets in; how
    many those were.

    :raises Stop: when the journal beside the database holds what this product did not write.
    """
    from django.conf import settings

    from chengxin import clock
    from chengxin.apps.destruction.actions.replay import replay_endings
    from chengxin.apps.ledger.journal import JournalTouched
    from chengxin.cli.law import the_lawbook

    try:
        return replay_endings(lawbook=the_lawbook(), at=clock.now()).told
    except JournalTouched as touched:
        raise Stop(
            f"{settings.JOURNAL}第{touched.line}行不是这个系统用现在的密钥写的，没有开门。请保存现场，换回原来的文件或者密钥。"
        ) from None


def serve(arguments: argparse.Namespace) -> Exit:
    """Serve the pages, with the background work beside them."""
    product.enter()
    product.require_migrated()
    product.require_durable()
    product.require_clock()
    replay()
    open_doors(arguments.host, arguments.port, arguments.workers)
    return Exit.FINE


def bench(arguments: argparse.Namespace) -> Exit:
    """Measure in databases made for it and thrown away afterwards; no data of this product is touched.

    :raises Stop: where the source tree is not at hand.
    """
    script = Path(__file__).parents[3] / "scripts" / "bench"
    if not script.exists():
        raise Stop("测量要用源代码目录里的bench，这里没有。请在源代码目录里执行。", Exit.USAGE_WRONG)
    sizes = [f"--{name}={getattr(arguments, name)}" for name in ("rows", "held", "questions", "parts")]
    done = subprocess.run([str(script), *sizes], check=False)  # noqa: S603 - our own script
    return Exit.FINE if done.returncode == 0 else Exit.OUR_FAULT


def open_doors(host: str, port: int, workers: int) -> None:
    """Serve until told to stop.

    :raises Stop: when somebody else listens on the port.
    """
    from chengxin.cli.server import Server

    require_free(host, port)
    Server(host, port, workers).run()


def require_free(host: str, port: int) -> None:
    """Whoever cannot serve says so before promising anything.

    :raises Stop: when somebody else listens on the port.
    """
    from chengxin.cli.server import is_free

    if not is_free(host, port):
        way = "请停下它，或者给chengxin加上--port换一个端口，例如--port 8001。"
        raise Stop(f"{host}:{port}已经有程序在用。{way}", Exit.USAGE_WRONG)


def sweep(arguments: argparse.Namespace) -> Exit:
    """Do once what is due."""
    product.enter()
    product.require_migrated()
    from django.conf import settings

    from chengxin import clock
    from chengxin.jobs import pulse
    from chengxin.jobs.duties import run_due

    now = clock.now()
    if arguments.at and not settings.IS_DEMO:
        raise Stop("--at只有演示里能用：正式系统的账本不能写成别的时刻。请去掉--at。", Exit.USAGE_WRONG)
    if arguments.at and arguments.at > now:
        # Duties of a day to come would destroy files too early and date the ledger wrongly.
        raise Stop("--at不能晚于现在：还没有到的日子，没有该办的事。演示里请拨动演示时钟。")
    product.require_durable()
    product.require_clock()
    pulse.beat()
    done = run_due(arguments.at or now)
    print(
        f"处理完{done.finished}个文件，发出{done.overdue}封没有结果的通知、{done.ended}封依据停止施行的信，"
        f"报给负责人{done.escalated}件逾期的异议，"
        f"销毁{done.destroyed}份到期的内容，封账{done.sealed}条。"
    )
    if done.faults:
        raise Stop(f"有{done.faults}件事没有做成，故障号见日志。", Exit.OUR_FAULT)
    return Exit.FINE


def verify_ledger(arguments: argparse.Namespace) -> Exit:
    """Recompute the ledger; the first touched row comes first."""
    product.enter()
    product.require_migrated()
    from chengxin.apps.ledger.verify import verify

    verdict = verify()
    findings = [{"table": f.table, "row": f.row, "sentence": f.sentence} for f in verdict.findings]
    plain = {
        "leaves": verdict.leaves,
        "checkpoints": verdict.checkpoints,
        "rows": verdict.rows,
        "root": verdict.root.hex(),
        "findings": findings,
    }
    lines = [f"核对了{verdict.rows}行、{verdict.leaves}片叶子、{verdict.checkpoints}个检查点。"]
    lines += [f"{f.table}第{f.row}行：{f.sentence}" for f in verdict.findings] or ["没有一行被动过。"]
    show(plain, lines, form=arguments.format)
    return Exit.INPUT_WRONG if findings else Exit.FINE


def take_cosignatures(arguments: argparse.Namespace) -> Exit:
    """Publish what witnesses signed beside the ledger's heads.

    :raises Stop: when a file is no checkpoint.
    """
    product.enter()
    product.require_migrated()
    from django.conf import settings

    from chengxin import clock
    from chengxin.apps.ledger.actions.cosign import take_cosignatures as take
    from chengxin.core.notes import read_note

    taken = 0
    for path in arguments.file:
        try:
            note = read_note(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise Stop(f"{path}不是见证人交回的文件。") from None
        taken += take(note, witnesses=settings.LEDGER_WITNESSES, at=clock.now())
    print(f"收下{taken}个见证签名。" if taken else "没有新的：不是设置里的见证人签的，不是这一本账的，或者已经收过。")
    return Exit.FINE if taken else Exit.INPUT_WRONG
