"""What somebody comes to a window for, in the words of the window and of the person's own page. [law:pipl/第五十条]"""

from chengxin.core.errands import Errand

ERRANDS = {
    Errand.READ: "看记录",
    Errand.OBJECT: "提出异议",
    Errand.STATE: "写声明",
    Errand.REVIEW: "申请复核",
    Errand.WITHDRAW: "收回异议",
    Errand.OUTCOME: "交复议、诉讼的结果",
    Errand.ADD: "给异议补充材料",
    Errand.ANNUL: "交一份撤销或者变更决定的文书",
    Errand.REPAIR: "申请信用修复",
    Errand.SUPPLY: "补交修复的材料",
    Errand.UNREPAIR: "收回修复申请",
    Errand.EXTRACT: "为一件事开摘录",
    Errand.WHY: "问为什么看",
    Errand.DOUBT: "不满意“为什么看”的答复",
    Errand.CONSENT: "同意给一个单位看",
    Errand.UNCONSENT: "撤回同意",
    Errand.DISMISS: "结束代理",
}
