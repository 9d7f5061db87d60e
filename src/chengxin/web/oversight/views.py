"""The page of the auditor and of the audit administrator: how the ledger stands, and whether anything in it was touched. [law:pipl/第五十一条]

It shows counts, times and fingerprints. No person, no record, no unit.
"""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from chengxin import clock
from chengxin.apps.ledger import selectors as ledgers
from chengxin.apps.ledger import verify as verifying
from chengxin.web import witness_words
from chengxin.web.doors import door
from chengxin.web.replies import see_other

_KEY = "verdict"
_NAMED = 10
#: Entries that one request checks at most, newest first: about a second's work. The command checks all of them.
NEWEST = 5000
#: What an entry is about, in words; a test compares with the kinds that rows declare.
KINDS = {
    "official_seated": "工作人员上岗、换岗或者离岗",
    "seat_proposed": "提名一位工作人员，等另一位同意",
    "program_registered": "登记了一个程序",
    "program_token_changed": "一个程序换了令牌",
    "program_revoked": "撤销了一个程序",
    "signing_key_changed": "账本换了签名的密钥",
    "restored": "照两个人签名的文字，从备份恢复了",
    "submission_received": "收到一份文件",
    "file_handed_over": "一个程序交来一份文件",
    "submission_closed": "一份文件办完，出了回执",
    "record_version": "登记了一条记录，或者它的一个新版本",
    "record_event": "一条记录有了变化",
    "row_held": "一行要人看",
    "row_settled": "一行有人看过了",
    "identity_conflict": "一个号码是不是两个人共用，有了结论",
    "objection_lodged": "本人提出一件异议",
    "evidence_added": "异议里添了一份材料",
    "objection_step": "一件异议办了一步",
    "repair_draft_opened": "修复的日子到了，开了草稿",
    "repair_requested": "本人申请修复",
    "repair_proof_added": "修复里添了一份材料",
    "repair_step": "一件修复办了一步",
    "due_list_made": "列出一批到期要销毁的",
    "record_due": "一条记录到期要销毁",
    "record_kept": "一条到期的记录先不销毁",
    "destruction_reviewed": "有人看过一批到期的记录",
    "destruction_certified": "销毁了，出了销毁证明",
    "ending_told_again": "恢复备份以后，补上一条记录的结束",
    "withdrawn_first": "来源单位撤销了一份还没有交来的决定",
    "extract_made": "本人开了一份摘录",
    "extract_checked": "有人核对了一份摘录",
    "statement_made": "本人为一条记录写了声明",
    "restraint_paper": "一份限制的登记里添了一份文书",
    "restraint_documented": "登记了一份别处决定的限制",
    "restraint_ended": "登记了一份限制的解除",
    "use_noticed": "结果对本人不利，写了使用告知",
    "record_used": "写明用了哪一条记录",
    "recall_confirmed": "拿到过旧内容的单位确认不再使用",
    "letter_owed": "欠本人一封信",
    "letter_read": "本人读了一封信",
    "letter_printed": "打印了一封信",
    "letter_tried": "试着把一封信送到",
    "letter_try_ended": "一次送信有了结果",
    "contact_given": "本人留了接收提醒的方式",
    "contact_removed": "本人删了接收提醒的方式",
    "matter_opened": "窗口登记了一件事",
    "matter_closed": "一件事有了结果",
    "matter_without_outcome": "一件事一直没有结果，告诉了本人",
    "papers_promised": "窗口说定了后补的材料",
    "paper_arrived": "后补的材料到了一样",
    "promise_noted": "后补的材料快到日子、到齐或者过了日子，告诉了本人",
    "answer_given": "答复了一个问题",
    "person_looked_at": "有人看过，或者想看一个人",
    "mandate_noted": "窗口登记了一份代理",
    "mandate_act": "代理人替本人办了一件事",
    "mandate_ended": "一份代理结束了",
    "sign_in_code_given": "窗口给了本人一个登录码",
    "sign_in_code_used": "一个登录码用过了",
    "sign_in_stopped": "本人停用了登录码，解除了账号",
    "consent_given": "本人同意给一个单位看一次",
    "consent_withdrawn": "本人撤回了一次同意",
    "looks_hidden": "一件事的查看推迟给本人看",
    "why_asked": "有人问一次查看为什么",
    "why_step": "一次追问办了一步",
    "look_unlawful": "一次查看认定不合法，记为事件",
    "breach_reported": "报告了一次泄露",
    "breach_told": "批准把一次泄露告诉每一个人",
    "looks_drawn": "账本抽了一周的查看",
    "look_drawn": "抽中一次查看",
    "look_reviewed": "一次查看抽查过了",
    "quarter_frozen": "一个季度的统计公布了",
    "figure_noted": "一个单位给自己的数写了说明",
    "complaint_made": "有人反映一个单位怎样处理个人信息",
    "complaint_answered": "一件反映答复了",
    "complaint_overdue": "一件反映过了最后一天没有答复，报给了负责人",
}


@door("auditor", "audit_admin", shows_person=False)
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """How the ledger stands now."""
    state = ledgers.state()
    kinds = [(KINDS.get(kind, kind), count) for kind, count in ledgers.counts_by_kind()]
    context = {
        "state": state,
        "kinds": kinds,
        "root": bytes(state.last.root).hex() if state.last else "",
        "signature": bytes(state.last.signature).hex() if state.last else "",
        "newest": NEWEST,
        "witnesses": witness_words.told(clock.now()),
    }
    return render(request, "oversight/ledger.html", context)


@door("auditor", "audit_admin", shows_person=False)
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Recompute the newest part of the ledger, and keep the verdict for the page that follows."""
    verdict = verifying.verify_newest(NEWEST)
    request.session[_KEY] = {
        "at": clock.now().isoformat(),
        "is_whole": verdict.is_whole,
        "leaves": verdict.leaves,
        "checkpoints": verdict.checkpoints,
        "rows": verdict.rows,
        "root": verdict.root.hex(),
        "count": len(verdict.findings),
        "findings": [
            {"table": finding.table, "row": finding.row, "sentence": finding.sentence}
            for finding in verdict.findings[:_NAMED]
        ],
    }
    return see_other(reverse("oversight:verified"))


@door("auditor", "audit_admin", shows_person=False)
@require_GET
def verified(request: HttpRequest) -> HttpResponse:
    """What the last check in this session found: all fine, or the first touched row."""
    verdict = request.session.get(_KEY)
    if verdict is None:
        return redirect("oversight:ledger")
    context = {"verdict": verdict, "at": datetime.fromisoformat(verdict["at"])}
    return render(request, "oversight/verified.html", context)
