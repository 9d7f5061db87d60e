"""Who you can be in the demo: officials with fixed passwords, and residents of whom each has a story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from chengxin.apps.officials import selectors as officials
from chengxin.apps.officials.actions.approve_seat import approve_seat
from chengxin.apps.officials.actions.begin import begin
from chengxin.apps.officials.actions.choose_password import choose_password
from chengxin.apps.officials.actions.note_course import note_course
from chengxin.apps.officials.actions.propose_seat import propose_seat
from chengxin.apps.officials.models import Official
from chengxin.apps.submissions.actions.account import close_submission
from chengxin.apps.submissions.actions.receive_file import report_nothing
from chengxin.core.calendar import SHANGHAI, add_months, day_of
from chengxin.core.facts import Identity
from chengxin.core.feeds import Feed
from chengxin.core.permissions import Role
from chengxin.demo.numbers import invented
from chengxin.intake.feeds import load_feeds
from chengxin.lawbook import load


@dataclass(frozen=True, slots=True)
class Cast:
    """One official of the demo. The password is public: it opens nothing but this demo."""

    username: str
    password: str
    name: str
    unit: str
    seat: str
    role: Role
    says: str


OFFICIALS = [
    Cast(
        "gedehong",
        "jiaotong-demo-2026",
        "葛德鸿",
        "transport",
        "法制科",
        Role.DATA_OFFICER,
        "交通运输局数据员：交文件，看哪些行要改",
    ),
    Cast(
        "moxiaolan",
        "chuangkou-demo-2026",
        "莫晓岚",
        "transport",
        "许可窗口3号",
        Role.CLERK,
        "交通运输局窗口：开事项，一事一问",
    ),
    Cast(
        "qiuwanqing",
        "shichang-demo-2026",
        "裘晚晴",
        "samr",
        "食品许可窗口",
        Role.CLERK,
        "市场监管局窗口：她问的来源还没有交过数据，只能得到“无法判断”",
    ),
    Cast(
        "yanbaichuan",
        "wenming-demo-2026",
        "晏百川",
        "civility_office",
        "评选科",
        Role.DATA_OFFICER,
        "文明办数据员：每季度报送荣誉",
    ),
    Cast(
        "mifusheng",
        "nongye-demo-2026",
        "糜扶生",
        "agriculture",
        "法规科",
        Role.DATA_OFFICER,
        "市农业农村局数据员：报送农产品处罚，使统计里不只有一个单位",
    ),
    Cast(
        "luyuanshu",
        "nenjiang-demo-2026",
        "鹿远书",
        "agriculture_nenjiang",
        "执法大队",
        Role.DATA_OFFICER,
        "嫩江市农业农村局数据员：县（市、区）的单位自己报送",
    ),
    Cast(
        "cenjingzhi",
        "yingji-demo-2026",
        "岑静之",
        "emergency",
        "执法科",
        Role.DATA_OFFICER,
        "市应急管理局数据员：报送安全生产处罚",
    ),
    Cast(
        "shiqingcheng",
        "pingxuan-demo-2026",
        "石清澄",
        "civility_office",
        "评选窗口",
        Role.CLERK,
        "文明办窗口：评选要看荣誉，只凭本人同意；没有同意，答复和没有荣誉一字不差",
    ),
    Cast(
        "xianruochuan",
        "shuiwu-demo-2026",
        "冼若川",
        "tax",
        "征管科",
        Role.DATA_OFFICER,
        "税务局数据员：他报送的事项依据还没有全部核实，收下以后只给本人看",
    ),
    Cast(
        "juyanqiu",
        "zhongxin-demo-2026",
        "鞠雁秋",
        "credit_centre",
        "核对岗",
        Role.CASE_OFFICER,
        "信用中心经办：同号不同名的行，由她来看；到期的记录，她复核过一份清单",
    ),
    Cast(
        "miaoqinghe",
        "yiyi-demo-2026",
        "苗青禾",
        "credit_centre",
        "异议岗",
        Role.CASE_OFFICER,
        "信用中心经办：收到异议先查平台自己有没有错，再转给来源单位",
    ),
    Cast(
        "yinboan",
        "fuhe-demo-2026",
        "尹伯安",
        "credit_centre",
        "复核岗",
        Role.CASE_OFFICER,
        "信用中心经办：没有参加过前面的事，可以复核别人的决定；到期的记录，还差他复核",
    ),
    Cast(
        "daimingyuan",
        "zhuren-demo-2026",
        "戴明远",
        "credit_centre",
        "分管副主任",
        Role.SUPERVISOR,
        "信用中心负责人：过了期限没有办完的案件，报到这里",
    ),
    Cast(
        "jiqingyuan",
        "zhongxinchuang-demo-2026",
        "季清源",
        "credit_centre",
        "1号窗口",
        Role.CLERK,
        "信用中心窗口：替没有手机的人看记录、提异议、打回执",
    ),
    Cast(
        "weilizhi",
        "hecha-demo-2026",
        "魏立志",
        "transport",
        "执法监督科",
        Role.CASE_OFFICER,
        "交通运输局：有异议的，对着原卷说记录对不对，不由他决定；修复申请由他决定",
    ),
    Cast(
        "tongdai",
        "fenguan-demo-2026",
        "佟岱",
        "transport",
        "分管副局长",
        Role.SUPERVISOR,
        "交通运输局负责人：本单位拖过期限的案件，报到这里",
    ),
    Cast(
        "luzhiwei",
        "shuihe-demo-2026",
        "卢知微",
        "tax",
        "法制科",
        Role.CASE_OFFICER,
        "税务局核查人：对着税务档案说记录对不对",
    ),
    Cast(
        "loujingxing",
        "caizheng-demo-2026",
        "娄景行",
        "finance_bureau",
        "会计科",
        Role.DATA_OFFICER,
        "财政局数据员：报送会计人员的禁业决定",
    ),
    Cast(
        "bocongjian",
        "dengji-demo-2026",
        "薄从简",
        "finance_bureau",
        "法规科",
        Role.CASE_OFFICER,
        "财政局经办：登记别处已经决定的限制，少一样都登记不了",
    ),
    Cast(
        "xingzhiyuan",
        "shenji-demo-2026",
        "邢致远",
        "credit_office",
        "审计岗",
        Role.AUDITOR,
        "审计：核对账本，抽查别的单位的查看",
    ),
    Cast(
        "cheyuanzhi",
        "chuangkou5-demo-2026",
        "车远志",
        "transport",
        "许可窗口5号",
        Role.CLERK,
        "交通运输局窗口：一年一次的学习过期了，关于任何人的页面都打不开",
    ),
    Cast(
        "yingshenzhi",
        "anquan1-demo-2026",
        "应慎之",
        "credit_centre",
        "安全管理岗",
        Role.SECURITY_ADMIN,
        "安全管理员：提名谁上哪个岗位，登记学习；看不到任何人的记录",
    ),
    Cast(
        "fangchizheng",
        "anquan2-demo-2026",
        "方持正",
        "credit_centre",
        "安全管理岗",
        Role.SECURITY_ADMIN,
        "安全管理员：同意另一位提名的，岗位才算数；看不到任何人的记录",
    ),
    Cast(
        "chengshouzhuo",
        "xitong-demo-2026",
        "程守拙",
        "credit_centre",
        "系统管理岗",
        Role.SYSTEM_ADMIN,
        "系统管理员：只看机器，看不到任何人的记录",
    ),
    Cast(
        "linchawei",
        "shenjiguanli-demo-2026",
        "林察微",
        "credit_centre",
        "审计管理岗",
        Role.AUDIT_ADMIN,
        "审计管理员：核对账本，看谁任命了谁；看不到任何人的记录",
    ),
]

#: Before the demo's year begins.
APPOINTED_AT = datetime(2025, 9, 1, 9, tzinfo=SHANGHAI)
#: Everybody's course before they were appointed; one of them took none since.
FIRST_COURSE = date(2025, 8, 25)
LAPSED = "cheyuanzhi"
#: So many months after the last one, those who work in the demo take the course again.
_LEARN_AGAIN_AFTER = 6
#: The first two; the first proposes everybody else, the second approves.
SECURITY = [one for one in OFFICIALS if one.role is Role.SECURITY_ADMIN]
#: Who sends for a unit: its code -> a username.
SENDERS = {one.unit: one.username for one in OFFICIALS if one.role is Role.DATA_OFFICER}

NEWCOMER = invented("申屠默", "231102", date(1893, 4, 17), 216)
AWAITING = invented("宿云舟", "231124", date(1888, 11, 2), 37)
WAITING = invented("尼古拉·彼得罗维奇·莫尔恰诺夫", "231123", date(1891, 7, 30), 105)
IN_EFFECT = invented("令狐砚", "231102", date(1885, 2, 9), 58)
EXPIRED = invented("𠮷永祥", "231181", date(1882, 9, 23), 211)
WITHDRAWN = invented("濮阳霁", "231182", date(1897, 12, 5), 84)
CHANGED = invented("王䶮", "231183", date(1890, 6, 14), 139)
SHARED_FIRST = invented("郗长庚", "231102", date(1887, 3, 3), 46)
SHARED_SECOND = Identity(SHARED_FIRST.document_type, SHARED_FIRST.number, "郗望舒")
PERSON_ONLY = invented("万俟䶮", "231181", date(1889, 12, 24), 151)
LICENSED = invented("㐱琳", "231102", date(1896, 10, 11), 327)
UNKNOWN = invented("东方既白", "231102", date(1899, 1, 28), 193)
OBJECTING = invented("端木青", "231102", date(1892, 5, 8), 71)
AT_SOURCE = invented("呼延瑾", "231123", date(1886, 8, 19), 92)
TO_DECIDE = invented("司徒凛", "231124", date(1894, 1, 31), 15)
AT_COURT = invented("慕容岐", "231182", date(1884, 7, 7), 133)
KEPT = invented("上官若谷", "231181", date(1893, 10, 2), 64)
IN_REVIEW = invented("澹台㐱", "231102", date(1887, 12, 20), 88)
CORRECTED = invented("钟离沐", "231183", date(1895, 3, 16), 121)
REMOVED = invented("公孙曜", "231102", date(1883, 6, 25), 47)
OVERDUE = invented("夏侯衡", "231123", date(1891, 2, 11), 202)
EXTENDED = invented("赫连朔", "231102", date(1898, 9, 9), 39)
REPAIRABLE = invented("欧阳青", "231102", date(1889, 4, 4), 77)
REPAIR_ASKED = invented("司马衡", "231124", date(1896, 2, 13), 53)
REPAIRED = invented("公西曜", "231181", date(1892, 11, 27), 118)
REPAIR_REFUSED = invented("闻人瑾", "231123", date(1886, 3, 30), 69)
DESTROYED = invented("司徒青", "231102", date(1888, 5, 21), 95)
HELD = invented("慕容衡", "231183", date(1894, 8, 6), 61)
LOOK_EXPLAINED = invented("南宫瑜", "231102", date(1894, 3, 11), 162)
LOOK_UNEXPLAINED = invented("东郭砺", "231123", date(1890, 10, 29), 28)
LOOK_UNLAWFUL = invented("西门霁", "231102", date(1897, 6, 6), 145)
LOOK_LATER = invented("百里衡", "231181", date(1888, 8, 15), 97)
REPRESENTED = invented("太叔和", "231124", date(1884, 12, 1), 176)
PAPERS_FOLLOW = invented("钟离望", "231102", date(1895, 9, 27), 183)
RESTRAINED = invented("宰父衡", "231102", date(1891, 9, 14), 187)
RESTRAINT_GONE = invented("谷梁霁", "231182", date(1889, 2, 27), 149)
#: Acts for somebody in the demo, and is nobody whom one can be.
LAWYER = invented("公冶长松", "231102", date(1890, 4, 22), 215)
#: Of these nobody has sent anything.
WITHOUT_RECORDS = frozenset(
    {NEWCOMER, UNKNOWN, LOOK_EXPLAINED, LOOK_UNEXPLAINED, LOOK_UNLAWFUL, LOOK_LATER, REPRESENTED, PAPERS_FOLLOW}
)

RESIDENTS: list[tuple[Identity, str]] = [
    (NEWCOMER, "开始时什么也没有：交了示例文件，才收到第一封信"),
    (AWAITING, "有一封信还没有打开：在打开以前，那条记录对任何事都没有作用"),
    (WAITING, "信已经打开，等待期还没有过；名字很长"),
    (IN_EFFECT, "有一条已经生效的处罚记录，窗口问过几次；开过三份摘录"),
    (EXPIRED, "记录已经到期；名字里有少见的字"),
    (WITHDRAWN, "处罚决定被撤销了，记录也随之停用"),
    (CHANGED, "处罚决定改过，等待期重新算；名字里有少见的字"),
    (SHARED_FIRST, "和另一个人用了同一个号码：查清以前，两个人的记录都停用"),
    (SHARED_SECOND, "就是另一个人：两个人谁也看不到谁的记录"),
    (PERSON_ONLY, "有一条记录，依据还没有全部核实：只有自己看得到，对任何事都没有作用"),
    (LICENSED, "有从业资格证和一项荣誉；给过两次同意，一次用过了，一次还没有用"),
    (UNKNOWN, "一直什么也没有；有人问过，也看得到是谁"),
    (OBJECTING, "前天提了异议，记录当场暂停；还写了一段声明"),
    (AT_SOURCE, "说“这不是我”，平台查过自己，来源单位正在核查"),
    (TO_DECIDE, "来源单位查到确实有错，等信用中心决定"),
    (AT_COURT, "已经起诉，记录停到法院有结果"),
    (KEPT, "异议没有成立，还可以申请由另一个人复核"),
    (IN_REVIEW, "不服决定，申请了复核；名字里有少见的字"),
    (CORRECTED, "异议成立，金额更正了，等待期重新算；拿到过旧金额的窗口，看得到它确认了没有"),
    (REMOVED, "来源单位查不到档案，记录移出了"),
    (OVERDUE, "过了最后一天还没有答复：记录继续停用，案件报给了负责人"),
    (EXTENDED, "税务局的一条记录，办理期限延长过一次"),
    (REPAIRABLE, "到了可以修复的日子，申请已经替他填好，还没有提交"),
    (REPAIR_ASKED, "一天以前提交了修复申请，等来源单位决定"),
    (REPAIRED, "准予修复，记录停止了"),
    (REPAIR_REFUSED, "这一次没有准予修复，理由和还能做什么都写明了"),
    (DESTROYED, "记录到期以后已经销毁：只剩下一行和一封信"),
    (HELD, "记录到期了，法院的文书要求先留着，信里写着到哪一天"),
    (LOOK_EXPLAINED, "问过窗口为什么看，那个单位答复了"),
    (LOOK_UNEXPLAINED, "问过为什么看，过了期限没有答复，公开计在那个单位名下"),
    (LOOK_UNLAWFUL, "问过为什么看，那个单位认定不合法，记为事件，写信告诉了"),
    (LOOK_LATER, "有一次查看按法律推迟给本人看，现在只看到推迟着一次"),
    (RESTRAINED, "财政局登记了一份对他的限制：谁决定的、凭什么、到哪一天、怎样申诉，都看得到"),
    (RESTRAINT_GONE, "也登记过一份限制；依据的决定撤销了，限制在同一刻失效"),
    (REPRESENTED, "有一位律师登记为代理人，替他看过一次记录；一步就能结束"),
    (PAPERS_FOLLOW, "申请先收下了，两样材料后补，到了一样；上一次没有补上，不影响这一次"),
]

STEPS = [
    "用葛德鸿登录，选“行政处罚（自然人）·道路运输”，交示例文件“行政处罚-路上的一份文件.xlsx”，看哪些行收下了，哪些要改。",
    f"用莫晓岚登录，给{NEWCOMER.name}（{NEWCOMER.number}）开一个事项（选道路客运，编号自己写，申请人在场），问一次：信还没有打开，查不到可用的记录。",
    f"在身份选择器里做{NEWCOMER.name}，读信：打开信，就是知道了。",
    "再用莫晓岚开一个事项再问（窗口会请您写一句为什么又问同一个人）：等待期没有过，还是同一句话。",
    "拨动演示时钟，往后30天（等待期只有7天），再开一个事项再问：现在答复里有这条记录。",
    f"回到{NEWCOMER.name}的“谁看过我”：每一次都在，谁、为什么、看到了什么。",
]
#: What can be tried after the road, each a heading and a text.
MORE = [
    (
        "这条不对",
        f"做{IN_EFFECT.name}，打开那条记录，提出异议。苗青禾查平台自己，魏立志对着原卷核查，苗青禾再决定。",
    ),
    (
        "收回答复",
        f"更正了的，莫晓岚在“要收回的答复”里确认不再使用旧内容；做{IN_EFFECT.name}，在那条记录的页面上看到它。",
    ),
    (
        "没有手机",
        f"用季清源登录，在“替本人办”里替{IN_EFFECT.name}（{IN_EFFECT.number}）看记录、提异议，或者申请修复。",
    ),
    (
        "一分钟看便利",
        (
            f"用莫晓岚开一件道路客运的事，看能不能先办、后补：{UNKNOWN.name}（{UNKNOWN.number}）可以；{IN_EFFECT.name}不能，"
            "写着凭哪一条；用裘晚晴给谁看食品经营许可，都是无法判断，不算不利。"
        ),
    ),
    (
        "两个人才算数",
        "用应慎之提名一个人，自己同意不了；用方持正同意，给出只显示一次的初始密码。用林察微看经过，用车远志看学习过期会怎样。",
    ),
    ("申请修复", f"做{REPAIRABLE.name}，申请已经填好，提交；再用魏立志在“修复申请”里决定。"),
]


def appoint_all() -> None:
    """Seat every official of the cast: two from the command line, everybody else by the word of these two."""
    at, lawbook = APPOINTED_AT, load()
    for one in SECURITY:
        begin(username=one.username, name=one.name, seat=one.seat, password=one.password, by="demo", at=at)
    proposer, approver = (_seated(one) for one in SECURITY)
    for one in OFFICIALS:
        if one in SECURITY:
            continue
        proposal = propose_seat(
            username=one.username,
            name=one.name,
            unit=one.unit,
            seat=one.seat,
            role=one.role,
            course_on=FIRST_COURSE,
            by=proposer,
            at=at,
        )
        approve_seat(proposal.ref, lawbook=lawbook, by=approver, at=at)
        choose_password(one.password, lawbook=lawbook, by=_seated(one), at=at)


def learn_all(at: datetime) -> None:
    """Everybody takes the yearly course in time, but for the one who shows what becomes of those who do not."""
    noting = officials.get_active(SECURITY[0].username)
    if noting is None:
        return
    today = day_of(at)
    for one in OFFICIALS:
        who = officials.get_active(one.username)
        if who is None or who.course_on is None or one.username == LAPSED:
            continue
        if today >= add_months(who.course_on, _LEARN_AGAIN_AFTER):
            note_course(username=one.username, course_on=today, by=noting, at=at)


def _seated(one: Cast) -> Official:
    official = officials.get_active(one.username)
    if official is None:
        raise LookupError(f"{one.username} has no seat")
    return official


def report_all(at: datetime) -> None:
    """Have every source of the cast say that it has nothing new up to `at`, so that each counts as searched."""
    for feed in sources():
        official = officials.get_active(SENDERS[feed.sender])
        if official is not None:
            close_submission(report_nothing(feed=feed, by=official, at=at), at=at)


def sources() -> list[Feed]:
    """The feeds whose sender has a data officer in the cast; the others are there, and have never sent."""
    return [feed for feed in load_feeds().values() if feed.sender in SENDERS]
