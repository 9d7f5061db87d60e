"""The doors of a window: open a matter, ask, print the answer."""

from django.urls import path

from chengxin.web.window import errand_views, extract_views, letters, mandates, recalls, services, today, views

app_name = "window"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("person/", errand_views.person, name="person"),
    path("person/errand/", errand_views.errand, name="errand"),
    path("person/next/", errand_views.go_on, name="go_on"),
    path("person/receipt/", errand_views.receipt, name="receipt"),
    path("person/leave/", errand_views.leave, name="leave"),
    path("person/report/", extract_views.report_on_paper, name="report"),
    path("person/extract/", extract_views.choose, name="extract"),
    path("person/extract/for/<slug:purpose>/", extract_views.make, name="extract_for"),
    path("person/extract/<slug:ref>/", extract_views.made, name="extract_made"),
    path("person/extract/<slug:ref>/pdf/", extract_views.on_paper, name="extract_pdf"),
    path("mandates/", mandates.mandates, name="mandates"),
    path("mandates/note/", mandates.note, name="mandate_note"),
    path("mandates/noted/", mandates.noted, name="mandate_noted"),
    path("today/", today.today, name="today"),
    path("matters/<slug:ref>/", views.matter, name="matter"),
    path("matters/<slug:ref>/close/", views.close, name="close"),
    path("matters/<slug:ref>/service/", services.service, name="service"),
    path("matters/<slug:ref>/papers/", services.promise, name="promise"),
    path("matters/<slug:ref>/papers/<slug:paper>/", services.arrived, name="paper_arrived"),
    path("matters/<slug:ref>/ask/<slug:purpose>/", views.put_question, name="put_question"),
    path("letters/", letters.letters, name="letters"),
    path("letters/sign/", letters.sign, name="sign_letters"),
    path("letters/<slug:ref>/print/", letters.print_one, name="print_letter"),
    path("recalls/", recalls.waiting, name="recalls"),
    path("recalls/<slug:ref>/<int:cause>/", recalls.confirm, name="confirm_recall"),
    path("answers/<slug:ref>/", views.answer, name="answer"),
    path("answers/<slug:ref>/receipt.json", views.answer_receipt, name="answer_receipt"),
]
