"""How a matter can end, in the words of the window and of the person's own page. [law:pipl/第四十四条]"""

#: A test compares with the matters' own list.
ENDINGS = {
    "granted": "准予",
    "restricted": "只准予一部分，或者附了限制",
    "not_granted": "不准予",
    "applicant_withdrew": "申请人撤回",
    "opened_by_mistake": "登记错了，没有这件事",
}
#: Those against the applicant: after an adverse answer they need a notice. A test compares.
AGAINST = frozenset({"restricted", "not_granted"})
