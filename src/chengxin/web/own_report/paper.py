"""The own report, and an extract, as documents to be printed. [law:pipl/第四十五条]"""

from __future__ import annotations

from typing import Any

from chengxin.apps.extracts.selectors import HeldExtract
from chengxin.apps.notices.paper.document import Block, Chapter, Document, document_pdf
from chengxin.apps.own_report.selectors import OwnReport
from chengxin.apps.people import selectors as people
from chengxin.core.calendar import day_of
from chengxin.core.extracts import printed
from chengxin.core.permissions import KEEPER
from chengxin.core.reasons import Reason
from chengxin.core.records import last_day_of
from chengxin.core.words import day_zh, moment_zh
from chengxin.lawbook import Lawbook
from chengxin.web.looks import fragment_facts
from chengxin.web.own_report.words import INTRO, TITLE, parts
from chengxin.web.site import NAME
from chengxin.web.templatetags.cx import mask_number

EXTRACT_TITLE = "个人公共信用记录摘录"
_FOOT = ("本平台不给任何人打分、评级、排名。有错的，随时可以提出异议，不收费。",)


def report_pdf(report: OwnReport, lawbook: Lawbook, *, printed_by: str = "") -> bytes:
    """The whole report; it has no code by which anybody could check it. With `printed_by` the paper names who printed it:
    whoever passes a copy on passes that on too."""
    return document_pdf(
        Document(
            title=TITLE,
            sender=lawbook.unit(KEEPER).name,
            site=NAME,
            on=moment_zh(report.at),
            facts=(("姓名", report.name), *_printed(printed_by)),
            intro=INTRO,
            chapters=[
                Chapter(
                    part.title,
                    [part.intro] if part.intro and part.entries else [] if part.entries else [part.empty],
                    [Block(entry.title, entry.facts, entry.paragraphs) for entry in part.entries],
                )
                for part in parts(report, lawbook)
            ],
            foot=(*_FOOT, f"法库{lawbook.edition}。"),
        ),
        at=report.at,
    )


def extract_pdf(held: HeldExtract, lawbook: Lawbook, *, where: str, printed_by: str = "") -> bytes:
    """One extract; `where` is the short address at which its code can be checked. With `printed_by` it names that one too."""
    made, content = held.extract, held.content
    identity = people.open_identity(bytes.fromhex(content["identity"]))
    unit, purpose = lawbook.unit(made.unit).name, lawbook.purpose(made.purpose)
    return document_pdf(
        Document(
            title=EXTRACT_TITLE,
            sender=lawbook.unit(KEEPER).name,
            site=NAME,
            on=moment_zh(made.at),
            facts=(
                ("姓名", identity.name),
                ("证件号码", mask_number(identity.number)),
                ("只给", unit),
                ("只为", f"{purpose.name}（{purpose.code}）"),
                ("有效到", f"{day_zh(last_day_of(made.until))}，当天有效"),
                ("核对编号", printed(content["code"])),
                ("核对地址", where),
                *_printed(printed_by),
            ),
            intro=(
                f"这份摘录只给{unit}，只为这一件事。别的单位和个人不能收，也不能要求本人交；它不是没有记录的证明。",
                "在核对地址输入编号，只会看到“真实”“已过期”“已失效”或者“查不到”，看不到内容。",
            ),
            chapters=[
                Chapter(
                    "内容",
                    [
                        f"{day_zh(day_of(made.at))}，这个单位为这件事来问，会得到下面的答复。",
                        *reasons(content, lawbook),
                    ],
                    [Block(title, facts) for title, facts in told(held)],
                )
            ],
            foot=_FOOT,
        ),
        at=made.at,
    )


def _printed(by: str) -> tuple[tuple[str, str], ...]:
    return (("在窗口打印的人", by),) if by else ()


def told(held: HeldExtract) -> list[tuple[str, list[tuple[str, str]]]]:
    """What an extract says of each record, as (title, facts)."""
    return [(one["item_name"], fragment_facts(one)) if one is not None else ("内容已经销毁", []) for one in held.shown]


def reasons(content: dict[str, Any], lawbook: Lawbook) -> list[str]:
    """The sentence of an answer, word for word as an office reads it."""
    texts = [lawbook.reason_text(Reason(reason)) for reason in content["reasons"]]
    return [sentence for text in texts for sentence in (f"{text.title}。", text.text)]
