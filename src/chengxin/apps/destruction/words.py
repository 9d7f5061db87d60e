"""The words of destruction: by what, and what keeps a record for now."""

from __future__ import annotations

from collections.abc import Mapping

from chengxin.core.destruction import Ground, Order, Stay

GROUNDS: Mapping[Ground, str] = {
    Ground.EXPIRED: "保存期限到了",
    Ground.WITHDRAWN: "来源单位撤销以后，只给本人留着的日子满了",
    Ground.VOIDED: "核对移出以后，只给本人留着的日子满了",
    Ground.REPAIRED: "修复以后，只给本人留着的日子满了",
    Ground.BASIS_ENDED: "依据停止施行以后，只给本人留着的日子满了",
    Ground.SEALED: "法律规定封存",
}
STAYS: Mapping[Stay, str] = {
    Stay.NOT_DUE: "来源单位又确认过，还没有到期",
    Stay.OPEN_CASE: "有异议或者修复申请没有办完",
    Stay.OPEN_RECALL: "有单位还没有确认不再使用",
    Stay.KEPT: "决定暂不销毁",
    Stay.HELD: "按法律文书保全",
}
ORDERS: Mapping[Order, str] = {
    Order.KEEP: "决定暂不销毁",
    Order.LEGAL_HOLD: "按法律文书保全",
}
#: What a destruction rests on, where law does not seal the record itself.
LAW = "《个人信息保护法》第十九条、第四十七条"
