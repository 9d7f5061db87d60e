"""How the desk says what stands in a case; tests compare with the core's own lists."""

from chengxin.core.objections import Actor, Check, Ground, Outcome, Phase, Step

#: Each phase as what is being done in it.
PHASES = {
    Phase.CHECKING: "平台自查",
    Phase.AT_SOURCE: "报送单位核查",
    Phase.AT_COURT: "等复议或者诉讼的结果",
    Phase.TO_DECIDE: "决定",
    Phase.DECIDED: "已经决定，还可以申请复核",
    Phase.IN_REVIEW: "复核",
    Phase.CLOSED: "办完了",
}
CHECKS = {Check.OWN_ERROR: "平台自己弄错了", Check.NO_OWN_ERROR: "平台没有弄错"}
OUTCOMES = {Outcome.CORRECTED: "更正", Outcome.REMOVED: "移出", Outcome.KEPT: "不改"}
STEPS = {
    Step.CHECKED: "平台自查",
    Step.FOUND: "报送单位核查",
    Step.EXTENDED: "延长办理期限",
    Step.ESCALATED: "逾期，报给负责人",
    Step.OUTCOME_FILED: "交来复议或者诉讼的结果",
    Step.ADDED: "本人补充说明、材料",
    Step.DECIDED: "作出决定",
    Step.REVIEW_ASKED: "本人申请复核",
    Step.REVIEWED: "复核决定",
    Step.WITHDRAWN: "本人撤回",
    Step.SPLIT: "移出同样弄错的其他记录",
}
#: Whose turn it is, where that is no unit with a name.
ACTORS = {Actor.COURT: "复议机关或者法院", Actor.PERSON: "本人"}
#: What the ground asks whoever examines it.
ASKS = {
    Ground.NOT_ME: "查原卷里的身份证件：决定的是不是这个人。",
    Ground.WRONG_FACT: "查原决定书：日期、种类、金额和这里写的是不是一样。",
    Ground.WRONG_ITEM: "查原决定依据的条款：是不是目录里的这一项。",
    Ground.NOT_ADULT: "查行为发生的日期和本人的出生日期。",
    Ground.ANNULLED: "查撤销或者变更的文书：是不是这个决定，生效没有。",
    Ground.PERFORMED: "查履行的凭证和日期。",
    Ground.PAST_TERM: "照法律一栏重新数一遍期限。",
    Ground.NO_BASIS: "查原决定依据的条款，和法律一栏对照。",
    Ground.SEALED_KIND: "查这一类是不是依法要封存。",
    Ground.UNDER_APPEAL: "看交来的文书：复议或者诉讼怎么决定的。",
}
