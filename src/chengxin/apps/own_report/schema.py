"""Every table of the product: what it holds about one person, and how that is found; or why it holds nothing.

[law:pipl/第四十五条]
The full export walks over `TABLES`. A table in neither list fails a test, so that nobody can add one without saying which.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Model, Q

from chengxin.apps.consents.models import ConsentGiven, ConsentWithdrawn
from chengxin.apps.destruction.models import DueRecord, KeepOrder, Review
from chengxin.apps.extracts.models import Extract, ExtractCheck, ExtractRecord
from chengxin.apps.inquiries import selectors as inquiries
from chengxin.apps.inquiries.models import AccessEntry, Answer, Fragment
from chengxin.apps.looks.models import DrawnLook, Incident, LookReview, WhyCase, WhyStep
from chengxin.apps.mandates.models import MandateAct, MandateEnded, MandateNoted
from chengxin.apps.matters.models import Closing, Hiding, Matter, OverdueNote
from chengxin.apps.notices import selectors as notices
from chengxin.apps.notices.models import Attempt, AttemptOutcome, Contact, ContactRemoved, Letter, Paper, Reading
from chengxin.apps.objections.models import CaseStep, Evidence, Objection, Recall
from chengxin.apps.people import selectors as people
from chengxin.apps.people.models import ConflictEvent, Person
from chengxin.apps.people.selectors import Indexes
from chengxin.apps.promises.models import PaperArrived, Promise, PromiseNote
from chengxin.apps.records.models import Record, RecordEvent, Statement, Tombstone, Version
from chengxin.apps.records.selectors import was_told
from chengxin.apps.repairs.models import Draft, RepairProof, RepairRequest, RepairStep
from chengxin.apps.restraints.models import Restraint, RestraintEnded, RestraintPaper, UsedRecord, UseNotice
from chengxin.apps.sign_ins.models import SignInCode, SignInCodeUsed, SignInStopped, Subject
from chengxin.apps.submissions.models import HeldRow, RowOutcome, RowSettled

#: Model -> why no row of it is about a person.
HOLDS_NOTHING: Mapping[str, str] = {
    "ledger.Batch": "一次办理的时间，不写是谁的",
    "ledger.Entry": "随机数、种类和承诺值，看不出是谁",
    "ledger.SealedBatch": "账本的叶子，都是散列值",
    "ledger.Checkpoint": "账本的根和签名",
    "ledger.Cosignature": "别人给账本的根签的名",
    "ledger.WrappingKey": "内容密钥，本身是密文，不写是谁的",
    "ledger.KeyHandover": "账本什么时候换了签名的密钥",
    "ledger.Restoration": "整个库什么时候从哪份备份恢复的，谁签了名",
    "ledger.WitnessWord": "外面的见证人对账本的根说了什么",
    "officials.Official": "工作人员的岗位和账号，不是关于他本人的公共信用信息",
    "officials.SeatEvent": "工作人员什么时候到岗、离岗",
    "officials.SeatProposal": "谁提名谁上哪个岗位，等另一位同意",
    "officials.SecondFactor": "工作人员登录用的验证码",
    "officials.Program": "单位的程序，不是人",
    "officials.TokenChange": "程序什么时候换了令牌",
    "officials.Revocation": "程序的令牌什么时候撤销",
    "notices.Release": "一份文件从什么时候起看得到",
    "notices.Outage": "邮件或者短信的系统从什么时候到什么时候连不上，不写是谁的信",
    "submissions.Submission": "一份文件是谁交的、什么时候交的；里面有谁，由每条记录自己写着",
    "submissions.Handover": "程序交来一份文件的凭据",
    "submissions.Upload": "整份文件的名称和密钥。里面有许多人，不能给其中一个人；关于本人的那一行，就是他的版本，"
    "写着是哪份文件第几行。核对完一些天以后销毁",
    "submissions.UploadPart": "整份文件的密文，理由同上",
    "submissions.Chunk": "核对到第几行，各有多少",
    "submissions.Receipt": "一份文件的回执，只有数目",
    "repairs.DraftWalk": "自动开草稿做到了哪一天",
    "looks.Breach": "一次泄露是怎么报的，不写是谁的；涉及本人的，由告诉本人的那封信写着",
    "looks.BreachTold": "谁批准把一次泄露告诉本人，一共多少封信",
    "looks.Sample": "一周抽查了多少次查看、用账本的哪个根抽的；抽到哪一次，由那一次自己的行写着",
    "destruction.DueList": "一份到期清单的编号和日子；上面有哪一条，由那一条自己的行写着",
    "destruction.Certificate": "一份销毁证明，写着许多条记录，没有任何人的姓名和号码，也不指向哪个人的行；"
    "它的编号在告诉本人的信里",
    "destruction.ListRound": "列清单做到了哪一天",
    "complaints.Complaint": "反映一个单位怎样处理个人信息，不问是谁反映的，也不指向任何人",
    "complaints.ComplaintAnswer": "对这样一件反映的答复",
    "complaints.ComplaintOverdue": "这样一件反映没有按期答复，报给了哪位负责人",
    "statistics.FrozenQuarter": "一个季度公开的统计文件，只有数",
    "statistics.FigureNote": "单位对自己的数的说明，公开写在数的旁边，不能写任何人",
    "auth.Permission": "框架自带，没有使用",
    "auth.Group": "框架自带，没有使用",
    "auth.Group_permissions": "框架自带，没有使用",
    "contenttypes.ContentType": "框架自带，表的名称",
    "sign_ins.OpenSession": "登录期间的记号，退出就没有了；没有姓名、号码，别处还有几处登录，退出的那一页写着",
    "sessions.Session": "登录期间的密文，关上浏览器就没有了；里面只有本人自己的姓名和号码",
}


@dataclass(frozen=True)
class Owner:
    """One person, and the rows from which the others are found; read once for all tables."""

    who: Indexes
    at: datetime

    @cached_property
    def person(self) -> Person | None:
        return people.find(self.who)

    @cached_property
    def records(self) -> list[Record]:
        return [] if self.person is None else list(Record.objects.filter(person=self.person).order_by("pk"))

    @cached_property
    def letters(self) -> list[Letter]:
        """Those that may be seen; what an incomplete file brought does not exist yet, nor does what tells of a look that
        waits for its day."""
        found = notices.list_for_person(self.who.number, self.who.name)
        return [letter for letter in found if letter.subject not in self._waiting]

    @cached_property
    def _waiting(self) -> frozenset[int]:
        """What letters could tell of that is shown on a later day: matters, their answers, the questions about them."""
        matters = list(Matter.objects.filter(number_index=self.who.number, hiding__until__gt=self.at))
        answers = Answer.objects.filter(matter__in=matters).values_list("pk", flat=True)
        steps = WhyStep.objects.filter(case__entry__matter__in=matters).values_list("pk", flat=True)
        return frozenset([*(matter.pk for matter in matters), *answers, *steps])

    @cached_property
    def looks(self) -> list[AccessEntry]:
        return list(inquiries.list_for_person(self.who, at=self.at))

    @cached_property
    def matters(self) -> list[Matter]:
        """The matters under this number, but those under the name of somebody who was found to share it, and those whose
        looks wait for their day."""
        others = Person.objects.filter(number_index=self.who.number).exclude(name_index=self.who.name)
        found = Matter.objects.filter(number_index=self.who.number).exclude(hiding__until__gt=self.at)
        return list(found.exclude(name_index__in=others.values("name_index")).order_by("pk"))

    @cached_property
    def answers(self) -> list[Answer]:
        return list(Answer.objects.filter(matter__in=self.matters).order_by("pk"))

    @cached_property
    def drawn(self) -> list[DrawnLook]:
        return list(DrawnLook.objects.filter(entry__in=self.looks).order_by("pk"))

    @cached_property
    def whys(self) -> list[WhyCase]:
        """The person's own questions, and those that a reviewer opened: not what a namesake asked about the same try."""
        mine = people.exactly(self.who.number, self.who.name) | Q(review__isnull=False)
        return list(WhyCase.objects.filter(mine, entry__in=self.looks).order_by("pk"))

    @cached_property
    def consents(self) -> list[ConsentGiven]:
        return list(ConsentGiven.objects.filter(people.exactly(self.who.number, self.who.name)).order_by("pk"))

    @cached_property
    def mandates(self) -> list[MandateNoted]:
        """Those by which somebody acts for the person, and those by which the person acts for somebody."""
        mine = people.exactly(self.who.number, self.who.name) | people.exactly(
            self.who.number, self.who.name, of="agent_"
        )
        return list(MandateNoted.objects.filter(mine).order_by("pk"))

    @cached_property
    def sign_in_codes(self) -> list[SignInCode]:
        return list(SignInCode.objects.filter(people.exactly(self.who.number, self.who.name)).order_by("pk"))

    @cached_property
    def due(self) -> list[DueRecord]:
        """Of what is destroyed, no row leads to the person any more."""
        return list(DueRecord.objects.filter(record__in=self.records).order_by("pk"))

    @cached_property
    def list_looks(self) -> list[Review]:
        """The looks at a list by which an official looked at a record of this person."""
        mine = {place.pk for place in self.due}
        found = Review.objects.filter(due_list__in=[place.due_list_id for place in self.due]).order_by("pk")
        return [review for review in found if not mine.isdisjoint(review.covers)]

    @cached_property
    def contacts(self) -> list[Contact]:
        return list(Contact.objects.filter(people.exactly(self.who.number, self.who.name)).order_by("pk"))

    @cached_property
    def held_rows(self) -> list[HeldRow]:
        return list(HeldRow.objects.filter(number_index=self.who.number).order_by("pk"))

    @cached_property
    def objections(self) -> list[Objection]:
        return list(Objection.objects.filter(people.exactly(self.who.number, self.who.name)).order_by("pk"))

    @cached_property
    def requests(self) -> list[RepairRequest]:
        return list(RepairRequest.objects.filter(people.exactly(self.who.number, self.who.name)).order_by("pk"))

    @cached_property
    def restraints(self) -> list[Restraint]:
        return list(Restraint.objects.filter(people.exactly(self.who.number, self.who.name)).order_by("pk"))

    @cached_property
    def use_notices(self) -> list[UseNotice]:
        return list(UseNotice.objects.filter(people.exactly(self.who.number, self.who.name)).order_by("pk"))

    @cached_property
    def extracts(self) -> list[Extract]:
        return list(Extract.objects.filter(people.exactly(self.who.number, self.who.name)).order_by("pk"))

    @cached_property
    def promises(self) -> list[Promise]:
        return list(Promise.objects.filter(matter__in=self.matters).order_by("pk"))


Rows = Callable[[Owner], Iterable[Model]]

#: Model -> its rows about one person. The order is that of the export.
TABLES: Mapping[type[Model], Rows] = {
    Person: lambda owner: [] if owner.person is None else [owner.person],
    ConflictEvent: lambda owner: ConflictEvent.objects.filter(number_index=owner.who.number).order_by("pk"),
    Record: lambda owner: owner.records,
    Version: lambda owner: Version.objects.filter(was_told(owner.at), record__in=owner.records).order_by("pk"),
    RecordEvent: lambda owner: RecordEvent.objects.filter(was_told(owner.at), record__in=owner.records).order_by("pk"),
    Statement: lambda owner: Statement.objects.filter(record__in=owner.records).order_by("pk"),
    HeldRow: lambda owner: owner.held_rows,
    RowOutcome: lambda owner: RowOutcome.objects.filter(
        was_told(owner.at), repeats__in=Version.objects.filter(record__in=owner.records).values("pk")
    ).order_by("pk"),
    RowSettled: lambda owner: RowSettled.objects.filter(held_row__in=owner.held_rows).order_by("pk"),
    Letter: lambda owner: owner.letters,
    Reading: lambda owner: Reading.objects.filter(letter__in=owner.letters).order_by("pk"),
    Attempt: lambda owner: Attempt.objects.filter(letter__in=owner.letters).order_by("pk"),
    AttemptOutcome: lambda owner: AttemptOutcome.objects.filter(attempt__letter__in=owner.letters).order_by("pk"),
    Paper: lambda owner: Paper.objects.filter(letter__in=owner.letters).order_by("pk"),
    Contact: lambda owner: owner.contacts,
    ContactRemoved: lambda owner: ContactRemoved.objects.filter(contact__in=owner.contacts).order_by("pk"),
    Matter: lambda owner: owner.matters,
    Hiding: lambda owner: Hiding.objects.filter(matter__in=owner.matters).order_by("pk"),
    Closing: lambda owner: Closing.objects.filter(matter__in=owner.matters).order_by("pk"),
    OverdueNote: lambda owner: OverdueNote.objects.filter(matter__in=owner.matters).order_by("pk"),
    Promise: lambda owner: owner.promises,
    PaperArrived: lambda owner: PaperArrived.objects.filter(promise__in=owner.promises).order_by("pk"),
    PromiseNote: lambda owner: PromiseNote.objects.filter(promise__in=owner.promises).order_by("pk"),
    Answer: lambda owner: owner.answers,
    Fragment: lambda owner: Fragment.objects.filter(answer__in=owner.answers).order_by("pk"),
    AccessEntry: lambda owner: owner.looks,
    DrawnLook: lambda owner: owner.drawn,
    LookReview: lambda owner: LookReview.objects.filter(drawn__in=owner.drawn).order_by("pk"),
    WhyCase: lambda owner: owner.whys,
    WhyStep: lambda owner: WhyStep.objects.filter(case__in=owner.whys).order_by("pk"),
    Incident: lambda owner: Incident.objects.filter(step__case__in=owner.whys).order_by("pk"),
    ConsentGiven: lambda owner: owner.consents,
    ConsentWithdrawn: lambda owner: ConsentWithdrawn.objects.filter(consent__in=owner.consents).order_by("pk"),
    MandateNoted: lambda owner: owner.mandates,
    MandateAct: lambda owner: MandateAct.objects.filter(mandate__in=owner.mandates).order_by("pk"),
    MandateEnded: lambda owner: MandateEnded.objects.filter(mandate__in=owner.mandates).order_by("pk"),
    Subject: lambda owner: Subject.objects.filter(number_index=owner.who.number).order_by("pk"),
    SignInCode: lambda owner: owner.sign_in_codes,
    SignInCodeUsed: lambda owner: SignInCodeUsed.objects.filter(code__in=owner.sign_in_codes).order_by("pk"),
    SignInStopped: lambda owner: SignInStopped.objects.filter(
        people.exactly(owner.who.number, owner.who.name)
    ).order_by("pk"),
    Recall: lambda owner: Recall.objects.filter(answer__in=owner.answers).order_by("pk"),
    Objection: lambda owner: owner.objections,
    CaseStep: lambda owner: CaseStep.objects.filter(objection__in=owner.objections).order_by("pk"),
    Evidence: lambda owner: Evidence.objects.filter(objection__in=owner.objections).order_by("pk"),
    Draft: lambda owner: Draft.objects.filter(record__in=owner.records).order_by("pk"),
    RepairRequest: lambda owner: owner.requests,
    RepairStep: lambda owner: RepairStep.objects.filter(request__in=owner.requests).order_by("pk"),
    RepairProof: lambda owner: RepairProof.objects.filter(request__in=owner.requests).order_by("pk"),
    RestraintPaper: lambda owner: RestraintPaper.objects.filter(
        pk__in=[pk for one in owner.restraints for pk in (one.decision_id, one.notice_id, one.hearing_id)]
    ).order_by("pk"),
    Restraint: lambda owner: owner.restraints,
    RestraintEnded: lambda owner: RestraintEnded.objects.filter(restraint__in=owner.restraints).order_by("pk"),
    UseNotice: lambda owner: owner.use_notices,
    UsedRecord: lambda owner: UsedRecord.objects.filter(notice__in=owner.use_notices).order_by("pk"),
    Extract: lambda owner: owner.extracts,
    ExtractRecord: lambda owner: ExtractRecord.objects.filter(extract__in=owner.extracts).order_by("pk"),
    ExtractCheck: lambda owner: ExtractCheck.objects.filter(extract__in=owner.extracts).order_by("pk"),
    DueRecord: lambda owner: owner.due,
    KeepOrder: lambda owner: KeepOrder.objects.filter(due_record__in=owner.due).order_by("pk"),
    Review: lambda owner: owner.list_looks,
    Tombstone: lambda owner: Tombstone.objects.filter(
        natural_key__in=[bytes(record.natural_key) for record in owner.records]
    ).order_by("pk"),
}


def label(model: type[Model]) -> str:
    return f"{model._meta.app_label}.{model.__name__}"


def rows_of(owner: Owner) -> dict[str, list[Any]]:
    """Every table with its rows about this person, empty ones too: that a table holds nothing is told as well."""
    return {label(model): list(rows(owner)) for model, rows in TABLES.items()}
