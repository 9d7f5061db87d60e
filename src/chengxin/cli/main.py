"""`chengxin`: every command, its arguments, and the one place where a fault becomes a number."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from chengxin.cli import keys
from chengxin.cli.exits import Exit, Stop
from chengxin.cli.words import Parser, count, database, day, instant, port, postgresql
from chengxin.jobs.faults import Boundary

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[Parser]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 fine, 1 the input is wrong, 2 usage, 3 our fault, 130 Ctrl-C."""
    try:
        arguments = parser().parse_args(argv)
    except SystemExit as stop:
        return int(stop.code or 0)
    return carry_out(arguments)


def carry_out(arguments: argparse.Namespace) -> int:
    """Run a command that was understood."""
    code = Exit.OUR_FAULT
    boundary = Boundary(f"command {arguments.doing}")
    with boundary:
        code = _run(arguments)
    if boundary.number:
        print(f"是我们的错，不是您的。故障号{boundary.number}，请把它告诉维护的人。", file=sys.stderr)
    return code


def _run(arguments: argparse.Namespace) -> Exit:
    try:
        module, act = arguments.run.split(".")
        # Only now: no command waits for what the others need.
        return Exit(getattr(import_module(f"chengxin.cli.{module}"), act)(arguments))
    except Stop as stop:
        print(stop.sentence, file=sys.stderr)
        return stop.code
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except BrokenPipeError:
        # Who reads our output has seen enough; what is left in the buffer must not complain on the way out.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.FINE


def parser() -> Parser:
    """The whole command line."""
    top = Parser(prog="chengxin", description="个人公共信用信息：本人先知道，依法一事一问，到期就忘。")
    commands = top.add_subparsers(title="命令", metavar="命令", required=True, dest="doing")
    _add_operate(commands)
    _add_backup(commands)
    _add_keys(commands)
    _add_programs(commands)
    _add_law(commands)
    _add_intake(commands)
    _add_ledger(commands)
    return top


def _add_operate(commands: Commands) -> None:
    show = commands.add_parser("demo", help="设好并打开一个有数据的演示系统")
    show.add_argument("--host", default="127.0.0.1", help="听哪个地址（默认127.0.0.1）")
    show.add_argument("--port", type=port, default=8000, help="听哪个端口（默认8000）")
    show.add_argument("--reset", action="store_true", help="先删掉原来的演示数据，重新开始")
    show.add_argument("--no-serve", action="store_true", help="只准备数据，不打开")
    show.add_argument(
        "--database",
        type=postgresql,
        metavar="URL",
        help="用一个空的PostgreSQL数据库（postgresql://用户@主机/库名）；不写就用自带的SQLite",
    )
    show.set_defaults(run="demo.run")

    serve = commands.add_parser("serve", help="打开系统：网页和后台一起")
    serve.add_argument("--host", default="127.0.0.1", help="听哪个地址（默认127.0.0.1）")
    serve.add_argument("--port", type=port, default=8000, help="听哪个端口（默认8000）")
    serve.add_argument("--workers", type=count, default=1, help="网页用几个进程（默认1）")
    serve.set_defaults(run="operate.serve")

    migrate = commands.add_parser("migrate", help="准备或更新数据库：建密钥、建表、给权限、收静态文件")
    migrate.set_defaults(run="operate.migrate")

    sweep = commands.add_parser("sweep", help="把到时候该做的事做一遍：封账、处理文件、催办、销毁到期的内容")
    sweep.add_argument("--at", type=instant, metavar="WHEN", help="只在演示里：当作是这个时刻，例如2026-11-24T09:00")
    sweep.set_defaults(run="operate.sweep")

    measure = commands.add_parser("bench", help="测量接收文件和答复询问的速度，和别的程序并排比较；要有源代码目录")
    measure.add_argument("--rows", type=count, default=100_000, help="大文件有多少行（默认100000）")
    measure.add_argument("--held", type=count, default=100_000, help="询问时库里有多少条记录（默认100000）")
    measure.add_argument("--questions", type=count, default=400, help="每一轮问多少次（默认400）")
    measure.add_argument("--parts", default="intake,sqlite,questions,spark", help="只测其中几部分，用逗号隔开")
    measure.set_defaults(run="operate.bench")

    official = commands.add_parser("official", help="工作人员")
    acts = official.add_subparsers(title="命令", metavar="命令", required=True, dest="official_act")
    add = acts.add_parser(
        "add", help="任命最早的两位安全管理员，或者在少于两位时补上；别的岗位由他们在网页上一位提名、一位同意"
    )
    add.add_argument("username", help="登录名")
    add.add_argument("--name", required=True, help="姓名")
    add.add_argument("--seat", required=True, help="桌上写的：安全管理岗")
    add.set_defaults(run="officials.add")
    remove = acts.add_parser("remove", help="一位工作人员离岗：下一步就进不来；做过的事还写着这个人")
    remove.add_argument("username", help="登录名")
    remove.set_defaults(run="officials.remove")
    forget = acts.add_parser("forget-code", help="手机和备用码都丢了：下次登录重新设验证码")
    forget.add_argument("username", help="登录名")
    forget.set_defaults(run="officials.forget_code")

    out = commands.add_parser("sign-out", help="让一位工作人员，或者所有登录着的人，在各处退出；都可以重新登录")
    out.add_argument("username", nargs="?", default="", help="工作人员的登录名")
    out.add_argument("--everybody", action="store_true", help="所有登录着的人，本人和工作人员")
    out.set_defaults(run="officials.sign_out")


def _add_backup(commands: Commands) -> None:
    save = commands.add_parser("backup", help="把整个数据库写成一个加密的文件，不用停下serve")
    save.add_argument("file", metavar="FILE", help="写到哪个文件；-是标准输出")
    _add_format(save)
    save.set_defaults(run="backup.backup")
    bring = commands.add_parser("restore", help="从备份恢复到空的地方：逐字节核对，重算账本，补记已经结束的记录")
    bring.add_argument("file", metavar="FILE", help="chengxin backup写的文件；-是标准输入")
    bring.add_argument(
        "--newer-than",
        metavar="HEAD",
        action="append",
        default=[],
        help="账本至少要有的叶子数，或者写有检查点的文件，例如见证人目录里的latest.txt；可以写几次，备份比它旧就停下",
    )
    word = bring.add_mutually_exclusive_group()
    word.add_argument("--text", type=Path, metavar="OUT", help="不恢复，只把要两个人签名的文字写到这个文件")
    word.add_argument("--signed", type=Path, metavar="TEXT", help="两个人签过的文字，签名在它旁边；演示不要求")
    bring.add_argument("--without-witnesses", action="store_true", help="不问设置里联网的见证人")
    bring.add_argument("--accept-older", action="store_true", help="比检查点旧也恢复")
    bring.add_argument("--accept-touched", action="store_true", help="备份以前账本就被动过也恢复，用来保存现场")
    _add_format(bring)
    bring.set_defaults(run="backup.restore")
    agree = commands.add_parser("sign", help="一个人给恢复的文字签名，签名写在它旁边；要两个不同的人各签一次")
    agree.add_argument("file", metavar="TEXT", type=Path, help="chengxin restore --text写的文件")
    agree.add_argument("--name", required=True, help="签名人的姓名，和设置CHENGXIN_LAW_SIGNERS里的一样")
    agree.add_argument("--key", required=True, type=Path, metavar="FILE", help="签名人的Ed25519私钥（PEM）")
    agree.set_defaults(run="restore_text.sign")
    carry = commands.add_parser("move", help="把整个数据库搬进另一个空的数据库，原来的不动")
    carry.add_argument(
        "--to", required=True, type=database, metavar="URL", help="postgresql://用户@主机/库名，或者sqlite:///路径"
    )
    _add_format(carry)
    carry.set_defaults(run="backup.move")


def _add_keys(commands: Commands) -> None:
    about = commands.add_parser("keys", help="密钥：看在不在、对不对，不停机换新的")
    acts = about.add_subparsers(title="命令", metavar="命令", required=True, dest="keys_act")
    check = acts.add_parser("check", help="每一把密钥在不在、是不是这个库的、丢了会怎样、旧的还要不要")
    check.add_argument("--copy", type=Path, metavar="DIR", help="看另外保存的那一份打不打得开这个库（丢失演练）")
    _add_format(check)
    check.set_defaults(run="keys.check")
    rotate = acts.add_parser("rotate", help="换一把新的，不用停下serve；中断了再执行一次，会接着做完")
    rotate.add_argument("kind", choices=keys.KINDS, help="换哪一种")
    rotate.set_defaults(run="keys.rotate")


def _add_programs(commands: Commands) -> None:
    about = commands.add_parser("program", help="各单位用接口的程序和它们的令牌")
    acts = about.add_subparsers(title="命令", metavar="命令", required=True, dest="program_act")
    add = acts.add_parser("add", help="登记一个程序；令牌只显示一次")
    add.add_argument("--unit", required=True, help="单位代码，见法库units")
    add.add_argument("--name", required=True, help="程序的名称，本人在“谁看过我”里看得到")
    add.add_argument("--official", required=True, metavar="USERNAME", help="负责这个程序的工作人员（登录名）")
    add.add_argument("--feed", nargs="+", default=[], metavar="KEY", help="可以交的报送项目；由数据员负责")
    add.add_argument("--purpose", nargs="+", default=[], metavar="SLUG", help="可以问的用途；由窗口办事员负责")
    add.add_argument("--until", required=True, type=day, metavar="DATE", help="有效期的最后一天，例如2027-06-30")
    _add_format(add)
    add.set_defaults(run="programs.add")
    list_all = acts.add_parser("list", help="看一个单位登记过的程序")
    list_all.add_argument("--unit", required=True, help="单位代码")
    _add_format(list_all)
    list_all.set_defaults(run="programs.list_all")
    change = acts.add_parser("new-token", help="给一个程序换令牌；旧的再用几天，不用停机")
    change.add_argument("ref", metavar="REF", help="程序的编号")
    change.add_argument(
        "--keep-old", type=int, choices=range(31), default=7, metavar="DAYS", help="旧令牌再用几天，0到30（默认7）"
    )
    _add_format(change)
    change.set_defaults(run="programs.change_token")
    revoke = acts.add_parser("revoke", help="撤销一个程序，下一次请求起生效")
    revoke.add_argument("ref", metavar="REF", help="程序的编号")
    revoke.set_defaults(run="programs.revoke")


def _add_law(commands: Commands) -> None:
    about = commands.add_parser("law", help="法库")
    acts = about.add_subparsers(title="命令", metavar="命令", required=True, dest="law_act")
    check = acts.add_parser("check", help="检查法库：缺依据、有兜底、含禁收事项的一律不收")
    check.add_argument("--law", type=Path, help="法库目录（默认随产品的那一份）")
    _add_format(check)
    check.set_defaults(run="law.check")
    show = acts.add_parser("show", help="看一个事项：依据、期限、谁能问；不写编号，看那一天的整个目录")
    show.add_argument("code", metavar="CODE", nargs="?", help="事项编号（A0401）或代号（road_transport_violation）")
    show.add_argument("--on", type=day, metavar="DATE", help="按哪一天的法看（默认今天）")
    _add_format(show)
    show.set_defaults(run="law.show")
    _add_adoption(acts)


def _add_adoption(acts: Commands) -> None:
    diff = acts.add_parser("diff", help="试算：从A到B改了什么，库里哪些记录会失去依据，要发哪些信；什么也不改")
    place = "日期（2026-08-15，当前法库那一天的样子）或法库目录"
    diff.add_argument("before", metavar="A", help=f"改以前：{place}")
    diff.add_argument("after", metavar="B", help=f"改以后：{place}")
    diff.add_argument("--on", type=day, metavar="DATE", help="目录按哪一天的样子比（默认今天）")
    _add_format(diff)
    diff.set_defaults(run="law_diff.diff")
    sign = acts.add_parser("sign", help="一个人给法库签名，写进法库的signatures目录；要两个不同的人各签一次")
    sign.add_argument("--name", required=True, help="签名人的姓名，和设置CHENGXIN_LAW_SIGNERS里的一样")
    sign.add_argument("--key", required=True, type=Path, metavar="FILE", help="签名人的Ed25519私钥（PEM）")
    sign.add_argument("--law", type=Path, help="法库目录（默认本部署的那一份）")
    sign.set_defaults(run="law_sign.sign")
    verify = acts.add_parser("verify", help="核对法库的签名：谁签的、内容变没变、够不够两个人")
    verify.add_argument("--law", type=Path, help="法库目录（默认本部署的那一份）")
    verify.add_argument(
        "--signer", action="append", default=[], metavar="NAME=FILE", help="签名人和公钥，可以写几次（默认按设置）"
    )
    _add_format(verify)
    verify.set_defaults(run="law_sign.verify")


def _add_intake(commands: Commands) -> None:
    about = commands.add_parser("intake", help="部门的文件")
    acts = about.add_subparsers(title="命令", metavar="命令", required=True, dest="intake_act")
    check = acts.add_parser("check", help="只检查一个文件，什么也不收；不需要数据库和网络")
    check.add_argument("file", metavar="FILE", type=Path, help="文件，.xlsx或.csv")
    check.add_argument("--feed", metavar="KEY", required=True, help="报送项目，例如heihe/transport/penalties")
    check.add_argument("--on", type=day, metavar="DATE", help="当作是哪一天收到的（默认今天）")
    check.add_argument("--annotated", type=Path, metavar="OUT.xlsx", help="把标出问题的表写到这个文件")
    _add_format(check)
    check.set_defaults(run="intake.check")
    offline = acts.add_parser("offline", help="做一个单独的网页文件，部门在自己的电脑上不联网就能检查")
    offline.add_argument("file", metavar="OUT.html", type=Path, help="写到哪个文件")
    offline.add_argument("--feed", metavar="KEY", action="append", help="只放这个报送项目，可以写几次（默认全部）")
    offline.set_defaults(run="intake.offline")
    submit = acts.add_parser("submit", help="交一个文件，处理完给回执")
    submit.add_argument("file", metavar="FILE", type=Path, help="文件，.xlsx或.csv")
    submit.add_argument("--feed", metavar="KEY", required=True, help="报送项目，例如heihe/transport/penalties")
    submit.add_argument("--by", required=True, metavar="USERNAME", help="哪位数据员交的（登录名）")
    submit.add_argument("--as-of", type=instant, metavar="TIME", help="数据截至什么时候（默认现在）")
    _add_format(submit)
    submit.set_defaults(run="intake.submit")


def _add_ledger(commands: Commands) -> None:
    about = commands.add_parser("ledger", help="账本")
    acts = about.add_subparsers(title="命令", metavar="命令", required=True, dest="ledger_act")
    verify = acts.add_parser("verify", help="从每一行重新算一遍账本，指出第一处被动过的地方")
    _add_format(verify)
    verify.set_defaults(run="operate.verify_ledger")
    cosign = acts.add_parser("cosign", help="收下见证人对检查点的签名，公布在检查点旁边")
    cosign.add_argument("file", metavar="FILE", type=Path, nargs="+", help="见证人交回的文件")
    cosign.set_defaults(run="operate.take_cosignatures")

    held = commands.add_parser("verify", help="核对一份凭证：只凭文件，不需要数据库和网络")
    held.add_argument("file", metavar="FILE", type=Path, help="凭证（.json），或者从账本公开地址下载的检查点、增长证明")
    held.add_argument("--key", metavar="VKEY", help="账本的公钥，或者存着它的文件；不写就用凭证里自己写的")
    held.add_argument("--older", metavar="RECEIPT", type=Path, help="以前的一份凭证：核对账本是接着它写的")
    held.add_argument("--growth", metavar="GROWTH", type=Path, help="两份凭证之间的增长证明")
    _add_format(held)
    held.set_defaults(run="receipts.verify")
    _add_witness(commands)


def _add_witness(commands: Commands) -> None:
    about = commands.add_parser(
        "witness", help="给法院、检察院、档案馆用：见证账本只往后接，没有改过；联网、不联网都行"
    )
    acts = about.add_subparsers(title="命令", metavar="命令", required=True, dest="witness_act")
    begin = acts.add_parser("init", help="做一个见证人：新建一个目录和密钥")
    begin.add_argument("place", metavar="DIR", type=Path, help="目录，还没有的")
    begin.add_argument("--name", required=True, help="见证人的名称，不能有空格和加号，例如archive.example.cn")
    begin.add_argument("--log", required=True, metavar="VKEY", help="账本的公钥，或者存着它的文件")
    begin.add_argument("--sm2", metavar="COMMAND", help="用SM2签名：接密码设备的命令，不另做密钥")
    begin.set_defaults(run="witness.begin")
    cosign = acts.add_parser("cosign", help="核对一份增长证明，是接着上一次写的才签名")
    cosign.add_argument("place", metavar="DIR", type=Path, help="见证人的目录")
    cosign.add_argument("file", metavar="GROWTH", type=Path, help="增长证明，从账本公开地址下载")
    cosign.add_argument("--out", metavar="FILE", type=Path, help="见证签名写到这个文件（默认写到屏幕上）")
    cosign.set_defaults(run="witness.cosign")
    serve = acts.add_parser("serve", help="联网见证：听账本送来的检查点，是接着上一次写的才签名")
    serve.add_argument("place", metavar="DIR", type=Path, help="见证人的目录")
    serve.add_argument("--host", default="127.0.0.1", help="听哪个地址（默认127.0.0.1）")
    serve.add_argument("--port", type=port, default=7380, help="听哪个端口（默认7380）")
    serve.set_defaults(run="witness.serve")
    show = acts.add_parser("show", help="看上一次见证到哪里，下一次要下载哪一份")
    show.add_argument("place", metavar="DIR", type=Path, help="见证人的目录")
    show.set_defaults(run="witness.show")


def _add_format(command: argparse.ArgumentParser) -> None:
    command.add_argument("--format", choices=("text", "json"), default="text", help="给人看text，给程序看json")
