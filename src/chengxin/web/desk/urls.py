"""Doors of the case officer's desk, and of the superior to whom overdue cases climb."""

from django.urls import path

from chengxin.web.desk import cases, destruction, hiding, letters, overdue, repairs, restraints, views, whys

app_name = "desk"
urlpatterns = [
    path("", views.held_row, name="held_row"),
    path("letters/", letters.letters, name="letters"),
    path("rows/<slug:ref>/settle/", views.settle, name="settle"),
    path("rows/<slug:ref>/resolve/", views.resolve, name="resolve"),
    path("rows/<slug:ref>/", views.settled, name="settled"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<slug:ref>/", cases.case, name="case"),
    path("cases/<slug:ref>/open/", cases.open_case, name="open_case"),
    path("cases/<slug:ref>/row/", cases.as_sent, name="as_sent"),
    path("cases/<slug:ref>/check/", cases.check, name="check"),
    path("cases/<slug:ref>/find/", cases.find, name="find"),
    path("cases/<slug:ref>/extend/", cases.extend, name="extend"),
    path("cases/<slug:ref>/decide/", cases.decide, name="decide"),
    path("cases/<slug:ref>/split/", cases.split, name="split"),
    path("cases/<slug:ref>/files/<slug:file>/", cases.evidence, name="evidence"),
    path("overdue/", overdue.overdue, name="overdue"),
    path("destruction/", destruction.listed, name="destruction"),
    path("destruction/make/", destruction.make, name="due_list_make"),
    path("destruction/<slug:ref>/", destruction.due_list, name="due_list"),
    path("destruction/<slug:ref>/look/", destruction.look, name="due_list_look"),
    path("destruction/<slug:ref>/certificates/<slug:certificate>/", destruction.certificate, name="certificate"),
    path("destruction/<slug:ref>/records/<slug:record>/", destruction.due_record, name="due_record"),
    path("repairs/", repairs.listed, name="repairs"),
    path("repairs/<slug:ref>/", repairs.case, name="repair"),
    path("repairs/<slug:ref>/decide/", repairs.decide, name="repair_decide"),
    path("repairs/<slug:ref>/missing/", repairs.missing, name="repair_missing"),
    path("whys/", whys.listed, name="whys"),
    path("whys/<slug:ref>/", whys.case, name="why"),
    path("whys/<slug:ref>/answer/", whys.answer, name="answer_why"),
    path("whys/<slug:ref>/judge/", whys.judge, name="judge_why"),
    path("restraints/", restraints.listed, name="restraints"),
    path("restraints/new/", restraints.new, name="restraint_new"),
    path("restraints/<slug:ref>/", restraints.one, name="restraint"),
    path("restraints/<slug:ref>/end/", restraints.end, name="restraint_end"),
    path("restraints/<slug:ref>/papers/<slug:file>/", restraints.paper, name="restraint_paper"),
    path("hide/", hiding.hide, name="hide"),
    path("hide/done/", hiding.hidden, name="hidden"),
    path("repairs/<slug:ref>/files/<slug:file>/", repairs.proof, name="repair_proof"),
]
