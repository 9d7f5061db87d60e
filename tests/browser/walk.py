"""Every page of the seeded demo, as each audience comes to it: the walk that the tests of the pages take.

A walk calls `see(name)` wherever a page stands still. What is looked at there is the business of the test.
"""

from __future__ import annotations

import re
import time
from base64 import b32decode
from collections.abc import Callable
from datetime import date, timedelta

from playwright.sync_api import Page, expect

from chengxin.core.facts import Identity
from chengxin.demo import cast, samples
from tests.browser import hands
from tests.browser.conftest import ROOT, Live
from tests.phone import code_at

See = Callable[[str], None]
NOBODY = Identity(cast.NEWCOMER.document_type, hands.other_number(1), "端木无名")
FAILING = ROOT / "feeds/heihe/transport/penalties/should_fail"


def public(page: Page, see: See, where: Live) -> None:
    """Somebody without a name."""
    for name, path in {
        "front": "/",
        "items": "/items/",
        "purposes": "/purposes/",
        "register": "/register/",
        "measures": "/measures/",
        "how": "/how/",
        "how-letter": "/how/letter/",
        "how-window": "/how/window/",
        "never": "/never/",
        "privacy": "/privacy/",
        "accessibility": "/accessibility/",
        "sign-out-nobody": "/sign-out/",
        "not-found": "/items/none-such/",
    }.items():
        hands.go(page, path)
        see(name)
    hands.go(page, "/items/")
    items = [link.get_attribute("href") or "" for link in page.locator("main .cx-list a").all()]
    assert len(items) >= 12
    for path in items:
        hands.go(page, path)
        see(f"item-{path.strip('/').split('/')[-1]}")


def law(page: Page, see: See, where: Live) -> None:
    """Somebody who reads the law itself, what changed in it, its data, and counts days with it."""
    for name, path in {
        "law": "/law/",
        "law-sources": "/law/sources/",
        "law-periods": "/law/periods/",
        "law-diff": "/law/diff/",
        "law-data": "/law/data/",
        "law-sources-then": "/law/sources/?on=2025-06-01",
        "calculator": "/calculator/",
        "calculator-examples": "/calculator/examples/",
    }.items():
        hands.go(page, path)
        see(name)
    for name, of, links in (
        ("law-source", "/law/sources/", "main a[href^='/law/sources/']"),
        ("law-change", "/law/", "main a[href^='/law/diff/2']"),
    ):
        hands.go(page, of)
        hands.go(page, _first(page, links))
        see(name)
    hands.go(page, "/calculator/")
    page.get_by_role("button", name="算一算").click()
    see("calculator-empty-form")
    page.get_by_label("哪一类").select_option(index=1)
    for label, day in {"决定的日期": "2026-9-16", "行为结束的日期": "2026-8-19", "您知道的日期": "2026-9-20"}.items():
        page.get_by_label(label).fill(day)
    page.get_by_role("button", name="算一算").click()
    see("calculator-counted")


def demo(page: Page, see: See, where: Live) -> None:
    """A visitor of the demo who has not chosen anybody yet."""
    hands.go(page, "/demo/")
    see("demo")
    hands.go(page, "/demo/sign-in/")
    see("picker")
    page.get_by_label("身份证号").fill("23110218930417216")
    page.get_by_role("button", name="当这个人").click()
    see("picker-wrong")
    hands.go(page, "/demo/clock/")
    see("clock")
    page.get_by_label("或者直接到哪一天").fill("2026-01-05")
    page.get_by_role("button", name="拨到这一天").click()
    see("clock-wrong")
    hands.go(page, "/demo/clock/?moved=1")
    see("clock-moved")
    hands.go(page, "/staff/sign-in/")
    see("staff-sign-in")
    page.get_by_role("button", name="登录").click()
    see("staff-sign-in-empty")
    page.get_by_label("登录名").fill("gedehong")
    page.get_by_label("密码", exact=True).fill("not the password")
    page.context.clear_cookies()
    page.get_by_role("button", name="登录").click()
    see("form-forgotten")


def resident(page: Page, see: See, where: Live) -> None:
    """A person with a record in effect, then those whose records are in every other state, then one without any."""
    hands.be_resident(page, cast.IN_EFFECT)
    see("records")
    hands.go(page, _first(page, "article.cx-rec h3 a"))
    page.locator("details summary").first.click()
    see("record-in-effect")
    hands.go(page, "/me/letters/")
    see("letters")
    hands.go(page, _first(page, "main ul a[href^='/me/letters/']"))
    see("letter")
    hands.go(page, "/me/looks/")
    see("looks")
    hands.go(page, _first(page, "article.cx-look a"))
    see("look")
    hands.go(page, "/me/then/")
    see("then")
    page.get_by_label("哪一天").fill("2026-10-01")
    page.get_by_role("button", name="看那一刻").click()
    see("then-shown")
    hands.go(page, "/me/records/none-such/")
    see("not-mine")
    hands.go(page, "/window/")
    see("wrong-door")
    hands.go(page, "/sign-out/")
    see("sign-out")
    for name, who in _everybody().items():
        _a_person(page, see, name, who)
    hands.be_resident(page, cast.LICENSED)
    hands.go(page, "/me/looks/")
    see("looks-licensed")
    hands.be_resident(page, cast.AWAITING)
    hands.go(page, "/me/letters/")
    see("letters-unread")
    hands.be_resident(page, cast.UNKNOWN)
    hands.go(page, "/me/looks/")
    see("looks-without-records")
    hands.be_resident(page, NOBODY)
    see("records-none")
    hands.go(page, "/me/letters/")
    see("letters-none")
    hands.go(page, "/me/looks/")
    see("looks-none")
    hands.go(page, "/me/contact/")
    see("contact-none")
    page.get_by_role("textbox", name="电子邮件").fill("no")
    page.get_by_role("region", name="电子邮件").get_by_role("button", name="存下").click()
    see("contact-wrong")
    page.get_by_role("textbox", name="电子邮件").fill("name@example.cn")
    page.get_by_role("region", name="电子邮件").get_by_role("button", name="存下").click()
    page.locator("details summary").click()
    see("contact")


def _everybody() -> dict[str, Identity]:
    """Whom one can be in the demo, by the state that their record is in."""
    cards = {who: name.lower().replace("_", "-") for name, who in vars(cast).items() if isinstance(who, Identity)}
    return {cards[who]: who for who, _ in cast.RESIDENTS if who != cast.IN_EFFECT}


def _a_person(page: Page, see: See, name: str, who: Identity) -> None:
    hands.be_resident(page, who)
    see(f"records-{name}")
    cards = page.locator("article.cx-rec h3 a")
    for place, card in enumerate([link.get_attribute("href") or "" for link in cards.all()]):
        hands.go(page, card)
        see(f"record-{name}-{place}" if place else f"record-{name}")


def clerk(page: Page, see: See, where: Live) -> None:
    """At the window: nothing usable, a record, cannot tell, refused, and every step between."""
    hands.be_official(page, "moxiaolan")
    see("window")
    hands.register(page)
    see("window-empty-form")
    hands.go(page, "/window/recalls/")
    see("recalls")
    hands.go(page, "/window/today/")
    see("today-none")
    page.get_by_role("button", name="打开这件事").click()
    see("today-find-empty")
    hands.open_matter(page, NOBODY, "黑政服〔2026〕80001")
    see("matter")
    matter = page.url
    hands.ask(page)
    see("answer-nothing")
    answer = page.url
    hands.go(page, matter)
    see("matter-answered")
    page.get_by_role("button", name="记下结果").click()
    see("matter-close-empty")
    page.get_by_role("radio", name="不准予", exact=True).check()
    page.get_by_role("button", name="记下结果").click()
    see("matter-against-empty")
    _close(page)
    see("matter-closed")
    hands.open_matter(page, cast.IN_EFFECT, "黑政服〔2026〕80002")
    see("window-asks-reason")
    page.get_by_label("为什么又登记一次").fill("申请人补交材料后又来办一次")
    hands.register(page)
    see("matter-second")
    hands.ask(page)
    see("answer-found")
    hands.open_matter(page, cast.SHARED_FIRST, "黑政服〔2026〕80003", reason="申请人补交材料后又来办一次")
    hands.ask(page)
    see("answer-cannot-tell")
    _refused(page, see)
    hands.go(page, "/window/today/")
    see("today")
    _hand_over_letters(page, see)
    hands.go(page, "/department/")
    see("wrong-door-official")
    hands.sign_out(page)
    hands.be_official(page, "moxiaolan")
    hands.go(page, answer)
    see("answer-again-closed")
    hands.be_official(page, "qiuwanqing")
    see("window-samr")
    hands.open_matter(page, NOBODY, "黑市监〔2026〕80004")
    hands.ask(page)
    see("answer-source-missing")
    answer = page.url
    hands.be_official(page, "qiuwanqing")
    hands.go(page, answer)
    see("answer-again")


def _hand_over_letters(page: Page, see: See) -> None:
    """The letters of somebody who has some, and of somebody who has none; two are signed for."""
    for name, who in {"some": cast.AWAITING, "none": NOBODY}.items():
        hands.go(page, "/window/letters/")
        page.get_by_role("button", name="找他的信").click()
        see(f"letters-{name}-empty-form")
        page.get_by_label("姓名").fill(who.name)
        page.get_by_label("身份证号").fill(who.number)
        page.get_by_label("本人在场，我已看过身份证").check()
        page.get_by_role("button", name="找他的信").click()
        see(f"letters-found-{name}")
    hands.go(page, "/window/letters/")
    see("letters-window")


def _refused(page: Page, see: See) -> None:
    """The matter is closed in another window before the question is put."""
    hands.open_matter(page, cast.WAITING, "黑政服〔2026〕80005", reason="申请人补交材料后又来办一次")
    other = page.context.new_page()
    hands.go(other, page.url)
    _close(other)
    other.close()
    hands.ask(page)
    see("refused")


def _close(page: Page) -> None:
    page.get_by_role("radio", name="申请人撤回").check()
    page.get_by_role("button", name="记下结果").click()
    expect(page.get_by_text("不能再问")).to_be_visible()


def department(page: Page, see: See, where: Live) -> None:
    """A data officer: a file in progress, each outcome of a file, and the list."""
    folder = where.data / "samples"
    hands.be_official(page, "gedehong")
    for summary in page.locator("details summary").all():
        summary.click()
    see("submit")
    page.get_by_role("button", name="交上去检查").click()
    see("submit-empty-form")
    with where.without_background():
        hands.hand_over(page, folder / samples.MIXED)
        see("progress")
    hands.wait_for_receipt(page)
    see("outcome-mixed")
    hands.hand_over(page, folder / samples.MIXED)
    see("outcome-again")
    hands.hand_over(page, folder / samples.OLD, hands.LICENCES)
    hands.wait_for_receipt(page)
    see("outcome-all-accepted")
    hands.hand_over(page, next((FAILING / "file_locked").iterdir()))
    see("submit-wrong-kind")
    hands.hand_over(page, next((FAILING / "header_missing").iterdir()))
    hands.wait_for_receipt(page)
    see("outcome-unreadable")
    hands.hand_over(page, folder / samples.UGLY)
    hands.wait_for_receipt(page)
    see("outcome-ugly")
    hands.hand_over(page, next((FAILING / "forbidden_column").glob("民族*")))
    hands.wait_for_receipt(page)
    see("outcome-forbidden")
    hands.go(page, "/department/")
    page.get_by_role("button", name="本期没有新决定").first.click()
    hands.wait_for_receipt(page)
    see("outcome-nothing-new")
    hands.go(page, "/department/submissions/")
    see("submissions")
    page.get_by_role("link", name="下一页").click()
    see("submissions-next")
    page.get_by_role("navigation", name="只看哪一类").get_by_role("link", name=hands.LICENCES).click()
    see("submissions-of-a-feed")
    for official in ("yanbaichuan", "xianruochuan"):
        hands.be_official(page, official)
        see(f"submit-{official}")


def case_officer(page: Page, see: See, where: Live) -> None:
    """The row that waits for a human, opened and settled; then none. A number that two people share, ended."""
    hands.be_official(page, "juyanqiu")
    see("cases")
    hands.go(page, "/desk/letters/")
    see("letters-undelivered")
    page.get_by_role("button", name="记下，或者打印").click()
    see("letters-undelivered-empty-form")
    hands.go(page, "/desk/")
    see("held-row")
    page.get_by_role("button", name="打开最早的一行").click()
    see("compare")
    page.get_by_role("button", name="记下核对的结果").click()
    see("compare-empty-form")
    page.get_by_role("radio", name="这一行写错了").check()
    page.get_by_label("理由").fill("打电话问过来源单位：姓名抄错了一个字，证件复印件上是另一个字。")
    page.get_by_role("button", name="记下核对的结果").click()
    see("settled")
    hands.go(page, "/desk/")
    see("held-row-none")
    page.locator("main a[href^='/desk/rows/']").first.click()
    see("shared-number")
    page.get_by_role("button", name="恢复两个人的记录").click()
    see("shared-number-empty-form")
    page.get_by_role("textbox").fill("公安机关书面说明：号码归先登记的人，另一个人已经换发新号码。")
    page.get_by_role("button", name="恢复两个人的记录").click()
    see("shared-number-ended")
    for official in ("miaoqinghe", "weilizhi"):
        hands.be_official(page, official)
        see(f"cases-{official}")
        links = page.locator("main table a").all()
        for place, path in enumerate([link.get_attribute("href") or "" for link in links]):
            hands.open_case(page, path, lambda place=place, who=official: see(f"case-{who}-{place}-closed"))
            see(f"case-{official}-{place}")
            if page.locator("a[href$='/row/']").count() and place < 2:
                hands.go(page, page.url + "row/")
                see(f"case-{official}-{place}-row")
                page.go_back()
            if page.locator("#do form button").count():
                page.locator("#do form button").last.click()
                see(f"case-{official}-{place}-empty-form")
                _extend(page, see, f"case-{official}-{place}")


def _extend(page: Page, see: See, name: str) -> None:
    """Where a case may have more time, the form for it with nothing filled in."""
    if page.locator("form[action$='/extend/']").count():
        page.locator("details summary").last.click()
        page.get_by_role("button", name="延长，并写信告诉本人").click()
        see(f"{name}-extend-empty-form")


def supervisor(page: Page, see: See, where: Live) -> None:
    """What is overdue, for the superior of the unit that keeps the platform and for a source's."""
    hands.be_official(page, "daimingyuan")
    see("overdue")
    hands.be_official(page, "tongdai")
    see("overdue-source")
    hands.go(page, "/desk/usage/")
    see("usage")


def auditor(page: Page, see: See, where: Live) -> None:
    """The ledger as it stands, and the check of it."""
    hands.be_official(page, "xingzhiyuan")
    page.locator("details summary").first.click()
    see("ledger")
    page.get_by_role("button", name="现在核对").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("核对过了")
    see("verified")
    hands.go(page, "/oversight/replay/")
    see("replay")
    page.get_by_role("button", name="重放这份答复").click()
    see("replay-empty-form")


def objector(page: Page, see: See, where: Live) -> None:
    """Those who objected, each case in another phase; and somebody who never did."""
    for name, who in _who_objected().items():
        hands.be_resident(page, who)
        hands.go(page, "/me/cases/")
        see(f"cases-{name}")
        hands.go(page, _first(page, "main a[href^='/me/cases/']"))
        for summary in page.locator("details summary").all():
            summary.click()
        see(f"case-{name}")
    hands.be_resident(page, cast.OBJECTING)
    hands.go(page, _first(page, "article.cx-rec h3 a"))
    record = page.url
    page.get_by_role("link", name="再提一件异议").click()
    see("object")
    page.get_by_role("button", name="提出异议").click()
    see("object-empty-form")
    hands.go(page, record)
    page.get_by_role("link", name="改或者收回您的声明").click()
    see("statement")
    page.get_by_label("您的声明").fill("长" * 4001)
    page.get_by_role("button", name="保存，和记录一起出现").click()
    see("statement-too-long")
    for name, who, link in (
        ("review", cast.KEPT, "申请复核"),
        ("outcome", cast.AT_COURT, "交复议、诉讼的结果"),
        ("add", cast.AT_SOURCE, "补充说明、材料"),
    ):
        hands.be_resident(page, who)
        hands.go(page, "/me/cases/")
        hands.go(page, _first(page, "main a[href^='/me/cases/']"))
        page.get_by_role("link", name=link).click()
        see(f"case-{name}-form")
        page.locator("main form button").click()
        see(f"case-{name}-empty-form")
    hands.be_resident(page, NOBODY)
    hands.go(page, "/me/cases/")
    see("cases-none")


def repairs(page: Page, see: See, where: Live) -> None:
    """A request for repair, as the person makes it, and what becomes of it."""
    hands.be_resident(page, cast.REPAIRABLE)
    hands.go(page, _first(page, "article.cx-rec h3 a"))
    page.get_by_role("link", name="申请信用修复", exact=True).click()
    see("repair-draft")
    page.get_by_label("您的承诺").fill("")
    page.get_by_role("button", name="提交申请").click()
    see("repair-draft-empty-form")
    for name in ("REPAIR_ASKED", "REPAIRED", "REPAIR_REFUSED"):
        hands.be_resident(page, getattr(cast, name))
        hands.go(page, _first(page, "article.cx-rec h3 a"))
        hands.go(page, _first(page, "main a[href^='/me/repairs/']"))
        see(f"repair-{name.lower().replace('_', '-')}")


def repairs_at_the_desk(page: Page, see: See, where: Live) -> None:
    """A request for repair, as the source unit decides it."""
    hands.be_official(page, "weilizhi")
    hands.go(page, "/desk/repairs/")
    see("repairs")
    hands.go(page, _first(page, "main a[href^='/desk/repairs/']"))
    see("repair")
    page.get_by_role("button", name="签发").click()
    see("repair-empty-form")


def _who_objected() -> dict[str, Identity]:
    names = ["OBJECTING", "AT_SOURCE", "TO_DECIDE", "AT_COURT", "KEPT", "IN_REVIEW", "CORRECTED", "REMOVED", "OVERDUE"]
    names.append("EXTENDED")
    return {name.lower().replace("_", "-"): getattr(cast, name) for name in names}


def errands(page: Page, see: See, where: Live) -> None:
    """The window without a phone: every errand's page, what is missing, and the receipts."""
    hands.be_official(page, "jiqingyuan")
    hands.go(page, "/window/person/")
    see("person")
    page.get_by_role("button", name="打开这一个人的档案").click()
    see("person-empty-form")
    hands.go(page, "/window/person/?over=1")
    see("person-over")
    for name, who, errand in (
        ("read", cast.OBJECTING, "看记录"),
        ("read-nothing", NOBODY, "看记录"),
        ("object", cast.LICENSED, "提出异议"),
        ("object-nothing", NOBODY, "提出异议"),
        ("state", cast.WAITING, "写声明"),
        ("review", cast.KEPT, "申请复核"),
        ("withdraw", cast.OVERDUE, "收回异议"),
        ("withdraw-nothing", cast.KEPT, "收回异议"),
        ("outcome", cast.AT_COURT, "交复议、诉讼的结果"),
        ("add", cast.AT_SOURCE, "给异议补充材料"),
        ("add-nothing", cast.KEPT, "给异议补充材料"),
        ("supply-nothing", cast.REPAIR_ASKED, "补交修复的材料"),
        ("unrepair", cast.REPAIR_ASKED, "收回修复申请"),
        ("unrepair-nothing", NOBODY, "收回修复申请"),
        ("doubt", cast.LOOK_EXPLAINED, "不满意“为什么看”的答复"),
        ("annul", cast.IN_EFFECT, "交一份撤销或者变更决定的文书"),
    ):
        hands.attend(page, who, errand)
        see(f"errand-{name}")
    page.get_by_role("button", name="出回执").click()
    see("errand-annul-empty-form")
    hands.attend(page, cast.LICENSED, "提出异议")
    page.get_by_role("button", name="出回执").click()
    see("errand-object-empty-form")
    page.get_by_role("radio").first.check()
    page.get_by_role("radio", name="写的内容不对").check()
    page.get_by_label("哪里不对").fill("发证日期写错了。")
    page.get_by_role("button", name="出回执").click()
    see("receipt-object")
    hands.attend(page, cast.LICENSED, "收回异议")
    page.get_by_role("button", name="出回执").click()
    see("receipt-withdraw")
    hands.attend(page, cast.LOOK_EXPLAINED, "不满意“为什么看”的答复")
    page.get_by_role("button", name="出回执").click()
    see("receipt-doubt")
    hands.attend(page, cast.LICENSED, "写声明")
    page.get_by_role("radio").first.check()
    page.get_by_label("您的声明").fill("证件一直在身上。")
    page.get_by_role("button", name="出回执").click()
    see("receipt-state")
    hands.be_official(page, "weilizhi")
    hands.go(page, "/window/person/")
    see("person-examiner")


def own_report(page: Page, see: See, where: Live) -> None:
    """My report and my extracts, and the page where a code is typed."""
    hands.be_resident(page, cast.OBJECTING)
    hands.go(page, "/me/report/")
    see("report")
    hands.be_resident(page, NOBODY)
    hands.go(page, "/me/report/")
    see("report-nothing")
    hands.be_resident(page, cast.IN_EFFECT)
    hands.go(page, "/me/extracts/")
    see("extracts")
    made = [link.get_attribute("href") or "" for link in page.locator("article.cx-rec h3 a").all()]
    assert len(made) >= 3
    for place, path in enumerate(made[:3]):
        hands.go(page, path)
        see(f"extract-{place}")
    hands.go(page, "/me/extracts/for/road_transport_licence/")
    see("extract-new")
    page.get_by_role("button", name="开出这份摘录").click()
    see("extract-new-empty-form")
    hands.go(page, "/me/extracts/for/food_licence/")
    see("extract-cannot-tell")
    hands.go(page, "/check/")
    see("check")
    page.get_by_role("button", name="核对").click()
    see("check-empty-form")
    page.get_by_label("核对编号").fill("2222-2222-2222")
    page.get_by_role("button", name="核对").click()
    see("check-unknown")


def extracts_at_the_window(page: Page, see: See, where: Live) -> None:
    """An extract for whoever stands there."""
    hands.be_official(page, "jiqingyuan")
    hands.attend(page, cast.LICENSED, "为一件事开摘录")
    see("window-extract")
    page.get_by_role("link", name="道路运输从业资格许可审查").click()
    see("window-extract-shown")
    page.get_by_role("radio", name="黑河市交通运输局", exact=True).check()
    page.get_by_role("button", name="本人看过了，开出").click()
    see("window-extract-made")


def destruction(page: Page, see: See, where: Live) -> None:
    """The keeper's lists of what is due: one that wants a second look, what is held."""
    hands.be_official(page, "yinboan")
    hands.go(page, "/desk/destruction/")
    see("destruction")
    lists = page.locator("main table a[href^='/desk/destruction/']").evaluate_all("all => all.map(one => one.pathname)")
    for number, address in enumerate(lists[:2]):
        hands.go(page, address)
        see(f"due-list-{number}")
    page.get_by_role("link", name="先不销毁").first.click()
    see("due-record")
    page.get_by_role("button", name="先不销毁，写信告诉本人").click()
    see("due-record-empty-form")


def destroyed(page: Page, see: See, where: Live) -> None:
    """What is left to read of what was destroyed, and of what is held."""
    hands.be_resident(page, cast.DESTROYED)
    see("records-one-destroyed")
    for name, who in (("destroyed", cast.DESTROYED), ("held", cast.HELD)):
        hands.be_resident(page, who)
        hands.go(page, "/me/letters/")
        page.get_by_role("button").filter(has_text="打开").first.click()
        see(f"letter-{name}")


def rights(page: Page, see: See, where: Live) -> None:
    """Asking why and its answers, consent, representation, as the person has them."""
    hands.go(page, "/figures/looks/")
    see("figures-looks")
    for name in ("LOOK_EXPLAINED", "LOOK_UNEXPLAINED", "LOOK_UNLAWFUL", "LOOK_LATER"):
        hands.be_resident(page, getattr(cast, name))
        hands.go(page, "/me/looks/")
        see(f"looks-{name.lower()}")
        if name != "LOOK_LATER":
            hands.go(page, _first(page, "main a[href^='/me/whys/']"))
            see(f"why-{name.lower()}")
    hands.be_resident(page, cast.UNKNOWN)
    hands.go(page, "/me/looks/")
    page.get_by_role("button", name="问为什么").first.click()
    see("ask-why")
    page.get_by_role("button", name="问为什么").click()
    see("why-asked")
    hands.be_resident(page, cast.LICENSED)
    hands.go(page, "/me/consents/")
    see("consents")
    hands.go(page, "/me/consents/new/")
    see("consent-choose")
    page.get_by_role("button", name="看看会答什么").click()
    see("consent-choose-empty-form")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="看看会答什么").click()
    see("consent-preview")
    page.get_by_role("button", name="同意", exact=True).click()
    see("consent-give-empty-form")
    hands.be_resident(page, cast.REPRESENTED)
    hands.go(page, "/me/mandates/")
    see("mandates")
    hands.be_resident(page, NOBODY)
    for path in ("consents", "mandates", "looks"):
        hands.go(page, f"/me/{path}/")
        see(f"{path}-of-nobody")


def rights_at_offices(page: Page, see: See, where: Live) -> None:
    """Asking why, putting off, the weekly sample and representation, as offices have them."""
    hands.be_official(page, "weilizhi")
    hands.go(page, "/desk/whys/")
    see("desk-whys")
    hands.go(page, _first(page, "main a[href^='/desk/whys/']"))
    see("desk-why")
    page.get_by_role("button", name="签发").click()
    see("desk-why-empty-form")
    hands.be_official(page, "miaoqinghe")
    hands.go(page, "/desk/whys/")
    see("desk-whys-keeper")
    hands.go(page, _first(page, "main a[href^='/desk/whys/']"))
    see("desk-why-keeper")
    page.get_by_role("button", name="签发").click()
    see("desk-why-judge-empty-form")
    hands.be_official(page, "tongdai")
    hands.go(page, "/desk/hide/")
    see("hide")
    page.get_by_role("button", name="推迟这件事的查看").click()
    see("hide-empty-form")
    hands.go(page, "/desk/hide/done/")
    see("hidden")
    hands.be_official(page, "xingzhiyuan")
    hands.go(page, "/oversight/samples/")
    see("samples")
    hands.go(page, _first(page, "main a[href^='/oversight/samples/']"))
    see("sample")
    page.get_by_role("button", name="记下").click()
    see("sample-empty-form")
    _representatives(page, see)


def _representatives(page: Page, see: See) -> None:
    """The window: a proof is noted, a representative comes; why, consent and its end for whoever stands there."""
    hands.be_official(page, "jiqingyuan")
    hands.go(page, "/window/mandates/")
    see("window-mandates")
    page.get_by_role("button", name="打开本人的档案").click()
    see("window-mandates-empty-form")
    hands.go(page, "/window/mandates/note/")
    see("mandate-note")
    page.get_by_role("button", name="登记，出回执").click()
    see("mandate-note-empty-form")
    page.get_by_label("本人的姓名").fill(cast.LICENSED.name)
    page.get_by_label("本人的身份证号").fill(cast.LICENSED.number)
    page.get_by_label("代理人的姓名").fill(cast.LAWYER.name)
    page.get_by_label("代理人的身份证号").fill(cast.LAWYER.number)
    page.get_by_role("radio", name="律师").check()
    page.get_by_label("证明的编号").fill("（2026）黑北律委字第47号")
    page.get_by_role("checkbox", name="问为什么看").check()
    page.get_by_label("最后一天").fill(_last_day(page))
    page.get_by_role("checkbox", name="我看过证明的原件").check()
    page.get_by_role("button", name="登记，出回执").click()
    see("mandate-noted")
    ref = page.locator(".cx-receipt__no b").inner_text()
    hands.go(page, "/window/mandates/")
    page.get_by_label("代理编号").fill(ref)
    page.get_by_label("代理人的姓名").fill(cast.LAWYER.name)
    page.get_by_label("代理人的身份证号").fill(cast.LAWYER.number)
    page.get_by_role("radio", name="问为什么看").check()
    page.get_by_role("checkbox", name="代理人在场").check()
    page.get_by_role("button", name="打开本人的档案").click()
    see("errand-why-by-agent")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="出回执").click()
    see("receipt-why")
    hands.attend(page, cast.LICENSED, "同意给一个单位看")
    see("errand-consent")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="看会答什么").click()
    see("errand-consent-preview")
    page.get_by_role("checkbox").first.check()
    page.get_by_role("button", name="同意", exact=True).click()
    see("receipt-consent")
    for name, errand in (("unconsent", "撤回同意"), ("dismiss", "结束代理")):
        hands.attend(page, cast.LICENSED, errand)
        see(f"errand-{name}")
        page.get_by_role("radio").first.check()
        page.get_by_role("button", name="出回执").click()
        see(f"receipt-{name}")


def _last_day(page: Page) -> str:
    """A month after the day that the demo's clock shows."""
    shown = re.search(r"演示时间\s*(\d+)\s*年\s*(\d+)\s*月\s*(\d+)\s*日", page.locator(".cx-demo").inner_text())
    assert shown is not None
    return (date(*(int(part) for part in shown.groups())) + timedelta(days=30)).isoformat()


def _first(page: Page, links: str) -> str:
    found = page.locator(links).first.get_attribute("href")
    assert found, f"no {links} at {page.url}"
    return found


def conveniences(page: Page, see: See, where: Live) -> None:
    """What each service offers, for everybody; papers that follow, as the person has them."""
    hands.go(page, "/services/")
    see("services")
    hands.go(page, _first(page, "main a[href^='/services/']"))
    see("service")
    hands.be_resident(page, cast.PAPERS_FOLLOW)
    hands.go(page, "/me/papers/")
    see("papers")
    hands.go(page, "/me/looks/")
    see("looks-papers")
    hands.be_resident(page, cast.AWAITING)
    hands.go(page, "/me/papers/")
    see("papers-none")


def conveniences_at_the_window(page: Page, see: See, where: Live) -> None:
    """A check of each outcome, and papers that follow and come."""
    hands.be_official(page, "moxiaolan")
    hands.open_matter(page, Identity(NOBODY.document_type, hands.other_number(41), "欧阳有斐"), "黑政服〔2026〕80041")
    see("matter-with-conveniences")
    matter = page.url
    page.get_by_role("link", name="看这件事有哪些便利").click()
    see("service-form")
    look = page.get_by_role("button", name="看一次，请申请人先看")
    look.click()
    see("service-empty-form")
    page.get_by_label("同意为这一件事看一次").check()
    look.click()
    see("service-yes")
    hands.go(page, f"{matter}service/")
    page.get_by_label("证件照").check()
    page.get_by_label("机动车驾驶证复印件").check()
    page.get_by_label("同意为这一件事看一次").check()
    look.click()
    see("service-tolerant")
    page.get_by_role("button", name="说定了，写信告诉申请人").click()
    see("matter-with-papers")
    page.get_by_role("button", name="记下到了").first.click()
    see("matter-paper-came")
    reason = "申请人补交材料后又来办一次"
    hands.open_matter(page, cast.IN_EFFECT, "黑政服〔2026〕80042", reason=reason)
    page.get_by_role("link", name="看这件事有哪些便利").click()
    page.get_by_label("同意为这一件事看一次").check()
    look.click()
    see("service-no")
    hands.be_official(page, "qiuwanqing")
    hands.open_matter(page, Identity(NOBODY.document_type, hands.other_number(42), "欧阳有斐"), "黑市监〔2026〕80043")
    page.get_by_role("link", name="看这件事有哪些便利").click()
    page.get_by_label("同意为这一件事看一次").check()
    look.click()
    see("service-cannot-tell")


def statistics(page: Page, see: See, where: Live) -> None:
    """Somebody who reads the open statistics, the lists elsewhere, and reports what a body did."""
    hands.go(page, "/figures/")
    see("statistics")
    hands.go(page, _first(page, "main table a[href^='/figures/20']"))
    for summary in page.locator("details summary").all():
        summary.click()
    see("statistics-quarter")
    quarter = page.url
    hands.go(page, f"{quarter}items/road_transport_violation/")
    see("statistics-item")
    hands.go(page, f"{quarter}units/transport/")
    see("statistics-unit")
    hands.go(page, f"{quarter}departments/")
    see("statistics-departments")
    hands.go(page, "/figures/looks/")
    see("statistics-looks")
    hands.go(page, "/elsewhere/")
    see("elsewhere")
    hands.go(page, "/complaints/")
    page.get_by_role("button", name="继续").click()
    see("complaint-choose-empty")
    page.get_by_role("radio", name="一个人做了什么").check()
    page.get_by_role("button", name="继续").click()
    see("complaint-about-person")
    hands.go(page, "/complaints/")
    see("complaint-choose")
    page.get_by_role("radio", name="一个单位怎样处理个人信息").check()
    page.get_by_role("button", name="继续").click()
    see("complaint-about-body")
    page.get_by_label("哪个单位").select_option("transport")
    page.get_by_label("它做了什么").fill("窗口的屏幕朝着大厅，排队的人都看得到")
    page.get_by_role("button", name="提交").click()
    see("complaint-case")
    number = page.locator(".cx-eyebrow .cx-num").inner_text()
    hands.go(page, "/complaints/find/")
    see("complaint-find")
    page.get_by_label("办理编号").fill(number)
    page.get_by_role("button", name="看", exact=True).click()
    see("complaint-found")


def statistics_at_offices(page: Page, see: See, where: Live) -> None:
    """A department's own figures with a note, and the keeper's answer to a report about a body."""
    hands.be_official(page, "gedehong")
    hands.go(page, "/department/figures/")
    see("figures-own")
    hands.go(page, _first(page, "main a[href^='/department/figures/20']"))
    see("figures-own-quarter")
    page.get_by_role("button", name="写好，请另一位看").click()
    see("figures-note-wrong")
    page.get_by_role("radio", name="退回的行").check()
    page.get_by_label("说明", exact=True).fill("换了新系统，列名变了；已经改好。")
    page.get_by_role("button", name="写好，请另一位看").click()
    see("figures-own-noted")
    hands.be_official(page, "tongdai")
    hands.go(page, "/department/figures/")
    hands.go(page, _first(page, "main a[href^='/department/figures/20']"))
    see("figures-own-to-look-at")
    page.get_by_role("button", name="我也看过，没有写到任何人，公布").click()
    see("figures-own-public")
    hands.be_official(page, "miaoqinghe")
    hands.go(page, "/desk/complaints/")
    see("complaints-desk")
    hands.go(page, "/complaints/body/")
    page.get_by_label("哪个单位").select_option("samr")
    page.get_by_label("它做了什么").fill("把办事人的名单贴在门口")
    page.get_by_role("button", name="提交").click()
    number = page.locator(".cx-eyebrow .cx-num").inner_text()
    hands.go(page, "/desk/complaints/")
    see("complaints-desk-waiting")
    hands.go(page, f"/desk/complaints/{number}/")
    see("complaint-desk")
    page.get_by_role("radio", name="这个单位做得不对").check()
    page.get_by_role("textbox", name="答复").fill("查了，已经撤下，单位当面道了歉。")
    page.get_by_role("button", name="签发").click()
    see("complaint-desk-answered")
    hands.go(page, f"/complaints/{number}/")
    see("complaint-answered")


def restraints(page: Page, see: See, where: Live) -> None:
    """A unit that the list names: what it wrote down, one more with nothing on the form, an end; then the window's notice."""
    hands.be_official(page, "bocongjian")
    hands.go(page, "/desk/restraints/")
    see("restraints")
    hands.go(page, "/desk/restraints/new/")
    see("restraint-new")
    page.get_by_role("button", name="登记，写信告诉本人").click()
    see("restraint-new-empty-form")
    hands.go(page, "/desk/restraints/")
    links = page.locator("main td a[href^='/desk/restraints/']")
    paths = [link.get_attribute("href") or "" for link in links.all()]
    assert len(paths) == 2
    for name, path in zip(("holds", "gone"), paths, strict=True):
        hands.go(page, path)
        see(f"restraint-{name}")
    hands.go(page, paths[0])
    page.get_by_role("button", name="登记解除，写信告诉本人").click()
    see("restraint-end-empty-form")
    hands.be_official(page, "weilizhi")
    hands.go(page, "/desk/restraints/")
    see("restraints-none")
    hands.be_official(page, "miaoqinghe")
    hands.go(page, "/desk/restraints/new/")
    see("restraint-new-not-yours")
    hands.be_official(page, "moxiaolan")
    hands.open_matter(page, cast.KEPT, "黑政服〔2026〕80011")
    matter = page.url
    hands.ask(page)
    hands.go(page, matter)
    see("matter-with-notice")
    page.get_by_role("radio", name="不准予", exact=True).check()
    page.get_by_role("button", name="记下结果").click()
    see("matter-notice-empty")
    page.get_by_role("checkbox").first.check()
    for label, words in {
        "谁决定的": "慕容知远",
        "他的职务": "行政审批科科长",
        "凭哪一条法律": "《道路运输条例》第七十五条",
        "理由": "处罚还在生效，到期或者修复以后可以再来申请",
        "向哪里申诉": "黑河市人民政府，黑河市爱辉区人民法院",
    }.items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_role("button", name="记下结果").click()
    see("matter-closed-with-notice")


def breaches(page: Page, see: See, where: Live) -> None:
    """Data was seen by whom it was not for: one reports it, another lets the letters leave."""
    hands.be_official(page, "daimingyuan")
    hands.go(page, "/oversight/breaches/")
    see("breaches-none")
    page.get_by_role("button", name="数出涉及多少人，备好信").click()
    see("breaches-empty-form")
    page.get_by_role("radio", name="一位工作人员看的").check()
    for label, words in {
        "是哪一个": "moxiaolan",
        "从什么时候起": "2026-06-01 09:00",
        "到什么时候止": "2026-11-20 18:00",
        "发生了什么": "一位窗口人员把查询结果拍照发给了别人。",
        "可能有什么危害": "别人可能知道您有一条处罚记录。",
        "我们做了什么": "已经停了他的查询，删掉了照片。",
        "本人能做什么": "可以改您留的手机号码，也可以问每一次查看的理由。",
        "向谁问": "信用中心一楼窗口，工作日。",
    }.items():
        page.get_by_label(label, exact=True).fill(words)
    page.get_by_role("button", name="数出涉及多少人，备好信").click()
    see("breach-reported")
    path = page.url
    hands.be_official(page, "xingzhiyuan")
    hands.go(page, path)
    see("breach-to-approve")
    page.get_by_role("button", name="批准，每人一封信").click()
    see("breach-told")
    hands.go(page, "/oversight/breaches/")
    see("breaches")


def signs(page: Page, see: See, where: Live) -> None:
    """What the published rules named, month by month, for the auditor."""
    hands.be_official(page, "xingzhiyuan")
    hands.go(page, "/oversight/signs/")
    page.locator("details summary").first.click()
    see("signs")
    months = page.get_by_label("看哪个月").locator("option").all()
    page.get_by_label("看哪个月").select_option(index=len(months) - 1)
    page.get_by_role("button", name="看这个月").click()
    see("signs-first-month")


def trust(page: Page, see: See, where: Live) -> None:
    """Somebody who wants to know whether the past was rewritten."""
    hands.go(page, "/ledger/")
    see("open-ledger")
    hands.go(page, "/verify/")
    page.locator("#form").wait_for()
    page.get_by_text("和以前的一份凭证比").click()
    see("verify")
    page.get_by_role("button", name="核对").click()
    page.locator("#file-error-text").wait_for()
    see("verify-nothing-chosen")


Walk = Callable[[Page, See, Live], None]


#: Those who come for themselves, and those who work: each set in a process of its own, over a demo of its own.
def second_factor(page: Page, see: See, where: Live) -> None:
    """An official who is new is seated by two, chooses a password, sets up a phone, signs in with a code, and mistypes each."""
    password = "yi-ge-chang-mima-7"
    handed_over = seated_by_two(page, see)

    def sign_in(typed: str = password) -> None:
        hands.go(page, "/staff/sign-in/")
        page.get_by_label("登录名").fill("wureertu")
        page.get_by_label("密码", exact=True).fill(typed)
        page.get_by_role("button", name="登录").click()

    sign_in(handed_over)
    see("choose-password")
    page.get_by_label("新密码").fill(handed_over)
    page.get_by_label("再写一次").fill(handed_over)
    page.get_by_role("button", name="换好，继续").click()
    see("choose-password-wrong")
    page.get_by_label("新密码").fill(password)
    page.get_by_label("再写一次").fill(password)
    page.get_by_role("button", name="换好，继续").click()
    sign_in()
    hands.go(page, "/sign-out/")
    see("sign-out-official")
    page.get_by_role("link", name="用手机设一个验证码").click()
    see("code-set-up")
    page.get_by_role("button", name="设好").click()
    see("code-set-up-nothing")
    page.get_by_label("验证码").fill("000000")
    page.get_by_role("button", name="设好").click()
    see("code-set-up-wrong")
    secret = b32decode(page.locator(".cx-id").first.inner_text().replace(" ", ""))
    page.get_by_label("验证码").fill(code_at(time.time(), secret))
    page.get_by_role("button", name="设好").click()
    see("code-paper")
    paper = page.locator("main li .cx-id").first.inner_text()
    page.get_by_role("button", name="抄好了，开始工作").click()
    sign_in()
    see("code")
    page.get_by_label("验证码").fill("000000")
    page.get_by_role("button", name="登录").click()
    see("code-wrong")
    page.get_by_label("验证码").fill(paper)
    page.get_by_role("button", name="登录").click()
    expect(page).to_have_url(re.compile("/window/$"))
    hands.go(page, "/staff/password/")
    see("change-password")
    page.get_by_role("button", name="换好").click()
    see("change-password-nothing")
    for label, typed in {"现在的密码": password, "新密码": f"{password}-8", "再写一次": f"{password}-8"}.items():
        page.get_by_label(label).fill(typed)
    page.get_by_role("button", name="换好").click()
    see("change-password-done")


def signing_in(page: Page, see: See, where: Live) -> None:
    """The ways in, and out; what the provider makes of it is seen in tests/browser/test_sign_in.py."""
    hands.go(page, "/sign-in/")
    see("sign-in")
    page.get_by_role("button", name="用登录码登录").click()
    see("sign-in-nothing")
    page.get_by_label("姓名").fill(NOBODY.name)
    page.get_by_label("身份证号").fill(NOBODY.number)
    page.get_by_label("登录码").fill("AAAA BBBB CCCC DDDD")
    page.get_by_role("button", name="用登录码登录").click()
    see("sign-in-wrong")
    hands.go(page, "/sign-in/out/")
    see("sign-in-out")


def sign_ins_at_the_window(page: Page, see: See, where: Live) -> None:
    """A code on paper is given, and used; codes and accounts are stopped."""
    hands.be_official(page, "jiqingyuan")
    hands.attend(page, cast.LICENSED, "领一个登录码")
    see("errand-code")
    page.get_by_role("button", name="给登录码，打印").click()
    see("code-given")
    code = page.locator(".cx-receipt__no b").inner_text()
    hands.attend(page, cast.KEPT, "停用登录码，解除账号")
    see("errand-uncode")
    page.get_by_role("button", name="停用，解除").click()
    see("uncode-done")
    hands.sign_out(page)
    hands.go(page, "/sign-in/")
    page.get_by_label("姓名").fill(cast.LICENSED.name)
    page.get_by_label("身份证号").fill(cast.LICENSED.number)
    page.get_by_label("登录码").fill(code)
    page.get_by_role("button", name="用登录码登录").click()
    expect(page).to_have_url(re.compile("/me/records/$"))


def seated_by_two(page: Page, see: See) -> str:
    """One security administrator proposes somebody, the other approves; the password that is handed over."""
    hands.be_official(page, "yingshenzhi")
    see("seats")
    page.get_by_role("button", name="提名一个人").click()
    see("propose")
    page.get_by_role("button", name="提名", exact=True).click()
    see("propose-nothing")
    page.get_by_label("登录名").fill("wureertu")
    page.get_by_label("姓名").fill("乌热尔图")
    page.get_by_label("单位").select_option("transport")
    page.get_by_label("桌上写的").fill("5号窗口")
    page.get_by_label("窗口办事员").check()
    page.get_by_label("最近一次学完").fill("2026-11-02")
    page.get_by_role("button", name="提名", exact=True).click()
    see("proposal-own")
    waits = page.url
    hands.be_official(page, "fangchizheng")
    see("seats-waiting")
    hands.go(page, waits)
    see("proposal")
    page.get_by_role("button", name="同意，给这个岗位").click()
    see("seated")
    return page.locator("main dd.cx-id").nth(1).inner_text()


def administrators(page: Page, see: See, where: Live) -> None:
    """The three administrators, and an official whose course has lapsed."""
    seated_by_two(page, see)
    hands.be_official(page, "fangchizheng")
    see("seats-after")
    page.get_by_role("link", name="车远志").click()
    see("official")
    page.get_by_role("button", name="登记", exact=True).click()
    see("course-nothing")
    page.get_by_role("link", name="重新提名").click()
    see("propose-for")
    hands.be_official(page, "linchawei")
    see("audit-ledger")
    hands.go(page, "/administration/seats/")
    see("audit-seats")
    hands.go(page, "/administration/officials/moxiaolan/")
    see("audit-official")
    hands.go(page, "/oversight/replay/")
    see("audit-wrong-door")
    hands.be_official(page, "chengshouzhuo")
    see("machine")
    hands.be_official(page, "cheyuanzhi")
    see("course-lapsed")


PEOPLE: dict[str, Walk] = {
    "public": public,
    "law": law,
    "demo": demo,
    "resident": resident,
    "objector": objector,
    "repairs": repairs,
    "own-report": own_report,
    "rights": rights,
    "conveniences": conveniences,
    "destroyed": destroyed,
    "statistics": statistics,
    "trust": trust,
    "second-factor": second_factor,
    "signing-in": signing_in,
}
OFFICES: dict[str, Walk] = {
    "clerk": clerk,
    "department": department,
    "case-officer": case_officer,
    "supervisor": supervisor,
    "auditor": auditor,
    "errands": errands,
    "repairs-desk": repairs_at_the_desk,
    "extracts-window": extracts_at_the_window,
    "destruction": destruction,
    "rights-offices": rights_at_offices,
    "conveniences-window": conveniences_at_the_window,
    "statistics-offices": statistics_at_offices,
    "restraints": restraints,
    "signs": signs,
    "sign-ins-window": sign_ins_at_the_window,
    "administrators": administrators,
    "breaches": breaches,
}
WALKS = PEOPLE | OFFICES
